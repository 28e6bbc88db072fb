// `npm start`: builds the extension and opens a real VS Code with it on examples/. A desktop VS Code where there is a
// display and one is installed or can be downloaded; otherwise VS Code's server, whose address is printed.
//
//   START_HOST=desktop | web | auto   (default: auto)
//   START_FOLDER=<folder>             another folder than examples/
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const folder = path.resolve(process.env.START_FOLDER ?? path.join(root, 'examples'));
const host = process.env.START_HOST ?? 'auto';
const hasDisplay = process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

/** A desktop VS Code: the one on the path, else a downloaded one; null where neither can be had. */
async function desktopExecutable() {
  if (host === 'web' || (host === 'auto' && !hasDisplay)) return null;
  const onPath = spawnSync(process.platform === 'win32' ? 'where' : 'which', ['code'], { encoding: 'utf8' });
  const found = onPath.status === 0 ? onPath.stdout.split(/\r?\n/)[0] : '';
  if (found) return found;
  try {
    const { downloadAndUnzipVSCode } = await import('@vscode/test-electron');
    return await downloadAndUnzipVSCode('stable');
  } catch (error) {
    if (host === 'desktop') throw error;
    console.log(`VS Code cannot be downloaded here (${error.code ?? error.message})`);
    return null;
  }
}

async function openDesktop(executable) {
  const profile = mkdtempSync(path.join(tmpdir(), 'plumbline-start-'));
  console.log(`Plumbline opens in ${executable}`);
  const child = spawn(
    executable,
    [`--extensionDevelopmentPath=${root}`, `--user-data-dir=${profile}`, '--new-window', '--wait', folder],
    { stdio: 'inherit', shell: process.platform === 'win32' },
  );
  await new Promise(resolve => child.once('exit', resolve));
  rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

async function openWeb() {
  const { setup } = await import('../test/host/setup.mjs');
  const { installVsix, startVSCode } = await import('../test/host/serve.mjs');
  setup();
  const work = mkdtempSync(path.join(tmpdir(), 'plumbline-start-'));
  const clean = () => rmSync(work, { recursive: true, force: true });
  process.once('exit', clean);
  const vsix = path.join(work, 'plumbline.vsix');
  const vsce = path.join(root, 'node_modules/@vscode/vsce/vsce');
  execFileSync(process.execPath, [vsce, 'package', '--no-dependencies', '--out', vsix], { cwd: root, stdio: 'pipe' });
  const extensionsDir = path.join(work, 'extensions');
  installVsix(vsix, extensionsDir);
  const vscode = await startVSCode({ extensionsDir });
  const url = `${vscode.origin}/?folder=${encodeURIComponent(folder)}`;
  console.log(`\nPlumbline is open at ${url}\nCtrl+C ends it.`);
  if (hasDisplay) {
    const opener = { darwin: 'open', win32: 'explorer' }[process.platform] ?? 'xdg-open';
    spawn(opener, [url], { stdio: 'ignore', detached: true })
      .once('error', () => {})
      .unref();
  }
  await new Promise(resolve => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  await vscode.stop();
}

execFileSync(process.execPath, ['esbuild.mjs'], { cwd: root, stdio: 'inherit' });
const executable = await desktopExecutable();
if (executable === null) await openWeb();
else await openDesktop(executable);
process.exit(0);
