// The extension in a real VS Code. Two parts: checks inside of the extension host, in a desktop VS Code where there is
// one and else in VS Code's server; and the packaged extension, driven through the page of VS Code's server.
//
//   TEST_HOST=desktop | web | auto    where the extension host runs (default: auto)
//   VSCODE_EXECUTABLE=<path>          a desktop VS Code that is there already
//   TEST_PART=host | page | untrusted one part alone
//   TEST_GREP=<regular expression>    only the tests whose titles match
//
// Ends with `N passed, N failed` and writes the same to test-results/e2e.json. No pass without a counted test.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { requireChromium } from '../host/serve.mjs';
import { setup } from '../host/setup.mjs';
import { copyShop } from './workspace.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const vsix = path.join(root, 'plumbline.vsix');
const results = path.join(root, 'test-results');
const host = process.env.TEST_HOST ?? 'auto';
const wants = part => [undefined, '', part].includes(process.env.TEST_PART);
const counts = { passed: 0, failed: 0 };

function add({ passed, failed }) {
  counts.passed += passed;
  counts.failed += failed;
}

/** The counts of the suite's closing line; a suite that did not come so far has failed. */
function countsOf(output, code) {
  const line = /(\d+) passing, (\d+) failing/.exec(output);
  if (!line) return { passed: 0, failed: 1 };
  const [passed, failed] = [Number(line[1]), Number(line[2])];
  return { passed, failed: failed === 0 && (code !== 0 || passed === 0) ? 1 : failed };
}

/** The suite in a desktop VS Code; null where there is none and none can be had. */
async function desktop(options) {
  const { downloadAndUnzipVSCode, runTests } = await import('@vscode/test-electron');
  let executable = process.env.VSCODE_EXECUTABLE;
  const hasDisplay = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  if (!hasDisplay && !executable && host === 'auto') return null;
  try {
    executable ??= await downloadAndUnzipVSCode('stable');
  } catch (error) {
    const offline = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH/;
    if (host === 'desktop' || !offline.test(`${error.code} ${error.message}`)) throw error;
    return null;
  }
  let output = '';
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = (chunk, ...rest) => {
    output += chunk;
    return write(chunk, ...rest);
  };
  let code = 1;
  try {
    code = await runTests({
      vscodeExecutablePath: executable,
      extensionDevelopmentPath: options.extensionDevelopmentPath,
      extensionTestsPath: options.extensionTestsPath,
      launchArgs: [options.workspace, '--disable-extensions', '--disable-workspace-trust'],
    });
  } catch (error) {
    console.error(error.message);
  } finally {
    process.stdout.write = write;
  }
  return countsOf(output, code);
}

async function main() {
  mkdirSync(results, { recursive: true });
  execFileSync(process.execPath, ['esbuild.mjs'], { cwd: root, stdio: 'inherit' });
  const vsce = path.join(root, 'node_modules/@vscode/vsce/vsce');
  execFileSync(process.execPath, [vsce, 'package', '--no-dependencies', '--out', vsix], { cwd: root, stdio: 'pipe' });

  if (wants('host')) await inHost();
  requireChromium();
  setup();
  const { runDom, runUntrusted } = await import('./dom.mjs');
  if (wants('page')) {
    console.log("The packaged extension, in the page of VS Code's server");
    add(await runDom(vsix));
  }
  if (wants('untrusted')) {
    console.log('The same, in a workspace that is not trusted');
    add(await runUntrusted(vsix));
  }
}

/** The checks inside of the extension host. */
async function inHost() {
  const work = mkdtempSync(path.join(tmpdir(), 'pl-'));
  const workspace = path.join(work, 'shop');
  copyShop(workspace);
  const options = {
    extensionDevelopmentPath: root,
    extensionTestsPath: path.join(import.meta.dirname, 'suite.cjs'),
    workspace,
    results,
  };
  try {
    let suite = host === 'web' ? null : await desktop(options);
    if (suite === null) {
      console.log("The extension host, in VS Code's server");
      requireChromium();
      setup();
      const { runInWeb } = await import('../host/run-web.mjs');
      let output = '';
      const code = await runInWeb({ ...options, print: line => (output += `${line}\n`) });
      suite = countsOf(output, code);
    }
    add(suite);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

try {
  await main();
} catch (error) {
  counts.failed++;
  console.error(error.stderr?.toString() || error.message);
}
if (counts.passed + counts.failed === 0) counts.failed = 1;
mkdirSync(results, { recursive: true });
writeFileSync(path.join(results, 'e2e.json'), JSON.stringify(counts));
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exit(counts.failed > 0 ? 1 : 0);
