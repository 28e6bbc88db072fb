/** Permissions of single users. */
import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { userPolicy } from './user-policy.ts';

ruleTest(userPolicy, ({ check }) => {
  check(
    'one finding for each user and each policy',
    yaml`
      Resources:
        Ada:
          Type: AWS::IAM::User
          Properties:
            ManagedPolicyArns: [arn:aws:iam::aws:policy/ReadOnlyAccess]
            Policies:
      #     ^^^^^^^^ information iam/user-policy: The user Ada has permissions of its own: attach them to a group or a role.
              - PolicyName: one
                PolicyDocument: { Statement: [{ Effect: Allow, Action: s3:GetObject, Resource: '*' }] }
        Read:
          Type: AWS::IAM::Policy
          Properties:
            PolicyName: read
            Users: [!Ref Ada]
      #     ^^^^^ information iam/user-policy: Read is attached to users: attach it to a group or a role.
            PolicyDocument: { Statement: [{ Effect: Allow, Action: s3:GetObject, Resource: '*' }] }
    `,
  );
  check(
    'silent: groups, boundaries, what is left out',
    yaml`
      Resources:
        Ada:
          Type: AWS::IAM::User
          Properties:
            Groups: [readers]
            PermissionsBoundary: arn:aws:iam::aws:policy/ReadOnlyAccess
            ManagedPolicyArns: [arn:aws:iam::aws:policy/IAMUserChangePassword]
        Bea: { Type: AWS::IAM::User, Properties: { ManagedPolicyArns: [] } }
        Read:
          Type: AWS::IAM::Policy
          Properties:
            PolicyName: read
            Users: !Ref AWS::NoValue
            Groups: [readers]
            PolicyDocument: { Statement: [{ Effect: Allow, Action: s3:GetObject, Resource: '*' }] }
    `,
    [],
  );
  check(
    'in code, where the policies are given',
    cdk`
      new iam.User(this, 'Ada', {
        managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess')],
      //^^^^^^^^^^^^^^^ information iam/user-policy: The user Ada has permissions of its own: attach them to a group or a role.
      });
      const bea = new iam.User(this, 'Bea', { passwordResetRequired: true });
      bea.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('IAMUserChangePassword'));
    `,
  );
});
