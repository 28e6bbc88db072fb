/** The child's script for tests and tools that run from source: built as for the bundle, once for each state of its source. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';

const root = path.join(import.meta.dirname, '../../..');

/** The path of the built script, in a folder for caches. */
export async function sandboxScript(): Promise<string> {
  const { outputFiles } = await esbuild.build({
    entryPoints: [path.join(root, 'server/src/synth/child/main.ts')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    write: false,
    logLevel: 'error',
  });
  const text = outputFiles[0]?.contents ?? new Uint8Array();
  const folder = path.join(root, 'node_modules/.cache/plumbline');
  const file = path.join(folder, `sandbox-${createHash('sha256').update(text).digest('hex').slice(0, 16)}.cjs`);
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true });
    // Renamed when it is whole: other processes may build it, too.
    writeFileSync(`${file}.${process.pid}`, text);
    renameSync(`${file}.${process.pid}`, file);
  }
  return file;
}
