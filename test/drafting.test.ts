/** How well requirements are drafted from documents: not worse than what was reached, told as it is, nothing passed over. */
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { plain } from '../server/src/drafting/markdown.ts';
import { draftFromDocument } from '../server/src/drafting/index.ts';
import { type RequirementsBody, readRequirements } from '../server/src/frontends/requirements/read.ts';
import { precision, recall, scoreFolder, total } from '../tools/drafting/score.ts';

const root = path.join(import.meta.dirname, '..');
const folder = path.join(root, 'test/requirements');
const documents = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter(file => /\.(md|txt)$/.test(file))
  .map(file => ({ file, text: readFileSync(path.join(folder, file), 'utf8') }));

describe('drafting', () => {
  it.each([
    ['tuning', 0.98, 0.98],
    ['held-out', 0.95, 0.87],
    ['held-out-2', 0.96, 0.85],
    ['held-out-3', 0.95, 0.75],
    ['held-out-4', 0.96, 0.92],
    ['held-out-5', 0.94, 0.85],
  ])('%s: precision and recall', (set, leastPrecision, leastRecall) => {
    const scores = scoreFolder(path.join(folder, set));
    expect(scores).toHaveLength({ 'held-out-3': 5, 'held-out-5': 3 }[set] ?? 10);
    const all = total(scores);
    expect(all.wanted).toBeGreaterThan(set === 'held-out-5' ? 100 : 150);
    expect(precision(all)).toBeGreaterThanOrEqual(leastPrecision);
    expect(recall(all)).toBeGreaterThanOrEqual(leastRecall);
  });

  it('has its figures in docs/requirements-drafting.md (else: node tools/measureDrafting.ts)', () => {
    const tool = path.join(root, 'tools/measureDrafting.ts');
    const { status, stderr } = spawnSync(process.execPath, [tool, '--check'], { cwd: root, encoding: 'utf8' });
    expect(status, stderr).toBe(0);
  });

  it.each(documents)('$file: every quote stands at the line that is cited', ({ file, text }) => {
    const name = path.basename(file);
    const lines = text.split('\n');
    const uri = 'file:///p/plumbline.yaml';
    const { body } = readRequirements({ uri, version: 1, text: draftFromDocument(name, text).yaml }, []);
    const cited = (body as RequirementsBody).requirements.filter(r => !r.name.startsWith('services.optional'));
    expect(cited.length).toBeGreaterThan(3);
    for (const { name: what, source } of cited) {
      const quote = (source?.quote ?? '').replace(/…$/, '');
      const at = (source?.line ?? 0) - 1;
      // A sentence may go on for some lines; the line that is cited is the one that it starts in.
      const from = plain(
        lines
          .slice(at, at + 12)
          .join('\n')
          .replaceAll('|', ' | '),
      );
      const behind = plain(
        lines
          .slice(at + 1, at + 12)
          .join('\n')
          .replaceAll('|', ' | '),
      );
      expect(quote, what).not.toBe('');
      expect(from, what).toContain(quote);
      expect(from.indexOf(quote), what).toBeLessThan(from.length - behind.length);
    }
  });

  it.each(documents)(
    '$file: what sounds like a requirement is drafted, or said not to be understood',
    ({ file, text }) => {
      const { yaml, statements } = draftFromDocument(path.basename(file), text);
      for (const { text: words, line, requirements } of statements)
        if (requirements.length === 0 && /\b(must|shall|should|required|has to|have to|do not|never)\b/i.test(words))
          expect(yaml, words).toMatch(new RegExp(`^# not understood: .*#L${line}\\)$`, 'm'));
    },
  );
});
