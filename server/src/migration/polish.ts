/**
 * After the codemod: what it leaves although there is one right answer. Results whose type changed, errors, retries, values
 * that v2 dropped silently. By the SDK's migration guide (aws-sdk-js-v3, UPGRADING.md). Each pass reads the text anew.
 */
import ts from 'typescript';
import { type Clients, clientsOfV3 } from './clients.ts';
import { bodies } from './bodies.ts';
import { errorProperties } from './errors.ts';
import { isReference } from './prepare.ts';
import { requestHandlers, streams } from './transport.ts';
import { type Edit, all, apply, methodCall, parse } from './tree.ts';

/** Methods that v3's clients do not have. */
export const GONE: ReadonlySet<string> = new Set([
  'upload',
  'getSignedUrl',
  'getSignedUrlPromise',
  'createPresignedPost',
  'waitFor',
  'createSet',
  'makeRequest',
  'makeUnauthenticatedRequest',
  'promise',
]);

type Pass = (source: ts.SourceFile, clients: Clients) => Edit[];

/** The mended text. `path` says how to parse. */
export function polish(path: string, text: string): string {
  let result = comments(text);
  for (const pass of [
    types,
    promises,
    uploads,
    retries,
    signed,
    documents,
    sets,
    tracers,
    noOptions,
    requests,
    streams,
    bodies,
    errors,
    errorProperties,
    aliases,
    imports,
  ]) {
    const source = parse(path, result);
    result = apply(result, pass(source, clientsOfV3(source)));
  }
  return result;
}

/** Comments of the codemod about `.promise()`: whether one is left is said by us. */
function comments(text: string): string {
  const first = String.raw`\/\/ The (?:\`\.promise\(\)\` call might be on|promise\(\) call was removed by)[^\n]*\n`;
  const second = String.raw`[ \t]*\/\/ (?:If yes, please remove|Please check that it is correct)[^\n]*\n`;
  return text
    .replace(new RegExp(String.raw`^([ \t]*)${first}${second}(?:[ \t]*(?=\S))?`, 'gm'), '$1')
    .replace(new RegExp(first + second + String.raw`[ \t]*`, 'g'), '');
}

/** `PromiseResult<Output, Error>` is what v2 adds to an output; v3's outputs have it. */
const types: Pass = source =>
  all(source, ts.isTypeReferenceNode).flatMap(node => {
    const [output] = node.typeArguments ?? [];
    if (!output || !/^(.*\.)?PromiseResult$/.test(node.typeName.getText(source))) return [];
    return [{ start: node.getStart(source), end: node.end, text: output.getText(source) }];
  });

/** `import T = P.T` can't name a type that its package exports as nothing but a type. */
const aliases: Pass = source =>
  all(source, ts.isImportEqualsDeclaration).flatMap(node => {
    const { moduleReference: from } = node;
    if (!ts.isQualifiedName(from) || from.right.text !== 'NativeAttributeValue') return [];
    const end = node.getText(source).endsWith(';') ? ';' : '';
    const text = `import type { ${from.right.text} } from "@aws-sdk/lib-dynamodb"${end}`;
    return node.name.text === from.right.text ? [{ start: node.getStart(source), end: node.end, text }] : [];
  });

/** Imports of v2 that v3 has taken over, or that nothing uses. */
const imports: Pass = source => {
  const names = all(source, ts.isIdentifier);
  const isNew = (name: string) =>
    source.statements.some(
      s =>
        ts.isImportDeclaration(s) &&
        /^@aws-sdk\//.test(s.moduleSpecifier.getText(source).slice(1)) &&
        s.importClause !== undefined &&
        all(s.importClause, ts.isImportSpecifier).some(e => e.name.text === name),
    );
  const isDead = (name: ts.Identifier) =>
    isNew(name.text) || !names.some(n => n !== name && n.text === name.text && isReference(n));
  return source.statements.flatMap(statement => {
    if (!ts.isImportDeclaration(statement) || !/^.aws-sdk(\/|.$)/.test(statement.moduleSpecifier.getText(source)))
      return [];
    const clause = statement.importClause;
    const named = clause?.namedBindings;
    if (!clause) return [];
    const elements = named && ts.isNamedImports(named) ? [...named.elements] : [];
    const locals = [
      ...(clause.name ? [clause.name] : []),
      ...(named && ts.isNamespaceImport(named) ? [named.name] : []),
      ...elements.map(e => e.name),
    ];
    if (locals.every(isDead)) {
      const end = source.text[statement.end] === '\n' ? statement.end + 1 : statement.end;
      return [{ start: statement.getStart(source), end, text: '' }];
    }
    const kept = elements.filter(e => !isDead(e.name));
    if (!named || kept.length === elements.length || kept.length === 0) return [];
    return [
      { start: named.getStart(source), end: named.end, text: `{ ${kept.map(e => e.getText(source)).join(', ')} }` },
    ];
  });
};

/** `.promise()` on calls of v3 clients that the codemod passed over, as in `a ? x.op().promise() : null`. */
const promises: Pass = (source, clients) =>
  all(source, ts.isCallExpression).flatMap(node => {
    const promise = methodCall(node);
    if (promise?.name !== 'promise' || node.arguments.length > 0) return [];
    const call = methodCall(promise.on);
    if (!call || GONE.has(call.name) || clients.of(call.on) === null) return [];
    return [{ start: promise.on.end, end: node.end, text: '' }];
  });

/** `u.promise()` where `u` is an upload: v3 calls it `done`. */
const uploads: Pass = source => {
  const handles = new Set(
    all(source, ts.isVariableDeclaration).flatMap(d =>
      d.initializer && ts.isIdentifier(d.name) && isUpload(d.initializer) ? [d.name.text] : [],
    ),
  );
  return all(source, ts.isCallExpression).flatMap(node => {
    const call = methodCall(node);
    if (call?.name !== 'promise' || node.arguments.length > 0) return [];
    const isOne = isUpload(call.on) || (ts.isIdentifier(call.on) && handles.has(call.on.text));
    return isOne ? [{ start: call.access.name.getStart(source), end: call.access.name.end, text: 'done' }] : [];
  });
};

export function isUpload(node: ts.Node): boolean {
  return ts.isNewExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'Upload';
}

/** What the codemod writes above options that it could not, or not quite, translate. */
export const REMARK =
  /\/\/ The (?:key \w+ is no longer supported|value of maxAttempts needs|transformation for \w+ is not)/;

/** The comments right above a node. */
export function commentsOf(node: ts.Node): string {
  const { text } = node.getSourceFile();
  return text.slice(node.getFullStart(), node.getStart());
}

/** What clients of v3 are configured with. */
export function configured(source: ts.SourceFile, clients: Clients): ts.Expression[] {
  return all(source, ts.isNewExpression).flatMap(node => {
    const [argument] = node.arguments ?? [];
    return argument && clients.of(node) !== null ? [argument] : [];
  });
}

/** The object literals that clients of v3 are configured with, where they are made or elsewhere. */
export function configurations(source: ts.SourceFile, clients: Clients): ts.ObjectLiteralExpression[] {
  const given = configured(source, clients);
  return all(source, ts.isObjectLiteralExpression).filter(o => {
    const { parent } = o;
    const isArgument = ts.isNewExpression(parent) && parent.arguments?.[0] === o && clients.of(parent) !== null;
    const isNamed =
      ts.isVariableDeclaration(parent) && given.some(g => g.getText(source) === parent.name.getText(source));
    return isArgument || isNamed || o.properties.some(p => REMARK.test(commentsOf(p)));
  });
}

/** v2 counts retries, v3 attempts: one more. */
const retries: Pass = (source, clients) =>
  configurations(source, clients).flatMap(o =>
    o.properties.flatMap(p => {
      if (!ts.isPropertyAssignment(p) || !ts.isNumericLiteral(p.initializer)) return [];
      const name = p.name.getText(source);
      const said = /The value of maxAttempts needs/.test(commentsOf(p));
      if (name !== 'maxRetries' && !(name === 'maxAttempts' && said)) return [];
      const text = `maxAttempts: ${Number(p.initializer.text) + 1}`;
      return [{ start: said ? commentStart(p) : p.getStart(source), end: p.end, text }];
    }),
  );

/** Where the line comments right above a node start. */
function commentStart(node: ts.Node): number {
  const source = node.getSourceFile();
  const found = ts.getLeadingCommentRanges(source.text, node.getFullStart()) ?? [];
  const ours = found.findIndex(c => /\/\/ The key \w+ is /.test(source.text.slice(c.pos, c.end)));
  return found[ours]?.pos ?? node.getStart(source);
}

/** How long a signed URL is valid: v2 reads it from the parameters, v3 is told beside them. */
const signed: Pass = source =>
  all(source, ts.isPropertyAssignment).flatMap(p => {
    const said = ts.isStringLiteral(p.initializer) && p.initializer.text.startsWith("/* add value from 'Expires'");
    const call = p.parent.parent;
    if (!said || !ts.isCallExpression(call)) return [];
    const command = call.arguments[1];
    const [parameters] = command && ts.isNewExpression(command) ? (command.arguments ?? []) : [];
    if (!command || !ts.isNewExpression(command) || !parameters || !ts.isIdentifier(parameters)) return [];
    const { text: name } = parameters;
    const literal = all(source, ts.isVariableDeclaration)
      .filter(d => ts.isIdentifier(d.name) && d.name.text === name)
      .map(d => d.initializer);
    const [only] = literal;
    const isSeen = literal.length === 1 && only !== undefined && ts.isObjectLiteralExpression(only);
    const isComplete = isSeen && only.properties.every(q => !ts.isSpreadAssignment(q));
    const hasIt = isSeen && only.properties.some(q => q.name?.getText(source) === 'Expires');
    const isSet = all(source, ts.isPropertyAccessExpression).some(
      a => a.name.text === 'Expires' && a.expression.getText(source) === name,
    );
    if (isComplete && !hasIt && !isSet)
      return [{ start: (call.arguments[1] as ts.Expression).end, end: call.arguments.end, text: '' }];
    // An `Expires` that goes into what is put is a header of the object in v3.
    if (!/^(Get|Head|Delete)/.test(command.expression.getText(source))) return [];
    return [{ start: p.initializer.getStart(source), end: p.initializer.end, text: `${name}.Expires` }];
  });

/** v2's document client leaves undefined values out; v3's throws, unless it is told to leave them out. */
const documents: Pass = (source, clients) =>
  all(source, ts.isCallExpression).flatMap(node => {
    const call = methodCall(node);
    if (call?.name !== 'from' || clients.of(node) !== '@aws-sdk/lib-dynamodb') return [];
    const [client, translation] = node.arguments;
    const set = 'removeUndefinedValues: true';
    if (!client) return [];
    if (!translation) return [{ start: client.end, end: client.end, text: `, { marshallOptions: { ${set} } }` }];
    if (!ts.isObjectLiteralExpression(translation) || translation.getText(source).includes('removeUndefinedValues'))
      return [];
    const options = translation.properties.find(p => p.name?.getText(source) === 'marshallOptions');
    const inner = options && ts.isPropertyAssignment(options) ? options.initializer : undefined;
    const at = inner && ts.isObjectLiteralExpression(inner) ? inner : options ? null : translation;
    if (!at) return [];
    const start = at.getStart(source) + 1;
    return [{ start, end: start, text: options ? ` ${set},` : ` marshallOptions: { ${set} },` }];
  });

/** Sets of DynamoDB are JavaScript's own. */
const sets: Pass = (source, clients) =>
  all(source, ts.isCallExpression).flatMap(node => {
    const call = methodCall(node);
    const [list, more] = node.arguments;
    if (call?.name !== 'createSet' || clients.of(call.on) !== '@aws-sdk/lib-dynamodb') return [];
    if (!list || more || !ts.isArrayLiteralExpression(list)) return [];
    return [{ start: node.getStart(source), end: list.getStart(source), text: 'new Set(' }];
  });

/** X-Ray wraps clients of v3 with a function of its own. */
const tracers: Pass = (source, clients) => {
  const old = 'captureAWSClient';
  const calls = all(source, ts.isCallExpression).filter(
    n => (methodCall(n)?.name ?? n.expression.getText(source)) === old,
  );
  // One call that wraps something else needs the old function.
  const isAll = calls.every(({ arguments: [client] }) => client && clients.of(client)?.startsWith('@aws-sdk/client-'));
  if (calls.length === 0 || !isAll) return [];
  return all(source, ts.isIdentifier)
    .filter(n => n.text === old)
    .map(n => ({ start: n.getStart(source), end: n.end, text: 'captureAWSv3Client' }));
};

/** Options that say in v2 what v3 does anyway, by the values for which that is so. */
const NO_OPTIONS: Readonly<Record<string, RegExp>> = {
  apiVersion: /^['"][\d-]+['"]$|^['"]latest['"]$/,
  signatureVersion: /^['"]v4['"]$/,
  signatureCache: /^true$/,
  computeChecksums: /^true$/,
  correctClockSkew: /^true$/,
  hostPrefixEnabled: /^true$/,
  stsRegionalEndpoints: /^['"]regional['"]$/,
  s3UsEast1RegionalEndpoint: /^['"]regional['"]$/,
  convertResponseTypes: /^true$/,
};

const noOptions: Pass = (source, clients) =>
  configurations(source, clients).flatMap(o => {
    const idle = o.properties.filter(
      p => ts.isPropertyAssignment(p) && NO_OPTIONS[p.name.getText(source)]?.test(p.initializer.getText(source)),
    );
    if (idle.length === 0) return [];
    if (idle.length === o.properties.length) return [{ start: o.getStart(source), end: o.end, text: '{}' }];
    return idle.map(p => {
      const i = o.properties.indexOf(p);
      const next = o.properties[i + 1];
      const start = commentStart(p);
      if (next) return { start, end: Math.max(p.end, startWithComments(next)), text: '' };
      const end = o.properties.hasTrailingComma ? o.properties.end : p.end;
      return { start: o.properties[i - 1]?.end ?? start, end, text: '' };
    });
  });

function startWithComments(node: ts.Node): number {
  const source = node.getSourceFile();
  const [first] = ts.getLeadingCommentRanges(source.text, node.getFullStart()) ?? [];
  const isOwn = first && source.text.slice(node.getFullStart(), first.pos).includes('\n');
  return isOwn ? first.pos : node.getStart(source);
}

/** Timeouts and agents. */
const requests: Pass = (source, clients) => requestHandlers(source, configurations(source, clients));

/** Codes of Node's own errors, which stay in `code`. */
const SYSTEM = /^E[A-Z]{2,}\d*$/;

/** The codemod renames `e.code` to `e.name` in whatever is caught around a call; what is no name of an error of AWS goes back. */
const errors: Pass = source =>
  all(source, ts.isBinaryExpression).flatMap(node => {
    const [left, right] = [node.left, node.right];
    const isSystem = ts.isStringLiteralLike(right) && SYSTEM.test(right.text);
    if (!isSystem || !ts.isPropertyAccessExpression(left) || left.name.text !== 'name') return [];
    return [{ start: left.name.getStart(source), end: left.name.end, text: 'code' }];
  });
