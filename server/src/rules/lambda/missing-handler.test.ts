import { expect, it } from 'vitest';
import { cdk, withFiles, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { missingHandler } from './missing-handler.ts';

const app = (files: Record<string, string>, handler = 'index.handler', folder = 'lambda', runtime = 'NODEJS_22_X') =>
  withFiles(
    cdk`
      new lambda.Function(this, 'Orders', {
        runtime: lambda.Runtime.${runtime},
        handler: '${handler}',
        code: lambda.Code.fromAsset('${folder}'),
      });
    `,
    files,
  );
const bundled = (code: string, props = '') =>
  withFiles(
    cdk`
      new nodejs.NodejsFunction(this, 'Orders', { runtime: lambda.Runtime.NODEJS_22_X, entry: 'lambda/orders.ts'${props} });
    `,
    { 'lambda/orders.ts': code },
  );

ruleTest(missingHandler, ({ check, fixed, offered }) => {
  const noFile = (handler: string, file: string) =>
    `error lambda/missing-handler "'${handler}'": Orders's handler is in ${file}, and there is no such file.`;
  const noExport = (covered: string, others: string) =>
    `error lambda/missing-handler "${covered}": Orders calls handler, which orders.ts does not export.${others}`;
  const one = { 'lambda/main.js': 'exports.handler = async () => 1;\n' };

  check('no such file', app(one), [noFile('index.handler', 'index.js')]);
  check(
    'no such file of Python',
    app({ 'lambda/main.py': 'def handler(e, c): pass\n' }, 'app.handler', 'lambda', 'PYTHON_3_13'),
    [noFile('app.handler', 'app.py')],
  );
  check(
    'modules of Python have dots',
    app({ 'lambda/app/main.py': 'def handler(e, c): pass\n' }, 'app.main.handler', 'lambda', 'PYTHON_3_13'),
    [],
  );
  check(
    'what a command of one’s own builds is silent',
    withFiles(
      cdk`
        new lambda.Function(this, 'Orders', {
          runtime: lambda.Runtime.PYTHON_3_13,
          handler: 'index.handler',
          code: lambda.Code.fromAsset('lambda', { bundling: { image: lambda.Runtime.PYTHON_3_13.bundlingImage, command } }),
        });
      `,
      { 'lambda/main.py': 'def handler(e, c): pass\n' },
    ),
    [],
  );
  check(
    'a script that a wrapper starts is silent',
    app({ 'lambda/app.js': 'x', 'lambda/run.sh': 'node app.js' }, 'run.sh'),
    [],
  );
  check('a folder that a build fills is silent', app({ 'dist/main.js': 'x' }, 'index.handler', 'dist'), []);
  check('a folder that is not there is silent', app({}), []);
  check(
    'what a layer or a package brings is silent',
    app(one, 'node_modules/datadog-lambda-js/dist/handler.handler'),
    [],
  );
  check('compiled TypeScript is silent', app({ 'lambda/index.ts': 'export const handler = async () => 1;\n' }), []);

  check(
    'a function that lacks its export',
    bundled('const handler = async () => 1;\nexport const other = async () => handler();\n'),
    [noExport('nodejs.NodejsFunction', ' It exports other.')],
  );
  check('a default export', bundled('export default async () => 1;\n'), [noExport('nodejs.NodejsFunction', '')]);
  check('what is passed on is an export', bundled("export { handler } from './other';\n"), []);
  for (const [name, code] of [
    ['what is passed on as a whole', "export * from './other';\n"],
    ['what is given to module.exports', "module.exports = require('./other');\n"],
    ['what is defined on exports', "Object.defineProperty(exports, 'handler', { value: 1 });\n"],
    ['a spread', "module.exports = { ...require('./other') };\n"],
    ['a name that is chosen', 'exports[name] = 1;\n'],
    ['a helper that is given exports', "tslib.__exportStar(require('./other'), exports);\n"],
    ['a pattern', 'export const { handler } = make();\n'],
    ['an assignment to both', 'exports = module.exports = make();\n'],
    ['export =', 'export = make();\n'],
  ] as const)
    check(`${name} may be it`, bundled(code), []);
  check(
    'inline code',
    yaml`
      Resources:
        Orders:
          Type: AWS::Lambda::Function
          Properties:
            Runtime: nodejs22.x
            Handler: index.run
      #              ^^^^^^^^^ error lambda/missing-handler (fix): Orders calls run, which its code does not export. It exports handler.
            Role: arn:aws:iam::111122223333:role/orders
            Code:
              ZipFile: "exports.handler = async () => 1;"
    `,
  );

  const built = (metadata: string) =>
    withFiles(
      yaml`
        Transform: AWS::Serverless-2016-10-31
        Resources:
          Orders:
            Type: AWS::Serverless::Function
            ${metadata}
            Properties: { CodeUri: api/, Handler: index.handler, Runtime: nodejs22.x }
      `,
      { 'api/src/index.ts': 'export const handler = async () => 1;\n' },
    );
  check('a folder of a template', built('DependsOn: []'), [
    `error lambda/missing-handler "index.handler": Orders's handler is in index.js, and there is no such file.`,
  ]);
  check('what a makefile builds is silent', built('Metadata: { BuildMethod: makefile }'), []);

  const dotted = app(
    { 'lambda/api.js': 'exports.handler = async () => 1; exports.routes = { run: async () => 1 };\n' },
    'api.cjs.handler',
  );
  check('what stands behind the first dot is what Node calls', dotted, [
    'error lambda/missing-handler "\'api.cjs.handler\'": Orders calls cjs, which api.js does not export. It exports handler.',
  ]);
  it('calls the only one behind the first dot', () => expect(fixed(dotted)).toContain("'api.handler'"));
  check(
    'a function inside of what is exported is silent',
    app({ 'lambda/api.js': 'exports.routes = { run: async () => 1 };\n' }, 'api.routes.run'),
    [],
  );

  it('calls the only one that there is', () => {
    expect(fixed(app({ 'lambda/index.js': 'exports.main = async () => 1;\n' }))).toContain("handler: 'index.main'");
  });
  it('does not guess', () => {
    expect(offered(app({ 'lambda/index.js': 'exports.a = async () => 1;\nexports.b = async () => 1;\n' }))).toEqual([
      'refused: Fix lambda/missing-handler (what is meant can’t be told)',
    ]);
  });
});
