import { cdk, withFiles, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { missingEndpoint } from './missing-endpoint.ts';

const ASKS = { 'plumbline.yaml': 'version: 1\nrequirements:\n  api: { endpoints: [/health] }\n' };
const rest = (part: string) =>
  withFiles(
    yaml`
      Resources:
        Api: { Type: AWS::ApiGateway::RestApi }
        Path: { Type: AWS::ApiGateway::Resource, Properties: { RestApiId: !Ref Api, PathPart: ${part} } }
    `,
    ASKS,
  );
const said = ['warning arch/missing-endpoint "Api": No API has the path /health (plumbline.yaml:3).'];

ruleTest(missingEndpoint, ({ check }) => {
  check('another path', rest('orders'), said);
  check('silent: the path', rest('health'), []);
  check('silent: a proxy takes all', rest("'{proxy+}'"), []);
  check('silent: a path that can’t be seen', rest('!Ref AWS::StackName'), []);
  check('silent: no API at all', withFiles(yaml`${'Resources:\n  A: { Type: AWS::S3::Bucket }'}`, ASKS), []);
  check(
    'silent: events of SAM',
    withFiles(
      yaml`
        Resources:
          F:
            Type: AWS::Serverless::Function
            Properties: { Events: { Get: { Type: Api, Properties: { Path: /health, Method: get } } } }
      `,
      ASKS,
    ),
    [],
  );
  check('silent: what methods of a construct add', withFiles(cdk`new apigateway.RestApi(this, 'Api');`, ASKS), []);
});
