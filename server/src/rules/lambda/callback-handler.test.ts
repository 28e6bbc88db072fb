import { cdk, withFiles } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { callbackHandler } from './callback-handler.ts';

const app = (code: string, runtime = 'NODEJS_24_X') =>
  withFiles(
    cdk`
      new nodejs.NodejsFunction(this, 'Orders', { runtime: lambda.Runtime.${runtime}, entry: 'lambda/orders.ts' });
    `,
    { 'lambda/orders.ts': code },
  );

ruleTest(callbackHandler, ({ check }) => {
  check('a handler that is exported by name', app('const handler = (e, c, done) => done();\nexport { handler };\n'), [
    'error lambda/callback-handler "handler": Orders runs on nodejs24.x, which calls no handlers that take a callback. Make handler async and return the result.',
  ]);
  check('older runtimes are silent', app('export const handler = (e, c, done) => done();\n', 'NODEJS_22_X'), []);
  check('async ones are silent', app('export const handler = async (e, c, done) => 1;\n'), []);
  check(
    'other exports are silent',
    app('export const handler = async () => 1;\nexport const other = (a, b, c) => c;\n'),
    [],
  );
  check('wrapped ones are silent', app('export const handler = wrap((e, c, done) => done());\n'), []);
});
