/**
 * Silence that was asked of other tools: what a team has told cdk-nag, checkov, cfn_nag, cfn-lint or Guard to leave alone
 * holds for the same check of ours, so that nobody has to say it twice. Which checks are the same, the rules' docs say.
 */
import type { SourceSpan } from './document.ts';
import type { Rule } from './rule.ts';
import { type Value, asList, at, scenarios, stringOf } from './value.ts';

/** One check of another tool that is to be silent, with the reason as it is written there. */
export interface PeerSilence {
  readonly id: string;
  readonly reason: string;
  readonly span: SourceSpan;
}

/** Where the tools look in a resource's `Metadata`, and what the id and the reason are called there. */
const PLACES: readonly { readonly path: readonly string[]; readonly id: string | null; readonly reason: string }[] = [
  // https://github.com/cdklabs/cdk-nag#suppressing-a-rule
  { path: ['cdk_nag', 'rules_to_suppress'], id: 'id', reason: 'reason' },
  // https://github.com/stelligent/cfn_nag#per-resource-rule-suppression
  { path: ['cfn_nag', 'rules_to_suppress'], id: 'id', reason: 'reason' },
  // https://www.checkov.io/2.Basics/Suppressing%20and%20Skipping%20Policies.html
  { path: ['checkov', 'skip'], id: 'id', reason: 'comment' },
  // https://github.com/aws-cloudformation/cfn-lint#resource-based-metadata
  { path: ['cfn-lint', 'config', 'ignore_checks'], id: null, reason: '' },
  // https://docs.aws.amazon.com/cfn-guard/latest/ug/suppress-rules.html
  { path: ['guard', 'SuppressedRules'], id: null, reason: '' },
];

const NONE: readonly PeerSilence[] = [];

/** What the `Metadata` of a resource, or of a template, asks of other tools. */
export function peerSilences(metadata: Value): readonly PeerSilence[] {
  if (metadata.kind !== 'object' && metadata.kind !== 'choice') return NONE;
  const found: PeerSilence[] = [];
  for (const { path, id, reason } of PLACES)
    for (const { value } of scenarios(at(metadata, ...path)))
      for (const item of asList(value)?.items ?? []) {
        const name = stringOf(id === null ? item : at(item, id));
        if (name === null || item.kind === 'absent') continue;
        found.push({ id: name, reason: id === null ? '' : (stringOf(at(item, reason)) ?? ''), span: item.span });
      }
  return found;
}

/** Whether a check of another tool is the same as a rule of ours: `AwsSolutions-KMS5` as `cdk-nag AwsSolutions-KMS5`. */
export function isPeer(rule: Rule, id: string): boolean {
  // The CDK's validations name the tool before the check: `CdkNag::AwsSolutions-KMS5`.
  const own = id.slice(id.lastIndexOf('::') + 1).replace(/^:/, '');
  return (rule.docs.peers ?? []).some(peer => peer === own || peer.endsWith(` ${own}`));
}
