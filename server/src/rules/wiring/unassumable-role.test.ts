import { expect, it } from 'vitest';
import { ruleTest } from '../../testing/ruleTest.ts';
import { unassumableRole } from './unassumable-role.ts';

const text = (unassumableRole.docs.bad[0] as { text: string }).text;
const changed = (from: string, to: string) => ({ language: 'yaml' as const, text: text.replace(from, to) });
const found = (trusted: string) => [
  `error wiring/unassumable-role "!GetAtt Role.Arn": Worker is given the role Role, which lambda.amazonaws.com may not take on, only ${trusted}: it can’t be created.`,
];

ruleTest(unassumableRole, ({ check, fixed, offered }) => {
  check(
    'several others',
    changed('ec2.amazonaws.com', '[ec2.amazonaws.com, edgelambda.amazonaws.com]'),
    found('ec2.amazonaws.com and edgelambda.amazonaws.com'),
  );
  check('one of several', changed('ec2.amazonaws.com', '[ec2.amazonaws.com, lambda.amazonaws.com]'), []);
  check('a suffix of the partition', changed('ec2.amazonaws.com', '!Sub "lambda.${AWS::URLSuffix}"'), []);
  check('a parameter', changed('ec2.amazonaws.com', '!Ref Who'), []);
  check(
    'chosen by a condition',
    changed('ec2.amazonaws.com', '!If [Edge, edgelambda.amazonaws.com, lambda.amazonaws.com]'),
    [],
  );
  check('an account alone', changed('Service: ec2.amazonaws.com', 'AWS: "*"'), []);
  check('everyone', changed('{ Service: ec2.amazonaws.com }', '"*"'), []);
  check(
    'a denial beside',
    changed(
      '- Effect: Allow',
      '- { Effect: Deny, Principal: { Service: ec2.amazonaws.com }, Action: sts:AssumeRole }\n          - Effect: Allow',
    ),
    found('ec2.amazonaws.com'),
  );
  check('a role that is made elsewhere', changed('!GetAtt Role.Arn', '!ImportValue Role'), []);
  it('names the service instead, or beside', () => {
    expect(offered(changed('', ''))).toEqual([
      'review: Let lambda.amazonaws.com take the role on, in place of ec2.amazonaws.com',
    ]);
    const two = changed('ec2.amazonaws.com', '[ec2.amazonaws.com, edgelambda.amazonaws.com]');
    expect(fixed(two)).toContain('[ec2.amazonaws.com, edgelambda.amazonaws.com, lambda.amazonaws.com]');
  });
});
