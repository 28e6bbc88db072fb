/** Dynamic references in templates and code: values that nobody sees here, and no text. */
import { describe, expect, test } from 'vitest';
import { fixture, workspaceOf } from '../testing/fixture.ts';
import { type Example, cdk, yaml } from './rule.ts';
import { type Value, at, rendered } from './value.ts';

function nameIn(example: Example): Value {
  const { documents, main } = fixture(example);
  const [topic] = workspaceOf(documents, []).graph(main.uri).ofType('AWS::SNS::Topic');
  return at(topic?.properties ?? { kind: 'absent' }, 'TopicName');
}

const template = (name: string) => yaml`
  Parameters:
    Env: { Type: String }
  Resources:
    Topic:
      Type: AWS::SNS::Topic
      Properties: { TopicName: ${name} }
`;
const stack = (name: string) => cdk`
  import { Stack, aws_sns as sns } from 'aws-cdk-lib';
  export class S extends Stack {
    constructor(scope: any, id: string, env: string) {
      super(scope, id);
      new sns.Topic(this, 'Topic', { topicName: ${name} });
    }
  }
`;

describe('dynamic references', () => {
  test.each([
    ["'{{resolve:ssm:/name}}'", '{{resolve:ssm:/name}}'],
    ["!Sub '{{resolve:ssm:/${Env}/name:1}}'", '{{resolve:ssm:/${Env}/name:1}}'],
    ["!Join ['', ['{{resolve:ssm:/', !Ref Env, '/name}}']]", '{{resolve:ssm:/${Env}/name}}'],
  ])('%s is one reference', (written, name) => {
    expect(nameIn(template(written))).toMatchObject({ kind: 'reference', target: { kind: 'dynamic', name } });
  });

  test.each([
    ["'orders-{{resolve:ssm:/a}}-{{resolve:ssm:/b}}-topic'", ['orders-', null, '-', null, '-topic']],
    ["!Sub '${Env}-{{resolve:ssm:/${Env}/a}}'", [null, '-', null]],
  ])('%s is a text with holes', (written, parts) => {
    const value = nameIn(template(written));
    expect(value.kind === 'text' && value.parts.map(p => (p.kind === 'known' ? p.text : null))).toEqual(parts);
  });

  test.each(["'{{resolve:ssm:/name'", "'{{name}}'", "'a}}'"])('%s is none', written => {
    expect(nameIn(template(written))).toMatchObject({ kind: 'literal', value: written.slice(1, -1) });
  });

  test('in code', () => {
    const name = '{{resolve:ssm:/name}}';
    expect(nameIn(stack(`'${name}'`))).toMatchObject({ kind: 'reference', target: { kind: 'dynamic', name } });
    expect(rendered(nameIn(stack('`a-{{resolve:ssm:/${env}/b}}`')))).toBe('a-{{resolve:ssm:/${…}/b}}');
  });
});
