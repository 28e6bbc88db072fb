/** What says in CDK code for which environment it is run: a name in scope, a prop, or a context value that is added. */
import ts from 'typescript';
import { around, statementOf } from './source.ts';
import { refuse } from './text.ts';

/** Names of the environment as a text; `env` and `environment` are objects as often as not. */
const NAMES = /^(?:env(?:ironment)?(?:Name|Suffix|Type)|stage(?:Name)?|deploy(?:ment)?(?:Env|Stage|Environment))$/i;

export interface EnvironmentSource {
  readonly expression: string;
  /** A declaration that is to be added after a statement; null where the code has what it takes. */
  readonly declare: { readonly after: ts.Statement; readonly initializer: string } | null;
}

/**
 * The environment at an offset. Where nothing in scope says it, a context value is declared behind the call of `super`, with
 * a default; refused where there is no such place, or no default.
 */
export function environmentAt(source: ts.SourceFile, at: number, fallback: string, quote: string): EnvironmentSource {
  const here = around(source, at, at);
  for (let scope: ts.Node | undefined = here; scope; scope = scope.parent) {
    if (ts.isBlock(scope) || ts.isSourceFile(scope))
      for (const statement of scope.statements)
        if (ts.isVariableStatement(statement) && statement.end <= at)
          for (const { name, initializer } of statement.declarationList.declarations)
            if (
              ts.isIdentifier(name) &&
              NAMES.test(name.text) &&
              initializer &&
              !ts.isObjectLiteralExpression(initializer)
            )
              return { expression: name.text, declare: null };
    if (ts.isConstructorDeclaration(scope) || ts.isFunctionLike(scope))
      for (const parameter of scope.parameters) {
        const said = ofParameter(source, parameter);
        if (said !== null) return { expression: said, declare: null };
      }
  }
  const builder = ts.findAncestor(here, ts.isConstructorDeclaration);
  const call = builder?.body?.statements.find(s => /^super\s*\(/.test(s.getText(source)));
  if (!builder || !call || call.end > at || ts.findAncestor(here, n => n === builder.body) === undefined)
    refuse('nothing in reach says which environment it is');
  if (fallback === '') refuse('nothing in reach says which environment it is, and plumbline.yaml names no default');
  if (/\benvironmentName\b/.test(source.text)) refuse('environmentName is something else here');
  return {
    expression: 'environmentName',
    declare: {
      after: statementOf(call) ?? call,
      initializer: `this.node.tryGetContext(${quote}environment${quote}) ?? ${quote}${fallback}${quote}`,
    },
  };
}

/** The environment as a parameter says it: by its own name, or by a prop that its type, in the same file, must have. */
function ofParameter(source: ts.SourceFile, { name, type, questionToken }: ts.ParameterDeclaration): string | null {
  if (!ts.isIdentifier(name) || questionToken) return null;
  if (NAMES.test(name.text)) return name.text;
  if (!type || !ts.isTypeReferenceNode(type) || !ts.isIdentifier(type.typeName)) return null;
  const { text } = type.typeName;
  const declared = source.statements.find(s => ts.isInterfaceDeclaration(s) && s.name.text === text);
  for (const member of declared && ts.isInterfaceDeclaration(declared) ? declared.members : [])
    if (ts.isPropertySignature(member) && ts.isIdentifier(member.name) && NAMES.test(member.name.text))
      if (!member.questionToken && member.type?.kind === ts.SyntaxKind.StringKeyword)
        return `${name.text}.${member.name.text}`;
  return null;
}
