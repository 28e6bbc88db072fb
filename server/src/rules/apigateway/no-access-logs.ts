/** Reports stages of APIs that write no access log. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { at } from '../../core/value.ts';
import { setting } from '../setting.ts';

export const noStageAccessLogs = defineRule({
  id: 'apigateway/no-access-logs',
  since: '0.1.0',
  severity: 'information',
  profile: 'strict',
  docs: {
    summary: 'Stages of APIs write an access log.',
    why: `Without an access log nobody can tell who called an API, what was answered and how long it took: neither when an attack
is looked into, nor when a client says that requests fail before they reach any function. API Gateway writes one line per
request to a log group or a Firehose stream, in the format that the stage gives.`,
    bad: [
      yaml`
        Resources:
          Prod:
            Type: AWS::ApiGateway::Stage
            Properties:
              RestApiId: a1b2c3d4e5
              DeploymentId: f6g7h8
              StageName: prod
      `,
      json`
        {
          "Resources": {
            "Orders": { "Type": "AWS::Serverless::HttpApi", "Properties": { "StageName": "prod" } }
          }
        }
      `,
      cdk`
        const api = new apigatewayv2.CfnApi(this, 'Api', { name: 'orders', protocolType: 'HTTP' });
        new apigatewayv2.CfnStage(this, 'Prod', { apiId: api.ref, stageName: '$default', autoDeploy: true });
      `,
    ],
    good: [
      yaml`
        Resources:
          Requests:
            Type: AWS::Logs::LogGroup
            Properties:
              RetentionInDays: 90
          Prod:
            Type: AWS::ApiGateway::Stage
            Properties:
              RestApiId: a1b2c3d4e5
              DeploymentId: f6g7h8
              StageName: prod
              AccessLogSetting:
                DestinationArn: !GetAtt Requests.Arn
                Format: '{ "requestId": "$context.requestId", "ip": "$context.identity.sourceIp", "status": "$context.status" }'
      `,
      cdk`
        const requests = new logs.LogGroup(this, 'Requests', { retention: logs.RetentionDays.THREE_MONTHS });
        new apigateway.RestApi(this, 'Api', {
          deployOptions: { accessLogDestination: new apigateway.LogGroupLogDestination(requests) },
        });
      `,
    ],
    links: ['https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html'],
    peers: [
      'CKV_AWS_76',
      'CKV_AWS_95',
      'cfn_nag W69',
      'cfn_nag W46',
      'trivy AWS-0001',
      'Guard API_GW_STAGE_ACCESS_LOGGING_RULE',
      'cdk-nag AwsSolutions-APIG1',
    ],
  },
  ...setting({
    places: {
      'AWS::ApiGateway::Stage': 'AccessLogSetting',
      'AWS::ApiGatewayV2::Stage': 'AccessLogSettings',
      'AWS::Serverless::Api': 'AccessLogSetting',
      'AWS::Serverless::HttpApi': 'AccessLogSettings',
    },
    wrong: value => value.kind === 'absent' || at(value, 'DestinationArn').kind === 'absent',
    message: 'Requests to {name} are written to no access log{when}.',
    mend: null,
  }),
});
