/** How a file calls things of aws-cdk-lib: by the names that it imports already, else by an import that is added in its own style. */
import ts from 'typescript';
import { insertDelimited } from './delimited.ts';
import { sourceOf, tsStyle } from './source.ts';
import { eolOf, indentAt, lineEnd, lineStart, refuse, stepOf } from './text.ts';
import type { Document, TextEdit } from './types.ts';

const LIBRARY = 'aws-cdk-lib';
/** The names by which people call modules that are not called by the module's own. */
const ALIASES: Readonly<Record<string, string>> = {
  aws_elasticloadbalancingv2: 'elbv2',
  aws_stepfunctions: 'sfn',
  aws_stepfunctions_tasks: 'tasks',
  aws_events_targets: 'targets',
  aws_lambda_nodejs: 'nodejs',
  aws_lambda_event_sources: 'eventsources',
  aws_certificatemanager: 'acm',
  aws_opensearchservice: 'opensearch',
};

/** Names of aws-cdk-lib in one file, and the edits that bring the missing ones in. */
export class Imports {
  readonly #document: Document;
  readonly #source: ts.SourceFile;
  readonly #added = new Map<string, string>();
  readonly #elements = new Map<ts.NamedImports, string[]>();
  readonly #lines: string[] = [];

  constructor(document: Document) {
    this.#document = document;
    this.#source = sourceOf(document);
  }

  /** The expression for a qualified name: `aws-cdk-lib.aws_logs.RetentionDays.ONE_MONTH` → `logs.RetentionDays.ONE_MONTH`. */
  expression(fqn: string): string {
    const parts = fqn.split('.');
    if (parts[0] !== LIBRARY) refuse(`${fqn} is not in aws-cdk-lib`);
    const at = parts.findIndex((p, i) => i > 0 && /^[A-Z]/.test(p));
    if (at < 0) refuse(`${fqn} is no class`);
    const module = parts.slice(1, at).join('.');
    const name = parts[at] as string;
    const found = this.#found(module, name) ?? this.#add(module, name);
    return [found, ...parts.slice(at + 1)].join('.');
  }

  edits(): TextEdit[] {
    const { text, uri } = this.#document;
    const edits: TextEdit[] = [];
    for (const [named, names] of this.#elements) {
      const last = named.elements.at(-1);
      const first = named.elements[0];
      const start = named.getStart(this.#source);
      const multiline = first !== undefined && lineStart(text, first.getStart(this.#source)) > start;
      const gap = {
        uri,
        end: last ? last.end : start + 1,
        empty: !last,
        multiline,
        indent: indentAt(text, first && multiline ? first.getStart(this.#source) : start),
      };
      edits.push(...insertDelimited(text, gap, 'typescript', stepOf(text), () => names));
    }
    if (this.#lines.length > 0) {
      const eol = eolOf(text);
      const last = this.#lastImport();
      const at = last ? lineEnd(text, last.end) : start(text);
      const lines = this.#lines.join(eol);
      edits.push({ span: { uri, start: at, end: at }, text: last ? eol + lines : lines + eol });
    }
    return edits;
  }

  #lastImport(): ts.Statement | undefined {
    return this.#source.statements.findLast(
      s => ts.isImportDeclaration(s) || ts.isImportEqualsDeclaration(s) || (ts.isVariableStatement(s) && requires(s)),
    );
  }

  /** What a class of a module (`''` for the core) is called in the file; null if it is not imported. */
  #found(module: string, name: string): string | null {
    const added = this.#added.get(module) ?? this.#added.get(`${module}.${name}`);
    if (added) return this.#added.has(module) ? `${added}.${name}` : added;
    const own = module === '' ? LIBRARY : specifier(module);
    for (const statement of this.#source.statements) {
      if (ts.isImportDeclaration(statement) && ts.isStringLiteral(statement.moduleSpecifier)) {
        const clause = statement.importClause;
        const from = statement.moduleSpecifier.text;
        if (!clause || clause.phaseModifier === ts.SyntaxKind.TypeKeyword) continue;
        const named = clause.namedBindings;
        if (named && ts.isNamespaceImport(named) && from === own) return `${named.name.text}.${name}`;
        if (named && ts.isNamedImports(named))
          for (const e of named.elements) {
            if (e.isTypeOnly) continue;
            const original = (e.propertyName ?? e.name).text;
            if (from === own && original === name) return e.name.text;
            if (from === LIBRARY && module !== '' && original === module) return `${e.name.text}.${name}`;
          }
      } else if (ts.isImportEqualsDeclaration(statement)) {
        const { moduleReference } = statement;
        if (
          ts.isExternalModuleReference(moduleReference) &&
          ts.isStringLiteral(moduleReference.expression) &&
          moduleReference.expression.text === own
        )
          return `${statement.name.text}.${name}`;
      } else if (ts.isVariableStatement(statement)) {
        for (const d of statement.declarationList.declarations) {
          const from = required(d.initializer);
          if (from === own && ts.isIdentifier(d.name)) return `${d.name.text}.${name}`;
          if (from !== null && ts.isObjectBindingPattern(d.name))
            for (const e of d.name.elements) {
              if (!ts.isIdentifier(e.name)) continue;
              const original = e.propertyName && ts.isIdentifier(e.propertyName) ? e.propertyName.text : e.name.text;
              if (from === own && original === name) return e.name.text;
              if (from === LIBRARY && original === module) return `${e.name.text}.${name}`;
            }
        }
      }
    }
    return null;
  }

  #add(module: string, name: string): string {
    const style = tsStyle(this.#source);
    const own = module === '' ? LIBRARY : specifier(module);
    const { statements } = this.#source;
    const named = (from: string): ts.NamedImports | null => {
      for (const s of statements) {
        if (!ts.isImportDeclaration(s) || !ts.isStringLiteral(s.moduleSpecifier) || s.moduleSpecifier.text !== from)
          continue;
        const clause = s.importClause;
        if (clause?.phaseModifier === ts.SyntaxKind.TypeKeyword) continue;
        if (clause?.namedBindings && ts.isNamedImports(clause.namedBindings)) return clause.namedBindings;
      }
      return null;
    };
    const here = named(own);
    if (here && !this.#taken(name)) {
      this.#elements.set(here, [...(this.#elements.get(here) ?? []), name]);
      this.#added.set(`${module}.${name}`, name);
      return name;
    }
    const alias = this.#free(
      module === '' ? 'cdk' : (ALIASES[module] ?? module.replace(/^aws_/, '').replace(/_/g, '')),
      module === '' ? 'cdklib' : module,
    );
    const root = module === '' ? null : named(LIBRARY);
    const grouped = root?.elements.some(e => /^aws_/.test((e.propertyName ?? e.name).text)) ?? false;
    if (root && grouped) {
      const element = alias === module ? module : `${module} as ${alias}`;
      this.#elements.set(root, [...(this.#elements.get(root) ?? []), element]);
    } else {
      const from = `${style.quote}${own}${style.quote}`;
      const end = style.semicolons ? ';' : '';
      const esm =
        statements.some(s => ts.isImportDeclaration(s) || ts.isExportDeclaration(s)) ||
        !statements.some(s => ts.isVariableStatement(s) && requires(s));
      this.#lines.push(esm ? `import * as ${alias} from ${from}${end}` : `const ${alias} = require(${from})${end}`);
    }
    this.#added.set(module, alias);
    return `${alias}.${name}`;
  }

  #taken(name: string): boolean {
    return new RegExp(`(?<![\\w$.'"/-])${name}(?![\\w$'"/-])`).test(this.#document.text);
  }

  #free(name: string, otherwise: string): string {
    for (const candidate of [name, otherwise, `${name}Lib`, `${name}2`]) if (!this.#taken(candidate)) return candidate;
    return refuse(`the name ${name} is taken in this file`);
  }
}

/** `aws_lambda_nodejs` → `aws-cdk-lib/aws-lambda-nodejs`. */
function specifier(module: string): string {
  return `${LIBRARY}/${module.replaceAll('_', '-')}`;
}

function required(node: ts.Expression | undefined): string | null {
  if (!node || !ts.isCallExpression(node) || !ts.isIdentifier(node.expression) || node.expression.text !== 'require')
    return null;
  const [first] = node.arguments;
  return first && ts.isStringLiteral(first) ? first.text : null;
}

function requires(statement: ts.VariableStatement): boolean {
  return statement.declarationList.declarations.some(d => required(d.initializer) !== null);
}

/** Where a first import goes: after a `#!` line. */
function start(text: string): number {
  return text.startsWith('#!') ? Math.min(lineEnd(text, 0) + 1, text.length) : 0;
}
