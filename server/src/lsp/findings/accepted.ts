/** What the editor shows of the findings: what the baseline file of a folder has accepted is taken out, and what nobody changed. */
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { BriefFinding } from '../../core/brief.ts';
import { BASELINE, type Baseline, BaselineError, compareWithBaseline, readBaseline } from '../../report/baseline.ts';
import { relativeFile } from '../../report/report.ts';
import type { Folder } from '../session.ts';
import { keyOfPath, pathOfKey } from '../uris.ts';

const read = new Map<string, { readonly stamp: string; readonly baseline: Baseline | null }>();

/** The baseline of a folder as the disk has it now; null where there is none, or none that can be read. */
export function baselineOf({ key }: Pick<Folder, 'key'>): Baseline | null {
  const folder = key === null ? null : pathOfKey(key);
  if (folder === null) return null;
  const file = path.join(folder, BASELINE);
  const stat = statSync(file, { throwIfNoEntry: false });
  if (!stat?.isFile()) return null;
  const stamp = `${stat.mtimeMs} ${stat.size}`;
  const known = read.get(file);
  if (known?.stamp === stamp) return known.baseline;
  let baseline: Baseline | null = null;
  try {
    baseline = readBaseline(readFileSync(file, 'utf8'));
  } catch (error) {
    // Everything is shown then, which nobody takes for the work of the baseline; a check says what is wrong with it.
    if (!(error instanceof BaselineError)) throw error;
  }
  read.set(file, { stamp, baseline });
  return baseline;
}

/** The findings that the editor shows, of those of some documents of a folder. */
export function visible<F extends BriefFinding>(
  folder: Pick<Folder, 'key' | 'settings' | 'narrowing' | 'exists'>,
  all: readonly F[],
): readonly F[] {
  const { narrowing } = folder;
  const findings = narrowing ? all.filter(f => narrowing.shows(f)) : all;
  if (folder.settings.baseline === 'all' || findings.length === 0) return findings;
  const accepted = acceptedOf(folder, findings);
  if (accepted.size === 0) return findings;
  if (folder.settings.baseline === 'hidden') return findings.filter(f => !accepted.has(f));
  return findings.map(f => (accepted.has(f) ? { ...f, severity: 'hint' } : f));
}

/** Which findings the baseline of the folder has. */
export function acceptedOf<F extends BriefFinding>(
  folder: Pick<Folder, 'key' | 'exists'>,
  findings: readonly F[],
): ReadonlySet<F> {
  const baseline = baselineOf(folder);
  if (!baseline) return new Set();
  const root = pathOfKey(folder.key ?? '') ?? '';
  // What was accepted in a file that is gone is accepted where the file has moved to.
  const exists = (file: string) => folder.exists.fileExists(keyOfPath(path.join(root, file))) !== false;
  const named = findings.map(finding => ({
    finding,
    key: finding.key,
    file: relativeFile(folder.key, finding.span.uri),
  }));
  return new Set(compareWithBaseline(named, baseline, exists).unchanged.map(({ finding }) => finding));
}
