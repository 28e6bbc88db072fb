// Builds the extension and packs it into plumbline.vsix: the same bytes from the same sources, on any day.
// With --check it is built twice, and the two are compared: `npm run package -- --check`.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');
const target = path.join(root, 'plumbline.vsix');
/** Bytes that the package may have. */
const LIMIT = 6_000_000;

/** Packs the extension in a folder, and gives the hash of the package. */
export function pack(folder, file, stdio = 'inherit') {
  execFileSync(
    process.execPath,
    [path.join(root, 'node_modules/@vscode/vsce/vsce'), 'package', '--no-dependencies', '--out', file],
    // The time of all files in the package: vsce then sorts them, too.
    { cwd: folder, stdio, env: { ...process.env, SOURCE_DATE_EPOCH: '1767225600', TZ: 'UTC' } },
  );
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

function make() {
  execFileSync(process.execPath, ['esbuild.mjs'], { cwd: root, stdio: 'inherit' });
  return pack(root, target);
}

if (import.meta.main) {
  const hash = make();
  const { size } = statSync(target);
  console.log(`sha256 ${hash}, ${(size / 1e6).toFixed(2)} MB`);
  if (size > LIMIT) throw new Error(`The package has more than ${LIMIT / 1e6} MB.`);
  if (process.argv.includes('--check')) {
    const again = make();
    if (hash !== again) throw new Error(`Two builds of the same sources differ: ${hash}, ${again}.`);
    console.log('Two builds of the same sources are the same.');
  }
}
