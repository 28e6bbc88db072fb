/** Function URLs that anybody may call. */
import { cdk, defineRule, yaml } from '../../core/rule.ts';
import { at, inScenario, scenarios, stringOf } from '../../core/value.ts';
import { nameOf } from './statements.ts';

type Path = readonly string[];

/** Where the authorization type of a function URL stands, by the type of the resource. */
const PLACES: Readonly<Record<string, Path>> = {
  'AWS::Lambda::Url': ['AuthType'],
  'AWS::Serverless::Function': ['FunctionUrlConfig', 'AuthType'],
};

interface Data {
  readonly path: Path;
}

export const openFunctionUrl = defineRule({
  id: 'iam/open-function-url',
  since: '0.1.0',
  severity: 'warning',
  profile: 'strict',
  docs: {
    summary: 'Function URLs ask who is calling.',
    why: `With the authorization type \`NONE\` everybody on the internet who finds the address runs the function, as often as
they like and at your cost, unless its own code asks who they are. That is right for a webhook whose signature the code checks.
Everywhere else \`AWS_IAM\` lets in those alone to whom a policy gives \`lambda:InvokeFunctionUrl\`, a CloudFront distribution
with origin access control among them.`,
    bad: [
      yaml`
        Resources:
          Address:
            Type: AWS::Lambda::Url
            Properties: { TargetFunctionArn: orders, AuthType: NONE }
      `,
      yaml`
        Resources:
          Orders:
            Type: AWS::Serverless::Function
            Properties:
              CodeUri: s3://code/orders.zip
              Handler: index.handler
              Runtime: nodejs22.x
              FunctionUrlConfig: { AuthType: NONE }
      `,
      cdk`
        const orders = new lambda.Function(this, 'Orders', {
          runtime: lambda.Runtime.NODEJS_22_X,
          handler: 'index.handler',
          code: lambda.Code.fromBucket(code, 'orders.zip'),
        });
        orders.addFunctionUrl({ authType: lambda.FunctionUrlAuthType.NONE });
      `,
    ],
    good: [
      yaml`
        Resources:
          Address:
            Type: AWS::Lambda::Url
            Properties: { TargetFunctionArn: orders, AuthType: AWS_IAM }
      `,
      cdk`
        const orders = new lambda.Function(this, 'Orders', {
          runtime: lambda.Runtime.NODEJS_22_X,
          handler: 'index.handler',
          code: lambda.Code.fromBucket(code, 'orders.zip'),
        });
        orders.addFunctionUrl();
      `,
    ],
    links: ['https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html'],
    peers: ['CKV_AWS_258', 'Security Hub Lambda.1', 'cdk-nag NIST.800.53.R4-LambdaFunctionPublicAccessProhibited'],
  },
  messages: { open: 'Anybody in the world may call {function}{when}.' },
  types: Object.keys(PLACES),

  *checkResource(resource) {
    const path = PLACES[resource.type] as Path;
    const fn = at(resource.properties, 'TargetFunctionArn');
    for (const { value, when } of scenarios(at(resource.properties, ...path))) {
      if (stringOf(value) !== 'NONE' || value.kind !== 'literal') continue;
      const data: Data = { path };
      yield {
        message: 'open',
        at: value.span,
        params: {
          function:
            fn.kind === 'reference' && fn.target.kind === 'resource' ? nameOf(fn.target.id) : resource.logicalId,
          when: inScenario(when),
        },
        subject: 'AuthType',
        data,
      };
    }
  },

  fix({ resource, data }) {
    if (!resource) return 'the resource is no longer there';
    const { path } = data as Data;
    return [
      {
        title: 'Let in those alone to whom a policy gives it',
        intents: [{ kind: 'setProperty', resource: resource.id, path, value: 'AWS_IAM' }],
        safety: 'review',
      },
    ];
  },
});
