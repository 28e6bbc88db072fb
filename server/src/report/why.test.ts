/** Why a rule fired here or did not. */
import { describe, expect, it } from 'vitest';
import { createWorkspace } from '../all.ts';
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
