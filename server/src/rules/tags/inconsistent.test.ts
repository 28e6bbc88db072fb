/** Keys in two spellings. */
import { expect, it } from 'vitest';
import { yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { inconsistent } from './inconsistent.ts';

ruleTest(inconsistent, ({ check, fixed }) => {
  check(
    'each spelling once; silent for other values, keys of tools, and keys that are not known',
    yaml`
      Parameters:
        Word: { Type: String }
      Resources:
        A: { Type: AWS::SQS::Queue, Properties: { Tags: [{ Key: Team, Value: a }, { Key: aws:x, Value: b }, { Key: !Ref Word, Value: c }] } }
        B: { Type: AWS::SQS::Queue, Properties: { Tags: [{ Key: Team, Value: b }, { Key: AWS:X, Value: b }] } }
        C: { Type: AWS::SQS::Queue, Properties: { Tags: [{ Key: team, Value: a }] } }
      #                                                         ^^^^ warning tags/inconsistent (fix): The tag is Team on A: team is another tag.
        D: { Type: AWS::SQS::Queue, Properties: { Tags: [{ Key: team, Value: a }] } }
        E: { Type: AWS::SQS::Queue, Properties: { Tags: [{ Key: Team, Value: a }] } }
    `,
  );
  it('writes the usual one wherever it is spelled so', () => {
    const text = fixed(yaml`
      Resources:
        A: { Type: AWS::SQS::Queue, Properties: { Tags: [{ Key: Team, Value: a }] } }
        B: { Type: AWS::SQS::Queue, Properties: { Tags: [{ Key: Team, Value: a }] } }
        C: { Type: AWS::SQS::Queue, Properties: { Tags: [{ Key: Team, Value: a }] } }
        D: { Type: AWS::SQS::Queue, Properties: { Tags: [{ Key: TEAM, Value: a }] } }
        E: { Type: AWS::SQS::Queue, Properties: { Tags: [{ Key: TEAM, Value: a }] } }
    `);
    expect(text.match(/Key: Team/g)).toHaveLength(5);
  });
});
