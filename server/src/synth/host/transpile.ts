/**
 * From TypeScript to the CommonJS that the child runs, by TypeScript's own emit and without its checker's libraries: one
 * parsed tree gives the syntax errors, the code with its map, and the index of the calls.
 */
import { createHash } from 'node:crypto';
import ts from 'typescript';
import { GeneratedPositions } from './maps.ts';
import { SiteIndex } from './sites.ts';

/** What of tsconfig.json changes the code that comes out. */
export interface EmitOptions {
  readonly experimentalDecorators: boolean;
  readonly emitDecoratorMetadata: boolean;
  readonly useDefineForClassFields: boolean;
  readonly esModuleInterop: boolean;
}

export interface SyntaxProblem {
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

/** One version of one module of the app. */
export interface Compiled {
  readonly path: string;
  readonly uri: string;
  /** What the user wrote. */
  readonly text: string;
  /** Of the text that was compiled, the kind of the file and the options. */
  readonly hash: string;
  readonly js: string | null;
  readonly json: string | null;
  /** The syntax errors of the text that was compiled. */
  readonly errors: readonly SyntaxProblem[];
  /** Null for a JSON file. */
  readonly sites: SiteIndex | null;
  readonly positions: GeneratedPositions | null;
}

/** The key under which a compiled text is kept. */
export function hashOf(path: string, text: string, options: EmitOptions): string {
  return createHash('sha1')
    .update(`${kindOf(path)}\0${JSON.stringify(options)}\0`)
    .update(text)
    .digest('base64url');
}

/**
 * Compiles `source`, which is `text` or a repaired form of it of the same length.
 */
export function compile(
  path: string,
  uri: string,
  text: string,
  options: EmitOptions,
  source: string = text,
  hash: string = hashOf(path, source, options),
): Compiled {
  if (path.endsWith('.json'))
    return { path, uri, text, hash, js: null, json: source, errors: [], sites: null, positions: null };
  try {
    return compiled(path, uri, text, options, source, hash);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // The compiler and the walk over its tree are recursive.
    const errors = [{ message: 'The code is nested too deeply to be compiled.', start: 0, end: 0 }];
    return { path, uri, text, hash, js: null, json: null, errors, sites: null, positions: null };
  }
}

function compiled(
  path: string,
  uri: string,
  text: string,
  options: EmitOptions,
  source: string,
  hash: string,
): Compiled {
  let parsed = parse(path, source);
  const renamed = withoutReservedNames(parsed);
  if (renamed !== null) parsed = parse(path, renamed);
  const errors = syntaxErrors(parsed).map(({ messageText, start, length }) => ({
    message: ts.flattenDiagnosticMessageText(messageText, ' '),
    start,
    end: Math.min(start + length, text.length),
  }));
  // Plain CommonJS runs as it is written.
  const plain = isScript(path) && !ts.isExternalModule(parsed);
  const { js, map } = plain ? { js: parsed.text, map: null } : emit(parsed, options);
  return {
    path,
    uri,
    text,
    hash,
    js: js.startsWith('#!') ? `//${js.slice(2)}` : js,
    json: null,
    errors,
    sites: new SiteIndex(parsed, uri, text),
    positions: new GeneratedPositions(map, [...parsed.getLineStarts()], text.length),
  };
}

/** Parses a module. Exported for whoever asks only whether a text has syntax errors. */
export function parse(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, { languageVersion: ts.ScriptTarget.ES2022 }, false, kindOf(path));
}

/** The errors that the parser found, in the order of the text. TypeScript keeps them on the tree without saying so. */
export function syntaxErrors(source: ts.SourceFile): readonly ts.DiagnosticWithLocation[] {
  return (source as unknown as { parseDiagnostics: readonly ts.DiagnosticWithLocation[] }).parseDiagnostics;
}

function isScript(path: string): boolean {
  return /\.[mc]?js$/.test(path);
}

function kindOf(path: string): ts.ScriptKind {
  if (path.endsWith('.tsx')) return ts.ScriptKind.TSX;
  if (/\.[mc]?ts$/.test(path)) return ts.ScriptKind.TS;
  return path.endsWith('.jsx') ? ts.ScriptKind.JSX : ts.ScriptKind.JS;
}

function emit(source: ts.SourceFile, options: EmitOptions): { js: string; map: string } {
  let js = '';
  let map = '';
  const compilerOptions: ts.CompilerOptions = {
    ...options,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.CommonJS,
    jsx: ts.JsxEmit.ReactJSX,
    newLine: ts.NewLineKind.LineFeed,
    sourceMap: true,
    isolatedModules: true,
    allowJs: true,
    allowNonTsExtensions: true,
    suppressOutputPathCheck: true,
    // Nothing but this one file, and no look at its types: a third of the time, and the same code.
    noLib: true,
    noResolve: true,
    noCheck: true,
    types: [],
  };
  const host: ts.CompilerHost = {
    getSourceFile: name => (name === source.fileName ? source : undefined),
    writeFile: (name, text) => {
      if (name.endsWith('.map')) map = text;
      else js = text;
    },
    getDefaultLibFileName: () => 'lib.d.ts',
    useCaseSensitiveFileNames: () => true,
    getCanonicalFileName: name => name,
    getCurrentDirectory: () => '',
    getNewLine: () => '\n',
    fileExists: name => name === source.fileName,
    readFile: () => '',
    resolveModuleNameLiterals: names => names.map(() => ({ resolvedModule: undefined })),
    resolveTypeReferenceDirectiveReferences: names => names.map(() => ({ resolvedTypeReferenceDirective: undefined })),
  };
  const program = ts.createProgram([source.fileName], compilerOptions, host);
  const before = source.text.includes('import.meta') ? [replaceImportMeta] : [];
  program.emit(source, undefined, undefined, undefined, { before });
  return {
    js: js.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, '\n').replace(DEFAULT_IMPORT, NODES_DEFAULT_IMPORT),
    map,
  };
}

/** What TypeScript's helper asks of a module, and what Node's own `import cdk from 'aws-cdk-lib'` takes in addition. */
const DEFAULT_IMPORT = 'return (mod && mod.__esModule) ? mod';
const NODES_DEFAULT_IMPORT = 'return (mod && mod.__esModule && "default" in mod) ? mod';

/** `import.meta` has no meaning in CommonJS: an object with what Node gives takes its place. */
const replaceImportMeta: ts.TransformerFactory<ts.SourceFile> = context => {
  const { factory } = context;
  const access = (object: string, name: string) =>
    factory.createPropertyAccessExpression(factory.createIdentifier(object), name);
  const required = (id: string) =>
    factory.createCallExpression(factory.createIdentifier('require'), undefined, [factory.createStringLiteral(id)]);
  const urlOf = (path: ts.Expression) =>
    factory.createPropertyAccessExpression(
      factory.createCallExpression(
        factory.createPropertyAccessExpression(required('node:url'), 'pathToFileURL'),
        undefined,
        [path],
      ),
      'href',
    );
  const specifier = factory.createIdentifier('specifier');
  const meta = () =>
    factory.createParenthesizedExpression(
      factory.createObjectLiteralExpression([
        factory.createPropertyAssignment('url', urlOf(access('module', 'filename'))),
        factory.createPropertyAssignment('filename', access('module', 'filename')),
        factory.createPropertyAssignment('dirname', access('module', 'path')),
        factory.createPropertyAssignment(
          'resolve',
          factory.createArrowFunction(
            undefined,
            undefined,
            [factory.createParameterDeclaration(undefined, undefined, specifier)],
            undefined,
            undefined,
            urlOf(factory.createCallExpression(access('require', 'resolve'), undefined, [specifier])),
          ),
        ),
      ]),
    );
  const visit = (node: ts.Node): ts.Node =>
    ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword
      ? ts.setTextRange(meta(), node)
      : ts.visitEachChild(node, visit, context);
  return file => ts.visitNode(file, visit, ts.isSourceFile);
};

/** Names that CommonJS gives to each module, and that an ES module may declare for itself. */
const RESERVED: ReadonlyMap<string, string> = new Map([
  ['__dirname', '$$dirname'],
  ['__filename', '$$filename'],
  ['require', '$equire'],
  ['module', '$odule'],
  ['exports', '$xports'],
]);

/**
 * The text with those names replaced by others of the same length, so that all positions hold; null when there are none.
 * `const __dirname = path.dirname(fileURLToPath(import.meta.url))` is what nearly every ES module starts with.
 */
function withoutReservedNames(source: ts.SourceFile): string | null {
  if (!ts.isExternalModule(source)) return null;
  const declared = new Set<string>();
  const declare = (name: ts.BindingName): void => {
    if (!ts.isIdentifier(name)) {
      for (const e of name.elements) if (ts.isBindingElement(e)) declare(e.name);
    } else if (RESERVED.has(name.text)) declared.add(name.text);
  };
  for (const statement of source.statements) {
    if (ts.isVariableStatement(statement)) for (const d of statement.declarationList.declarations) declare(d.name);
    else if ((ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) && statement.name)
      declare(statement.name);
  }
  if (declared.size === 0) return null;
  let text = source.text;
  const visit = (node: ts.Node, parent: ts.Node): void => {
    if (ts.isIdentifier(node) && declared.has(node.text) && !namesProperty(node, parent)) {
      const start = node.end - node.text.length;
      text = text.slice(0, start) + RESERVED.get(node.text) + text.slice(node.end);
    }
    ts.forEachChild(node, child => visit(child, node));
  };
  visit(source, source);
  return text;
}

function namesProperty(node: ts.Identifier, parent: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isBindingElement(parent)) return parent.propertyName === node;
  return (ts.isObjectLiteralElement(parent) || ts.isClassElement(parent)) && parent.name === node;
}
