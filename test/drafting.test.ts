/** How well requirements are drafted from documents: not worse than what was reached, and told as it is. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { precision, recall, scoreFolder, total } from '../tools/drafting/score.ts';

const root = path.join(import.meta.dirname, '..');

describe('drafting', () => {
  it.each([
    ['tuning', 0.98, 0.98],
    ['held-out', 0.95, 0.86],
  ])('%s: precision and recall', (set, leastPrecision, leastRecall) => {
    const scores = scoreFolder(path.join(root, 'test/requirements', set));
    expect(scores).toHaveLength(10);
    const all = total(scores);
    expect(all.wanted).toBeGreaterThan(200);
    expect(precision(all)).toBeGreaterThanOrEqual(leastPrecision);
    expect(recall(all)).toBeGreaterThanOrEqual(leastRecall);
  });

  it('has its figures in docs/requirements-drafting.md (else: node tools/measureDrafting.ts)', () => {
    const tool = path.join(root, 'tools/measureDrafting.ts');
    const { status, stderr } = spawnSync(process.execPath, [tool, '--check'], { cwd: root, encoding: 'utf8' });
    expect(status, stderr).toBe(0);
  });
});
