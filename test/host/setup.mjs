// Installs the VS Code host without any install script or native build. Idempotent.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
const here = path.dirname(fileURLToPath(import.meta.url));
const vscode = path.join(here, 'node_modules/code-server/lib/vscode');
const stamp = path.join(here, 'node_modules/.vscode-host');
const want =
  readFileSync(path.join(here, 'package.json'), 'utf8') + readFileSync(fileURLToPath(import.meta.url), 'utf8');
/** Does nothing when everything is there already. */
export function setup() {
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === want) return;
  console.log('Installing VS Code for the tests, once (about a minute)');
  const npm = (cwd, ...args) =>
    execFileSync('npm', [...args, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd,
      stdio: 'inherit',
    });
  npm(here, existsSync(path.join(here, 'package-lock.json')) ? 'ci' : 'install');
  npm(vscode, 'install', '--omit=dev'); // its shrinkwrap is out of sync: `npm ci` refuses it
  npm(path.join(vscode, 'extensions'), 'install', '--omit=dev'); // TypeScript for the built-in TypeScript/HTML/JSON extensions
  // 230 MB of Copilot and sandbox SDK that tests do not use.
  for (const d of ['node_modules/@github', 'node_modules/@microsoft/mxc-sdk', 'extensions/copilot'])
    rmSync(path.join(vscode, d), { recursive: true, force: true });
  // Two native modules are replaced by JavaScript: VS Code starts without them, but prints a stack trace for every log it opens.
  writeFileSync(
    path.join(vscode, 'node_modules/@vscode/spdlog/index.js'),
    `
  const fs = require('fs'), path = require('path');
  class Logger {
    constructor(file) { this.file = file; this.level = 2; }
    write(level, tag, text) { if (level >= this.level) try { fs.appendFileSync(this.file, new Date().toISOString() + ' [' + tag + '] ' + text + '\\n'); } catch {} }
    trace(t) { this.write(0, 'trace', t); } debug(t) { this.write(1, 'debug', t); } info(t) { this.write(2, 'info', t); }
    warn(t) { this.write(3, 'warning', t); } error(t) { this.write(4, 'error', t); } critical(t) { this.write(5, 'critical', t); }
    getLevel() { return this.level; } setLevel(l) { this.level = l; } setPattern() {} clearFormatters() {} flush() {} drop() {}
  }
  async function create(name, file) { fs.mkdirSync(path.dirname(file), { recursive: true }); return new Logger(file); }
  exports.version = 1000; exports.setLevel = () => {}; exports.setFlushOn = () => {}; exports.Logger = Logger;
  exports.createRotatingLogger = create; exports.createAsyncRotatingLogger = create;
  `,
  );
  writeFileSync(
    path.join(vscode, 'node_modules/@vscode/native-watchdog/index.js'),
    `
  exports.start = pid => { setInterval(() => { try { process.kill(pid, 0); } catch { process.exit(1); } }, 2000).unref(); };
  exports.exit = code => process.exit(code || 0);
  `,
  );
  writeFileSync(stamp, want);
}
if (process.argv[1] === fileURLToPath(import.meta.url)) setup();
