/**
 * What is kept of a project while nobody looks at it: enough to count its findings, to find its resources by name, and to
 * say in a file of requirements that holds in many projects what this one makes of it.
 */
import type { Change, SourceSpan } from './document.ts';
import type { Finding } from './finding.ts';
import type { ProjectView } from './workspace.ts';
import type { Standing } from './requirementState.ts';
import type { Suppressed } from './silencing.ts';

/** Plain data. */
export interface Brief {
  readonly findings: readonly BriefFinding[];
  readonly names: readonly BriefName[];
  /** The findings that stand in documents of other projects, whole but for what a fix would start from. */
  readonly abroad: readonly Finding[];
  /** Those of them that somebody has silenced. */
  readonly silenced: readonly Suppressed[];
  /** How the requirements stand that hold in the project. */
  readonly standings: readonly Standing[];
  /** The files that these are from, and the documents that they cite. */
  readonly required: readonly string[];
  readonly cited: readonly string[];
  /** Whether the project has resources. */
  readonly isBuilt: boolean;
}

export type BriefFinding = Pick<Finding, 'key' | 'severity' | 'span'>;

/** A resource or a requirement that can be looked for. */
export interface BriefName {
  readonly name: string;
  /** The type of a resource; null for a requirement. */
  readonly type: string | null;
  /** Whether it stands in code. */
  readonly isCode: boolean;
  readonly span: SourceSpan;
}

// What is kept must not hold what it comes from.
const plain = ({ uri, start, end }: SourceSpan): SourceSpan => ({ uri, start, end });

function plainFinding(finding: Finding): Finding {
  const { span, related, signal } = finding;
  return {
    ...finding,
    span: plain(span),
    related: related.map(r => ({ span: plain(r.span), message: r.message })),
    signal: { message: signal.message, at: plain(span) },
  };
}

/** @param isAbroad Whether a document belongs to another project. */
export function briefOf(
  { graph, findings, suppressed }: Pick<ProjectView, 'graph' | 'findings' | 'suppressed'>,
  standings: readonly Standing[],
  isAbroad: (uri: string) => boolean,
): Brief {
  const { requirements } = graph;
  return {
    findings: findings.map(({ key, severity, span }) => ({ key, severity, span: plain(span) })),
    names: [
      ...graph.resources
        // What nobody but the CDK can change is nothing to look for.
        .filter(r => r.owner.kind !== 'internal')
        .map(r => ({
          name: r.called ?? r.logicalId,
          type: r.type,
          isCode: r.language === 'typescript',
          span: plain(r.nameSpan),
        })),
      ...requirements.map(r => ({ name: r.name, type: null, isCode: false, span: plain(r.span) })),
    ],
    abroad: findings.filter(f => isAbroad(f.span.uri)).map(plainFinding),
    silenced: suppressed
      .filter(({ finding }) => isAbroad(finding.span.uri))
      .map(({ finding, by }) => ({
        finding: plainFinding(finding),
        by: { ...by, span: plain(by.span), covers: plain(by.covers) },
      })),
    standings: standings.map(s => ({
      requirement: {
        id: s.requirement.id,
        name: s.requirement.name,
        span: plain(s.requirement.span),
        source: s.requirement.source,
      },
      state: s.state,
      reason: s.reason,
      violations: s.violations.map(({ key, span, message }) => ({ key, span: plain(span), message })),
      accepted: s.accepted,
      governed: s.governed.map(r => ({ nameSpan: plain(r.nameSpan) })),
    })),
    required: [...new Set(requirements.map(r => r.span.uri))],
    cited: [...new Set(requirements.flatMap(r => r.source?.uri ?? []))],
    isBuilt: graph.resources.length > 0,
  };
}

/** A brief from before an edit of one document, with its places there moved along; what stood where the edit is goes. */
export function movedBrief(brief: Brief, uri: string, { start, end, length }: Change): Brief {
  const moved = (span: SourceSpan): SourceSpan | null => {
    if (span.uri !== uri || span.end <= start) return span;
    const by = length - (end - start);
    if (span.start >= end) return { uri, start: span.start + by, end: span.end + by };
    // Who stands around the edit grows with it.
    return span.start <= start && span.end >= end ? { uri, start: span.start, end: span.end + by } : null;
  };
  const each = <T extends { readonly span: SourceSpan }>(items: readonly T[]): T[] =>
    items.flatMap(item => {
      const span = moved(item.span);
      return span === null ? [] : span === item.span ? [item] : [{ ...item, span }];
    });
  const whole = (finding: Finding): Finding => ({
    ...finding,
    related: each(finding.related),
    signal: { ...finding.signal, at: finding.span },
  });
  return {
    ...brief,
    findings: each(brief.findings),
    names: each(brief.names),
    abroad: each(brief.abroad).map(whole),
    silenced: brief.silenced.flatMap(({ finding, by }) => {
      const [span, said, covers] = [moved(finding.span), moved(by.span), moved(by.covers)];
      return span && said && covers
        ? [{ finding: whole({ ...finding, span }), by: { ...by, span: said, covers } }]
        : [];
    }),
    standings: brief.standings.flatMap(s => {
      const span = moved(s.requirement.span);
      if (!span) return [];
      const governed = s.governed.flatMap(r => moved(r.nameSpan) ?? []).map(nameSpan => ({ nameSpan }));
      return [{ ...s, requirement: { ...s.requirement, span }, violations: each(s.violations), governed }];
    }),
  };
}
