/** Joins what the template says with where the code says it. */
import { fingerprint } from '../../core/fingerprint.ts';
import {
  absent,
  unknown,
  type Branch,
  type Entry,
  type Literal,
  type ObjectValue,
  type TextPart,
  type Value,
} from '../../core/value.ts';
import { onlyPlace, type Locate, type Place } from './places.ts';

/** What stands in for things that are not known before a deployment. */
export interface StandIns {
  readonly account: string;
  readonly region: string;
  readonly dummies: readonly string[];
}

export interface Merging {
  readonly standIns: StandIns;
  /** Where a property comes from that the source reader says nothing of. */
  readonly locate: Locate;
  /** Where a property was set after the construct was made, if it was. */
  readonly changed: (path: string) => Place | null;
  /** Where what nobody wrote is said: the construct's name. */
  readonly otherwise: Place;
}

/**
 * The value that the template has, with the places of the value that the source reader saw.
 * @param exact What the template says, references resolved.
 * @param twin What the source reader says of the same property; undefined for nothing.
 * @param place Where it stands if the twin doesn't say.
 * @param path The dotted CloudFormation path, `''` for all properties.
 */
export function merged(exact: Value, twin: Value | undefined, place: Place, path: string, how: Merging): Value {
  const seen = twin && branchFor(exact, twin);
  switch (exact.kind) {
    case 'absent':
      return absent;
    case 'unknown':
      return { ...exact, span: seen && seen.kind !== 'absent' ? seen.span : place.span };
    case 'literal':
      return literal(exact, seen, place, how.standIns);
    case 'text': {
      const at = spanOf(seen, place);
      if (seen?.kind === 'text' && fingerprint(seen) === fingerprint(exact))
        return { ...seen, origin: originOf(seen, place) };
      const parts = exact.parts.flatMap((part): TextPart[] =>
        part.kind === 'hole' ? [{ kind: 'hole', value: placed(part.value, at) }] : holes(part.text, how.standIns, at),
      );
      if (parts.some(p => p.kind === 'known' && isDummy(p.text, how.standIns))) return unknown(at, 'a lookup gives it');
      return { kind: 'text', parts, span: at, origin: originOf(seen, place) };
    }
    case 'reference':
      return { ...exact, span: spanOf(seen, place), origin: originOf(seen, place) };
    case 'choice': {
      const at = spanOf(seen, place);
      const branches = exact.branches.map((branch): Branch => {
        const own = twinBranch(twin, branch.when);
        const later = laterPlace(branch.value, own, path, how);
        const value = merged(branch.value, later ? undefined : own, later ?? { ...place, span: at }, path, how);
        return { when: branch.when, value };
      });
      // What the code says itself comes first, and what was made of it later after that.
      branches.sort((a, b) => Number(isWritten(b.value)) - Number(isWritten(a.value)));
      return { ...exact, branches, span: at, origin: originOf(seen, place) };
    }
    case 'list': {
      const own = seen?.kind === 'list' ? seen : null;
      const partners = own ? partnersOf(exact.items, own.items) : [];
      const rest: Place = own
        ? { ...place, span: own.span }
        : seen && seen.kind !== 'absent'
          ? { ...place, span: seen.span }
          : place;
      return {
        kind: 'list',
        items: exact.items.map((item, i) =>
          merged(item, partners[i], itemPlace(rest, own !== null && partners[i] === undefined, how), `${path}.*`, how),
        ),
        complete: exact.complete,
        span: spanOf(seen, place),
        slot: own?.slot ?? null,
        origin: originOf(seen, place),
      };
    }
    case 'object':
      return objectOf(exact, seen, place, path, how);
  }
}

function objectOf(exact: ObjectValue, seen: Value | undefined, place: Place, path: string, how: Merging): ObjectValue {
  const own = seen?.kind === 'object' ? seen : null;
  const entries: Entry[] = [];
  for (const entry of exact.entries) {
    const found = own?.entries.findLast(e => e.key === entry.key);
    // Of what a construct sets the source reader knows no more than that it does, and no place of its own.
    const known = found?.value.kind === 'unknown' && found.value.reason === 'set by the construct' ? undefined : found;
    const below = path === '' || path === '@' ? path + entry.key : `${path}.${entry.key}`;
    // What is inside of an expression that can't be read stands in that expression.
    const around = own ? how.otherwise : place;
    const later = laterPlace(entry.value, known?.value, below, how);
    const at: Place =
      later ??
      (known
        ? {
            keySpan: known.keySpan,
            whole: known.span,
            span: known.value.kind === 'absent' ? known.span : known.value.span,
            origin: 'written',
          }
        : (how.locate(below) ?? around));
    const value = merged(entry.value, later ? undefined : known?.value, at, below, how);
    if (value.kind !== 'absent') entries.push({ key: entry.key, keySpan: at.keySpan, span: at.whole, value });
  }
  return {
    kind: 'object',
    entries,
    complete: exact.complete,
    span: spanOf(seen, place),
    slot: own?.slot ?? null,
    origin: originOf(seen, place),
  };
}

/** Where a value was set that the code says otherwise at the construct; null where it is what the code says, or may be. */
function laterPlace(exact: Value, twin: Value | undefined, path: string, how: Merging): Place | null {
  const isOther = exact.kind === 'literal' && twin?.kind === 'literal' && String(exact.value) !== String(twin.value);
  return isOther ? how.changed(path) : null;
}

function isWritten(value: Value): boolean {
  return value.kind === 'literal' && value.written !== null;
}

/** An item that the CDK added to a list of the user's is said where everything is said that nobody wrote. */
function itemPlace(place: Place, added: boolean, how: Merging): Place {
  return added ? { ...onlyPlace(place.span, how.otherwise.origin) } : place;
}

function literal(exact: Literal, seen: Value | undefined, place: Place, standIns: StandIns): Value {
  const at = spanOf(seen, place);
  const origin = originOf(seen, place);
  // Some names are turned to small letters on the way.
  if (seen?.kind === 'literal' && String(seen.value).toLowerCase() === String(exact.value).toLowerCase())
    return { ...exact, span: seen.span, written: seen.written, origin };
  if (!seen && place.literal !== undefined && place.literal !== null && String(place.literal) === String(exact.value))
    return { ...exact, span: at, written: at, origin };
  if (typeof exact.value === 'string') {
    if (isDummy(exact.value, standIns)) return unknown(at, 'a lookup gives it');
    const parts = holes(exact.value, standIns, at);
    const [only] = parts;
    if (parts.length === 1 && only?.kind === 'hole' && only.value.kind === 'reference')
      return { ...only.value, span: at, origin };
    if (parts.some(p => p.kind === 'hole')) return { kind: 'text', parts, span: at, origin };
  }
  return { ...exact, span: at, written: null, origin };
}

function isDummy(text: string, { dummies }: StandIns): boolean {
  return dummies.some(dummy => text.includes(dummy));
}

/** A text in which the account and region of no environment in particular are holes again. */
function holes(text: string, { account, region }: StandIns, span: Place['span']): TextPart[] {
  const names = new Map([
    [account, 'AWS::AccountId'],
    [region, 'AWS::Region'],
  ]);
  let parts: TextPart[] = [{ kind: 'known', text, written: null }];
  for (const [standIn, name] of names) {
    if (standIn === '' || !text.includes(standIn)) continue;
    parts = parts.flatMap((part): TextPart[] => {
      if (part.kind === 'hole') return [part];
      return part.text.split(standIn).flatMap((piece, i): TextPart[] => [
        ...(i === 0
          ? []
          : [
              {
                kind: 'hole' as const,
                value: {
                  kind: 'reference' as const,
                  target: { kind: 'pseudo' as const, name },
                  attribute: null,
                  span,
                  origin: 'written' as const,
                },
              },
            ]),
        ...(piece === '' ? [] : [{ kind: 'known' as const, text: piece, written: null }]),
      ]);
    });
  }
  return parts;
}

function spanOf(seen: Value | undefined, place: Place): Place['span'] {
  return seen && seen.kind !== 'absent' ? seen.span : place.span;
}

/** A default that the source reader knew of is one; what is written anywhere is written. */
function originOf(seen: Value | undefined, place: Place): Place['origin'] {
  if (!seen || seen.kind === 'absent') return place.origin;
  return seen.kind === 'unknown' ? place.origin : seen.origin;
}

/** Everything in a value at one place. */
export function placed(value: Value, span: Place['span']): Value {
  switch (value.kind) {
    case 'absent':
      return value;
    case 'literal':
      return { ...value, span, written: null };
    case 'list':
      return { ...value, items: value.items.map(i => placed(i, span)), span, slot: null };
    case 'object':
      return {
        ...value,
        entries: value.entries.map(e => ({ key: e.key, keySpan: span, span, value: placed(e.value, span) })),
        span,
        slot: null,
      };
    case 'text':
      return {
        ...value,
        parts: value.parts.map(p =>
          p.kind === 'known' ? { ...p, written: null } : { kind: 'hole', value: placed(p.value, span) },
        ),
        span,
      };
    case 'choice':
      return { ...value, branches: value.branches.map(b => ({ when: b.when, value: placed(b.value, span) })), span };
    default:
      return { ...value, span };
  }
}

/** Of a value that the source reader saw several ways for, the one that came true; else what stands for all. */
function branchFor(exact: Value, twin: Value): Value {
  if (twin.kind !== 'choice' || exact.kind === 'choice') return twin;
  const wanted = fingerprint(exact);
  const all = leaves(twin);
  const fitting =
    all.find(v => fingerprint(v) === wanted) ?? all.find(v => v.kind === exact.kind && v.kind === 'object');
  return fitting ?? unknown(twin.span, 'several values');
}

function leaves(value: Value): Value[] {
  return value.kind === 'choice' ? value.branches.flatMap(b => leaves(b.value)) : [value];
}

function twinBranch(twin: Value | undefined, when: string): Value | undefined {
  if (twin?.kind !== 'choice') return twin;
  return twin.branches.find(b => b.when === when)?.value;
}

/** For each item the one of the source that makes it: an equal one, else the one at the same place among those left over. */
function partnersOf(exact: readonly Value[], twin: readonly Value[]): (Value | undefined)[] {
  const free = new Map<string, Value[]>();
  for (const item of twin) {
    const print = fingerprint(item);
    const known = free.get(print);
    if (known) known.push(item);
    else free.set(print, [item]);
  }
  const found = exact.map(item => free.get(fingerprint(item))?.shift());
  const taken = new Set(found);
  const left = twin.filter(item => !taken.has(item));
  // As many on both sides: they are the same ones, seen less clearly.
  const open = found.filter(f => f === undefined).length;
  return open === left.length ? found.map(f => f ?? left.shift()) : found;
}
