/**
 * Policy documents in JSON files of their own. A file is read as a module that gives what stands in it, so that code can
 * import it; where no code does, its statements stand for themselves.
 */
import ts from 'typescript';
import { type Document, span } from '../../core/document.ts';
import type { PolicyKind, PolicyStatement } from '../../core/resource.ts';
import { type ObjectValue, type Slot, type Value, asList, at, scenarios, stringOf } from '../../core/value.ts';
import { converter } from './convert.ts';
import type { Expr, Module } from './ir.ts';
import { lower } from './lower.ts';
import { type Field, type Item, type V, lit } from './values.ts';

/** IAM takes policies of at most 10 240 characters without white space; an organization's is smaller still. */
const MAX_LENGTH = 200_000;
/** The outermost keys of a policy; what stands before `Statement` is short. */
const START = /^\uFEFF?\s*\{\s*"(Version|Id|Statement)"\s*:/;

/** Whether a document is a policy: by its name and its first key, then by how `Statement` begins. */
export function isPolicyFile({ uri, text }: Document): boolean {
  return (
    uri.endsWith('.json') &&
    text.length <= MAX_LENGTH &&
    START.test(text) &&
    /"Statement"\s*:\s*[[{]/.test(text) &&
    /"Effect"\s*:/.test(text)
  );
}

/** What stands in a policy file; null for what is no JSON. */
export function policyIn({ uri, text }: Document): Expr | null {
  const source = ts.createSourceFile(uri, text, ts.ScriptTarget.JSON, false, ts.ScriptKind.JSON);
  const [first] = lower(source, uri).body;
  return first?.k === 'run' ? asJson(first.value) : null;
}

/** Slots of JSON are not those of code. */
function asJson(e: Expr): Expr {
  const json = (slot: Slot): Slot => ({ ...slot, style: 'json' });
  if (e.k === 'array') return { ...e, items: e.items.map(asJson), slot: json(e.slot) };
  if (e.k !== 'object') return e;
  const entries = e.entries.map(entry => (entry.k === 'entry' ? { ...entry, value: asJson(entry.value) } : entry));
  return { ...e, entries, slot: json(e.slot) };
}

/** What stands in a policy file, as code that imports it sees it. */
export function valueIn(e: Expr, uri: string): V {
  const place = (a: { readonly start: number; readonly end: number }) => span(uri, a.start, a.end);
  switch (e.k) {
    case 'literal':
      return lit(e.value, place(e));
    case 'array': {
      const items = e.items.map((i): Item => ({ v: valueIn(i, uri), at: place(i) }));
      return { t: 'arr', items, complete: true, at: place(e), slot: e.slot };
    }
    case 'object': {
      const entries = new Map<string, Field>();
      let complete = true;
      for (const entry of e.entries)
        if (entry.k === 'entry')
          entries.set(entry.key, {
            v: valueIn(entry.value, uri),
            at: place(entry.value),
            keyAt: place(entry.keyAt),
            whole: place(entry),
          });
        else complete = false;
      return { t: 'obj', entries, complete, at: place(e), slot: e.slot };
    }
    default:
      return { t: 'unknown', reason: 'it can’t be read' };
  }
}

const convert = converter(node => node.path);
const kept = new WeakMap<Module, readonly PolicyStatement[]>();

/** The statements of a policy file by themselves: nobody is known to have them. */
export function statementsOfFile(module: Module): readonly PolicyStatement[] {
  const known = kept.get(module);
  if (known) return known;
  const { policy, uri } = module;
  const elements = policy ? convert(valueIn(policy, uri), span(uri, policy.start, policy.end)) : null;
  if (elements?.kind !== 'object') return [];
  const document = { id: `${uri}#document`, span: elements.span, elements };
  const found = objectsIn(at(elements, 'Statement')).map(
    (statement, i): PolicyStatement => ({
      id: `${uri}#${i}`,
      kind: kindOf(statement),
      language: 'json',
      span: statement.span,
      elements: statement,
      owner: null,
      attachedTo: [],
      grant: null,
      evidence: 'source',
      document,
    }),
  );
  kept.set(module, found);
  return found;
}

function objectsIn(value: Value): ObjectValue[] {
  return (asList(value)?.items ?? []).filter(item => item.kind === 'object');
}

/** A statement with a principal is about a resource, or about a role where it says who may assume that. */
function kindOf(statement: ObjectValue): PolicyKind {
  const has = (key: string) => statement.entries.some(e => e.key === key);
  if (!has('Principal') && !has('NotPrincipal')) return 'identity';
  const actions = scenarios(at(statement, 'Action')).flatMap(s => asList(s.value)?.items ?? []);
  const isTrust =
    actions.length > 0 && actions.every(a => /^sts:(AssumeRole|TagSession|SetSource)/i.test(stringOf(a) ?? ''));
  return isTrust && !has('Resource') ? 'trust' : 'resource';
}
