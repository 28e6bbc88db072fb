/** What the language's own strings, arrays and objects do, as far as constants are concerned. */
import type { SourceSpan } from '../../core/document.ts';
import { type Interpreter, MAX_ITERATIONS } from './evaluate.ts';
import { concat, settled } from './texts.ts';
import { type Arr, type Field, type Item, type V, lit, truth, undef, unseen } from './values.ts';

/** Comparisons and arithmetic of known values. */
export function binary(op: string, left: V, right: V): V {
  if (op === '===' || op === '!==') {
    const same = equal(left, right);
    return same === null ? unseen('comparison') : lit(op === '===' ? same : !same);
  }
  if (left.t !== 'lit' || right.t !== 'lit') return unseen('arithmetic');
  const [a, b] = [left.value, right.value];
  if (typeof a !== 'number' || typeof b !== 'number') return unseen('arithmetic');
  switch (op) {
    case '-':
      return lit(a - b);
    case '*':
      return lit(a * b);
    case '/':
      return lit(a / b);
    case '<':
      return lit(a < b);
    case '>':
      return lit(a > b);
    case '<=':
      return lit(a <= b);
    case '>=':
      return lit(a >= b);
    default:
      return unseen('arithmetic');
  }
}

function equal(a: V, b: V): boolean | null {
  if (a.t === 'lit' && b.t === 'lit') return a.value === b.value;
  if (a.t === 'undef' && b.t === 'undef') return true;
  if ((a.t === 'undef' && b.t === 'lit') || (a.t === 'lit' && b.t === 'undef')) return false;
  if (a.t === 'lib' && b.t === 'lib') return a.fqn === b.fqn ? true : null;
  if (a === b && (a.t === 'obj' || a.t === 'node' || a.t === 'inst')) return true;
  return null;
}

/** A method of an array. Callbacks are run for each item, or once with nothing known where the items are not. */
export function arrayCall(run: Interpreter, on: Arr, name: string, args: readonly Item[], at: SourceSpan): V {
  const fn = args[0]?.v;
  const known = on.complete && on.items.length <= MAX_ITERATIONS;
  const call = (item: Item, i: number): V =>
    fn ? run.call(fn, [item, { v: lit(i), at: item.at }, { v: on, at }], at) : unseen('callback');
  const list = (items: Item[], complete: boolean): Arr => ({ t: 'arr', items, complete, at, slot: null });
  switch (name) {
    case 'push':
    case 'unshift':
      if (run.journal.uncertain) on.complete = false;
      if (name === 'push') on.items.push(...args);
      else on.items.unshift(...args);
      return lit(on.items.length);
    case 'forEach':
    case 'map':
    case 'flatMap': {
      if (!known && fn?.t === 'fn') {
        for (const [i, item] of on.items.slice(0, MAX_ITERATIONS).entries()) call(item, i);
        if (on.items.length === 0) run.speculate(fn);
        return name === 'forEach' ? undef : list([], false);
      }
      const results = on.items.map((item, i) => ({ v: call(item, i), at: item.at }));
      if (name === 'forEach') return undef;
      if (name === 'map') return list(results, true);
      const flat: Item[] = [];
      let complete = true;
      for (const r of results) {
        if (r.v.t === 'arr') {
          flat.push(...r.v.items);
          complete = complete && r.v.complete;
        } else flat.push(r);
      }
      return list(flat, complete);
    }
    case 'filter': {
      if (!known) return list([], false);
      const kept: Item[] = [];
      let complete = true;
      on.items.forEach((item, i) => {
        // `filter(Boolean)` asks for the item itself.
        const t = fn?.t === 'fn' ? truth(call(item, i)) : truth(item.v);
        if (t === null) complete = false;
        if (t !== false) kept.push(item);
      });
      return list(kept, complete);
    }
    case 'find':
    case 'some':
    case 'every':
    case 'findIndex': {
      if (!known) return unseen('list that is not known');
      for (const [i, item] of on.items.entries()) {
        const t = truth(call(item, i));
        if (t === null) return unseen('condition');
        if (t === (name !== 'every'))
          return name === 'find' ? item.v : name === 'findIndex' ? lit(i) : lit(name === 'some');
      }
      return name === 'find' ? undef : name === 'findIndex' ? lit(-1) : lit(name === 'every');
    }
    case 'includes': {
      if (!known || fn === undefined) return unseen('list that is not known');
      let doubt = false;
      for (const item of on.items) {
        const same = equal(item.v, fn);
        if (same) return lit(true);
        if (same === null) doubt = true;
      }
      return doubt ? unseen('comparison') : lit(false);
    }
    case 'join': {
      if (!known) return unseen('list that is not known');
      const separator = fn?.t === 'lit' ? String(fn.value) : fn === undefined ? ',' : null;
      if (separator === null) return unseen('separator');
      let text: V = { t: 'text', parts: [] };
      on.items.forEach((item, i) => {
        if (i > 0 && separator !== '') text = concat(text, lit(separator), item.at);
        text = concat(text, item.v, item.at);
      });
      const result = settled(text);
      return result.t === 'lit' ? lit(result.value) : result;
    }
    case 'concat': {
      const items = [...on.items];
      let complete = on.complete;
      for (const a of args) {
        if (a.v.t === 'arr') {
          items.push(...a.v.items);
          complete = complete && a.v.complete;
        } else if (a.v.t === 'unknown') complete = false;
        else items.push(a);
      }
      return list(items, complete);
    }
    case 'slice': {
      const from = fn?.t === 'lit' ? Number(fn.value) : fn === undefined ? 0 : null;
      const end = args[1]?.v;
      const to = end?.t === 'lit' ? Number(end.value) : end === undefined ? undefined : null;
      if (!known || from === null || to === null) return list([], false);
      return list(on.items.slice(from, to), true);
    }
    case 'reduce': {
      if (!known || fn?.t !== 'fn') return unseen('reduce');
      let sum = args[1]?.v ?? on.items[0]?.v ?? undef;
      on.items.slice(args[1] ? 0 : 1).forEach((item, i) => {
        sum = run.call(fn, [{ v: sum, at }, item, { v: lit(i), at }], at);
      });
      return sum;
    }
    case 'entries':
      return list(
        on.items.map((item, i) => ({ v: list([{ v: lit(i), at: item.at }, item], true), at: item.at })),
        on.complete,
      );
    case 'values':
      return on;
    case 'sort':
    case 'reverse':
      return list([...on.items], on.complete);
    case 'toString':
      return unseen('array');
    default:
      return unseen('array method');
  }
}

/** A method of a string. Results are computed: no single token makes them. */
export function stringCall(on: V, name: string, args: readonly Item[], at: SourceSpan): V {
  if (name === 'toString') return on;
  if (on.t !== 'lit') {
    return name === 'concat' && on.t === 'text'
      ? settled(args.reduce((t, a) => concat(t, a.v, a.at), on as V))
      : unseen('string method');
  }
  if (typeof on.value !== 'string') return name === 'toString' ? lit(String(on.value)) : unseen('method');
  const text = on.value;
  if (name === 'concat')
    return settled(
      args.reduce((t, a) => concat(t, a.v, a.at), { t: 'text', parts: [{ text, written: on.written }] } as V),
    );
  const values = args.map(a => (a.v.t === 'lit' ? a.v.value : undefined));
  if (values.includes(undefined)) return unseen('string method');
  const [a, b] = values;
  const number = (x: unknown) => (typeof x === 'number' ? x : undefined);
  switch (name) {
    case 'toLowerCase':
    case 'toLocaleLowerCase':
      return lit(text.toLowerCase());
    case 'toUpperCase':
    case 'toLocaleUpperCase':
      return lit(text.toUpperCase());
    case 'trim':
      return lit(text.trim());
    case 'replace':
      return typeof a === 'string' && typeof b === 'string' ? lit(text.replace(a, () => b)) : unseen('replace');
    case 'replaceAll':
      return typeof a === 'string' && typeof b === 'string' ? lit(text.replaceAll(a, () => b)) : unseen('replace');
    case 'split':
      if (typeof a !== 'string') return unseen('split');
      return {
        t: 'arr',
        items: text
          .split(a)
          .slice(0, 200)
          .map(piece => ({ v: lit(piece), at })),
        complete: true,
        at,
        slot: null,
      };
    case 'startsWith':
      return typeof a === 'string' ? lit(text.startsWith(a)) : unseen('startsWith');
    case 'endsWith':
      return typeof a === 'string' ? lit(text.endsWith(a)) : unseen('endsWith');
    case 'includes':
      return typeof a === 'string' ? lit(text.includes(a)) : unseen('includes');
    case 'substring':
      return lit(text.substring(number(a) ?? 0, number(b)));
    case 'slice':
      return lit(text.slice(number(a), number(b)));
    case 'charAt':
      return lit(text.charAt(number(a) ?? 0));
    case 'padStart':
      return typeof a === 'number' && a <= 1000
        ? lit(text.padStart(a, typeof b === 'string' ? b : undefined))
        : unseen('padStart');
    default:
      return unseen('string method');
  }
}

/** `Object.keys` and its like; null for functions that are not known here. */
export function objectCall(run: Interpreter, name: string, args: readonly Item[], at: SourceSpan): V | null {
  const v = args[0]?.v;
  if (!v) return null;
  const list = (items: Item[], complete: boolean): Arr => ({ t: 'arr', items, complete, at, slot: null });
  switch (name) {
    case 'keys':
      return v.t === 'obj'
        ? list(
            [...v.entries].map(([key, f]) => ({ v: lit(key), at: f.keyAt })),
            v.complete,
          )
        : list([], false);
    case 'values':
      return v.t === 'obj' ? list([...v.entries.values()], v.complete) : list([], false);
    case 'entries':
      if (v.t !== 'obj') return list([], false);
      return list(
        [...v.entries].map(([key, f]) => ({ v: list([{ v: lit(key), at: f.keyAt }, f], true), at: f.at })),
        v.complete,
      );
    case 'freeze':
      return v;
    case 'fromEntries': {
      if (v.t !== 'arr') return unseen('object');
      const entries = new Map<string, Field>();
      let { complete } = v;
      for (const item of v.items) {
        const [key, value] = item.v.t === 'arr' ? item.v.items : [];
        if (key?.v.t === 'lit' && value) entries.set(String(key.v.value), { ...value, keyAt: key.at, whole: item.at });
        else complete = false;
      }
      return { t: 'obj', entries, complete, at, slot: null };
    }
    case 'assign': {
      const entries = new Map<string, Field>();
      let complete = true;
      for (const a of args) {
        if (a.v.t === 'obj') {
          for (const [key, f] of a.v.entries) entries.set(key, f);
          complete = complete && a.v.complete;
        } else if (a.v.t !== 'undef') complete = false;
      }
      if (v.t === 'obj') for (const [key, f] of entries) run.journal.write(v.entries, key, f);
      return { t: 'obj', entries, complete, at, slot: null };
    }
    case 'from':
      return v.t === 'arr' ? v : list([], false);
    case 'isArray':
      return v.t === 'arr' ? lit(true) : v.t === 'unknown' || v.t === 'choice' ? unseen('list') : lit(false);
    default:
      return null;
  }
}
