/** Managed policies that are not there. */
import { expect, it } from 'vitest';
import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { unknownManagedPolicy } from './unknown-managed-policy.ts';

ruleTest(unknownManagedPolicy, ({ check, fixed }) => {
  check(
    'a wrong path and a wrong name',
    yaml`
      Resources:
        Handler:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument: {}
            ManagedPolicyArns:
              - arn:aws:iam::aws:policy/AWSLambdaVPCAccessExecutionRole
      #         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error iam/unknown-managed-policy (fix): The AWS managed policy AWSLambdaVPCAccessExecutionRole is under policy/service-role/, not under policy/.
              - arn:aws:iam::aws:policy/service-role/AmazonS3ReadOnlyAccess
      #         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error iam/unknown-managed-policy (fix): The AWS managed policy AmazonS3ReadOnlyAccess is under policy/, not under policy/service-role/.
              - arn:aws:iam::aws:policy/AmazonS3Everything
      #         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning iam/unknown-managed-policy: There is no AWS managed policy AmazonS3Everything.
    `,
  );
  check(
    'silent: names in SAM, which looks the path up itself',
    yaml`
      Transform: AWS::Serverless-2016-10-31
      Resources:
        Handler:
          Type: AWS::Serverless::Function
          Properties: { Runtime: nodejs22.x, Handler: index.handler, CodeUri: ., Policies: [AWSLambdaVPCAccessExecutionRole, Own] }
    `,
  );
  it('writes the path, with the partition where it was', () =>
    expect(
      fixed(yaml`
        Resources:
          Handler:
            Type: AWS::IAM::Role
            Properties:
              AssumeRolePolicyDocument: {}
              ManagedPolicyArns:
                - !Sub arn:${'${AWS::Partition}'}:iam::aws:policy/AWSLambdaBasicExecutionRole
      `),
    ).toContain('- !Sub arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'));
  it('writes the path in CDK', () =>
    expect(
      fixed(cdk`
        new iam.Role(this, 'Handler', {
          assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
          managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('AWSLambdaBasicExecutionRole')],
        });
      `),
    ).toContain("fromAwsManagedPolicyName('service-role/AWSLambdaBasicExecutionRole')"));
});
