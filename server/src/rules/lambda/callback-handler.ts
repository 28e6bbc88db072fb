/** Reports handlers with a callback on runtimes that no longer call one. */
import { cdk, defineRule, withFiles, yaml } from '../../core/rule.ts';
import { inScenario } from '../../core/value.ts';
import { functionsRunning, runtimesOf, ofRunning } from './running.ts';

export const callbackHandler = defineRule({
  id: 'lambda/callback-handler',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  docs: {
    summary: 'Handlers that run on nodejs24.x or later return promises.',
    why: `From nodejs24.x on Lambda no longer gives handlers a callback: a function whose handler takes three parameters
fails with *Runtime.CallbackHandlerDeprecated* before its first line runs. The handler is to be \`async\` and return its result, or
throw its error.`,
    bad: [
      withFiles(
        cdk`
          new lambda.Function(this, 'Orders', {
            runtime: lambda.Runtime.NODEJS_24_X,
            handler: 'index.handler',
            code: lambda.Code.fromAsset('lambda'),
          });
        `,
        { 'lambda/index.js': `exports.handler = (event, context, callback) => callback(null, event.id);\n` },
      ),
      yaml`
        Resources:
          Orders:
            Type: AWS::Lambda::Function
            Properties:
              Runtime: nodejs24.x
              Handler: index.handler
              Role: arn:aws:iam::111122223333:role/orders
              Code:
                ZipFile: |
                  exports.handler = function (event, context, callback) {
                    callback(null, event.id);
                  };
      `,
    ],
    good: [
      withFiles(
        cdk`
          new lambda.Function(this, 'Orders', {
            runtime: lambda.Runtime.NODEJS_24_X,
            handler: 'index.handler',
            code: lambda.Code.fromAsset('lambda'),
          });
        `,
        { 'lambda/index.js': `exports.handler = async event => event.id;\n` },
      ),
      yaml`
        Resources:
          Orders:
            Type: AWS::Lambda::Function
            Properties:
              Runtime: nodejs24.x
              Handler: index.handler
              Role: arn:aws:iam::111122223333:role/orders
              Code:
                ZipFile: |
                  exports.handler = async event => event.id;
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html',
      'https://aws.amazon.com/blogs/compute/node-js-24-runtime-now-available-in-aws-lambda/',
    ],
  },
  messages: {
    callback:
      '{function} runs on {runtime}{when}, which calls no handlers that take a callback. Make {handler} async and return the result.',
  },
  looksAt: ofRunning,
  *checkConnected({ graph }) {
    for (const { resource, run, code } of functionsRunning(graph)) {
      const [unit] = code?.units ?? [];
      const handler = unit?.facts.find(f => f.kind === 'handler-export' && f.name === run.handler);
      if (handler?.kind !== 'handler-export' || handler.style !== 'callback') continue;
      const late = runtimesOf(resource).find(r => r.node !== null && r.node >= 24);
      if (!late) continue;
      yield {
        message: 'callback',
        at: handler.span,
        params: {
          function: resource.logicalId,
          runtime: late.id,
          when: inScenario(late.when),
          handler: handler.name,
        },
        resource,
        related: [{ span: late.value.span, message: `${resource.logicalId} runs on ${late.id}` }],
        subject: handler.name,
      };
    }
  },
});
