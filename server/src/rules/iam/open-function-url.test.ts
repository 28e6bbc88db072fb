/** Addresses of functions that anybody may call. */
import { expect, it } from 'vitest';
import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { openFunctionUrl } from './open-function-url.ts';

ruleTest(openFunctionUrl, ({ check, fixed }) => {
  check(
    'by scenario, and by the name of the function; silent where the type is not known',
    yaml`
      Parameters:
        Who: { Type: String }
      Conditions:
        IsProd: !Equals [!Ref AWS::StackName, prod]
      Resources:
        Hook: { Type: AWS::Lambda::Function, Properties: { Code: { S3Bucket: code, S3Key: hook.zip }, Role: 'arn:aws:iam::111122223333:role/hook' } }
        Address: { Type: AWS::Lambda::Url, Properties: { TargetFunctionArn: !GetAtt Hook.Arn, AuthType: !If [IsProd, AWS_IAM, NONE] } }
      #                                                                                                                       ^^^^ warning iam/open-function-url (fix): Anybody in the world may call Hook when not IsProd.
        Given: { Type: AWS::Lambda::Url, Properties: { TargetFunctionArn: other, AuthType: !Ref Who } }
    `,
  );
  const hook = (url: string) => cdk`
    const hook = new lambda.Function(this, 'Hook', {
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: lambda.Code.fromBucket(code, 'hook.zip'),
    });
    ${url}
  `;
  it('asks for a signature, in all the ways to write it', () => {
    for (const url of [
      'hook.addFunctionUrl({ authType: lambda.FunctionUrlAuthType.NONE });',
      "new lambda.FunctionUrl(this, 'Address', { function: hook, authType: lambda.FunctionUrlAuthType.NONE });",
    ])
      expect(fixed(hook(url))).toContain('authType: lambda.FunctionUrlAuthType.AWS_IAM');
  });
});
