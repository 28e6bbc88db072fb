/** The files that say how modules are found, read from disk for a moment at a time. */
import { readFileSync, statSync } from 'node:fs';
import { pathOfKey } from './uris.ts';

/** Milliseconds for which a look at the disk holds. */
const FRESH = 5_000;
/** Characters. Configuration is small; what is longer is something else. */
const MAX_LENGTH = 500_000;
const MAX_KEPT = 5_000;

const known = new Map<string, { readonly text: string | null; readonly at: number }>();

/** The text of a tsconfig.json, package.json or pnpm-workspace.yaml; null where there is none on disk. */
export function configuration(uri: string): string | null {
  if (!uri.startsWith('file:') || !/\/(?:[^/]*\.json|pnpm-workspace\.yaml)$/.test(uri)) return null;
  const last = known.get(uri);
  if (last && performance.now() - last.at < FRESH) return last.text;
  if (known.size >= MAX_KEPT) known.clear();
  const text = read(pathOfKey(uri));
  known.set(uri, { text, at: performance.now() });
  return text;
}

function read(file: string | null): string | null {
  if (file === null) return null;
  try {
    const stats = statSync(file, { throwIfNoEntry: false });
    return stats?.isFile() && stats.size <= MAX_LENGTH ? readFileSync(file, 'utf8') : null;
  } catch {
    return null;
  }
}
