/** What source says beside constructs: service modules through the root namespace, strings with places in them, local imports. */
import ts from 'typescript';
import { span } from '../../core/document.ts';
import type { EmbeddedText, ImportedName, SourceFact } from '../../core/resource.ts';
import { embeddedText, looksLikeCode } from './embedded.ts';
import type { LocalImport } from './ir.ts';
import { isRelative } from './modules.ts';
import { isPiece } from './pieces.ts';
import { startOf } from './slots.ts';

const ARN = /\barn:aws[a-z-]*:[a-z0-9-]*:/;
const ACCOUNT = /^\d{12}$/;
/** AWS regions, as in botocore's endpoints (all partitions, 2026). */
const REGION =
  /^(us|eu|ap|sa|ca|me|af|il|mx|cn|us-gov)-(north|south|east|west|central|northeast|northwest|southeast|southwest)-\d$/;
/** Modules that have no file to resolve: the bundler's own kinds. */
const NOT_CODE =
  /\.(css|scss|sass|less|svg|png|jpe?g|gif|webp|woff2?|md|mdx|txt|html|ya?ml|graphql|gql|wasm|node|sql|proto|vue|svelte)$/;

export interface SourceView {
  readonly facts: SourceFact[];
  readonly localImports: LocalImport[];
  readonly embedded: EmbeddedText[];
}

interface Local {
  readonly at: { start: number; end: number };
  readonly specifier: string;
  readonly names: { local: string; name: string; isDefault: boolean }[];
}

interface Use {
  use: ImportedName['use'];
  readonly props: Set<string>;
}

/** What is seen in some code. */
interface Seen {
  readonly facts: (SourceFact & { readonly kind: 'string' | 'default' })[];
  readonly embedded: EmbeddedText[];
  readonly declared: Set<string>;
  /** What is done with imported names. */
  readonly uses: Map<string, Use>;
  /** Modules that are reached through the root. */
  readonly access: { readonly module: string; readonly start: number; readonly end: number }[];
}

/** What was seen in statements, for as long as the parser takes their nodes over and the imports say the same. */
const pieces = new WeakMap<ts.Node, { readonly key: string; readonly seen: Seen }>();

/** Adds what was seen in a piece of code that begins `by` behind where the places of `all` count from. */
function merge(some: Seen, all: Seen, by: number): void {
  for (const fact of some.facts) {
    const { uri, start, end } = fact.span;
    all.facts.push({ ...fact, span: span(uri, start + by, end + by) });
  }
  for (const text of some.embedded) all.embedded.push(text);
  for (const name of some.declared) all.declared.add(name);
  for (const { module, start, end } of some.access) all.access.push({ module, start: start + by, end: end + by });
  for (const [name, { use, props }] of some.uses) {
    const before = all.uses.get(name) ?? { use: 'type', props: new Set() };
    all.uses.set(name, before);
    if (before.use === 'type' || use === 'construct') before.use = use;
    for (const prop of props) before.props.add(prop);
  }
}

/** One walk over the tree of a file that uses the CDK; with `inPieces`, only over those statements that are new. */
export function sourceView(source: ts.SourceFile, uri: string, test: boolean, inPieces = false): SourceView {
  const locals: Local[] = [];
  const roots = new Set<string>();
  const aliases = new Map<string, string>();
  const declared = new Set<string>();
  let lastImportEnd = 0;

  for (const s of source.statements) {
    if (!ts.isImportDeclaration(s) && !ts.isImportEqualsDeclaration(s)) continue;
    lastImportEnd = s.end;
    if (!ts.isImportDeclaration(s) || !ts.isStringLiteral(s.moduleSpecifier)) continue;
    const specifier = s.moduleSpecifier.text;
    const clause = s.importClause;
    const named = clause?.namedBindings;
    if (clause?.name) declared.add(clause.name.text);
    if (named && ts.isNamespaceImport(named)) declared.add(named.name.text);
    if (named && ts.isNamedImports(named)) for (const e of named.elements) declared.add(e.name.text);
    const service = /^aws-cdk-lib\/(aws-[a-z0-9-]+)$/.exec(specifier)?.[1]?.replaceAll('-', '_');
    if (service && named && ts.isNamespaceImport(named)) aliases.set(service, named.name.text);
    if (specifier === 'aws-cdk-lib') {
      if (named && ts.isNamespaceImport(named)) roots.add(named.name.text);
      if (clause?.name) roots.add(clause.name.text);
      if (named && ts.isNamedImports(named))
        for (const e of named.elements) {
          const original = (e.propertyName ?? e.name).text;
          if (/^aws_/.test(original)) aliases.set(original, e.name.text);
        }
    }
    if (isRelative(specifier) && !NOT_CODE.test(specifier) && !specifier.includes('?')) {
      const names: Local['names'] = [];
      if (clause?.name) names.push({ local: clause.name.text, name: clause.name.text, isDefault: true });
      if (named && ts.isNamedImports(named))
        for (const e of named.elements)
          names.push({ local: e.name.text, name: (e.propertyName ?? e.name).text, isDefault: false });
      if (named && ts.isNamespaceImport(named)) names.push({ local: named.name.text, name: '*', isDefault: false });
      const place = s.moduleSpecifier;
      locals.push({ at: { start: place.getStart(source), end: place.end }, specifier, names });
    }
  }

  const names = new Set(locals.flatMap(l => l.names.map(n => n.local)));
  /** What pieces of code are looked at for. */
  const key = [test, ...names, '', ...roots].join();
  /** What is seen in the piece of code that is looked at, of which it is said where that is from `base` on. */
  let seen: Seen = { facts: [], embedded: [], declared, uses: new Map(), access: [] };
  const whole = seen;
  let base = 0;
  const useOf = (name: string): Use | undefined => {
    let use = seen.uses.get(name);
    if (use || !names.has(name)) return use;
    use = { use: 'type', props: new Set() };
    seen.uses.set(name, use);
    return use;
  };
  /** Looks at a statement, or takes what was seen there. */
  const piece = (node: ts.Statement): void => {
    const [outer, from] = [seen, base];
    const start = startOf(source, node);
    let known = pieces.get(node);
    if (known?.key !== key) {
      seen = { facts: [], embedded: [], declared: new Set(), uses: new Map(), access: [] };
      base = start;
      look(node, false);
      known = { key, seen };
      [seen, base] = [outer, from];
      // What stands in texts says itself where it stands.
      if (known.seen.embedded.length === 0) pieces.set(node, known);
    }
    merge(known.seen, seen, start - base);
  };

  /** The nodes from the file down to the one that is looked at; what a string is for is asked of them when there is one. */
  const above: ts.Node[] = [];
  const walk = (node: ts.Node, inType: boolean): void => {
    if (inPieces && ts.isStatement(node) && isPiece(source, node)) piece(node);
    else look(node, inType);
  };
  const look = (node: ts.Node, inType: boolean): void => {
    switch (node.kind) {
      case ts.SyntaxKind.ImportDeclaration:
      case ts.SyntaxKind.ExportDeclaration:
      case ts.SyntaxKind.ImportEqualsDeclaration:
        return;
      case ts.SyntaxKind.StringLiteral:
      case ts.SyntaxKind.NoSubstitutionTemplateLiteral: {
        const literal = node as ts.StringLiteralLike;
        if (inType) return;
        if (looksLikeCode(literal.text)) {
          const text = embeddedText(literal, source, uri);
          if (text) seen.embedded.push(text);
        }
        string(literal.text, literal, 0, 0);
        return;
      }
      case ts.SyntaxKind.TemplateExpression: {
        const template = node as ts.TemplateExpression;
        // The pieces without the backtick, `${` and `}` around them.
        textOf(template.head, 2);
        for (const s of template.templateSpans) {
          above.push(template);
          walk(s.expression, inType);
          above.pop();
          textOf(s.literal, s.literal.kind === ts.SyntaxKind.TemplateTail ? 1 : 2);
        }
        return;
      }
      case ts.SyntaxKind.BinaryExpression: {
        const { left, operatorToken, right } = node as ts.BinaryExpression;
        if (
          (operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken ||
            operatorToken.kind === ts.SyntaxKind.BarBarToken) &&
          ts.isStringLiteralLike(right)
        )
          fallback(`${left.getText(source)} ${contextOf(above, node, source)}`, right);
        break;
      }
      case ts.SyntaxKind.PropertyAccessExpression: {
        const access = node as ts.PropertyAccessExpression;
        if (ts.isIdentifier(access.expression)) rootAccess(access.expression.text, access.name.text, access);
        break;
      }
      case ts.SyntaxKind.QualifiedName: {
        const name = node as ts.QualifiedName;
        if (ts.isIdentifier(name.left)) rootAccess(name.left.text, name.right.text, name);
        break;
      }
      case ts.SyntaxKind.Identifier: {
        const use = inType ? undefined : useOf((node as ts.Identifier).text);
        if (use?.use === 'type') use.use = 'value';
        return;
      }
      case ts.SyntaxKind.NewExpression: {
        const made = node as ts.NewExpression;
        const use = ts.isIdentifier(made.expression) ? useOf(made.expression.text) : undefined;
        if (use) {
          use.use = 'construct';
          let last = made.arguments?.at(-1);
          while (
            last &&
            (ts.isAsExpression(last) || ts.isParenthesizedExpression(last) || ts.isSatisfiesExpression(last))
          )
            last = last.expression;
          if (last && ts.isObjectLiteralExpression(last))
            for (const p of last.properties)
              if (p.name && (ts.isIdentifier(p.name) || ts.isStringLiteral(p.name))) use.props.add(p.name.text);
        }
        break;
      }
      case ts.SyntaxKind.VariableDeclaration:
      case ts.SyntaxKind.Parameter:
      case ts.SyntaxKind.BindingElement:
      case ts.SyntaxKind.FunctionDeclaration:
      case ts.SyntaxKind.ClassDeclaration:
      case ts.SyntaxKind.EnumDeclaration: {
        const { name, initializer } = node as ts.VariableDeclaration;
        if (name && ts.isIdentifier(name)) seen.declared.add(name.text);
        if ((ts.isParameter(node) || ts.isBindingElement(node)) && initializer)
          fallback(name.getText(source), initializer);
        break;
      }
    }
    const typed = inType || ts.isTypeNode(node);
    above.push(node);
    ts.forEachChild(node, typed ? walkType : walkValue);
    above.pop();
  };
  const walkType = (node: ts.Node) => walk(node, true);
  const walkValue = (node: ts.Node) => walk(node, false);

  const string = (value: string, node: ts.Node, before: number, after: number) => {
    if (test || value.length > 2048) return;
    if (!ARN.test(value) && !ACCOUNT.test(value) && !REGION.test(value) && !isVariable(above.at(-1), node)) return;
    const context = before > 0 ? 'part' : contextOf(above, node, source);
    const place = span(uri, node.getStart(source) + before - base, node.end - after - base);
    seen.facts.push({ kind: 'string', uri, value, span: place, context });
  };
  /** A literal that is taken when nobody says otherwise. */
  const fallback = (name: string, value: ts.Expression) => {
    if (test || !ts.isStringLiteralLike(value) || value.text === '' || value.text.length > 64) return;
    const place = span(uri, value.getStart(source) - base, value.end - base);
    seen.facts.push({ kind: 'default', uri, span: place, name: name.slice(0, 200), value: value.text });
  };
  /** A piece of a template string, without the backtick, `${` and `}` around it. */
  const textOf = (node: ts.TemplateHead | ts.TemplateMiddle | ts.TemplateTail, close: number) =>
    string(node.text, node, 1, close);
  const rootAccess = (root: string, module: string, node: ts.Node) => {
    if (roots.has(root) && /^aws_[a-z0-9_]+$/.test(module))
      seen.access.push({ module, start: node.getStart(source) - base, end: node.end - base });
  };
  walk(source, false);

  const { embedded, uses } = whole;
  const facts: SourceFact[] = [...whole.facts];
  for (const { module, start, end } of whole.access)
    facts.push({
      kind: 'root-namespace',
      uri,
      module,
      span: span(uri, start, end),
      existingAlias: aliases.get(module) ?? null,
      freeAlias: freeAlias(module, declared),
      lastImportEnd,
    });
  return {
    facts,
    embedded,
    localImports: locals.map(l => ({
      specifier: l.specifier,
      ...l.at,
      names: l.names.map(n => {
        const use = uses.get(n.local);
        return { name: n.name, isDefault: n.isDefault, use: use?.use ?? 'type', props: [...(use?.props ?? [])] };
      }),
    })),
  };
}

/** `aws_iam` → `iam`; something longer when that is taken, which a variable of that name would hide. */
function freeAlias(module: string, declared: ReadonlySet<string>): string {
  const short = module.slice('aws_'.length);
  const reserved = /^(lambda|events|s3|iam)$/.test(short) ? short : short.replaceAll('_', '');
  for (const name of [reserved, module, `${reserved}Module`]) if (!declared.has(name)) return name;
  let i = 2;
  while (declared.has(`${reserved}${i}`)) i++;
  return `${reserved}${i}`;
}

/** Whether a literal names a variable that code adds to a function, whichever that is: an aspect adds one to all. */
function isVariable(parent: ts.Node | undefined, node: ts.Node): boolean {
  if (!parent || !ts.isCallExpression(parent) || parent.arguments[0] !== node) return false;
  return ts.isPropertyAccessExpression(parent.expression) && parent.expression.name.text === 'addEnvironment';
}

/** What a node is for, in the words of `SourceFact`: asked of the nearest node above that says something. */
function contextOf(above: readonly ts.Node[], node: ts.Node, source: ts.SourceFile): string {
  let child = node;
  for (let i = above.length - 1; i >= 0; i--) {
    const parent = above[i] as ts.Node;
    const said = contextIn(parent, child, source);
    if (said !== null) return said;
    child = parent;
  }
  return '';
}

/** Null when the parent passes its own context on. */
function contextIn(parent: ts.Node, child: ts.Node, source: ts.SourceFile): string | null {
  switch (parent.kind) {
    case ts.SyntaxKind.PropertyAssignment: {
      const { name, initializer } = parent as ts.PropertyAssignment;
      return child === initializer ? `property:${nameText(name, source)}` : 'key';
    }
    case ts.SyntaxKind.VariableDeclaration:
    case ts.SyntaxKind.PropertyDeclaration:
    case ts.SyntaxKind.Parameter:
    case ts.SyntaxKind.EnumMember:
      return `const:${(parent as ts.VariableDeclaration).name.getText(source).slice(0, 60)}`;
    case ts.SyntaxKind.CallExpression:
    case ts.SyntaxKind.NewExpression: {
      const call = parent as ts.CallExpression;
      const index = call.arguments?.indexOf(child as ts.Expression) ?? -1;
      return index < 0 ? null : `argument:${call.expression.getText(source).replace(/\s+/g, '').slice(-60)}:${index}`;
    }
    case ts.SyntaxKind.ArrayLiteralExpression:
    case ts.SyntaxKind.ParenthesizedExpression:
    case ts.SyntaxKind.AsExpression:
    case ts.SyntaxKind.NonNullExpression:
    case ts.SyntaxKind.ConditionalExpression:
    case ts.SyntaxKind.SpreadElement:
      return null;
    case ts.SyntaxKind.TemplateExpression:
      return 'part';
    case ts.SyntaxKind.BinaryExpression: {
      const { operatorToken } = parent as ts.BinaryExpression;
      if (operatorToken.kind === ts.SyntaxKind.PlusToken) return 'part';
      return /^(===?|!==?)$/.test(ts.tokenToString(operatorToken.kind) ?? '') ? 'comparison' : null;
    }
    case ts.SyntaxKind.CaseClause:
      return 'comparison';
    default:
      return '';
  }
}

function nameText(name: ts.PropertyName, source: ts.SourceFile): string {
  return ts.isIdentifier(name) || ts.isStringLiteralLike(name) ? name.text : name.getText(source).slice(0, 60);
}
