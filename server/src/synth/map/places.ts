/** Where the properties of a resource come from, by what is written at the call that made it. */
import type { SourceSpan } from '../../core/document.ts';
import type { Origin, Value } from '../../core/value.ts';
import { lowering } from '../../knowledge/index.ts';
import type { ConstructLowering, PropLowering } from '../../knowledge/types.ts';
import type { SiteKey, SiteObject } from '../model.ts';

/** The place of an entry. */
export interface Place {
  readonly keySpan: SourceSpan;
  /** From the key to the end of the value. */
  readonly whole: SourceSpan;
  readonly span: SourceSpan;
  readonly origin: Origin;
  /** The literal that stands there, if one does: its token may be rewritten if it is what the template says. */
  readonly literal?: SiteKey['literal'];
}

/** A place that stands for a key, a value and both. */
export function onlyPlace(span: SourceSpan, origin: Origin): Place {
  return { keySpan: span, whole: span, span, origin };
}

/** Finds what makes a CloudFormation property at a dotted path (`@` before an attribute's). */
export type Locate = (path: string) => Place | null;

/** What a prop key writes. */
interface Written {
  readonly to: string;
  readonly key: SiteKey;
}

/**
 * The keys of the objects that a call was given, by what they write.
 * @param fqn The class that the user's call made, null if that is not known.
 * @param type The CloudFormation type of the resource whose places are asked for.
 * @param own Whether the call made that very resource (an L1 construct, or an L2 construct whose main resource it is).
 * @param exact The resource's properties, for finding literals that went through.
 */
export function locator(
  objects: readonly SiteObject[],
  fqn: string | null,
  type: string,
  own: boolean,
  exact: Value,
  move: (span: SourceSpan) => SourceSpan | null,
): Locate {
  if (objects.length === 0) return () => null;
  const table = lowering();
  const how = fqn === null ? undefined : table.constructs[fqn];
  const isL1 = own && fqn !== null && table.l1[fqn] !== undefined;
  const written: Written[] = [];
  for (const object of objects) {
    if (isL1) byName(object, type, '', written);
    else if (own && how?.type === type) lowered(object, how.props, '', written);
    // What the table doesn't know passes through under its own name, if the resource has a property of that name.
    if (!isL1) sameName(object, exact, new Set(written.map(w => w.key)), written);
  }
  const places = new Map<string, Written[]>();
  for (const one of written) {
    const known = places.get(one.to);
    if (known) known.push(one);
    else places.set(one.to, [one]);
  }
  return path => {
    const same = places.get(path) ?? written.filter(w => w.to.startsWith(`${path}.`));
    const keys = new Set(same.map(w => w.key));
    const [key, ...more] = keys;
    if (!key || more.length > 0) return null;
    const [keySpan, whole, span] = [move(key.keySpan), move(key.span), move(key.valueSpan)];
    return keySpan && whole && span ? { keySpan, whole, span, origin: 'written', literal: key.literal } : null;
  };
}

/** Keys of an L1 construct: CloudFormation's names in camel case, at every depth. */
function byName(object: SiteObject, type: string, above: string, into: Written[]): void {
  const { l1Names } = lowering();
  for (const key of object.keys) {
    const name =
      l1Names[`${type}:${key.name}`] ?? l1Names[key.name] ?? key.name.charAt(0).toUpperCase() + key.name.slice(1);
    // Below some properties (`Variables`, policy documents) keys are kept as they are.
    for (const to of new Set([above + name, ...(above === '' ? [] : [above + key.name])])) {
      into.push({ to, key });
      if (key.inner) byName(key.inner, type, `${to}.`, into);
    }
  }
}

function lowered(object: SiteObject, props: ConstructLowering['props'], above: string, into: Written[]): void {
  for (const key of object.keys) {
    const how = Object.hasOwn(props, key.name) ? props[key.name] : undefined;
    if (!how) continue;
    for (const one of Array.isArray(how) ? (how as readonly PropLowering[]) : [how as PropLowering]) {
      const to = one.to === '' ? above.replace(/\.$/, '') : one.to.startsWith('@') ? one.to : above + one.to;
      if (one.to !== '') into.push({ to, key });
      if (one.props && key.inner) lowered(key.inner, one.props, to === '' ? '' : `${to}.`, into);
    }
  }
}

function sameName(object: SiteObject, exact: Value, known: ReadonlySet<SiteKey>, into: Written[]): void {
  if (exact.kind !== 'object') return;
  const taken = new Set(into.map(w => w.to.split('.')[0]));
  for (const key of object.keys) {
    if (known.has(key)) continue;
    const same = exact.entries.filter(e => e.key.toLowerCase() === key.name.toLowerCase());
    const [entry] = same.length > 0 ? same : exact.entries.filter(e => passedThrough(key, e.key, e.value));
    if (entry && !taken.has(entry.key)) into.push({ to: entry.key, key });
  }
}

/** Whether a literal stands in the template as it is written, under a name that has a word in common with the key's. */
function passedThrough(key: SiteKey, name: string, value: Value): boolean {
  if (value.kind !== 'literal' || key.literal === null || typeof key.literal === 'boolean') return false;
  if (String(value.value) !== String(key.literal) || String(key.literal).length < 3) return false;
  const words = (text: string) => text.split(/(?=[A-Z])/).map(w => w.toLowerCase());
  const own = words(key.name);
  return words(name).some(w => w.length >= 4 && own.includes(w));
}
