/**
 * URIs as keys. Editors spell one file in several ways (`file:///c%3A/x`, `file:///C:/x`, `%40` for `@`); the workspace
 * needs one spelling, with `@`, `(` and the like unescaped so that relative imports can be joined to it.
 */
import { fileURLToPath, pathToFileURL } from 'node:url';

const URI = /^([a-zA-Z][a-zA-Z0-9+.-]*):(?:\/\/([^/?#]*))?([^?#]*)(\?[^#]*)?/;

/** The one spelling of a URI: decoded, and then escaped only where it must be. What is no URI comes back unchanged. */
export function canonical(uri: string): string {
  const match = URI.exec(uri);
  if (!match) return uri;
  const scheme = (match[1] as string).toLowerCase();
  let path = match[3] as string;
  try {
    path = decodeURIComponent(path);
  } catch {
    // A stray `%`: it stays, escaped below like any other character.
  }
  if (scheme === 'file') path = path.replace(/^\/([A-Z]):/, (_, drive: string) => `/${drive.toLowerCase()}:`);
  const escaped = encodeURI(path.toWellFormed()).replace(/[?#]/g, c => (c === '?' ? '%3F' : '%23'));
  const authority = match[2] === undefined ? '' : `//${match[2]}`;
  return `${scheme}:${authority}${escaped}${match[4] ?? ''}`;
}

/** The key of a path on this machine. */
export function keyOfPath(path: string): string {
  return canonical(pathToFileURL(path).href);
}

/** The path on this machine, or null for what is no local file. */
export function pathOfKey(key: string): string | null {
  if (!key.startsWith('file:')) return null;
  try {
    return fileURLToPath(key);
  } catch {
    return null;
  }
}

/** Whether a key stands inside of a folder. */
export function isUnder(key: string, folder: string): boolean {
  return key.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

/** The key of the folder that a key stands in, without a slash at the end. */
export function parentOf(key: string): string {
  const slash = key.lastIndexOf('/');
  return slash > key.indexOf(':') ? key.slice(0, slash) : key;
}

/** The path of a key below a folder, decoded, for globs and for people; the last segment if it isn't below. */
export function relativeTo(folder: string, key: string): string {
  const rest = isUnder(key, folder)
    ? key.slice(folder.length + (folder.endsWith('/') ? 0 : 1))
    : key.slice(key.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(rest);
  } catch {
    return rest;
  }
}

const EXTENSION_OF_LANGUAGE: Readonly<Record<string, string>> = {
  yaml: '.yaml',
  cloudformation: '.yaml',
  'cloudformation-yaml': '.yaml',
  dockercompose: '.yaml',
  json: '.json',
  jsonc: '.json',
  'cloudformation-json': '.json',
  typescript: '.ts',
  typescriptreact: '.tsx',
  javascript: '.js',
  javascriptreact: '.jsx',
};

const KNOWN_EXTENSION = /\.(ya?ml|json|template|[cm]?[jt]s|[jt]sx)$/i;

/**
 * The key of an open document. Front ends go by file names, so a document whose name says nothing (an untitled one, a
 * file whose language the user chose by hand) gets the ending of its language.
 */
export function keyOfDocument(uri: string, languageId: string): string {
  const key = canonical(uri);
  if (KNOWN_EXTENSION.test(key)) return key;
  return key + (EXTENSION_OF_LANGUAGE[languageId] ?? '');
}
