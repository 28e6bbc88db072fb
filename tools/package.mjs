// Builds the extension and packs it into plumbline.vsix: the same bytes from the same sources, on any day.
// With --check it is built twice, and the two are compared: `npm run package -- --check`.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');
const target = path.join(root, 'plumbline.vsix');

/** Builds, packs, and gives the hash of the package. */
function make() {
  execFileSync(process.execPath, ['esbuild.mjs'], { cwd: root, stdio: 'inherit' });
  execFileSync(
    process.execPath,
    ['node_modules/@vscode/vsce/vsce', 'package', '--no-dependencies', '--out', target],
    // The time of all files in the package: vsce then sorts them, too.
    { cwd: root, stdio: 'inherit', env: { ...process.env, SOURCE_DATE_EPOCH: '1767225600', TZ: 'UTC' } },
  );
  return createHash('sha256').update(readFileSync(target)).digest('hex');
}

const hash = make();
if (process.argv.includes('--check')) {
  const again = make();
  console.log(`first  ${hash}\nsecond ${again}`);
  if (hash !== again) {
    console.error('Two builds of the same sources differ.');
    process.exitCode = 1;
  }
} else console.log(`sha256 ${hash}`);
