/** Which code functions run, and what the disk says about it. */
import { describe, expect, it } from 'vitest';
import { cdk, withFiles } from '../../core/rule.ts';
import { fixture, workspaceOf } from '../../testing/fixture.ts';

const runsOf = (code: string, files: Record<string, string> = {}) => {
  const { documents, main } = fixture(withFiles(cdk`${code}`, files));
  const graph = workspaceOf(documents, []).graph(main.uri);
  return graph.runs.map(run => {
    const resource = graph.resource(run.function);
    const missing = run.missing ? ' missing' : '';
    const uri = (run.uris[0] as string).replace('file:///app/', '');
    return `${resource?.logicalId} ${resource?.type} ${run.packing} ${run.handler} ${uri}${missing}`;
  });
};

describe('what functions run', () => {
  it('functions of other classes', () => {
    expect(
      runsOf(
        `
        import * as cdk from 'aws-cdk-lib';
        import { aws_lambda as lambda } from 'aws-cdk-lib';
        import { PythonFunction } from '@aws-cdk/aws-lambda-python-alpha';
        export class S extends cdk.Stack {
          py = new PythonFunction(this, 'Py', { runtime: lambda.Runtime.PYTHON_3_13, entry: 'fn', index: 'app.py', handler: 'run' });
          once = new lambda.SingletonFunction(this, 'Once', {
            uuid: 'f7d4f730',
            runtime: lambda.Runtime.NODEJS_22_X,
            handler: 'index.handler',
            code: lambda.Code.fromInline('exports.handler = async () => 1;'),
          });
        }
      `,
        { 'fn/app.py': 'def run(event, context): pass\n' },
      ),
    ).toEqual(['Py AWS::Lambda::Function asset run fn/app.py', 'Once AWS::Lambda::Function inline handler stack.ts']);
  });

  const asset = `
    new lambda.Function(this, 'Orders', {
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: lambda.Code.fromAsset('lambda'),
    });
  `;
  const code = 'exports.handler = async () => 1;\n';
  it.each([
    ['a folder as it is', { 'lambda/index.js': code }, 'asset-alone handler lambda/index.js'],
    ['one with a manifest', { 'lambda/index.js': code, 'lambda/package.json': '{}' }, 'asset handler lambda/index.js'],
    ['one that is compiled first', { 'lambda/index.ts': code }, 'asset handler lambda/index.ts'],
    ['another file', { 'lambda/main.js': code }, 'asset handler lambda/index.js missing'],
    ['no folder', {}, 'asset handler file:///lambda/index.js'],
  ])('%s', (_name, files, expected) => {
    expect(runsOf(asset, files)).toEqual([`Orders AWS::Lambda::Function ${expected}`]);
  });
});
