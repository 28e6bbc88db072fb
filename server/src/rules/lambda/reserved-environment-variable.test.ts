import { expect, it } from 'vitest';
import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { reservedEnvironmentVariable } from './reserved-environment-variable.ts';

ruleTest(reservedEnvironmentVariable, ({ check, fixed }) => {
  check(
    'each of them',
    yaml`
      Resources:
        Orders:
          Type: AWS::Serverless::Function
          Properties:
            Handler: index.handler
            Runtime: nodejs24.x
            CodeUri: orders/
            Environment:
              Variables:
                AWS_REGION: eu-central-1
      #         ^^^^^^^^^^ error lambda/reserved-environment-variable (fix): Lambda sets AWS_REGION itself and refuses to deploy Orders with it.
                AWS_ACCESS_KEY_ID: none
      #         ^^^^^^^^^^^^^^^^^ error lambda/reserved-environment-variable (fix): Lambda sets AWS_ACCESS_KEY_ID itself and refuses to deploy Orders with it.
                AWS_LAMBDA_EXEC_WRAPPER: /opt/wrapper
                AWS_ACCOUNT_ID: !Ref AWS::AccountId
                aws_region: eu-central-1
    `,
  );
  check(
    'SAM Globals, once',
    yaml`
      Transform: AWS::Serverless-2016-10-31
      Globals:
        Function:
          Environment:
            Variables:
              AWS_REGION: eu-central-1
      Resources:
        One: { Type: AWS::Serverless::Function, Properties: { Handler: one.handler, Runtime: nodejs24.x, CodeUri: one/ } }
    `,
    [
      'error lambda/reserved-environment-variable "AWS_REGION": Lambda sets AWS_REGION itself and refuses to deploy One with it.',
    ],
  );
  check(
    'variables that are not seen are silent',
    cdk`
      new lambda.Function(this, 'Orders', {
        runtime: lambda.Runtime.NODEJS_24_X,
        handler: 'index.handler',
        code: lambda.Code.fromAsset('lambda'),
        environment: { ...process.env as Record<string, string> },
      });
    `,
  );
  check(
    'variables of other things are silent',
    yaml`
      Resources:
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - Name: app
                Image: app
                Environment: [{ Name: AWS_REGION, Value: eu-central-1 }]
    `,
  );

  it('removes the variable and leaves the others', () => {
    expect(
      fixed(cdk`
        new lambda.Function(this, 'Orders', {
          runtime: lambda.Runtime.NODEJS_24_X,
          handler: 'index.handler',
          code: lambda.Code.fromAsset('lambda'),
          environment: {
            STAGE: 'prod', // always
            AWS_REGION: this.region,
          },
        });
      `),
    ).toContain("  environment: {\n    STAGE: 'prod', // always\n  },\n");
    expect(
      fixed(yaml`
        Resources:
          Orders:
            Type: AWS::Lambda::Function
            Properties:
              Handler: index.handler
              Runtime: nodejs24.x
              Role: arn:aws:iam::111122223333:role/orders
              Code: { S3Bucket: code, S3Key: orders.zip }
              Environment:
                Variables:
                  STAGE: prod # always
                  AWS_REGION: eu-central-1
      `),
    ).toMatch(/Variables:\n {10}STAGE: prod # always\n$/);
  });
});
