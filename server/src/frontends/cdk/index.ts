/**
 * The front end for TypeScript and JavaScript: one parse gives the intermediate form of CDK modules, facts about the
 * source, and what handler code does with the AWS SDK. Nothing of the workspace is executed, no type checker runs.
 */
import ts from 'typescript';
import { type Document, span } from '../../core/document.ts';
import type { DocumentFacts, Frontend, LinkHost, Problem } from '../../core/facts.ts';
import type { GraphPart } from '../../core/graph.ts';
import type { CodeFact, CodeUnit } from '../../core/resource.ts';
import { readSuppressions } from '../../core/suppressions.ts';
import { withoutPackages } from '../handlers/bundles.ts';
import { codeFacts } from '../handlers/code.ts';
import { type SourceView, sourceView } from './facts.ts';
import type { Module } from './ir.ts';
import { linkModules } from './link.ts';
import { oldImports } from './oldImports.ts';
import { isKept, parseCode } from './parse.ts';
import { isPolicyFile, policyIn } from './policyFiles.ts';
import { lower } from './lower.ts';
import { candidates, isCdkModule, isRelative } from './modules.ts';
import { uncheckedChoices } from './uncheckedChoice.ts';
import { untypedProps } from './untypedProps.ts';

const NAME = 'source';
/** Larger files are generated, and would cost more than they say. */
const MAX_LENGTH = 2_000_000;
const MAX_OTHER = 500_000;
/** Minified code costs most for its length, and says least: names are gone, and packages are part of it. */
const MAX_MINIFIED = 200_000;
/** Characters of a line, on average, beyond which nobody has written it so. */
const MAX_LINE = 1000;

const ENDINGS = /\.(?:[mc]?[jt]s|[jt]sx)$/;
const OURS = /aws-cdk|constructs|aws-sdk|monocdk/;
/** Where they are imported, and not only spoken of, as bundled packages do in comments and in what they send. */
const IMPORTS_OURS =
  /(?:\bfrom|\bimport|\brequire\(|\bimport\()\s*["'`](?:@?aws-cdk|@?aws-sdk|constructs["'`]|monocdk)/;
/** How a module of the SDK begins where it is named: files are worth a look for that whatever else they are. */
const SDK = /['"`](?:aws-sdk|@aws-sdk\/(?!\*))/g;
/** What is read of test files. */
const IN_TESTS: ReadonlySet<CodeFact['kind']> = new Set(['import', 'local-import', 'sdk-v2-import', 'sdk-v2-mock']);
// A project may itself lie below a folder called `test`, so that alone says nothing.
const TEST_FILE =
  /(\.(test|spec)\.[mc]?[jt]sx?|\/__(tests|mocks|helpers|fixtures|utils)__\/.*|\/tests?\/((helpers?|fixtures?|utils?|mocks?|support)\/.*|[^/]*(test|spec|helper|fixture|mock)[^/]*))$/i;

const [LESS, GREATER, SEMICOLON, BRACE] = [0x3c, 0x3e, 0x3b, 0x7b];
/** So many `<` with neither `>`, `;` nor `{` in between are no code that somebody wrote. */
const MAX_OPEN = 200;

function accepts(document: Document): boolean {
  const { uri, text } = document;
  const isPolicy = isPolicyFile(document);
  if (!isPolicy && (!ENDINGS.test(uri) || /\.d\.[mc]?ts$/.test(uri))) return false;
  if (/\/(node_modules|cdk\.out|\.git|\.next|dist|coverage)\//.test(uri)) return false;
  if (isPolicy) return true;
  if (text.length > MAX_LENGTH) return OURS.test(text.slice(0, 50_000));
  if (text.length > MAX_OTHER) return IMPORTS_OURS.test(text);
  if (OURS.test(text)) return true;
  // What exports nothing may still make the stacks of other files: `new OrdersStack(app, 'Orders')`.
  return /\bexport\b|module\.exports|exports\./.test(text) || /\bnew [\w.]+\(\s*\w+,\s*['"`]/.test(text);
}

function read(document: Document): DocumentFacts {
  const { uri, version } = document;
  let problems: Problem[] = [];
  let body: Module = nothing(document, null);
  try {
    if (document.text.length > MAX_LENGTH) body = nothing(document, 'The file is larger than 2 MB.');
    else if (document.text.slice(0, 4096).includes('\0')) body = nothing(document, 'The file is not text.');
    else if (isMinified(document)) body = nothing(document, 'The code is minified.');
    else if (choking(document.text)) body = nothing(document, 'The code is nested too deeply to be read.');
    else if (uri.endsWith('.json')) body = { ...nothing(document, null), policy: policyIn(document) };
    else ({ body, problems } = parse(document));
  } catch {
    // The parser and the walkers are recursive; code nested ten thousand deep is beyond their stack.
    body = nothing(document, 'The code is nested too deeply to be read.');
  }
  return { uri, version, frontend: NAME, problems, suppressions: readSuppressions(document, '//'), body };
}

/** Whether a file is a bundle that was made small. */
function isMinified({ uri, text }: Document): boolean {
  if (text.length <= MAX_MINIFIED || !/js$/.test(uri)) return false;
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  return text.length > lines * MAX_LINE;
}

/**
 * Whether a text has `a<a<a<…`: at each `<` the parser tries to read the arguments of a type, and then all of the rest again as
 * an expression, in the square of their number.
 */
function choking(text: string): boolean {
  const first = text.indexOf('<');
  let count = 0;
  for (let at = first; at >= 0 && count <= MAX_OPEN; at = text.indexOf('<', at + 1)) count++;
  if (count <= MAX_OPEN) return false;
  let open = 0;
  for (let i = first; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === LESS) {
      if (++open > MAX_OPEN) return true;
    } else if (c === GREATER || c === SEMICOLON || c === BRACE) open = 0;
  }
  return false;
}

function nothing({ uri, text }: Document, notRead: string | null): Module {
  return {
    uri,
    cdk: false,
    test: TEST_FILE.test(uri),
    imports: [],
    stars: [],
    exports: [],
    modules: [],
    localImports: [],
    embedded: [],
    body: [],
    facts: [],
    code: null,
    crossing: null,
    notRead,
    length: text.length,
  };
}

function parse(document: Document): { body: Module; problems: Problem[] } {
  const { uri } = document;
  const text = withoutPackages(document.text);
  const kind = /\.tsx$/.test(uri)
    ? ts.ScriptKind.TSX
    : /\.[mc]?ts$/.test(uri)
      ? ts.ScriptKind.TS
      : /\.jsx$/.test(uri)
        ? ts.ScriptKind.JSX
        : ts.ScriptKind.JS;
  const at = (start: number, end: number) => span(uri, start, end);
  const source = parseCode(uri, text, kind);
  const lowered = lower(source, uri, isKept(text));
  const cdk = lowered.modules.some(isCdkModule);
  const test = TEST_FILE.test(uri);
  const view = cdk ? sourceView(source, uri, test, isKept(text)) : { facts: [], localImports: [], embedded: [] };
  if (cdk && lowered.modules.some(m => /^(@aws-cdk\/|monocdk)/.test(m))) view.facts.push(...oldImports(source, uri));
  if (cdk && !test && kind === ts.ScriptKind.TS)
    view.facts.push(...untypedProps(source, uri), ...uncheckedChoices(source, uri));
  if (test) {
    const imports = lowered.modules.filter(isRelative).flatMap(specifier => candidates(uri, specifier));
    view.facts.push({ kind: 'test', uri, span: span(uri, 0, 0), imports });
  }
  // A component of a web page runs in no function.
  const runs = !cdk && !test && kind !== ts.ScriptKind.TSX && kind !== ts.ScriptKind.JSX;
  const read = runs || namesSdk(text, view.embedded) ? codeFacts(source, at, specifier => files(uri, specifier)) : null;
  const isCode = runs || read?.facts.some(isSdk) === true;
  const unit: CodeUnit | null =
    isCode && read
      ? {
          id: `${uri}#code`,
          uri,
          language: kind === ts.ScriptKind.JS || kind === ts.ScriptKind.JSX ? 'javascript' : 'typescript',
          span: at(0, text.length),
          embedded: null,
          // What a test calls nobody deploys, and most of it is mocked.
          facts: test ? read.facts.filter(f => IN_TESTS.has(f.kind)) : read.facts,
        }
      : null;
  const body: Module = {
    uri,
    cdk,
    test,
    ...lowered,
    localImports: view.localImports,
    embedded: view.embedded,
    facts: view.facts,
    code: unit,
    crossing: read?.crossing ?? null,
    notRead: null,
    length: text.length,
  };
  // Syntax errors are the TypeScript extension's to show; what could be read is read.
  return { body, problems: [] };
}

/** Whether code names a module of the SDK, but for the code in its strings. */
function namesSdk(text: string, embedded: SourceView['embedded']): boolean {
  for (const { index } of text.matchAll(SDK))
    if (!embedded.some(({ span: at }) => at.start <= index && index < at.end)) return true;
  return false;
}

/** The files of code that a relative import may mean. */
function files(uri: string, specifier: string): string[] {
  if (/\.(json|ya?ml|txt|md|s?css|svg|png|html|graphql|gql|sql|node|wasm)$/i.test(specifier)) return [];
  return candidates(uri, specifier).filter(c => /\.(?:[mc]?[jt]s|[jt]sx)$/.test(c) && !/\.d\.[mc]?ts$/.test(c));
}

function isSdk(fact: CodeFact): boolean {
  if (fact.kind === 'sdk-v2-import' || fact.kind === 'sdk-v2-mock') return true;
  return fact.kind === 'import' && fact.module.startsWith('@aws-sdk/');
}

function link(facts: readonly DocumentFacts[], host: LinkHost): GraphPart {
  return linkModules(facts, host);
}

export const sourceFrontend: Frontend = { name: NAME, accepts, read, link };
