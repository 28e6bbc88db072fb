/** Permissions that, taken together, are as good as all of them. */
import { expect, it } from 'vitest';
import { type Example, cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { privilegeEscalation } from './privilege-escalation.ts';

/** A role with some statements in one policy and some in another. */
const role = (first: string, second = '', more = '') => yaml`
  Resources:
    Deploy:
      Type: AWS::IAM::Role
      Properties:
        AssumeRolePolicyDocument: {}
${more}
        Policies:
          - PolicyName: first
            PolicyDocument:
              Statement:
                - ${first}
    Second:
      Type: AWS::IAM::Policy
      Properties:
        PolicyName: second
        Roles: [!Ref Deploy]
        PolicyDocument:
          Statement:
            - ${second || "{ Effect: Allow, Action: 'logs:PutLogEvents', Resource: '*' }"}
`;
const allow = (action: string, resource = "'*'") => `{ Effect: Allow, Action: ${action}, Resource: ${resource} }`;

ruleTest(privilegeEscalation, ({ check, fixed, offered }) => {
  check(
    'actions of several policies',
    role(allow('iam:PassRole'), allow("[lambda:CreateFunction, 'lambda:Invoke*']")),
    [
      'warning iam/privilege-escalation "iam:PassRole": iam:PassRole, lambda:CreateFunction and lambda:Invoke* on every resource: whoever acts as Deploy could give a new Lambda function a role, and call it, and so gain more permissions.',
    ],
  );
  check('everything of IAM', role(allow("'iam:*'")), [
    `warning iam/privilege-escalation "'iam:*'": iam:* on every resource: whoever acts as Deploy could make access keys for other users (or do the like in 18 other ways), and so gain more permissions.`,
  ]);
  check('every user', role(allow('iam:CreateAccessKey', "'arn:aws:iam::111122223333:user/*'")), [
    'warning iam/privilege-escalation "iam:CreateAccessKey": iam:CreateAccessKey on every resource: whoever acts as Deploy could make access keys for other users, and so gain more permissions.',
  ]);
  check(
    'silent: policies among roles',
    role(allow("['iam:*PolicyVersion*', iam:GetRole]", "'arn:aws:iam::111122223333:role/*'")),
  );
  check('silent: one action of a set', role(allow('iam:PassRole')));
  check(
    'silent: one role',
    role(allow('iam:PassRole', 'arn:aws:iam::111122223333:role/task'), allow('lambda:CreateFunction')),
  );
  check('silent: a denial takes it away', role(allow("'iam:*'"), "{ Effect: Deny, Action: 'iam:*', Resource: '*' }"));
  check('silent: a boundary may', role(allow("'iam:*'"), '', '        PermissionsBoundary: !Ref Boundary'));
  check('silent: everything has a rule of its own', role(allow("'*'")));
  check(
    'silent: a condition',
    role(
      "{ Effect: Allow, Action: 'iam:*', Resource: '*', Condition: { StringEquals: { aws:ResourceTag/team: shop } } }",
    ),
  );

  it('relates the other statements and narrows the passing of roles', () =>
    expect(
      offered(cdk`
        const task = new iam.Role(this, 'Task', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
        const role = new iam.Role(this, 'Deploy', { assumedBy: new iam.ServicePrincipal('codebuild.amazonaws.com') });
        role.addToPolicy(new iam.PolicyStatement({ actions: ['iam:PassRole'], resources: ['*'] }));
        role.addToPolicy(
          new iam.PolicyStatement({ actions: ['lambda:CreateFunction', 'lambda:InvokeFunction'], resources: ['*'] }),
        );
      `),
    ).toEqual(['review: Allow passing Task alone']));
  it('writes the role and what it may be passed to', () =>
    expect(fixed(privilegeEscalation.docs.bad[1] as Example)).toMatch(
      /actions: \['iam:PassRole'\], resources: \[task\.roleArn\],? (?:conditions|[\s\S]*'iam:PassedToService': 'lambda\.amazonaws\.com')/,
    ));
});
