/** Moves a resource of a CDK stack into a construct class of its own, with nothing but its own statement changed. */
import ts from 'typescript';
import type { Resource } from '../core/resource.ts';
import { nodeAt, sourceOf, statementOf, tsStyle } from './source.ts';
import { eolOf, lineEnd, lineStart, refuse, stepOf } from './text.ts';
import type { Document, SourceSpan, TextEdit } from './types.ts';

/**
 * The edits, or a refusal. Constructs and parameters of the stack that the resource is made of become typed props of the new
 * class; what has no type that can be written is refused.
 */
export function moveToConstruct(document: Document, resource: Resource): TextEdit[] {
  const { text, uri } = document;
  const source = sourceOf(document);
  const made = nodeAt(source, resource.span.start, resource.span.end, ts.isNewExpression);
  const statement = made && statementOf(made);
  if (!made || !statement) refuse('no statement of its own makes it');
  const [scope, id] = made.arguments ?? [];
  if (scope?.kind !== ts.SyntaxKind.ThisKeyword || !id || !ts.isStringLiteralLike(id))
    refuse('it is not made as new …(this, "Id", …)');
  const assigned = ts.isBinaryExpression(made.parent) && made.parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  const kept = ts.isVariableDeclaration(made.parent) || (assigned && ts.isExpressionStatement(made.parent.parent));
  if (!kept && !ts.isExpressionStatement(made.parent)) refuse('no statement of its own makes it');
  if (!statement.parent.parent || !ts.isConstructorDeclaration(statement.parent.parent))
    refuse('it is not made in the constructor of the stack');
  const props = new Map<string, string>();
  const handed = new Map<string, string>();
  const rewritten: Rewritten[] = [];
  for (const argument of made.arguments?.slice(2) ?? []) takeAlong(argument, statement, { props, handed, rewritten });

  const word = id.text.replace(/(?:^|[^A-Za-z0-9]+)(\w?)/g, (_, letter: string) => letter.toUpperCase());
  const name = `${word}Construct`;
  if (!/^[A-Z]\w*$/.test(name)) refuse(`no class can be called after ${id.text}`);
  if (new RegExp(`\\b${name}(?:Props)?\\b`).test(text)) refuse(`the name ${name} is taken in this file`);

  const { quote, semicolons } = tsStyle(source);
  const eol = eolOf(text);
  const step = stepOf(text);
  const end = semicolons ? ';' : '';
  const edits: TextEdit[] = [];
  if (!importedNames(source).has('Construct')) {
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
  const own = made.getText(source);
  const offset = made.getStart(source);
  const body = rewritten.reduceRight((t, r) => t.slice(0, r.start - offset) + r.text + t.slice(r.end - offset), own);
  const typed = [...props].map(([prop, propType]) => `${step}readonly ${prop}: ${propType}${end}`);
  const lines = [
    ...(props.size > 0 ? [`interface ${name}Props {`, ...typed, '}', ''] : []),
    `class ${name} extends Construct {`,
    `${step}public readonly resource: ${type}${end}`,
    '',
    `${step}constructor(scope: Construct, id: string${props.size > 0 ? `, props: ${name}Props` : ''}) {`,
    `${step}${step}super(scope, id)${end}`,
    `${step}${step}this.resource = ${body}${end}`,
    `${step}}`,
    '}',
    '',
    '',
  ];
  edits.push({ span: at(uri, start), text: lines.join(eol) });
  const given = [...props.keys()].map(prop => (handed.get(prop) === prop ? prop : `${prop}: ${handed.get(prop)}`));
  const call = `new ${name}(this, ${id.getText(source)}${props.size > 0 ? `, { ${given.join(', ')} }` : ''})`;
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

interface Rewritten {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

interface Luggage {
  /** Types of the new props by name, and what is handed to each. */
  readonly props: Map<string, string>;
  readonly handed: Map<string, string>;
  readonly rewritten: Rewritten[];
}

/** Makes props of what would mean something else, or nothing, in another class; in the order of the text. */
function takeAlong(node: ts.Node, statement: ts.Statement, luggage: Luggage): void {
  const take = (name: string, from: string, type: string, text: string) => {
    if (luggage.handed.has(name) && luggage.handed.get(name) !== from) refuse(`it uses two things called ${name}`);
    luggage.props.set(name, type);
    luggage.handed.set(name, from);
    luggage.rewritten.push({ start: node.getStart(), end: node.end, text });
  };
  if (ts.isPropertyAccessExpression(node) && node.expression.kind === ts.SyntaxKind.ThisKeyword) {
    const { text } = node.name;
    const type = memberType(node, text) ?? refuse(`it uses this.${text}, of which no type is written`);
    take(text, `this.${text}`, type, `props.${text}`);
    return;
  }
  if (node.kind === ts.SyntaxKind.ThisKeyword) refuse('it uses this of the stack');
  const { parent } = node;
  const isName =
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    (ts.isPropertyAssignment(parent) && parent.name === node);
  if (ts.isIdentifier(node) && !isName) {
    const declared = localDeclaration(node, statement);
    if (declared) {
      const type = writtenType(declared) ?? refuse(`it uses ${node.text} of the stack`);
      const isShort = ts.isShorthandPropertyAssignment(parent);
      take(node.text, node.text, type, isShort ? `${node.text}: props.${node.text}` : `props.${node.text}`);
    }
  }
  ts.forEachChild(node, child => takeAlong(child, statement, luggage));
}

type Declared = ts.VariableDeclaration | ts.ParameterDeclaration | ts.BindingElement;

/** What declares a name outside of the statement and inside of the stack's constructor; null for names of the file and of Node. */
function localDeclaration(name: ts.Identifier, statement: ts.Statement): Declared | null {
  const found: Declared[] = [];
  const look = (binding: ts.BindingName, declared: Declared) => {
    if (ts.isIdentifier(binding)) {
      if (binding.text === name.text) found.push(declared);
    } else for (const e of binding.elements) if (ts.isBindingElement(e)) look(e.name, e);
  };
  for (let scope: ts.Node = name; !ts.isSourceFile(scope) && found.length === 0; scope = scope.parent) {
    if (ts.isFunctionLike(scope)) for (const p of scope.parameters) look(p.name, p);
    if (!ts.isBlock(scope)) continue;
    for (const s of scope.statements)
      if (ts.isVariableStatement(s)) for (const d of s.declarationList.declarations) look(d.name, d);
  }
  const [declared] = found;
  return declared && !(declared.pos >= statement.pos && declared.end <= statement.end) ? declared : null;
}

/** The type of a declaration as it can be written elsewhere in the file: the one that is written, or the class that is made. */
function writtenType(declared: Declared): string | null {
  if (ts.isBindingElement(declared)) return null;
  const { type, initializer } = declared;
  const optional = ts.isParameter(declared) && declared.questionToken ? ' | undefined' : '';
  if (type) return type.getText() + optional;
  return initializer && ts.isNewExpression(initializer) && !initializer.typeArguments
    ? initializer.expression.getText()
    : null;
}

/** The type of a member of the class around a node, by its declaration or by what the constructor assigns to it. */
function memberType(node: ts.Node, name: string): string | null {
  const cls = ts.findAncestor(node, ts.isClassLike);
  for (const member of cls?.members ?? [])
    if (ts.isPropertyDeclaration(member) && ts.isIdentifier(member.name) && member.name.text === name) {
      if (member.type && !member.questionToken) return member.type.getText();
      const { initializer } = member;
      return initializer && ts.isNewExpression(initializer) ? initializer.expression.getText() : null;
    }
  return null;
}
