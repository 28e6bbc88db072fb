/**
 * What Python code calls of AWS through boto3, and the environment variables it reads. Only what can be read with
 * confidence is a call; a client that goes where we can't follow is said to be open.
 */
import { entryOf } from '../../knowledge/entryOf.ts';
import type { SourceSpan } from '../../core/document.ts';
import type { CodeFact } from '../../core/resource.ts';
import { pythonAuthorizerFacts } from './pythonAuthorizer.ts';
import { pythonDeclarations } from './pythonDeclarations.ts';
import { sdkActions, sdkOperationOfWaiter } from '../../knowledge/index.ts';
import { METHODS, NO_OPERATIONS, OBJECTS, POWERTOOLS, TRANSFERS, clientOf, pascal } from './boto3.ts';
import { SEVERAL_CLIENTS, settled } from './crossing.ts';
import { type Argument, type Expr, pythonStatements, type Statement } from './pythonTree.ts';
import {
  type Caller,
  type Given,
  type Parameters,
  PythonNames,
  type Scope,
  type Thing,
  argumentOf,
  callersIn,
  childrenOf,
  classOf,
  scopeOf,
} from './pythonNames.ts';
import { type OpenValue, oneOf, UNKNOWN } from './values.ts';

/** `from common import table`, as it is written; which file that is shows when files are joined. */
export interface PythonImport {
  readonly module: string;
  readonly names: readonly string[];
  readonly start: number;
  readonly end: number;
}

/** Functions that may have a client without doing anything with it. */
const HARMLESS =
  /^(print|len|str|repr|isinstance|type|id|bool|hasattr|callable|logging|logger|log|Stubber|patch|mock)$/;

/** The facts of one Python text, and what it imports. `place` maps offsets to spans in the document. */
export function pythonFacts(
  text: string,
  place: (start: number, end: number) => SourceSpan,
): { facts: CodeFact[]; imports: PythonImport[] } {
  const reader = new PythonReader(place);
  const statements = pythonStatements(text);
  reader.read(statements, guarded(statements, text));
  const facts = [
    ...reader.facts,
    ...pythonDeclarations(text, statements, place),
    ...pythonAuthorizerFacts(text, statements, place),
  ];
  return { facts, imports: reader.imports };
}

class PythonReader {
  readonly facts: CodeFact[] = [];
  readonly imports: PythonImport[] = [];
  readonly #place: (start: number, end: number) => SourceSpan;
  readonly #names = new PythonNames();
  readonly #imported = new Set<string>();

  constructor(place: (start: number, end: number) => SourceSpan) {
    this.#place = place;
  }

  /** @param guarded The statements that are not to fail for want of a variable. */
  read(statements: readonly Statement[], guarded: ReadonlySet<Statement>): void {
    const module = scopeOf('module', null);
    const open: { indent: number; scope: Scope }[] = [{ indent: -1, scope: module }];
    const read: { statement: Statement; scope: Scope }[] = [];
    for (const statement of statements) {
      while (open.length > 1 && statement.indent <= (open.at(-1) as { indent: number }).indent) open.pop();
      const { scope } = open.at(-1) as { scope: Scope };
      read.push({ statement, scope });
      const inner = this.#declare(statement, scope);
      if (inner) open.push({ indent: statement.indent, scope: inner });
    }
    for (const { statement, scope } of read) for (const e of expressionsOf(statement)) this.#names.gather(e, scope, 0);
    // Parameters are known only now.
    this.#names.forget();
    for (const { statement, scope } of read) {
      const targets = statement.k === 'assign' ? statement.targets.filter(t => t.k === 'index') : [];
      const without = guarded.has(statement) ? OPTIONAL : NOTHING;
      for (const e of expressionsOf(statement)) this.#visit(e, scope, 0, without);
      // `os.environ['X'] = …` reads nothing.
      for (const t of targets)
        if (t.k === 'index' && this.#names.of(t.of, scope)?.t !== 'environ') this.#visit(t, scope, 0);
    }
    this.facts.sort((a, b) => a.span.start - b.span.start);
  }

  #declare(statement: Statement, scope: Scope): Scope | null {
    const give = (name: string, given: Given) => {
      const all = scope.names.get(name) ?? [];
      all.push(given);
      scope.names.set(name, all);
    };
    const [name] = statement.names;
    switch (statement.k) {
      case 'import':
        for (const n of statement.names) {
          give(n.as, { thing: { t: 'module', name: n.as === n.name.split('.')[0] ? n.as : n.name } });
          this.imports.push({ module: n.name, names: [], start: n.start, end: n.end });
        }
        return null;
      case 'from': {
        const { module } = statement;
        for (const n of statement.names) {
          give(n.as, { thing: { t: 'module', name: `${module}.${n.name}` } });
          if (!/^(boto3|os|botocore|aws_lambda_powertools|aws_xray_sdk|typing|json)\b/.test(module))
            this.#imported.add(`${module}.${n.name}`);
        }
        const names = statement.names.map(n => n.name);
        this.imports.push({ module, names, start: statement.start, end: statement.end });
        return null;
      }
      case 'class':
      case 'def': {
        const inner = scopeOf(statement.k === 'def' ? 'function' : 'class', scope);
        const isMethod = scope.kind === 'class';
        for (const [i, p] of statement.parameters.entries())
          inner.parameters.set(p.name, { index: isMethod ? i - 1 : i, value: p.value });
        if (name) {
          give(name.name, { thing: { t: 'function', scope: inner } });
          if (scope.kind === 'module' && statement.k === 'def')
            this.facts.push({
              kind: 'handler-export',
              name: name.name,
              style: 'unknown',
              span: this.#place(name.start, name.end),
            });
        }
        return inner;
      }
      case 'return':
        for (const value of statement.values) scope.returns.push({ value, scope });
        return null;
      case 'assign':
      case 'with':
        for (const [i, target] of statement.targets.entries()) {
          const value = statement.values.length === 1 ? statement.values[0] : statement.values[i];
          const given = value && target.k !== 'list' ? { value, scope } : null;
          if (target.k === 'name') give(target.name, given);
          else if (target.k === 'list') for (const t of target.items) if (t.k === 'name') give(t.name, null);
          if (target.k === 'attribute' && target.of.k === 'name' && target.of.name === 'self') {
            const cls = classOf(scope);
            if (!cls) continue;
            const fields = this.#names.fields.get(cls) ?? new Map<string, Given[]>();
            this.#names.fields.set(cls, fields);
            fields.set(target.name, [...(fields.get(target.name) ?? []), given]);
          }
        }
        return null;
      case 'for': {
        const [value] = statement.values;
        const item = value ? { itemOf: value, scope } : null;
        for (const target of statement.targets) if (target.k === 'name') give(target.name, item);
        return null;
      }
      default:
        return null;
    }
  }

  /** `without` says what the code does where a variable that is read here is not set. */
  #visit(e: Expr, scope: Scope, depth: number, without: Without = NOTHING): void {
    if (depth > 60) return;
    const read = (name: string, how: Without) =>
      this.facts.push({ kind: 'environment-read', name, ...how, span: this.#place(e.start, e.end) });
    if (e.k === 'index' && e.index.k === 'string' && this.#names.of(e.of, scope)?.t === 'environ')
      read(e.index.text, without);
    if (e.k === 'in') {
      const [name] = this.#names.tested(e, scope) ?? [];
      if (name !== undefined) read(name, OPTIONAL);
    }
    if (e.k === 'call') {
      const found = this.#names.environment(e, scope);
      if (found) read(found.name, found.optional ? OPTIONAL : without);
      else this.#called(e, scope);
    }
    const late = this.#late(e, scope);
    for (const child of childrenOf(e))
      this.#visit(child, scope, depth + 1, child === late?.part ? behind(without, late.after) : without);
  }

  /** The part of an expression that Python comes to only where variables are not set; null where that hangs on something else. */
  #late(e: Expr, scope: Scope): { readonly part: Expr; readonly after: readonly string[] | null } | null {
    if (e.k !== 'binary') return null;
    if (e.operator === 'or') return { part: e.right, after: this.#names.variables(e.left, scope) };
    if (e.operator !== 'if') return null;
    const { condition } = e;
    const isMissing = condition.k === 'in' && condition.negated;
    const after = isMissing ? this.#names.tested(condition, scope) : this.#names.variables(condition, scope);
    return after && { part: isMissing ? e.left : e.right, after };
  }

  #open(reason: string, e: { readonly start: number; readonly end: number }): void {
    this.facts.push({ kind: 'sdk-open', reason, span: this.#place(e.start, e.end) });
  }

  #call(
    client: string,
    operations: string,
    at: { start: number; end: number },
    parameters: Parameters,
    complete: boolean,
  ): void {
    for (const operation of operations.split(' ')) {
      const span = this.#place(at.start, at.end);
      this.facts.push(
        settled({ fact: { kind: 'sdk-call', sdk: 'boto3', client, operation, span, complete }, parameters, on: null }),
      );
    }
  }

  #called(e: Extract<Expr, { k: 'call' }>, scope: Scope): void {
    const { callee, args } = e;
    const word =
      callee.k === 'attribute'
        ? { start: callee.nameStart, end: callee.end }
        : { start: callee.start, end: callee.end };
    if (callee.k === 'attribute') {
      const on = this.#names.of(callee.of, scope);
      const [caller, ...others] = callersOf(on, callee.name);
      if (caller && others.length > 0) {
        this.#open(SEVERAL_CLIENTS, word);
        return;
      }
      const base = caller ?? on;
      if (base?.t === 'client') {
        this.#method(base.name, callee.name, word, args, scope);
        return;
      }
      if (base?.t === 'object') {
        const [service = ''] = base.kind.split('.');
        if (OBJECTS[`${service}.${callee.name}`]) return;
        const operations = entryOf(METHODS, base.kind)?.[callee.name];
        const given = this.#parameters(args, scope);
        if (operations)
          this.#call(clientOf(service), operations, word, { ...given.values, ...base.parameters }, given.complete);
        else this.#open(`what ${callee.name} of a resource calls is not known`, word);
        return;
      }
      if (base?.t === 'resource') {
        if (OBJECTS[`${base.name}.${callee.name}`]) return;
        const given = this.#parameters(args, scope);
        if (base.name === 'dynamodb' && /^batch_/.test(callee.name))
          this.#call('dynamodb', pascal(callee.name), word, given.values, given.complete);
        else if (base.name === 'sqs' && callee.name === 'get_queue_by_name')
          this.#call('sqs', 'GetQueueUrl', word, given.values, given.complete);
        else this.#open(`what ${callee.name} of a resource calls is not known`, word);
        return;
      }
      if (base?.t === 'caller') {
        const given = this.#parameters(args, scope);
        if (callee.name === base.method) this.#call(base.client, base.operation, word, given.values, given.complete);
        return;
      }
      if (base?.t === 'module' && this.#imported.has(base.name) && looksLikeClient(base.name, callee.name))
        this.#open(`${base.name.slice(base.name.lastIndexOf('.') + 1)} comes from another file`, callee);
    }
    const thing = this.#names.of(callee, scope);
    if (thing?.t === 'module') this.#library(thing.name, word, args, scope);
    this.#givenAway(callee, thing, args, scope);
  }

  /** Functions of libraries that call AWS, or make clients in ways of their own. */
  #library(name: string, word: { start: number; end: number }, args: readonly Argument[], scope: Scope): void {
    if (/^boto3\.(client|resource|(session\.)?Session)$/.test(name)) {
      const own = args.find(a => a.name !== null && /^(aws_access_key_id|profile_name)$/.test(a.name));
      if (own)
        this.facts.push({
          kind: 'sdk-open',
          reason: 'a client has credentials of its own',
          span: this.#place(own.value.start, own.value.end),
          credentials: true,
        });
      const named = argumentOf(args, 0, 'service_name');
      if (/\.(client|resource)$/.test(name) && (!named || this.#names.value(named, scope).kind !== 'text'))
        this.#open('the client is chosen at run time', word);
    }
    if (!name.startsWith('aws_lambda_powertools.')) return;
    const last = name.slice(name.lastIndexOf('.') + 1);
    const parameter = POWERTOOLS[last];
    if (parameter) {
      const [client, operation, key] = parameter;
      const given = argumentOf(args, 0, key === 'Path' ? 'path' : 'name');
      const decrypted = args.some(a => a.name === 'decrypt');
      const values = { [key]: given ? this.#names.value(given, scope) : UNKNOWN };
      this.#call(client, operation, word, decrypted ? { ...values, WithDecryption: UNKNOWN } : values, true);
    } else if (last === 'DynamoDBPersistenceLayer') {
      const table = argumentOf(args, 0, 'table_name');
      const values = { TableName: table ? this.#names.value(table, scope) : UNKNOWN };
      this.#call('dynamodb', 'GetItem PutItem UpdateItem DeleteItem', word, values, true);
    } else if (/^(get_app_config|.*Provider)$/.test(last)) this.#open(`what ${last} fetches can't be told`, word);
  }

  #method(
    name: string,
    method: string,
    word: { start: number; end: number },
    args: readonly Argument[],
    scope: Scope,
  ): void {
    const client = clientOf(name);
    if (NO_OPERATIONS.has(method)) return;
    if (method === 'get_paginator' || method === 'get_waiter') {
      const given = args[0] && this.#names.value(args[0].value, scope);
      const known = given?.kind === 'text' && (method === 'get_paginator' || sdkOperationOfWaiter(client, given.text));
      if (!known) this.#open('the operation is chosen at run time', word);
      return;
    }
    if (method === 'generate_presigned_url') {
      const operation = argumentOf(args, 0, 'ClientMethod');
      const params = argumentOf(args, 1, 'Params');
      const named = operation && this.#names.value(operation, scope);
      const given = params ? this.#dict(params, scope) : NOTHING_SEEN;
      if (named?.kind === 'text') this.#call(client, pascal(named.text), word, given.values, given.complete);
      else this.#open('the operation is chosen at run time', word);
      return;
    }
    const transfer = client === 's3' ? TRANSFERS[method] : undefined;
    if (transfer) {
      const parameters: Record<string, OpenValue> = {};
      for (const [i, key] of transfer.positions.entries()) {
        const given = argumentOf(args, i, key);
        if (given && !/^File/.test(key)) parameters[key] = this.#names.value(given, scope);
      }
      this.#call(client, transfer.operations, word, parameters, true);
      return;
    }
    const { values, complete } = this.#parameters(args, scope);
    this.#call(client, pascal(method), word, values, complete);
  }

  #parameters(args: readonly Argument[], scope: Scope): { values: Record<string, OpenValue>; complete: boolean } {
    const values: Record<string, OpenValue> = {};
    let complete = true;
    for (const { name, value } of args) {
      if (name === '**') {
        const given = this.#dict(value, scope);
        Object.assign(values, given.values);
        if (!given.complete) complete = false;
      } else if (name === null || name === '*') complete = false;
      else this.#parameter(values, name, value, scope);
    }
    return { values, complete };
  }

  #parameter(values: Record<string, OpenValue>, path: string, value: Expr, scope: Scope, depth = 0): void {
    if (value.k === 'constant' && value.word !== 'True' && !/^\d/.test(value.word)) return;
    if (/(^|\.)RequestItems$/.test(path) && value.k === 'dict') {
      values[path] = oneOf(value.entries.map(x => (x.key ? this.#names.value(x.key, scope) : UNKNOWN)));
      return;
    }
    const inner = value.k === 'list' ? value.items : [value];
    const isContainer = /^(Entries|TransactItems|Put|Update|Delete|Get|ConditionCheck|Target|Destination)$/.test(
      path.slice(path.lastIndexOf('.') + 1),
    );
    for (const item of isContainer && depth < 3 ? inner.slice(0, 20) : [])
      if (item.k === 'dict')
        for (const x of item.entries)
          if (x.key?.k === 'string') this.#parameter(values, `${path}.${x.key.text}`, x.value, scope, depth + 1);
    const own =
      value.k === 'list'
        ? oneOf(value.items.slice(0, 20).map(i => this.#names.value(i, scope)))
        : this.#names.value(value, scope);
    const before = values[path];
    values[path] = before ? oneOf([before, own]) : own;
  }

  /** The arguments in a dictionary, or in a name that holds one. */
  #dict(e: Expr, scope: Scope): { values: Record<string, OpenValue>; complete: boolean } {
    const given = e.k === 'name' ? this.#names.given(e.name, scope) : null;
    const dict = e.k === 'dict' ? e : given?.length === 1 && given[0] && 'value' in given[0] ? given[0].value : null;
    if (dict?.k !== 'dict') return NOTHING_SEEN;
    const values: Record<string, OpenValue> = {};
    for (const { key, value } of dict.entries) if (key?.k === 'string') this.#parameter(values, key.text, value, scope);
    // A name's dictionary may get more entries later on.
    return { values, complete: e.k === 'dict' && dict.entries.every(x => x.key?.k === 'string') };
  }

  #givenAway(callee: Expr, thing: Thing | null, args: readonly Argument[], scope: Scope): void {
    if (thing?.t === 'function') return;
    let root = callee;
    while (root.k === 'attribute') root = root.of;
    if (root.k === 'name' && HARMLESS.test(root.name)) return;
    for (const { value } of args) {
      const given =
        value.k === 'name' || value.k === 'attribute' || value.k === 'call' ? this.#names.of(value, scope) : null;
      if (given?.t === 'client' || given?.t === 'resource' || given?.t === 'object')
        this.#open('a client is given to code that is not read', value);
    }
  }
}

/**
 * The statements in a `try` that goes on without a key: `except KeyError`, without a `raise`. Who catches everything mostly answers
 * with an error, and needs the variable all the same.
 */
function guarded(statements: readonly Statement[], text: string): Set<Statement> {
  const found = new Set<Statement>();
  const begins = (at: Statement, word: string) =>
    text.startsWith(word, at.start) && !/\w/.test(text[at.start + word.length] ?? '');
  for (const [i, { indent }] of statements.entries()) {
    if (!begins(statements[i] as Statement, 'try')) continue;
    const blocks: Statement[][] = [];
    for (let j = i; j < statements.length; j++) {
      const at = statements[j] as Statement;
      if (at.indent > indent) blocks.at(-1)?.push(at);
      else if (j === i || ['except', 'else', 'finally'].some(word => begins(at, word))) blocks.push([at]);
      else break;
    }
    const [body = [], ...others] = blocks;
    const goesOn = ([head, ...inner]: Statement[]) =>
      head !== undefined &&
      /^except\b[^\n]*\b(?:KeyError|LookupError)\b/.test(text.slice(head.start, head.start + 200)) &&
      !inner.some(at => begins(at, 'raise'));
    if (others.some(goesOn)) for (const at of body) found.add(at);
  }
  return found;
}

/** What code does without a variable that it reads: whether it says so, and which ones it has asked for before. */
interface Without {
  readonly optional: boolean;
  readonly after?: readonly string[];
}

const NOTHING: Without = { optional: false };
const OPTIONAL: Without = { optional: true };

/** The same for what stands behind further variables; null where what comes before may always be there. */
function behind(without: Without, after: readonly string[] | null): Without {
  if (without.optional || !after) return OPTIONAL;
  return { optional: false, after: [...(without.after ?? []), ...after] };
}

const NOTHING_SEEN = { values: {}, complete: false };

/** What a name stands for that has a method: of several things the ones that have it; all of them if none has. */
function callersOf(thing: Thing | null, method: string): readonly Caller[] {
  const all = callersIn(thing);
  if (all.length < 2) return all;
  const having = all.filter(one => {
    if (one.t === 'caller') return method === one.method;
    if (one.t === 'resource') {
      const named = `${one.name}.${method}`;
      return OBJECTS[named] !== undefined || /^(dynamodb\.batch_\w+|sqs\.get_queue_by_name)$/.test(named);
    }
    if (one.t === 'object') {
      const [service = ''] = one.kind.split('.');
      return OBJECTS[`${service}.${method}`] !== undefined || entryOf(METHODS, one.kind)?.[method] !== undefined;
    }
    const client = clientOf(one.name);
    return (
      NO_OPERATIONS.has(method) ||
      /^(get_paginator|get_waiter|generate_presigned_url)$/.test(method) ||
      (client === 's3' && TRANSFERS[method] !== undefined) ||
      sdkActions(client, pascal(method)) !== null
    );
  });
  return having.length > 0 ? having : all;
}

/** Whether a method of something imported may be an operation of a client. */
function looksLikeClient(name: string, method: string): boolean {
  const last = name.slice(name.lastIndexOf('.') + 1);
  return (
    /client|table|dynamo|bucket|queue|topic|^(s3|sqs|sns|ssm|ses|sfn|kms|lambda_|events|db|ddb)$/i.test(last) &&
    /^(get|put|update|delete|batch|list|describe|send|receive|start|create)_|^(query|scan|publish|invoke)$/.test(method)
  );
}

function expressionsOf(s: Statement): Expr[] {
  const defaults = s.parameters.flatMap(p => (p.value ? [p.value] : []));
  return [...s.values, ...defaults];
}
