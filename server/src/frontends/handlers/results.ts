/**
 * What code does with what SDK calls give back and throw. Version 3 gives streams and bytes where version 2 gave buffers, and
 * its errors have other properties; both reading for leftovers and rewriting from one to the other ask here.
 */
import ts from 'typescript';
import { commandOf } from './crossing.ts';
import type { Binding } from './scopes.ts';
import { capital, documentOperation, NO_OPERATIONS } from './sdkNames.ts';
import { type Things, unwrapped } from './things.ts';

/** A call of an operation, as an expression that gives its result or a promise of it. */
export interface Operation {
  readonly sdk: 'v2' | 'v3';
  readonly client: string;
  readonly operation: string;
}

/** A piece of text to write between two offsets of the parsed text. */
export interface Rewrite {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** One use of a result or an error in a way that v3 does otherwise. */
export interface ResultUse {
  readonly of: Operation['sdk'];
  readonly form: 'result' | 'error';
  /** The word that is wrong: `toString`, `code`. */
  readonly word: ts.Node;
  readonly written: string;
  readonly successor: string;
  /** Null where the rewrite is not simply this. */
  readonly edits: readonly Rewrite[] | null;
}

/** Members of results that hold a stream in v3 (`client.Operation`). */
const STREAMS: Readonly<Record<string, string>> = { 's3.GetObject': 'Body', 'polly.SynthesizeSpeech': 'AudioStream' };
/** Members of results that were a `Buffer` or text in v2 and are a `Uint8Array` in v3. */
const BYTES: Readonly<Record<string, string>> = {
  'lambda.Invoke': 'Payload',
  'bedrock-runtime.InvokeModel': 'body',
  'kms.Decrypt': 'Plaintext',
  'kms.Encrypt': 'CiphertextBlob',
  'kms.GenerateDataKey': 'Plaintext',
  'kms.Sign': 'Signature',
  'secrets-manager.GetSecretValue': 'SecretBinary',
};
/** All of those members: whoever rewrites a file must account for every mention of one. */
export const CHANGED_MEMBERS: ReadonlySet<string> = new Set([...Object.values(STREAMS), ...Object.values(BYTES)]);

/** Properties of v2's errors (aws-sdk 2, `AWSError`), and what v3 has in their place (UPGRADING.md, "Error handling"). */
const ERROR_PROPERTIES: Readonly<Record<string, string>> = {
  code: 'name',
  statusCode: '$metadata?.httpStatusCode',
  retryable: '$retryable',
  requestId: '$metadata?.requestId',
};

/** Codes by which v2 and v3 call an error alike; those of Node are all capitals. */
const SAME_CODE = /^[A-Z][a-z][A-Za-z0-9]*$/;

export class Results {
  readonly #things: Things;
  readonly #parents: ReadonlyMap<ts.Node, ts.Node>;
  readonly #source: ts.SourceFile;

  constructor(things: Things, parents: ReadonlyMap<ts.Node, ts.Node>, source: ts.SourceFile) {
    this.#things = things;
    this.#parents = parents;
    this.#source = source;
  }

  /** The operation whose result, or promise of one, an expression is. */
  operation(node: ts.Expression, depth = 0): Operation | null {
    const inner = unwrapped(node);
    if (depth > 6) return null;
    if (ts.isIdentifier(inner)) {
      const found = this.#constant(inner);
      return found?.value && found.path.length === 0 ? this.operation(found.value, depth + 1) : null;
    }
    if (!ts.isCallExpression(inner) || !ts.isPropertyAccessExpression(inner.expression)) return null;
    const { expression: base, name } = inner.expression;
    if (name.text === 'promise' && inner.arguments.length === 0) return this.operation(base, depth + 1);
    const client = this.#things.of(base);
    if (client?.t !== 'client' || client.others) return null;
    if (name.text === 'send' && client.sdk === 'v3') {
      const [first] = inner.arguments;
      const command = first && this.command(first);
      return command ? { sdk: 'v3', ...command } : null;
    }
    if (NO_OPERATIONS.has(name.text)) return null;
    const operation = client.document ? documentOperation(name.text) : capital(name.text);
    return { sdk: client.sdk, client: client.client, operation };
  }

  /** The operation of `new GetObjectCommand(…)`, or of a name for one. */
  command(node: ts.Expression): { client: string; operation: string } | null {
    let inner = unwrapped(node);
    if (ts.isIdentifier(inner)) {
      const value = this.#constant(inner)?.value;
      if (value) inner = unwrapped(value);
    }
    if (!ts.isNewExpression(inner)) return null;
    const callee = this.#things.of(inner.expression);
    return callee?.t === 'export' ? commandOf(callee.module, callee.name) : null;
  }

  /** A variable that is given one thing and no other. */
  #constant(name: ts.Identifier): Binding | null {
    const found = this.#things.scopes.resolve(name);
    return found?.kind === 'variable' && found.assigned.length === 0 && found.otherwise === null ? found : null;
  }

  /** Whether a result holds something that is of another type in v3. */
  hasBinary(node: ts.Expression): boolean {
    const operation = this.operation(node);
    const key = operation && `${operation.client}.${operation.operation}`;
    return key !== null && (Object.hasOwn(STREAMS, key) || Object.hasOwn(BYTES, key));
  }

  /** Which kind of binary value of a result an expression is; null for anything else. */
  subject(node: ts.Expression, depth = 0): { readonly kind: 'stream' | 'bytes'; readonly of: Operation['sdk'] } | null {
    const inner = unwrapped(node);
    if (depth > 4) return null;
    let operation: Operation | null = null;
    let member: string | null = null;
    if (ts.isPropertyAccessExpression(inner) && CHANGED_MEMBERS.has(inner.name.text)) {
      operation = this.operation(inner.expression);
      member = inner.name.text;
    } else if (ts.isIdentifier(inner)) {
      const found = this.#constant(inner);
      if (!found?.value) return null;
      if (found.path.length === 0) return this.subject(found.value, depth + 1);
      if (found.path.length > 1) return null;
      operation = this.operation(found.value);
      member = found.path[0] ?? null;
    }
    if (!operation || member === null) return null;
    const key = `${operation.client}.${operation.operation}`;
    if (STREAMS[key] === member) return { kind: 'stream', of: operation.sdk };
    return BYTES[key] === member ? { kind: 'bytes', of: operation.sdk } : null;
  }

  /** How a stream or bytes are used: a use that v3 does otherwise, `fine` where it is the same, else null. */
  useOf(node: ts.Expression): ResultUse | 'fine' | null {
    const subject = this.subject(node);
    if (!subject) return null;
    let whole: ts.Node = node;
    let parent = this.#parents.get(whole);
    while (parent && ts.isExpression(parent) && !ts.isAwaitExpression(parent) && unwrapped(parent) === node) {
      whole = parent;
      parent = this.#parents.get(whole);
    }
    if (!parent) return null;
    const { core, bang } = withoutCasts(whole as ts.Expression);
    const start = (at: ts.Node) => at.getStart(this.#source);
    const use = (word: ts.Node, written: string, edits: readonly Rewrite[] | null): ResultUse => ({
      of: subject.of,
      form: 'result',
      word,
      written,
      successor: subject.kind === 'stream' ? 'await transformToString()' : 'new TextDecoder().decode(…)',
      edits,
    });
    /** Text in the place of what stands around the value, so that edits inside of it go with it. */
    const around = (replaced: ts.Node, before: string, after: string): Rewrite[] => [
      { start: start(replaced), end: start(core), text: before },
      { start: core.getEnd(), end: replaced.getEnd(), text: bang + after },
    ];
    const asText = (replaced: ts.Node): Rewrite[] | null => {
      if (subject.kind === 'bytes') return around(replaced, 'new TextDecoder().decode(', ')');
      const wait = this.#awaiting(replaced);
      return wait && around(replaced, wait[0], `.transformToString()${wait[1]}`);
    };
    if (ts.isPropertyAccessExpression(parent) && parent.expression === whole) {
      const call = this.#parents.get(parent);
      const { name } = parent;
      if (name.text === 'toString' && call && ts.isCallExpression(call) && call.expression === parent) {
        const encoding = encodingOf(call);
        if (encoding === undefined) return use(name, '.toString()', null);
        // An optional chain stays one.
        if (encoding === null && (subject.kind === 'bytes' || !parent.questionDotToken))
          return use(name, '.toString()', asText(call));
        if (subject.kind === 'bytes') return use(name, '.toString()', around(whole, 'Buffer.from(', ')'));
        const wait = this.#awaiting(call);
        const [argument] = call.arguments;
        const edits = wait && [
          { start: start(whole), end: start(core), text: wait[0] },
          { start: core.getEnd(), end: whole.getEnd(), text: bang },
          { start: start(name), end: name.getEnd(), text: 'transformToString' },
          ...(encoding === null && argument ? [{ start: start(argument), end: argument.getEnd(), text: '' }] : []),
          ...(wait[1] === '' ? [] : [{ start: call.getEnd(), end: call.getEnd(), text: wait[1] }]),
        ];
        return use(name, '.toString()', edits);
      }
      // What v3's streams and bytes have themselves.
      return subject.of === 'v3' ? 'fine' : null;
    }
    if (ts.isCallExpression(parent) && parent.arguments.includes(whole as ts.Expression)) {
      const callee = parent.expression.getText(this.#source);
      if (callee === 'JSON.parse') return use(parent.expression, 'JSON.parse', asText(whole));
      if (callee === 'String' && parent.arguments.length === 1) return use(parent.expression, 'String', asText(parent));
    }
    return isTest(whole, parent) ? 'fine' : null;
  }

  /** What stands before and behind something that is waited for in the place of a node; null outside of async functions. */
  #awaiting(replaced: ts.Node): readonly [string, string] | null {
    for (let at = this.#parents.get(replaced); ; at = this.#parents.get(at)) {
      if (!at) return null;
      if (!ts.isFunctionLike(at)) continue;
      const isAsync =
        ts.canHaveModifiers(at) && at.modifiers?.some(m => m.kind === ts.SyntaxKind.AsyncKeyword) === true;
      if (!isAsync) return null;
      break;
    }
    const parent = this.#parents.get(replaced);
    const binds =
      parent !== undefined &&
      (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent) || ts.isNonNullExpression(parent));
    return binds ? ['(await ', ')'] : ['await ', ''];
  }

  /** `e.code` and the like of an error that SDK calls of a `try` throw; `fine` for errors of others; null where that can't be told. */
  errorUse(node: ts.PropertyAccessExpression): ResultUse | 'fine' | null {
    const property = node.name.text;
    const successor = Object.hasOwn(ERROR_PROPERTIES, property) ? ERROR_PROPERTIES[property] : undefined;
    if (successor === undefined) return null;
    const base = unwrapped(node.expression);
    if (!ts.isIdentifier(base)) return null;
    const found = this.#original(base);
    if (!found) return null;
    // A variable that is given something else is no error of the SDK's.
    if (found.kind === 'variable' && found.value && !this.operation(found.value)) return 'fine';
    const { sdk, others } = this.#thrownTo(found);
    if (sdk === null) return null;
    if (property === 'code') {
      const codes = comparedWith(node, this.#parents);
      if (!codes?.every(c => SAME_CODE.test(c))) return null;
    } else if (others) return null;
    if (asksForBoth(node, base.text, /^\$?\w+/.exec(successor)?.[0] ?? '', this.#parents)) return null;
    const { name } = node;
    const start = name.getStart(this.#source);
    const word = successor.startsWith('$metadata') ? `e.${successor}` : successor;
    return {
      of: sdk,
      form: 'error',
      word: name,
      written: property,
      successor: word,
      edits: [{ start, end: name.getEnd(), text: successor }],
    };
  }

  /** The declaration of a name; of another name for an error, `const error = e as AWSError`, that of the error. */
  #original(name: ts.Identifier, depth = 0): Binding | null {
    const found = this.#things.scopes.resolve(name);
    const value = found?.kind === 'variable' && found.path.length === 0 && found.value ? unwrapped(found.value) : null;
    if (!found || !value || !ts.isIdentifier(value) || found.assigned.length > 0 || depth > 2) return found;
    const of = this.#original(value, depth + 1);
    return of && this.#thrownTo(of).sdk !== null ? of : found;
  }

  /** Which SDK's calls an error is caught of, by `catch` as a clause or as a method, and whether others may have thrown it. */
  #thrownTo({ node }: Binding): { sdk: Operation['sdk'] | null; others: boolean } {
    const around = this.#parents.get(node);
    const holder = around && this.#parents.get(around);
    if (around && holder && ts.isCatchClause(around) && ts.isTryStatement(holder))
      return this.#calledIn(holder.tryBlock);
    // `call.catch(e => …)`, and the second function of `then`.
    if (around && holder && ts.isFunctionLike(around) && around.parameters[0] === node && ts.isCallExpression(holder)) {
      const { expression: callee } = holder;
      const index = holder.arguments.indexOf(around as ts.Expression);
      if (ts.isPropertyAccessExpression(callee) && callee.name.text === (['catch', 'then'][index] ?? ''))
        return { sdk: this.operation(callee.expression)?.sdk ?? null, others: false };
    }
    return { sdk: null, others: false };
  }

  /** Which SDK a block calls, and whether it waits for anything else. */
  #calledIn(block: ts.Node): { sdk: Operation['sdk'] | null; others: boolean } {
    let sdk: Operation['sdk'] | null = null;
    let others = false;
    const pending: ts.Node[] = [block];
    for (let at = pending.pop(), steps = 0; at && steps < 2000; at = pending.pop(), steps++) {
      if (ts.isFunctionLike(at)) continue;
      if (ts.isAwaitExpression(at) && !this.operation(at.expression)) others = true;
      const operation = ts.isCallExpression(at) ? this.operation(at) : null;
      if (operation) {
        if (sdk !== null && sdk !== operation.sdk) others = true;
        sdk ??= operation.sdk;
      }
      ts.forEachChild(at, child => void pending.push(child));
    }
    return { sdk, others };
  }
}

/** An expression without assertions about its type, which say what v2 gave; `!` stays, or stands for them. */
function withoutCasts(node: ts.Expression): { core: ts.Expression; bang: '' | '!' } {
  let core = node;
  let bang: '' | '!' = '';
  for (;;) {
    if (ts.isAsExpression(core) || ts.isTypeAssertionExpression(core) || ts.isNonNullExpression(core)) bang = '!';
    else if (!ts.isParenthesizedExpression(core)) return { core, bang };
    core = core.expression;
  }
}

/** The encoding that `toString` is asked for: null for UTF-8, undefined for what v3 has no counterpart of. */
function encodingOf(call: ts.CallExpression): string | null | undefined {
  const [first, second] = call.arguments;
  if (!first) return null;
  if (second || !ts.isStringLiteralLike(first)) return undefined;
  if (/^utf-?8$/i.test(first.text)) return null;
  return /^(base64|hex)$/.test(first.text) ? first.text : undefined;
}

/** Whether an expression is only asked whether it is there. */
function isTest(node: ts.Node, parent: ts.Node): boolean {
  if (ts.isPrefixUnaryExpression(parent)) return parent.operator === ts.SyntaxKind.ExclamationToken;
  if (ts.isIfStatement(parent)) return parent.expression === node;
  if (ts.isConditionalExpression(parent)) return parent.condition === node;
  if (!ts.isBinaryExpression(parent)) return false;
  const kind = parent.operatorToken.kind;
  if (kind === ts.SyntaxKind.AmpersandAmpersandToken) return parent.left === node;
  const other = parent.left === node ? parent.right : parent.left;
  const isNothing = other.kind === ts.SyntaxKind.NullKeyword || (ts.isIdentifier(other) && other.text === 'undefined');
  return isNothing && kind >= ts.SyntaxKind.EqualsEqualsToken && kind <= ts.SyntaxKind.ExclamationEqualsEqualsToken;
}

/** Whether the test around a property of an error asks for what v3 has in its place, too: `e.code === 'X' || e.name === 'X'`. */
function asksForBoth(node: ts.Node, error: string, successor: string, parents: ReadonlyMap<ts.Node, ts.Node>): boolean {
  let whole = node;
  for (
    let at = parents.get(node);
    at && (ts.isBinaryExpression(at) || ts.isParenthesizedExpression(at));
    at = parents.get(at)
  )
    whole = at;
  const pending = [whole];
  for (let at = pending.pop(), steps = 0; at && steps < 300; at = pending.pop(), steps++) {
    const base = ts.isPropertyAccessExpression(at) && at.name.text === successor ? unwrapped(at.expression) : null;
    if (base && ts.isIdentifier(base) && base.text === error) return true;
    ts.forEachChild(at, child => void pending.push(child));
  }
  return false;
}

/** The texts that a value is compared with; null where it is used in another way. */
function comparedWith(node: ts.Node, parents: ReadonlyMap<ts.Node, ts.Node>): string[] | null {
  const parent = parents.get(node);
  if (parent && ts.isSwitchStatement(parent) && parent.expression === node) {
    const cases = parent.caseBlock.clauses.filter(ts.isCaseClause).map(c => c.expression);
    return cases.length > 0 && cases.every(ts.isStringLiteralLike) ? cases.map(c => c.text) : null;
  }
  if (!parent || !ts.isBinaryExpression(parent)) return null;
  const kind = parent.operatorToken.kind;
  if (kind < ts.SyntaxKind.EqualsEqualsToken || kind > ts.SyntaxKind.ExclamationEqualsEqualsToken) return null;
  const other = parent.left === node ? parent.right : parent.left;
  return ts.isStringLiteralLike(other) ? [other.text] : null;
}
