/** From the `requirements` of a file to what each of them demands. What can't be read is passed over; others stay. */
import { entryOf } from '../../knowledge/entryOf.ts';
import type { Demand, LetterCase, NamePart, Selector, SubnetTier } from '../../core/requirement.ts';
import { regions } from '../../knowledge/index.ts';
import { type Node, type Pair, get, pairOf, resolved, scalarText } from '../template/tree.ts';
import { parsePattern, unmatchable } from './patterns.ts';
import { hasProperty, nearestProperty, selectorOf } from './selectors.ts';
import type { ShapeProblem } from './validate.ts';
import {
  ANY,
  type Attributes,
  type Collector,
  NO_ATTRIBUTES,
  type Stated,
  attributesOf,
  booleanOf,
  entriesOf,
  itemsOf,
  numberOf,
  scalarOf,
  stated,
  testOf,
  texts,
} from './writing.ts';

/** What all sections read with. */
export interface Reading {
  readonly collector: Collector;
  readonly project: string | null;
  readonly environments: readonly string[];
  report(problem: ShapeProblem): void;
}

type Section = (node: Node, pair: Pair, reading: Reading) => void;

/** Reads the map under `requirements`. */
export function readStatements(node: Node, reading: Reading): void {
  const map = resolved(node);
  if (map.kind !== 'map') return;
  for (const pair of map.pairs) entryOf(SECTIONS, pair.key)?.(pair.value, pair, reading);
}

/** The names of the environments that a file knows. */
export function environmentNames(requirements: Node | null): string[] {
  const environments = get(requirements, 'environments');
  return environments ? texts(get(environments, 'names') ?? environments) : [];
}

const isRegion = (text: string) => regions.includes(text);
const isMap = (node: Node) => resolved(node).kind === 'map';

/** The statements of a list, or of the list under a key of a map, each with its own attributes. */
function listed(node: Node, pair: Pair, key: string): readonly Stated[] {
  const outer = attributesOf(pair.value, NO_ATTRIBUTES);
  const items = isMap(node) ? get(node, key) : node;
  return itemsOf(items).map(item => stated(item, outer));
}

/** The statement under a key of a section; null where there is none. */
function under(node: Node, key: string): Stated | null {
  const pair = pairOf(node, key);
  return pair ? stated(pair.value, attributesOf(node, NO_ATTRIBUTES), pair) : null;
}

function selectorsIn(node: Node | null): Selector[] {
  return itemsOf(node).flatMap(item => selectorOf(scalarText(stated(item, NO_ATTRIBUTES).node) ?? '') ?? []);
}

/** The members of a list, each with the statement that it is: its own, where it says where it comes from. */
function membersOf(statement: Stated): { readonly of: Node; readonly statement: Stated }[] {
  return itemsOf(statement.node).map(item => {
    const own = isMap(item) ? stated(item, statement.attributes) : statement;
    return { of: own === statement ? item : own.node, statement: own };
  });
}

/** The same of services and types. */
function selectedBy(statement: Stated): { readonly of: Selector; readonly statement: Stated }[] {
  return membersOf(statement).flatMap(({ of, statement: own }) => {
    const selector = selectorOf(scalarText(of) ?? '');
    return selector ? [{ of: selector, statement: own }] : [];
  });
}

/** The text of an item: itself, or what a key of it says. */
function textOf(item: Node, key: string): string | null {
  return isMap(item) ? scalarText(get(item, key)) : scalarText(item);
}

function parts(node: Node | null): readonly NamePart[] | null {
  const text = scalarText(node);
  const parsed = text === null ? null : parsePattern(text);
  return typeof parsed === 'string' ? null : parsed;
}

const NAME_KEYS = ['pattern', 'prefix', 'suffix', 'contains', 'case'] as const;

function naming(
  reading: Reading,
  path: readonly string[],
  node: Node,
  statement: Stated,
  of: 'stacks' | Selector | null,
  except: readonly Selector[],
): void {
  const plain = !isMap(node);
  const demandOf = (keys: readonly string[]) => {
    const said = (key: string) => (keys.includes(key) ? (under(node, key)?.node ?? null) : null);
    return {
      kind: 'naming' as const,
      pattern: parts(plain ? node : said('pattern')),
      prefix: parts(said('prefix')),
      suffix: parts(said('suffix')),
      contains: parts(said('contains')),
      letterCase: scalarText(said('case')) as LetterCase | null,
      of,
      except,
      project: reading.project,
      environments: reading.environments,
    };
  };
  const add = (keys: readonly string[], at: readonly string[], stated: Stated) => {
    const demand = demandOf(keys);
    if (demand.pattern || demand.prefix || demand.suffix || demand.contains || demand.letterCase)
      reading.collector.add(at, stated, demand);
  };
  const all = demandOf(NAME_KEYS);
  const never = unmatchable(all.pattern, all.letterCase, all.prefix);
  if (never) {
    const { start, end } = plain ? node : (get(node, 'pattern') ?? get(node, 'prefix') ?? node);
    reading.report({ start, end, problem: 'unmatchable', message: never, replacement: null });
    return;
  }
  // What says by itself where it comes from is a statement by itself.
  const apart = NAME_KEYS.filter(key => {
    const value = get(node, key);
    return value !== null && isMap(value);
  });
  add(
    NAME_KEYS.filter(key => !apart.includes(key)),
    path,
    statement,
  );
  for (const key of apart) add([key], [...path, key], under(node, key) as Stated);
}

function properties(
  reading: Reading,
  path: readonly string[],
  statement: Stated,
  selectors: readonly Selector[],
  property: string,
  test: Extract<Demand, { kind: 'property' }>['test'],
): void {
  const problem =
    test.min !== null && test.max !== null && test.min > test.max
      ? `No number is at least ${test.min} and at most ${test.max}.`
      : test.oneOf && test.noneOf && test.oneOf.every(v => test.noneOf?.includes(v))
        ? 'What it must be is what it must not be.'
        : null;
  if (problem) {
    const { start, end } = statement;
    reading.report({ start, end, problem: 'unmatchable', message: problem, replacement: null });
    return;
  }
  for (const of of selectors)
    reading.collector.add([...path, ...(selectors.length > 1 ? [of.text] : [])], statement, {
      kind: 'property',
      of,
      property,
      test,
    });
}

/** The same property of each member of a list. */
function memberProperties(
  reading: Reading,
  path: readonly string[],
  members: readonly { readonly of: Selector; readonly statement: Stated }[],
  property: string,
  test: Extract<Demand, { kind: 'property' }>['test'],
): void {
  for (const { of, statement } of members)
    properties(reading, members.length > 1 ? [...path, of.text] : path, statement, [of], property, test);
}

/** What is said of an API is kept at its stages. */
function withStages<T extends { readonly of: Selector }>(member: T): T {
  const stages = member.of.types.flatMap(type => {
    if (type === 'AWS::ApiGateway::RestApi') return ['AWS::ApiGateway::Stage'];
    return type === 'AWS::ApiGatewayV2::Api' ? ['AWS::ApiGatewayV2::Stage'] : [];
  });
  return { ...member, of: { ...member.of, types: [...member.of.types, ...stages] } };
}

/** Log groups, and what the CDK makes in their place for functions. */
const LOGS: Selector = {
  text: 'log_group',
  title: 'log group',
  types: ['AWS::Logs::LogGroup', 'Custom::LogRetention'],
  name: null,
};

/** `key: true` or a test, asked of a property of one selector. */
function asked(
  reading: Reading,
  category: string,
  node: Node,
  key: string,
  of: string | readonly string[] | Selector,
  property: string,
): void {
  const statement = under(node, key);
  const pair = pairOf(node, key);
  if (!statement || !pair) return;
  const test = testOf(isMap(pair.value) && !get(pair.value, 'is') ? pair.value : statement.node);
  const selectors = [of].flat().flatMap(one => (typeof one === 'string' ? (selectorOf(one) ?? []) : one));
  if (test && booleanOf(statement.node) !== false)
    properties(reading, [category, key], statement, selectors, property, test);
}

function service(
  reading: Reading,
  path: readonly string[],
  statement: Stated,
  of: Selector,
  need: 'required' | 'optional' | 'forbidden',
  counts: { readonly min?: number; readonly max?: number | null } = {},
): void {
  const { min = need === 'required' ? 1 : 0, max = need === 'forbidden' ? 0 : null } = counts;
  reading.collector.add(path, statement, { kind: 'service', of, need, min, max, where: null });
}

function outputs(node: Node, pair: Pair, reading: Reading): void {
  const all = isMap(node) && booleanOf(get(node, 'export')) === true;
  const outer = attributesOf(node, NO_ATTRIBUTES);
  for (const item of itemsOf(isMap(node) ? get(node, 'required') : node)) {
    const statement = stated(item, outer);
    const name = textOf(item, 'name');
    const text = isMap(item) ? scalarText(get(item, 'of')) : null;
    const of = text === null ? null : selectorOf(text);
    if (name === null && of === null) continue;
    reading.collector.add([pair.key, name ?? [text, textOf(item, 'attribute')].filter(Boolean).join('.')], statement, {
      kind: 'output',
      name,
      of,
      attribute: isMap(item) ? scalarText(get(item, 'attribute')) : null,
      exported: (isMap(item) ? booleanOf(get(item, 'export')) : null) ?? all,
    });
  }
}

/** How many of what there may be, by type. */
const SCALING: Readonly<Record<string, readonly (readonly [type: string, property: string])[]>> = {
  min: [
    ['AWS::AutoScaling::AutoScalingGroup', 'MinSize'],
    ['AWS::ApplicationAutoScaling::ScalableTarget', 'MinCapacity'],
  ],
  max: [
    ['AWS::AutoScaling::AutoScalingGroup', 'MaxSize'],
    ['AWS::ApplicationAutoScaling::ScalableTarget', 'MaxCapacity'],
  ],
  desired: [
    ['AWS::AutoScaling::AutoScalingGroup', 'DesiredCapacity'],
    ['AWS::ECS::Service', 'DesiredCount'],
  ],
  target: [
    ['AWS::AutoScaling::ScalingPolicy', 'TargetTrackingConfiguration.TargetValue'],
    ['AWS::ApplicationAutoScaling::ScalingPolicy', 'TargetTrackingScalingPolicyConfiguration.TargetValue'],
  ],
};

const isTier = (text: string): text is SubnetTier => /^(public|private|isolated)$/.test(text);

/** `80`, `"8000-8100"` or `any`, as a range; undefined for anything else. */
function portsOf(node: Node | null): readonly [number, number] | null | undefined {
  const text = node === null ? 'any' : scalarText(node);
  if (text === 'any') return null;
  const match = /^(\d{1,5})(?:\s*-\s*(\d{1,5}))?$/.exec(text ?? '');
  if (!match) return undefined;
  const range = [Number(match[1]), Number(match[2] ?? match[1])] as const;
  return range[0] <= range[1] && range[1] <= 65535 ? range : undefined;
}

function ingress(node: Node, pair: Pair, { collector, report }: Reading): void {
  for (const statement of listed(node, pair, 'ingress')) {
    const item = statement.node;
    const ports = portsOf(get(item, 'port'));
    if (ports === undefined) {
      const { start, end } = get(item, 'port') ?? item;
      const message = 'Ports are a number, a range such as 8000-8100, or any.';
      report({ start, end, problem: 'type', message, replacement: null });
      continue;
    }
    const from = texts(get(item, 'from'));
    const of = scalarText(get(item, 'of'));
    if (from.length > 0)
      collector.add(['network', 'ingress', scalarText(get(item, 'port')) ?? 'any'], statement, {
        kind: 'ingress',
        ports,
        from,
        of: of === null ? null : selectorOf(of),
      });
  }
}

const SECTIONS: Readonly<Record<string, Section>> = {
  naming(node, pair, reading) {
    const statement = stated(node, NO_ATTRIBUTES, pair);
    const except = isMap(node) ? selectorsIn(get(node, 'except')) : [];
    const types = isMap(node) ? get(node, 'types') : null;
    const special = types ? entriesOf(types) : [];
    const named = special.flatMap(p => selectorOf(p.key) ?? []);
    naming(reading, ['naming'], statement.node, statement, null, [...except, ...named]);
    for (const p of special) {
      const of = selectorOf(p.key);
      const inner = stated(p.value, statement.attributes, p);
      if (of) naming(reading, ['naming', 'types', p.key], inner.node, inner, of, except);
    }
    const stacks = isMap(node) ? under(node, 'stacks') : null;
    if (stacks) naming(reading, ['naming', 'stacks'], stacks.node, stacks, 'stacks', []);
  },

  environments(node, pair, { collector, environments, report }) {
    const statement = (isMap(node) ? under(node, 'default') : null) ?? stated(node, NO_ATTRIBUTES, pair);
    const fallback = isMap(node) ? scalarText(under(node, 'default')?.node ?? null) : null;
    if (fallback !== null && environments.length > 0 && !environments.includes(fallback)) {
      const { start, end } = statement.node;
      const message = `${fallback} is none of the environments ${environments.join(', ')}.`;
      report({ start, end, problem: 'unmatchable', message, replacement: null });
      return;
    }
    collector.add(['environments'], statement, { kind: 'environment', names: environments, fallback });
  },

  region(node, pair, { collector }) {
    const statement = stated(node, NO_ATTRIBUTES, pair);
    const regions = texts(statement.node).filter(isRegion);
    if (regions.length > 0) collector.add(['region'], statement, { kind: 'region', regions, each: false });
  },

  regions(node, pair, { collector }) {
    const regions = [...texts(get(node, 'primary')), ...texts(get(node, 'secondary'))].filter(isRegion);
    if (regions.length > 0)
      collector.add(['regions'], stated(node, NO_ATTRIBUTES, pair), { kind: 'region', regions, each: true });
  },

  services(node, pair, reading) {
    for (const statement of listed(node, pair, 'require')) {
      const text = textOf(statement.node, 'of');
      const of = text === null ? null : selectorOf(text);
      if (!of) continue;
      const item = statement.node;
      const count = isMap(item) ? numberOf(get(item, 'count')) : null;
      const min = count ?? (isMap(item) ? numberOf(get(item, 'min')) : null) ?? 1;
      const max = count ?? (isMap(item) ? numberOf(get(item, 'max')) : null);
      service(reading, ['services', 'require', of.text], statement, of, 'required', { min, max });
    }
    if (!isMap(node)) return;
    for (const [key, need] of [
      ['optional', 'optional'],
      ['forbid', 'forbidden'],
    ] as const)
      for (const statement of listed(node, pair, key)) {
        const text = textOf(statement.node, 'of');
        const of = text === null ? null : selectorOf(text);
        if (of) service(reading, ['services', key, of.text], statement, of, need);
      }
    const only = under(node, 'only');
    if (only && booleanOf(only.node) === true)
      reading.collector.add(['services', 'only'], only, { kind: 'only-services' });
  },

  connections(node, pair, { collector, report }) {
    for (const statement of listed(node, pair, '')) {
      const text = scalarText(statement.node);
      if (text === null) continue;
      const names = text.split(/->|→|=>/).map(name => name.trim());
      const unknown = names.find(name => selectorOf(name) === null);
      const { start, end } = statement.node;
      if (names.length < 2)
        report({ start, end, problem: 'type', message: 'A connection has two ends: a -> b.', replacement: null });
      else if (unknown !== undefined)
        report({
          start,
          end,
          problem: 'unknown',
          message: `${unknown === '' ? 'Nothing' : unknown} is no service, resource type or logical ID that is known.`,
          replacement: null,
        });
      else
        collector.add(['connections', names.join(' -> ')], statement, {
          kind: 'connection',
          steps: names.flatMap(name => selectorOf(name) ?? []),
        });
    }
  },

  properties(node, _pair, reading) {
    for (const of of entriesOf(node)) {
      const selector = selectorOf(of.key);
      if (!selector) continue;
      for (const property of entriesOf(of.value)) {
        if (!hasProperty(selector, property.key)) {
          const near = nearestProperty(selector, property.key);
          reading.report({
            start: property.keyStart,
            end: property.keyEnd,
            problem: 'unknown',
            message: `${selector.title} has no property ${property.key}.${near ? ` Did you mean ${near}?` : ''}`,
            replacement: near,
          });
          continue;
        }
        const test = testOf(property.value);
        const statement = stated(property.value, NO_ATTRIBUTES, property);
        if (test) properties(reading, ['properties', of.key, property.key], statement, [selector], property.key, test);
      }
    }
  },

  encryption(node, _pair, reading) {
    for (const [key, property, test] of [
      ['at_rest', 'encryption', { ...ANY, oneOf: [true] }],
      ['customer_key', 'encryption_key', { ...ANY, customerKey: true }],
    ] as const) {
      const statement = under(node, key);
      if (!statement) continue;
      const wanted = selectedBy(statement).filter(m => hasProperty(m.of, property));
      memberProperties(reading, ['encryption', key], wanted, property, test);
    }
    asked(reading, 'encryption', node, 'key_rotation', 'kms', 'rotation');
    const tls = under(node, 'tls');
    const version = tls && scalarText(tls.node);
    if (!tls || (version !== '1.2' && version !== '1.3')) return;
    const minor = version === '1.2' ? '[23]' : '3';
    for (const [type, property, matches] of [
      ['AWS::CloudFront::Distribution', 'tls_version', `TLSv1.${minor}*`],
      ['AWS::ApiGateway::DomainName', 'tls_version', `*TLS_1_${minor}*`],
      ['AWS::ElasticLoadBalancingV2::Listener', 'tls_policy', `ELBSecurityPolicy-*-1-${minor}-*`],
      ['AWS::OpenSearchService::Domain', 'tls_policy', `*TLS-1-${minor}*`],
    ] as const) {
      const of = selectorOf(type) as Selector;
      properties(reading, ['encryption', 'tls', type], tls, [of], property, { ...ANY, matches });
    }
  },

  tags(node, pair, reading) {
    const except = isMap(node) ? selectorsIn(get(node, 'except')) : [];
    const required = isMap(node) ? get(node, 'required') : node;
    if (!required) return;
    if (!isMap(required)) {
      for (const statement of listed(node, pair, 'required')) {
        const key = scalarText(statement.node);
        if (key) reading.collector.add(['tags', key], statement, { kind: 'tag', key, value: null, except });
      }
      return;
    }
    for (const tag of entriesOf(required)) {
      const test = testOf(tag.value);
      const statement = stated(tag.value, attributesOf(node, NO_ATTRIBUTES), tag);
      const value = test?.present ? null : test;
      reading.collector.add(['tags', tag.key], statement, { kind: 'tag', key: tag.key, value, except });
    }
  },

  outputs,

  parameters(node, pair, { collector }) {
    for (const statement of listed(node, pair, '')) {
      const item = statement.node;
      const name = textOf(item, 'name');
      if (name === null) continue;
      const map = isMap(item);
      const allowed = map ? itemsOf(get(item, 'allowed')).flatMap(i => scalarOf(i) ?? []) : [];
      collector.add(['parameters', name], statement, {
        kind: 'parameter',
        name,
        fallback: map ? scalarOf(get(item, 'default')) : null,
        allowed: allowed.length > 0 ? allowed : null,
        constrained: map && booleanOf(get(item, 'constrained')) === true,
      });
    }
  },

  layout(node, pair, { collector }) {
    const each = (key: string, demand: (of: Node) => Demand | null) => {
      const statement = under(node, key);
      const made = statement && demand(statement.node);
      if (made) collector.add(['layout', key], statement, made);
    };
    const file = (path: string): Demand => ({ kind: 'file', path, uri: '', exists: null });
    each('single_file', of =>
      booleanOf(of) === false ? null : { kind: 'single-file', file: booleanOf(of) === true ? null : scalarText(of) },
    );
    each('entry', of => {
      const path = scalarText(of);
      return path === null ? null : file(path);
    });
    for (const statement of listed(node, pair, 'files')) {
      const path = scalarText(statement.node);
      if (path !== null) collector.add(['layout', 'files', path], statement, file(path));
    }
    each('only_files', of => ({ kind: 'only-files', files: texts(of) }));
    each('stack_files', of => ({ kind: 'stack-files', pattern: scalarText(of) ?? '**' }));
    each('no_resources_in', of => ({ kind: 'no-resources-in', files: texts(of), rootStack: false }));
    each('root_stack', () => ({ kind: 'no-resources-in', files: [], rootStack: true }));
    each('separate', of => ({ kind: 'separate', kinds: selectorsIn(of) }));
  },

  iam(node, pair, { collector }) {
    const forbids = (key: string) => {
      const statement = under(node, key);
      return statement && scalarText(statement.node) === 'forbid' ? statement : null;
    };
    const names = forbids('names');
    if (names) collector.add(['iam', 'names'], names, { kind: 'iam', what: 'no-names', patterns: [] });
    const inline = forbids('inline_policies');
    if (inline)
      collector.add(['iam', 'inline_policies'], inline, { kind: 'iam', what: 'no-inline-policies', patterns: [] });
    const managed = under(node, 'managed_policies');
    const patterns = managed ? (forbids('managed_policies') ? ['*'] : texts(managed.node)) : [];
    if (managed && patterns.length > 0 && patterns[0] !== 'allow')
      collector.add(['iam', 'managed_policies'], managed, { kind: 'iam', what: 'no-managed-policies', patterns });
    for (const { of, statement } of managed ? membersOf(managed) : []) {
      const policy = scalarText(of);
      if (statement !== managed && policy !== null)
        collector.add(['iam', 'managed_policies', policy], statement, {
          kind: 'iam',
          what: 'no-managed-policies',
          patterns: [policy],
        });
    }
    const boundary = under(node, 'permission_boundary');
    if (boundary && booleanOf(boundary.node) !== false)
      collector.add(['iam', 'permission_boundary'], boundary, {
        kind: 'iam',
        what: 'permission-boundary',
        patterns: booleanOf(boundary.node) === true ? [] : texts(boundary.node),
      });
    for (const statement of listed(node, pair, 'conditions')) {
      const key = scalarText(statement.node);
      if (key !== null)
        collector.add(['iam', 'conditions', key], statement, { kind: 'iam', what: 'condition', patterns: [key] });
    }
  },

  monitoring(node, pair, reading) {
    const { collector } = reading;
    for (const statement of listed(node, pair, 'alarms')) {
      const item = statement.node;
      const [text = '', metric = null] = isMap(item)
        ? [scalarText(get(item, 'of')) ?? '', scalarText(get(item, 'metric'))]
        : (scalarText(item) ?? '').split(/\s+(?=\S+$)/);
      const of = selectorOf(text);
      if (of)
        collector.add(['monitoring', 'alarms', [text, metric].filter(Boolean).join(' ')], statement, {
          kind: 'alarm',
          of,
          metric,
        });
      else if (!isMap(item)) {
        const { start, end } = item;
        const message = `${text} is no service, resource type or logical ID that is known.`;
        reading.report({ start, end, problem: 'unknown', message, replacement: null });
      }
    }
    asked(reading, 'monitoring', node, 'log_retention_days', LOGS, 'retention_days');
    const tracing = under(node, 'tracing');
    if (tracing && booleanOf(tracing.node) !== false) {
      const of =
        booleanOf(tracing.node) === true
          ? [{ of: selectorOf('lambda') as Selector, statement: tracing }]
          : selectedBy(tracing);
      memberProperties(reading, ['monitoring', 'tracing'], of, 'tracing', { ...ANY, oneOf: [true] });
    }
    const logs = under(node, 'access_logs');
    const logged = logs ? selectedBy(logs).map(withStages) : [];
    for (const member of logged) {
      // Load balancers have a switch for it; everything else says where the logs go.
      const isSwitch = member.of.types.includes('AWS::ElasticLoadBalancingV2::LoadBalancer');
      const test = isSwitch ? { ...ANY, oneOf: [true] } : { ...ANY, present: true };
      const path = ['monitoring', 'access_logs', ...(logged.length > 1 ? [member.of.text] : [])];
      memberProperties(reading, path, [member], 'access_logs', test);
    }
    const dashboard = under(node, 'dashboard');
    if (dashboard && booleanOf(dashboard.node) === true)
      service(reading, ['monitoring', 'dashboard'], dashboard, selectorOf('dashboard') as Selector, 'required');
  },

  resilience(node, _pair, reading) {
    const { collector } = reading;
    const letters = under(node, 'dead_letters');
    for (const { of, statement } of letters ? selectedBy(letters) : [])
      collector.add(['resilience', 'dead_letters', of.text], statement, { kind: 'dead-letters', of });
    asked(reading, 'resilience', node, 'backup_retention_days', 'rds', 'backup_retention_days');
    asked(reading, 'resilience', node, 'point_in_time_recovery', 'AWS::DynamoDB::Table', 'point_in_time_recovery');
    asked(
      reading,
      'resilience',
      node,
      'multi_az',
      ['AWS::RDS::DBInstance', 'AWS::ElastiCache::ReplicationGroup'],
      'multi_az',
    );
    const failover = under(node, 'failover');
    if (failover && booleanOf(failover.node) === true)
      collector.add(['resilience', 'failover'], failover, { kind: 'failover' });
    const tables = under(node, 'global_tables');
    if (tables && booleanOf(tables.node) !== false) {
      const regions = texts(tables.node).filter(isRegion);
      const min = numberOf(tables.node) ?? Math.max(2, regions.length);
      collector.add(['resilience', 'global_tables'], tables, { kind: 'global-tables', regions, min });
    }
  },

  network(node, pair, reading) {
    const { collector } = reading;
    const count = (key: string, word: string, exact: boolean) => {
      const statement = under(node, key);
      const number = statement ? numberOf(statement.node) : null;
      if (statement && number !== null)
        service(reading, ['network', key], statement, selectorOf(word) as Selector, 'required', {
          min: number,
          max: exact ? number : null,
        });
    };
    const vpc = under(node, 'vpc');
    const need = vpc && scalarText(vpc.node);
    if (vpc && (need === 'required' || need === 'forbidden'))
      service(reading, ['network', 'vpc'], vpc, selectorOf('vpc') as Selector, need);
    asked(reading, 'network', node, 'cidr', 'vpc', 'cidr');
    count('subnets', 'subnet', false);
    count('nat_gateways', 'nat_gateway', true);
    const nat = under(node, 'nat_gateways');
    if (nat && scalarText(nat.node) === 'per_az')
      collector.add(['network', 'nat_gateways'], nat, { kind: 'nat-per-az' });
    const tiers = pairOf(node, 'tiers');
    for (const pair of tiers ? entriesOf(tiers.value) : []) {
      const statement = stated(pair.value, attributesOf(node, NO_ATTRIBUTES), pair);
      const min = numberOf(statement.node);
      if (min !== null && isTier(pair.key))
        collector.add(['network', 'tiers', pair.key], statement, { kind: 'subnet-tier', tier: pair.key, min });
    }
    ingress(node, pair, reading);
    for (const statement of listed(node, pair, 'endpoints')) {
      const name = scalarText(statement.node);
      if (name !== null)
        collector.add(['network', 'endpoints', name], statement, {
          kind: 'service',
          of: { ...(selectorOf('vpc_endpoint') as Selector), title: `VPC endpoint for ${name}` },
          need: 'required',
          min: 1,
          max: null,
          where: { path: ['ServiceName'], contains: `.${name.toLowerCase()}` },
        });
    }
    const logs = under(node, 'flow_logs');
    if (logs && booleanOf(logs.node) === true)
      service(reading, ['network', 'flow_logs'], logs, selectorOf('flow_log') as Selector, 'required');
    const databases = under(node, 'public_databases');
    if (databases && scalarText(databases.node) === 'forbid')
      properties(
        reading,
        ['network', 'public_databases'],
        databases,
        [selectorOf('AWS::RDS::DBInstance') as Selector],
        'publicly_accessible',
        { ...ANY, oneOf: [false] },
      );
  },

  api(node, pair, reading) {
    for (const statement of listed(node, pair, 'endpoints')) {
      const path = scalarText(statement.node);
      if (path !== null) reading.collector.add(['api', 'endpoints', path], statement, { kind: 'endpoint', path });
    }
    const stages = ['AWS::ApiGateway::Stage', 'AWS::ApiGatewayV2::Stage'];
    for (const key of ['throttling_rate', 'throttling_burst']) asked(reading, 'api', node, key, stages, key);
    const auth = under(node, 'auth');
    if (auth && scalarText(auth.node) === 'required')
      reading.collector.add(['api', 'auth'], auth, { kind: 'api-auth', except: texts(get(node, 'public')) });
    const cors = under(node, 'cors');
    if (!cors) return;
    const origins = texts(cors.node);
    const isNone = origins.length === 1 && origins[0] === 'forbid';
    if (origins.length > 0)
      reading.collector.add(['api', 'cors'], cors, { kind: 'cors', origins: isNone ? [] : origins });
  },

  scaling(node, _pair, reading) {
    for (const [key, places] of Object.entries(SCALING)) {
      const statement = under(node, key);
      const pair = pairOf(node, key);
      const test =
        statement && pair && testOf(isMap(pair.value) && !get(pair.value, 'is') ? pair.value : statement.node);
      if (!statement || !test) continue;
      for (const [type, property] of places)
        properties(reading, ['scaling', key, type], statement, [selectorOf(type) as Selector], property, test);
    }
  },

  lifecycle(node, pair, { collector }) {
    const policies = { destroyable: 'destroy', retained: 'retain' } as const;
    const policyOf = (of: Node | null) =>
      policies[scalarText(of) as keyof typeof policies] as 'destroy' | 'retain' | undefined;
    if (!isMap(node)) {
      const policy = policyOf(node);
      if (policy)
        collector.add(['lifecycle'], stated(node, NO_ATTRIBUTES, pair), { kind: 'lifecycle', of: null, policy });
      return;
    }
    // What is said of some resources goes before what is said of all others, so it comes first.
    const entries = [...entriesOf(node)].sort((a, b) => Number(a.key === 'default') - Number(b.key === 'default'));
    for (const entry of entries) {
      const statement = stated(entry.value, attributesOf(node, NO_ATTRIBUTES) as Attributes, entry);
      const of = entry.key === 'default' ? null : selectorOf(entry.key);
      const policy = policyOf(statement.node);
      if (policy && (of || entry.key === 'default'))
        collector.add(['lifecycle', entry.key], statement, { kind: 'lifecycle', of, policy });
    }
  },

  documentation(node, _pair, { collector }) {
    const statement = under(node, 'security_decisions');
    if (statement && scalarText(statement.node) === 'commented')
      collector.add(['documentation', 'security_decisions'], statement, { kind: 'explained' });
  },

  tests(node, pair, { collector }) {
    const statement = stated(node, NO_ATTRIBUTES, pair);
    if (scalarText(statement.node) === 'every_stack') collector.add(['tests'], statement, { kind: 'tested' });
  },
};
