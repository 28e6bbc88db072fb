import { expect, it } from 'vitest';
import { ruleTest } from '../../testing/ruleTest.ts';
import { danglingTrigger } from './dangling-trigger.ts';

const text = (danglingTrigger.docs.bad[0] as { text: string }).text;
const changed = (from: string, to: string) => ({ language: 'yaml' as const, text: text.replace(from, to) });
const statement = (actions: string) =>
  `Policies: [{ PolicyName: p, PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: Allow, Action: ${actions}, Resource: '*' }] } }]\n      ManagedPolicyArns:`;

ruleTest(danglingTrigger, ({ check, fixed }) => {
  check('a policy of one’s own', changed('ManagedPolicyArns:', statement("'sqs:*'")), []);
  check('a part of it', changed('ManagedPolicyArns:', statement('[sqs:ReceiveMessage, sqs:GetQueueAttributes]')), [
    'error wiring/dangling-trigger "!GetAtt Jobs.Arn": The role Role of Worker may not read Jobs: it lacks sqs:DeleteMessage.',
  ]);
  check(
    'a policy that can’t be seen',
    changed('ManagedPolicyArns:', 'ManagedPolicyArns:\n        - !ImportValue Policy'),
    [],
  );
  check('a role that can’t be seen', changed('Role: !GetAtt Role.Arn', 'Role: !ImportValue Role'), []);
  it('writes a policy for the role', () => {
    const mended = fixed(danglingTrigger.docs.bad[0] as never);
    expect(mended).toContain('Type: AWS::IAM::Policy');
    expect(mended).toContain('Resource: !GetAtt Jobs.Arn');
  });
});
