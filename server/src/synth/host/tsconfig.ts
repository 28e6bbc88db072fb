/** What tsconfig.json says that matters for running an app: how code is emitted, how names resolve, where output goes. */
import path from 'node:path';
import ts from 'typescript';
import { type Files, isWithin, upward } from './files.ts';
import { looseJson } from './json.ts';
import type { EmitOptions } from './transpile.ts';

export interface TsConfig {
  /** The file, or null when there is none and everything is TypeScript's default. */
  readonly file: string | null;
  readonly emit: EmitOptions;
  /** What it says of importing CommonJS modules, in so many words or by its module system; null for nothing. */
  readonly interop: boolean | null;
  /** Patterns with at most one `*` to absolute paths, and the folder for bare names; null where not set. */
  readonly paths: readonly { readonly pattern: string; readonly targets: readonly string[] }[];
  readonly baseUrl: string | null;
  /** Absolute. */
  readonly outDir: string | null;
  readonly rootDir: string | null;
  /** Other configurations that this one refers to, absolute. */
  readonly references: readonly string[];
}

/** The tsconfig.json that holds for a folder: the next one on the way up, but not above `top`. */
export function findTsConfig(files: Files, folder: string, top: string): string | null {
  for (const current of upward(folder)) {
    const file = path.join(current, 'tsconfig.json');
    if (files.isFile(file)) return file;
    if (current === top) break;
  }
  return null;
}

/** Reads a tsconfig.json with what it extends. Broken files give the defaults. */
export function readTsConfig(files: Files, file: string | null): TsConfig {
  const { options, errors, projectReferences } = file === null ? NOTHING : parsed(files, file);
  const target = options.target ?? ts.ScriptTarget.ES5;
  // A configuration that extends one which is not installed may say anything; most of those ask for it.
  const likely = (options.module ?? 0) >= ts.ModuleKind.Node16 || errors.some(e => e.code === CANNOT_READ);
  const interop = options.esModuleInterop ?? (likely ? true : null);
  const folder = typeof options.pathsBasePath === 'string' ? options.pathsBasePath : file ? path.dirname(file) : '';
  const base = options.baseUrl ?? folder;
  return {
    file,
    emit: {
      experimentalDecorators: options.experimentalDecorators ?? false,
      emitDecoratorMetadata: options.emitDecoratorMetadata ?? false,
      useDefineForClassFields: options.useDefineForClassFields ?? target >= ts.ScriptTarget.ES2022,
      esModuleInterop: interop ?? true,
    },
    interop,
    paths: Object.entries(options.paths ?? {}).map(([pattern, targets]) => ({
      pattern,
      targets: targets.map(t => path.resolve(base, t)),
    })),
    baseUrl: options.baseUrl ? path.resolve(options.baseUrl) : null,
    outDir: options.outDir ? path.resolve(options.outDir) : null,
    rootDir: options.rootDir ? path.resolve(options.rootDir) : null,
    references: (projectReferences ?? []).map(r =>
      files.isFolder(r.path) ? path.join(r.path, 'tsconfig.json') : r.path,
    ),
  };
}

interface Parsed {
  readonly options: ts.CompilerOptions;
  readonly errors: readonly ts.Diagnostic[];
  readonly projectReferences?: readonly ts.ProjectReference[] | undefined;
}

const NOTHING: Parsed = { options: {}, errors: [] };
/** TypeScript's "File '{0}' not found", said of `extends`. */
const CANNOT_READ = 6053;

function parsed(files: Files, file: string): Parsed {
  const host: ts.ParseConfigHost = {
    useCaseSensitiveFileNames: true,
    // Which files belong to the project does not matter here.
    readDirectory: () => [],
    fileExists: name => files.isFile(name),
    readFile: name => files.read(name) ?? undefined,
  };
  const { value: config } = looseJson(file, files.read(file) ?? '');
  if (typeof config !== 'object' || config === null) return NOTHING;
  try {
    return ts.parseJsonConfigFileContent(config, host, path.dirname(file), undefined, file);
  } catch {
    return NOTHING;
  }
}

const SOURCES = ['.ts', '.tsx', '.mts', '.cts'];

/**
 * The source of a compiled file: beside it, or where `outDir` and `rootDir` of `config` place it, or in the folder
 * without the output folder's name. Null when there is none; then the file itself is what people write.
 */
export function sourceOf(files: Files, compiled: string, config: TsConfig, dir: string): string | null {
  const match = /^(.*?)(?:\.d)?\.([mc]?)[jt]s$/.exec(compiled);
  if (!match) return null;
  const stem = match[1] as string;
  const endings = match[2] ? [`.${match[2]}ts`, ...SOURCES] : SOURCES;
  const configs = [config, ...config.references.map(r => readTsConfig(files, r))];
  for (const candidate of stems(stem, configs, dir))
    for (const ending of endings) {
      const file = candidate + ending;
      if (file !== compiled && files.isFile(file)) return file;
    }
  return null;
}

function* stems(stem: string, configs: readonly TsConfig[], dir: string): Generator<string> {
  yield stem;
  for (const { file, outDir, rootDir } of configs) {
    if (outDir === null || !isWithin(outDir, stem)) continue;
    const home = file ? path.dirname(file) : dir;
    for (const root of [...(rootDir ? [rootDir] : []), home, path.join(home, 'src'), path.join(home, 'lib')])
      yield path.join(root, path.relative(outDir, stem));
  }
  // No word of an outDir, or one that a bundler or a monorepo overrides: take folders off the front.
  if (!isWithin(dir, stem)) return;
  const segments = path.relative(dir, stem).split(path.sep);
  for (let i = 1; i < segments.length; i++) {
    const rest = segments.slice(i);
    yield path.join(dir, ...rest);
    yield path.join(dir, 'src', ...rest);
    if (rest.length > 1) yield path.join(dir, ...rest.slice(0, -1), 'src', rest.at(-1) as string);
  }
}
