/** What tsconfig.json says that matters for running an app: how code is emitted, how names resolve, where output goes. */
import path from 'node:path';
import ts from 'typescript';
import { type Files, upward } from './files.ts';
import type { EmitOptions } from './transpile.ts';

export interface TsConfig {
  /** The file, or null when there is none and everything is TypeScript's default. */
  readonly file: string | null;
  readonly emit: EmitOptions;
  /** Patterns with at most one `*` to absolute paths, and the folder for bare names; null where not set. */
  readonly paths: readonly { readonly pattern: string; readonly targets: readonly string[] }[];
  readonly baseUrl: string | null;
  /** Absolute. */
  readonly outDir: string | null;
  readonly rootDir: string | null;
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
  const options = file === null ? {} : parsed(files, file);
  const target = options.target ?? ts.ScriptTarget.ES5;
  const module = options.module ?? ts.ModuleKind.CommonJS;
  const folder = typeof options.pathsBasePath === 'string' ? options.pathsBasePath : file ? path.dirname(file) : '';
  const base = options.baseUrl ?? folder;
  return {
    file,
    emit: {
      experimentalDecorators: options.experimentalDecorators ?? false,
      emitDecoratorMetadata: options.emitDecoratorMetadata ?? false,
      useDefineForClassFields: options.useDefineForClassFields ?? target >= ts.ScriptTarget.ES2022,
      // Without a word of the author, the lenient reading: what tsx and bundlers do.
      esModuleInterop: options.esModuleInterop ?? (module >= ts.ModuleKind.Node16 || options.allowJs !== false),
    },
    paths: Object.entries(options.paths ?? {}).map(([pattern, targets]) => ({
      pattern,
      targets: targets.map(t => path.resolve(base, t)),
    })),
    baseUrl: options.baseUrl ? path.resolve(options.baseUrl) : null,
    outDir: options.outDir ? path.resolve(options.outDir) : null,
    rootDir: options.rootDir ? path.resolve(options.rootDir) : null,
  };
}

function parsed(files: Files, file: string): ts.CompilerOptions {
  const host: ts.ParseConfigHost = {
    useCaseSensitiveFileNames: true,
    // Which files belong to the project does not matter here.
    readDirectory: () => [],
    fileExists: name => files.isFile(name),
    readFile: name => files.read(name) ?? undefined,
  };
  const { config } = ts.readConfigFile(file, host.readFile);
  if (typeof config !== 'object' || config === null) return {};
  try {
    return ts.parseJsonConfigFileContent(config, host, path.dirname(file), undefined, file).options;
  } catch {
    return {};
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
  for (const candidate of stems(stem, config, dir))
    for (const ending of endings) {
      const file = candidate + ending;
      if (file !== compiled && files.isFile(file)) return file;
    }
  return null;
}

function* stems(stem: string, config: TsConfig, dir: string): Generator<string> {
  yield stem;
  const roots = config.rootDir ? [config.rootDir] : [];
  const home = config.file ? path.dirname(config.file) : dir;
  roots.push(home, path.join(home, 'src'), path.join(home, 'lib'));
  if (config.outDir) {
    const inside = path.relative(config.outDir, stem);
    if (!inside.startsWith('..') && !path.isAbsolute(inside)) for (const root of roots) yield path.join(root, inside);
  }
  // No word of an outDir, or one that a bundler or a monorepo overrides: take folders off the front.
  const segments = path.relative(dir, stem).split(path.sep);
  if (segments[0] === '..') return;
  for (let i = 1; i < segments.length; i++) {
    const rest = segments.slice(i);
    yield path.join(dir, ...rest);
    yield path.join(dir, 'src', ...rest);
    if (rest.length > 1) yield path.join(dir, ...rest.slice(0, -1), 'src', rest.at(-1) as string);
  }
}
