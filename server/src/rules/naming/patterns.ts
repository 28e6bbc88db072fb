/** Compares physical names with the patterns that requirements give, and makes names that follow them. */
import type { Demand, LetterCase, NamePart } from '../../core/requirement.ts';
import type { Resource } from '../../core/resource.ts';
import { type TextPart, type Value, textParts } from '../../core/value.ts';
import { regions, serviceOf } from '../../knowledge/index.ts';

export type NamingDemand = Extract<Demand, { readonly kind: 'naming' }>;

/** What a hole in a name may stand for: one token, or anything (`any`). */
export type HoleKind = 'env' | 'region' | 'account' | 'project' | 'any';

/** A name as symbols: characters, and holes by what they may be. */
type Letter = string | { readonly hole: HoleKind };

/** Whether a name of a parameter or variable, or the text of an expression, says that it is the environment. */
export function isEnvironmentName(name: string): boolean {
  const words = name.replace(/process\.env\b/g, '').replace(/([a-z])([A-Z])/g, '$1 $2');
  return words.split(/[^A-Za-z]+/).some(word => /^(env|environment|stage|suffix)$/i.test(word));
}

/** What a hole may stand for, by what it refers to. */
export function holeKind(value: Value): HoleKind {
  if (value.kind !== 'reference' || value.attribute !== null) return 'any';
  const { target } = value;
  if (target.kind === 'pseudo')
    return target.name === 'AWS::Region' ? 'region' : target.name === 'AWS::AccountId' ? 'account' : 'any';
  if (target.kind !== 'parameter') return 'any';
  if (isEnvironmentName(target.name)) return 'env';
  return /project|application|^app/i.test(target.name) ? 'project' : 'any';
}

/** Words for environments, for where nobody says what they are called. */
const ENVIRONMENT =
  /^(d|dev\w*|t|te?st\w*|qa\d*|uat|int\w*|sta?g\w*|pre\w*|p|pro?d\w*|sandbox|sbx|demo|local\w*|live|main|master|alpha|beta|gamma|ci|perf|load|dr|pr\d*|acc\w*|feature\w*|\d+)$/i;

const NOWHERE = { uri: '', start: 0, end: 0 };

/** Whether there is no name that does not follow a demand: it asks for nothing that could be missing. */
export function isEmpty(demand: NamingDemand): boolean {
  const names = ['x', 'Zq0', 'zq-9x', 'q.x_Z'];
  return names.every(text => follows(demand, [{ kind: 'known', text, written: NOWHERE }], text));
}

/**
 * Whether a name can be one that follows a demand. What can't be seen of it counts for whatever is asked.
 * @param called The logical ID of what has the name: its words are no environment.
 */
export function follows(demand: NamingDemand, parts: readonly TextPart[], called = ''): boolean {
  const letters = parts.flatMap((part): Letter[] =>
    part.kind === 'known' ? [...part.text] : [{ hole: holeKind(part.value) }],
  );
  // What is computed may hold an environment under any name; what is written there is one or none.
  const computed = parts.some(p => p.kind === 'known' && p.written === null);
  const fits = (pieces: readonly Piece[], anyWord = true) =>
    matched(letters, pieces, demand, environmentsOf(letters, computed, anyWord ? called : null));
  if (demand.letterCase && !inCase(demand.letterCase, parts)) return false;
  if (demand.pattern && !fits(demand.pattern)) return false;
  if (demand.prefix && !fits([...demand.prefix, REST])) return false;
  if (demand.contains && !fits([REST, ...demand.contains, REST], false)) return false;
  return !demand.suffix || fits([REST, ...demand.suffix]);
}

/** Anything, or nothing. */
const REST = { kind: 'rest' } as const;
type Piece = NamePart | typeof REST;

function inCase(letterCase: LetterCase, parts: readonly TextPart[]): boolean {
  const known = parts.map(p => (p.kind === 'known' ? p.text : '0')).join('');
  switch (letterCase) {
    case 'kebab':
      return !/[A-Z_ ]/.test(known);
    case 'snake':
      return !/[A-Z -]/.test(known);
    case 'pascal':
      return /^[A-Z0-9][A-Za-z0-9]*$/.test(known);
    case 'camel':
      return /^[a-z0-9][A-Za-z0-9]*$/.test(known);
    case 'lower':
      return !/[A-Z]/.test(known);
    case 'upper':
      return !/[a-z]/.test(known);
  }
}

/** Matches by trying, from the left; each pair of places is looked at once. */
function matched(
  letters: readonly Letter[],
  pieces: readonly Piece[],
  demand: NamingDemand,
  isEnvironment: IsEnvironment,
): boolean {
  // Texts of the pattern letter by letter, so that a hole may stand for any run of it.
  const units = pieces.flatMap((piece): (string | Exclude<Piece, { kind: 'text' }>)[] =>
    piece.kind === 'text' ? [...piece.text] : [piece],
  );
  const failed = new Set<number>();
  const from = (i: number, k: number): boolean => {
    const id = i * (units.length + 1) + k;
    if (failed.has(id)) return false;
    const ok = step(i, k);
    if (!ok) failed.add(id);
    return ok;
  };
  const step = (i: number, k: number): boolean => {
    const unit = units[k];
    const letter = letters[i];
    // What can't be seen may be anything, and any part of what is asked.
    if (typeof letter === 'object' && letter.hole === 'any') {
      if (from(i + 1, k)) return true;
      for (let next = k + 1; next <= units.length; next++) if (from(i + 1, next)) return true;
      return false;
    }
    if (unit === undefined) return letter === undefined;
    if (typeof unit === 'object' && unit.kind === 'rest') {
      for (let next = i; next <= letters.length; next++) if (from(next, k + 1)) return true;
      return false;
    }
    if (letter === undefined) return false;
    if (typeof unit === 'string') return letter === unit && from(i + 1, k + 1);
    const isOpen = { before: typeof units[k - 1] === 'object', after: typeof units[k + 1] === 'object' };
    return ends(letters, i, unit.token, demand, end => isEnvironment(i, end, isOpen)).some(next => from(next, k + 1));
  };
  return from(0, 0);
}

/** Whether letters from here to there are an environment; `isOpen` says on which sides no text of the pattern stands. */
type IsEnvironment = (
  start: number,
  end: number,
  isOpen: { readonly before: boolean; readonly after: boolean },
) => boolean;

/**
 * What may be an environment where nobody says what they are called: words that are usual, and any other word of the name
 * that says neither what kind of thing it is nor, as the logical ID (`called`) does, which one; null: no such word.
 */
function environmentsOf(letters: readonly Letter[], computed: boolean, called: string | null): IsEnvironment {
  const own = new Set(
    (called ?? '')
      .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
      .toLowerCase()
      .split(/[^a-z0-9]+/),
  );
  const isLetter = (letter: Letter | undefined) => typeof letter === 'string' && /[A-Za-z0-9]/.test(letter);
  const isEdge = (i: number) => {
    const [before, after] = [letters[i - 1], letters[i]];
    return !isLetter(before) || !isLetter(after) || /^[a-z0-9][A-Z]$/.test(`${String(before)}${String(after)}`);
  };
  return (start, end, isOpen) => {
    const word = letters.slice(start, end).join('');
    if (computed || (ENVIRONMENT.test(word) && word.length > 2)) return true;
    if ((isOpen.before && !isEdge(start)) || (isOpen.after && !isEdge(end))) return false;
    return ENVIRONMENT.test(word) || (called !== null && serviceOf(word) === null && !own.has(word.toLowerCase()));
  };
}

/** The places at which a token that starts at a place may end. */
function ends(
  letters: readonly Letter[],
  start: number,
  token: Extract<NamePart, { kind: 'token' }>['token'],
  { project, environments }: NamingDemand,
  isEnvironment: (end: number) => boolean,
): number[] {
  const first = letters[start];
  const words = (candidates: readonly string[]) =>
    candidates.filter(word => [...word].every((c, n) => letters[start + n] === c)).map(word => start + word.length);
  const while_ = (test: (letter: Letter) => boolean): number[] => {
    const found: number[] = [];
    for (let i = start; i < letters.length && test(letters[i] as Letter); i++) found.push(i + 1);
    return found;
  };
  const hole = typeof first === 'object' ? first.hole : null;
  const environment = () =>
    environments.length > 0
      ? words(environments)
      : while_(l => typeof l === 'string' && /[A-Za-z0-9]/.test(l)).filter(isEnvironment);
  switch (token) {
    case 'project':
      if (hole === 'project') return [start + 1];
      return project === null ? while_(() => true) : words([project]);
    case 'env':
      return hole !== null ? (hole === 'env' ? [start + 1] : []) : environment();
    case 'region':
      return hole !== null ? (hole === 'region' ? [start + 1] : []) : words(regions);
    case 'account':
      if (hole !== null) return hole === 'account' ? [start + 1] : [];
      return while_(l => typeof l === 'string' && /\d/.test(l)).filter(end => end === start + 12);
    case 'suffix':
      if (hole === null) return environment();
      return while_(l => typeof l === 'object' || /[A-Za-z0-9]/.test(l));
    default:
      return while_(() => true);
  }
}

/** One piece of a new name: text, a hole of the old one, or a pseudo parameter or template parameter. */
export type NewPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'hole'; readonly index: number }
  | { readonly kind: 'name'; readonly name: string };

/** A name that follows a demand and says what the old one did, or why there is none. `parameters` are the template's. */
export function renamed(
  demand: NamingDemand,
  resource: Resource,
  parts: readonly TextPart[],
  parameters: readonly string[],
): readonly NewPart[] | string {
  const holes = parts.flatMap((p, index) => (p.kind === 'hole' ? [{ index, kind: holeKind(p.value) }] : []));
  const pieces = demand.pattern ?? [
    ...(demand.prefix ?? []),
    { kind: 'token' as const, token: 'resource' as const, written: 'resource' },
    ...(demand.suffix ?? []),
  ];
  const tokens = pieces.flatMap(p => (p.kind === 'token' ? [p.token] : []));
  const isHeld = demand.contains?.every(p => p.kind === 'token' && tokens.includes(p.token)) ?? true;
  const pattern = isHeld ? pieces : [...pieces, { kind: 'text' as const, text: '-' }, ...(demand.contains ?? [])];
  const taken = new Set<number>();
  const hole = (...kinds: HoleKind[]): NewPart | null => {
    const found = holes.find(h => kinds.includes(h.kind) && !taken.has(h.index));
    if (!found) return null;
    taken.add(found.index);
    return { kind: 'hole', index: found.index };
  };
  const known = parts.flatMap(p => (p.kind === 'known' ? [p.text] : ['-'])).join('');
  const words = known.split(/[^A-Za-z0-9.]+/).filter(w => w !== '');
  const environment = words.find(w => demand.environments.includes(w)) ?? null;
  const separator = pattern.find(p => p.kind === 'text' && /^[-_.]$/.test(p.text));
  const joiner = separator?.kind === 'text' ? separator.text : '-';
  // Words that other pieces of the pattern say are not said twice.
  const said = new Set(
    [
      ...(demand.project?.split(/[^A-Za-z0-9]+/) ?? []),
      ...(environment === null ? [] : [environment]),
      ...pattern.flatMap(p => (p.kind === 'text' ? p.text.split(/[^A-Za-z0-9]+/) : [])),
      ...words.filter(w => /^\d{12}$/.test(w)),
    ].map(w => w.toLowerCase()),
  );
  const rest = words.filter(w => !said.has(w.toLowerCase()));
  const own = rest.length > 0 ? rest.join(joiner) : spelled(resource.logicalId, joiner);
  const made: NewPart[] = [];
  for (const piece of pattern) {
    if (piece.kind === 'text') {
      made.push(piece);
      continue;
    }
    const part = ((): NewPart | string => {
      switch (piece.token) {
        case 'project':
          return (
            hole('project') ??
            (demand.project !== null
              ? { kind: 'text', text: demand.project }
              : 'plumbline.yaml does not say what the project is called')
          );
        case 'env': {
          const parameter = parameters.find(isEnvironmentName);
          const there = hole('env');
          if (there) return there;
          if (environment !== null) return { kind: 'text', text: environment };
          if (parameter !== undefined) return { kind: 'name', name: parameter };
          return hole('any') ?? 'nothing in reach says which environment it is';
        }
        case 'region':
          return hole('region') ?? { kind: 'name', name: 'AWS::Region' };
        case 'account':
          return hole('account') ?? { kind: 'name', name: 'AWS::AccountId' };
        case 'suffix': {
          const parameter = parameters.find(name => /suffix/i.test(name));
          if (parameter !== undefined && !holes.some(h => h.kind === 'env')) return { kind: 'name', name: parameter };
          return hole('env') ?? hole('any') ?? 'nothing in reach says what the suffix is';
        }
        case 'resource':
          return { kind: 'text', text: own };
        default:
          return `what {${piece.written}} should be is not known`;
      }
    })();
    if (typeof part === 'string') return part;
    made.push(part);
  }
  if (holes.some(h => !taken.has(h.index))) return 'what is variable in the name has no place in the pattern';
  return merged(made.map(p => (p.kind === 'text' ? { ...p, text: cased(demand.letterCase, p.text) } : p)));
}

function merged(parts: readonly NewPart[]): NewPart[] {
  const result: NewPart[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (part.kind === 'text' && last?.kind === 'text')
      result[result.length - 1] = { kind: 'text', text: last.text + part.text };
    else result.push(part);
  }
  return result;
}

/** `OrdersTable` as `orders-table`. */
function spelled(id: string, joiner: string): string {
  return id
    .replace(/([a-z0-9])([A-Z])/g, `$1${joiner}$2`)
    .replace(/[^A-Za-z0-9]+/g, joiner)
    .toLowerCase();
}

function cased(letterCase: LetterCase | null, text: string): string {
  switch (letterCase) {
    case 'kebab':
      return spelled(text, '-').replace(/^-/, text.startsWith('-') ? '-' : '');
    case 'snake':
      return spelled(text, '_');
    case 'lower':
      return text.toLowerCase();
    case 'upper':
      return text.toUpperCase();
    case 'pascal':
      return text.replace(/(^|(?<![^A-Za-z0-9])[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_, __, c: string) => c.toUpperCase());
    case 'camel':
      return text.replace(/(?<![^A-Za-z0-9])[^A-Za-z0-9]+([A-Za-z0-9])/g, (_, c: string) => c.toUpperCase());
    case null:
      return text;
  }
}

/** A pattern as it is shown: `{project}-{resource}`. */
export function written(demand: NamingDemand): string {
  const text = (parts: readonly NamePart[]) => parts.map(p => (p.kind === 'text' ? p.text : `{${p.written}}`)).join('');
  return [
    demand.pattern ? text(demand.pattern) : '',
    demand.prefix ? `the prefix ${text(demand.prefix)}` : '',
    demand.suffix ? `the suffix ${text(demand.suffix)}` : '',
    demand.contains ? `…${text(demand.contains)}…` : '',
    demand.letterCase ? `${demand.letterCase} case` : '',
  ]
    .filter(t => t !== '')
    .join(', ');
}

/** The pieces of a name, or null where it is none that can be judged. */
export function nameParts(value: Value): readonly TextPart[] | null {
  const parts = textParts(value);
  if (!parts || value.kind === 'reference' || value.kind === 'unknown') return null;
  // Dynamic references are looked up before anything is named.
  return parts.some(p => p.kind === 'known' && /\{\{|\$\{/.test(p.text)) ? null : parts;
}
