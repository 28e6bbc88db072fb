// `npm test`: types, formatting and lint, unit and protocol tests, then the packaged extension in a real VS Code.
// Ends with the line `N passed, N failed` and fails when anything failed or nothing ran.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');
const bin = name => path.join(root, 'node_modules/.bin', name);
const results = path.join(root, 'test-results');
rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });

let passed = 0;
let failed = 0;

/** Runs one step whose exit code is all that counts. */
function step(name, command, ...args) {
  console.log(`\n── ${name}`);
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status === 0) passed++;
  else failed++;
}

/** Runs one step that writes `{ passed, failed }` to a file; a step that counted nothing has failed. */
function counted(name, file, read, command, ...args) {
  console.log(`\n── ${name}`);
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  try {
    const counts = read(JSON.parse(readFileSync(file, 'utf8')));
    passed += counts.passed;
    failed += counts.failed;
    if (counts.passed + counts.failed === 0 || (status !== 0 && counts.failed === 0)) failed++;
  } catch {
    console.error(`${name} left no result`);
    failed++;
  }
}

step('types', bin('tsc'), '--noEmit', '-p', '.');
step('format and lint', bin('biome'), 'check');
step('generated files are fresh', process.execPath, 'tools/generate.ts', '--check');
const unit = path.join(results, 'unit.json');
counted(
  'unit and protocol tests',
  unit,
  r => ({
    passed: r.numPassedTests,
    failed: r.numFailedTests + (r.numFailedTestSuites > 0 && r.numFailedTests === 0 ? 1 : 0),
  }),
  bin('vitest'),
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${unit}`,
);
const e2e = path.join(results, 'e2e.json');
counted('the extension in a real VS Code', e2e, r => r, process.execPath, 'test/e2e/run.mjs');

console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
