/** Passing roles. */
import { expect, it } from 'vitest';
import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { passroleWildcard } from './passrole-wildcard.ts';

const policy = (statement: string) => yaml`
  Resources:
    Access:
      Type: AWS::IAM::ManagedPolicy
      Properties:
        PolicyDocument:
          Statement: [${statement}]
    Task:
      Type: AWS::IAM::Role
      Properties:
        AssumeRolePolicyDocument: {}
`;

ruleTest(passroleWildcard, ({ check, fixed, offered }) => {
  check(
    'every role of an account',
    policy('{ Effect: Allow, Action: [iam:passrole], Resource: "arn:aws:iam::111122223333:role/*" }'),
    [
      `warning iam/passrole-wildcard "\\"arn:aws:iam::111122223333:role/*\\"": iam:passrole on arn:aws:iam::111122223333:role/* allows passing any role of the account.`,
    ],
  );
  check(
    'every role of this account',
    policy(`{ Effect: Allow, Action: [iam:PassRole], Resource: !Sub 'arn:aws:iam::${'${AWS::AccountId}'}:role/*' }`),
    [
      'warning iam/passrole-wildcard "!Sub \'arn:aws:iam::${AWS::AccountId}:role/*\'": iam:PassRole on arn:aws:iam::${AWS::AccountId}:role/* allows passing any role of the account.',
    ],
  );
  check(
    'silent: roles with a prefix',
    policy('{ Effect: Allow, Action: iam:PassRole, Resource: "arn:aws:iam::*:role/orders-*" }'),
  );
  check('through a pattern', policy('{ Effect: Allow, Action: "iam:*", Resource: "*" }'), [
    'warning iam/passrole-wildcard "\\"*\\"": iam:* on * allows passing any role of the account.',
  ]);
  check('silent: everything has a rule of its own', policy('{ Effect: Allow, Action: "*", Resource: "*" }'));
  check('silent: a denial', policy('{ Effect: Deny, Action: iam:PassRole, Resource: "*" }'));
  check(
    'silent: one service alone',
    policy(
      '{ Effect: Allow, Action: iam:PassRole, Resource: "*", Condition: { StringEquals: { iam:PassedToService: ecs.amazonaws.com } } }',
    ),
  );
  it('names the role of the stack', () => {
    const example = policy('{ Effect: Allow, Action: iam:PassRole, Resource: "*" }');
    expect(offered(example)).toEqual(['review: Allow passing Task alone']);
    expect(fixed(example)).toContain('Resource: !GetAtt Task.Arn');
  });
  it('names the role in CDK', () =>
    expect(
      fixed(cdk`
        const task = new iam.Role(this, 'Task', { assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com') });
        const role = new iam.Role(this, 'Deploy', { assumedBy: new iam.ServicePrincipal('codebuild.amazonaws.com') });
        role.addToPolicy(new iam.PolicyStatement({ actions: ['iam:PassRole'], resources: ['*'] }));
      `),
    ).toContain('resources: [task.roleArn]'));
});
