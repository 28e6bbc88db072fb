/**
 * What stands between files of handler code: clients and constants that one exports and another uses. Each file says what
 * it gives and what it asks for; joining fills the one in from the other.
 */
import ts from 'typescript';
import type { SourceSpan } from '../../core/document.ts';
import type { CodeFact, CodeUnit, CodeValue, SdkCall } from '../../core/resource.ts';
import { sdkActions } from '../../knowledge/index.ts';
import { clientOfPackage, documentOperation, capital, NO_OPERATIONS } from './sdkNames.ts';
import { type Client, isLocal, type Thing, type Things } from './things.ts';
import { joined, type OpenValue, oneOf, UNKNOWN, type Values } from './values.ts';

/** A call of which something may stand in another file. */
export interface PendingCall {
  readonly fact: Omit<SdkCall, 'parameters'>;
  readonly parameters: Readonly<Record<string, OpenValue>>;
  /** Whose method it is, where that is something of another file; a null method is `new`. */
  readonly on: { readonly module: string; readonly path: readonly string[]; readonly method: string | null } | null;
}

export interface Crossing {
  /** Calls that need other files to be known whole. */
  readonly calls: readonly PendingCall[];
  /** Clients by where they are found from outside: `db`, `clients.s3`, `getDb.()`. */
  readonly clients: Readonly<Record<string, Client>>;
  readonly values: Readonly<Record<string, OpenValue>>;
  /** Names that come from other modules; `*` for all of them. */
  readonly from: readonly { readonly name: string; readonly module: string; readonly original: string }[];
}

/** What a file gives to others and asks of them; null when that is nothing. */
export function crossingOf(things: Things, values: Values, pending: readonly PendingCall[]): Crossing | null {
  const clients: Record<string, Client> = {};
  const constants: Record<string, OpenValue> = {};
  const from: { name: string; module: string; original: string }[] = [];
  const give = (name: string, thing: Thing | null, node: ts.Expression | null, depth: number): void => {
    if (thing?.t === 'client') clients[name] = thing;
    else if (thing?.t === 'function') {
      const returned = things.returned(thing.node);
      if (returned?.t === 'client') clients[`${name}.()`] = returned;
    } else if (thing?.t === 'object' && depth < 3) {
      for (const p of thing.node.properties) {
        const value = ts.isPropertyAssignment(p) ? p.initializer : ts.isShorthandPropertyAssignment(p) ? p.name : null;
        if (value && p.name && (ts.isIdentifier(p.name) || ts.isStringLiteralLike(p.name)))
          give(`${name}.${p.name.text}`, things.of(value), value, depth + 1);
      }
    } else if ((thing?.t === 'instance' || thing?.t === 'class') && depth < 3) {
      const path = thing.t === 'class' ? `${name}.()` : name;
      for (const field of things.scopes.fields(thing.node).keys()) {
        const held = things.member(thing, field, 0);
        if (held?.t === 'client') clients[`${path}.${field}`] = held;
      }
    } else if (thing?.t === 'local') from.push({ name, module: thing.module, original: thing.path.join('.') || '*' });
    const value = node && (!thing || thing.t === 'local') ? values.of(node) : UNKNOWN;
    if (value.kind !== 'unknown') constants[name] = value;
  };
  for (const e of things.scopes.exports) {
    if (e.from) from.push({ name: e.name, module: e.from.module, original: e.from.name });
    else if (e.value && ts.isExpression(e.value)) give(e.name, things.of(e.value), e.value, 0);
    else if (e.value && ts.isFunctionDeclaration(e.value)) give(e.name, { t: 'function', node: e.value }, null, 0);
    else if (e.value && ts.isClassDeclaration(e.value)) give(e.name, { t: 'class', node: e.value }, null, 0);
  }
  const calls = pending.filter(isOpen);
  const isEmpty = calls.length + from.length + Object.keys(clients).length + Object.keys(constants).length === 0;
  return isEmpty ? null : { calls, clients, values: constants, from };
}

/** Whether a call needs other files to be known whole. */
export function isOpen(call: PendingCall): boolean {
  return call.on !== null || Object.values(call.parameters).some(mentionsOthers);
}

function mentionsOthers(value: OpenValue): boolean {
  if (value.kind === 'elsewhere') return true;
  if (value.kind === 'choice') return value.of.some(mentionsOthers);
  return value.kind === 'parts' && value.parts.some(mentionsOthers);
}

/** A call as it is known from its own file alone. */
export function settled(call: PendingCall, elsewhere: (value: Elsewhere) => OpenValue = () => UNKNOWN): SdkCall {
  const parameters: Record<string, CodeValue> = {};
  for (const [path, value] of Object.entries(call.parameters)) parameters[path] = closed(value, elsewhere);
  return { ...call.fact, parameters };
}

type Elsewhere = Extract<OpenValue, { kind: 'elsewhere' }>;

function closed(value: OpenValue, elsewhere: (value: Elsewhere) => OpenValue): CodeValue {
  const filled = filledIn(value, elsewhere);
  return mentionsOthers(filled) ? { kind: 'unknown' } : (filled as CodeValue);
}

function filledIn(value: OpenValue, elsewhere: (value: Elsewhere) => OpenValue): OpenValue {
  switch (value.kind) {
    case 'elsewhere':
      return elsewhere(value);
    case 'choice':
      return oneOf(value.of.map(v => filledIn(v, elsewhere)));
    case 'parts':
      return joined(value.parts.map(v => filledIn(v, elsewhere)));
    default:
      return value;
  }
}

/** A file of handler code with what it gives and asks for. */
export interface CodeFile {
  readonly unit: CodeUnit;
  readonly crossing: Crossing | null;
}

/** Which file an import means; null for one that is not read. */
export type ResolveFile = (from: string, module: string) => CodeFile | null;

/** Joined units by their own, with the files that went in, so that nothing is done twice and units keep their identity. */
const known = new WeakMap<CodeUnit, { readonly used: ReadonlyMap<string, CodeFile | null>; readonly unit: CodeUnit }>();

/** The unit of a file with what other files say of its calls. */
export function joinedUnit({ unit, crossing }: CodeFile, resolve: ResolveFile): CodeUnit {
  if (!crossing || crossing.calls.length === 0) return unit;
  const before = known.get(unit);
  const isSame = ([key, file]: readonly [string, CodeFile | null]) => {
    const [from, module] = key.split(' ') as [string, string];
    return resolve(from, module)?.unit === file?.unit;
  };
  if (before && [...before.used].every(isSame)) return before.unit;
  const used = new Map<string, CodeFile | null>();
  const seeing: ResolveFile = (from, module) => {
    const file = resolve(from, module);
    used.set(`${from} ${module}`, file);
    return file;
  };
  const elsewhere = (value: Elsewhere) => valueIn(seeing(unit.uri, value.module), value.path, seeing, 0);
  const placeOf = (span: SourceSpan, operation: string) => `${span.start} ${operation}`;
  const whole = new Map<string, SdkCall>();
  const more: CodeFact[] = [];
  for (const call of crossing.calls) {
    if (!call.on) {
      whole.set(placeOf(call.fact.span, call.fact.operation), settled(call, elsewhere));
      continue;
    }
    const { module, path, method } = call.on;
    const made = method === null ? commandIn(seeing(unit.uri, module), path, seeing, 0) : null;
    const client = method === null ? null : clientIn(seeing(unit.uri, module), path, seeing, 0);
    if (made) more.push(settled({ ...call, fact: { ...call.fact, ...made } }, elsewhere));
    else if (client && method !== null && !NO_OPERATIONS.has(method)) {
      const { span } = call.fact;
      const operation = operationOf(client, method);
      if (operation) more.push(settled({ ...call, fact: { ...call.fact, ...operation } }, elsewhere));
      else more.push({ kind: 'sdk-open', reason: SEVERAL_CLIENTS, span });
    }
  }
  const facts = unit.facts.map(f => (f.kind === 'sdk-call' ? (whole.get(placeOf(f.span, f.operation)) ?? f) : f));
  const result = { ...unit, facts: [...facts, ...more].sort((a, b) => a.span.start - b.span.start) };
  known.set(unit, { used, unit: result });
  return result;
}

/** Looks a path up in a file and in what it passes on. */
function lookUp<T>(
  file: CodeFile | null,
  path: readonly string[],
  resolve: ResolveFile,
  depth: number,
  own: (crossing: Crossing, key: string) => T | null | undefined,
  outside: (module: string, name: string) => T | null,
): T | null {
  const crossing = file?.crossing;
  if (!file || !crossing || depth > 6) return null;
  const [first, ...rest] = path;
  // What CommonJS exports as a whole may be imported as the default, and the other way around.
  const keys = first === undefined ? ['default'] : first === 'default' ? [path, rest] : [path, ['default', ...path]];
  for (const key of keys) {
    const found = own(crossing, typeof key === 'string' ? key : key.join('.'));
    if (found) return found;
  }
  for (const { name, module, original } of crossing.from) {
    if (name !== '*' && name !== first) continue;
    const next = name === '*' ? path : original === '*' ? rest : [...original.split('.'), ...rest];
    const found = isLocal(module)
      ? lookUp(resolve(file.unit.uri, module), next, resolve, depth + 1, own, outside)
      : next.length === 1
        ? outside(module, next[0] as string)
        : null;
    if (found) return found;
  }
  return null;
}

function clientIn(file: CodeFile | null, path: readonly string[], resolve: ResolveFile, depth: number): Client | null {
  return lookUp(
    file,
    path,
    resolve,
    depth,
    (crossing, key) => crossing.clients[key],
    () => null,
  );
}

function commandIn(
  file: CodeFile | null,
  path: readonly string[],
  resolve: ResolveFile,
  depth: number,
): { client: string; operation: string } | null {
  return lookUp(file, path, resolve, depth, () => null, commandOf);
}

/** Why a call is open that several clients may make. */
export const SEVERAL_CLIENTS = 'which of several clients makes a call is chosen at run time';

/** The operation that a method of a client is. Null where a name stands for several clients, and more than one has it. */
export function operationOf(on: Client, method: string): Pick<SdkCall, 'sdk' | 'client' | 'operation'> | null {
  const all = [on, ...(on.others ?? [])].map(({ sdk, client, document }) => ({
    sdk,
    client,
    operation: document ? documentOperation(method) : capital(method),
  }));
  if (all.length === 1) return all[0] as (typeof all)[0];
  const known = all.filter(({ client, operation }) => sdkActions(client, operation) !== null);
  const different = new Set(known.map(({ client, operation }) => `${client} ${operation}`));
  return different.size > 1 ? null : (known[0] ?? (all[0] as (typeof all)[0]));
}

/** The operation of a command class of a package; null for other exports. */
export function commandOf(module: string, name: string): { client: string; operation: string } | null {
  const client = clientOfPackage(module);
  const operation = /^([A-Z]\w*)Command$/.exec(name)?.[1];
  if (client === null || operation === undefined) return null;
  return { client, operation: module === '@aws-sdk/lib-dynamodb' ? documentOperation(operation) : operation };
}

function valueIn(file: CodeFile | null, path: readonly string[], resolve: ResolveFile, depth: number): OpenValue {
  let home = file;
  const at: ResolveFile = (from, module) => {
    home = resolve(from, module);
    return home;
  };
  const found = lookUp(
    file,
    path,
    at,
    depth,
    (crossing, key) => crossing.values[key],
    () => null,
  );
  if (!found || depth > 6) return UNKNOWN;
  const { unit } = home ?? (file as CodeFile);
  return filledIn(found, v => valueIn(resolve(unit.uri, v.module), v.path, resolve, depth + 1));
}
