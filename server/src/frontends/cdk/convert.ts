/** From the interpreter's values to the graph's. */
import type { SourceSpan } from '../../core/document.ts';
import { withDynamicReferences } from '../../core/dynamic.ts';
import { type Entry, type TextPart, type Value, absent, unknown } from '../../core/value.ts';
import { lowering } from '../../knowledge/index.ts';
import type { Json } from '../../knowledge/types.ts';
import { baseOf } from './library.ts';
import type { Node, V } from './values.ts';

/** A value that is used at a place. `key` renames the keys of objects on the way down; it gets the key and its parents. */
export type Convert = (v: V, at: SourceSpan, key?: KeyNames) => Value;
export type KeyNames = (key: string) => { readonly name: string; readonly inside: KeyNames | undefined };

const MAX_DEPTH = 24;

/** A converter that names constructs by the given ids. */
export function converter(idOf: (node: Node) => string): Convert {
  const convert = (v: V, at: SourceSpan, names: KeyNames | undefined, depth: number): Value => {
    if (depth > MAX_DEPTH) return unknown(at, 'nested too deeply');
    switch (v.t) {
      case 'lit':
        return withDynamicReferences({
          kind: 'literal',
          value: v.value,
          span: at,
          written: v.written,
          origin: 'written',
        });
      case 'undef':
        return absent;
      case 'unknown':
        return unknown(at, v.reason);
      case 'text': {
        const parts: TextPart[] = [];
        for (const p of v.parts) {
          if (p.text === null) {
            const hole = convert(p.item.v, p.item.at, undefined, depth + 1);
            if (hole.kind === 'literal') push(parts, String(hole.value), hole.written);
            else if (hole.kind === 'text') for (const inner of hole.parts) parts.push(inner);
            else parts.push({ kind: 'hole', value: hole });
          } else push(parts, p.text, p.written);
        }
        const [only] = parts;
        if (parts.length === 1 && only?.kind === 'known')
          return withDynamicReferences({
            kind: 'literal',
            value: only.text,
            span: at,
            written: only.written,
            origin: 'written',
          });
        if (parts.length === 1 && only?.kind === 'hole' && only.value.kind === 'reference')
          return { ...only.value, span: at };
        return withDynamicReferences({ kind: 'text', parts, span: at, origin: 'written' });
      }
      case 'obj': {
        const entries: Entry[] = [];
        for (const [key, f] of v.entries) {
          const named = names?.(key) ?? { name: key, inside: undefined };
          const value = convert(f.v, f.at, named.inside, depth + 1);
          if (value.kind !== 'absent') entries.push({ key: named.name, keySpan: f.keyAt, span: f.whole, value });
        }
        return { kind: 'object', entries, complete: v.complete, span: at, slot: v.slot, origin: 'written' };
      }
      case 'arr': {
        const items: Value[] = [];
        for (const i of v.items) {
          const value = convert(i.v, i.at, names, depth + 1);
          if (value.kind !== 'absent') items.push(value);
        }
        return { kind: 'list', items, complete: v.complete, span: at, slot: v.slot, origin: 'written' };
      }
      case 'choice':
        return {
          kind: 'choice',
          branches: v.branches.map(b => ({ when: b.when, value: convert(b.v, at, names, depth + 1) })),
          span: at,
          origin: 'written',
        };
      case 'pseudo':
        return v.name === 'AWS::NoValue'
          ? absent
          : {
              kind: 'reference',
              target: { kind: 'pseudo', name: v.name },
              attribute: null,
              span: at,
              origin: 'written',
            };
      case 'node':
        return reference(v, null, at);
      case 'inst':
        return v.node ? reference(v.node, null, at) : unknown(at, 'object');
      case 'member':
        return member(v, at);
      case 'lib': {
        const value = lowering().statics[v.fqn];
        return value === undefined ? unknown(at, 'value of a library') : fromJson(value, at, v.written);
      }
      case 'made':
        return made(v, at, names, depth);
      default:
        return unknown(at, v.t === 'fn' ? 'function' : 'class');
    }
  };

  const reference = (node: Node, attribute: string | null, at: SourceSpan): Value =>
    node.type === null
      ? unknown(at, node.imported ? 'imported resource' : 'construct')
      : { kind: 'reference', target: { kind: 'resource', id: idOf(node) }, attribute, span: at, origin: 'written' };

  const member = (v: V & { t: 'member' }, at: SourceSpan): Value => {
    const node = v.of.t === 'node' ? v.of : null;
    if (!node) return unknown(at, 'member');
    if (node.type === null && /(^|\.)CfnParameter$/.test(node.fqn)) return parameter(node, v.name, at);
    if (node.type === null) return unknown(at, node.imported ? 'imported resource' : 'member of a construct');
    if (node.level === 1) {
      if (v.name === 'ref') return reference(node, null, at);
      const attribute = /^attr([A-Z].*)$/.exec(v.name)?.[1];
      return attribute ? reference(node, attribute, at) : unknown(at, 'member of a construct');
    }
    const known = lowering().constructs[node.fqn]?.attributes;
    if (known && Object.hasOwn(known, v.name)) return reference(node, known[v.name] as string | null, at);
    if (/Arn$/.test(v.name)) return reference(node, 'Arn', at);
    if (/(Name|Id|Url)$/.test(v.name)) return reference(node, null, at);
    return unknown(at, 'member of a construct');
  };

  const parameter = (node: Node, name: string, at: SourceSpan): Value => {
    if (!/^(valueAs|value$)/.test(name)) return unknown(at, 'parameter');
    const props = node.props?.v.t === 'obj' ? node.props.v.entries : new Map();
    const get = (key: string): Value => {
      const f = props.get(key);
      return f ? convert(f.v, f.at, undefined, 1) : absent;
    };
    const type = get('type');
    const noEcho = get('noEcho');
    return {
      kind: 'reference',
      target: {
        kind: 'parameter',
        name: node.id,
        type: type.kind === 'literal' ? String(type.value) : 'String',
        noEcho: noEcho.kind === 'literal' && noEcho.value === true,
        defaultValue: get('default'),
        allowedValues: get('allowedValues'),
      },
      attribute: null,
      span: at,
      origin: 'written',
    };
  };

  const made = (v: V & { t: 'made' }, at: SourceSpan, names: KeyNames | undefined, depth: number): Value => {
    const name = v.fqn.slice(v.fqn.lastIndexOf('.') + 1);
    const node = v.on ? baseOf(v.on) : null;
    if (v.fqn === 'aws-cdk-lib.aws_iam.PolicyDocument') {
      const [props] = v.args;
      if (props?.v.t === 'obj')
        return convert(
          props.v,
          at,
          key => ({ name: key === 'statements' ? 'Statement' : key, inside: undefined }),
          depth + 1,
        );
      return unknown(at, 'policy document');
    }
    if (/\.aws_iam\.PolicyDocument\.fromJson$/.test(v.fqn) && v.args[0])
      return convert(v.args[0].v, at, names, depth + 1);
    if (name === 'arnForObjects' && node && node.type !== null && v.args[0]) {
      const parts: TextPart[] = [{ kind: 'hole', value: reference(node, 'Arn', at) }];
      const key = v.args[0];
      if (key.v.t === 'lit') {
        push(parts, '/', null);
        parts.push({ kind: 'known', text: String(key.v.value), written: key.v.written });
        return { kind: 'text', parts, span: at, origin: 'written' };
      }
    }
    if (v.fqn === 'aws-cdk-lib.Fn.importValue' && v.args[0])
      return {
        kind: 'reference',
        target: { kind: 'import', name: convert(v.args[0].v, v.args[0].at, undefined, depth + 1) },
        attribute: null,
        span: at,
        origin: 'written',
      };
    if (/^(toString|toJSON)$/.test(name) && v.on) return convert(v.on, at, names, depth + 1);
    return unknown(at, 'value of a library');
  };

  return (v, at, names) => convert(v, at, names, 0);
}

/** Adjacent known pieces are one; a merged piece has no single token. */
function push(parts: TextPart[], text: string, written: SourceSpan | null): void {
  const last = parts.at(-1);
  if (last?.kind === 'known') parts[parts.length - 1] = { kind: 'known', text: last.text + text, written: null };
  else if (text !== '') parts.push({ kind: 'known', text, written });
}

/** A value of a table, said at a place; `written` is the expression that stands for it. */
export function fromJson(
  json: Json,
  at: SourceSpan,
  written: SourceSpan | null,
  origin: 'written' | 'default' = 'written',
): Value {
  // In tables null is something that is set, but to what can't be said.
  if (json === null) return unknown(at, 'set by the construct');
  if (typeof json !== 'object') return { kind: 'literal', value: json, span: at, written, origin };
  if (Array.isArray(json))
    return {
      kind: 'list',
      items: (json as readonly Json[]).map(j => fromJson(j, at, null, origin)),
      complete: true,
      span: at,
      slot: null,
      origin,
    };
  return {
    kind: 'object',
    entries: Object.entries(json as Readonly<Record<string, Json>>).map(([key, value]) => ({
      key,
      keySpan: at,
      span: at,
      value: fromJson(value, at, null, origin),
    })),
    complete: true,
    span: at,
    slot: null,
    origin,
  };
}
