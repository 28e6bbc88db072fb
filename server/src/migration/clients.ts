/** Which names of a file hold clients of an SDK, v2 or v3: by what they are made of, and by their declared types. Pure. */
import ts from 'typescript';
import { bare, handleOf, nodesOf } from './tree.ts';

/** What v2 is called by: the whole SDK, or one of its clients. */
const V2 = /^aws-sdk(?:\/(.*))?$/;

/** `require('x')`: the name of the module; null for other nodes. */
export function required(node: ts.Node | undefined): string | null {
  if (!node || !ts.isCallExpression(node) || !ts.isIdentifier(node.expression) || node.expression.text !== 'require')
    return null;
  const [argument] = node.arguments;
  return argument && ts.isStringLiteralLike(argument) ? argument.text : null;
}

export interface Clients {
  /** The client that an expression holds, `this.s3` and `new AWS.S3()` alike; null where that is not known. */
  of(expression: ts.Expression): string | null;
  /** Local names of what makes clients, with what they make. */
  readonly makers: ReadonlyMap<string, string>;
  /** What a dotted name stands for: `AWS.DynamoDB` is `DynamoDB`; null for what is no part of the SDK. */
  named(name: string): string | null;
}

/** Clients of v2, as `S3` and `DynamoDB.DocumentClient`. */
export function clientsOfV2(source: ts.SourceFile): Clients {
  const makers = new Map<string, string>();
  const whole = new Set<string>();
  const take = (name: ts.BindingName, module: string, member?: string) => {
    const [, deep] = V2.exec(module) ?? [];
    const client = /^clients\/(.+)$/.exec(deep ?? '')?.[1];
    if (ts.isObjectBindingPattern(name)) {
      for (const e of name.elements)
        take(
          e.name,
          module,
          e.propertyName && ts.isIdentifier(e.propertyName) ? e.propertyName.text : e.name.getText(),
        );
    } else if (ts.isIdentifier(name)) {
      if (client !== undefined) {
        const known = client === 'dynamodb' ? 'DynamoDB' : client === 's3' ? 'S3' : client;
        makers.set(name.text, member === undefined || member === 'default' ? known : `${known}.${member}`);
      } else if (member === undefined || member === 'default') whole.add(name.text);
      else makers.set(name.text, member);
    }
  };
  for (const node of nodesOf(source)) {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      const module = node.moduleSpecifier.text;
      if (!V2.test(module)) continue;
      const clause = node.importClause;
      if (clause?.name) take(clause.name, module);
      const named = clause?.namedBindings;
      if (named && ts.isNamespaceImport(named)) take(named.name, module);
      if (named && ts.isNamedImports(named))
        for (const e of named.elements) take(e.name, module, (e.propertyName ?? e.name).text);
    } else if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference)) {
      const { expression } = node.moduleReference;
      if (ts.isStringLiteral(expression) && V2.test(expression.text)) take(node.name, expression.text);
    } else if (ts.isVariableDeclaration(node) && node.initializer) {
      const init = node.initializer;
      const direct = required(init);
      if (direct !== null && V2.test(direct)) take(node.name, direct);
      else if (ts.isPropertyAccessExpression(init)) {
        const module = required(init.expression);
        if (module !== null && V2.test(module)) take(node.name, module, init.name.text);
      }
    }
  }
  const named = (name: string): string | null => {
    const [first = '', ...rest] = name.split('.');
    const made = makers.get(first);
    if (made !== undefined) return [made, ...rest].join('.');
    return whole.has(first) && rest.length > 0 ? rest.join('.') : null;
  };
  return { of: holders(source, named), makers, named };
}

/** Clients of v3, as the package that they come from: `@aws-sdk/client-s3`. */
export function clientsOfV3(source: ts.SourceFile): Clients {
  const makers = new Map<string, string>();
  const whole = new Map<string, string>();
  const take = (local: string, imported: string, module: string) => {
    if (/^@aws-sdk\/client-/.test(module) && /^[A-Z]/.test(imported) && !/(Command|Input|Output)$/.test(imported))
      makers.set(local, module);
    if (module === '@aws-sdk/lib-dynamodb' && /^DynamoDBDocument(Client)?$/.test(imported)) makers.set(local, module);
  };
  for (const node of nodesOf(source)) {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      const named = node.importClause?.namedBindings;
      if (named && ts.isNamedImports(named))
        for (const e of named.elements) take(e.name.text, (e.propertyName ?? e.name).text, node.moduleSpecifier.text);
    } else if (ts.isImportEqualsDeclaration(node)) {
      // `import P = require('…'); import S3 = P.S3;`
      const { moduleReference: from } = node;
      if (ts.isExternalModuleReference(from)) {
        if (ts.isStringLiteral(from.expression)) whole.set(node.name.text, from.expression.text);
      } else if (ts.isQualifiedName(from) && ts.isIdentifier(from.left)) {
        const module = whole.get(from.left.text);
        if (module !== undefined) take(node.name.text, from.right.text, module);
      }
    } else if (ts.isVariableDeclaration(node) && ts.isObjectBindingPattern(node.name)) {
      const module = required(node.initializer);
      if (module !== null)
        for (const e of node.name.elements)
          if (ts.isIdentifier(e.name)) take(e.name.text, (e.propertyName ?? e.name).getText(), module);
    }
  }
  const named = (name: string) => makers.get(name) ?? null;
  return { of: holders(source, named), makers, named };
}

/** Follows variables, properties and parameters to what makes them. One name that holds two clients is none. */
function holders(source: ts.SourceFile, named: (name: string) => string | null): Clients['of'] {
  const made = (expression: ts.Expression): string | null => {
    const inner = bare(expression);
    if (ts.isNewExpression(inner)) return named(inner.expression.getText(source));
    if (!ts.isCallExpression(inner)) return null;
    // `DynamoDBDocument.from(…)`, and X-Ray's wrappers, which give back what they take.
    const callee = inner.expression;
    if (ts.isPropertyAccessExpression(callee) && callee.name.text === 'from')
      return named(callee.expression.getText(source));
    const [argument] = inner.arguments;
    const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : callee.getText(source);
    return argument && /^captureAWS(v3)?Client$/.test(name) ? made(argument) : null;
  };
  const typed = (type: ts.TypeNode | undefined): string | null =>
    type && ts.isTypeReferenceNode(type) ? named(type.typeName.getText(source)) : null;
  const held = new Map<string, string | null>();
  const hold = (name: string | null, client: string | null) => {
    if (name !== null && client !== null) held.set(name, (held.get(name) ?? client) === client ? client : null);
  };
  for (const node of nodesOf(source)) {
    if (ts.isVariableDeclaration(node) || ts.isPropertyDeclaration(node) || ts.isParameter(node)) {
      const name = ts.isIdentifier(node.name) || ts.isPrivateIdentifier(node.name) ? node.name.text : null;
      hold(name, (node.initializer && made(node.initializer)) || typed(node.type));
    } else if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
      hold(handleOf(node.left), made(node.right));
    } else if (ts.isPropertyAssignment(node) && ts.isIdentifier(node.name)) {
      hold(node.name.text, made(node.initializer));
    }
  }
  return expression => made(expression) ?? held.get(handleOf(expression) ?? '') ?? null;
}
