/** Event sources that functions poll: mappings of templates and of L1 constructs, and the events of SAM functions. */
import type { SourceSpan } from '../../core/document.ts';
import type { ResourceGraph } from '../../core/graph.ts';
import type { Resource } from '../../core/resource.ts';
import { type ObjectValue, at, entryAt, scenarios, stringOf } from '../../core/value.ts';

export type SourceKind = 'queue' | 'stream';

export interface EventSource {
  /** The mapping, or the SAM function that has the event. */
  readonly resource: Resource;
  /** What people call it: the logical ID of the mapping, the name of the event. */
  readonly name: string;
  /** The properties of the mapping, which SAM calls the same, and where they stand in those of the resource. */
  readonly properties: ObjectValue;
  readonly path: readonly string[];
  readonly kind: SourceKind;
  /** What is polled, where it is in the graph. */
  readonly source: Resource | null;
  readonly span: SourceSpan;
}

const OF_EVENT: Readonly<Record<string, SourceKind>> = { SQS: 'queue', Kinesis: 'stream', DynamoDB: 'stream' };
const OF_TYPE: Readonly<Record<string, SourceKind>> = {
  'AWS::SQS::Queue': 'queue',
  'AWS::Kinesis::Stream': 'stream',
  'AWS::DynamoDB::Table': 'stream',
  'AWS::DynamoDB::GlobalTable': 'stream',
};

/** The event sources of which it is known whether they are queues or streams of Kinesis and DynamoDB. */
export function eventSources(graph: ResourceGraph): EventSource[] {
  const mappings = graph.ofType('AWS::Lambda::EventSourceMapping').flatMap(resource => {
    if (resource.owner.kind === 'internal') return [];
    const properties = resource.properties;
    const source = sourceOf(graph, properties, 'EventSourceArn');
    const kind = source ? OF_TYPE[source.type] : kindOfArn(stringOf(at(properties, 'EventSourceArn')));
    if (!kind) return [];
    return [{ resource, name: resource.logicalId, properties, path: [], kind, source, span: resource.nameSpan }];
  });
  const events = graph.ofType('AWS::Serverless::Function').flatMap(resource => {
    const all = at(resource.properties, 'Events');
    if (all.kind !== 'object') return [];
    return all.entries.flatMap(({ key, keySpan, value }) => {
      const kind = OF_EVENT[stringOf(at(value, 'Type')) ?? ''];
      const properties = at(value, 'Properties');
      if (!kind || properties.kind !== 'object') return [];
      const source = sourceOf(graph, properties, entryAt(properties, 'Queue') ? 'Queue' : 'Stream');
      return [{ resource, name: key, properties, path: ['Events', key, 'Properties'], kind, source, span: keySpan }];
    });
  });
  return [...mappings, ...events];
}

function sourceOf(graph: ResourceGraph, properties: ObjectValue, key: string): Resource | null {
  for (const { value } of scenarios(at(properties, key)))
    if (value.kind === 'reference' && value.target.kind === 'resource') return graph.resource(value.target.id) ?? null;
  return null;
}

/** Of an ARN that is written out: `arn:aws:sqs:eu-west-1:111122223333:jobs`. */
function kindOfArn(arn: string | null): SourceKind | undefined {
  const service = arn?.split(':')[2];
  return service === 'sqs' ? 'queue' : service === 'kinesis' || service === 'dynamodb' ? 'stream' : undefined;
}
