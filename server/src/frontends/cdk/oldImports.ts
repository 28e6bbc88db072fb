/** Imports of AWS CDK v1, and what each becomes in v2. */
import ts from 'typescript';
import { type SourceSpan, span } from '../../core/document.ts';
import type { OldImport } from '../../core/resource.ts';

/**
 * Packages of v1 that were experimental to the end: v2 has them as `-alpha` packages, or under other names.
 * https://docs.aws.amazon.com/cdk/v2/guide/migrating-v2.html
 */
const EXPERIMENTAL = new Set(
  (
    'aws-amplify aws-apigatewayv2 aws-apigatewayv2-authorizers aws-apigatewayv2-integrations aws-apprunner aws-appsync ' +
    'aws-batch aws-cloud9 aws-codestar aws-gamelift aws-glue aws-iot aws-iot-actions aws-iotevents aws-iotevents-actions ' +
    'aws-ivs aws-kinesisanalytics-flink aws-kinesisfirehose aws-kinesisfirehose-destinations aws-lambda-go ' +
    'aws-lambda-python aws-location aws-msk aws-neptune aws-redshift aws-route53resolver aws-s3objectlambda ' +
    'aws-sagemaker aws-servicecatalogappregistry aws-synthetics'
  ).split(' '),
);
/** Packages of today that are named like those of v1. */
const TODAY = /-alpha$|^aws-(service-spec|custom-resource-sdk-adapter)$/;
/** What `@aws-cdk/core` exported and `constructs` does now. */
const CONSTRUCTS = /^(Construct|IConstruct)$/;

/** The module of v2 for a package of v1; null for one that has none of that name, undefined for all other packages. */
function newModule(specifier: string): string | null | undefined {
  if (specifier === '@aws-cdk/core' || specifier === 'monocdk') return 'aws-cdk-lib';
  const name = /^(?:@aws-cdk|monocdk)\/([a-z0-9-]+)$/.exec(specifier)?.[1];
  if (name === undefined || TODAY.test(name)) return undefined;
  if (EXPERIMENTAL.has(name)) return null;
  return /^(aws-[a-z0-9-]+|alexa-ask|assertions|cloudformation-include|custom-resources|pipelines)$/.test(name)
    ? `aws-cdk-lib/${name}`
    : undefined;
}

/** Imports of v1 packages at the top of a file, in the order in which they stand there. */
export function oldImports(source: ts.SourceFile, uri: string): OldImport[] {
  const found: OldImport[] = [];
  let brought = source.statements.some(s => imports(s, 'constructs', 'Construct'));
  for (const s of source.statements) {
    const specifier = specifierOf(s);
    if (!specifier) continue;
    const replacement = newModule(specifier.text);
    if (replacement === undefined) continue;
    const made = replacement === null ? null : edits(source, uri, s, specifier, replacement, brought);
    if (made?.brings) brought = true;
    found.push({
      kind: 'v1-import',
      uri,
      span: span(uri, specifier.getStart(source), specifier.end),
      statement: span(uri, s.getStart(source), s.end),
      module: specifier.text,
      replacement,
      edits: made?.edits ?? null,
    });
  }
  return found;
}

function specifierOf(s: ts.Statement): ts.StringLiteral | null {
  if (ts.isImportDeclaration(s) || ts.isExportDeclaration(s))
    return s.moduleSpecifier && ts.isStringLiteral(s.moduleSpecifier) ? s.moduleSpecifier : null;
  if (!ts.isImportEqualsDeclaration(s) || !ts.isExternalModuleReference(s.moduleReference)) return null;
  const { expression } = s.moduleReference;
  return ts.isStringLiteral(expression) ? expression : null;
}

/** Whether a statement imports a name from a module. */
function imports(s: ts.Statement, module: string, name: string): boolean {
  if (specifierOf(s)?.text !== module || !ts.isImportDeclaration(s)) return false;
  const named = s.importClause?.namedBindings;
  return named !== undefined && ts.isNamedImports(named) && named.elements.some(e => e.name.text === name);
}

function edits(
  source: ts.SourceFile,
  uri: string,
  s: ts.Statement,
  specifier: ts.StringLiteral,
  module: string,
  brought: boolean,
): { edits: { span: SourceSpan; text: string }[]; brings: boolean } {
  const at = (start: number, end: number) => span(uri, start, end);
  const quote = source.text.charAt(specifier.getStart(source));
  const end = source.text.charAt(s.end - 1) === ';' ? ';' : '';
  const place = at(specifier.getStart(source) + 1, specifier.end - 1);
  const own = [{ span: place, text: module }];
  if (module !== 'aws-cdk-lib' || ts.isExportDeclaration(s)) return { edits: own, brings: false };
  const line = (names: readonly string[]) => ({
    span: at(s.end, s.end),
    text: `\nimport { ${names.join(', ')} } from ${quote}constructs${quote}${end}`,
  });
  const named = ts.isImportDeclaration(s) ? s.importClause?.namedBindings : undefined;
  if (named && ts.isNamedImports(named)) {
    const moved = named.elements.filter(e => CONSTRUCTS.test((e.propertyName ?? e.name).text));
    const kept = named.elements.filter(e => !moved.includes(e));
    if (moved.length === 0) return { edits: own, brings: false };
    if (kept.length === 0) return { edits: [{ span: place, text: 'constructs' }], brings: true };
    const list = at(named.getStart(source), named.end);
    const text = `{ ${kept.map(e => e.getText(source)).join(', ')} }`;
    const names = moved.map(e => e.getText(source));
    return { edits: [...own, { span: list, text }, line(names)], brings: true };
  }
  const alias =
    named && ts.isNamespaceImport(named) ? named.name.text : ts.isImportEqualsDeclaration(s) ? s.name.text : null;
  if (alias === null) return { edits: own, brings: false };
  const uses = constructsOf(source, alias);
  if (uses.length === 0) return { edits: own, brings: false };
  const names = new Set(uses.map(u => u.name));
  return {
    edits: [
      ...own,
      ...(brought ? [] : [line([...names])]),
      ...uses.map(u => ({ span: at(u.start, u.end), text: u.name })),
    ],
    brings: true,
  };
}

/** `cdk.Construct` as a value and as a type. */
function constructsOf(source: ts.SourceFile, alias: string): { start: number; end: number; name: string }[] {
  const found: { start: number; end: number; name: string }[] = [];
  const visit = (node: ts.Node): void => {
    const [left, right] = ts.isPropertyAccessExpression(node)
      ? [node.expression, node.name]
      : ts.isQualifiedName(node)
        ? [node.left, node.right]
        : [null, null];
    if (left && right && ts.isIdentifier(left) && left.text === alias && CONSTRUCTS.test(right.text))
      found.push({ start: node.getStart(source), end: node.end, name: right.text });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
