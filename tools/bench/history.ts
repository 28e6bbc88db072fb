/**
 * The figures of every run of the benchmark that was committed, one line of JSON each, in docs/bench-history.ndjson: when, of
 * which commit, on what machine, and each figure with its unit. Only lines of one machine, with little load, can be compared.
 *
 *   node tools/bench/history.ts <part of a figure's name>     how that figure went
 */
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import path from 'node:path';
import type { Row } from './measure.ts';

export interface Run {
  /** ISO date and time. */
  readonly at: string;
  readonly version: string;
  /** The commit that was measured, shortened; with `+` where the work tree differed from it. */
  readonly commit: string;
  readonly node: string;
  readonly machine: string;
  /** Processes that wanted a core in the minute before the end, of the cores that there are: above 1, times are too long. */
  readonly load: number;
  readonly figures: readonly Figure[];
}

export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly limit: string;
}

const root = path.join(import.meta.dirname, '../..');
const FILE = path.join(root, 'docs/bench-history.ndjson');

/** The figures of some rows; rows that could not be measured are left out. */
export function figuresOf(rows: readonly Row[]): Figure[] {
  return rows.flatMap(({ what, measured, limit }) => {
    const [, number, unit = ''] = /^([\d.,]+)\s*(.*)$/.exec(measured) ?? [];
    return number === undefined ? [] : [{ what, value: Number(number.replaceAll(',', '')), unit, limit }];
  });
}

/** Adds a run to the file. */
export function remember(rows: readonly Row[], version: string): void {
  const git = (...args: string[]) => spawnSync('git', args, { cwd: root, encoding: 'utf8' }).stdout.trim();
  const run: Run = {
    at: new Date().toISOString(),
    version,
    commit: git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain', '-uno', 'server') === '' ? '' : '+'),
    node: process.version,
    machine: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}`,
    load: Math.round(((loadavg()[0] as number) / cpus().length) * 10) / 10,
    figures: figuresOf(rows),
  };
  appendFileSync(FILE, `${JSON.stringify(run)}\n`);
}

/** All runs, the oldest first. */
export function history(): Run[] {
  if (!existsSync(FILE)) return [];
  return readFileSync(FILE, 'utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Run);
}

if (process.argv[1] === import.meta.filename) {
  const [, , part = ''] = process.argv;
  for (const { at, commit, load, figures } of history())
    for (const { what, value, unit } of figures)
      if (what.includes(part)) console.log(`${at.slice(0, 16)} ${commit} load ${load}: ${what}: ${value} ${unit}`);
}
