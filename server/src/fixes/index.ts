/** Fixes: from a rule's proposals to edits that are proven, and what the light bulb shows of them. */
import type { Finding, Fix, RefusedFix, Safety } from '../core/finding.ts';
import type { ResourceGraph } from '../core/graph.ts';
import type { FixProposal, Intent } from '../core/intent.ts';
import type { Workspace } from '../core/workspace.ts';
import {
  type Change,
  type Proof,
  knownByReading,
  prove,
  proveBySynth,
  proveTogether,
  type Synthesize,
} from './prove.ts';
import { isGenerated } from './generated.ts';
import { safetyOf } from './safety.ts';
import { write } from './write.ts';

export { fixAll, fixAllBySynth } from './fixAll.ts';
export { ignoreFix } from './ignore.ts';
export type { Synthesize } from './prove.ts';

const ORDER: readonly Safety[] = ['safe', 'review', 'replacement'];

/**
 * The fixes of a finding, the best first: safe before review before replacement, a rule's own order within; then those
 * that can't be offered here, each with its reason. Proven by reading the changed text again.
 */
export function proposeFixes(workspace: Workspace, finding: Finding): (Fix | RefusedFix)[] {
  const uri = workspace.homeOf(finding);
  const proposals = proposalsOf(workspace, uri, finding);
  if (!Array.isArray(proposals)) return [proposals as RefusedFix];
  return sorted(
    proposals.map(proposal => {
      const tried: Tried[] = [];
      for (const change of changesOf(workspace, uri, proposal)) {
        tried.push({ change, proof: byReading(workspace, finding, change, proposal) });
        if (tried.at(-1)?.proof.ok) break;
      }
      return outcome(proposal, tried, workspace.graph(uri));
    }),
  );
}

/**
 * The same, proven by synthesizing the changed app. Where that takes too long, by reading; and where reading can't see
 * the finding at all, the fix is offered unproven, and says so.
 */
export async function proposeFixesBySynth(
  workspace: Workspace,
  finding: Finding,
  synthesize: Synthesize,
): Promise<(Fix | RefusedFix)[]> {
  const uri = workspace.homeOf(finding);
  const proposals = proposalsOf(workspace, uri, finding);
  if (!Array.isArray(proposals)) return [proposals as RefusedFix];
  const made: (Fix | RefusedFix)[] = [];
  for (const proposal of proposals as readonly FixProposal[]) {
    const tried: Tried[] = [];
    for (const change of changesOf(workspace, uri, proposal)) {
      const proof =
        typeof change === 'string'
          ? refused(change)
          : ((await proveBySynth(workspace, finding, change, proposal.intents, synthesize)) ??
            byReading(workspace, finding, change, proposal));
      tried.push({ change, proof });
      if (proof.ok) break;
    }
    made.push(outcome(proposal, tried, workspace.graph(uri)));
  }
  return sorted(made);
}

/** A fix that is meant to be safe, not yet proven. */
export interface Draft {
  readonly finding: Finding;
  readonly intents: readonly Intent[];
  /** Null where it can't be written as it was first meant. */
  readonly change: Change | null;
}

/** The first fix of a finding that is meant to be safe; null if there is none, or if reading does not see the finding. */
export function draftOf(workspace: Workspace, finding: Finding): Draft | null {
  const uri = workspace.homeOf(finding);
  const proposals = proposalsOf(workspace, uri, finding);
  const proposal = Array.isArray(proposals)
    ? (proposals as readonly FixProposal[]).find(p => p.safety === 'safe')
    : null;
  if (!proposal) return null;
  const change = write(workspace, uri, proposal.intents);
  // What is asked for in another project than the document's is proven there.
  const isHere = uri === finding.span.uri && typeof change !== 'string';
  return { finding, intents: proposal.intents, change: isHere ? change : null };
}

/** Whether fixes of one document, applied together, are proven and safe. */
export function areSafe(workspace: Workspace, uri: string, drafts: readonly Draft[]): boolean {
  const proof = proveTogether(workspace, uri, drafts);
  return proof.ok && safetyOf(proof.difference, 'safe', workspace.graph(uri).baseline).safety === 'safe';
}

interface Tried {
  readonly change: Change | string;
  readonly proof: Proof;
}

/** What the rule proposes; why it proposes nothing; an empty list for a rule without fixes. */
function proposalsOf(workspace: Workspace, uri: string, finding: Finding): readonly FixProposal[] | RefusedFix {
  const rule = workspace.engine.rule(finding.rule);
  if (!rule?.fix) return [];
  if (finding.span.uri.endsWith('.json') && isGenerated(workspace.graph(uri), finding.span.uri))
    return {
      title: `Fix ${finding.rule}`,
      reason: 'the CDK wrote this template: change the source that it is made of',
    };
  const proposals = rule.fix(finding.signal, workspace.context(uri, rule));
  if (typeof proposals === 'string') return { title: `Fix ${finding.rule}`, reason: proposals };
  const { called, logicalId } = finding.signal.resource ?? {};
  // As the finding's message calls it.
  return called === undefined || !logicalId?.includes('${…}')
    ? proposals
    : proposals.map(p => ({ ...p, title: p.title.replaceAll(logicalId, called) }));
}

/** A proposal as changes: first where the value is made, then, for when that touches others, where it is used. */
function* changesOf(workspace: Workspace, uri: string, { intents }: FixProposal): Generator<Change | string> {
  yield write(workspace, uri, intents);
  if (intents.some(i => i.kind === 'replaceValue')) yield write(workspace, uri, intents, true);
}

function byReading(workspace: Workspace, finding: Finding, change: Change | string, proposal: FixProposal): Proof {
  if (typeof change === 'string') return refused(change);
  const proof = prove(workspace, finding, change, proposal.intents);
  return proof.ok && !knownByReading(workspace, finding) ? { ...proof, evidence: 'none' } : proof;
}

function refused(reason: string): Proof {
  return { ok: false, reason };
}

function outcome(proposal: FixProposal, tried: readonly Tried[], { baseline }: ResourceGraph): Fix | RefusedFix {
  const { title } = proposal;
  for (const { change, proof } of tried)
    if (proof.ok && typeof change !== 'string')
      return {
        title: `${title}${notes(proof)}`,
        ...safetyOf(proof.difference, proof.evidence === 'none' ? 'review' : proposal.safety, baseline),
        ...change,
        proof: proof.evidence,
      };
  const [first] = tried;
  return { title, reason: first && !first.proof.ok ? first.proof.reason : 'there is nothing to change' };
}

/** What the menu says of a fix besides what it does. */
function notes({ evidence, open }: Extract<Proof, { readonly ok: true }>): string {
  const said = [
    ...(evidence === 'none' ? ['not proven'] : []),
    ...(open > 0 ? [`leaves ${open === 1 ? 'another requirement' : `${open} other requirements`} open`] : []),
  ];
  return said.length > 0 ? ` (${said.join('; ')})` : '';
}

function sorted(made: readonly (Fix | RefusedFix)[]): (Fix | RefusedFix)[] {
  const fixes = made.filter((f): f is Fix => 'edits' in f);
  fixes.sort((a, b) => ORDER.indexOf(a.safety) - ORDER.indexOf(b.safety));
  return [...fixes, ...made.filter((f): f is RefusedFix => 'reason' in f)];
}
