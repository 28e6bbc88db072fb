/** api/open-cors */
import { yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { openCors } from './open-cors.ts';

ruleTest(openCors, ({ check }) => {
  check(
    'silent: a bucket that is only read, origins that can’t be seen; a function',
    yaml`
    Parameters:
      Origin: { Type: String }
    Resources:
      Site:
        Type: AWS::S3::Bucket
        Properties: { CorsConfiguration: { CorsRules: [{ AllowedMethods: [GET, HEAD], AllowedOrigins: ['*'] }] } }
      Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: a, CorsConfiguration: { AllowOrigins: [!Ref Origin] } } }
      Url:
        Type: AWS::Lambda::Url
        Properties:
          AuthType: NONE
          TargetFunctionArn: handler
          Cors: { AllowOrigins: ['*'] }
    #                           ^^^^^ information api/open-cors: Url answers scripts of every origin.
  `,
  );
});
