/** Fixes: from a rule's proposals to edits that are proven, and what the light bulb shows of them. */
import type { Finding, Fix, RefusedFix, Safety } from '../core/finding.ts';
import type { FixProposal } from '../core/intent.ts';
import type { Workspace } from '../core/workspace.ts';
import { prove } from './prove.ts';
import { safetyOf } from './safety.ts';
import { write } from './write.ts';

export { fixAll } from './fixAll.ts';
export { ignoreFix } from './ignore.ts';

const ORDER: readonly Safety[] = ['safe', 'review', 'replacement'];

/**
 * The fixes of a finding, the best first: safe before review before replacement, a rule's own order within; then those
 * that can't be offered here, each with its reason.
 */
export function proposeFixes(workspace: Workspace, finding: Finding): (Fix | RefusedFix)[] {
  const rule = workspace.engine.rule(finding.rule);
  if (!rule?.fix) return [];
  const proposals = rule.fix(finding.signal, { graph: workspace.graph(finding.span.uri), today: workspace.today() });
  if (typeof proposals === 'string') return [{ title: `Fix ${finding.rule}`, reason: proposals }];
  const made = proposals.map(proposal => propose(workspace, finding, proposal));
  const fixes = made.filter((f): f is Fix => 'edits' in f);
  fixes.sort((a, b) => ORDER.indexOf(a.safety) - ORDER.indexOf(b.safety));
  return [...fixes, ...made.filter((f): f is RefusedFix => 'reason' in f)];
}

/** Writes and proves one proposal: first where the value is made, then, if that touches others, where it is used. */
function propose(workspace: Workspace, finding: Finding, proposal: FixProposal): Fix | RefusedFix {
  let reason = '';
  for (const local of [false, true]) {
    if (local && !proposal.intents.some(i => i.kind === 'replaceValue')) break;
    const change = write(workspace, finding.span.uri, proposal.intents, local);
    if (typeof change === 'string') {
      reason ||= change;
      continue;
    }
    const proof = prove(workspace, finding, change, proposal.intents);
    if (!proof.ok) {
      reason ||= proof.reason;
      continue;
    }
    return { title: proposal.title, ...safetyOf(proof.difference, proposal.safety), ...change, proof: 'read' };
  }
  return { title: proposal.title, reason };
}
