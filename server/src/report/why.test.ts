/** Why a rule fired here or did not. */
import { describe, expect, it } from 'vitest';
import { createWorkspace, frontends } from '../all.ts';
import { why } from './why.ts';

function ask(text: string, at: string, rule: string, files: Readonly<Record<string, string>> = {}, accepted = false) {
  const workspace = createWorkspace({
    host: { fileExists: () => null },
    projectOf: () => 'file:///app',
    today: () => '2026-11-21',
  });
  for (const [name, content] of Object.entries({ 't.yaml': text, ...files }))
    workspace.update({ uri: `file:///app/${name}`, version: 1, text: content });
  const document = workspace.document('file:///app/t.yaml');
  if (!document) throw new Error('not read');
  return why(workspace, document, text.indexOf(at), rule, () => accepted);
}

const key = (value: string, comment = '') =>
  `Parameters: { Turn: { Type: String } }\nResources:\n  Orders:\n    Type: AWS::KMS::Key\n    Properties:\n${comment}      EnableKeyRotation: ${value}\n`;
const ROTATION = 'kms/unrotated-key';

describe('why', () => {
  it.each([
    ['fired', key('false'), ROTATION, {}, /^# kms\/unrotated-key here\n\n\*\*It fired\*\* \(line 6\): /],
    [
      'ignored by a comment',
      key('false', `      # plumbline-ignore ${ROTATION} until 2027-01-01 by @ops: partners pin it\n`),
      ROTATION,
      {},
      /It fired, and it is ignored\*\* \(line 6, by @ops, until 2027-01-01\): partners pin it\. It said: /,
    ],
    [
      'ignored by a list',
      key('false'),
      ROTATION,
      { 'plumbline.yaml': 'version: 1\nignore:\n  - { rule: kms/*, reason: old }\n' },
      /it is ignored\*\* \(plumbline\.yaml\): old\./,
    ],
    [
      'silenced for another tool',
      key('false').replace(
        '    Properties:',
        '    Metadata: { checkov: { skip: [{ id: CKV_AWS_7, comment: pinned }] } }\n    Properties:',
      ),
      ROTATION,
      {},
      /another tool was told to leave it alone, which holds here too\*\* \(line 5\): pinned/,
    ],
    [
      'off for the project',
      key('false'),
      ROTATION,
      { 'plumbline.yaml': 'version: 1\nrules: { kms/*: off }\n' },
      /It is off\.\*\* `plumbline\.yaml` says `kms\/\*: off`/,
    ],
    ['off by profile', key('false'), 'requirements/unreasoned-ignore', {}, /one of the strict rules/],
    ['unknown', key('!Ref Turn'), ROTATION, {}, /It could not tell[\s\S]*- line 6: the value of the parameter Turn/],
    [
      'unknown by import',
      key('!ImportValue turn'),
      ROTATION,
      {},
      /It could not tell[\s\S]*- line 6: a value that another stack exports/,
    ],
    ['good', key('true'), ROTATION, {}, /It looked at Orders \(AWS::KMS::Key\) and is content/],
    ['another type', key('true'), 's3/public-bucket', {}, /It does not look at Orders \(AWS::KMS::Key\)\*\*, only at/],
    ['no such rule', key('true'), 'kms/nothing', {}, /There is no rule/],
  ] as const)('%s', (_, text, rule, files, expected) => {
    expect(ask(text, 'EnableKeyRotation', rule, files)).toMatch(expected);
  });

  it('says what is in the baseline, and that there is nothing', () => {
    expect(ask(key('false'), 'EnableKeyRotation', ROTATION, {}, true)).toMatch(/the baseline has accepted that/);
    expect(ask(key('false'), 'Parameters', ROTATION)).toMatch(/No resource was seen here/);
  });
});

it('says of requirements of many projects what is known of them, and reads none for that', () => {
  const uri = 'file:///w/plumbline.yaml';
  const text = `version: 1
requirements:
  services: { require: [sns] }
ignore:
  - { rule: kms/*, reason: old }
`;
  let reads = 0;
  const workspace = createWorkspace({
    frontends: frontends.map(f => ({
      ...f,
      read: d => {
        reads++;
        return f.read(d);
      },
    })),
    host: { fileExists: () => null },
    projectOf: file => file.slice(0, file.lastIndexOf('/')),
    today: () => '2026-11-21',
  });
  const ask = (name: string, rule: string, offset: number) => {
    const document = workspace.document(`file:///w/${name}`);
    return document ? why(workspace, document, offset, rule) : null;
  };
  const queue = 'Resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n';
  workspace.update({ uri, version: 1, text });
  for (const name of ['a', 'b', 'c']) workspace.note({ uri: `file:///w/${name}/t.yaml`, version: 1, text: queue });
  const rule = 'arch/missing-service';
  expect(ask('plumbline.yaml', rule, text.indexOf('sns'))).toContain('3 more projects are still being looked at');
  expect(reads).toBe(1);
  for (const root of workspace.projects().keys()) {
    workspace.brief(root);
    workspace.rest(root);
  }
  reads = 0;
  expect(ask('plumbline.yaml', rule, text.indexOf('sns'))).toMatch(/\*\*It fired\*\* \(line 3\)/);
  expect(reads).toBe(0);
  expect(ask('a/t.yaml', 'sqs/unencrypted', queue.indexOf('Jobs'))).not.toBeNull();
  expect(reads).toBe(1);
});
