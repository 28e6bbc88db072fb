/** Edits of inline code survive the quoting of the string they stand in. */
import { describe, expect, it, vi } from 'vitest';
import type { CodeUnit } from '../core/resource.ts';
import { applyEdits } from '../core/finding.ts';
import { ROOT, workspaceOf } from './testing.ts';
import { write } from './write.ts';

vi.mock('../knowledge/lowering.ts', async () => ({ lowering: (await import('./testing.ts')).testLowering }));

const CODE = "const AWS = require('aws-sdk');\nexports.handler = () => new AWS.S3();\n";
const NEW = 'const { S3 } = require("@aws-sdk/client-s3"); // it\'s new\n// \\ next';

/** The decoded code after its first statement was replaced, read again from the file. */
function replaced(name: string, text: string): string {
  const workspace = workspaceOf({ [name]: text });
  const [unit] = workspace.graph(ROOT + name).code.filter(u => u.embedded) as [CodeUnit];
  const fact = unit.facts.find(f => f.kind === 'sdk-v2-import');
  if (fact?.kind !== 'sdk-v2-import') throw new Error('no import');
  const change = write(workspace, ROOT + name, [{ kind: 'replaceText', span: fact.statement, text: NEW }]);
  if (typeof change === 'string') throw new Error(change);
  const result = applyEdits(text, change.edits);
  const after = workspaceOf({ [name]: result });
  expect(after.facts(ROOT + name)?.problems).toEqual([]);
  const [again] = after.graph(ROOT + name).code.filter(u => u.embedded) as [CodeUnit];
  return again.embedded?.text ?? '';
}

const resource = (zip: string) =>
  `Resources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties:\n      Runtime: nodejs22.x\n      Code:\n        ZipFile: ${zip}\n`;
const wanted = CODE.replace("const AWS = require('aws-sdk');", () => NEW);

describe('edits of inline code', () => {
  it.each([
    ['literal block', `|\n          ${CODE.trimEnd().replaceAll('\n', '\n          ')}`],
    ['single quotes', `'${CODE.replaceAll("'", "''").replaceAll('\n', '\n\n          ')}'`],
    ['double quotes', JSON.stringify(CODE)],
  ])('YAML, %s', (_, zip) => {
    expect(replaced('t.yaml', resource(zip)).trimEnd()).toBe(wanted.trimEnd());
  });
  it('YAML with line ends of Windows', () => {
    const text = resource(`|\n          ${CODE.trimEnd().replaceAll('\n', '\n          ')}`).replaceAll('\n', '\r\n');
    expect(replaced('t.yaml', text).trimEnd()).toBe(wanted.trimEnd());
  });
  it('JSON', () => {
    const template = {
      Resources: {
        F: { Type: 'AWS::Lambda::Function', Properties: { Runtime: 'nodejs22.x', Code: { ZipFile: CODE } } },
      },
    };
    expect(replaced('t.json', JSON.stringify(template, null, 2))).toBe(wanted);
  });
  it.each([
    ['template', (c: string) => `\`${c}\``],
    ['single', (c: string) => `'${c.replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`],
    ['double', (c: string) => JSON.stringify(c)],
  ])('TypeScript, %s quotes', (_, literal) => {
    const text = `import * as cdk from 'aws-cdk-lib';\nimport * as lambda from 'aws-cdk-lib/aws-lambda';\nconst s = new cdk.Stack(new cdk.App(), 'S');\nnew lambda.Function(s, 'F', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline(${literal(CODE)}) });\n`;
    expect(replaced('s.ts', text)).toBe(wanted);
  });
});
