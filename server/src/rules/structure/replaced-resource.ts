/** Edits after which CloudFormation replaces what holds data: another logical ID than at git's HEAD, or a create-only property. */
import { fingerprint, settledId } from '../../core/fingerprint.ts';
import type { SourceSpan } from '../../core/document.ts';
import type { Baseline } from '../../core/graph.ts';
import type { Intent } from '../../core/intent.ts';
import type { Resource } from '../../core/resource.ts';
import { cdk, defineRule, edited, yaml } from '../../core/rule.ts';
import { type Value, at, walk } from '../../core/value.ts';
import { createOnlyProperties } from '../../knowledge/index.ts';
import { STATEFUL } from '../reliability/off-lifecycle.ts';

/** What holds data beside what is asked to stay or to go with its stack. */
const ALSO = new Set([
  'AWS::Cassandra::Table',
  'AWS::ElastiCache::ServerlessCache',
  'AWS::Elasticsearch::Domain',
  'AWS::FSx::FileSystem',
  'AWS::MSK::Cluster',
  'AWS::MemoryDB::Cluster',
  'AWS::OpenSearchServerless::Collection',
  'AWS::SQS::Queue',
  'AWS::Serverless::SimpleTable',
  'AWS::Timestream::Table',
]);

/** The share of properties that has to be the same for a new resource to be the old one under another name. */
const ALIKE = 0.5;

/** A template with a table. */
const table = (id: string, deletion: string) => yaml`
  Resources:
    ${id}:
      Type: AWS::DynamoDB::Table
      DeletionPolicy: ${deletion}
      Properties:
        BillingMode: PAY_PER_REQUEST
        AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
        KeySchema: [{ AttributeName: id, KeyType: HASH }]
`;

/** The id that another one took the place of, and where that stands; several resources may hang on one. */
interface Moved {
  readonly at: SourceSpan;
  readonly before: string;
  readonly now: string;
  /** Whether it is the same place under another id, and whether that is written there. */
  readonly renamed: boolean;
  readonly token: boolean;
  readonly resources: Resource[];
}

type Change =
  | { readonly kind: 'id'; readonly at: SourceSpan; readonly before: string; readonly token: boolean }
  | { readonly kind: 'property'; readonly path: readonly string[]; readonly before: Value; readonly now: Value };

export const replacedResource = defineRule({
  id: 'structure/replaced-resource',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'What holds data keeps its logical ID and its create-only properties.',
    why: `CloudFormation knows a resource by its logical ID, which the CDK makes of the ids of the construct and of all
constructs around it. With another one it makes a new, empty resource and deletes the old one, or leaves it behind where its
deletion policy says so. The same happens when a property changes that can only be set at creation. Nothing in the code shows
that, and the deployment succeeds. What is compared is the commit that is checked out (git's \`HEAD\`, or the revision of
\`--since\`), in trusted workspaces only; of what can't be read there nothing is said.`,
    bad: [
      edited(table('Orders', 'Delete'), table('Purchases', 'Delete')),
      edited(
        cdk`
          new s3.Bucket(this, 'Uploads', { bucketName: 'acme-uploads' });
        `,
        cdk`
          new s3.Bucket(this, 'Uploads', { bucketName: 'acme-user-uploads' });
        `,
      ),
      edited(
        cdk`
          const table = new dynamodb.Table(this, 'Orders', {
            partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
          });
        `,
        cdk`
          const table = new dynamodb.Table(this, 'Purchases', {
            partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
          });
        `,
      ),
    ],
    good: [
      edited(table('Orders', 'Delete'), table('Orders', 'Retain')),
      edited(
        cdk`
          const orders = new dynamodb.Table(this, 'Orders', {
            partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
          });
        `,
        cdk`
          const purchases = new dynamodb.Table(this, 'Orders', {
            partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
          });
        `,
      ),
    ],
    links: [
      'https://docs.aws.amazon.com/cdk/v2/guide/identifiers.html#identifiers-logical-ids',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html',
    ],
  },
  messages: {
    renamed: 'With {now} in place of {before} ({revision}), CloudFormation makes {what} anew, without the data.',
    moved: 'At {revision} this was {before}; from here CloudFormation makes {what} anew, without the data.',
    property: '{property} is another than at {revision}, so CloudFormation makes {what} anew, without the data.',
  },

  *checkGraph({ graph: { baseline } }) {
    if (!baseline) return;
    const { revision } = baseline;
    for (const { at: span, before, now, renamed, token, resources } of movedSince(baseline)) {
      const [resource] = resources;
      const change: Change = { kind: 'id', at: span, before, token };
      yield {
        message: renamed ? 'renamed' : 'moved',
        at: span,
        params: { revision, before, now, what: resources.map(named).join(', ') },
        resource,
        data: change,
      };
    }
    for (const [before, resource] of keptSince(baseline))
      for (const property of createOnlyProperties(resource.type)) {
        const path = property.split('.');
        const [was, is] = [at(before.properties, ...path), at(resource.properties, ...path)];
        if (path.includes('*') || !isKnown(was) || !isKnown(is) || isSame(was, is)) continue;
        const change: Change = { kind: 'property', path, before: was, now: is };
        yield {
          message: 'property',
          at: is.kind === 'absent' ? resource.nameSpan : is.span,
          params: { property, revision, what: named(resource) },
          resource,
          subject: property,
          data: change,
        };
      }
  },

  fix({ data, resource }) {
    const change = data as Change;
    if (!resource) return 'the resource is no longer there';
    if (change.kind === 'property') {
      const intent = restored(resource, change);
      if (!intent) return 'what it was is more than a plain value';
      return [
        { title: `Give ${resource.logicalId} its ${change.path.join('.')} back`, intents: [intent], safety: 'review' },
      ];
    }
    if (resource.construct === null) return 'what refers to it would have to follow: rename it back in the editor';
    if (!change.token || /['"`\\$]/.test(change.before)) return 'the old id can’t be written at this place';
    const { uri, start, end } = change.at;
    const inner = { uri, start: start + 1, end: end - 1 };
    return [
      {
        title: `Go back to the id ${change.before}`,
        intents: [{ kind: 'replaceText', span: inner, text: change.before, reachesAll: true }],
        safety: 'review',
      },
    ];
  },
});

function named({ logicalId, type }: Resource): string {
  return `${logicalId} (${type})`;
}

function holdsData({ type, owner }: Resource): boolean {
  return (STATEFUL[type] !== undefined || ALSO.has(type)) && owner.kind !== 'internal';
}

function keyOf({ id, type }: Resource): string {
  return `${settledId(id)} ${type}`;
}

/** What holds data and is there before and now, as different objects. */
function keptSince({ before, now }: Baseline): (readonly [Resource, Resource])[] {
  const known = new Map(before.map(r => [keyOf(r), r]));
  return now.flatMap(resource => {
    const was = known.get(keyOf(resource));
    return was && was !== resource && holdsData(resource) ? [[was, resource] as const] : [];
  });
}

/** What holds data and has another logical ID than before, by the id in the source that did it. */
function movedSince({ before, now }: Baseline): Moved[] {
  const [old, present] = [new Set(before.map(keyOf)), new Set(now.map(keyOf))];
  // A stack that is renamed, or that can't be read for the moment, takes everything with it: no edit of one resource.
  const [oldStacks, stacks] = [new Set(before.map(r => r.stack)), new Set(now.map(r => r.stack))];
  const counts = (r: Resource) => holdsData(r) && stacks.has(r.stack) && oldStacks.has(r.stack);
  const gone = new Set(before.filter(r => counts(r) && !present.has(keyOf(r))));
  const moved = new Map<string, Moved>();
  for (const resource of now) {
    if (gone.size === 0) break;
    if (!counts(resource) || old.has(keyOf(resource))) continue;
    const [likest] = [...gone]
      .map(was => ({ was, score: likeness(was, resource) }))
      .filter(({ score }) => score >= ALIKE)
      .sort((a, b) => b.score - a.score);
    if (!likest) continue;
    gone.delete(likest.was);
    const place = placeOf(likest.was, resource);
    const key = `${place.at.uri} ${place.at.start} ${place.before}`;
    const known = moved.get(key);
    if (known) known.resources.push(resource);
    else moved.set(key, { ...place, resources: [resource] });
  }
  return [...moved.values()];
}

/** How much two resources are the same one: the share of properties that are equal; more in one stack or one variable. */
function likeness(a: Resource, b: Resource): number {
  if (a.type !== b.type) return 0;
  const keys = new Set([...a.properties.entries, ...b.properties.entries].map(e => e.key));
  const same = [...keys].filter(key => isSame(at(a.properties, key), at(b.properties, key)));
  const share = keys.size === 0 ? 1 : same.length / keys.size;
  const variable = a.construct?.variable != null && a.construct.variable === b.construct?.variable;
  return share + (variable ? ALIKE : 0) + (a.stack === b.stack ? 0.01 : 0);
}

/** Which id made the difference: that of the resource or of a construct around it. */
function placeOf(was: Resource, is: Resource): Omit<Moved, 'resources'> {
  if (was.path === null || is.path === null)
    return { at: is.nameSpan, before: was.logicalId, now: is.logicalId, renamed: was.stack === is.stack, token: false };
  const [before, now] = [was.path.split('/'), is.path.split('/')];
  const different = now.flatMap((id, i) => (id === before[i] ? [] : [i]));
  const ids = is.construct?.ids ?? [];
  const place = ids[(different[0] ?? 0) - (now.length - ids.length)];
  // A path may have slashes in an id, and another length when it was moved into or out of a construct.
  if (before.length !== now.length || different.length !== 1 || !place)
    return { at: is.nameSpan, before: was.path, now: is.path, renamed: false, token: false };
  const [i] = different as [number];
  return { at: place.span, before: before[i] as string, now: now[i] as string, renamed: true, token: place.token };
}

/** Whether all of a value can be seen. */
function isKnown(value: Value): boolean {
  let known = true;
  walk(value, v => {
    if (v.kind === 'unknown' || ((v.kind === 'list' || v.kind === 'object') && !v.complete)) known = false;
  });
  return known;
}

/** What is not there is mostly off. */
function isSame(a: Value, b: Value): boolean {
  const off = (value: Value) => value.kind === 'absent' || (value.kind === 'literal' && value.value === false);
  return (off(a) && off(b)) || fingerprint(a) === fingerprint(b);
}

/** Writes what a property was before. */
function restored(resource: Resource, { path, before, now }: Extract<Change, { kind: 'property' }>): Intent | null {
  if (before.kind === 'absent') return { kind: 'removeProperty', resource: resource.id, path };
  const value = before.kind === 'literal' ? before.value : null;
  if (value === null) return null;
  return now.kind === 'literal'
    ? { kind: 'replaceValue', value: now, with: value }
    : { kind: 'setProperty', resource: resource.id, path, value };
}
