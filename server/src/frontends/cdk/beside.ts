/** What an app makes beside its resources: tags on whole scopes, outputs, and constructs whose resources we can't tell. */
import type { SourceSpan } from '../../core/document.ts';
import type { SourceFact } from '../../core/resource.ts';
import type { Entry, ObjectValue, Value } from '../../core/value.ts';
import { absent } from '../../core/value.ts';
import type { Convert } from './convert.ts';
import { type Item, type Node, type V, nodesOf } from './values.ts';

/** A tag that code puts on a scope; a null key where it can't be told which. */
interface Tagged {
  readonly scope: Node | null;
  readonly key: V | null;
  readonly value: Item | null;
  readonly at: SourceSpan;
}

/** Methods of constructs that make resources which the reader does not follow. */
const MAKES =
  /^(createAlarm|addFlowLog|addGatewayEndpoint|addInterfaceEndpoint|autoScale\w*|scaleOn\w*|addReplica\w*|addRotation\w*|addAlarm\w*|addUsagePlan|addDomainName|addCapacity|addAutoScaling\w*)$/;

/** Constructs that are part of a template and no resources. */
const NO_RESOURCES =
  /^aws-cdk-lib\.(Cfn(Output|Parameter|Mapping|Condition|Rule|Hook|Include)|Annotations|CustomResourceProvider)$/;

/** Listens to the calls of an app. */
export class Beside {
  readonly #tags: Tagged[] = [];
  readonly #made: { readonly fqn: string; readonly at: SourceSpan }[] = [];

  /** A method that is called on something. */
  method(on: V, base: Node | null, name: string, args: readonly Item[], at: SourceSpan): void {
    if (base && MAKES.test(name)) this.#made.push({ fqn: `${base.fqn}.${name}`, at });
    if (on.t === 'made' && name === 'add') {
      const [scope] = on.args[0] ? nodesOf(on.args[0].v) : [];
      if (on.fqn === 'aws-cdk-lib.Tags.of') this.#tag(scope ?? null, args[0]?.v ?? null, args[1] ?? null, at);
      else if (on.fqn === 'aws-cdk-lib.Aspects.of') this.#aspect(scope ?? null, args[0]?.v, at);
    } else if (on.t === 'unknown' && /tag/i.test(name)) this.#tag(null, null, null, at);
  }

  /** A function of somebody else's that is called. */
  unknownCall(name: string, args: readonly Item[], at: SourceSpan): void {
    if (!/tag/i.test(name)) return;
    for (const arg of args) for (const scope of nodesOf(arg.v)) this.#tag(scope, null, null, at);
  }

  #aspect(scope: Node | null, aspect: V | undefined, at: SourceSpan): void {
    if (aspect?.t === 'made' && aspect.fqn === 'aws-cdk-lib.Tag')
      this.#tag(scope, aspect.args[0]?.v ?? null, aspect.args[1] ?? null, at);
    else if (aspect?.t === 'unknown' || (aspect?.t === 'inst' && /tag/i.test(aspect.cls.cls.name ?? '')))
      this.#tag(scope, null, null, at);
    else if (aspect?.t === 'made' && /tag/i.test(aspect.fqn)) this.#tag(scope, null, null, at);
  }

  #tag(scope: Node | null, key: V | null, value: Item | null, at: SourceSpan): void {
    this.#tags.push({ scope, key, value, at });
  }

  /** The facts of an app. */
  facts(nodes: readonly Node[], root: string, convert: Convert): SourceFact[] {
    const facts: SourceFact[] = [];
    const tag = (scope: Node | null, key: V | null, value: Item | null, at: SourceSpan) =>
      facts.push({
        kind: 'tag',
        uri: at.uri,
        span: at,
        root: scope?.root ?? root,
        path: scope?.path ?? '',
        key: key?.t === 'lit' ? String(key.value) : null,
        value: value ? convert(value.v, value.at) : absent,
      });
    for (const { scope, key, value, at } of this.#tags) tag(scope, key, value, at);
    for (const node of nodes) {
      if (node.kind === 'stack' || node.kind === 'nested' || node.kind === 'stage') {
        const given = node.props?.v.t === 'obj' ? node.props.v.entries.get('tags') : undefined;
        if (given?.v.t === 'obj' && given.v.complete)
          for (const [key, field] of given.v.entries)
            tag(node, { t: 'lit', value: key, written: null }, field, field.at);
        else if (given && given.v.t !== 'undef') tag(node, null, null, given.at);
        // Props that are handed through may bring tags along.
        else if (!given && node.scope && node.props && !isWhole(node.props.v)) tag(node, null, null, node.site.at);
      }
      // Of what a loop makes one is seen, and there may be more.
      if (node.repeated && node.type !== null && !node.imported)
        facts.push({ kind: 'construct', uri: node.site.at.uri, span: node.site.at, fqn: node.fqn });
      if (node.type !== null || node.imported || node.kind !== 'construct' || node.instance !== null) continue;
      if (/^constructs\.|^aws-cdk-lib\.(Construct|Resource)$/.test(node.fqn) || NO_RESOURCES.test(node.fqn)) continue;
      facts.push({ kind: 'construct', uri: node.site.at.uri, span: node.site.at, fqn: node.fqn });
    }
    for (const { fqn, at } of this.#made) facts.push({ kind: 'construct', uri: at.uri, span: at, fqn });
    return facts;
  }
}

/** Whether everything that an object holds can be seen. */
function isWhole(v: V): boolean {
  return v.t === 'undef' || (v.t === 'obj' && v.complete);
}

/** The outputs and parameters of a stack, as a template has them. */
export function sectionsOf(stack: Node, nodes: readonly Node[], convert: Convert): ObjectValue {
  const section = (fqn: string, fields: (field: (name: string) => Value, at: SourceSpan) => Field[]): ObjectValue => {
    const made = nodes.filter(node => node.stack === stack && node.fqn === fqn);
    const entries = made.map((node): Entry => {
      const { at } = node.site;
      const props = node.props?.v.t === 'obj' ? node.props.v : null;
      const field = (name: string): Value => {
        const found = props?.entries.get(name);
        return found ? convert(found.v, found.at) : absent;
      };
      return {
        ...entry(node.id, object(fields(field, at), at, props?.complete ?? false), at),
        keySpan: node.site.classAt,
      };
    });
    // One that a loop makes may be several, of other names.
    const complete = !made.some(node => node.repeated || node.id.includes('${…}'));
    return { kind: 'object', entries, complete, span: stack.site.at, slot: null, origin: 'written' };
  };
  const outputs = section('aws-cdk-lib.CfnOutput', (field, at) => {
    const exported = field('exportName');
    return [
      ['Value', field('value')],
      ['Description', field('description')],
      ['Export', exported.kind === 'absent' ? absent : object([['Name', exported]], at, true)],
    ];
  });
  const parameters = section('aws-cdk-lib.CfnParameter', field =>
    PARAMETER_PROPS.map(name => [name.charAt(0).toUpperCase() + name.slice(1), field(name)]),
  );
  const sections: Field[] = [['Outputs', outputs]];
  if (parameters.entries.length > 0) sections.push(['Parameters', parameters]);
  return object(sections, stack.site.at, false);
}

type Field = readonly [string, Value];

const PARAMETER_PROPS = [
  'type',
  'default',
  'description',
  'allowedValues',
  'allowedPattern',
  'minLength',
  'maxLength',
  'minValue',
  'maxValue',
];

function object(fields: readonly Field[], at: SourceSpan, complete: boolean): ObjectValue {
  const entries = fields.filter(([, value]) => value.kind !== 'absent').map(([key, value]) => entry(key, value, at));
  return { kind: 'object', entries, complete, span: at, slot: null, origin: 'written' };
}

function entry(key: string, value: Value, at: SourceSpan): Entry {
  return { key, keySpan: at, span: at, value };
}
