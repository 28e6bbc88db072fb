/**
 * What the constructs of a document create, by the places where they are made: for code lenses, hovers and the template
 * at the cursor. Known from live synth alone; without it there is nothing to tell.
 */
import type { SourceSpan } from '../core/document.ts';
import type { Resource } from '../core/resource.ts';
import type { LiveService, Synthesis } from './live.ts';
import type { CreatedResource } from './protocol.ts';
import type { Session } from './session.ts';

/** A `new` expression, and the resources that come of it, in all the stacks and turns of loops that it is run for. */
export interface Creation {
  readonly span: SourceSpan;
  /** The class, as written. */
  readonly name: SourceSpan;
  readonly resources: readonly Resource[];
}

/** All `new` expressions of a document that make resources, by where they stand: those of stacks and of constructs in them. */
export function creationsIn(session: Session, live: LiveService, key: string): Creation[] {
  const synthesis = live.synthesis(key);
  if (!synthesis) return [];
  session.sync();
  const { workspace } = session.folderOf(key);
  const text = workspace.document(key)?.text ?? '';
  const creations = new Map<number, Creation & { readonly resources: Resource[] }>();
  for (const resource of workspace.graph(key).resources) {
    if (resource.evidence !== 'synth') continue;
    for (const span of synthesis.witness.placesOf(resource.id)) {
      if (span.uri !== key) continue;
      const known = creations.get(span.start);
      const written = known ? null : NEW.exec(text.slice(span.start, span.end));
      if (known) known.resources.push(resource);
      else if (written) {
        const start = span.start + written[0].length - (written[1] as string).length;
        const name = { uri: key, start, end: span.start + written[0].length };
        creations.set(span.start, { span, name, resources: [resource] });
      }
    }
  }
  return [...creations.values()].sort((a, b) => a.span.start - b.span.start);
}

/** `new s3.Bucket`. */
const NEW = /^new\s+([\w$.]+)/;

/** Resources for a list: as the template calls them, each with its stack. */
export function listed({ model, witness }: Synthesis, resources: readonly Resource[]): CreatedResource[] {
  return resources.flatMap(({ id, type }) => {
    const element = witness.constructOf(id)?.element;
    const path = witness.pathOf(id);
    if (!element || path === null) return [];
    return [{ type, logicalId: element.logicalId, path, stack: model.stacks[element.stack]?.path ?? '' }];
  });
}

/** How many of each type: `3 AWS::SQS::Queue, 1 AWS::SNS::Topic`, the most first. */
export function countByType(resources: readonly Resource[]): (readonly [type: string, count: number])[] {
  const counts = new Map<string, number>();
  for (const { type } of resources) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}
