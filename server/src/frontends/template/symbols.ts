/**
 * The names of a template: where each is declared, and every place that mentions it, in whatever form. For navigation and
 * rename, which need the exact characters of a name where values only keep the whole of a call. By the syntax alone, so that
 * half a template still has names. Places are UTF-16 offsets in the document, half-open.
 */
import { embeddedText, spanIn } from './places.ts';
import { get, pairOf, resolved, type MapNode, type Node, type Pair, type ScalarNode } from './tree.ts';

export type NameKind = 'parameter' | 'mapping' | 'condition' | 'resource' | 'output' | 'export';

export interface Place {
  readonly start: number;
  readonly end: number;
}

export interface Declared {
  readonly kind: NameKind;
  /** Of an export as it is written, holes included: `${AWS::StackName}-Vpc`. */
  readonly name: string;
  /** The name without its quotes. */
  readonly at: Place;
  /** The whole entry; of an export its string with the tag. */
  readonly whole: Place;
  /** Of resources and parameters what stands at `Type`; of exports the output that makes them. */
  readonly type: string | null;
}

export interface Mentioned {
  /** What the name may be of; `Ref` takes resources and parameters alike. */
  readonly kinds: readonly NameKind[];
  readonly name: string;
  /** The name alone, without quotes, tag and attribute. */
  readonly at: Place;
  /** `Ref`, `Fn::GetAtt`, `Fn::Sub`, `DependsOn` …: the function or key that mentions it. */
  readonly form: string;
  /** The attribute of `Fn::GetAtt` and of `${Name.Attribute}`. */
  readonly attribute: { readonly name: string; readonly at: Place } | null;
  /** The logical ID of the nested stack in whose template the name is declared; null for names of this template. */
  readonly via: string | null;
}

/** A call of an intrinsic function: its tag or key, and all of it. */
export interface Called {
  readonly name: string;
  readonly at: Place;
  readonly whole: Place;
}

export interface TemplateSymbols {
  readonly declared: readonly Declared[];
  readonly mentioned: readonly Mentioned[];
  readonly functions: readonly Called[];
  /** The sections at the top, in their order. */
  readonly sections: readonly { readonly name: string; readonly at: Place; readonly whole: Place }[];
}

export const noSymbols: TemplateSymbols = { declared: [], mentioned: [], functions: [], sections: [] };

const SECTIONS: Readonly<Record<string, NameKind>> = {
  Parameters: 'parameter',
  Mappings: 'mapping',
  Conditions: 'condition',
  Resources: 'resource',
  Outputs: 'output',
};

/** Functions of the section `Rules` that take a parameter by its name. */
const OF_RULES = /^Fn::(ValueOf|ValueOfAll)$/;

/** The names of a template by its tree. `text` is what the tree was read from. */
export function symbolsOf(text: string, root: MapNode): TemplateSymbols {
  return new Collector(text).collect(root);
}

class Collector {
  readonly #text: string;
  readonly #declared: Declared[] = [];
  readonly #mentioned: Mentioned[] = [];
  readonly #functions: Called[] = [];
  readonly #seen = new Set<Node>();

  constructor(text: string) {
    this.#text = text;
  }

  collect(root: MapNode): TemplateSymbols {
    const sections = root.pairs.map(pair => ({ name: pair.key, at: this.#key(pair), whole: whole(pair) }));
    for (const [section, kind] of Object.entries(SECTIONS))
      for (const pair of this.#entries(get(root, section))) this.#declare(kind, pair);
    this.#interface(get(get(root, 'Metadata'), 'AWS::CloudFormation::Interface'));
    this.#visit(root);
    const byPlace = (a: { at: Place }, b: { at: Place }) => a.at.start - b.at.start;
    return {
      declared: this.#declared.sort(byPlace),
      mentioned: distinct(this.#mentioned).sort(byPlace),
      functions: this.#functions.sort(byPlace),
      sections,
    };
  }

  /** The entries of a section, those that loops make as they are written. */
  #entries(node: Node | null): Pair[] {
    const map = node && resolved(node);
    if (map?.kind !== 'map') return [];
    return [...map.merges.flatMap(m => this.#entries(m)), ...map.pairs].flatMap(pair => {
      if (pair.key === 'Fn::Transform') return [];
      if (!pair.key.startsWith('Fn::ForEach::')) return [pair];
      const loop = resolved(pair.value);
      return loop.kind === 'seq' ? this.#entries(loop.items[2] ?? null) : [];
    });
  }

  #declare(kind: NameKind, pair: Pair): void {
    const type = plain(get(pair.value, 'Type'))?.text ?? null;
    this.#declared.push({ kind, name: pair.key, at: this.#key(pair), whole: whole(pair), type });
    if (kind === 'output') this.#export(pair);
    if (kind !== 'resource') return;
    for (const end of ['Source', 'Destination'])
      if (type === 'AWS::Serverless::Connector') this.#ends(get(get(pair.value, 'Properties'), end));
    for (const connector of this.#entries(get(pair.value, 'Connectors')))
      this.#ends(get(get(connector.value, 'Properties'), 'Destination'));
    if (type === 'AWS::CloudFormation::Stack' || type === 'AWS::Serverless::Application')
      for (const given of this.#entries(get(get(pair.value, 'Properties'), 'Parameters')))
        this.#mention(['parameter'], given.key, this.#key(given), 'Parameters', null, pair.key);
  }

  /** SAM's connectors name resources without a function. */
  #ends(node: Node | null): void {
    const end = node && resolved(node);
    if (end?.kind === 'seq') for (const item of end.items) this.#ends(item);
    else this.#scalar(['resource'], get(end, 'Id'), 'Connector');
  }

  #export(output: Pair): void {
    const node = get(get(output.value, 'Export'), 'Name');
    const name = node && this.#stringOf(node);
    if (!name) return;
    const { start, end } = this.#inner(name);
    const at = { start: (node as Node).from, end: (node as Node).end };
    this.#declared.push({ kind: 'export', name: name.text, at: { start, end }, whole: at, type: output.key });
  }

  /** How the console groups and labels parameters: by their names. */
  #interface(node: Node | null): void {
    const groups = get(node, 'ParameterGroups');
    const list = groups && resolved(groups);
    for (const group of list?.kind === 'seq' ? list.items : [])
      this.#listed(['parameter'], get(group, 'Parameters'), 'Parameters');
    for (const label of this.#entries(get(node, 'ParameterLabels')))
      this.#mention(['parameter'], label.key, this.#key(label), 'ParameterLabels');
  }

  #visit(node: Node): void {
    const one = resolved(node);
    if (one.kind === 'alias' || one.kind === 'broken' || this.#seen.has(one)) return;
    this.#seen.add(one);
    if (one.tag?.startsWith('!') && !one.tag.startsWith('!!') && one.tag !== '!') {
      const name = one.tag.slice(1);
      const full = name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`;
      const at = { start: one.from, end: one.from + one.tag.length };
      this.#functions.push({ name: full, at, whole: { start: one.from, end: one.end } });
      this.#call(full, one);
    }
    if (one.kind === 'seq') for (const item of one.items) this.#visit(item);
    if (one.kind !== 'map') return;
    for (const merge of one.merges) this.#visit(merge);
    for (const pair of one.pairs) {
      const { key, value } = pair;
      if (key === 'Ref' || (key.startsWith('Fn::') && !key.startsWith('Fn::ForEach')))
        this.#functions.push({ name: key, at: this.#key(pair), whole: whole(pair) });
      this.#call(key, value);
      if (key === 'DependsOn') this.#listed(['resource'], value, key);
      this.#visit(value);
    }
  }

  #call(name: string, argument: Node): void {
    const of = resolved(argument);
    const first = of.kind === 'seq' ? (of.items[0] ?? null) : of;
    // SAM takes `!Ref Function.Alias`.
    if (name === 'Ref' && of.kind === 'scalar' && of.text.includes('.'))
      this.#attribute(of.text, of, 0, of.text.length, name);
    else if (name === 'Ref') this.#scalar(['resource', 'parameter'], of, name);
    else if (name === 'Fn::GetAtt') this.#getAtt(of);
    else if (OF_RULES.test(name)) this.#scalar(['parameter'], first, name);
    else if (name === 'Fn::Sub') this.#sub(of);
    else if (name === 'Condition') this.#scalar(['condition'], of, name);
    else if (name === 'Fn::If') this.#scalar(['condition'], first, name);
    else if (name === 'Fn::FindInMap') this.#scalar(['mapping'], first, name);
    else if (name === 'Fn::ImportValue') {
      const named = this.#stringOf(of);
      if (named) this.#mention(['export'], named.text, this.#inner(named), name);
    }
  }

  #getAtt(of: Node): void {
    const form = 'Fn::GetAtt';
    if (of.kind === 'scalar') {
      const dot = of.text.indexOf('.');
      if (dot < 0) this.#scalar(['resource'], of, form);
      else this.#attribute(of.text, of, 0, of.text.length, form);
      return;
    }
    const named = of.kind === 'seq' ? plain(of.items[0] ?? null) : null;
    if (of.kind !== 'seq' || !named) return;
    const parts = of.items.slice(1).map(plain);
    const [from, to] = [parts[0], parts.at(-1)];
    const isWhole = from && to && !parts.includes(null);
    const attribute = isWhole
      ? {
          name: parts.map(p => p?.text).join('.'),
          at: { start: this.#inner(from).start, end: this.#inner(to).end },
        }
      : null;
    this.#mention(['resource'], named.text, this.#inner(named), form, attribute);
    if (attribute && parts.length === 1 && from) this.#output(named.text, attribute.name, from, 0, form);
    const [outputs, output] = parts;
    if (outputs?.text === 'Outputs' && output && parts.length === 2)
      this.#mention(['output'], output.text, this.#inner(output), form, null, named.text);
  }

  /** `Name.Attribute` in the characters `[from, to)` of a string. */
  #attribute(text: string, node: ScalarNode, from: number, to: number, form: string): void {
    const dot = text.indexOf('.');
    const embedded = embeddedText('', this.#text, node);
    const name = text.slice(0, dot);
    const rest = text.slice(dot + 1);
    const attribute = rest === '' ? null : { name: rest, at: spanIn(embedded, from + dot + 1, to) };
    this.#mention(['resource'], name, spanIn(embedded, from, from + dot), form, attribute);
    this.#output(name, rest, node, from + dot + 1, form);
  }

  /** `Outputs.Name` of a nested stack, at an offset in a string. */
  #output(stack: string, attribute: string, node: ScalarNode, from: number, form: string): void {
    const prefix = 'Outputs.';
    if (!attribute.startsWith(prefix) || attribute.length === prefix.length) return;
    const embedded = embeddedText('', this.#text, node);
    const at = spanIn(embedded, from + prefix.length, from + attribute.length);
    this.#mention(['output'], attribute.slice(prefix.length), at, form, null, stack);
  }

  #sub(of: Node): void {
    const node = of.kind === 'seq' ? plain(of.items[0] ?? null) : of;
    if (node?.kind !== 'scalar') return;
    const variables = of.kind === 'seq' ? this.#entries(of.items[1] ?? null) : [];
    const own = new Set(variables.map(p => p.key));
    if (!node.text.includes('${')) return;
    const embedded = embeddedText('', this.#text, node);
    for (const match of node.text.matchAll(/\$\{\s*([^!{}\s][^{}]*?)\s*\}/g)) {
      const name = match[1] as string;
      const from = match.index + match[0].indexOf(name, 2);
      if (own.has(name)) continue;
      if (name.includes('.')) this.#attribute(name, node, from, from + name.length, 'Fn::Sub');
      else this.#mention(['resource', 'parameter'], name, spanIn(embedded, from, from + name.length), 'Fn::Sub');
    }
  }

  #scalar(kinds: readonly NameKind[], node: Node | null, form: string): void {
    const one = node && resolved(node);
    if (one?.kind !== 'scalar' || one.text === '') return;
    // A tag of its own makes it a call, unless it is that of the call itself.
    if (plain(one) || one.tag === `!${form.replace('Fn::', '')}`)
      this.#mention(kinds, one.text, this.#inner(one), form);
  }

  #listed(kinds: readonly NameKind[], node: Node | null, form: string): void {
    const one = node && resolved(node);
    if (one?.kind === 'seq') for (const item of one.items) this.#listed(kinds, item, form);
    else this.#scalar(kinds, one, form);
  }

  #mention(
    kinds: readonly NameKind[],
    name: string,
    at: Place,
    form: string,
    attribute: Mentioned['attribute'] = null,
    via: string | null = null,
  ): void {
    this.#mentioned.push({ kinds, name, at: { start: at.start, end: at.end }, form, attribute, via });
  }

  /** A string that is written out, or the one that `Fn::Sub` fills in. */
  #stringOf(node: Node): ScalarNode | null {
    const one = resolved(node);
    if (one.kind === 'scalar') return plain(one) || one.tag === '!Sub' || one.tag === '!ImportValue' ? one : null;
    const sub = one.kind === 'map' && one.pairs.length === 1 ? pairOf(one, 'Fn::Sub') : null;
    const inner = sub ? resolved(sub.value) : null;
    return inner?.kind === 'scalar' ? inner : null;
  }

  #key(pair: Pair): Place {
    return unquoted(this.#text, pair.keyStart, pair.keyEnd);
  }

  /** The characters of a string without its quotes. */
  #inner(node: ScalarNode): Place {
    if (node.style === 'literal' || node.style === 'folded') {
      const { start, end } = spanIn(embeddedText('', this.#text, node), 0, node.text.trimEnd().length);
      return { start, end };
    }
    return unquoted(this.#text, node.start, node.end);
  }
}

/** A string with no function around it; null for anything else. */
function plain(node: Node | null): ScalarNode | null {
  const one = node && resolved(node);
  return one?.kind === 'scalar' && (one.tag === null || one.tag.startsWith('!!')) ? one : null;
}

/** What stands at an anchor is mentioned by each of its aliases. */
function distinct(mentioned: readonly Mentioned[]): Mentioned[] {
  return [...new Map(mentioned.map(m => [`${m.at.start} ${m.kinds.join()} ${m.via}`, m])).values()];
}

function whole(pair: Pair): Place {
  return { start: pair.keyStart, end: Math.max(pair.value.end, pair.afterColon) };
}

function unquoted(text: string, start: number, end: number): Place {
  const first = text[start];
  const isQuoted = end - start >= 2 && (first === '"' || first === "'") && text[end - 1] === first;
  return isQuoted ? { start: start + 1, end: end - 1 } : { start, end };
}
