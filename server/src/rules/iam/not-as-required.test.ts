import { expect, it } from 'vitest';
import { withFiles, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { notAsRequired } from './not-as-required.ts';

const role = (properties: string, iam: string) =>
  withFiles(
    yaml`
      Resources:
        Role:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Statement: [{ Effect: Allow, Action: 'sts:AssumeRole', Principal: { Service: lambda.amazonaws.com } }]
            ${properties}
    `,
    { 'plumbline.yaml': `version: 1\nrequirements:\n  iam: ${iam}\n` },
  );
const said = (place: string, message: string) => [
  `warning iam/not-as-required ${JSON.stringify(place)}: ${message} (plumbline.yaml:3).`,
];
const managed = (name: string) => `ManagedPolicyArns: [arn:aws:iam::aws:policy/${name}]`;

ruleTest(notAsRequired, ({ check, fixed }) => {
  check(
    'a managed policy',
    role(managed('AmazonS3FullAccess'), '{ managed_policies: ["*FullAccess"] }'),
    said(
      'arn:aws:iam::aws:policy/AmazonS3FullAccess',
      'Role has the AWS managed policy AmazonS3FullAccess, which must not be used',
    ),
  );
  check('silent: another one', role(managed('ReadOnlyAccess'), '{ managed_policies: ["*FullAccess"] }'), []);
  check(
    'all of them',
    role(managed('ReadOnlyAccess'), '{ managed_policies: forbid }'),
    said(
      'arn:aws:iam::aws:policy/ReadOnlyAccess',
      'Role has the AWS managed policy ReadOnlyAccess, which must not be used',
    ),
  );
  check(
    'a policy inside',
    role('Policies: [{ PolicyName: a, PolicyDocument: {} }]', '{ inline_policies: forbid }'),
    said('[{ PolicyName: a, PolicyDocument: {} }]', 'Role has a policy written inside of it, which must not be'),
  );
  check(
    'no boundary',
    role('Path: /', '{ permission_boundary: true }'),
    said('Role', 'Role has no permission boundary'),
  );
  check(
    'another boundary',
    role('PermissionsBoundary: arn:aws:iam::111122223333:policy/a', '{ permission_boundary: policy/b }'),
    said(
      'arn:aws:iam::111122223333:policy/a',
      'The permission boundary of Role is arn:aws:iam::111122223333:policy/a; it should be policy/b',
    ),
  );
  check(
    'silent: a boundary from a parameter',
    role('PermissionsBoundary: !Ref AWS::StackName', '{ permission_boundary: b }'),
    [],
  );
  check(
    'no condition',
    role('Path: /', '{ conditions: ["aws:SourceIp"] }'),
    said('"aws:SourceIp"', 'No statement has the condition aws:SourceIp'),
  );
  it('removes the name', () => expect(fixed(role('RoleName: orders', '{ names: forbid }'))).not.toContain('RoleName'));
});
