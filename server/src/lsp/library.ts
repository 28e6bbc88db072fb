/** What the aws-cdk-lib that an app has installed declares, read off its type declarations; nothing of it is run. */
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Deprecations } from '../core/deprecations.ts';
import { Declarations, declarationFiles } from './declarations.ts';
import { parentOf, pathOfKey } from './uris.ts';

/** Answers by folder of the library, module and word. A library does not change while it is installed in one place. */
const known = new Map<string, boolean>();

/**
 * Whether a module (`aws_lambda`) of the library that a document would load declares a word (`NODEJS_24_X`); null where no
 * library is installed above the document, or where the module can't be found.
 */
export function libraryHas(uri: string, module: string, word: string): boolean | null {
  const library = libraryAbove(uri);
  if (library === null) return null;
  const id = `${library.id}\n${module}\n${word}`;
  let found = known.get(id);
  if (found === undefined) {
    try {
      const lib = path.join(library.folder, module === '' ? 'core' : module.replaceAll('_', '-'), 'lib');
      const files = declarationFiles(lib);
      if (files.length === 0) return null;
      const declared = new RegExp(`\\b${word}\\b`);
      found = files.some(file => declared.test(readFileSync(file, 'utf8')));
    } catch {
      return null;
    }
    known.set(id, found);
  }
  return found;
}

/** The version of the library that a document would load; null where none is installed above the document. */
export function libraryVersion(uri: string): string | null {
  return libraryAbove(uri)?.version ?? null;
}

const declarations = new Map<string, Declarations>();

/** What the library that a document would load says of itself; null where none is installed above the document. */
export function libraryDeprecations(uri: string): Deprecations | null {
  const library = libraryAbove(uri);
  if (library === null) return null;
  let found = declarations.get(library.id);
  if (!found) {
    // One for each project that is open, and not for all versions that were ever installed there.
    if (declarations.size >= 8) declarations.clear();
    found = new Declarations(library.folder);
    declarations.set(library.id, found);
  }
  return found;
}

interface Library {
  readonly folder: string;
  /** Another one for each version that is installed there. */
  readonly id: string;
  /** Null where its manifest can't be read. */
  readonly version: string | null;
}

/** How long a look at the disk holds. */
const FRESH_MS = 5_000;
const above = new Map<string, { readonly library: Library | null; readonly at: number }>();

/** The library that modules in the folder of a document would load. */
function libraryAbove(uri: string): Library | null {
  if (!uri.startsWith('file:')) return null;
  const start = pathOfKey(parentOf(uri));
  if (start === null) return null;
  const last = above.get(start);
  if (last && performance.now() - last.at < FRESH_MS) return last.library;
  const library = find(start);
  above.set(start, { library, at: performance.now() });
  return library;
}

function find(start: string): Library | null {
  for (let folder = start; ; folder = path.dirname(folder)) {
    const candidate = path.join(folder, 'node_modules/aws-cdk-lib');
    if (existsSync(candidate)) {
      const real = realpathSync(candidate);
      const manifest = statSync(path.join(real, 'package.json'), { throwIfNoEntry: false });
      return { folder: real, id: `${real} ${manifest?.mtimeMs}`, version: versionIn(real) };
    }
    if (path.dirname(folder) === folder) return null;
  }
}

function versionIn(folder: string): string | null {
  try {
    const { version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as { version?: unknown };
    return typeof version === 'string' ? version : null;
  } catch {
    return null;
  }
}
