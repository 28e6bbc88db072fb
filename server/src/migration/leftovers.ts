/** What a rewritten file still has of SDK v2, or uses in a way that v3 does not bear: each place in our own words. Pure. */
import ts from 'typescript';
import { isTest, reads } from './bodies.ts';
import { type Clients, clientsOfV2, clientsOfV3, required } from './clients.ts';
import { errorsOf } from './errors.ts';
import { GONE, REMARK, commentsOf, configurations, configured, isUpload } from './polish.ts';
import { isReference } from './prepare.ts';
import { all, isInline, methodCall, outer, parse } from './tree.ts';

/** A place that is left to do by hand. */
export interface Left {
  /** Offsets in the rewritten text, half-open. */
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

/** The places, in the order of the text. */
export function leftovers(path: string, text: string): Left[] {
  const source = parse(path, text);
  const clients = clientsOfV3(source);
  const found = [
    ...modules(source),
    ...requests(source, clients),
    ...uploads(source),
    ...options(source, clients),
    ...results(source, clients),
    ...errorsOf(source, clients).map(e => at(e.node, e.message)),
    ...types(source, clients),
    ...notes(source),
  ].sort((a, b) => a.start - b.start || b.end - a.end);
  // One place, one message: what lies within a place that is listed goes with it.
  return found.filter((l, i) => !found.slice(0, i).some(o => o.start <= l.start && l.end <= o.end));
}

function at(node: ts.Node, message: string): Left {
  return { start: node.getStart(), end: node.end, message };
}

/** Whether a file imports or mocks v2, beyond naming its package somewhere. */
export function usesV2(path: string, text: string): boolean {
  return modules(parse(path, text)).length > 0;
}

/** Imports of v2, with what they are still used for. */
function modules(source: ts.SourceFile): Left[] {
  return all(source, ts.isStringLiteralLike)
    .filter(s => /^aws-sdk(\/|$)/.test(s.text) && isSpecifier(s))
    .map(specifier => {
      const names = boundBy(specifier);
      const uses = names.flatMap(name => usesOf(source, name));
      const listed = [...new Set(uses)].slice(0, 4).join(', ');
      const call = specifier.parent;
      const mocks = ts.isCallExpression(call) && methodCall(call) !== null;
      if (mocks)
        return at(
          specifier,
          `This mocks SDK v2, which is not used any more: aws-sdk-client-mock does the same for v3.`,
        );
      return at(
        specifier,
        listed === '' ? 'SDK v2 is still imported here.' : `SDK v2 is still imported, for ${listed}.`,
      );
    });
}

/** Whether a string names a module: in imports, and in calls such as `require`, `import` and `jest.mock`. */
function isSpecifier(node: ts.StringLiteralLike): boolean {
  const { parent } = node;
  if (ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent) || ts.isExternalModuleReference(parent))
    return true;
  if (ts.isLiteralTypeNode(parent)) return ts.isImportTypeNode(parent.parent);
  if (!ts.isCallExpression(parent) || parent.arguments[0] !== node) return false;
  return (
    required(parent) !== null ||
    parent.expression.kind === ts.SyntaxKind.ImportKeyword ||
    /mock|proxyquire/i.test(parent.expression.getText())
  );
}

function boundBy(specifier: ts.Node): string[] {
  let around: ts.Node = specifier;
  while (
    around.parent &&
    !ts.isImportDeclaration(around) &&
    !ts.isVariableDeclaration(around) &&
    !ts.isImportEqualsDeclaration(around)
  ) {
    if (ts.isSourceFile(around.parent) || ts.isFunctionLike(around)) return [];
    around = around.parent;
  }
  const names: string[] = [];
  if (ts.isVariableDeclaration(around) || ts.isImportEqualsDeclaration(around))
    names.push(...all(around.name, ts.isIdentifier).map(n => n.text));
  else if (ts.isImportDeclaration(around) && around.importClause)
    names.push(
      ...all(around.importClause, ts.isIdentifier)
        .filter(n => !(ts.isImportSpecifier(n.parent) && n.parent.propertyName === n))
        .map(n => n.text),
    );
  return names;
}

/** How a name is used, as long as it is dotted: `AWS.config.update`. */
function usesOf(source: ts.SourceFile, name: string): string[] {
  return all(source, ts.isIdentifier)
    .filter(n => n.text === name && isReference(n) && !declares(n))
    .map(n => {
      let around: ts.Node = n;
      while (
        (ts.isPropertyAccessExpression(around.parent) && around.parent.expression === around) ||
        (ts.isQualifiedName(around.parent) && around.parent.left === around)
      )
        around = around.parent;
      return around.getText().replace(/\s+/g, '');
    });
}

function declares(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    ts.isImportClause(parent) ||
    ts.isNamespaceImport(parent) ||
    ts.isImportEqualsDeclaration(parent) ||
    ((ts.isVariableDeclaration(parent) || ts.isBindingElement(parent)) && parent.name === node)
  );
}

/** Members of requests that a promise does not have. */
const OF_REQUESTS = new Set([
  'on',
  'send',
  'eachPage',
  'eachItem',
  'createReadStream',
  'httpUploadProgress',
  'presign',
  'abort',
  'promise',
]);

/** Calls of clients that v3's clients do not have, and requests that are no requests any more. */
function requests(source: ts.SourceFile, clients: Clients): Left[] {
  const found: Left[] = [];
  const old = clientsOfV2(source);
  const stored = new Map<string, string>();
  for (const d of all(source, ts.isVariableDeclaration)) {
    const call = d.initializer && methodCall(d.initializer);
    if (call && ts.isIdentifier(d.name) && clients.of(call.on) !== null) stored.set(d.name.text, call.name);
  }
  for (const node of all(source, ts.isCallExpression)) {
    const call = methodCall(node);
    if (!call) continue;
    const { name } = call;
    const inner = methodCall(call.on);
    const isStored = ts.isIdentifier(call.on) ? stored.get(call.on.text) : undefined;
    const operation = inner && clients.of(inner.on) !== null ? inner.name : isStored;
    if (clients.of(call.on) !== null && GONE.has(name)) found.push(at(node, gone(name)));
    else if (operation !== undefined && OF_REQUESTS.has(name)) found.push(at(node, ofRequest(name, operation)));
    // A client that is still v2's is listed with its import.
    else if (inner && old.of(inner.on) !== null) continue;
    else if (name === 'promise' && node.arguments.length === 0)
      found.push(
        at(
          node,
          `It is not known here what ${short(call.on)} is: a call of a v3 client is a promise and has no .promise().`,
        ),
      );
    else if (name === 'createReadStream' && node.arguments.length === 0)
      found.push(at(node, ofRequest(name, 'the call')));
    else if (name === 'eachPage') found.push(at(node, ofRequest(name, 'the call')));
    else if (name === 'captureAWS' || name === 'captureAWSClient')
      found.push(at(node, `X-Ray's ${name} is for SDK v2: wrap each client of v3 in captureAWSv3Client.`));
  }
  for (const node of all(source, ts.isCallExpression)) {
    const [, parameters] = node.arguments;
    if (!ts.isIdentifier(node.expression) || node.expression.text !== 'createPresignedPost') continue;
    const has =
      parameters &&
      ts.isObjectLiteralExpression(parameters) &&
      parameters.properties.some(p => p.name?.getText() === 'Key');
    if (!has) found.push(at(node, 'createPresignedPost of v3 takes the key as Key, not in Fields alone.'));
  }
  for (const node of all(source, ts.isCallExpression))
    if (/^waitUntil[A-Z]/.test(node.expression.getText()) && isUsed(node))
      found.push(at(node, 'A waiter of v3 gives its state, not what it waited for: read that with another call.'));
  return found;
}

function isUsed(node: ts.Node): boolean {
  const value = outer(node);
  const around = ts.isAwaitExpression(value.parent) ? outer(value.parent).parent : value.parent;
  return (
    ts.isVariableDeclaration(around) ||
    (ts.isPropertyAccessExpression(around) &&
      around.name.text === 'then' &&
      ts.isCallExpression(around.parent) &&
      isInline(around.parent.arguments[0]) &&
      around.parent.arguments[0].parameters.length > 0)
  );
}

function short(node: ts.Node): string {
  const text = node.getText().replace(/\s+/g, ' ');
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

function gone(name: string): string {
  switch (name) {
    case 'upload':
      return 'Clients of v3 have no upload: use new Upload({ client, params }).done() of @aws-sdk/lib-storage.';
    case 'getSignedUrl':
    case 'getSignedUrlPromise':
      return 'URLs are signed by getSignedUrl of @aws-sdk/s3-request-presigner, which gives a promise: what calls this has to await it.';
    case 'createPresignedPost':
      return 'createPresignedPost is a function of @aws-sdk/s3-presigned-post and gives a promise: what calls this has to await it.';
    case 'waitFor':
      return 'v3 has a function for each state to wait for, such as waitUntilBucketExists, which gives a promise.';
    case 'createSet':
      return 'v3 reads and writes sets as Set: use new Set([…]).';
    default:
      return `Clients of v3 have no ${name}.`;
  }
}

function ofRequest(name: string, operation: string): string {
  switch (name) {
    case 'createReadStream':
      return 'In v3 the stream is the Body of what getObject resolves to: await that; what fails, fails there.';
    case 'eachPage':
    case 'eachItem':
      return `v3 reads page by page with for await (const page of paginate…({ client }, params)).`;
    case 'on':
      return `${operation} gives a promise in v3, which has no events: await it, and catch what fails.`;
    case 'promise':
      return `What ${operation} gives is a promise already, and in v3 the request is sent by the call: await it where it is to be sent.`;
    default:
      return `${operation} gives a promise in v3, which has no ${name}.`;
  }
}

/** Uploads that nobody starts: v3's do so when `done` is called. */
function uploads(source: ts.SourceFile): Left[] {
  return all(source, ts.isNewExpression)
    .filter(isUpload)
    .flatMap(node => {
      const { parent } = node;
      const isDone = (on: ts.Node) =>
        ts.isPropertyAccessExpression(on.parent) && on.parent.expression === on && on.parent.name.text === 'done';
      const message = 'This upload is made and never started: call done().';
      if (isDone(outer(node))) return [];
      // What is given away or kept elsewhere may be started there.
      if (!ts.isVariableDeclaration(parent) || !ts.isIdentifier(parent.name))
        return ts.isExpressionStatement(parent) || ts.isPropertyAccessExpression(parent) || ts.isAwaitExpression(parent)
          ? [at(node, message)]
          : [];
      const { text } = parent.name;
      const uses = all(source, ts.isIdentifier).filter(n => n.text === text && n !== parent.name && isReference(n));
      return uses.some(isDone) || uses.some(n => !ts.isPropertyAccessExpression(n.parent)) ? [] : [at(node, message)];
    });
}

/** Options of v2 that v3 has by another name, or not at all. */
const OLD_OPTIONS: Readonly<Record<string, string>> = {
  maxRetries: 'v3 counts attempts: maxAttempts is maxRetries + 1.',
  httpOptions: 'v3 takes timeouts and agents by requestHandler.',
  sslEnabled: 'v3 has tls instead of sslEnabled.',
  s3ForcePathStyle: 'v3 calls it forcePathStyle.',
  params: 'v3 has no parameters that are bound to a client: give them with each call.',
  retryDelayOptions: 'v3 takes a retryStrategy.',
  customUserAgent: 'v3 takes customUserAgent as a list of pairs.',
  signatureVersion: 'v3 signs with version 4 alone.',
  paramValidation: 'v3 does not check parameters before it sends them.',
  convertEmptyValues: 'v3 takes it in the marshallOptions of the document client.',
  service: 'v3 makes a document client from a client: DynamoDBDocument.from(client).',
};

function options(source: ts.SourceFile, clients: Clients): Left[] {
  const known = configurations(source, clients);
  const elsewhere = configured(source, clients).filter(
    c =>
      !ts.isObjectLiteralExpression(c) &&
      !known.some(o => ts.isVariableDeclaration(o.parent) && o.parent.name.getText() === c.getText()),
  );
  const message = 'This configuration is made elsewhere: see that it has no options of v2, such as maxRetries.';
  return elsewhere.map(c => at(c, message)).concat(known.flatMap(o => oldOptions(o)));
}

function oldOptions(o: ts.ObjectLiteralExpression): Left[] {
  return o.properties.flatMap(p => {
    const name = p.name?.getText() ?? '';
    if (OLD_OPTIONS[name] !== undefined) return [at(p, OLD_OPTIONS[name])];
    const remarks = commentsOf(p);
    if (/maxRetries \+ 1/.test(remarks)) return [at(p, OLD_OPTIONS.maxRetries as string)];
    return REMARK.test(remarks) ? [at(p, `Clients of v3 have no option ${name}.`)] : [];
  });
}

/** Results that are read as if they were still what v2 gave. */
function results(source: ts.SourceFile, clients: Clients): Left[] {
  return reads(source, clients).flatMap(({ node, member }) => {
    const around = outer(node);
    const { parent } = around;
    // `x.Body?.transformToString()`, `x.Body.pipe(…)` and the like are as v3 wants it; so are tests for presence.
    if (ts.isPropertyAccessExpression(parent) && parent.expression === around)
      return /^(transformTo\w+|pipe|on|once|destroy)$/.test(parent.name.text) ? [] : [changed(node, member)];
    if (isTest(around)) return [];
    if (ts.isCallExpression(parent) && parent.expression.getText().endsWith('.decode')) return [];
    return [changed(node, member)];
  });
}

function changed(node: ts.Node, member: string): Left {
  if (member === 'Payload')
    return at(node, 'Payload is a Uint8Array in v3: make it text with new TextDecoder().decode(…).');
  return at(
    node,
    `${member} is ${member === 'body' ? 'a Uint8Array' : 'a stream'} in v3: await its transformToString() or transformToByteArray()${member === 'body' ? ', or decode it' : ', or pipe it'}.`,
  );
}

/** Types that v2 has in the namespace of a client. */
function types(source: ts.SourceFile, clients: Clients): Left[] {
  return all(source, ts.isQualifiedName)
    .filter(n => ts.isIdentifier(n.left) && clients.makers.has(n.left.text))
    .map(n => at(n, `v3 has no type ${n.getText()}: its types are imported by name, such as GetObjectCommandInput.`));
}

/** Comments that the codemod writes where it gives up. */
const NOTES: readonly (readonly [RegExp, string])[] = [
  [
    /JS SDK v3 does not support global configuration/,
    'v3 has no configuration for all clients: give each client its own.',
  ],
  [/not supported in AWS SDK for JavaScript \(v3\)/, 'This call takes no callback in v3.'],
  [/is AWS SDK JS v2 client here, but/, 'It is not known here which client this is.'],
  [
    /This is the closest approximation from codemod/,
    'Check the credentials: providers of v3 are functions, and the one chosen here comes closest.',
  ],
  [
    /add value from \\?'Expires\\?' from v2 call/,
    'Say how long the URL is valid: v2 took it from the parameters, v3 takes expiresIn.',
  ],
];

function notes(source: ts.SourceFile): Left[] {
  return NOTES.flatMap(([pattern, message]) =>
    [...source.text.matchAll(new RegExp(`[^\n]*(?:${pattern.source})[^\n]*`, 'g'))].map(m => {
      const indent = /^\s*/.exec(m[0])?.[0].length ?? 0;
      return { start: m.index + indent, end: m.index + m[0].length, message };
    }),
  );
}
