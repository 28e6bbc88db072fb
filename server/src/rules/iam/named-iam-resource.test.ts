/** Named IAM resources. */
import { expect, it } from 'vitest';
import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { namedIamResource } from './named-iam-resource.ts';

ruleTest(namedIamResource, ({ check, fixed }) => {
  check(
    'all types, and names with parts',
    yaml`
      Parameters:
        Stage: { Type: String }
      Resources:
        Handler:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument: {}
            RoleName: !Sub orders-${'${Stage}'}
      #               ^^^^^^^^^^^^^^^^^^^^ information iam/named-iam-resource (fix): Handler has a name of its own, orders-${'${Stage}'}: it needs CAPABILITY_NAMED_IAM, and no change may replace it.
        Access:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            ManagedPolicyName: orders
      #                        ^^^^^^ warning iam/named-iam-resource (fix): Access has the fixed name orders: it needs CAPABILITY_NAMED_IAM and collides with a second deployment.
            PolicyDocument: { Statement: [] }
        Profile:
          Type: AWS::IAM::InstanceProfile
          Properties:
            Roles: [!Ref Handler]
            InstanceProfileName: orders
      #                          ^^^^^^ warning iam/named-iam-resource (fix): Profile has the fixed name orders: it needs CAPABILITY_NAMED_IAM and collides with a second deployment.
    `,
  );
  check(
    'silent: inline policies have to have a name, no value is no name, and AWS looks for some',
    yaml`
      Resources:
        Handler:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument: {}
            RoleName: !Ref AWS::NoValue
            Policies: [{ PolicyName: orders, PolicyDocument: { Statement: [] } }]
        StackSets:
          Type: AWS::IAM::Role
          Properties: { RoleName: AWSCloudFormationStackSetExecutionRole, AssumeRolePolicyDocument: {} }
        Inline:
          Type: AWS::IAM::Policy
          Properties: { PolicyName: orders, Roles: [!Ref Handler], PolicyDocument: { Statement: [] } }
    `,
  );
  check(
    'silent in CDK: names that cannot be seen, and names in a stack that nothing shows a second one of',
    cdk`
      new iam.Role(this, 'Generated', {
        roleName: cdk.PhysicalName.GENERATE_IF_NEEDED,
        assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      });
      new iam.Role(this, 'Once', { roleName: 'orders', assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
      new iam.Role(this, 'Given', { roleName: props?.description, assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    `,
  );
  it('removes the name', () =>
    expect(
      fixed(cdk`
        new cdk.CfnParameter(this, 'Stage');
        new iam.Role(this, 'Handler', {
          // The handler's own role.
          roleName: 'orders-handler',
          assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
        });
      `),
    ).not.toContain('roleName'));
});
