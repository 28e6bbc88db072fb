/** What is kept of a project while nobody looks at it: enough to count its findings and to find its resources by name. */
import type { SourceSpan } from './document.ts';
import type { Finding } from './finding.ts';
import type { ResourceGraph } from './graph.ts';

/** Plain data. */
export interface Brief {
  readonly findings: readonly BriefFinding[];
  readonly names: readonly BriefName[];
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

export function briefOf(graph: ResourceGraph, findings: readonly Finding[]): Brief {
  // What is kept must not hold what it comes from.
  const plain = ({ uri, start, end }: SourceSpan): SourceSpan => ({ uri, start, end });
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
      ...graph.requirements.map(r => ({ name: r.name, type: null, isCode: false, span: plain(r.span) })),
    ],
  };
}
