/** Scripts of processes and threads of their own, for tests and tools that run from source: built as for the package. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';

const root = path.join(import.meta.dirname, '../../..');

/**
 * The path of a built script, in a folder for caches; built once for each state of its source. `entry` is relative to the
 * repository, `options` are esbuild's, as esbuild.mjs has them for this script.
 */
export async function bundled(name: string, entry: string, options: esbuild.BuildOptions = {}): Promise<string> {
  const { outputFiles } = await esbuild.build({
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'error',
    ...options,
    entryPoints: [path.join(root, entry)],
    write: false,
  });
  const text = outputFiles[0]?.contents ?? new Uint8Array();
  const folder = path.join(root, 'node_modules/.cache/plumbline');
  const file = path.join(folder, `${name}-${createHash('sha256').update(text).digest('hex').slice(0, 16)}.cjs`);
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true });
    // Renamed when it is whole: other processes may build it, too.
    writeFileSync(`${file}.${process.pid}`, text);
    renameSync(`${file}.${process.pid}`, file);
  }
  return file;
}

/** The worker that migrates, `dist/migrate.cjs`. */
export function migrateScript(): Promise<string> {
  return bundled('migrate', 'server/src/migration/worker.ts', {
    target: 'node20',
    minify: true,
    legalComments: 'none',
    alias: { 'flow-parser': path.join(root, 'server/src/migration/noFlow.ts') },
  });
}
