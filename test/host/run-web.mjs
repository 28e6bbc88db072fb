// Runs an extensionTestsPath module inside the extension host of the VS Code that serve.mjs starts. Resolves to the exit code.
import { chromium } from 'playwright-core';
import { createWriteStream, mkdirSync } from 'node:fs';
import path from 'node:path';
import { format } from 'node:util';
import { startVSCode, chromiumArgs, chromiumPath } from './serve.mjs';
export async function runInWeb({
  extensionDevelopmentPath,
  extensionTestsPath,
  workspace,
  env,
  settings,
  raw = false,
  print = () => {},
  timeoutMs = 420_000,
  results = 'test-results',
}) {
  const t0 = Date.now(),
    lap = m => process.env.LAP && console.error(`[${((Date.now() - t0) / 1000).toFixed(1)}s] ${m}`);
  mkdirSync(results, { recursive: true });
  const log = createWriteStream(path.join(results, 'workbench.log'));
  const vs = await startVSCode({ env, settings, logFile: path.join(results, 'server.log') });
  lap('server up');
  const browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumArgs });
  lap('browser up');
  let timer;
  try {
    const page = await (await browser.newContext({ viewport: { width: 1400, height: 900 } })).newPage();
    let done;
    const exit = new Promise(r => {
      done = r;
    });
    // All that the workbench and the extension host log comes here. Test output goes to the console, from the first to the last mark.
    let inTests = raw,
      passed = 0;
    await page.exposeFunction('codeAutomationLog', (type, args) => {
      const text = format(...args);
      log.write(`[${type}] ${text}\n`);
      print(text);
      const m = /^\s*(\d+) passing\b/m.exec(text);
      if (m) passed += Number(m[1]);
      if (text.includes('##tests-begin##')) {
        inTests = true;
        lap('tests begin');
      } else if (text.includes('##tests-end##')) inTests = false;
      else if (inTests && (type === 'info' || type === 'log') && !text.startsWith('Ignoring fetching'))
        console.log(text);
    });
    await page.exposeFunction('codeAutomationExit', code => done(code));
    page.on('pageerror', e => log.write(`[pageerror] ${e.stack}\n`));
    page.on('crash', () => {
      console.error('the page crashed');
      done(101);
    });
    const uri = p => `vscode-remote://${vs.authority}${encodeURI(path.resolve(p))}`;
    const payload = [
      ['extensionDevelopmentPath', uri(extensionDevelopmentPath)],
      ['extensionTestsPath', uri(extensionTestsPath)],
      ['enableProposedApi', ''],
      ['skipWelcome', 'true'],
      ['skipReleaseNotes', 'true'],
    ];
    await page.goto(
      `${vs.origin}/?folder=${encodeURIComponent(path.resolve(workspace))}&payload=${encodeURIComponent(JSON.stringify(payload))}`,
    );
    lap('page loaded');
    const late = new Promise(r => {
      timer = setTimeout(() => r('late'), timeoutMs);
    });
    const code = await Promise.race([exit, late]);
    lap('tests done');
    if (code !== 0) await page.screenshot({ path: path.join(results, 'failure.png') }).catch(() => {});
    if (code === 'late') {
      console.error(`no exit code within ${timeoutMs} ms: see ${results}/`);
      return 124;
    }
    // An extension host that dies (crash, kill, process.exit(7)) ends the run with code 0: only mocha's closing line proves that tests ran.
    if (code === 0 && passed === 0) {
      console.error(`exit code 0, but no 'N passing' line: see ${results}/`);
      return 2;
    }
    return code;
  } finally {
    clearTimeout(timer);
    await browser.close();
    await vs.stop();
    log.end();
    lap('closed');
  }
}
