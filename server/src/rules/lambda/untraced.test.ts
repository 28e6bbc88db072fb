/** Functions without traces. */
import { expect, it } from 'vitest';
import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { untracedFunction } from './untraced.ts';

ruleTest(untracedFunction, ({ check, fixed }) => {
  check(
    'in one scenario; silent for parameters',
    yaml`
      Parameters:
        Mode: { Type: String, Default: PassThrough }
      Conditions:
        IsProd: !Equals [!Ref AWS::StackName, prod]
      Resources:
        Some: { Type: AWS::Serverless::Function, Properties: { Tracing: !If [IsProd, Active, PassThrough] } }
      #                                                                                      ^^^^^^^^^^^ information lambda/untraced (fix): Calls of Some are not traced when not IsProd.
        Given: { Type: AWS::Lambda::Function, Properties: { TracingConfig: { Mode: !Ref Mode } } }
    `,
  );
  it('turns it on', () => {
    expect(
      fixed(yaml`
        Resources:
          Worker: { Type: AWS::Lambda::Function, Properties: { Runtime: python3.13 } }
      `),
    ).toContain('TracingConfig: {Mode: Active}');
    expect(
      fixed(cdk`
        new lambda.Function(this, 'Worker', {
          runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromAsset('lambda'),
        });
      `),
    ).toContain('tracing: lambda.Tracing.ACTIVE');
  });
});
