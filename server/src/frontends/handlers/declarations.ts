/**
 * Which declarations a file has at its top, and what each mentions: so that of a file with twenty functions only those count
 * for a handler that it can reach. Over-approximates: any mention of a name is a use, and a member of any object may be that
 * of any class.
 */
import ts from 'typescript';
import type { CodeFact } from '../../core/resource.ts';
import type { Place } from './code.ts';

type Declaration = CodeFact & { kind: 'declaration' };
type ImportedName = CodeFact & { kind: 'imported-name' };

/** The declarations and imported names of one tree. `place` maps offsets of the tree's text to spans in the file. */
export function declarations(source: ts.SourceFile, place: Place): CodeFact[] {
  const found: { node: ts.Node; name: string | null; exported: string[]; extra?: string[] }[] = [];
  const imports: ImportedName[] = [];
  const span = (node: ts.Node) => place(node.getStart(source), node.getEnd());
  const imported = (name: string, of: string, specifier: ts.Node) =>
    imports.push({ kind: 'imported-name', name, imported: of, span: span(specifier) });

  for (const statement of source.statements) {
    if (ts.isImportDeclaration(statement)) {
      importedNames(statement, imported);
      continue;
    }
    const exported = isExported(statement);
    if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) {
      const name = statement.name?.text ?? 'default';
      const as = exported ? [isDefault(statement) ? 'default' : name] : [];
      found.push({ node: statement, name, exported: as });
      if (ts.isClassDeclaration(statement))
        for (const member of statement.members)
          if (ts.isMethodDeclaration(member) && ts.isIdentifier(member.name))
            found.push({ node: member, name: `${name}.${member.name.text}`, exported: [] });
    } else if (ts.isVariableStatement(statement)) {
      for (const declaration of statement.declarationList.declarations) {
        required(declaration, imported);
        const loads = declaration.initializer !== undefined && ts.isAwaitExpression(declaration.initializer);
        for (const name of boundNames(declaration.name))
          found.push({ node: declaration, name: loads ? null : name, exported: exported ? [name] : [] });
        if (ts.isIdentifier(declaration.name))
          for (const { key, node } of functionsIn(declaration))
            found.push({ node, name: `${declaration.name.text}.${key}`, exported: [] });
      }
    } else if (ts.isExportDeclaration(statement)) {
      exportedNames(statement, imported, found);
    } else if (ts.isExportAssignment(statement)) {
      found.push({ node: statement, name: 'default', exported: ['default'] });
    } else if (!ts.isInterfaceDeclaration(statement) && !ts.isTypeAliasDeclaration(statement)) {
      found.push({ node: statement, ...assigned(statement) });
    }
  }

  const top = new Set([
    ...imports.map(i => i.name),
    ...found.flatMap(d => (d.name === null || d.name.includes('.') ? [] : [d.name])),
  ]);
  // A pattern with a thousand names is one node, whose names share what it mentions.
  const shared = new Map<ts.Node, readonly string[]>();
  const facts = found.map(({ node, name, exported, extra }): Declaration => {
    // The default of one of its names may mention another.
    const inPattern = ts.isVariableDeclaration(node) && !ts.isIdentifier(node.name) && node.name.elements.length > 1;
    let uses = inPattern ? shared.get(node) : undefined;
    if (!uses) {
      const mentioned = new Set(extra);
      mentions(node, top, mentioned, imported);
      if (name !== null && !inPattern) mentioned.delete(name);
      uses = [...mentioned].sort();
      if (inPattern) shared.set(node, uses);
    }
    return { kind: 'declaration', name, exported, span: span(node), uses };
  });
  return [...imports, ...facts];
}

function importedNames(statement: ts.ImportDeclaration, imported: (n: string, of: string, at: ts.Node) => void): void {
  const specifier = statement.moduleSpecifier;
  const clause = statement.importClause;
  if (!ts.isStringLiteral(specifier) || !isLocal(specifier.text) || !clause) return;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return;
  if (clause.name) imported(clause.name.text, 'default', specifier);
  const named = clause.namedBindings;
  if (named && ts.isNamespaceImport(named)) imported(named.name.text, '*', specifier);
  else
    for (const element of named?.elements ?? [])
      if (!element.isTypeOnly) imported(element.name.text, (element.propertyName ?? element.name).text, specifier);
}

/**
 * What is taken of a module that is loaded on the way: `const { get } = await import('./orders')`, `(await
 * import('./orders')).get`. The name of the import stands for it where it is used; null for any other form, which may use all
 * of the module.
 */
function importedOnTheWay(node: ts.Node, imported: (n: string, of: string, at: ts.Node) => void): string | null {
  if (ts.isPropertyAccessExpression(node)) return takenOf(node.expression, () => [node.name.text], imported);
  if (!ts.isVariableDeclaration(node) || !ts.isObjectBindingPattern(node.name)) return null;
  const { elements } = node.name;
  return takenOf(node.initializer, () => elements.map(keyOf), imported);
}

/** The name of what is taken of a value, if that is a module of the project that is loaded there. */
function takenOf(
  value: ts.Expression | undefined,
  keysTaken: () => (string | null)[],
  imported: (n: string, of: string, at: ts.Node) => void,
): string | null {
  let at = value;
  while (at && ts.isParenthesizedExpression(at)) at = at.expression;
  const call = at && ts.isAwaitExpression(at) ? at.expression : null;
  if (!call || !ts.isCallExpression(call) || call.expression.kind !== ts.SyntaxKind.ImportKeyword) return null;
  const specifier = localIn(call);
  if (!specifier) return null;
  const keys = keysTaken();
  if (!keys.every(key => key !== null)) return null;
  const name = `import ${specifier.text} ${keys.join()}`;
  for (const key of keys) imported(name, key, specifier);
  return name;
}

/** The key that an element of a pattern takes; null where it takes what is left over, or one that is computed. */
function keyOf({ dotDotDotToken, propertyName, name }: ts.BindingElement): string | null {
  const key = propertyName ?? name;
  return !dotDotDotToken && ts.isIdentifier(key) ? key.text : null;
}

/** `const { get } = require('./orders')`, `const orders = require('./orders')`. */
function required(declaration: ts.VariableDeclaration, imported: (n: string, of: string, at: ts.Node) => void): void {
  const call = declaration.initializer;
  if (!call || !ts.isCallExpression(call) || !ts.isIdentifier(call.expression) || call.expression.text !== 'require')
    return;
  const specifier = localIn(call);
  if (!specifier) return;
  if (ts.isIdentifier(declaration.name)) imported(declaration.name.text, '*', specifier);
  else if (ts.isObjectBindingPattern(declaration.name))
    for (const element of declaration.name.elements)
      if (ts.isIdentifier(element.name)) imported(element.name.text, keyOf(element) ?? '*', specifier);
}

/** The module of the project that a call of `import` or `require` names. */
function localIn({ arguments: [specifier] }: ts.CallExpression): ts.StringLiteral | null {
  return specifier && ts.isStringLiteral(specifier) && isLocal(specifier.text) ? specifier : null;
}

/** `export { a as b }` is a declaration of nothing that uses `a`; with a module, of what comes from there. */
function exportedNames(
  statement: ts.ExportDeclaration,
  imported: (n: string, of: string, at: ts.Node) => void,
  found: { node: ts.Node; name: string | null; exported: string[]; extra?: string[] }[],
): void {
  const specifier = statement.moduleSpecifier;
  const local = specifier && ts.isStringLiteral(specifier) && isLocal(specifier.text) ? specifier : null;
  if (statement.isTypeOnly || (specifier && !local)) return;
  const clause = statement.exportClause;
  if (!clause || ts.isNamespaceExport(clause)) {
    if (!local) return;
    const name = `export * from ${local.text}`;
    imported(name, '*', local);
    found.push({ node: statement, name: 'export *', exported: [clause ? clause.name.text : '*'], extra: [name] });
    return;
  }
  for (const element of clause.elements) {
    if (element.isTypeOnly) continue;
    const own = (element.propertyName ?? element.name).text;
    const as = `export ${element.name.text}`;
    if (local) imported(`${as} from`, own, local);
    found.push({ node: element, name: as, exported: [element.name.text], extra: [local ? `${as} from` : own] });
  }
}

/** `exports.handler = …`, `module.exports = { handler }`; any other statement runs when the file is loaded. */
function assigned(statement: ts.Statement): { name: string | null; exported: string[] } {
  if (!ts.isExpressionStatement(statement) || !ts.isBinaryExpression(statement.expression))
    return { name: null, exported: [] };
  const { left, right, operatorToken } = statement.expression;
  if (operatorToken.kind !== ts.SyntaxKind.EqualsToken || !ts.isPropertyAccessExpression(left))
    return { name: null, exported: [] };
  const on = left.expression;
  const wholeModule = ts.isIdentifier(on) && on.text === 'module' && left.name.text === 'exports';
  if (wholeModule) {
    if (!ts.isObjectLiteralExpression(right)) return { name: 'module.exports', exported: ['default'] };
    const keys = right.properties.flatMap(p => (p.name && ts.isIdentifier(p.name) ? [p.name.text] : []));
    return { name: 'module.exports', exported: keys };
  }
  const isExports =
    (ts.isIdentifier(on) && on.text === 'exports') || (ts.isPropertyAccessExpression(on) && on.name.text === 'exports');
  return isExports ? { name: `exports.${left.name.text}`, exported: [left.name.text] } : { name: null, exported: [] };
}

/** Whether a module may be a file of the project: relative, or through an alias, which shows when files are joined. */
function isLocal(module: string): boolean {
  return (/^[./@~#]/.test(module) || module.includes('/')) && !/^(?:@aws-sdk|aws-sdk|aws-cdk-lib)\//.test(module);
}

function isExported(statement: ts.Statement): boolean {
  return (
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement) ?? []).some(m => m.kind === ts.SyntaxKind.ExportKeyword)
  );
}

function isDefault(statement: ts.Statement): boolean {
  return (
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement) ?? []).some(m => m.kind === ts.SyntaxKind.DefaultKeyword)
  );
}

function boundNames(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap(element => (ts.isBindingElement(element) ? boundNames(element.name) : []));
}

/** The functions of an object literal that a variable holds: members like those of a class. */
function functionsIn(declaration: ts.VariableDeclaration): { key: string; node: ts.Node }[] {
  let value = declaration.initializer;
  while (value && (ts.isAsExpression(value) || ts.isSatisfiesExpression(value) || ts.isParenthesizedExpression(value)))
    value = value.expression;
  if (!value || !ts.isObjectLiteralExpression(value)) return [];
  return value.properties.flatMap(p => {
    if (!p.name || !ts.isIdentifier(p.name)) return [];
    const isFunction =
      ts.isMethodDeclaration(p) ||
      (ts.isPropertyAssignment(p) && (ts.isArrowFunction(p.initializer) || ts.isFunctionExpression(p.initializer)));
    return isFunction ? [{ key: p.name.text, node: p }] : [];
  });
}

/** Adds the names of the top, and the members, that stand in a node. Methods of a class, and functions of an object, are declarations of their own. */
function mentions(
  root: ts.Node,
  top: ReadonlySet<string>,
  uses: Set<string>,
  imported: (n: string, of: string, at: ts.Node) => void,
): void {
  const apart = new Set(ts.isVariableDeclaration(root) ? functionsIn(root).map(({ node }) => node) : []);
  const pending: ts.Node[] = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (ts.isIdentifier(node)) {
      if (top.has(node.text)) uses.add(node.text);
      continue;
    }
    if (ts.isPropertyAccessExpression(node)) uses.add(`.${node.name.text}`);
    const onTheWay = importedOnTheWay(node, imported);
    if (onTheWay !== null) uses.add(onTheWay);
    if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) continue;
    const isClass = node === root && ts.isClassDeclaration(node);
    ts.forEachChild(node, child => {
      if (isClass && ts.isMethodDeclaration(child) && ts.isIdentifier(child.name)) return;
      if (!apart.has(child)) pending.push(child);
    });
  }
}
