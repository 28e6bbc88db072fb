/** Reports stages that write logs in an app that gives API Gateway no role to write them with. */
import type { Resource } from '../../core/resource.ts';
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { type Present, type Value, at, asList, scenarios, stringOf } from '../../core/value.ts';

/** By type, where a stage's settings stand: what SAM and deployments say of a stage are the same keys. */
const STAGES: Readonly<Record<string, readonly string[]>> = {
  'AWS::ApiGateway::Stage': [],
  'AWS::ApiGateway::Deployment': ['StageDescription'],
  'AWS::Serverless::Api': [],
};

export const noLoggingRole = defineRule({
  id: 'apigateway/no-logging-role',
  since: '0.1.0',
  severity: 'warning',
  profile: 'strict',
  docs: {
    summary: 'An app whose REST APIs write logs gives API Gateway the role that it writes them with.',
    why: `API Gateway writes to CloudWatch with one role for all REST APIs of an account and region, which \`AWS::ApiGateway::Account\`
sets. Where nobody has set it, a stage with execution or access logs is refused (*CloudWatch Logs role ARN must be set in account
settings to enable logging*): what works in an account that somebody once prepared by hand fails in each new one. One account holds
for all stacks, so that a stack of its own is the place for it; that is why only strict teams are told. HTTP APIs need no such role,
and the CDK's \`RestApi\` makes one where \`cloudWatchRole\` is true.`,
    bad: [
      yaml`
        Resources:
          Stage:
            Type: AWS::ApiGateway::Stage
            Properties:
              RestApiId: !ImportValue Api
              DeploymentId: !ImportValue Deployment
              StageName: v1
              MethodSettings:
                - { HttpMethod: '*', ResourcePath: '/*', LoggingLevel: ERROR }
      `,
      json`
        {
          "Resources": {
            "Api": {
              "Type": "AWS::Serverless::Api",
              "Properties": {
                "StageName": "v1",
                "AccessLogSetting": { "DestinationArn": { "Fn::ImportValue": "Logs" }, "Format": "$context.requestId" }
              }
            }
          }
        }
      `,
      cdk`
        new apigateway.CfnStage(this, 'Stage', {
          restApiId: cdk.Fn.importValue('Api'),
          deploymentId: cdk.Fn.importValue('Deployment'),
          stageName: 'v1',
          methodSettings: [{ httpMethod: '*', resourcePath: '/*', loggingLevel: 'INFO' }],
        });
      `,
    ],
    good: [
      yaml`
        Resources:
          Account:
            Type: AWS::ApiGateway::Account
            Properties: { CloudWatchRoleArn: !ImportValue ApiGatewayRole }
          Stage:
            Type: AWS::ApiGateway::Stage
            DependsOn: Account
            Properties:
              RestApiId: !ImportValue Api
              DeploymentId: !ImportValue Deployment
              StageName: v1
              MethodSettings:
                - { HttpMethod: '*', ResourcePath: '/*', LoggingLevel: ERROR }
      `,
      json`
        {
          "Resources": {
            "Api": { "Type": "AWS::Serverless::Api", "Properties": { "StageName": "v1", "TracingEnabled": true } }
          }
        }
      `,
      cdk`
        new apigateway.RestApi(this, 'Api', {
          cloudWatchRole: true,
          deployOptions: { loggingLevel: apigateway.MethodLoggingLevel.ERROR },
        });
        new apigateway.CfnStage(this, 'Stage', {
          restApiId: cdk.Fn.importValue('Api'),
          deploymentId: cdk.Fn.importValue('Deployment'),
          stageName: 'v1',
          methodSettings: [{ httpMethod: '*', resourcePath: '/*', loggingLevel: 'INFO' }],
        });
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-account.html',
    ],
  },
  messages: { role: '{name} writes logs, and no AWS::ApiGateway::Account here gives API Gateway a role for that.' },
  *checkGraph({ graph }) {
    if (graph.ofType('AWS::ApiGateway::Account').length > 0) return;
    // An L2 construct that has only been read may make the account itself.
    if (graph.ofType('AWS::ApiGateway::RestApi').some(api => api.construct?.level === 2 && api.evidence === 'source'))
      return;
    const told = new Set<string>();
    for (const [type, path] of Object.entries(STAGES))
      for (const stage of graph.ofType(type)) {
        const place = told.has(stage.stack) ? null : logsOf(stage, path);
        if (!place) continue;
        told.add(stage.stack);
        yield { message: 'role', at: place.span, params: { name: stage.logicalId }, resource: stage };
      }
  },
});

/** What makes a stage write logs; null for what doesn't, or can't be seen to. */
function logsOf(stage: Resource, path: readonly string[]): Present | null {
  if (stage.owner.kind === 'internal') return null;
  const settings: Value = at(stage.properties, ...path);
  const destination = at(settings, 'AccessLogSetting', 'DestinationArn');
  if (['literal', 'text', 'reference'].includes(destination.kind)) return destination as Present;
  const methods = scenarios(at(settings, 'MethodSettings')).flatMap(({ value }) => asList(value)?.items ?? []);
  for (const level of [at(settings, 'LoggingLevel'), ...methods.map(method => at(method, 'LoggingLevel'))])
    if (/^(INFO|ERROR)$/.test(stringOf(level) ?? '')) return level as Present;
  return null;
}
