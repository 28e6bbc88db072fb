/** Classes of constructs and stacks that take their props as `any`, with what they read of them. */
import ts from 'typescript';
import { span } from '../../core/document.ts';
import type { UntypedProps } from '../../core/resource.ts';

/** What a class extends, by the last word of the name. */
const BASE = /(NestedStack|Stack|Stage|Construct)$/;

/** The classes at the top of a file whose constructor has a third parameter without a type. */
export function untypedProps(source: ts.SourceFile, uri: string): UntypedProps[] {
  const found: UntypedProps[] = [];
  for (const s of source.statements) {
    if (!ts.isClassDeclaration(s) || !s.name) continue;
    const parent = s.heritageClauses?.find(h => h.token === ts.SyntaxKind.ExtendsKeyword)?.types[0]?.expression;
    const made = s.members.find(m => ts.isConstructorDeclaration(m) && m.body !== undefined);
    const parameters = made && ts.isConstructorDeclaration(made) ? made.parameters : [];
    const [scope, , props] = parameters;
    // What is given a scope of the CDK is a construct, whatever its parent is called.
    const isScoped = /(^|\.)I?Construct$/.test(scope?.type?.getText(source) ?? '');
    const base = BASE.exec(parent?.getText(source) ?? '')?.[1] ?? (parent && isScoped ? 'Construct' : undefined);
    if (!base || !props || !ts.isIdentifier(props.name) || props.initializer || props.dotDotDotToken) continue;
    if (props.type && props.type.kind !== ts.SyntaxKind.AnyKeyword) continue;
    const place = props.type ?? props.name;
    found.push({
      kind: 'untyped-props',
      uri,
      span: span(uri, place.getStart(source), place.end),
      class: s.name.text,
      base: base as UntypedProps['base'],
      parameter: props.name.text,
      written: props.type !== undefined,
      nameEnd: props.questionToken?.end ?? props.name.end,
      classStart: s.getStart(source),
      exported: s.modifiers?.some(m => m.kind === ts.SyntaxKind.ExportKeyword) ?? false,
      isFree: !source.statements.some(other => declares(other, `${s.name?.text}Props`)),
      reads: readsOf(s, props.name.text),
    });
  }
  return found;
}

function declares(statement: ts.Statement, name: string): boolean {
  if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement) || ts.isClassDeclaration(statement))
    return statement.name?.text === name;
  const named = ts.isImportDeclaration(statement) ? statement.importClause?.namedBindings : undefined;
  return named !== undefined && ts.isNamedImports(named) && named.elements.some(e => e.name.text === name);
}

/** The keys that a class reads of a variable (`props.vpc`, `const { vpc } = props`), with the type that a default gives away. */
function readsOf(of: ts.Node, variable: string): UntypedProps['reads'] {
  const found = new Map<string, { optional: boolean; type: string | null }>();
  const read = (name: string, optional: boolean, fallback: ts.Expression | undefined) => {
    const before = found.get(name);
    const type = fallback ? typeOf(fallback) : null;
    found.set(name, { optional: optional || before?.optional === true, type: type ?? before?.type ?? null });
  };
  const visit = (node: ts.Node, parent: ts.Node) => {
    if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === variable) {
      const isLeft = ts.isBinaryExpression(parent) && parent.left === node;
      const fallback = isLeft && /^(\?\?|\|\|)$/.test(ts.tokenToString(parent.operatorToken.kind) ?? '');
      read(node.name.text, fallback || node.questionDotToken !== undefined, fallback ? parent.right : undefined);
    }
    if (
      ts.isVariableDeclaration(node) &&
      ts.isObjectBindingPattern(node.name) &&
      node.initializer &&
      ts.isIdentifier(node.initializer) &&
      node.initializer.text === variable
    )
      for (const { propertyName, name, initializer, dotDotDotToken } of node.name.elements) {
        const key = propertyName ?? name;
        if (ts.isIdentifier(key) && !dotDotDotToken) read(key.text, initializer !== undefined, initializer);
      }
    ts.forEachChild(node, child => visit(child, node));
  };
  visit(of, of);
  return [...found].map(([name, { optional, type }]) => ({ name, optional, type }));
}

function typeOf(literal: ts.Expression): string | null {
  if (ts.isStringLiteralLike(literal) || ts.isTemplateExpression(literal)) return 'string';
  if (ts.isNumericLiteral(literal)) return 'number';
  const isBoolean = literal.kind === ts.SyntaxKind.TrueKeyword || literal.kind === ts.SyntaxKind.FalseKeyword;
  return isBoolean ? 'boolean' : null;
}
