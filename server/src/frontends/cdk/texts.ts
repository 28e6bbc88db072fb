/** Text that is put together from known pieces and holes. */
import type { SourceSpan } from '../../core/document.ts';
import { type Item, type V, each, lit } from './values.ts';

/** Whether a value is null or undefined; null when that is not known. */
export function nullish(v: V): boolean | null {
  if (v.t === 'undef') return true;
  if (v.t === 'lit') return v.value === null;
  if (v.t === 'unknown' || v.t === 'import') return null;
  if (v.t === 'choice') {
    const all = v.branches.map(b => nullish(b.v));
    return all.every(n => n === all[0]) ? (all[0] ?? null) : null;
  }
  return false;
}

export function isStringy(v: V): boolean {
  return (
    (v.t === 'lit' && typeof v.value === 'string') ||
    v.t === 'text' ||
    (v.t === 'choice' && v.branches.some(b => isStringy(b.v)))
  );
}

/** Text with one more piece. Choices are multiplied out, as far as the bound on branches lets them. */
export function concat(text: V, more: V, at: SourceSpan): V {
  if (text.t === 'choice') return each(text, t => concat(t, more, at));
  if (more.t === 'choice') return each(more, m => concat(text, m, at));
  if (text.t !== 'text') return text;
  const parts = [...text.parts];
  if (more.t === 'lit') parts.push({ text: String(more.value), written: more.written });
  else if (more.t === 'text') parts.push(...more.parts);
  else parts.push({ text: null, item: { v: more, at } });
  return { t: 'text', parts };
}

/** Text of which every piece is known is a literal. One piece alone keeps its token. */
export function settled(v: V): V {
  if (v.t === 'choice') return each(v, settled);
  if (v.t !== 'text') return v;
  let all = '';
  for (const p of v.parts) {
    if (p.text === null) return v;
    all += p.text;
  }
  return lit(all, v.parts.length === 1 ? ((v.parts[0] as { written: SourceSpan | null }).written ?? null) : null);
}

export function keysOf(v: V): Item[] | null {
  if (v.t !== 'obj' || !v.complete) return null;
  return [...v.entries].map(([key, f]) => ({ v: lit(key), at: f.keyAt }));
}
