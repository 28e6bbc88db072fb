/**
 * The calls of AWS operations in one file of JavaScript or TypeScript, whichever SDK and style they are written in, the
 * environment variables it reads, and where calls may be hidden from us.
 */
import ts from 'typescript';
import type { SourceSpan } from '../../core/document.ts';
import type { CodeFact, SdkCall } from '../../core/resource.ts';
import { sdkOperationOfWaiter } from '../../knowledge/index.ts';
import {
  commandOf,
  type Crossing,
  crossingOf,
  operationOf,
  type PendingCall,
  SEVERAL_CLIENTS,
  settled,
} from './crossing.ts';
import { EnvironmentReader } from './environment.ts';
import { helperCalls } from './helpers.ts';
import { type Parameters, parametersOf } from './parameters.ts';
import { Scopes } from './scopes.ts';
import { CALLS_BY_ITSELF, clientOfPackage, documentOperation, HARMLESS, NO_OPERATIONS } from './sdkNames.ts';
import { type Client, clientOf, isLocal, isRequire, propertyOf, type Thing, Things, unwrapped } from './things.ts';
import { Values } from './values.ts';

type At = (node: ts.Node) => SourceSpan;

/** What one file says: facts, and what stands between it and other files. */
export interface FileFacts {
  readonly facts: CodeFact[];
  readonly crossing: Crossing | null;
}

/** The same with what its expressions are, for others who read the tree while it is there. */
export interface ReadFile extends FileFacts {
  readonly things: Things;
  readonly values: Values;
}

/** Reads all nodes of a file with this text. `at` gives the place of a node in the document. */
export function callFacts(
  text: string,
  nodes: readonly ts.Node[],
  parents: ReadonlyMap<ts.Node, ts.Node>,
  at: At,
): ReadFile {
  return new CallReader(nodes, parents, at).read(text);
}

class CallReader {
  readonly #nodes: readonly ts.Node[];
  readonly #parents: ReadonlyMap<ts.Node, ts.Node>;
  readonly #at: At;
  readonly #things: Things;
  readonly #values: Values;
  readonly #facts: CodeFact[] = [];
  readonly #pending: PendingCall[] = [];
  #calls: Map<ts.Node, (readonly ts.Expression[])[]> | null = null;

  constructor(nodes: readonly ts.Node[], parents: ReadonlyMap<ts.Node, ts.Node>, at: At) {
    this.#nodes = nodes;
    this.#parents = parents;
    this.#at = at;
    this.#things = new Things(new Scopes(nodes, parents), parents, () => this.#callsByFunction());
    this.#values = new Values(this.#things);
  }

  read(text: string): ReadFile {
    for (const node of this.#nodes) {
      if (ts.isIdentifier(node)) this.#mentioned(node);
      else if (ts.isCallExpression(node)) this.#called(node);
      else if (ts.isNewExpression(node)) this.#made(node);
      else if (ts.isElementAccessExpression(node)) this.#element(node);
    }
    // Whatever reads the environment has the word in it.
    if (/env/i.test(text)) {
      const environment = new EnvironmentReader(this.#nodes, this.#parents, this.#at, this.#things, this.#values);
      for (const node of this.#nodes) environment.visit(node);
      this.#facts.push(...environment.facts);
    }
    for (const call of this.#pending) if (!call.on) this.#facts.push(settled(call));
    const crossing = crossingOf(this.#things, this.#values, this.#pending);
    return { facts: this.#facts, crossing, things: this.#things, values: this.#values };
  }

  /** The arguments with which functions and classes of this file are called. Gathered when first asked for. */
  #callsByFunction(): ReadonlyMap<ts.Node, readonly (readonly ts.Expression[])[]> {
    if (this.#calls) return this.#calls;
    const calls = new Map<ts.Node, (readonly ts.Expression[])[]>();
    this.#calls = calls;
    for (const node of this.#nodes) {
      if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) continue;
      const callee = this.#things.of(node.expression);
      if (callee?.t !== 'function' && callee?.t !== 'class') continue;
      const all = calls.get(callee.node) ?? [];
      if (all.length < 20) all.push(node.arguments ?? []);
      calls.set(callee.node, all);
    }
    return calls;
  }

  #open(reason: string, node: ts.Node): void {
    this.#facts.push({ kind: 'sdk-open', reason, span: this.#at(node) });
  }

  #call(sdk: SdkCall['sdk'], client: string, operation: string, node: ts.Node, { values, complete }: Parameters): void {
    const fact = { kind: 'sdk-call' as const, sdk, client, operation, span: this.#at(node), complete };
    this.#pending.push({ fact, parameters: values, on: null });
  }

  #parameters(node: ts.Expression | undefined): Parameters {
    return parametersOf(node, this.#things, this.#values);
  }

  /** `new PutCommand({ … })`, `new Upload({ … })`, clients with credentials of their own. */
  #made(node: ts.NewExpression): void {
    const word = lastName(node.expression);
    const callee = this.#things.of(node.expression);
    const [first] = node.arguments ?? [];
    if (callee?.t === 'local') {
      if (/Command$/.test(callee.path.at(-1) ?? '')) this.#elsewhere(callee, null, word, first);
      this.#givenAway(node);
      return;
    }
    if (callee?.t !== 'export') {
      if (!callee) this.#givenAway(node);
      return;
    }
    const { module, name } = callee;
    const command = commandOf(module, name);
    if (command) {
      this.#call('v3', command.client, command.operation, word, this.#parameters(first));
      return;
    }
    if (module === '@aws-sdk/lib-storage' && name === 'Upload') {
      const given = first && this.#things.of(first);
      const params = given?.t === 'object' ? propertyOf(given.node, 'params') : null;
      const parameters = params && ts.isExpression(params) ? this.#parameters(params) : NOTHING_SEEN;
      this.#call('v3', 's3', 'PutObject', word, parameters);
      this.#call('v3', 's3', 'AbortMultipartUpload', word, parameters);
      return;
    }
    if (clientOf(module, name)) {
      const options = first && this.#things.of(first);
      const own = options?.t === 'object' ? propertyOf(options.node, 'credentials') : null;
      if (own)
        this.#facts.push({
          kind: 'sdk-open',
          reason: 'a client has credentials of its own',
          span: this.#at(own),
          credentials: true,
        });
      return;
    }
    this.#helper(callee, node, word);
    this.#givenAway(node);
  }

  #called(node: ts.CallExpression): void {
    const { expression } = node;
    const word = lastName(expression);
    const [first, second] = node.arguments;
    const base = ts.isPropertyAccessExpression(expression) ? this.#things.of(expression.expression) : null;
    if (base?.t === 'client') {
      this.#method(base, word.text, word, node);
      this.#givenAway(node);
      return;
    }
    if (base?.t === 'local' && node.arguments.length <= 2 && isCallable(first))
      this.#elsewhere(base, word.text, word, first);
    if (ts.isElementAccessExpression(expression)) {
      const on = this.#things.of(expression.expression);
      const name = this.#values.of(expression.argumentExpression);
      if (on?.t === 'client' && name.kind === 'text') this.#method(on, name.text, expression.argumentExpression, node);
    }
    const isImport = expression.kind === ts.SyntaxKind.ImportKeyword || isRequire(node, this.#things.scopes);
    if (isImport && first && this.#values.of(first).kind !== 'text')
      this.#open('a module is chosen at run time', first);
    const callee = this.#things.of(expression);
    if (callee?.t !== 'export') {
      const helper = base?.t === 'made' ? base : null;
      if (helper)
        this.#helper(
          { t: 'export', module: helper.module, name: `${helper.name}#${word.text}` },
          node,
          word,
          helper.on,
        );
      this.#givenAway(node);
      return;
    }
    const { module, name } = callee;
    const client = clientOfPackage(module);
    const waiter = /^waitUntil(\w+)$/.exec(name)?.[1];
    const paginator = /^paginate(\w+)$/.exec(name)?.[1];
    if (client !== null && paginator) {
      const isDocument = module === '@aws-sdk/lib-dynamodb';
      this.#call('v3', client, isDocument ? documentOperation(paginator) : paginator, word, this.#parameters(second));
    } else if (client !== null && waiter) this.#waiter('v3', client, waiter, word, second);
    else if (module === '@aws-sdk/s3-presigned-post' && name === 'createPresignedPost')
      this.#call('v3', 's3', 'PutObject', word, this.#parameters(second));
    else if (client === null) {
      this.#helper(callee, node, word);
      this.#givenAway(node);
    }
  }

  #waiter(
    sdk: SdkCall['sdk'],
    client: string,
    waiter: string,
    word: ts.Node,
    argument: ts.Expression | undefined,
  ): void {
    const operation = sdkOperationOfWaiter(client, waiter);
    if (operation === null) this.#open(`what the waiter ${waiter} polls is not known`, word);
    else this.#call(sdk, client, operation, word, this.#parameters(argument));
  }

  /** A method of a client that is an operation, or does one in a way of its own. */
  #method(on: Client, name: string, word: ts.Node, node: ts.CallExpression): void {
    const [first, second] = node.arguments;
    const { sdk, client } = on;
    if (sdk === 'v2' && (name === 'getSignedUrl' || name === 'getSignedUrlPromise' || name === 'makeRequest')) {
      const operation = first && this.#values.of(first);
      if (operation?.kind === 'text') this.#operation(on, operation.text, word, second);
      else this.#open('the operation is chosen at run time', word);
    } else if (on.others && /^(upload|createPresignedPost|waitFor)$/.test(name)) this.#open(SEVERAL_CLIENTS, word);
    else if (sdk === 'v2' && name === 'upload') {
      this.#call(sdk, client, 'PutObject', word, this.#parameters(first));
      this.#call(sdk, client, 'AbortMultipartUpload', word, this.#parameters(first));
    } else if (sdk === 'v2' && name === 'createPresignedPost') {
      const given = first && this.#things.of(first);
      const fields = given?.t === 'object' ? propertyOf(given.node, 'Fields') : null;
      const own = this.#parameters(first);
      const { key } = fields && ts.isExpression(fields) ? this.#parameters(fields).values : {};
      const values = key ? { ...own.values, Key: key } : own.values;
      this.#call(sdk, client, 'PutObject', word, { values, complete: own.complete });
    } else if (sdk === 'v2' && name === 'waitFor') {
      const waiter = first && this.#values.of(first);
      if (waiter?.kind === 'text') this.#waiter(sdk, client, waiter.text, word, second);
      else this.#open('the waiter is chosen at run time', word);
    } else if (!NO_OPERATIONS.has(name) && /^[a-z]/.test(name)) this.#operation(on, name, word, first);
  }

  #operation(on: Client, method: string, word: ts.Node, argument: ts.Expression | undefined): void {
    const called = operationOf(on, method);
    if (called) this.#call(called.sdk, called.client, called.operation, word, this.#parameters(argument));
    else this.#open(SEVERAL_CLIENTS, word);
  }

  /** A call on something that another file exports; what it is shows when the files are joined. */
  #elsewhere(
    on: Extract<Thing, { t: 'local' }>,
    method: string | null,
    word: ts.Node,
    argument: ts.Expression | undefined,
  ): void {
    const { values, complete } = this.#parameters(argument);
    const fact = {
      kind: 'sdk-call' as const,
      sdk: 'v3' as const,
      client: '',
      operation: '',
      span: this.#at(word),
      complete,
    };
    this.#pending.push({ fact, parameters: values, on: { module: on.module, path: on.path, method } });
  }

  #helper(
    callee: Extract<Thing, { t: 'export' }>,
    node: ts.CallExpression | ts.NewExpression,
    word: ts.Node,
    made: ts.NewExpression | null = null,
  ): void {
    for (const found of helperCalls(
      callee.module,
      callee.name,
      node.arguments ?? [],
      made,
      this.#things,
      this.#values,
    )) {
      if ('reason' in found) this.#open(found.reason, word);
      else this.#call('v3', found.client, found.operation, word, found);
    }
  }

  /** A client that is given to code which we don't read. */
  #givenAway(node: ts.CallExpression | ts.NewExpression): void {
    for (const argument of node.arguments ?? []) {
      const given = this.#clientIn(argument);
      if (!given) continue;
      const to = this.#receiver(node.expression);
      if (to === null) continue;
      // Commands are seen where they are made, so what a file of ours sends through a v3 client is no secret.
      if (isLocal(to) && given.sdk === 'v3' && !given.document) continue;
      this.#open(`a client is given to ${to}`, argument);
    }
  }

  #clientIn(argument: ts.Expression): Client | null {
    const inner = unwrapped(argument);
    const thing = this.#things.of(inner);
    if (thing?.t === 'client') return thing;
    if (!ts.isObjectLiteralExpression(inner)) return null;
    for (const p of inner.properties) {
      const value = ts.isPropertyAssignment(p) ? p.initializer : ts.isShorthandPropertyAssignment(p) ? p.name : null;
      const given = value && this.#things.of(value);
      if (given?.t === 'client') return given;
    }
    return null;
  }

  /** The package or file whose code is called; null where it is ours to read here, or harmless. */
  #receiver(callee: ts.Expression): string | null {
    let at = unwrapped(callee);
    for (let thing = this.#things.of(at); ; thing = this.#things.of(at)) {
      const module = thing && 'module' in thing ? thing.module : null;
      if (module !== null) return HARMLESS.test(module) ? null : module;
      if (thing) return null;
      if (!ts.isPropertyAccessExpression(at) && !ts.isCallExpression(at)) return null;
      at = unwrapped(at.expression);
    }
  }

  /** `client[name]`, `new commands[name]`. */
  #element(node: ts.ElementAccessExpression): void {
    const key = node.argumentExpression;
    if (ts.isStringLiteralLike(key)) return;
    const base = this.#things.of(node.expression);
    const isSdk =
      base?.t === 'client' ||
      (base?.t === 'module' && (clientOfPackage(base.module) !== null || base.module === 'aws-sdk'));
    if (isSdk && this.#values.of(key).kind !== 'text') this.#open('the operation is chosen at run time', node);
  }

  /** A command class that is handed on instead of being made: whoever gets it makes the call. Modules that call by themselves. */
  #mentioned(node: ts.Identifier): void {
    if (!node.text.endsWith('Command')) return;
    const parent = this.#parents.get(node);
    if (!parent) return;
    const isArgument =
      (ts.isCallExpression(parent) || ts.isNewExpression(parent)) && parent.arguments?.includes(node) === true;
    const isMember =
      (ts.isPropertyAssignment(parent) && parent.initializer === node) ||
      ts.isShorthandPropertyAssignment(parent) ||
      ts.isArrayLiteralExpression(parent);
    if (!isArgument && !isMember) return;
    const callee = this.#things.of(node);
    if (callee?.t !== 'export') return;
    const command = commandOf(callee.module, callee.name);
    if (command) this.#call('v3', command.client, command.operation, node, NOTHING_SEEN);
  }
}

const NOTHING_SEEN: Parameters = { values: {}, complete: false };

/** The last name of an expression: the word that makes the call. */
function lastName(node: ts.Expression): ts.Identifier {
  const inner = unwrapped(node);
  if (ts.isPropertyAccessExpression(inner)) return inner.name as ts.Identifier;
  return inner as ts.Identifier;
}

/** Whether an argument looks like that of an operation: an object, or a name for one; or nothing. */
function isCallable(node: ts.Expression | undefined): boolean {
  return node === undefined || ts.isObjectLiteralExpression(node) || ts.isIdentifier(node);
}

/** Imports of what calls AWS by itself, and of the code of layers, which is not read. */
export function openModules(facts: readonly CodeFact[]): CodeFact[] {
  return facts.flatMap((f): CodeFact[] => {
    if (f.kind !== 'import') return [];
    const reason = f.module.startsWith('/opt/')
      ? 'the code of a layer is not read'
      : CALLS_BY_ITSELF.test(f.module)
        ? `${f.module} calls AWS by itself`
        : null;
    return reason === null ? [] : [{ kind: 'sdk-open', reason, span: f.span }];
  });
}
