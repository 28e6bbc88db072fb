/**
 * How much is done for a keystroke, a fix and a report, counted in calls and not in seconds, so that it is the same on every
 * machine: no more than a fifth above what test/work.json says, and in proportion to what is in the workspace.
 *
 * Where more work is meant, `node tools/bench/work.ts --write` writes the counts anew; the commit says why.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { leftBy } from '../tools/bench/left.ts';
import type { Work } from '../tools/bench/work.ts';

const root = path.join(import.meta.dirname, '..');
const MOST = 1.2;
/** Calls of a part that are too few to be held to a share. */
const FEW = 500;

/** A process of its own counts: what the test runner does is no work of ours. */
function measured(): Record<string, Work> {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['tools/bench/work.ts'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 24,
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

/** The counts of one piece of work by name, the calls of all parts together among them. */
function counts({ calls, ...others }: Work): Record<string, number> {
  const all = Object.values(calls).reduce((sum, n) => sum + n, 0);
  return { ...Object.fromEntries(Object.entries(calls).map(([part, n]) => [`calls in ${part}`, n])), ...others, all };
}

describe('work', () => {
  const now = measured();
  const known: Record<string, Work> = JSON.parse(readFileSync(path.join(root, 'test/work.json'), 'utf8'));

  it('is counted for everything that is known', () => {
    expect(Object.keys(now)).toEqual(Object.keys(known));
  });

  for (const [what, before] of Object.entries(known))
    it(`grows by no more than a fifth: ${what}`, () => {
      const was = counts(before);
      const more = Object.entries(counts(now[what] as Work)).filter(
        ([name, count]) => count > Math.max(FEW, was[name] ?? 0) * MOST,
      );
      expect(more.map(([name, count]) => `${name}: ${count}, was ${was[name] ?? 0}`)).toEqual([]);
    });

  // A quarter above proportion leaves room for what sorting takes.
  for (const [small, large, times] of [
    ['edit, YAML template of 100 resources', 'edit, YAML template of 400 resources', 4],
    ['edit, CDK file of 300 lines', 'edit, CDK file of 1,200 lines', 4],
    ['edit, one of 10 templates', 'edit, one of 40 templates', 4],
    ['one fix, YAML template of 25 resources', 'one fix, YAML template of 100 resources', 4],
    ['fix all, YAML template of 25 resources', 'fix all, YAML template of 100 resources', 4],
    ['report, YAML template of 25 resources', 'report, YAML template of 100 resources', 4],
  ] as const)
    it(`is in proportion: ${large}`, () => {
      const [few, many] = [counts(now[small] as Work).all as number, counts(now[large] as Work).all as number];
      expect(many / few).toBeLessThan(times * 1.25);
    });
});

describe('what an edit leaves behind for a collection of the whole heap', () => {
  // One graph of these is 1,200 kB, and one edit in four meets a collection of what is new; all of them stayed before.
  for (const kind of ['cdk', 'template'] as const)
    it(`is less than half a graph: ${kind}`, () => expect(leftBy(kind)).toBeLessThan(600), 60_000);
});
