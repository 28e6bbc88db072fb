/** What a workspace names elsewhere is not read: by paths that lead out of it, and links. */
import * as fs from 'node:fs';
import type * as promises from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { plumbline } from '../../server/src/cli/testing.ts';
import { Client } from '../lsp/client.ts';
import { rules } from '../../server/src/all.ts';

/** The files that were opened, links followed. */
const opened: string[] = [];
vi.mock('node:fs', async original => {
  const real = await original<typeof fs>();
  const noting = <T extends (...args: never[]) => unknown>(call: T) =>
    ((...args: never[]) => {
      note(args[0]);
      return call(...args);
    }) as unknown as T;
  const note = (file: unknown) => {
    if (typeof file === 'string' && real.existsSync(file)) opened.push(real.realpathSync(file));
  };
  const noted = { readFileSync: noting(real.readFileSync), openSync: noting(real.openSync) };
  return { ...real, ...noted, default: { ...real, ...noted } };
});
vi.mock('node:fs/promises', async original => {
  const real = await original<typeof promises>();
  const open = async (...args: Parameters<typeof real.open>) => {
    opened.push(await real.realpath(args[0]).catch(() => String(args[0])));
    return real.open(...args);
  };
  return { ...real, open, default: { ...real, open } };
});

let base: string;
let workspace: string;
const SECRET = 'hunter2';

beforeAll(() => {
  base = fs.realpathSync(fs.mkdtempSync(path.join(tmpdir(), 'plumbline-reading-')));
  workspace = path.join(base, 'workspace');
  const outside = path.join(base, 'outside');
  const write = (name: string, text: string) => {
    fs.mkdirSync(path.dirname(path.join(base, name)), { recursive: true });
    fs.writeFileSync(path.join(base, name), text);
  };
  const secret = `AWSTemplateFormatVersion: '2010-09-09'\nResources: { ${SECRET}: { Type: AWS::KMS::Key, Properties: {} } }\n`;
  for (const name of ['secret.yaml', 'secret.md', 'handler.py']) write(`outside/${name}`, secret);
  write('outside/plumbline.yaml', `version: 1\nrequirements: { regions: { allowed: [${SECRET}] } }\n`);
  write('outside/secret.json', `{ "Statement": [{ "Effect": "Allow", "Action": "${SECRET}:*", "Resource": "*" }] }`);
  write('outside/secret.ts', `export const secret = '${SECRET}';\n`);
  write('workspace/.git/HEAD', 'ref: refs/heads/main\n');
  write(
    'workspace/plumbline.yaml',
    `version: 1
extends: [../outside/plumbline.yaml, ${outside}/plumbline.yaml, linked.plumbline.yaml, linked/plumbline.yaml]
requirements:
  layout: { files: [{ is: x, why: x, source: '../outside/secret.md:1' }, { is: y, why: y, source: 'linked/secret.md:1' }] }
`,
  );
  write(
    'workspace/t.yaml',
    `AWSTemplateFormatVersion: '2010-09-09'
Resources:
  Nested: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ../outside/secret.yaml } }
  Linked: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: linked/secret.yaml } }
  Code: { Type: AWS::Serverless::Function, Properties: { CodeUri: ../outside, Handler: handler.f, Runtime: python3.13 } }
`,
  );
  write('workspace/tsconfig.json', '{ "compilerOptions": { "paths": { "#s": ["../outside/secret.ts"] } } }');
  write('workspace/cdk.json', `{ "app": "npx tsx app.ts", "output": "../outside" }`);
  write(
    'workspace/app.ts',
    `import * as cdk from 'aws-cdk-lib';
import * as fs from 'fs';
import { secret } from '../outside/secret';
import { secret as linked } from './linked/secret';
import other from '#s';
const policy = JSON.parse(fs.readFileSync('../outside/secret.json', 'utf8'));
const app = new cdk.App();
const stack = new cdk.Stack(app, secret + linked + other);
new cdk.aws_iam.Policy(stack, 'P', { document: cdk.aws_iam.PolicyDocument.fromJson(policy) });
new cdk.aws_lambda.Function(stack, 'F', { code: cdk.aws_lambda.Code.fromAsset('../outside'), handler: 'handler.f', runtime: cdk.aws_lambda.Runtime.PYTHON_3_13 });
`,
  );
  fs.symlinkSync(outside, path.join(workspace, 'linked'), 'junction');
  fs.symlinkSync(path.join(outside, 'plumbline.yaml'), path.join(workspace, 'linked.plumbline.yaml'));
  fs.symlinkSync(path.join(outside, 'secret.yaml'), path.join(workspace, 'linked.yaml'));
});
afterAll(() => fs.rmSync(base, { recursive: true }));
beforeEach(() => {
  opened.length = 0;
});

const outsiders = () => [...new Set(opened.filter(file => file.startsWith(path.join(base, 'outside'))))];

it('is not by the command line', async () => {
  const { out, err } = await plumbline(workspace, 'check', '--format', 'json');
  expect(opened).toContain(path.join(workspace, 'app.ts'));
  expect(outsiders()).toEqual([]);
  expect(out + err).not.toContain(SECRET);
});

it('is not by the language server', async () => {
  const uri = (name: string) => `file://${path.join(workspace, name)}`;
  const client = await Client.start({ rules, folders: [{ uri: uri(''), name: 'w' }] });
  try {
    for (const name of ['app.ts', 't.yaml', 'plumbline.yaml']) {
      const language = name.endsWith('ts') ? 'typescript' : 'yaml';
      await client.open(uri(name), fs.readFileSync(path.join(workspace, name), 'utf8'), language);
      expect(JSON.stringify(await client.pull(uri(name)))).not.toContain(SECRET);
    }
    await vi.waitFor(() => expect(client.statuses.at(-1)?.state).toBe('ready'), 20_000);
    expect(opened).toContain(path.join(workspace, 'cdk.json'));
    expect(outsiders()).toEqual([]);
  } finally {
    client.connection.dispose();
  }
}, 30_000);
