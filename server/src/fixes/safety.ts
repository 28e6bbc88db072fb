/** How safe a change is, judged by what it does to the resources, not by what it was meant to do. */
import type { Safety } from '../core/finding.ts';
import { createOnlyProperties } from '../knowledge/index.ts';
import type { Difference } from './difference.ts';

/**
 * The safety of a change and the logical IDs of the resources that CloudFormation would replace: those of which a
 * create-only property changes, and those that are gone or have another logical ID or type.
 */
export function safetyOf(
  difference: Difference,
  proposed: 'safe' | 'review',
): { readonly safety: Safety; readonly replaces: readonly string[] } {
  const replaces = new Set(difference.removed.map(r => r.logicalId));
  for (const { before, paths } of difference.changed) {
    const fixed = createOnlyProperties(before.type);
    if (paths.some(path => fixed.some(f => covers(f, path) || covers(path, f)))) replaces.add(before.logicalId);
  }
  return { safety: replaces.size > 0 ? 'replacement' : proposed, replaces: [...replaces] };
}

/** Whether a dotted path is another one or above it; `*` stands for any item of a list. */
function covers(above: string, path: string): boolean {
  const a = above.split('.');
  const p = path.split('.');
  return a.length <= p.length && a.every((key, i) => key === '*' || key === p[i]);
}
