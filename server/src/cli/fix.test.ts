/** `plumbline fix` on YAML, JSON and CDK: what it writes, what it only shows, what it says of the rest. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { plumbline } from './testing.ts';

const FILES = {
  't.yaml': 'Resources:\n  Orders: # kept\n    Type: AWS::KMS::Key\n    Properties:\n      EnableKeyRotation: false\n',
  't.json':
    '{\n  "Resources": {\n    "Bills": {\n      "Type": "AWS::KMS::Key",\n      "Properties": { "EnableKeyRotation": false }\n    }\n  }\n}\n',
  'app.ts':
    "import { App, Stack } from 'aws-cdk-lib';\nimport * as kms from 'aws-cdk-lib/aws-kms';\nnew kms.Key(new Stack(new App(), 'S'), 'K', { enableKeyRotation: false });\n",
  'role.yaml':
    'Resources:\n  Role:\n    Type: AWS::IAM::Role\n    Properties:\n      RoleName: fixed-name\n      AssumeRolePolicyDocument: {}\n',
};

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'plumbline-fix-'));
  for (const [name, text] of Object.entries(FILES)) writeFileSync(path.join(folder, name), text);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const fix = (...args: string[]) => plumbline(folder, 'fix', ...args);
const texts = () => Object.fromEntries(readdirSync(folder).map(n => [n, readFileSync(path.join(folder, n), 'utf8')]));
const mended = Object.fromEntries(
  Object.entries(FILES).map(([name, text]) => [name, text.replace(/(nableKeyRotation"?: )false/, '$1true')]),
);

it('shows a diff that a patch program would take, and writes nothing', async () => {
  const { code, out, err } = await fix('--safe', '--dry-run');
  expect([code, texts()]).toEqual([0, FILES]);
  expect(out).toContain('--- a/t.yaml\n+++ b/t.yaml\n@@');
  expect(out).toContain('-      EnableKeyRotation: false\n+      EnableKeyRotation: true\n');
  expect(out.match(/^\+\+\+ b\/.*/gm)).toEqual(['+++ b/app.ts', '+++ b/t.json', '+++ b/t.yaml']);
  expect(err).toContain('would be mended in 3 files.');
  const patch = path.join(folder, 'out.patch');
  writeFileSync(patch, out);
  const applied = spawnSync('git', ['apply', '--verbose', 'out.patch'], { cwd: folder, encoding: 'utf8' });
  rmSync(patch);
  expect([applied.status, texts()]).toEqual([0, mended]);
  for (const [name, text] of Object.entries(FILES)) writeFileSync(path.join(folder, name), text);
});

it('writes the same in all three languages, and says why the rest is left', async () => {
  const { code, out, err } = await fix();
  expect([code, out, texts()]).toEqual([0, '', mended]);
  expect(err).toMatch(
    /^role\.yaml:5: iam\/named-iam-resource is left: [^\n]+: it would replace or delete Role; take it in the editor$/m,
  );
  expect(await fix('nowhere')).toMatchObject({ code: 2, err: 'plumbline: nowhere does not exist\n' });
});
