/** Props to CloudFormation properties: L1 by renaming, L2 by the lowering table. */
import { entryOf } from '../../knowledge/entryOf.ts';
import type { SourceSpan } from '../../core/document.ts';
import type { Entry, ObjectValue, Slot, Value } from '../../core/value.ts';
import { negated, unknown } from '../../core/value.ts';
import { lowering } from '../../knowledge/index.ts';
import type { ConstructLowering, Json, PropLowering } from '../../knowledge/types.ts';
import { type Convert, type KeyNames, fromJson } from './convert.ts';
import { removal } from './library.ts';
import { managedPolicyValue } from './policies.ts';
import { type Arr, type Field, type Node, type V, each, nodesOf } from './values.ts';

interface Leaf {
  readonly keyAt: SourceSpan;
  readonly whole: SourceSpan;
  readonly value: Value;
}

/** Properties while they are put together from props, defaults and overrides. */
export class Tree {
  readonly children = new Map<string, Tree | Leaf>();
  complete = true;
  #at: { keyAt: SourceSpan; at: SourceSpan; whole: SourceSpan } | null = null;
  #slot: Slot | null = null;

  /** Writes a value at a path. An object that is there is entered, anything else replaced. */
  set(path: readonly string[], leaf: Leaf): void {
    const [key, ...rest] = path;
    if (key === undefined) return;
    if (rest.length === 0) {
      this.children.set(key, leaf);
      return;
    }
    this.#child(key, leaf).set(rest, leaf);
  }

  #child(key: string, leaf: Leaf): Tree {
    const found = this.children.get(key);
    if (found instanceof Tree) return found;
    const child = new Tree();
    child.#at = {
      keyAt: leaf.keyAt,
      at: leaf.value.kind === 'absent' ? leaf.whole : leaf.value.span,
      whole: leaf.whole,
    };
    if (found) {
      child.#at = {
        keyAt: found.keyAt,
        at: found.value.kind === 'absent' ? found.whole : found.value.span,
        whole: found.whole,
      };
      if (found.value.kind === 'object') {
        for (const e of found.value.entries)
          child.children.set(e.key, { keyAt: e.keySpan, whole: e.span, value: e.value });
        child.complete = found.value.complete;
        child.#slot = found.value.slot;
      } else if (found.value.kind === 'list') {
        found.value.items.forEach((value, i) => {
          const at = value.kind === 'absent' ? found.whole : value.span;
          child.children.set(String(i), { keyAt: at, whole: at, value });
        });
        child.complete = found.value.complete;
        child.#slot = found.value.slot;
      } else if (found.value.kind !== 'absent') child.complete = false;
    }
    this.children.set(key, child);
    return child;
  }

  /** The object at a path, made if it is not there, for saying that not all of it is seen. */
  incomplete(path: readonly string[], leaf: Leaf): void {
    let at: Tree = this;
    for (const key of path) at = at.#child(key, leaf);
    at.complete = false;
  }

  /** Says where the object at a path is written, which would else be where the first of its keys is. */
  place(path: readonly string[], { keyAt, whole, value }: Leaf): void {
    const object = this.get(path);
    if (object instanceof Tree) object.#at = { keyAt, whole, at: value.kind === 'absent' ? whole : value.span };
  }

  /** What stands at a path, or null. */
  get(path: readonly string[]): Tree | Leaf | null {
    let at: Tree | Leaf = this;
    for (const key of path) {
      if (!(at instanceof Tree)) return null;
      const next: Tree | Leaf | undefined = at.children.get(key);
      if (!next) return null;
      at = next;
    }
    return at;
  }

  delete(path: readonly string[]): void {
    const parent = this.get(path.slice(0, -1));
    if (parent instanceof Tree) parent.children.delete(path.at(-1) as string);
  }

  object(span: SourceSpan, slot: Slot | null): ObjectValue {
    const entries: Entry[] = [];
    for (const [key, child] of this.children) {
      if (child instanceof Tree) {
        const place = child.#at as { keyAt: SourceSpan; at: SourceSpan; whole: SourceSpan };
        entries.push({ key, keySpan: place.keyAt, span: place.whole, value: child.#value(place.at) });
      } else if (child.value.kind !== 'absent')
        entries.push({ key, keySpan: child.keyAt, span: child.whole, value: child.value });
    }
    return { kind: 'object', entries, complete: this.complete, span, slot, origin: 'written' };
  }

  /** Numbered children are the items of a list. */
  #value(at: SourceSpan): Value {
    const keys = [...this.children.keys()];
    if (keys.length === 0 || !keys.every((k, i) => k === String(i) || k === '+')) return this.object(at, this.#slot);
    const { entries } = this.object(at, null);
    return {
      kind: 'list',
      items: entries.map(e => e.value),
      complete: this.complete,
      span: at,
      slot: this.#slot,
      origin: 'written',
    };
  }

  /** Adds an item at the end of the list at a path. */
  append(path: readonly string[], leaf: Leaf): void {
    let at: Tree = this;
    for (const key of path) at = at.#child(key, leaf);
    at.children.set(String(at.children.size), leaf);
  }
}

/** Properties whose keys are the user's or another language's, by CloudFormation name: their keys are kept as written. */
const VERBATIM =
  /(^|\.)(Variables|Labels|DockerLabels|Metadata|Parameters|RequestParameters|ResponseParameters|RequestTemplates|ResponseTemplates|ResponseModels|RequestModels|StageVariables|DefaultAuthorizationScopes|[A-Za-z]*PolicyDocument|AccessPolicies|Policy|PolicyText|EventPattern|KeyPolicy|ResourcePolicy|RedrivePolicy|RedriveAllowPolicy|FilterPolicy|Body|DefinitionSubstitutions|DefinitionString|Definition|Options|LogDriverOptions|Tags|ServiceToken|Schema|Template|Input|InputTemplate|InputPathsMap|EnvironmentVariablesMap|OptionSettingsMap|RepositoryPolicyText|ContainerProperties|JobDefinitionParameters)$/;

/**
 * Where a function's code comes from. The table can't have these, since setting one needs a file that is there; they
 * change nothing but `Code`, which is unknown anyway.
 */
const CODE_PROPS: ReadonlySet<string> = new Set(['entry', 'depsLockFilePath', 'projectRoot']);

/** The names of an L1 construct's props, nested ones too. */
function l1Names(type: string): KeyNames {
  const { l1Names: odd } = lowering();
  const names: KeyNames = key => {
    const name = entryOf(odd, `${type}:${key}`) ?? entryOf(odd, key) ?? key.charAt(0).toUpperCase() + key.slice(1);
    return { name, inside: VERBATIM.test(name) ? (name === 'Tags' ? names : undefined) : names };
  };
  return names;
}

/** Puts the properties and attributes of a construct together. `how` is null for L1 constructs. */
export function lowerProps(
  node: Node,
  how: ConstructLowering | null,
  tree: Tree,
  attributes: Tree,
  convert: Convert,
): void {
  const props = node.props;
  const touched = new Set<string>();
  const defaults = how?.defaults ?? {};
  if (props && props.v.t !== 'undef') {
    if (props.v.t === 'obj') {
      if (!props.v.complete) {
        tree.complete = false;
        attributes.complete = false;
      }
      const target: Target = { tree, attributes, convert, touched, defaults, aside: new Set() };
      for (const [key, field] of props.v.entries)
        if (how?.type === 'AWS::Lambda::Function' && CODE_PROPS.has(key)) continue;
        else if (how) lowerProp(key, field, how.props, [], target);
        else lowerL1(key, field, node.type as string, tree, convert);
      const entry = how?.type === 'AWS::Lambda::Function' && props.v.entries.get('entry');
      if (entry)
        tree.set(['Code'], { keyAt: entry.keyAt, whole: entry.whole, value: unknown(entry.at, 'made of a file') });
    } else {
      tree.complete = false;
      attributes.complete = false;
    }
  }
  if (how) {
    // A prop that we don't see may change what the construct would set by itself.
    const certain = tree.complete || (props?.v.t === 'obj' && props.v.complete);
    for (const [path, json] of Object.entries(how.defaults)) {
      const isAttribute = path.startsWith('@');
      const keys = path.replace(/^@/, '').split('.');
      const into = isAttribute ? attributes : tree;
      if (keys.some((_, i) => isLeaf(into.get(keys.slice(0, i + 1))))) continue;
      // What a prop spoke of is what the prop said, or nothing.
      if (into.get(keys) || keys.some((_, i) => touched.has((isAttribute ? '@' : '') + keys.slice(0, i + 1).join('.'))))
        continue;
      const at = props?.at ?? node.site.classAt;
      const value: Value =
        json === null || !certain ? unknown(at, 'set by the construct') : fromJson(json, at, null, 'default');
      into.set(keys, { keyAt: at, whole: at, value });
    }
  }
  for (const o of node.overrides) {
    const { item } = o;
    const leaf = (value: Value): Leaf => ({ keyAt: item.keyAt, whole: item.whole, value });
    if (o.path.at(-1) === '+') {
      tree.append(o.path.slice(0, -1), leaf(convert(item.v, item.at)));
      continue;
    }
    const l1 = l1Names(node.type as string);
    const path = o.names === 'props' ? o.path.map(k => l1(k).name) : [...o.path];
    const value = convert(item.v, item.at, l1(path[0] as string).inside);
    if (o.when.filter(w => w !== '').length > 0 || o.when.length > 0) {
      const before = tree.get(path);
      const [when] = o.when.filter(w => w !== '');
      const old: Value =
        before && !(before instanceof Tree)
          ? before.value
          : before
            ? unknown(item.at, 'conditional')
            : { kind: 'absent' };
      tree.set(
        path,
        leaf(
          o.when.length === 1 && when !== undefined && value.kind !== 'absent'
            ? {
                kind: 'choice',
                branches: [
                  { when, value },
                  { when: negated(when), value: old },
                ],
                span: item.at,
                origin: 'written',
              }
            : unknown(item.at, 'conditional'),
        ),
      );
    } else if (value.kind === 'absent') tree.delete(path);
    else tree.set(path, leaf(value));
  }
  node.attributes.forEach((field, i) => {
    const name = node.names[i] as string;
    const value = convert(field.v, field.at);
    if (value.kind !== 'absent') attributes.set([name], { keyAt: field.keyAt, whole: field.whole, value });
  });
}

function isLeaf(x: Tree | Leaf | null): boolean {
  return x !== null && !(x instanceof Tree);
}

function lowerL1(key: string, field: Field, type: string, tree: Tree, convert: Convert): void {
  const { name, inside } = l1Names(type)(key);
  const value = convert(field.v, field.at, inside);
  if (value.kind !== 'absent') tree.set([name], { keyAt: field.keyAt, whole: field.whole, value });
}

interface Target {
  readonly tree: Tree;
  readonly attributes: Tree;
  readonly convert: Convert;
  /** Paths that a prop spoke of, even if it wrote nothing. */
  readonly touched: Set<string>;
  /** What stands at a path when nobody says anything. */
  readonly defaults: Readonly<Record<string, Json>>;
  /** Paths that were written by props which mean another one first. */
  readonly aside: Set<string>;
}

function lowerProp(
  key: string,
  field: Field,
  props: ConstructLowering['props'],
  above: readonly string[],
  target: Target,
): void {
  if (field.v.t === 'undef') return;
  const how = Object.hasOwn(props, key) ? props[key] : undefined;
  if (!how) {
    const leaf: Leaf = { keyAt: field.keyAt, whole: field.whole, value: unknown(field.at, 'prop') };
    if (above.length === 0) target.tree.complete = false;
    else target.tree.incomplete(above, leaf);
    return;
  }
  const all = Array.isArray(how) ? (how as readonly PropLowering[]) : [how as PropLowering];
  for (const [i, one] of all.entries()) lowerOne(field, one, above, target, i === 0);
}

/** @param meant Whether what is written is what the prop means first. */
function lowerOne(field: Field, how: PropLowering, above: readonly string[], target: Target, meant: boolean): void {
  const isAttribute = how.to.startsWith('@');
  const to = how.to.replace(/^@/, '');
  const path = to === '' ? above : [...above, ...to.split('.')];
  const into = isAttribute ? target.attributes : target.tree;
  const name = (isAttribute ? '@' : '') + path.join('.');
  const leaf = (value: Value): Leaf => ({ keyAt: field.keyAt, whole: field.whole, value });
  if (how.props) {
    if (field.v.t === 'obj') {
      if (path.length > above.length) target.touched.add(name);
      if (!field.v.complete) {
        if (path.length === 0) into.complete = false;
        else into.incomplete(path, leaf(unknown(field.at, 'spread')));
      }
      const made = path.map((_, i) => path.slice(0, i + 1)).filter(p => p.length > above.length && !into.get(p));
      for (const [key, inner] of field.v.entries) lowerProp(key, inner, how.props, path, target);
      for (const p of made) into.place(p, leaf(unknown(field.at, 'object')));
      nestedDefaults(field, how, path, into, target.touched, field.v.complete);
    } else if (path.length === 0) {
      into.complete = false;
    } else if (field.v.t === 'arr') {
      target.touched.add(name);
      put(into, path, leaf(lowerList(field.v, field.at, how, target)), target, meant);
    } else {
      target.touched.add(name);
      put(into, path, leaf(unknown(field.at, 'object')), target, meant);
    }
    return;
  }
  target.touched.add(name);
  const value = lowered(field.v, field.at, how, target.convert, target.defaults[name] ?? null);
  if (value.kind !== 'absent') put(into, path, leaf(value), target, meant);
}

/** What a given object brings along for the props that it leaves out. */
function nestedDefaults(
  field: Field,
  how: PropLowering,
  path: readonly string[],
  into: Tree,
  touched: ReadonlySet<string>,
  certain: boolean,
): void {
  for (const [below, json] of Object.entries(how.defaults ?? {})) {
    const keys = [...path, ...below.split('.')];
    if (into.get(keys) || keys.some((_, i) => i >= path.length && touched.has(keys.slice(0, i + 1).join('.'))))
      continue;
    if (keys.some((_, i) => isLeaf(into.get(keys.slice(0, i + 1))))) continue;
    const value: Value =
      json === null || !certain ? unknown(field.at, 'set by the construct') : fromJson(json, field.at, null, 'default');
    into.set(keys, { keyAt: field.keyAt, whole: field.whole, value });
  }
}

/** Writes what a prop says. Of two props that write the same place, one that says the default gives way. */
function put(into: Tree, path: readonly string[], leaf: Leaf, target: Target, meant: boolean): void {
  const before = into.get(path);
  const name = path.join('.');
  if (before && !(before instanceof Tree)) {
    if (before.value.kind === 'unknown' && leaf.value.kind === 'unknown') {
      // Nothing is known either way: the place is that of the prop which means it.
      if (meant && target.aside.delete(name)) into.set(path, leaf);
      return;
    }
    const usual = JSON.stringify(target.defaults[name]);
    if (JSON.stringify(plain(leaf.value)) === usual) return;
    if (JSON.stringify(plain(before.value)) !== usual) {
      into.set(path, { ...leaf, value: unknown(leaf.whole, 'two props write here') });
      return;
    }
  } else if (before) {
    into.set(path, { ...leaf, value: unknown(leaf.whole, 'two props write here') });
    return;
  }
  if (!meant) target.aside.add(name);
  into.set(path, leaf);
}

/** A value as JSON; undefined when it is not all known. */
function plain(value: Value): unknown {
  if (value.kind === 'literal') return value.value;
  if (value.kind === 'list' && value.complete) return value.items.map(plain);
  if (value.kind === 'object' && value.complete)
    return Object.fromEntries(value.entries.map(e => [e.key, plain(e.value)]));
  return undefined;
}

/** Items of a list whose own props are lowered. */
function lowerList(list: Arr, at: SourceSpan, how: PropLowering, target: Target): Value {
  return {
    kind: 'list',
    items: list.items.map(item => {
      if (item.v.t !== 'obj') return unknown(item.at, 'object');
      const tree = new Tree();
      tree.complete = item.v.complete;
      const touched = new Set<string>();
      for (const [key, inner] of item.v.entries)
        lowerProp(key, inner, how.props as ConstructLowering['props'], [], {
          ...target,
          tree,
          attributes: new Tree(),
          touched,
          defaults: how.defaults ?? {},
        });
      const field: Field = { ...item, keyAt: item.at, whole: item.at };
      nestedDefaults(field, how, [], tree, touched, item.v.complete);
      return tree.object(item.at, null);
    }),
    complete: list.complete,
    span: at,
    slot: list.slot,
    origin: 'written',
  };
}

/** `usual` is what stands there when the prop is not given, which a branch of a choice may come to. */
function lowered(v: V, at: SourceSpan, how: PropLowering, convert: Convert, usual: Json): Value {
  if (v.t === 'undef') return usual === null ? { kind: 'absent' } : fromJson(usual, at, null, 'default');
  if (v.t === 'choice')
    return {
      kind: 'choice',
      branches: v.branches.map(b => ({ when: b.when, value: lowered(b.v, at, how, convert, usual) })),
      span: at,
      origin: 'written',
    };
  if (how.attribute !== undefined) return attributeOf(v, at, how.attribute, convert);
  if (how.opaque && how.to === 'ManagedPolicyArns') return managedPolicies(v, at, convert);
  if (how.opaque && how.to === BUCKET_ENCRYPTION) return bucketKey(v, at, convert);
  if (how.opaque) return unknown(at, 'value of a construct');
  if (how.values) return v.t === 'made' ? written(v, at, how.to, convert) : enumerated(v, at, how.values);
  if (how.unit) return quantity(v, at, how.unit);
  if (how.to === '@DeletionPolicy' || how.to === '@UpdateReplacePolicy') return convert(removal(v), at);
  if (how.to === 'ManagedPolicyArns') return managedPolicies(v, at, convert);
  return convert(v, at);
}

function managedPolicies(v: V, at: SourceSpan, convert: Convert): Value {
  if (v.t !== 'arr') return unknown(at, 'managed policies');
  return convert({ ...v, items: v.items.map(i => ({ ...i, v: each(i.v, managedPolicyValue) })) }, at);
}

const BUCKET_ENCRYPTION = 'BucketEncryption.ServerSideEncryptionConfiguration';

/** The key that a bucket is encrypted with; which of KMS' ways is for another prop to say. */
function bucketKey(v: V, at: SourceSpan, convert: Convert): Value {
  const key = attributeOf(v, at, 'Arn', convert);
  if (key.kind !== 'reference') return unknown(at, 'value of a construct');
  const entry = (name: string, value: Value) => ({ key: name, keySpan: at, span: at, value });
  const object = (entries: Entry[]): Value => ({
    kind: 'object',
    entries,
    complete: false,
    span: at,
    slot: null,
    origin: 'written',
  });
  const byDefault = object([entry('SSEAlgorithm', unknown(at, 'kind of encryption')), entry('KMSMasterKeyID', key)]);
  const items = [object([entry('ServerSideEncryptionByDefault', byDefault)])];
  return { kind: 'list', items, complete: true, span: at, slot: null, origin: 'written' };
}

/** A construct, or a list of them, as an attribute of its resource. */
function attributeOf(v: V, at: SourceSpan, attribute: string | null, convert: Convert): Value {
  if (v.t === 'arr')
    return {
      kind: 'list',
      items: v.items.map(i => attributeOf(i.v, i.at, attribute, convert)),
      complete: v.complete,
      span: at,
      slot: v.slot,
      origin: 'written',
    };
  const value = nodesOf(v).length === 1 ? convert(v, at) : unknown(at, 'value of a construct');
  return value.kind === 'reference' ? { ...value, attribute } : unknown(at, 'value of a construct');
}

/** `new s3.BlockPublicAccess({ … })`: its props are the properties; what it does with those left out changed over time. */
function written(v: V & { t: 'made' }, at: SourceSpan, to: string, convert: Convert): Value {
  const given = v.args[0]?.v;
  if (!/\.aws_s3\.BlockPublicAccess$/.test(v.fqn) || given?.t !== 'obj') return unknown(at, 'value of a library');
  const name = to.slice(to.lastIndexOf('.') + 1);
  const field = given.entries.get(name.charAt(0).toLowerCase() + name.slice(1));
  return field ? convert(field.v, field.at) : unknown(at, 'value of a library');
}

function enumerated(v: V, at: SourceSpan, values: Readonly<Record<string, Json>>): Value {
  const key = v.t === 'lib' ? v.fqn : v.t === 'lit' ? String(v.value) : null;
  // What the table says of whatever is written was seen of the values that have a name.
  if (key === null && v.t !== 'obj' && v.t !== 'arr') return unknown(at, 'value of a library');
  const name = key !== null && Object.hasOwn(values, key) ? key : Object.hasOwn(values, '*') ? '*' : null;
  if (name === null) return unknown(at, 'value of a library');
  const found = values[name] as Json;
  if (found === null) return { kind: 'absent' };
  return fromJson(found, at, v.t === 'lib' || v.t === 'lit' ? v.written : null);
}

/** Milliseconds of time units, bytes of sizes, as the static functions of `Duration` and `Size` are called. */
const UNITS: Readonly<Record<string, number>> = {
  millis: 1,
  milliseconds: 1,
  seconds: 1_000,
  minutes: 60_000,
  hours: 3_600_000,
  days: 86_400_000,
  bytes: 1,
  kibibytes: 1_024,
  mebibytes: 1_048_576,
  gibibytes: 1_073_741_824,
  tebibytes: 1_099_511_627_776,
};

function quantity(v: V, at: SourceSpan, unit: string): Value {
  if (v.t === 'undef') return { kind: 'absent' };
  if (v.t !== 'made') return unknown(at, 'duration');
  const name = /\.(?:Duration|Size)\.(\w+)$/.exec(v.fqn)?.[1];
  const amount = v.args[0]?.v;
  const from = name === undefined ? undefined : entryOf(UNITS, name);
  const to = entryOf(UNITS, unit);
  if (amount?.t !== 'lit' || typeof amount.value !== 'number' || !from || !to) return unknown(at, 'duration');
  const value = (amount.value * from) / to;
  return { kind: 'literal', value, span: at, written: from === to ? amount.written : null, origin: 'written' };
}
