/** Where code chooses from a table of the file by the name of an environment that nothing checks. */
import ts from 'typescript';
import { span } from '../../core/document.ts';
import type { UncheckedChoice } from '../../core/resource.ts';

/** Names that speak of the environment that is deployed. */
const ENVIRONMENT = /^(.*[._a-z])?(env|environment|stage)(name|suffix|type)?$/i;

/** Whether there is an opening bracket right after a name, with something in it that is no literal. */
function hasLookUp(text: string): boolean {
  const isSpace = (at: number) => /\s/.test(text.charAt(at));
  for (let open = text.indexOf('['); open >= 0; open = text.indexOf('[', open + 1)) {
    let before = open - 1;
    while (isSpace(before)) before--;
    if (text.charAt(before) === '.' && text.charAt(before - 1) === '?') before -= 2;
    while (isSpace(before)) before--;
    let inside = open + 1;
    while (isSpace(inside)) inside++;
    if (/[\w$]/.test(text.charAt(before)) && /[^'"\d\]]/.test(text.charAt(inside))) return true;
  }
  return false;
}

/** The look-ups (`configs[env]`) by a name from context, the process's environment or a prop that is any string. */
export function uncheckedChoices(source: ts.SourceFile, uri: string): UncheckedChoice[] {
  if (!/tryGetContext|getContext|process\.env|[Ee]nv(ironment)?\w*\??: string|[Ss]tage\w*\??: string/.test(source.text))
    return [];
  if (!hasLookUp(source.text)) return [];
  const variables = new Map<string, ts.VariableDeclaration | null>();
  const strings = new Set<string>();
  const collect = (node: ts.Node) => {
    // Of a name that several scopes declare, there is no one declaration.
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name))
      variables.set(node.name.text, variables.has(node.name.text) ? null : node);
    if (ts.isPropertySignature(node) && node.type?.kind === ts.SyntaxKind.StringKeyword && ts.isIdentifier(node.name))
      strings.add(node.name.text);
    ts.forEachChild(node, collect);
  };
  collect(source);

  /** The one declaration of a variable; none where several scopes have one of the name. */
  const declared = (name: string): ts.VariableDeclaration | null => variables.get(name) ?? null;
  const isGiven = (key: ts.Expression): boolean => {
    const inner = bare(key);
    if (ts.isPropertyAccessExpression(inner) && /(^|\.)props$/.test(inner.expression.getText(source)))
      return strings.has(inner.name.text) && ENVIRONMENT.test(inner.name.text);
    if (!ts.isIdentifier(inner)) return comesFromOutside(inner, source);
    const value = declared(inner.text)?.initializer;
    return value !== undefined && comesFromOutside(bare(value), source);
  };

  const found: UncheckedChoice[] = [];
  /** The nodes from the file down to the one that is looked at. */
  const above: ts.Node[] = [];
  const visit = (node: ts.Node) => {
    above.push(node);
    ts.forEachChild(node, visit);
    above.pop();
    if (!ts.isElementAccessExpression(node) || !ts.isIdentifier(node.expression)) return;
    const table = declared(node.expression.text);
    const entries = table?.initializer && bare(table.initializer);
    if (!entries || !ts.isObjectLiteralExpression(entries) || entries.properties.length === 0) return;
    const names = entries.properties.map(p =>
      ts.isPropertyAssignment(p) && (ts.isIdentifier(p.name) || ts.isStringLiteral(p.name)) ? p.name.text : null,
    );
    // What there is in each region is no choice of environments.
    if (names.includes(null) || names.some(n => /^[a-z]{2}(-[a-z]+)+-\d$/.test(n ?? ''))) return;
    if (!isGiven(node.argumentExpression)) return;
    const key = bare(node.argumentExpression).getText(source);
    const around = above.toReversed();
    const statement = statementOf([node, ...around]);
    if (!statement || isChecked(node, around, key, source)) return;
    const place = node.argumentExpression;
    found.push({
      kind: 'unchecked-choice',
      uri,
      span: span(uri, place.getStart(source), place.end),
      table: node.expression.text,
      key,
      names: names as string[],
      before: span(uri, statement.getStart(source), statement.getStart(source)),
      indent: /(?<![ \t])[ \t]*$/.exec(source.text.slice(0, statement.getStart(source)))?.[0] ?? '',
    });
  };
  visit(source);
  // One check is enough for all look-ups by the same name.
  return found.filter((one, i) => found.findIndex(o => o.table === one.table && o.key === one.key) === i);
}

/** An expression without parentheses, `as`, `!` and `satisfies`. */
function bare(node: ts.Expression): ts.Expression {
  return isWrapper(node) ? bare(node.expression) : node;
}

function isWrapper(
  node: ts.Node,
): node is ts.ParenthesizedExpression | ts.AsExpression | ts.NonNullExpression | ts.SatisfiesExpression {
  return (
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isSatisfiesExpression(node)
  );
}

/** `process.env.STAGE`, `app.node.tryGetContext('env')`, with or without what is taken otherwise. */
function comesFromOutside(node: ts.Expression, source: ts.SourceFile): boolean {
  if (
    ts.isBinaryExpression(node) &&
    [ts.SyntaxKind.QuestionQuestionToken, ts.SyntaxKind.BarBarToken].includes(node.operatorToken.kind)
  )
    return comesFromOutside(bare(node.left), source);
  if (ts.isCallExpression(node)) return /(^|\.)(tryG|g)etContext$/.test(node.expression.getText(source));
  return /^process\.env(\.\w+|\[['"]\w+['"]\])$/.test(node.getText(source));
}

/** The statement of a block, or of the file, that a node stands in; it and what is around it are given, the innermost first. */
function statementOf(around: readonly ts.Node[]): ts.Statement | null {
  const index = around.findIndex((node, i) => {
    const outer = around[i + 1];
    return ts.isStatement(node) && outer !== undefined && (ts.isBlock(outer) || ts.isSourceFile(outer));
  });
  return index < 0 ? null : (around[index] as ts.Statement);
}

/**
 * Whether the file looks at the name, or at what comes of it, anywhere: compares it, looks for it in a list, hands it to a
 * function that checks, or says what is taken where the table has nothing.
 */
function isChecked(
  node: ts.ElementAccessExpression,
  around: readonly ts.Node[],
  key: string,
  source: ts.SourceFile,
): boolean {
  let outer: ts.Node = node;
  let depth = 0;
  for (; around[depth] && isWrapper(around[depth] as ts.Node); depth++) outer = around[depth] as ts.Node;
  const parent = around[depth];
  if (!parent) return false;
  if (ts.isBinaryExpression(parent) && parent.left === outer) return true;
  if (ts.isPrefixUnaryExpression(parent) || ts.isIfStatement(parent) || ts.isConditionalExpression(parent)) return true;
  if (node.questionDotToken || (ts.isPropertyAccessExpression(parent) && parent.questionDotToken)) return true;
  const held = ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name) ? parent.name.text : null;
  const quoted = key.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const text = source.text;
  if (
    new RegExp(
      `(\\.(includes|has|hasOwn|indexOf)\\([^)]*|\\b(valid|check|assert|parse|ensure|is)\\w*\\([^)]*)${quoted}\\b`,
      'i',
    ).test(text)
  )
    return true;
  if (new RegExp(`\\b${quoted}\\b(\\s+as\\s+\\w+)?\\)?\\s+in\\s|switch\\s*\\(\\s*${quoted}\\b`).test(text)) return true;
  return (
    held !== null &&
    new RegExp(`\\bif\\s*\\([^{]*\\b${held}\\b|\\b${held}\\b\\s*(\\?\\.|\\?\\?|===|!==|\\|\\|)`).test(text)
  );
}
