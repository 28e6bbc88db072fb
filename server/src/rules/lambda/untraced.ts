/** Reports functions that are not traced. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { stringOf } from '../../core/value.ts';
import { setting } from '../setting.ts';

const TRACED: Readonly<Record<string, string>> = {
  'AWS::Lambda::Function': 'TracingConfig.Mode',
  'AWS::Serverless::Function': 'Tracing',
};

export const untracedFunction = defineRule({
  id: 'lambda/untraced',
  since: '0.1.0',
  severity: 'information',
  profile: 'strict',
  docs: {
    summary: 'Functions are traced by X-Ray.',
    why: `A trace shows how long each call of a function took, what it called, and where an error came from, across services.
With \`PassThrough\`, the default, Lambda only traces what its caller has decided to trace, and queues, topics and schedules decide
nothing.`,
    bad: [
      yaml`
        Resources:
          Worker:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: nodejs24.x
              Handler: index.handler
              CodeUri: worker/
      `,
      json`
        {
          "Resources": {
            "Worker": {
              "Type": "AWS::Lambda::Function",
              "Properties": { "Runtime": "nodejs24.x", "TracingConfig": { "Mode": "PassThrough" } }
            }
          }
        }
      `,
      cdk`
        new lambda.Function(this, 'Worker', {
          runtime: lambda.Runtime.NODEJS_24_X,
          handler: 'index.handler',
          code: lambda.Code.fromAsset('lambda'),
        });
      `,
    ],
    good: [
      yaml`
        Resources:
          Worker:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: nodejs24.x
              Handler: index.handler
              CodeUri: worker/
              Tracing: Active
      `,
      cdk`
        new lambda.Function(this, 'Worker', {
          runtime: lambda.Runtime.NODEJS_24_X,
          handler: 'index.handler',
          code: lambda.Code.fromAsset('lambda'),
          tracing: lambda.Tracing.ACTIVE,
        });
      `,
    ],
    links: ['https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html'],
    peers: ['CKV_AWS_50', 'trivy AWS-0066', 'cdk-nag Serverless-LambdaTracing'],
  },
  ...setting({
    places: TRACED,
    concerns: resource => resource.owner.kind !== 'internal',
    wrong: value => value.kind === 'absent' || stringOf(value) === 'PassThrough',
    message: 'Calls of {name} are not traced{when}.',
    mend: { title: 'Trace calls of {name}', to: 'Active' },
  }),
});
