/** How things stand with one requirement: what the lens above it says, and what the report counts. */
import type { SourceSpan } from './document.ts';
import type { Finding } from './finding.ts';
import type { Requirement } from './requirement.ts';
import type { Resource } from './resource.ts';

export interface RequirementState {
  readonly requirement: Requirement;
  /**
   * `idle`: nothing of what it speaks of is there, so that nothing can break it; `unchecked`: whether it is met can't be
   * told. `reason` says why.
   */
  readonly state: 'met' | 'violated' | 'unchecked' | 'idle';
  /** Why it is idle or can't be told, or what of it can't; a clause without a full stop. */
  readonly reason: string | null;
  readonly violations: readonly Finding[];
  /** How many violations the project lives with: ignored by a comment or an entry of plumbline.yaml. */
  readonly accepted: number;
  /** The resources that it speaks of, where it speaks of any. */
  readonly governed: readonly Resource[];
}

/** What is kept of a state when nobody looks at the project any more, and what is shown of one. Plain data. */
export interface Standing extends Pick<RequirementState, 'state' | 'reason' | 'accepted'> {
  readonly requirement: Pick<Requirement, 'id' | 'name' | 'span' | 'source'>;
  readonly violations: readonly Pick<Finding, 'key' | 'span' | 'message'>[];
  readonly governed: readonly { readonly nameSpan: SourceSpan }[];
}

/** The violations of several states, each once: several projects may say the same of a file that holds in all of them. */
export function violationsOf<S extends Standing>(states: readonly S[]): S['violations'][number][] {
  return [
    ...new Map(states.flatMap(s => s.violations.map(v => [`${v.key} ${v.span.uri}:${v.span.start}`, v]))).values(),
  ];
}

/** How many requirements are met, and of how many: those that can't be told count as not met, idle ones not at all. */
export function countStates(states: readonly Standing[]): { readonly met: number; readonly all: number } {
  const busy = states.filter(s => s.state !== 'idle');
  return { met: busy.filter(s => s.state === 'met').length, all: busy.length };
}

/** A state in a few words: `met`, `3 violations`, `nothing to check: there is no SQS here`. */
export function stateInWords({ state, reason, violations, accepted }: Standing): string {
  const ignored = accepted > 0 ? [`${accepted} ignored`] : [];
  const open = reason === null ? [] : [reason];
  switch (state) {
    case 'met':
      return ['met', ...ignored, ...open].join(' · ');
    case 'violated':
      return [`${violations.length} ${violations.length === 1 ? 'violation' : 'violations'}`, ...ignored].join(' · ');
    case 'idle':
      return [`nothing to check: ${reason ?? 'nothing of it is here'}`, ...ignored].join(' · ');
    case 'unchecked':
      return [`not checkable: ${reason ?? 'it can’t be told'}`, ...ignored].join(' · ');
  }
}
