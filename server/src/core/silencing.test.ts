/** Ignores in comments and in plumbline.yaml: what they silence, and what is said of those that don't. */
import { describe, expect, it } from 'vitest';
import { createWorkspace } from '../all.ts';
import { raised } from '../fixes/prove.ts';
import type { Witness } from './witness.ts';

const APP = 'file:///app/';

function open(files: Readonly<Record<string, string>>) {
  const workspace = createWorkspace({
    host: { fileExists: () => null },
    projectOf: () => 'file:///app',
    today: () => '2026-11-21',
  });
  for (const [name, text] of Object.entries(files)) workspace.update({ uri: APP + name, version: 1, text });
  return {
    workspace,
    shown: () => workspace.allFindings().map(f => `${f.rule}: ${f.message}`),
    silenced: () => workspace.suppressed().map(s => `${s.finding.rule}: ${s.by.reason}`),
  };
}

const key = (comment: string, rotated = false) =>
  `Resources:\n  Orders:\n    Type: AWS::KMS::Key\n    Properties:\n      ${comment}\n      EnableKeyRotation: ${rotated}\n`;

describe('comments', () => {
  it('silence until their day, and say so afterwards', () => {
    const ignored = open({ 't.yaml': key('# plumbline-ignore kms/unrotated-key until 2026-11-21: soon') });
    expect([ignored.shown(), ignored.silenced()]).toEqual([[], ['kms/unrotated-key: soon']]);
    const past = open({ 't.yaml': key('# plumbline-ignore kms/unrotated-key until 2026-11-20: soon') });
    expect(past.shown()).toEqual([
      expect.stringMatching(/^kms\/unrotated-key: /),
      'requirements/expired-ignore: This ignore counted until 2026-11-20; its findings are shown again.',
    ]);
  });

  it('are reported when they silence nothing, and not while the text is half typed', () => {
    const text = key('# plumbline-ignore kms/unrotated-key: soon', true);
    expect(open({ 't.yaml': text }).shown()).toEqual(['requirements/unused-ignore: This ignore silences nothing.']);
    expect(open({ 't.yaml': `${text}      Description: [\n` }).shown()).not.toContain(
      'requirements/unused-ignore: This ignore silences nothing.',
    );
    expect(open({ 't.yaml': key('# plumbline-ignore kms/unrotate-key: soon', true) }).shown()).toEqual([
      'requirements/unused-ignore: This ignore silences nothing: there is no rule kms/unrotate-key.',
    ]);
  });

  it('are no reason to refuse a fix that makes them superfluous', () => {
    const comment = '# plumbline-ignore kms/unrotated-key: soon';
    const before = open({ 't.yaml': key(comment) }).workspace;
    const after = open({ 't.yaml': key(comment, true) });
    expect(after.shown()).toHaveLength(1);
    expect(raised(before, after.workspace, null)).toBe(null);
  });
});

describe('comments in code', () => {
  const source = (line: string) =>
    `import { App, Stack } from 'aws-cdk-lib';\nimport * as kms from 'aws-cdk-lib/aws-kms';\nconst stack = new Stack(new App(), 'S');\n// plumbline-ignore kms/unrotated-key: partners pin it\n${line}\n`;
  const silent: Witness = { refine: () => new Map() };

  it('are judged only when the app was run: reading does not see all', () => {
    const { workspace, shown } = open({ 'app.ts': source("new kms.Key(stack, 'K', { enableKeyRotation: true });") });
    expect(shown()).toEqual([]);
    workspace.testify(`${APP}app.ts`, silent);
    expect(shown()).toEqual(['requirements/unused-ignore: This ignore silences nothing.']);
  });

  it('are of use where only reading has a finding', () => {
    const { workspace, shown, silenced } = open({ 'app.ts': source("new kms.Key(stack, 'K');") });
    expect([shown(), silenced()]).toEqual([[], ['kms/unrotated-key: partners pin it']]);
    workspace.testify(`${APP}app.ts`, silent);
    expect([shown(), silenced()]).toEqual([[], []]);
  });
});

describe('lists in plumbline.yaml', () => {
  it('may name resources, and who answers', () => {
    const list = (resource: string) =>
      `version: 1\nignore:\n  - { rule: kms/*, resource: ${resource}, reason: Old., owner: "@ops" }\n`;
    const some = open({ 't.yaml': key('Description: x'), 'plumbline.yaml': list('[Order?, Bills]') });
    expect([some.shown(), some.workspace.suppressed()[0]?.by.owner]).toEqual([[], '@ops']);
    expect(open({ 't.yaml': key('Description: x'), 'plumbline.yaml': list('Bills*') }).shown()).toEqual([
      expect.stringMatching(/^kms\/unrotated-key: /),
      'requirements/unused-ignore: This ignore silences nothing.',
    ]);
  });
});
