/** What the rules about queues and failed events share. */
import type { ResourceGraph } from '../../core/graph.ts';
import { perGraph } from '../../core/reads.ts';
import { perObject } from '../../core/memo.ts';
import type { Edge, Resource } from '../../core/resource.ts';
import { type Present, type Value, at, leavesIn, scenarios } from '../../core/value.ts';

export function isFunction(resource: Resource | undefined): resource is Resource {
  return resource?.type === 'AWS::Lambda::Function' || resource?.type === 'AWS::Serverless::Function';
}

/** A queue and the functions that its messages start. */
export interface Feeding {
  readonly queue: Resource;
  readonly consumers: readonly { readonly edge: Edge; readonly resource: Resource }[];
}

/** All queues that feed functions. */
export function feedingQueues(graph: ResourceGraph): Feeding[] {
  const found: Feeding[] = [];
  for (const queue of graph.ofType('AWS::SQS::Queue')) {
    if (queue.owner.kind === 'internal') continue;
    const consumers = graph.edgesFrom(queue.id, 'trigger').flatMap(edge => {
      const resource = graph.resource(edge.to);
      return isFunction(resource) ? [{ edge, resource }] : [];
    });
    if (consumers.length > 0) found.push({ queue, consumers });
  }
  return found;
}

/** Keys under which a resource names the place for what failed. */
const FAILURE_KEY = /^(deadLetterTargetArn|DeadLetterConfig|DeadLetterQueue|OnFailure|DeadLetterQueueArn)$/;

interface Destinations {
  readonly ids: ReadonlySet<string>;
  readonly partial: boolean;
}

/** The ids of all resources that take failed events of others; `partial` when some of the names can't be seen. */
export const failureDestinations = perGraph(destinationsIn);

/** Whether a resource keeps what failed elsewhere: others name it as the place for that, or it is called so. */
export function takesFailures(graph: ResourceGraph, { id, logicalId }: Resource): boolean {
  return failureDestinations(graph).ids.has(id) || /dlq|dead.?letter|failed/i.test(logicalId);
}

function destinationsIn(graph: ResourceGraph): Destinations {
  const ids = new Set<string>();
  let partial = false;
  for (const resource of graph.resources) {
    const own = ofFailures(resource);
    partial ||= own.partial;
    for (const id of own.ids) ids.add(id);
  }
  return { ids, partial };
}

/** What `failureDestinations` looks at of a resource. */
export function ofFailures(resource: Resource): { readonly ids: readonly string[]; readonly partial: boolean } {
  const { type, properties } = resource;
  const partial =
    type === 'AWS::SQS::Queue' && properties.complete && at(properties, 'RedrivePolicy').kind === 'unknown';
  return { ids: destinationsOf(resource), partial };
}

/** The ids of the resources to which one sends what failed. */
const destinationsOf = perObject((resource: Resource): readonly string[] =>
  leavesIn(resource.properties).flatMap(({ value, path }) =>
    value.kind === 'reference' && value.target.kind === 'resource' && path.some(key => FAILURE_KEY.test(key))
      ? [value.target.id]
      : [],
  ),
);

/** Whether a property is certainly not there, whatever the conditions. */
export function isAbsent(value: Value): boolean {
  return scenarios(value).every(s => s.value.kind === 'absent');
}

/** A queue and the queue that takes what can't be processed, where both can be seen. */
export interface DeadLetters {
  readonly queue: Resource;
  readonly target: Resource;
  /** Where the target is named. */
  readonly value: Present;
}

/** All pairs of a queue and its dead-letter queue. */
export function deadLetterQueues(graph: ResourceGraph): DeadLetters[] {
  return graph.ofType('AWS::SQS::Queue').flatMap(queue => {
    if (queue.owner.kind === 'internal') return [];
    return scenarios(at(queue.properties, 'RedrivePolicy', 'deadLetterTargetArn')).flatMap(({ value }) => {
      const target =
        value.kind === 'reference' && value.target.kind === 'resource' ? graph.resource(value.target.id) : undefined;
      return target?.type === 'AWS::SQS::Queue' && value.kind !== 'absent' ? [{ queue, target, value }] : [];
    });
  });
}
