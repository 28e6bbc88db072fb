/** Fixes on demand. Proving is most of their cost, so what was proven for a finding is kept for as long as the finding is. */
import type { Finding, Fix, RefusedFix } from '../core/finding.ts';
import type { Workspace } from '../core/workspace.ts';
import { type Synthesize, proposeFixes, proposeFixesBySynth } from '../fixes/index.ts';

const proven = new WeakMap<Finding, readonly (Fix | RefusedFix)[]>();
const synthesized = new WeakMap<Finding, readonly (Fix | RefusedFix)[]>();

/** All that can be offered for a finding of the workspace's present state. */
export function offers(workspace: Workspace, finding: Finding): readonly (Fix | RefusedFix)[] {
  const known = proven.get(finding);
  if (known) return known;
  const found = finding.fixable ? proposeFixes(workspace, finding) : [];
  proven.set(finding, found);
  return found;
}

/** The same, proven by synthesizing the changed app where that can be had. */
export async function synthesizedOffers(
  workspace: Workspace,
  finding: Finding,
  synthesize: Synthesize,
): Promise<readonly (Fix | RefusedFix)[]> {
  const known = synthesized.get(finding);
  if (known) return known;
  const found = finding.fixable ? await proposeFixesBySynth(workspace, finding, synthesize) : [];
  // What there was no time for is worth another try.
  if (found.every(o => 'reason' in o || o.proof === 'synth')) synthesized.set(finding, found);
  return found;
}

/** The first fix that was proven for a finding already; null when there is none or nobody has asked yet. */
export function provenFix(finding: Finding): Fix | null {
  return proven.get(finding)?.find((o): o is Fix => 'edits' in o) ?? null;
}
