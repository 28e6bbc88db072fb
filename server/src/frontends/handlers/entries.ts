/**
 * What a file exports, which of it may be a function's handler, the clients that handlers make anew in each call, and the
 * handlers that let nobody know of a failure.
 */
import ts from 'typescript';
import type { SourceSpan } from '../../core/document.ts';
import type { CodeFact } from '../../core/resource.ts';
import { isAsync, swallowed } from './promises.ts';
import { type Things, unwrapped } from './things.ts';

type Nodes = readonly ts.Node[];
type Parents = ReadonlyMap<ts.Node, ts.Node>;
type Place = (start: number, end: number) => SourceSpan;

/** The facts about exports of one tree. */
export function entryFacts(
  source: ts.SourceFile,
  nodes: Nodes,
  parents: Parents,
  place: Place,
  things: Things,
): CodeFact[] {
  const at = (node: ts.Node) => place(node.getStart(source), node.getEnd());
  const names = new Set<string>();
  const facts: CodeFact[] = [];
  const seen = new Set<string>();
  for (const e of things.scopes.exports) {
    names.add(e.name);
    if (!e.value || seen.has(e.name)) continue;
    const thing = ts.isExpression(e.value) ? things.of(e.value) : null;
    const fn = thing?.t === 'function' ? thing.node : ts.isFunctionLike(e.value) ? e.value : null;
    const value = ts.isExpression(e.value) ? declared(e.value, things) : null;
    // Something wrapped (`middy(…)`) may be a handler, too.
    if (!fn && !(value && ts.isCallExpression(value))) continue;
    seen.add(e.name);
    const style = !fn ? 'unknown' : isAsync(fn) ? 'async' : fn.parameters.length >= 3 ? 'callback' : 'unknown';
    const named = fn && 'name' in fn && fn.name ? fn.name : e.value;
    facts.push({ kind: 'handler-export', name: e.name, style, span: at(named) });
    const body = fn && 'body' in fn ? fn.body : undefined;
    if (!fn || !body || !ts.isBlock(body)) continue;
    facts.push(...clientsIn(fn, body, e.name, source, parents, place, things));
    const lost = swallowed(source, e.name, fn, body, place);
    if (lost) facts.push(lost);
  }
  const complete = !names.has('*') && isPlain(nodes, parents);
  facts.push({ kind: 'exports', names: [...names].sort(), complete, span: place(0, 0) });
  return facts;
}

function declared(value: ts.Expression, things: Things): ts.Expression | null {
  if (!ts.isIdentifier(value)) return unwrapped(value);
  const found = things.scopes.resolve(value)?.value;
  return found ? unwrapped(found) : null;
}

/** Whether all that is done with `exports` and `module.exports` is to give them members by name. */
function isPlain(nodes: Nodes, parents: Parents): boolean {
  for (const node of nodes) {
    if (ts.isExportAssignment(node) && node.isExportEquals) return false;
    if (!ts.isIdentifier(node) || (node.text !== 'exports' && node.text !== 'module')) continue;
    const parent = parents.get(node);
    if (!parent) continue;
    if (node.text === 'module') {
      if (!ts.isPropertyAccessExpression(parent)) return false;
      continue;
    }
    // `module.exports` is one thing, of which the right side may be anything.
    const whole = ts.isPropertyAccessExpression(parent) && parent.name === node ? parent : node;
    const use = parents.get(whole);
    if (!use) return false;
    if (ts.isPropertyAccessExpression(use) && use.expression === whole) continue;
    if (!ts.isBinaryExpression(use) || use.left !== whole) {
      if (use && ts.isBinaryExpression(use) && use.right === whole) continue;
      return false;
    }
    const given = unwrapped(use.right);
    const isList =
      ts.isObjectLiteralExpression(given) &&
      given.properties.every(p => p.name !== undefined && (ts.isIdentifier(p.name) || ts.isStringLiteral(p.name)));
    const isChain = ts.isBinaryExpression(given) || (ts.isIdentifier(given) && given.text === 'exports');
    if (!isList && !isChain && !ts.isFunctionLike(given)) return false;
  }
  return true;
}

/** Constants of a handler's own statements that are clients made of nothing that the call brings. */
function clientsIn(
  fn: ts.Node,
  body: ts.Block,
  handler: string,
  source: ts.SourceFile,
  parents: Parents,
  place: Place,
  things: Things,
): CodeFact[] {
  const found: CodeFact[] = [];
  for (const statement of body.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const declaration of statement.declarationList.declarations) {
      const { initializer, name } = declaration;
      const made = initializer && unwrapped(initializer);
      if (!made || !ts.isNewExpression(made) || !ts.isIdentifier(name) || things.of(made)?.t !== 'client') continue;
      if (!isOfNothing(made, fn, parents, things)) continue;
      const single = statement.declarationList.declarations.length === 1;
      found.push({
        kind: 'client-in-handler',
        made: made.expression.getText(source),
        handler,
        span: place(made.getStart(source), made.getEnd()),
        edits: single ? moved(statement, fn, name, source, parents, place, things) : null,
      });
    }
  }
  return found;
}

/** Whether an expression mentions nothing that is declared in a function. */
function isOfNothing(node: ts.Node, fn: ts.Node, parents: Parents, things: Things): boolean {
  const pending: ts.Node[] = [node];
  for (let at = pending.pop(), steps = 0; at; at = pending.pop(), steps++) {
    if (steps > 200 || ts.isAwaitExpression(at) || at.kind === ts.SyntaxKind.ThisKeyword) return false;
    // What a call gives may be another thing the next time: credentials, a token.
    if (ts.isCallExpression(at)) return false;
    if (ts.isIdentifier(at)) {
      const binding = things.scopes.resolve(at);
      const parent = parents.get(at);
      const isMember = parent && ts.isPropertyAccessExpression(parent) && parent.name === at;
      if (binding && !isMember && fn.pos <= binding.node.pos && binding.node.end <= fn.end) return false;
    }
    ts.forEachChild(at, child => void pending.push(child));
  }
  return true;
}

/** Moves a statement in front of the one that the function stands in; null where the name is taken there. */
function moved(
  statement: ts.VariableStatement,
  fn: ts.Node,
  name: ts.Identifier,
  source: ts.SourceFile,
  parents: Parents,
  place: Place,
  things: Things,
): readonly { span: SourceSpan; text: string }[] | null {
  let top = fn;
  for (let parent = parents.get(top); parent && !ts.isSourceFile(parent); parent = parents.get(top)) {
    if (ts.isFunctionLike(parent) || ts.isClassLike(parent)) return null;
    top = parent;
  }
  // A name that is used elsewhere in the file would mean this one from now on.
  const taken = source.statements.some(s => declares(s, name.text));
  const binding = things.scopes.resolve(name);
  if (taken || !binding || binding.assigned.length > 0) return null;
  const start = statement.getStart(source);
  const { text } = source;
  const line = text.lastIndexOf('\n', start - 1) + 1;
  const alone = /^[ \t]*$/.test(text.slice(line, start));
  const after = /^[ \t]*(\r?\n)?/.exec(text.slice(statement.getEnd())) as RegExpExecArray;
  const indent = alone ? text.slice(line, start) : '';
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const margin = (/(?<![ \t])[ \t]*$/.exec(text.slice(0, top.getStart(source))) as RegExpExecArray)[0];
  const written = text.slice(start, statement.getEnd()).replaceAll(`\n${indent}`, `\n${margin}`);
  const from = withComments(source, top);
  // The first word is written again: behind a line break at the end, a string would not know the margin of what follows.
  const word = (/^\S+/.exec(text.slice(from)) as RegExpExecArray)[0];
  return [
    { span: place(from, from + word.length), text: `${written}${eol}${eol}${margin}${word}` },
    { span: place(alone && after[1] ? line : start, statement.getEnd() + after[0].length), text: '' },
  ];
}

/** Where a statement begins, with the comments that stand right above it. */
function withComments(source: ts.SourceFile, node: ts.Node): number {
  let from = node.getStart(source);
  for (const { pos, end } of (ts.getLeadingCommentRanges(source.text, node.pos) ?? []).reverse()) {
    if (!/^[ \t]*\r?\n[ \t]*$/.test(source.text.slice(end, from))) break;
    from = pos;
  }
  return from;
}

function declares(statement: ts.Statement, name: string): boolean {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.some(d => ts.isIdentifier(d.name) && d.name.text === name);
  if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) return statement.name?.text === name;
  if (!ts.isImportDeclaration(statement)) return false;
  const clause = statement.importClause;
  const named = clause?.namedBindings;
  return (
    clause?.name?.text === name ||
    (named !== undefined &&
      (ts.isNamedImports(named) ? named.elements.some(e => e.name.text === name) : named.name.text === name))
  );
}
