/** The child's script for tests and tools that run from source. */
import { bundled } from './bundled.ts';

/** The path of the built script, in a folder for caches. */
export function sandboxScript(): Promise<string> {
  return bundled('sandbox', 'server/src/synth/child/main.ts', { target: 'node22' });
}
