/** Each snippet, as it is inserted, is what the product understands. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createWorkspace, rules } from '../server/src/all.ts';
import manifest from '../package.json' with { type: 'json' };
import { requirementsFrontend } from '../server/src/frontends/requirements/index.ts';
import type { RequirementsBody } from '../server/src/frontends/requirements/read.ts';

interface Snippet {
  readonly prefix: string;
  readonly body: readonly string[];
  readonly description: string;
}

const root = path.join(import.meta.dirname, '..');

function snippets(file: string): [string, Snippet][] {
  return Object.entries(JSON.parse(readFileSync(path.join(root, file), 'utf8')));
}

/** The text that stands there when nobody fills anything in; for a choice the first one. */
function inserted({ body }: Snippet, comment = ''): string {
  return body
    .join('\n')
    .replaceAll('$LINE_COMMENT', comment)
    .replace(/\$\{\d+:([^}]*)\}/g, '$1')
    .replace(/\$\{\d+\|([^,|]*)[^}]*\}/g, '$1')
    .replace(/\$\d+/g, '');
}

const indented = (text: string, by: number) => text.replace(/^/gm, ' '.repeat(by));

/** A file in which a snippet stands where it belongs. */
function file(snippet: Snippet): string {
  const text = inserted(snippet);
  switch (snippet.prefix) {
    case 'plumbline':
      return text;
    case 'plumbline-rules':
      return `version: 1\n${text}\nrequirements:\n  services: [lambda]\n`;
    case 'plumbline-source':
      return `version: 1\nrequirements:\n  naming:\n    pattern: "{resource}-{env}"\n${indented(text, 4)}\n`;
    default:
      return `version: 1\nrequirements:\n${indented(text, 2)}\n`;
  }
}

describe('snippets of requirements', () => {
  const frontend = requirementsFrontend(rules);
  for (const [name, snippet] of snippets('snippets/requirements.json'))
    it(`${name}: is read, and asks for something`, () => {
      const text = file(snippet);
      expect(text).not.toContain('$');
      const facts = frontend.read({ uri: 'file:///app/plumbline.yaml', version: 1, text });
      expect(facts.problems, text).toEqual([]);
      const workspace = createWorkspace({
        host: { fileExists: () => null },
        projectOf: () => 'file:///app/',
        today: () => '2026-11-21',
      });
      workspace.update({ uri: 'file:///app/plumbline.yaml', version: 1, text });
      const said = workspace.allFindings().filter(f => f.rule.startsWith('requirements/'));
      expect(said.map(f => `${f.rule}: ${f.message}`)).toEqual([]);
      expect((facts.body as RequirementsBody).requirements.length).toBeGreaterThan(0);
    });
});

describe('snippets of ignores', () => {
  const template = (comment: string) =>
    `Resources:\n  A:\n    Type: AWS::KMS::Key\n    Properties:\n      ${comment}\n      EnableKeyRotation: false\n`;
  for (const [name, snippet] of snippets('snippets/ignore.json'))
    it(`${name}: silences the rule that it names`, () => {
      const workspace = createWorkspace({
        host: { fileExists: () => null },
        projectOf: () => 'file:///app/',
        today: () => '2026-11-21',
      });
      const found = (comment: string) => {
        workspace.update({ uri: 'file:///app/t.yaml', version: 1, text: template(comment) });
        return workspace.allFindings().filter(f => f.rule === 'kms/unrotated-key').length;
      };
      expect(found('# nothing')).toBe(1);
      expect(found(inserted(snippet, '#'))).toBe(0);
    });
});

it('come in when somebody types our name, and not before', () => {
  for (const { path: file } of manifest.contributes.snippets)
    for (const [, { prefix }] of snippets(file)) expect(prefix).toMatch(/^plumbline/);
});
