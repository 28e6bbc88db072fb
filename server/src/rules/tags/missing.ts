/** Tags that the project asks for and that resources lack, or have with another value. */
import { cdk, defineRule, withFiles, yaml } from '../../core/rule.ts';
import type { Intent, NewValue } from '../../core/intent.ts';
import { selects } from '../../core/requirement.ts';
import type { ResourceGraph } from '../../core/graph.ts';
import type { Resource } from '../../core/resource.ts';
import { type Value, at, stringOf } from '../../core/value.ts';
import { tagProperty } from '../../knowledge/index.ts';
import { type Asked, asked, by, passes, shown, wanted } from '../requirements/asked.ts';

const ASKS = {
  'plumbline.yaml': `
    version: 1
    requirements:
      tags:
        required: { Project: orders, Owner: "*" }
  `,
};

/** So many resources without a tag, if they are more than half of all, are one cause and not as many. */
const MANY = 5;

export const missingTag = defineRule({
  id: 'tags/missing',
  since: '0.2.0',
  severity: 'warning',
  profile: 'requirement',
  docs: {
    summary: 'Every resource that can have tags has those that plumbline.yaml asks for.',
    why: `Costs are booked, access is given and orphans are found by tags: a resource without them belongs to nobody. In CDK
code they belong on the app, once, with \`Tags.of(app).add\`; stacks and constructs that are tagged count for all that is in
them. Where none of the resources of a stack or template has a tag, or most of many lack it, that is one finding. Tags whose keys can't be seen may be any.`,
    bad: [
      withFiles(
        yaml`
          Resources:
            Jobs:
              Type: AWS::SQS::Queue
              Properties:
                Tags:
                  - { Key: Owner, Value: team }
        `,
        ASKS,
      ),
      withFiles(
        cdk`
          cdk.Tags.of(this).add('Owner', 'team');
          new sqs.Queue(this, 'Jobs');
          new sns.Topic(this, 'Done');
        `,
        ASKS,
      ),
    ],
    good: [
      withFiles(
        yaml`
          Resources:
            Jobs:
              Type: AWS::SQS::Queue
              Properties:
                Tags:
                  - { Key: Owner, Value: team }
                  - { Key: Project, Value: orders }
        `,
        ASKS,
      ),
      withFiles(
        cdk`
          cdk.Tags.of(this).add('Owner', 'team');
          cdk.Tags.of(this).add('Project', 'orders');
          new sqs.Queue(this, 'Jobs');
        `,
        ASKS,
      ),
    ],
    links: ['https://docs.aws.amazon.com/cdk/v2/guide/tagging.html'],
  },
  messages: {
    missing: '{resource} lacks the {tags} ({by}).',
    most: '{lacking} of the {count} resources of {stack} lack the {tags} ({by}).',
    all: 'None of the {count} resources of {stack} has the {tags} ({by}).',
    value: 'The tag {key} of {resource} is {is}; it should be {wanted} ({by}).',
  },
  *checkGraph({ graph }) {
    const demands = asked(graph, 'tag');
    const [first] = demands;
    if (!first) return;
    const lacking = new Map<string, { readonly resource: Resource; readonly keys: readonly Asked<'tag'>[] }[]>();
    for (const resource of graph.resources) {
      const tags = tagsOf(graph, resource);
      if (!tags) continue;
      const meant = demands.filter(d => !d.demand.except.some(e => selects(e, resource)));
      if (meant.length === 0) continue;
      const keys = tags.complete ? meant.filter(d => !tags.values.has(d.demand.key)) : [];
      const same = lacking.get(resource.stack) ?? [];
      same.push({ resource, keys });
      lacking.set(resource.stack, same);
      for (const requirement of meant) {
        const { key, value: test } = requirement.demand;
        const value = tags.values.get(key);
        if (!test || !value || value.kind === 'absent' || passes(test, value) !== false) continue;
        yield {
          message: 'value' as const,
          at: value.span,
          params: { key, resource: resource.logicalId, is: shown(value), wanted: wanted(test), by: by(requirement) },
          resource,
          requirement,
          subject: key,
          data: { value },
        };
      }
    }
    for (const [id, resources] of lacking) {
      const stack = graph.stack(id);
      // Demands that the same resources don't meet have one cause where those are all, or most of many.
      const byLack = Map.groupBy(demands, d => resources.flatMap((r, i) => (r.keys.includes(d) ? [i] : [])).join());
      const said = new Set<Asked<'tag'>>();
      for (const together of byLack.values()) {
        const [requirement] = together;
        const without = resources.filter(r => requirement && r.keys.includes(requirement));
        const top = without[0]?.resource;
        const isAll = without.length === resources.length && without.length > 1;
        if (
          !requirement ||
          !top ||
          !stack ||
          !(isAll || (without.length >= MANY && without.length * 2 > resources.length))
        )
          continue;
        for (const demand of together) said.add(demand);
        yield {
          message: isAll ? ('all' as const) : ('most' as const),
          at: top.nameSpan,
          params: {
            lacking: without.length,
            count: resources.length,
            stack: stack.name,
            tags: listed(together),
            by: by(requirement),
          },
          resource: top,
          requirement,
          related: without.slice(1, 11).map(r => ({ span: r.resource.nameSpan, message: r.resource.logicalId })),
          subject: isAll ? 'all' : listed(together),
          data: { demands: together, resources: without.map(r => r.resource) },
        };
      }
      for (const { resource, keys } of resources) {
        const own = keys.filter(k => !said.has(k));
        const [requirement] = own;
        if (!requirement) continue;
        yield {
          message: 'missing' as const,
          at: resource.nameSpan,
          params: { resource: resource.logicalId, tags: listed(own), by: by(requirement) },
          resource,
          requirement,
          data: { demands: own, resources: [resource] },
        };
      }
    }
  },
  fix({ resource, data, requirement, message }, { graph }) {
    const demand = requirement?.demand;
    if (!resource || demand?.kind !== 'tag') return 'the resource is no longer there';
    if (message === 'value') {
      const [to] = demand.value?.oneOf ?? [];
      const { value } = data as { value: Value };
      if (to === undefined) return 'which value is for you to say';
      return [
        {
          title: `Set the tag ${demand.key} to ${to}`,
          intents: [{ kind: 'replaceValue', value, with: String(to) }],
          safety: 'review',
        },
      ];
    }
    const tags: Record<string, NewValue> = {};
    const lack = data as { readonly demands: readonly Asked<'tag'>[]; readonly resources: readonly Resource[] };
    for (const { demand: d } of lack.demands) {
      const value = valueFor(graph, resource, d.key, d.value?.oneOf?.[0]);
      if (value === null) return `which value ${d.key} should have is for you to say`;
      tags[d.key] = value;
    }
    const title = `Add the ${Object.keys(tags).length === 1 ? 'tag' : 'tags'} ${Object.keys(tags).join(', ')}`;
    if (resource.language === 'typescript') {
      if (Object.values(tags).some(v => typeof v !== 'string')) return 'the value is no plain text';
      const intents: Intent[] = [{ kind: 'addTags', stack: resource.stack, tags: tags as Record<string, string> }];
      return [{ title: `${title} to the whole app`, intents, safety: 'review' }];
    }
    const to = lack.resources.length > 1 ? `${lack.resources.length} resources` : resource.logicalId;
    const intents = lack.resources.flatMap(r => written(r, tags));
    return [{ title: `${title} to ${to}`, intents, safety: 'safe' }];
  },
});

function listed(demands: readonly Asked<'tag'>[]): string {
  const keys = demands.map(d => d.demand.key);
  return `${keys.length === 1 ? 'tag' : 'tags'} ${keys.join(', ')}`;
}

/** Types that take tags, and that nobody tags: they are part of another resource. */
const PARTS = /^AWS::(Lambda::EventSourceMapping|EC2::LaunchTemplate|CloudFormation::Stack|Serverless::Application)$/;

export interface TagValues {
  readonly values: ReadonlyMap<string, Value>;
  /** Whether there can be no more of them. */
  readonly complete: boolean;
}

/** The tags of a resource by key; null for one that takes none, or is not the user's. */
export function tagsOf(graph: ResourceGraph, resource: Resource): TagValues | null {
  const own = ownTags(resource);
  if (!own || resource.language !== 'typescript') return own;
  const values = new Map(own.values);
  let { complete } = own;
  for (const fact of graph.source) {
    if (fact.kind !== 'tag' || !covers(fact.path, resource)) continue;
    // A template has all tags, whichever way they came; the code says where they did.
    if (resource.evidence === 'synth') {
      if (fact.key !== null && sameText(values.get(fact.key), fact.value)) values.set(fact.key, fact.value);
    } else if (fact.key === null) complete = false;
    else values.set(fact.key, fact.value);
  }
  return { values, complete };
}

function sameText(a: Value | undefined, b: Value): boolean {
  const text = a ? stringOf(a) : null;
  return text !== null && text === stringOf(b);
}

const kept = new WeakMap<Resource, TagValues | null>();

/** The tags that are written at a resource itself. */
function ownTags(resource: Resource): TagValues | null {
  let tags = kept.get(resource);
  if (tags === undefined) {
    tags = readTags(resource);
    kept.set(resource, tags);
  }
  return tags;
}

function readTags(resource: Resource): TagValues | null {
  const place = resource.owner.kind === 'internal' || PARTS.test(resource.type) ? null : tagProperty(resource.type);
  if (!place) return null;
  const values = new Map<string, Value>();
  let complete = true;
  const written = at(resource.properties, place.property);
  if (written.kind === 'list') {
    complete = written.complete;
    for (const item of written.items) {
      const key = stringOf(at(item, 'Key'));
      if (key === null) complete = false;
      else values.set(key, at(item, 'Value'));
    }
  } else if (written.kind === 'object') {
    complete = written.complete;
    for (const { key, value } of written.entries) values.set(key, value);
  } else if (written.kind !== 'absent') complete = false;
  return { values, complete };
}

function covers(scope: string, { path }: Resource): boolean {
  return scope === '' || (path !== null && isWithin(scope, path));
}

function isWithin(scope: string, path: string): boolean {
  return scope === '' || path === scope || path.startsWith(`${scope}/`);
}

/** What a tag should be: what is asked for, else what the rest of the template says, else the environment's parameter. */
function valueFor(
  graph: ResourceGraph,
  resource: Resource,
  key: string,
  asked: string | number | boolean | undefined,
): NewValue | null {
  if (asked !== undefined) return String(asked);
  for (const other of graph.resources) {
    if (other.stack !== resource.stack) continue;
    const value = tagsOf(graph, other)?.values.get(key);
    const text = value ? stringOf(value) : null;
    if (text !== null) return text;
  }
  const sections = graph.stack(resource.stack)?.sections;
  const parameters = sections ? at(sections, 'Parameters') : null;
  const names = parameters?.kind === 'object' ? parameters.entries.map(e => e.key) : [];
  const parameter = names.find(name => name === key || name === `${key}Name` || name === `${key}Suffix`);
  return parameter === undefined ? null : { $ref: `${resource.stack}#${parameter}`, attribute: null };
}

function written(resource: Resource, tags: Readonly<Record<string, NewValue>>): Intent[] {
  const place = tagProperty(resource.type);
  if (!place) return [];
  const list = at(resource.properties, place.property);
  if (place.style === 'map')
    return Object.entries(tags).map(([key, value]) => ({
      kind: 'setProperty',
      resource: resource.id,
      path: [place.property, key],
      value,
    }));
  const items = itemsOf(place.style, tags);
  if (list.kind === 'list') return items.map(value => ({ kind: 'insertItem', list, value }));
  return [{ kind: 'setProperty', resource: resource.id, path: [place.property], value: items }];
}

function itemsOf(style: string, tags: Readonly<Record<string, NewValue>>): NewValue[] {
  return Object.entries(tags).map(([Key, Value]) => ({
    $object: style === 'asg' ? { Key, Value, PropagateAtLaunch: true } : { Key, Value },
  }));
}

/**
 * The tags that are asked of a new resource in CDK code and don't come from above, where others beside it have them: where none
 * has them, their scope lacks them, and has a finding of its own. Those of which nobody can say the value are left out.
 * @param near A resource beside which it is to stand.
 */
export function tagsOfNewCode(graph: ResourceGraph, near: Resource, type: string): Readonly<Record<string, string>> {
  if (PARTS.test(type) || !tagProperty(type)) return {};
  const scope = near.path?.replace(/\/?[^/]*$/, '') ?? '';
  const above = graph.source.flatMap(fact => (fact.kind === 'tag' && isWithin(fact.path, scope) ? [fact.key] : []));
  const tags: Record<string, string> = {};
  for (const { demand } of asked(graph, 'tag')) {
    const { key } = demand;
    if (demand.except.some(e => e.name === null && e.types.includes(type))) continue;
    if (above.includes(null) || above.includes(key)) continue;
    if (!graph.resources.some(r => r.stack === near.stack && tagsOf(graph, r)?.values.has(key))) continue;
    const value = valueFor(graph, near, key, demand.value?.oneOf?.[0] ?? undefined);
    if (typeof value === 'string') tags[key] = value;
  }
  return tags;
}

/**
 * The tags that are asked of a new resource of a template, as its properties; those of which nobody can say the value are left out.
 * @param near A resource beside which it is to stand.
 */
export function tagsOfNew(graph: ResourceGraph, near: Resource, type: string): Readonly<Record<string, NewValue>> {
  const place = PARTS.test(type) ? null : tagProperty(type);
  if (!place) return {};
  const tags: Record<string, NewValue> = {};
  for (const { demand } of asked(graph, 'tag')) {
    if (demand.except.some(e => e.name === null && e.types.includes(type))) continue;
    const value = valueFor(graph, near, demand.key, demand.value?.oneOf?.[0] ?? undefined);
    if (value !== null) tags[demand.key] = value;
  }
  if (Object.keys(tags).length === 0) return {};
  return { [place.property]: place.style === 'map' ? { $object: tags } : itemsOf(place.style, tags) };
}
