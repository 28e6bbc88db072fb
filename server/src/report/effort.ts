/** How much work it is to mend a finding, told from what is known of it: its fix, and what its requirement asks for. */
import type { Finding, Safety } from '../core/finding.ts';
import type { Demand } from '../core/requirement.ts';

/** `quick`: a proven fix does it. `edit`: by hand, where it is. `redesign`: something has to be built, moved or replaced. */
export type EffortLevel = 'quick' | 'edit' | 'redesign';
export const EFFORTS: readonly EffortLevel[] = ['quick', 'edit', 'redesign'];

export interface Effort {
  readonly level: EffortLevel;
  /** Why; a clause without a full stop. */
  readonly reason: string;
}

/** What each level is called, in the singular. */
export const EFFORT_NAMES: Readonly<Record<EffortLevel, string>> = {
  quick: 'quick fix',
  edit: 'edit',
  redesign: 'redesign',
};

/** What each level means, for the legend. */
export const EFFORT_MEANS: Readonly<Record<EffortLevel, string>> = {
  quick: 'its fix is proven, one click makes it',
  edit: 'by hand, at the place that is named',
  redesign: 'something to build, split or replace',
};

/** Demands that are met by building or taking apart something, not by a value. */
const BUILT: ReadonlySet<Demand['kind']> = new Set<Demand['kind']>([
  'service',
  'only-services',
  'connection',
  'failover',
  'global-tables',
  'endpoint',
  'subnet-tier',
  'nat-per-az',
  'single-file',
  'only-files',
  'stack-files',
  'no-resources-in',
  'separate',
]);

/** The effort for a finding, given the fix that would be offered for it. */
export function effortOf(
  { signal, related, fixable }: Pick<Finding, 'signal' | 'related' | 'fixable'>,
  fix: { readonly safety: Safety } | null,
): Effort {
  switch (fix?.safety) {
    case 'safe':
      return { level: 'quick', reason: 'its fix was applied to a copy and checked' };
    case 'review':
      return {
        level: 'quick',
        reason: 'its fix was applied to a copy and checked; behaviour may change, so look at it',
      };
    case 'replacement':
      return {
        level: 'redesign',
        reason: 'mending it replaces the resource, so that what is in it has to be kept or moved',
      };
    case undefined:
      break;
  }
  const { requirement } = signal;
  if (requirement && BUILT.has(requirement.demand.kind))
    return { level: 'redesign', reason: `${requirement.name} asks for parts, not for a value` };
  const hand = fixable ? 'by hand: no fix was proven here' : 'by hand: its rule has no fix';
  const beside =
    related.length === 0 ? '' : `; ${related.length} related ${related.length === 1 ? 'place' : 'places'} to look at`;
  return { level: 'edit', reason: hand + beside };
}
