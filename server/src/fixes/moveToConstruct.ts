/** Moves a resource of a CDK stack into a construct class of its own, with nothing but its own statement changed. */
import ts from 'typescript';
import type { Resource } from '../core/resource.ts';
import { nodeAt, sourceOf, statementOf, tsStyle } from './source.ts';
import { eolOf, lineEnd, lineStart, refuse, stepOf } from './text.ts';
import type { Document, SourceSpan, TextEdit } from './types.ts';

/** The edits, or a refusal where the resource is made of anything but literals and what the file imports. */
export function moveToConstruct(document: Document, resource: Resource): TextEdit[] {
  const { text, uri } = document;
  const source = sourceOf(document);
  const made = nodeAt(source, resource.span.start, resource.span.end, ts.isNewExpression);
  const statement = made && statementOf(made);
  if (!made || !statement) refuse('no statement of its own makes it');
  const [scope, id] = made.arguments ?? [];
  if (scope?.kind !== ts.SyntaxKind.ThisKeyword || !id || !ts.isStringLiteralLike(id))
    refuse('it is not made as new …(this, "Id", …)');
  const kept = ts.isVariableDeclaration(made.parent);
  if (!kept && !ts.isExpressionStatement(made.parent)) refuse('no statement of its own makes it');
  if (!ts.isConstructorDeclaration(statement.parent.parent)) refuse('it is not made in the constructor of the stack');
  const imported = importedNames(source);
  for (const argument of made.arguments?.slice(2) ?? []) refuseOutside(argument, imported);

  const word = id.text.replace(/(?:^|[^A-Za-z0-9]+)(\w?)/g, (_, letter: string) => letter.toUpperCase());
  const name = `${word}Construct`;
  if (!/^[A-Z]\w*$/.test(name)) refuse(`no class can be called after ${id.text}`);
  if (new RegExp(`\\b${name}\\b`).test(text)) refuse(`the name ${name} is taken in this file`);

  const { quote, semicolons } = tsStyle(source);
  const eol = eolOf(text);
  const step = stepOf(text);
  const end = semicolons ? ';' : '';
  const edits: TextEdit[] = [];
  if (!imported.has('Construct')) {
    const last = source.statements.findLast(ts.isImportDeclaration) ?? refuse('the file imports nothing');
    const line = `import { Construct } from ${quote}constructs${quote}${end}`;
    edits.push({ span: at(uri, lineEnd(text, last.end)), text: eol + line });
  }
  // Above the stack: a class below code that makes the stack at once would not be there yet.
  let top: ts.Node = statement;
  while (!ts.isSourceFile(top.parent)) top = top.parent;
  const [comment] = ts.getLeadingCommentRanges(text, top.pos) ?? [];
  const start = lineStart(text, comment?.pos ?? top.getStart(source));
  const type = made.expression.getText(source);
  const lines = [
    `class ${name} extends Construct {`,
    `${step}public readonly resource: ${type}${end}`,
    '',
    `${step}constructor(scope: Construct, id: string) {`,
    `${step}${step}super(scope, id)${end}`,
    `${step}${step}this.resource = ${made.getText(source)}${end}`,
    `${step}}`,
    '}',
    '',
    '',
  ];
  edits.push({ span: at(uri, start), text: lines.join(eol) });
  const call = `new ${name}(this, ${id.getText(source)})`;
  edits.push({ span: resource.span, text: kept ? `${call}.resource` : call });
  return edits;
}

function at(uri: string, offset: number): SourceSpan {
  return { uri, start: offset, end: offset };
}

/** The names that a file imports. */
function importedNames(source: ts.SourceFile): Set<string> {
  const names = new Set<string>();
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement)) continue;
    const { name, namedBindings } = statement.importClause ?? {};
    if (name) names.add(name.text);
    if (namedBindings && ts.isNamespaceImport(namedBindings)) names.add(namedBindings.name.text);
    if (namedBindings && ts.isNamedImports(namedBindings))
      for (const e of namedBindings.elements) names.add(e.name.text);
  }
  return names;
}

/** Refuses what would mean something else, or nothing, in another class. */
function refuseOutside(node: ts.Node, imported: ReadonlySet<string>): void {
  if (node.kind === ts.SyntaxKind.ThisKeyword) refuse('it uses this of the stack');
  const { parent } = node;
  const isName =
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    (ts.isPropertyAssignment(parent) && parent.name === node);
  if (ts.isIdentifier(node) && !isName && node.text !== 'undefined' && !imported.has(node.text))
    refuse(`it uses ${node.text} of the stack`);
  ts.forEachChild(node, child => refuseOutside(child, imported));
}
