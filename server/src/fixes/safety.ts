/** How safe a change is, judged by what it does to the resources, not by what it was meant to do. */
import type { Safety } from '../core/finding.ts';
import { fingerprint, settledId } from '../core/fingerprint.ts';
import type { Baseline } from '../core/graph.ts';
import type { Resource } from '../core/resource.ts';
import { at } from '../core/value.ts';
import { createOnlyProperties } from '../knowledge/index.ts';
import type { Difference } from './difference.ts';

/**
 * The safety of a change and the logical IDs of the resources that CloudFormation would replace: those of which a
 * create-only property changes, and those that are gone or have another logical ID or type.
 * @param baseline What was committed, if that is known: what is new since then, or goes back to it, is nowhere to be lost.
 */
export function safetyOf(
  difference: Difference,
  proposed: 'safe' | 'review',
  baseline?: Baseline,
): { readonly safety: Safety; readonly replaces: readonly string[] } {
  const committed = new Map(baseline?.before.map(r => [keyOf(r), r]));
  // What reading sees in neither can't be told to be new.
  const added = new Set(baseline?.now.map(keyOf).filter(key => !committed.has(key)));
  const replaces = new Set<string>();
  let harmless = false;
  for (const resource of difference.removed)
    if (added.has(keyOf(resource))) harmless = true;
    else replaces.add(resource.logicalId);
  for (const { before, after, paths } of difference.changed) {
    const fixed = createOnlyProperties(before.type).filter(f => paths.some(path => covers(f, path) || covers(path, f)));
    if (fixed.length === 0) continue;
    const was = committed.get(keyOf(after));
    if (was && fixed.every(path => same(was, after, path))) harmless = true;
    else replaces.add(before.logicalId);
  }
  return { safety: replaces.size > 0 ? 'replacement' : harmless ? 'review' : proposed, replaces: [...replaces] };
}

function keyOf({ id, type }: Resource): string {
  return `${settledId(id)} ${type}`;
}

function same(a: Resource, b: Resource, path: string): boolean {
  const keys = path.split('.');
  return fingerprint(at(a.properties, ...keys)) === fingerprint(at(b.properties, ...keys));
}

/** Whether a dotted path is another one or above it; `*` stands for any item of a list. */
function covers(above: string, path: string): boolean {
  const a = above.split('.');
  const p = path.split('.');
  return a.length <= p.length && a.every((key, i) => key === '*' || key === p[i]);
}
