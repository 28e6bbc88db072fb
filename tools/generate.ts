/** `npm run generate`: refreshes every generated file. `--check` only compares, and fails on the first stale one. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const steps = [
  'generate/index.ts',
  'generateRules.ts',
  'generateDocs.ts',
  'generateManifest.ts',
  'generateRequirements.ts',
];
for (const step of steps) {
  const { status } = spawnSync(process.execPath, [path.join(import.meta.dirname, step), ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}
