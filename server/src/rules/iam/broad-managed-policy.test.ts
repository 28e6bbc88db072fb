/** Broad managed policies. */
import { expect, it } from 'vitest';
import { type Example, cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { broadManagedPolicy } from './broad-managed-policy.ts';

ruleTest(broadManagedPolicy, ({ check, fixed }) => {
  check(
    'each item, with its severity and scenario',
    yaml`
      Conditions:
        IsDev: !Equals [!Ref AWS::Region, eu-west-1]
      Resources:
        Deploy:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument: {}
            ManagedPolicyArns:
              - arn:aws:iam::aws:policy/ReadOnlyAccess
      #         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ information iam/broad-managed-policy (fix): ReadOnlyAccess allows Deploy reading everything in the account with its data.
              - !If [IsDev, 'arn:aws:iam::aws:policy/AdministratorAccess', !Ref AWS::NoValue]
      #                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error iam/broad-managed-policy (fix): AdministratorAccess allows Deploy everything in the account when IsDev.
              - arn:aws:iam::aws:policy/AmazonElasticFileSystemClientFullAccess
      #         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning iam/broad-managed-policy (fix): AmazonElasticFileSystemClientFullAccess allows Deploy mounting every file system of the account, and writing to it as root.
              - !Sub arn:${'${AWS::Partition}'}:iam::aws:policy/AmazonS3FullAccess
      #         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning iam/broad-managed-policy (fix): AmazonS3FullAccess allows Deploy every action of its services, on every resource of the account.
    `,
  );
  check(
    'names in SAM',
    yaml`
      Transform: AWS::Serverless-2016-10-31
      Resources:
        Handler:
          Type: AWS::Serverless::Function
          Properties:
            Runtime: nodejs22.x
            Handler: index.handler
            CodeUri: .
            Policies:
              - AWSLambdaBasicExecutionRole
              - AmazonDynamoDBFullAccess
      #         ^^^^^^^^^^^^^^^^^^^^^^^^ warning iam/broad-managed-policy (fix): AmazonDynamoDBFullAccess allows Handler every action of its services, on every resource of the account.
              - DynamoDBReadPolicy: { TableName: orders }
    `,
  );
  check(
    'silent: one’s own policies, service roles, references',
    yaml`
      Parameters:
        Policy: { Type: String }
      Resources:
        Deploy:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument: {}
            ManagedPolicyArns:
              - arn:aws:iam::111122223333:policy/OrdersFullAccess
              - arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole
              - arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess
              - !Ref Policy
    `,
  );
  check(
    'added later in CDK',
    cdk`
      const role = new iam.Role(this, 'Deploy', { assumedBy: new iam.ServicePrincipal('codebuild.amazonaws.com') });
      role.addManagedPolicy(iam.ManagedPolicy.fromManagedPolicyArn(this, 'Own', 'arn:aws:iam::111122223333:policy/FullAccess'));
    `,
  );
  it('removes the item', () =>
    expect(
      fixed(cdk`
        new iam.Role(this, 'Handler', {
          assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
          managedPolicies: [
            iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonDynamoDBFullAccess'),
            iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSLambdaBasicExecutionRole'),
          ],
        });
      `),
    ).not.toContain('FullAccess'));
  it('offers the policy that reads', () => {
    expect(fixed(broadManagedPolicy.docs.bad[2] as Example)).toContain("'AmazonDynamoDBReadOnlyAccess'");
    expect(fixed(broadManagedPolicy.docs.bad[0] as Example)).toContain(
      '- arn:aws:iam::aws:policy/AmazonDynamoDBReadOnlyAccess\n',
    );
  });
});
