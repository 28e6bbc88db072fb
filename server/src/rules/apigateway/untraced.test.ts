/** Stages that start no trace. */
import { expect, it } from 'vitest';
import { yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { untracedStage } from './untraced.ts';

ruleTest(untracedStage, ({ check, fixed }) => {
  check(
    'switched off; silent where a parameter says it, and for HTTP APIs',
    yaml`
      Parameters:
        Traced: { Type: String, Default: 'false' }
      Resources:
        Off: { Type: AWS::ApiGateway::Stage, Properties: { RestApiId: abc, TracingEnabled: 'false' } }
      #                                                                                    ^^^^^^^ information apigateway/untraced (fix): Requests to Off are not traced.
        Given: { Type: AWS::ApiGateway::Stage, Properties: { RestApiId: abc, TracingEnabled: !Ref Traced } }
        Http: { Type: AWS::ApiGatewayV2::Stage, Properties: { ApiId: abc, StageName: prod } }
    `,
  );
  it('turns it on', () =>
    expect(
      fixed(yaml`
        Resources:
          Stage: { Type: AWS::ApiGateway::Stage, Properties: { RestApiId: abc } }
      `),
    ).toContain('{ RestApiId: abc, TracingEnabled: true }'));
});
