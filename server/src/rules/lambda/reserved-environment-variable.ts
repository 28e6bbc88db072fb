/** Reports environment variables that Lambda keeps for itself. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { at, inScenario, scenarios } from '../../core/value.ts';

/** "Reserved environment variables" of https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
const RESERVED = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_DEFAULT_REGION',
  'AWS_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_LAMBDA_RUNTIME_API',
  'LAMBDA_TASK_ROOT',
  'LAMBDA_RUNTIME_DIR',
]);

export const reservedEnvironmentVariable = defineRule({
  id: 'lambda/reserved-environment-variable',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  blocksDeployment: true,
  docs: {
    summary: 'Functions set no environment variable that Lambda keeps for itself.',
    why: `Lambda sets these variables in every function and refuses a function that sets one of them: the deployment fails
with *Lambda was unable to configure your environment variables because the environment variables you have provided
contains reserved keys*. The code can read them without any of this: \`process.env.AWS_REGION\` is always there.`,
    bad: [
      yaml`
        Resources:
          Orders:
            Type: AWS::Lambda::Function
            Properties:
              Runtime: nodejs24.x
              Handler: index.handler
              Role: arn:aws:iam::111122223333:role/orders
              Code: { S3Bucket: code, S3Key: orders.zip }
              Environment:
                Variables:
                  TABLE_NAME: orders
                  AWS_REGION: !Ref AWS::Region
      `,
      json`
        {
          "Resources": {
            "Orders": {
              "Type": "AWS::Lambda::Function",
              "Properties": {
                "Runtime": "nodejs24.x",
                "Handler": "index.handler",
                "Role": "arn:aws:iam::111122223333:role/orders",
                "Code": { "S3Bucket": "code", "S3Key": "orders.zip" },
                "Environment": { "Variables": { "AWS_DEFAULT_REGION": "eu-central-1", "STAGE": "prod" } }
              }
            }
          }
        }
      `,
      cdk`
        new lambda.Function(this, 'Orders', {
          runtime: lambda.Runtime.NODEJS_24_X,
          handler: 'index.handler',
          code: lambda.Code.fromAsset('lambda'),
          environment: {
            STAGE: 'prod',
            AWS_REGION: this.region,
          },
        });
      `,
    ],
    good: [
      yaml`
        Resources:
          Orders:
            Type: AWS::Lambda::Function
            Properties:
              Runtime: nodejs24.x
              Handler: index.handler
              Role: arn:aws:iam::111122223333:role/orders
              Code: { S3Bucket: code, S3Key: orders.zip }
              Environment:
                Variables:
                  TABLE_NAME: orders
                  AWS_LAMBDA_EXEC_WRAPPER: /opt/otel-handler
      `,
      cdk`
        new lambda.Function(this, 'Orders', {
          runtime: lambda.Runtime.NODEJS_24_X,
          handler: 'index.handler',
          code: lambda.Code.fromAsset('lambda'),
          environment: { STAGE: 'prod', REPLICA_REGION: 'eu-central-1' },
        });
      `,
    ],
    links: ['https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html'],
    peers: ['cfn-lint E3663'],
  },
  messages: {
    reserved: 'Lambda sets {name} itself and refuses to deploy {function} with it{when}.',
  },
  types: ['AWS::Lambda::Function', 'AWS::Serverless::Function'],
  *checkResource(resource) {
    for (const { value, when } of scenarios(at(resource.properties, 'Environment', 'Variables'))) {
      if (value.kind !== 'object') continue;
      for (const entry of value.entries) {
        if (!RESERVED.has(entry.key) || entry.value.kind === 'absent') continue;
        yield {
          message: 'reserved',
          at: entry.keySpan,
          params: { name: entry.key, function: resource.logicalId, when: inScenario(when) },
          subject: entry.key,
          data: entry.key,
        };
      }
    }
  },
  fix({ data, resource }) {
    if (!resource) return 'the function is not known';
    const name = data as string;
    return [
      {
        title: `Remove ${name}`,
        intents: [{ kind: 'removeProperty', resource: resource.id, path: ['Environment', 'Variables', name] }],
        safety: 'safe',
      },
    ];
  },
});
