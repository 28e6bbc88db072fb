/** Laws that hold for the workspace as a whole, over the examples and random edits of them. */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createWorkspace } from '../server/src/all.ts';
import type { Document } from '../server/src/core/document.ts';
import { applyEdits } from '../server/src/core/finding.ts';
import { fixAll, proposeFixes } from '../server/src/fixes/index.ts';

const folder = path.join(import.meta.dirname, '../examples');
const examples: Document[] = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  // What `requirements/` asks for would be asked of all the others, which are here one project.
  .filter(name => /\.(ts|yaml|json)$/.test(name) && !/node_modules|^requirements\b/.test(name))
  .map(name => ({
    uri: pathToFileURL(path.join(folder, name)).href,
    version: 1,
    text: readFileSync(path.join(folder, name), 'utf8'),
  }));
const uris = new Set(examples.map(d => d.uri));

function workspace(documents: readonly Document[]) {
  const made = createWorkspace({
    host: { fileExists: uri => uris.has(uri) },
    projectOf: () => pathToFileURL(folder).href,
    today: () => '2026-11-21',
  });
  made.engine.onFailure = failure => {
    throw failure.error;
  };
  for (const document of documents) made.update(document);
  return made;
}

/** What a user sees of a finding. */
const shown = (documents: readonly Document[]) =>
  workspace(documents)
    .allFindings()
    .map(f => `${f.severity} ${f.rule} ${f.key} ${f.span.uri}:${f.span.start}-${f.span.end} ${f.message}`);

describe('the examples', () => {
  it('have findings in every file that is meant to have some', () => {
    const files = new Set(
      workspace(examples)
        .allFindings()
        .map(f => path.basename(f.span.uri)),
    );
    expect([...files].sort()).toEqual([
      'archive-stack.ts',
      'network.json',
      'orders-stack.ts',
      'orders.ts',
      'orders.yaml',
      'reporting-stack.ts',
      'thumbnails.yaml',
    ]);
  });

  it('give every finding its own key', () => {
    const keys = workspace(examples)
      .allFindings()
      .map(f => f.key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('lose each finding by each fix that is offered for it, and gain none', { timeout: 120_000 }, () => {
    const original = workspace(examples);
    const before = original.allFindings();
    let fixes = 0;
    for (const finding of before) {
      for (const fix of proposeFixes(original, finding)) {
        if (!('edits' in fix)) continue;
        fixes++;
        const after = examples.map(d => ({
          ...d,
          version: 2,
          text: applyEdits(
            d.text,
            fix.edits.filter(e => e.span.uri === d.uri),
          ),
        }));
        const keys = workspace([...after, ...fix.creates.map(c => ({ ...c, version: 1 }))])
          .allFindings()
          .map(f => f.key);
        if (fix.creates.length === 0) expect(keys, fix.title).not.toContain(finding.key);
        expect(
          keys.filter(k => !before.some(f => f.key === k)),
          fix.title,
        ).toEqual([]);
      }
    }
    expect(fixes).toBeGreaterThan(10);
  });

  it('are mended completely by one fix-all: a second one finds nothing to do', { timeout: 120_000 }, () => {
    for (const document of examples) {
      const fix = fixAll(workspace(examples), document.uri);
      if (!fix) continue;
      const mended = examples.map(d => ({
        ...d,
        version: 2,
        text: applyEdits(
          d.text,
          fix.edits.filter(e => e.span.uri === d.uri),
        ),
      }));
      expect(fixAll(workspace(mended), document.uri), document.uri).toBeNull();
    }
  });
});

describe('any sequence of edits', () => {
  const edit = fc.record({
    file: fc.nat(),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.nat(30),
    text: fc.oneof(
      fc.constantFrom(
        '',
        ' ',
        '\n',
        ':',
        '- ',
        '{',
        '}',
        '[',
        "'",
        '"',
        '`',
        '!Ref ',
        '&a ',
        '*a',
        '${',
        '\t',
        '😀',
        '\r\n',
        '/*',
        '<<: *a',
      ),
      fc.string({ maxLength: 6 }),
    ),
  });

  it('gives the findings of a fresh workspace', { timeout: 180_000 }, () => {
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 8 }), edits => {
        const documents = examples.map(d => ({ ...d }));
        const living = workspace(documents);
        let version = 2;
        for (const e of edits) {
          const index = e.file % documents.length;
          const document = documents[index] as Document;
          const start = Math.floor(e.at * document.text.length);
          const next = {
            uri: document.uri,
            version: version++,
            text: document.text.slice(0, start) + e.text + document.text.slice(start + e.length),
          };
          documents[index] = next;
          living.update(next);
          // Asking in between fills the caches that the next edit must invalidate.
          living.findings(next.uri);
        }
        const after = living
          .allFindings()
          .map(f => `${f.severity} ${f.rule} ${f.key} ${f.span.uri}:${f.span.start}-${f.span.end} ${f.message}`);
        expect(after.sort()).toEqual(shown(documents).sort());
        for (const f of living.allFindings()) {
          const length = documents.find(d => d.uri === f.span.uri)?.text.length ?? -1;
          expect(
            f.span.start >= 0 && f.span.start <= f.span.end && f.span.end <= length,
            `${f.rule} is outside of its document`,
          ).toBe(true);
        }
        for (const d of documents) expect(structuredClone(living.facts(d.uri))).toEqual(living.facts(d.uri));
      }),
      { numRuns: Number(process.env.PLUMBLINE_FUZZ_RUNS ?? 60) },
    );
  });
});
