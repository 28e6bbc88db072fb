/** What the aws-cdk-lib that an app has installed declares, read off its type declarations; nothing of it is run. */
import { existsSync, readFileSync, readdirSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { parentOf, pathOfKey } from './uris.ts';

/** Answers by folder of the library, module and word. A library does not change while it is installed in one place. */
const known = new Map<string, boolean>();

/**
 * Whether a module (`aws_lambda`) of the library that a document would load declares a word (`NODEJS_24_X`); null where no
 * library is installed above the document, or where the module can't be found.
 */
export function libraryHas(uri: string, module: string, word: string): boolean | null {
  if (!uri.startsWith('file:')) return null;
  const start = pathOfKey(parentOf(uri));
  const folder = start === null ? null : libraryOf(start);
  if (folder === null) return null;
  const id = `${folder}\n${module}\n${word}`;
  let found = known.get(id);
  if (found === undefined) {
    try {
      const lib = path.join(folder, module.replaceAll('_', '-'), 'lib');
      const files = readdirSync(lib).filter(name => name.endsWith('.d.ts') && !name.endsWith('.generated.d.ts'));
      const declared = new RegExp(`\\b${word}\\b`);
      found = files.some(name => declared.test(readFileSync(path.join(lib, name), 'utf8')));
    } catch {
      return null;
    }
    known.set(id, found);
  }
  return found;
}

function libraryOf(start: string): string | null {
  for (let folder = start; ; folder = path.dirname(folder)) {
    const candidate = path.join(folder, 'node_modules/aws-cdk-lib');
    if (existsSync(candidate)) return realpathSync(candidate);
    if (path.dirname(folder) === folder) return null;
  }
}
