/**
 * What is left of SDK v2 in code that already has clients of v3: methods they don't have, results that are streams or bytes
 * now, properties of errors, options that are ignored, X-Ray's wrapper for clients of v2. Where the rewrite is exact it comes
 * along.
 */
import ts from 'typescript';
import type { SourceSpan } from '../../core/document.ts';
import type { SdkLeftover } from '../../core/resource.ts';
import { sdkActions } from '../../knowledge/index.ts';
import { CHANGED_MEMBERS, type ResultUse, Results, type Rewrite } from './results.ts';
import { capital, documentOperation } from './sdkNames.ts';
import { type Client, type Things, unwrapped } from './things.ts';

/** Methods that clients of v2 have and those of v3 don't, with what v3 has in their place (UPGRADING.md). */
const V2_METHODS: Readonly<Record<string, string>> = {
  upload: 'Upload of @aws-sdk/lib-storage',
  getSignedUrl: 'getSignedUrl of @aws-sdk/s3-request-presigner',
  getSignedUrlPromise: 'getSignedUrl of @aws-sdk/s3-request-presigner',
  createPresignedPost: 'createPresignedPost of @aws-sdk/s3-presigned-post',
  waitFor: 'the waitUntil… functions of its package',
  makeRequest: 'send with a command',
  makeUnauthenticatedRequest: 'send with a command',
  createSet: 'new Set',
};
/** Methods of v2's requests; what a call gives in v3 is a promise. */
const REQUEST_METHODS: Readonly<Record<string, string>> = {
  createReadStream: 'the Body of the awaited result, a stream',
  eachPage: 'the paginate… functions of its package',
  on: 'await',
  send: 'await',
};

/** Options of v2's clients that v3's don't know (UPGRADING.md, "Client constructors"), and their new names. */
const OPTIONS: Readonly<Record<string, string>> = {
  maxRetries: 'maxAttempts',
  httpOptions: 'requestHandler',
  accessKeyId: 'credentials',
  secretAccessKey: 'credentials',
  sessionToken: 'credentials',
  s3ForcePathStyle: 'forcePathStyle',
  s3BucketEndpoint: 'bucketEndpoint',
  s3UseArnRegion: 'useArnRegion',
  sslEnabled: 'tls',
  convertEmptyValues: 'marshallOptions of DynamoDBDocumentClient',
  paramValidation: 'types',
};
/** Those whose value means the same under the new name. */
const RENAMED = new Set(['s3ForcePathStyle', 's3BucketEndpoint', 's3UseArnRegion', 'sslEnabled']);

/** The leftovers in one file. `at` gives the place of offsets of the parsed text. */
export function leftovers(
  source: ts.SourceFile,
  nodes: readonly ts.Node[],
  parents: ReadonlyMap<ts.Node, ts.Node>,
  at: (start: number, end: number) => SourceSpan,
  things: Things,
): SdkLeftover[] {
  const results = new Results(things, parents, source);
  const found: SdkLeftover[] = [];
  const start = (node: ts.Node) => node.getStart(source);
  const placed = (edits: readonly Rewrite[] | null) =>
    edits?.map(e => ({ span: at(e.start, e.end), text: e.text })) ?? null;
  const report = (
    form: SdkLeftover['form'],
    word: ts.Node,
    written: string,
    successor: string,
    edits: readonly Rewrite[] | null,
  ) => {
    const span = at(start(word), word.getEnd());
    found.push({ kind: 'sdk-leftover', form, written, successor, span, edits: placed(edits) });
  };
  const used = (use: ResultUse | 'fine' | null) => {
    if (use && use !== 'fine' && use.of === 'v3') report(use.form, use.word, use.written, use.successor, use.edits);
  };

  for (const node of nodes) {
    if (ts.isPropertyAccessExpression(node)) {
      if (CHANGED_MEMBERS.has(node.name.text)) used(results.useOf(node));
      else if (node.name.text === 'Converter') converted(node);
      else used(results.errorUse(node));
    } else if (ts.isIdentifier(node) && isValue(node, parents.get(node))) used(results.useOf(node));
    else if (ts.isCallExpression(node)) called(node);
    else if (ts.isNewExpression(node)) made(node);
  }
  return found;

  /** `DynamoDB.Converter`, which is two functions in a package of its own. */
  function converted(node: ts.PropertyAccessExpression): void {
    const thing = things.of(node);
    if (thing?.t === 'export' && thing.module === '@aws-sdk/client-dynamodb' && thing.name === 'DynamoDB.Converter')
      report('method', node.name, 'Converter', 'marshall and unmarshall of @aws-sdk/util-dynamodb', null);
  }

  function called(node: ts.CallExpression): void {
    const { expression: callee } = node;
    if (!ts.isPropertyAccessExpression(callee)) return;
    const { expression: base, name } = callee;
    const word = name.text;
    if (word === 'promise' && node.arguments.length === 0) {
      // A method that is not there is reported itself.
      if (results.operation(base)?.sdk === 'v3' && !missingMethod(base))
        report('method', name, '.promise()', 'the promise that the call itself gives', [
          { start: base.getEnd(), end: node.getEnd(), text: '' },
        ]);
      return;
    }
    if (Object.hasOwn(REQUEST_METHODS, word)) {
      const inner = unwrapped(base);
      if (ts.isCallExpression(inner) && !ts.isAwaitExpression(base) && results.operation(inner)?.sdk === 'v3')
        report('method', name, `.${word}()`, REQUEST_METHODS[word] as string, null);
      return;
    }
    if (word === 'captureAWSClient') {
      const [first] = node.arguments;
      const client = first && things.of(first);
      if (client?.t === 'client' && client.sdk === 'v3' && !client.others)
        report('capture', name, word, 'captureAWSv3Client', [
          { start: start(name), end: name.getEnd(), text: 'captureAWSv3Client' },
        ]);
      return;
    }
    const missing = missingMethod(node);
    if (missing) report('method', name, word, missing.successor, missing.edits);
  }

  /** What a call asks of a client of v3 that has no such method. */
  function missingMethod(node: ts.Expression): { successor: string; edits: Rewrite[] | null } | null {
    const call = unwrapped(node);
    if (!ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression)) return null;
    const { expression: base, name } = call.expression;
    const client = things.of(base);
    if (client?.t !== 'client' || client.sdk !== 'v3' || client.others) return null;
    const word = name.text;
    if (word === 'createSet' && client.document) {
      const [only, more] = call.arguments;
      const text = only && !more ? `new Set(${only.getText(source)})` : null;
      return {
        successor: 'new Set',
        edits: text === null ? null : [{ start: start(call), end: call.getEnd(), text }],
      };
    }
    if (Object.hasOwn(V2_METHODS, word)) return { successor: V2_METHODS[word] as string, edits: null };
    if (!client.bare) return null;
    const operation = client.document ? documentOperation(word) : capital(word);
    if (!/^[a-z]/.test(word) || sdkActions(client.client, operation) === null) return null;
    const command = `${capital(word)}Command`;
    return { successor: `send(new ${command}(…))`, edits: sent(call, name, client, command) };
  }

  /** `client.getObject(p).promise()` → `client.send(new GetObjectCommand(p))`, with the import of the command. */
  function sent(call: ts.CallExpression, name: ts.MemberName, client: Client, command: string): Rewrite[] | null {
    const [first, second] = call.arguments;
    if (second || (first && (ts.isFunctionLike(first) || ts.isSpreadElement(first)))) return null;
    const module = client.document ? '@aws-sdk/lib-dynamodb' : `@aws-sdk/client-${client.client}`;
    const imported = importOf(module, command);
    if (imported === null) return null;
    const edits: Rewrite[] = [
      { start: start(name), end: name.getEnd(), text: 'send' },
      ...imported,
      first
        ? { start: start(first), end: start(first), text: `new ${command}(` }
        : { start: call.getEnd() - 1, end: call.getEnd() - 1, text: `new ${command}({})` },
    ];
    if (first) edits.push({ start: first.getEnd(), end: first.getEnd(), text: ')' });
    const access = parents.get(call);
    const promise = access && parents.get(access);
    const isPromise =
      access && ts.isPropertyAccessExpression(access) && access.name.text === 'promise' && promise !== undefined;
    if (isPromise && ts.isCallExpression(promise))
      edits.push({ start: call.getEnd(), end: promise.getEnd(), text: '' });
    return edits;
  }

  /** The edit that adds a name to the import of a package; none where it is there, null where there is no list to add it to. */
  function importOf(module: string, name: string): Rewrite[] | null {
    let add: Rewrite | null = null;
    for (const node of nodes) {
      if (ts.isIdentifier(node) && node.text === name) {
        const binding = things.scopes.resolve(node);
        const thing = binding && things.ofBinding(binding);
        if (!binding) continue;
        return thing?.t === 'export' && thing.module === module && thing.name === name ? [] : null;
      }
      let elements: readonly ts.Node[] = [];
      if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
        const named = node.importClause?.namedBindings;
        const isType = node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
        if (node.moduleSpecifier.text === module && !isType && named && ts.isNamedImports(named))
          elements = named.elements;
      } else if (ts.isVariableDeclaration(node) && node.initializer && ts.isObjectBindingPattern(node.name)) {
        const { initializer } = node;
        const loaded = ts.isCallExpression(initializer) ? things.of(initializer) : null;
        if (loaded?.t === 'module' && loaded.module === module) elements = node.name.elements;
      }
      const last = elements.at(-1);
      if (last) add ??= { start: last.getEnd(), end: last.getEnd(), text: `, ${name}` };
    }
    return add ? [add] : null;
  }

  function made(node: ts.NewExpression): void {
    const callee = things.of(node.expression);
    if (callee?.t === 'export' && callee.module.startsWith('@aws-sdk/') && /\.DocumentClient$/.test(callee.name)) {
      report(
        'method',
        ts.isPropertyAccessExpression(node.expression) ? node.expression.name : node.expression,
        'DocumentClient',
        'DynamoDBDocumentClient.from of @aws-sdk/lib-dynamodb',
        null,
      );
      return;
    }
    const client = things.of(node);
    const [first] = node.arguments ?? [];
    if (client?.t !== 'client' || client.sdk !== 'v3' || !first || !ts.isObjectLiteralExpression(first)) return;
    let credentials = false;
    for (const p of first.properties) {
      if (!p.name || !ts.isIdentifier(p.name) || !Object.hasOwn(OPTIONS, p.name.text)) continue;
      const option = p.name.text;
      const successor = OPTIONS[option] as string;
      // Keys come in twos and threes; they move into `credentials` together.
      if (successor === 'credentials' && credentials) continue;
      if (successor === 'credentials') credentials = true;
      report('option', p.name, option, successor, renamed(p, option, successor));
    }
  }

  function renamed(p: ts.ObjectLiteralElementLike, option: string, successor: string): Rewrite[] | null {
    if (!ts.isPropertyAssignment(p)) return null;
    const rename = { start: start(p.name), end: p.name.getEnd(), text: successor };
    if (RENAMED.has(option)) return [rename];
    const { initializer } = p;
    // The first attempt counts, too.
    if (option === 'maxRetries' && ts.isNumericLiteral(initializer))
      return [
        rename,
        { start: start(initializer), end: initializer.getEnd(), text: String(Number(initializer.text) + 1) },
      ];
    return null;
  }
}

/** Whether an identifier stands for a value that may be a result. */
function isValue(node: ts.Identifier, parent: ts.Node | undefined): boolean {
  if (!parent) return false;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isCallExpression(parent)) return parent.expression !== node;
  return ts.isAsExpression(parent) || ts.isNonNullExpression(parent);
}
