/** `plumbline init` as people run it: what it writes, what it says, and what it never overwrites. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plumbline } from './testing.ts';

const PROMPT = `# Orders

All resources must be deployed in us-east-1.
Use Lambda and DynamoDB. Maybe add CloudFront later.
Users must be happy.
`;
const names = ['orders', 'bills', 'mails', 'jobs'].map(
  n => `  ${n}: { Type: AWS::SQS::Queue, Properties: { QueueName: shop-${n}-dev } }`,
);
const TEMPLATE = `Resources:\n${names.join('\n')}\n  odd: { Type: AWS::SQS::Queue, Properties: { QueueName: Odd } }\n`;

let root = '';
beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'plumbline-init-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function folder(files: Readonly<Record<string, string>>): string {
  const made = mkdtempSync(path.join(root, 'case-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(made, name)), { recursive: true });
    writeFileSync(path.join(made, name), content);
  }
  return made;
}

describe('plumbline init', () => {
  it('drafts from a document, and the draft is checked', async () => {
    const made = folder({ 'docs/PROMPT.md': PROMPT, 'app/template.yaml': TEMPLATE });
    const { code, out } = await plumbline(made, 'init', 'app', '--from', 'docs/PROMPT.md');
    expect(out).toBe(
      'app/plumbline.yaml was written. 3 of 4 sentences that ask for something are checked; 1 was not understood: comments in the file say which.\n',
    );
    expect(code).toBe(0);
    const yaml = readFileSync(path.join(made, 'app/plumbline.yaml'), 'utf8');
    expect(yaml).toContain('is: us-east-1\n    source: ../docs/PROMPT.md#L3');
    expect(yaml).toContain('# not understood: Users must be happy. (../docs/PROMPT.md#L5)');
    const checked = await plumbline(made, 'check', 'app', '--fail-on', 'never', '--no-color');
    expect(checked.out).toContain('arch/missing-service');
    expect(checked.out).not.toContain('requirements/invalid');
  });

  it('drafts from a project, so that the outlier shows', async () => {
    const made = folder({ 'template.yaml': TEMPLATE });
    const { code, out } = await plumbline(made, 'init', '--from-project');
    expect(out).toContain('plumbline.yaml was written. It has');
    expect(code).toBe(0);
    const { out: findings } = await plumbline(made, 'check', '--fail-on', 'never', '--no-color');
    expect(findings.match(/naming\/off-pattern/g)).toHaveLength(1);
  });

  it('never overwrites without --force', async () => {
    const made = folder({ 'PROMPT.md': PROMPT, 'plumbline.yaml': 'version: 1\n' });
    const refused = await plumbline(made, 'init', '--from', 'PROMPT.md');
    expect(refused).toMatchObject({ code: 2, out: '' });
    expect(refused.err).toContain('--force');
    expect(readFileSync(path.join(made, 'plumbline.yaml'), 'utf8')).toBe('version: 1\n');
    expect((await plumbline(made, 'init', '--from', 'PROMPT.md', '--output', 'other/x.plumbline.yaml')).code).toBe(0);
    expect(readFileSync(path.join(made, 'other/x.plumbline.yaml'), 'utf8')).toContain('../PROMPT.md#L3');
    expect((await plumbline(made, 'init', '--from', 'PROMPT.md', '--force')).code).toBe(0);
    expect(readFileSync(path.join(made, 'plumbline.yaml'), 'utf8')).toContain('us-east-1');
  });

  it('writes nothing where there is nothing', async () => {
    const made = folder({ 'notes.md': '# Notes\n\nMarta has the keys.\n' });
    expect(await plumbline(made, 'init', '--from', 'notes.md')).toMatchObject({ code: 1, out: '' });
    expect(await plumbline(made, 'init', '--from-project')).toMatchObject({ code: 1, out: '' });
    expect(existsSync(path.join(made, 'plumbline.yaml'))).toBe(false);
  });

  it.each([
    [['--from', 'no.md'], 'no.md does not exist'],
    [['--from', 'a.md', '--from-project'], 'give one of them'],
    [[], 'give --from'],
    [['nowhere', '--from-project'], 'nowhere does not exist'],
    [['--nonsense'], '--nonsense'],
  ])('says what is wrong with %j', async (args, message) => {
    const result = await plumbline(folder({}), 'init', ...args);
    expect(result).toMatchObject({ code: 2, out: '' });
    expect(result.err).toContain(message);
  });
});
