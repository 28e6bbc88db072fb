/** Reports stages of REST APIs that start no trace. */
import { cdk, defineRule, yaml } from '../../core/rule.ts';
import { isOff, setting } from '../setting.ts';

export const untracedStage = defineRule({
  id: 'apigateway/untraced',
  since: '0.1.0',
  severity: 'information',
  profile: 'strict',
  docs: {
    summary: 'Stages of REST APIs are traced by X-Ray.',
    why: `A trace shows for one request how long the gateway, the function and each call that it makes took, and which of them
failed. It begins at the stage: without tracing there, the traces of the functions behind it have no start. HTTP APIs
do not trace, and are not reported.`,
    bad: [
      yaml`
        Transform: AWS::Serverless-2016-10-31
        Resources:
          Orders:
            Type: AWS::Serverless::Api
            Properties:
              StageName: prod
      `,
      cdk`
        new apigateway.CfnStage(this, 'Prod', { restApiId: 'a1b2c3d4e5', deploymentId: 'f6g7h8', tracingEnabled: false });
      `,
    ],
    good: [
      yaml`
        Transform: AWS::Serverless-2016-10-31
        Resources:
          Orders:
            Type: AWS::Serverless::Api
            Properties:
              StageName: prod
              TracingEnabled: true
      `,
      cdk`
        new apigateway.RestApi(this, 'Api', { deployOptions: { tracingEnabled: true } });
      `,
    ],
    links: ['https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-xray.html'],
    peers: ['CKV_AWS_73', 'trivy AWS-0003'],
  },
  ...setting({
    places: { 'AWS::ApiGateway::Stage': 'TracingEnabled', 'AWS::Serverless::Api': 'TracingEnabled' },
    wrong: isOff,
    message: 'Requests to {name} are not traced{when}.',
    mend: { title: 'Trace requests to {name}', to: true, safety: 'safe' },
  }),
});
