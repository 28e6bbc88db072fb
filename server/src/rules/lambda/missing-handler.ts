/** Reports functions whose handler names a file or an export that is not there. */
import { cdk, defineRule, withFiles, yaml } from '../../core/rule.ts';
import type { CodeFact, Resource } from '../../core/resource.ts';
import { at, stringOf } from '../../core/value.ts';
import { functionsRunning, runtimesOf, ofRunning } from './running.ts';

export const missingHandler = defineRule({
  id: 'lambda/missing-handler',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  docs: {
    summary: 'The handler of a function names a file and an export that are there.',
    why: `Nothing checks the handler before the first invocation: the function deploys, and every invocation fails with
*Runtime.ImportModuleError* (no such file) or *Runtime.HandlerNotFound* (no such export). Mostly a file was renamed, or a function
lost its \`export\`.

Files are looked for where the code is a folder of this project that no build fills. What a handler from a layer, from
\`node_modules\` or a container runs is not looked at.`,
    bad: [
      withFiles(
        cdk`
          new lambda.Function(this, 'Orders', {
            runtime: lambda.Runtime.NODEJS_22_X,
            handler: 'index.handle',
            code: lambda.Code.fromAsset('lambda'),
          });
        `,
        { 'lambda/index.js': `exports.handler = async event => event.id;\n` },
      ),
      withFiles(
        yaml`
          Transform: AWS::Serverless-2016-10-31
          Resources:
            Orders:
              Type: AWS::Serverless::Function
              Properties:
                Runtime: nodejs22.x
                Handler: order.handler
                CodeUri: orders/
        `,
        { 'orders/orders.js': `exports.handler = async event => event.id;\n` },
      ),
    ],
    good: [
      withFiles(
        cdk`
          new lambda.Function(this, 'Orders', {
            runtime: lambda.Runtime.NODEJS_22_X,
            handler: 'index.handler',
            code: lambda.Code.fromAsset('lambda'),
          });
        `,
        { 'lambda/index.js': `exports.handler = async event => event.id;\n` },
      ),
      withFiles(
        yaml`
          Transform: AWS::Serverless-2016-10-31
          Resources:
            Orders:
              Type: AWS::Serverless::Function
              Properties:
                Runtime: nodejs22.x
                Handler: orders.handler
                CodeUri: orders/
        `,
        { 'orders/orders.js': `exports.handler = async event => event.id;\n` },
      ),
    ],
    links: ['https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-deployment.html'],
  },
  messages: {
    file: "{function}'s handler is in {file}, and there is no such file.",
    export: '{function} calls {handler}, which {file} does not export.{others}',
  },
  looksAt: ofRunning,
  *checkConnected({ graph }) {
    for (const { resource, run, code } of functionsRunning(graph)) {
      if (!runtimesOf(resource).every(r => /^(nodejs|python)/.test(r.id))) continue;
      const written = at(resource.properties, 'Handler');
      const text = stringOf(written);
      // A script is no module: a wrapper starts it, such as that of the Lambda Web Adapter.
      if (text !== null && /^\/|^opt\/|node_modules|^\.\.|\.sh$/.test(text)) continue;
      const place = written.kind === 'literal' && written.origin === 'written' ? written.span : resource.nameSpan;
      const params = { function: resource.logicalId };
      if (run.missing) {
        const [first = ''] = run.uris;
        const file = first.slice(first.lastIndexOf('/') + 1);
        yield { message: 'file', at: place, params: { ...params, file }, resource, subject: file };
        continue;
      }
      const [unit] = code?.units ?? [];
      const exports = unit?.facts.find(f => f.kind === 'exports');
      if (!unit || exports?.kind !== 'exports' || !exports.complete || !run.handler) continue;
      if (exports.names.includes(run.handler)) continue;
      const others = unit.facts.flatMap(f => (f.kind === 'handler-export' && f.name !== 'default' ? [f.name] : []));
      yield {
        message: 'export',
        at: place,
        params: {
          ...params,
          handler: run.handler,
          file: unit.embedded ? 'its code' : unit.uri.slice(unit.uri.lastIndexOf('/') + 1),
          others: others.length === 0 ? '' : ` It exports ${others.slice(0, 3).join(', ')}.`,
        },
        resource,
        related: declaredAs(unit.facts, run.handler),
        subject: run.handler,
        data: others,
      };
    }
  },
  fix({ data, resource, subject }) {
    const others = (data ?? []) as readonly string[];
    const [only, more] = others;
    const written = resource ? handlerOf(resource) : null;
    if (!only || more) return 'what is meant can’t be told';
    if (!written) return 'the handler is not written out';
    const { value, text } = written;
    const name = text.slice(0, text.indexOf(`.${subject}`) + 1) + only;
    return [{ title: `Call ${only}`, intents: [{ kind: 'replaceValue', value, with: name }], safety: 'review' }];
  },
});

function handlerOf(resource: Resource) {
  const value = at(resource.properties, 'Handler');
  const text = stringOf(value);
  return text === null || value.kind !== 'literal' || value.origin !== 'written' ? null : { value, text };
}

/** A declaration of that name, which only lacks its export. */
function declaredAs(facts: readonly CodeFact[], name: string) {
  return facts.flatMap(f =>
    f.kind === 'declaration' && f.name === name ? [{ span: f.span, message: `${name} is not exported` }] : [],
  );
}
