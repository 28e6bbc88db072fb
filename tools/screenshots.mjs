// Takes the pictures of README and docs from the packaged extension in a real VS Code: `node tools/screenshots.mjs`. With names
// (`report`) it takes those pictures alone. Each in dark, too, and what is ours alone in high contrast and narrow, goes to shots/,
// to be looked at.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { chromiumArgs, chromiumPath, installVsix, startVSCode } from '../test/host/serve.mjs';
import { setup } from '../test/host/setup.mjs';

const root = path.resolve(import.meta.dirname, '..');
const images = path.join(root, 'docs/images');
mkdirSync(images, { recursive: true });
mkdirSync(path.join(root, 'shots'), { recursive: true });
setup();
const work = mkdtempSync(path.join(tmpdir(), 'pl-'));
const vsix = path.join(work, 'plumbline.vsix');
execFileSync(process.execPath, ['esbuild.mjs'], { cwd: root, stdio: 'inherit' });
const vsce = path.join(root, 'node_modules/@vscode/vsce/vsce');
execFileSync(process.execPath, [vsce, 'package', '--no-dependencies', '--out', vsix], { cwd: root, stdio: 'pipe' });
const extensionsDir = path.join(work, 'ext');
installVsix(vsix, extensionsDir);
const folder = path.join(work, 'examples');
cpSync(path.join(root, 'examples'), folder, { recursive: true });
// Live synth needs the packages of the example.
symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'orders-cdk/node_modules'));
// Something to compare the synthesized template with.
for (const args of [
  ['init', '-q'],
  ['add', 'orders-cdk/bin', 'orders-cdk/lib', 'orders-cdk/lambda', 'orders-cdk/cdk.json'],
  ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com', 'commit', '-q', '-m', 'first'],
])
  execFileSync('git', ['-C', folder, ...args], { stdio: 'ignore' });
const vscode = await startVSCode({
  extensionsDir,
  settings: {
    // The examples are not installed, so that TypeScript's own view of them says nothing.
    'typescript.validate.enable': false,
    'typescript.disableAutomaticTypeAcquisition': true,
    'editor.minimap.enabled': false,
    'files.exclude': { '**/node_modules': true },
    'workbench.colorTheme': 'Default Light Modern',
    'editor.fontSize': 13,
  },
});
const browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumArgs });
const page = await (
  await browser.newContext({ viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1.5 })
).newPage();
page.setDefaultTimeout(60_000);
const editor = page.locator('.editor-group-container.active .editor-instance .monaco-editor[role="code"]').first();
const widget = page.locator('.quick-input-widget');
const names = process.argv.slice(2);
const wants = name => names.length === 0 || names.includes(name);
const inner = page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
/** The picture, and the same in dark to be looked at. */
async function shot(name) {
  await page.screenshot({ path: path.join(images, `${name}.png`) });
  await inTheme('Dark Modern', `${name} dark`);
  await inTheme('Light Modern');
}

async function open(file, line) {
  await page.keyboard.press('Control+P');
  await widget.locator('input').first().fill(`${file}:${line}`);
  await widget.locator('.monaco-list-row', { hasText: file }).first().waitFor();
  await page.waitForTimeout(500);
  await page.keyboard.press('Enter');
  await page.locator('.tab.active', { hasText: file }).waitFor();
  await editor.locator('.view-lines').waitFor();
}
/** Writes into the box of a key, again where something has closed it, and chooses the first row with the text. */
async function choose(keys, typed, row) {
  for (let attempt = 1; ; attempt++) {
    for (const key of keys) await page.keyboard.press(key);
    try {
      await widget.locator('input').first().fill(typed, { timeout: 5000 });
      await widget.locator('.monaco-list-row', { hasText: row }).first().waitFor({ timeout: 10_000 });
      break;
    } catch (error) {
      if (attempt === 5) throw error;
    }
  }
  await page.keyboard.press('Enter');
  await widget.waitFor({ state: 'hidden' });
}
const command = title => choose(['F1'], `>${title}`, title);
/** In a theme of VS Code's own; with a name a picture of that goes to shots/. */
async function inTheme(theme, name) {
  await choose(['Control+K', 'Control+T'], theme, theme);
  await page.waitForTimeout(1500);
  if (name) await page.screenshot({ path: path.join(root, `shots/${name}.png`) });
}

try {
  await page.goto(`${vscode.origin}/?folder=${encodeURIComponent(folder)}`);
  await page.locator('.explorer-viewlet .monaco-list-row', { hasText: 'orders-cdk' }).first().waitFor();

  if (wants('live')) {
    await open('report-bucket.ts', 24);
    await editor.locator('.codelens-decoration', { hasText: 'resources' }).first().waitFor();
    await editor.locator('.squiggly-warning').first().waitFor({ state: 'attached' });
    await command('Problems: Focus on Problems View');
    // More runs, for the status to say how long one takes.
    await editor.locator('.view-line', { hasText: 'enableKeyRotation' }).click();
    await page.keyboard.press('End');
    const said = page.locator('.hover-language-status', { hasText: 'Live synth: on' }).first();
    for (let i = 0; i < 25; i++) {
      await page.keyboard.type(' ');
      await page.waitForTimeout(1500);
      if (i < 4) continue;
      await page.locator('[id="status.languageStatus"]').hover();
      await said.waitFor();
      // One that nothing else on the machine has held up.
      if (/ [12]?\d\d ms/.test(await said.textContent())) break;
    }
    await page.waitForTimeout(1000);
    await page.screenshot({ path: path.join(images, 'live.png') });
    await page.mouse.move(5, 5);
    await command('File: Revert File');
    await command('View: Toggle Panel Visibility');
  }

  if (wants('cdk')) {
    await open('orders-stack.ts', 40);
    await editor.locator('.squiggly-warning').first().waitFor({ state: 'attached' });
    await command('Problems: Focus on Problems View');
    await page.waitForTimeout(2500);
    await shot('cdk');
    await page.keyboard.press('Control+J');
  }

  if (wants('fix')) {
    await open('orders.yaml', 72);
    await editor.locator('.squiggly-warning').first().waitFor({ state: 'attached' });
    await editor
      .locator('.view-line', { hasText: "Resource: '*'" })
      .last()
      .locator('span span', { hasText: "'*'" })
      .last()
      .click();
    await page.waitForTimeout(1500);
    const menu = async file => {
      await page.keyboard.press('Control+.');
      await page.locator('.action-widget .monaco-list-row').first().waitFor();
      await page.waitForTimeout(800);
      await page.screenshot({ path: file });
      await page.keyboard.press('Escape');
    };
    // The menu closes where another theme is chosen.
    await menu(path.join(images, 'fix.png'));
    await inTheme('Dark Modern');
    await menu(path.join(root, 'shots/fix dark.png'));
    await inTheme('Light Modern');
  }

  if (wants('requirements')) {
    await open('plumbline.yaml', 52);
    await editor.locator('.codelens-decoration a:visible', { hasText: 'violation' }).first().waitFor();
    await editor.locator('.view-line span span:visible', { hasText: 'billing_mode' }).last().hover();
    await page.locator('.monaco-hover', { hasText: 'violation' }).first().waitFor();
    await page.waitForTimeout(500);
    await page.screenshot({ path: path.join(images, 'requirements.png') });
    await page.keyboard.press('Escape');
    await inTheme('Dark Modern', 'requirements dark');
    await inTheme('Light Modern');
  }

  if (wants('document')) {
    await open('PROMPT.md', 1);
    await editor.locator('.codelens-decoration:visible', { hasText: 'checked' }).first().waitFor();
    await page.waitForTimeout(1500);
    await shot('document');
  }

  if (wants('template')) {
    await open('orders-stack.ts', 32);
    await editor.locator('.codelens-decoration', { hasText: 'resources' }).first().waitFor({ state: 'attached' });
    await command('View: Toggle Primary Side Bar Visibility');
    await command('Plumbline: Show synthesized template');
    const template = page.locator('.editor-group-container').nth(1);
    const lens = template.locator('.codelens-decoration', { hasText: 'A deployment would replace' });
    await lens.first().waitFor({ state: 'attached' });
    await editor
      .locator('.view-line', { hasText: 'orderId' })
      .locator('span', { hasText: 'orderId' })
      .last()
      .dblclick();
    await page.keyboard.type('customerId');
    await template.locator('.codelens-decoration', { hasText: 'Replaced: ' }).first().waitFor();
    await page.waitForTimeout(1500);
    await shot('template');
    await page.locator('.tab', { hasText: 'orders-stack.ts' }).click();
    await command('File: Revert File');
    await command('View: Close All Editors');
    await command('View: Toggle Primary Side Bar Visibility');
  }

  if (wants('picture')) {
    await open('orders-stack.ts', 92);
    await editor.locator('.codelens-decoration', { hasText: 'resources' }).first().waitFor({ state: 'attached' });
    await command('View: Toggle Primary Side Bar Visibility');
    await command('Plumbline: Show the architecture');
    await inner.locator('.node').first().waitFor();
    await page.waitForTimeout(2500);
    await shot('picture');
    for (const theme of ['Dark High Contrast', 'Light High Contrast']) await inTheme(theme, `picture ${theme}`);
    await inTheme('Light Modern');
    await inner.locator('.node', { hasText: 'Printer' }).click();
    await page.waitForTimeout(1000);
    await page.screenshot({ path: path.join(root, 'shots/picture selected.png') });
    await command('View: Close All Editors');
    await command('View: Toggle Primary Side Bar Visibility');
  }

  if (wants('report')) {
    // The extension is there when it has found something.
    await open('orders.yaml', 72);
    await editor.locator('.squiggly-warning').first().waitFor({ state: 'attached' });
    await command('View: Close All Editors');
    await command('Plumbline: Show full report');
    await inner.locator('#list .finding').first().waitFor();
    await page.waitForTimeout(2500);
    await shot('report');
    for (const theme of ['Dark High Contrast', 'Light High Contrast']) await inTheme(theme, `report ${theme}`);
    await page.setViewportSize({ width: 640, height: 800 });
    await page.waitForTimeout(1000);
    await page.screenshot({ path: path.join(root, 'shots/report narrow.png') });
  }
} catch (error) {
  await page.screenshot({ path: path.join(root, 'shots/failed-screenshots.png') });
  throw error;
} finally {
  await browser.close();
  await vscode.stop();
  rmSync(work, { recursive: true, force: true });
}
