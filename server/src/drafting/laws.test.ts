/** Laws of drafting: whatever is written reads back, and its statements are pieces of the document. */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { linkRequirements } from '../frontends/requirements/link.ts';
import { type RequirementsBody, readRequirements } from '../frontends/requirements/read.ts';
import { rules } from '../rules/index.generated.ts';
import { draftFromDocument } from './index.ts';

const folder = path.join(import.meta.dirname, '../../../test/requirements');
const documents = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter(file => /\.(md|txt)$/.test(file))
  .map(file => ({ file, text: readFileSync(path.join(folder, file), 'utf8') }));

/** What the reader has against a text. */
function problemsOf(text: string): string[] {
  const ids = rules.map(r => r.id);
  const facts = readRequirements({ uri: 'file:///p/plumbline.yaml', version: 1, text }, ids);
  const { source } = linkRequirements([facts], { fileExists: () => null });
  return [...facts.problems.map(p => p.message), ...source.map(p => ('message' in p ? p.message : p.kind))];
}

function requirementsOf(text: string) {
  const facts = readRequirements({ uri: 'file:///p/plumbline.yaml', version: 1, text }, []);
  return (facts.body as RequirementsBody).requirements;
}

/** A text with pieces of it taken out, doubled and torn, always the same ones. */
function* torn(text: string): Generator<string> {
  let seed = 7;
  const next = (n: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed % n;
  };
  for (let i = 0; i < 15; i++) {
    const [a, b] = [next(text.length), next(text.length)].sort((x, y) => x - y) as [number, number];
    yield text.slice(0, a) + text.slice(b);
    yield text.slice(a, b) + text.slice(next(text.length));
  }
}

describe('laws of drafting', () => {
  expect(documents.length).toBeGreaterThan(9);

  it.each(documents)('$file: the draft reads back without problems', ({ file, text }) => {
    const { yaml } = draftFromDocument(path.basename(file), text);
    expect(problemsOf(yaml)).toEqual([]);
    expect(requirementsOf(yaml).length).toBeGreaterThan(3);
  });

  it.each(documents)('$file: each requirement cites a line that is there', ({ file, text }) => {
    const name = path.basename(file);
    const lines = text.split('\n');
    for (const requirement of requirementsOf(draftFromDocument(name, text).yaml)) {
      // The vocabulary has no place for a source there; it stands in a comment.
      if (requirement.name.startsWith('services.optional')) continue;
      expect(requirement.source?.uri, requirement.name).toBe(`file:///p/${name}`);
      const line = lines[(requirement.source?.line ?? 0) - 1] ?? '';
      const word = /\w{3,}/.exec(requirement.source?.quote ?? '')?.[0] ?? '';
      expect(line, requirement.name).toContain(word);
    }
  });

  it.each(documents)('$file: statements are pieces of the document, in order and apart', ({ file, text }) => {
    let end = 0;
    for (const statement of draftFromDocument(file, text).statements) {
      expect(statement.start).toBeGreaterThanOrEqual(end);
      expect(statement.end).toBeGreaterThan(statement.start);
      expect(statement.line).toBe(text.slice(0, statement.start).split('\n').length);
      end = statement.end;
    }
    expect(end).toBeLessThanOrEqual(text.length);
  });

  it.each(documents)('$file: torn to pieces it is still drafted from', ({ file, text }) => {
    for (const piece of torn(text)) expect(problemsOf(draftFromDocument(path.basename(file), piece).yaml)).toEqual([]);
  });

  it('drafts from the lines of all documents mixed, and from words that were swapped', { timeout: 120_000 }, () => {
    const all = documents.flatMap(d => d.text.split('\n'));
    const words = all.join(' ').split(' ');
    for (const step of [7, 11, 13]) {
      const mixed = Array.from({ length: all.length }, (_, i) => all[(i * step) % all.length]).join('\n');
      const swapped = Array.from({ length: words.length }, (_, i) => words[(i * step) % words.length])
        .map((word, i) => (i % 12 === 0 ? `${word}\n- ` : word))
        .join(' ');
      for (const text of [mixed, swapped]) expect(problemsOf(draftFromDocument('x.md', text).yaml)).toEqual([]);
    }
  });

  it.each(['', '\n\n', '# ', '- ', '|', '|a|\n|-|', '```', '<!--', '\u0000', '- \r\n- x\r\n', ':::', '**', '1.'])(
    'has nothing to say about %j',
    text => {
      const draft = draftFromDocument('x.md', text);
      expect(problemsOf(draft.yaml)).toEqual([]);
      expect(requirementsOf(draft.yaml)).toEqual([]);
    },
  );
});
