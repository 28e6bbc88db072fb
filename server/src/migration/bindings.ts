/**
 * What the names of a file are bound to, by TypeScript's own binder over this one text: no library, no other file, nothing
 * is resolved. Compared before and after a rewrite it shows names that lost their declaration, or have two.
 */
import ts from 'typescript';
import { kindOf, nodesOf } from './tree.ts';

export interface Bindings {
  /** The first message about text that can't be read; null if all of it can. */
  readonly syntax: string | null;
  /** Names that nothing in the file declares, each once. */
  readonly free: ReadonlySet<string>;
  /** Names that are declared twice in one scope. */
  readonly twice: ReadonlySet<string>;
  /** Names that are used before their declaration. */
  readonly early: ReadonlySet<string>;
  /** Offsets of `await` where there can be none. */
  readonly awaits: readonly number[];
}

/** Codes of `Cannot find name …`, by TypeScript 6.0's diagnosticMessages.json, with its hints at types and libraries. */
const FREE = new Set([2304, 2503, 2552, 2580, 2581, 2582, 2583, 2584, 2591, 2592, 2593, 2662, 2663, 2867, 2868, 18004]);
/** `Cannot redeclare`, `Duplicate identifier`, `Import declaration conflicts with local declaration`. */
const TWICE = new Set([2300, 2440, 2451, 2528]);
const EARLY = new Set([2448, 2449, 2450]);
/** `await` in functions that aren't async, and outside of functions where the file is no module. */
const AWAITS = new Set([1308, 1375, 1378, 1431, 1432]);

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  moduleDetection: ts.ModuleDetectionKind.Auto,
  jsx: ts.JsxEmit.Preserve,
  allowJs: true,
  checkJs: true,
  noLib: true,
  noResolve: true,
  noEmit: true,
  types: [],
  experimentalDecorators: true,
};

/** Reads one file; `path` says by its ending how. */
export function bindingsOf(path: string, text: string): Bindings {
  // A name of its own: where the file lies must not matter.
  const ending = /\.[cm]?[jt]sx?$/i.exec(path)?.[0] ?? '.js';
  const name = `/file${ending}`;
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.ESNext, true, kindOf(path));
  const program = ts.createProgram({
    rootNames: [name],
    options,
    host: {
      getSourceFile: file => (file === name ? source : undefined),
      getDefaultLibFileName: () => '/lib.d.ts',
      writeFile: () => {},
      getCurrentDirectory: () => '/',
      getCanonicalFileName: file => file,
      useCaseSensitiveFileNames: () => true,
      getNewLine: () => '\n',
      fileExists: file => file === name,
      readFile: () => undefined,
    },
  });
  const free = new Set<string>();
  const twice = new Set<string>();
  const early = new Set<string>();
  const awaits: number[] = [];
  // Types in comments, as JavaScript has them, are read by nobody who runs the code.
  const comments = [...nodesOf(source)].flatMap(n => (n as { jsDoc?: readonly ts.JSDoc[] }).jsDoc ?? []);
  const [unreadable] = program.getSyntacticDiagnostics(source);
  for (const { code, start = 0, length = 0 } of program.getSemanticDiagnostics(source)) {
    const spelled = text.slice(start, start + length);
    if (comments.some(c => c.pos <= start && start < c.end)) continue;
    if (FREE.has(code)) free.add(spelled);
    else if (TWICE.has(code)) twice.add(spelled);
    else if (EARLY.has(code)) early.add(spelled);
    else if (AWAITS.has(code)) awaits.push(start);
  }
  return {
    syntax: unreadable ? ts.flattenDiagnosticMessageText(unreadable.messageText, ' ') : null,
    free,
    twice,
    early,
    awaits,
  };
}
