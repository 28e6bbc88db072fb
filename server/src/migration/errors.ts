/**
 * What code reads of errors that it catches around calls of clients: v3's have other properties than v2's. Where only a client
 * can have thrown the error it is rewritten; elsewhere the place is listed.
 */
import ts from 'typescript';
import { isTest } from './bodies.ts';
import type { Clients } from './clients.ts';
import { type Edit, all, bare, isInline, methodCall, nodesOf, outer } from './tree.ts';

/** A piece of code that has caught an error around a call of a client. */
interface Caught {
  readonly block: ts.Node;
  readonly name: ts.Identifier;
  /** Whether nothing but clients can have thrown it, as far as is seen here. */
  readonly certain: boolean;
}

/** Properties of v2's errors (aws-sdk 2, `AWSError`) by what v3 has in their place (aws-sdk-js-v3, UPGRADING.md). */
const PROPERTIES: ReadonlyMap<string, string> = new Map([
  ['statusCode', '$metadata?.httpStatusCode'],
  ['requestId', '$metadata?.requestId'],
  ['retryable', '$retryable'],
]);

/** `e.statusCode` and its like, where a client's error is the only one that can have them. */
export function errorProperties(source: ts.SourceFile, clients: Clients): Edit[] {
  return caught(source, clients).flatMap(({ block, name, certain }) =>
    certain
      ? accesses(block, name).flatMap(access => {
          const text = PROPERTIES.get(access.name.text);
          // `$retryable` is an object where `retryable` was true or false.
          const differs = access.name.text === 'retryable' && !isAsked(access);
          return text === undefined || differs ? [] : [{ start: access.name.getStart(source), end: access.end, text }];
        })
      : [],
  );
}

/** Whether a value is only asked for, perhaps among others: `if (a || x)`. */
function isAsked(access: ts.Node): boolean {
  let node = outer(access);
  for (;;) {
    if (isTest(node)) return true;
    const { parent } = node;
    if (!ts.isBinaryExpression(parent) || !/^(\|\||&&)$/.test(parent.operatorToken.getText())) return false;
    node = outer(parent);
  }
}

/** Names of errors that only v2 has. */
const OLD_ERRORS =
  /^(NetworkingError|CredentialsError|ConfigError|UnknownEndpoint|RequestAbortedError|MissingRequiredParameter|MultipleValidationErrors|InvalidParameterType|UnexpectedParameter|UriParameterError|AWS\.SimpleQueueService\..+)$/;

/** What is read of caught errors and is another thing in v3, each with a sentence. */
export function errorsOf(
  source: ts.SourceFile,
  clients: Clients,
): { readonly node: ts.Node; readonly message: string }[] {
  const found: { node: ts.Node; message: string }[] = [];
  for (const { block, name } of caught(source, clients))
    for (const access of accesses(block, name)) {
      const { parent } = access;
      switch (access.name.text) {
        case 'statusCode':
          found.push({ node: access, message: 'Errors of v3 have the status in $metadata.httpStatusCode.' });
          break;
        case 'retryable':
          found.push({ node: access, message: 'Errors of v3 have $retryable, an object, instead of retryable.' });
          break;
        case 'code':
          if (!isSystemTest(parent)) found.push({ node: access, message: 'Errors of v3 have their code in name.' });
          break;
        case 'name':
          if (
            ts.isBinaryExpression(parent) &&
            ts.isStringLiteralLike(parent.right) &&
            OLD_ERRORS.test(parent.right.text)
          )
            found.push({ node: parent, message: `No error of v3 is called ${parent.right.text}.` });
      }
    }
  return found;
}

/** The blocks and functions that catch what calls of clients throw. */
function caught(source: ts.SourceFile, clients: Clients): Caught[] {
  const found = new Map<ts.Node, Caught>();
  const isCall = (node: ts.Node) => {
    const call = methodCall(node);
    return call !== null && clients.of(call.on) !== null;
  };
  const handled = (handler: ts.Node | undefined, certain: boolean) => {
    const [first] = isInline(handler) ? handler.parameters : [];
    if (isInline(handler) && first && ts.isIdentifier(first.name))
      found.set(handler.body, { block: handler.body, name: first.name, certain });
  };
  for (const call of all(source, ts.isCallExpression)) {
    if (!isCall(call)) continue;
    for (let around: ts.Node = call; around.parent; around = around.parent) {
      const holder = around.parent;
      if (ts.isTryStatement(holder) && holder.tryBlock === around) {
        const name = holder.catchClause?.variableDeclaration?.name;
        if (holder.catchClause && name && ts.isIdentifier(name)) {
          const { block } = holder.catchClause;
          found.set(block, { block, name, certain: throwsAlone(holder.tryBlock, isCall) });
        }
        break;
      }
      if (ts.isPropertyAccessExpression(holder) && ts.isCallExpression(holder.parent)) {
        const index = holder.name.text === 'catch' ? 0 : holder.name.text === 'then' ? 1 : 9;
        handled(holder.parent.arguments[index], around === call);
      }
    }
    handled(call.arguments.at(-1), true);
  }
  return [...found.values()];
}

/** Whether a block waits for nothing but clients, and throws nothing itself. */
function throwsAlone(block: ts.Node, isCall: (node: ts.Node) => boolean): boolean {
  for (const node of nodesOf(block)) {
    if (ts.isThrowStatement(node) || ts.isForOfStatement(node)) return false;
    if (ts.isAwaitExpression(node) && !isCall(bare(node.expression))) return false;
  }
  return true;
}

/** Members that are read of a caught error, and not of something within that goes by the same name. */
function accesses(block: ts.Node, name: ts.Identifier): ts.PropertyAccessExpression[] {
  const hides = (node: ts.Node) =>
    ts.isFunctionLike(node)
      ? node.parameters.some(p => p.name.getText() === name.text)
      : ts.isCatchClause(node) && node.variableDeclaration?.name.getText() === name.text;
  return all(block, ts.isPropertyAccessExpression).filter(access => {
    if (!ts.isIdentifier(access.expression) || access.expression.text !== name.text) return false;
    for (let around: ts.Node = access; around !== block; around = around.parent) if (hides(around)) return false;
    return true;
  });
}

function isSystemTest(parent: ts.Node): boolean {
  return (
    ts.isBinaryExpression(parent) && ts.isStringLiteralLike(parent.right) && /^E[A-Z]{2,}\d*$/.test(parent.right.text)
  );
}
