/** From the constructs of an app that has run to the resources, statements and edges of the graph. */
import type { SourceSpan } from '../../core/document.ts';
import type { CodeUnit, Edge, PolicyStatement, Resource, Runs, SourceFact, Stack } from '../../core/resource.ts';
import { type Entry, type ObjectValue, unknown } from '../../core/value.ts';
import { lowering } from '../../knowledge/index.ts';
import type { ConstructLowering } from '../../knowledge/types.ts';
import { Earlier, type Made, madeAnew } from './again.ts';
import { sectionsOf } from './beside.ts';
import { codeOf } from './code.ts';
import { type Constructs, baseOf } from './library.ts';
import { Tree, lowerProps } from './props.ts';
import { policiesOf } from './documents.ts';
import { placeOf, statementsOf } from './statements.ts';
import { type Node, type V, nodesOf } from './values.ts';
import { type Convert, converter } from './convert.ts';

export interface AppPart {
  readonly resources: Resource[];
  readonly stacks: Stack[];
  readonly edges: Edge[];
  readonly statements: PolicyStatement[];
  readonly code: CodeUnit[];
  readonly runs: Runs[];
  /** What the app says beside its resources. */
  readonly beside: SourceFact[];
  /** Where it makes an `App`, if it does. */
  readonly app: string | null;
  /** The classes of stacks that nobody in it makes, at their names. */
  readonly unmade: readonly { readonly name: string; readonly span: SourceSpan }[];
}

export function idOf(node: Node): string {
  return node.graphId;
}

/**
 * The graph part of one app. What it came to when it ran before is taken over where that would be made of the same; what it came
 * to now comes along, for the next time.
 */
export function partOf(constructs: Constructs, earlier: Earlier | null): { part: AppPart; ran: Earlier } {
  const made: Made[] = [];
  const part: AppPart = {
    resources: [],
    stacks: [],
    edges: [],
    statements: [],
    code: [],
    runs: [],
    beside: [],
    app: constructs.nodes.find(node => node.kind === 'app')?.site.at.uri ?? null,
    unmade: constructs.nodes.flatMap(unmadeStack),
  };
  const convert = converter(idOf);
  constructs.policies.finish();
  const written = new Set(constructs.policies.statements.map(placeOf));
  const stacks = new Map<string, Stack>();
  const stackOf = (node: Node): string => {
    const stack = node.stack;
    const id = stack ? idOf(stack) : `${node.root}#`;
    if (!stack && !stacks.has(id))
      stacks.set(id, {
        id,
        name: node.path.split('/')[0] ?? '',
        uri: node.site.at.uri,
        span: node.site.at,
        kind: 'cdk',
        parent: null,
        account: unknown(node.site.at, 'no stack is visible'),
        region: unknown(node.site.at, 'no stack is visible'),
        sections: null,
      });
    return id;
  };
  const anew = (node: Node, stack: string): Made => {
    const resource = resourceOf(node, convert, stack);
    const edges: Edge[] = [];
    references(node, edges);
    const own: Pick<AppPart, 'runs' | 'code'> = { runs: [], code: [] };
    codeOf(node, resource, own, convert);
    // Code that is written there is read where it stands.
    const isElsewhere = own.runs.every(run => run.span === null && !run.externals);
    return madeAnew(node, resource, edges, isElsewhere ? own.runs : null);
  };
  for (const node of constructs.nodes) {
    if (node.kind === 'stack' || node.kind === 'nested') stacks.set(idOf(node), stackRecord(node, constructs, convert));
    if (node.kind === 'nested' && node.scope?.stack)
      part.edges.push({ from: idOf(node.scope.stack), to: idOf(node), kind: 'contains', span: node.site.at });
    if (node.type === null) continue;
    const stack = stackOf(node);
    const came = earlier?.cameTo(node) ?? anew(node, stack);
    made.push(came);
    const { resource } = came;
    part.resources.push(resource);
    for (const edge of came.edges) part.edges.push(edge);
    if (came.runs) for (const run of came.runs) part.runs.push(run);
    else codeOf(node, resource, part, convert);
    if (node.level === 1) policiesOf(resource, part.statements, written);
  }
  /** The places of the rules of each group: a loop comes to one place several times. */
  const places = new Map<string, string[]>();
  for (const rule of constructs.wiring.rules) {
    const base = `${idOf(rule.group)}/${rule.direction}`;
    const known = places.get(base) ?? [];
    const place = `${rule.at.uri}@${rule.at.start}`;
    if (known.includes(place)) continue;
    places.set(base, [...known, place]);
    // By its number and not by its place, so that it keeps its name when text before it changes.
    const id = `${base}@${known.length + 1}`;
    const entries: Entry[] = rule.fields.map(f => ({
      key: f.name,
      keySpan: f.item.at,
      span: f.item.at,
      value: convert(f.item.v, f.item.at),
    }));
    part.resources.push({
      id,
      type: `AWS::EC2::SecurityGroup${rule.direction}`,
      logicalId: rule.group.id,
      path: `${rule.group.path}/${rule.direction}`,
      language: 'typescript',
      span: rule.at,
      nameSpan: rule.nameAt,
      typeSpan: rule.nameAt,
      properties: object(entries, rule.complete, rule.at),
      attributes: object([], true, rule.at),
      condition: null,
      owner: { kind: 'yours' },
      stack: stackOf(rule.group),
      construct: null,
      evidence: 'source',
    });
    part.edges.push({ from: id, to: idOf(rule.group), kind: 'attach', span: rule.at });
  }
  part.stacks.push(...stacks.values());
  part.beside.push(...constructs.beside.facts(constructs.nodes, constructs.root.uri, convert));
  part.beside.push(...constructs.routes.facts(constructs.nodes, idOf));
  const said = statementsOf(constructs.policies.statements, part.resources, convert, idOf, earlier);
  for (const { statement } of said) part.statements.push(statement);
  for (const e of constructs.wiring.edges)
    if (e.from.type !== null && e.to.type !== null)
      part.edges.push({ from: idOf(e.from), to: idOf(e.to), kind: e.kind, span: e.at, ...e.more });
  return { part: { ...part, edges: distinct(part.edges) }, ran: new Earlier(made, said) };
}

function object(entries: Entry[], complete: boolean, span: SourceSpan): ObjectValue {
  return { kind: 'object', entries, complete, span, slot: null, origin: 'written' };
}

/** The class of a stack that was run by itself, since nobody makes one. */
function unmadeStack({ kind, scope, instance, site: { classAt } }: Node): AppPart['unmade'] {
  if (kind !== 'stack' || scope !== null || !instance) return [];
  const { cls, base } = instance.cls;
  if (!cls.name || cls.abstract || classAt.start !== base + cls.nameAt.start) return [];
  return [{ name: cls.name, span: classAt }];
}

function stackRecord(node: Node, constructs: Constructs, convert: Convert): Stack {
  const at = node.site.at;
  const props = node.props;
  const place = (name: string): SourceSpan => {
    const env = props?.v.t === 'obj' ? props.v.entries.get('env') : undefined;
    return (env?.v.t === 'obj' ? env.v.entries.get(name)?.at : env?.at) ?? at;
  };
  const cls = node.instance?.cls;
  const declared = cls?.cls.name ? { declared: { name: cls.cls.name, uri: cls.module.module.uri } } : {};
  const parent = node.kind === 'nested' && node.scope?.stack ? idOf(node.scope.stack) : null;
  return {
    id: idOf(node),
    name: node.path,
    uri: at.uri,
    span: at,
    kind: 'cdk',
    parent,
    account: convert(constructs.environment(node, 'account'), place('account')),
    region: convert(constructs.environment(node, 'region'), place('region')),
    sections: sectionsOf(node, constructs.nodes, convert),
    ...declared,
  };
}

function resourceOf(node: Node, convert: Convert, stack: string): Resource {
  const table = lowering();
  const { site } = node;
  const how: ConstructLowering | null = node.level === 1 ? null : (table.constructs[node.fqn] ?? null);
  const tree = new Tree();
  const attributes = new Tree();
  lowerProps(node, how, tree, attributes, convert);
  const place = node.props?.at ?? site.at;
  const given = node.props?.v;
  const slot =
    given?.t === 'obj' && given.slot && given.at.uri === place.uri
      ? given.slot
      : node.props === null && site.slot && node.instance === null
        ? { ...site.slot, argument: 2 }
        : null;
  if (node.touched) tree.complete = false;
  return {
    id: idOf(node),
    type: node.type as string,
    logicalId: node.id,
    path: node.path,
    language: 'typescript',
    span: site.at,
    nameSpan: site.classAt,
    typeSpan: site.classAt,
    properties: tree.object(place, slot),
    attributes: attributes.object(place, slot),
    condition: null,
    owner: { kind: 'yours' },
    stack,
    construct: {
      fqn: node.fqn,
      level: node.level,
      written: site.written,
      variable: site.variable,
      ids: idsOf(node),
      ...(node.sometimes ? { sometimes: true } : {}),
    },
    evidence: 'source',
  };
}

/** Where the ids of a construct and of those around it are said, outermost first, below the stack. */
function idsOf(node: Node): { span: SourceSpan; token: boolean }[] {
  const ids: { span: SourceSpan; token: boolean }[] = [];
  for (let at: Node | null = node; at && at !== node.stack; at = at.scope) {
    const token = at.idItem?.v.t === 'lit' ? at.idItem.v.written : null;
    ids.unshift({ span: token ?? at.site.classAt, token: token !== null });
  }
  return ids;
}

/** Edges to every construct that is mentioned in a construct's props. */
function references(node: Node, edges: Edge[]): void {
  const from = idOf(node);
  const look = (v: V, at: SourceSpan, detail: string, depth: number, kind: Edge['kind'] = 'reference'): void => {
    if (depth > 12) return;
    const to = v.t === 'node' || v.t === 'inst' ? nodesOf(v)[0] : v.t === 'member' ? baseOf(v) : undefined;
    if (to && to !== node && to.type !== null) edges.push({ from, to: idOf(to), kind, span: at, detail });
    // A construct that is no resource itself (a task of a state machine) stands for what it mentions.
    if (to && to.type === null && !to.imported && to.instance === null && to.props && to !== node)
      look(to.props.v, at, detail, depth + 3, /\.aws_stepfunctions_tasks\./.test(to.fqn) ? 'invoke' : kind);
    switch (v.t) {
      case 'obj':
        for (const f of v.entries.values()) look(f.v, f.at, detail, depth + 1, kind);
        return;
      case 'arr':
        for (const i of v.items) look(i.v, i.at, detail, depth + 1, kind);
        return;
      case 'choice':
        for (const b of v.branches) look(b.v, at, detail, depth + 1, kind);
        return;
      case 'text':
        for (const p of v.parts) if (p.text === null) look(p.item.v, p.item.at, detail, depth + 1, kind);
        return;
      case 'made':
        if (v.on) look(v.on, at, detail, depth + 1, kind);
        for (const a of v.args) look(a.v, a.at, detail, depth + 1, kind);
    }
  };
  const props = node.props;
  if (props?.v.t === 'obj') for (const [key, f] of props.v.entries) look(f.v, f.at, key, 0);
  for (const o of node.overrides) look(o.item.v, o.item.at, o.path[0] ?? '', 0);
}

function distinct(edges: readonly Edge[]): Edge[] {
  const seen = new Map<number, Edge[]>();
  return edges.filter(e => {
    const there = seen.get(e.span.start);
    if (!there) seen.set(e.span.start, [e]);
    else if (there.some(o => o.from === e.from && o.to === e.to && o.kind === e.kind)) return false;
    else there.push(e);
    return true;
  });
}
