// The packaged extension in a real VS Code, used as a person would: the workbench is driven through its DOM.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { chromiumArgs, chromiumPath, installVsix, startVSCode } from '../host/serve.mjs';
import { checkPicture } from './picture.mjs';
import { copyShop } from './workspace.mjs';

const root = path.resolve(import.meta.dirname, '../..');

/**
 * Opens a copy of the workspace in the page and runs checks, which get what they need to act as a person would; screenshots
 * go to shots/. With `trust`, the workspace is not trusted until the user says so. Resolves to the counts.
 */
async function inWorkbench(vsix, { name, trust }, checks) {
  const work = mkdtempSync(path.join(tmpdir(), 'pl-'));
  const folder = path.join(work, 'shop');
  const extensions = path.join(work, 'ext');
  const shots = path.join(root, 'shots');
  copyShop(folder);
  mkdirSync(shots, { recursive: true });
  mkdirSync(path.join(root, 'test-results'), { recursive: true });
  installVsix(vsix, extensions);
  const vscode = await startVSCode({
    extensionsDir: extensions,
    logFile: path.join(root, `test-results/${name}-server.log`),
    trust,
    settings: {
      // The built-in TypeScript extension looks for types that a fixture has no use for.
      'typescript.validate.enable': false,
      'typescript.disableAutomaticTypeAcquisition': true,
      'security.workspace.trust.startupPrompt': 'never',
    },
  });
  const browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumArgs });
  const context = await browser.newContext({ viewport: { width: 1360, height: 850 } });
  const page = await context.newPage();
  page.setDefaultTimeout(45_000);
  const shot = shotName => page.screenshot({ path: path.join(shots, `${shotName}.png`) });

  let passed = 0;
  let failed = 0;
  const wanted = new RegExp(process.env.TEST_GREP ?? '');
  async function test(title, body) {
    if (!wanted.test(title)) return;
    const start = performance.now();
    try {
      await body();
      passed++;
      console.log(`  ok ${title} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
    } catch (error) {
      failed++;
      console.log(`  FAILED ${title}\n${error.message}`);
      await shot(`failed-${name}-${failed}`).catch(() => {});
    }
    await page.keyboard.press('Escape').catch(() => {});
  }

  /** The editor of the active tab. */
  const editor = page.locator('.editor-group-container.active .editor-instance .monaco-editor[role="code"]').first();
  const widget = page.locator('.quick-input-widget');

  const activeTab = name => page.locator('.editor-group-container.active .tab.active', { hasText: name });
  const inExplorer = name => page.locator('.explorer-viewlet .monaco-list-row', { hasText: name }).first();

  async function open(name, text) {
    if (name.includes('-stack') && !(await inExplorer(name).isVisible())) await inExplorer('lib').click();
    await inExplorer(name).dblclick();
    await activeTab(name).waitFor();
    await editor.locator('.view-line', { hasText: text }).first().waitFor();
  }
  /** Writes into the box of a key and chooses the first row that has the text. */
  async function quick(key, typed, row) {
    // What changes the workspace takes the focus, and the box closes: then it is asked for again.
    for (let attempt = 1; ; attempt++) {
      await page.keyboard.press(key);
      try {
        await widget.locator('input').first().fill(typed, { timeout: 5000 });
        await widget.locator('.monaco-list-row', { hasText: row }).first().waitFor({ timeout: 10_000 });
        break;
      } catch (error) {
        if (attempt === 5) throw error;
      }
    }
    await page.keyboard.press('Enter');
  }
  /** Opens a file by its name alone. */
  async function find(name, text) {
    await quick('Control+P', name, name);
    await activeTab(name).waitFor();
    await editor.locator('.view-line', { hasText: text }).first().waitFor();
  }
  /** Waits until the language status of the active editor says something. */
  async function status(text) {
    const item = page.locator('[id="status.languageStatus"]');
    const said = page.locator('.hover-language-status', { hasText: text }).first();
    for (const end = Date.now() + 45_000; !(await said.isVisible()); ) {
      if (Date.now() > end) throw new Error(`the language status does not say ${text}`);
      await page.mouse.move(5, 5);
      await item.hover();
      await page.waitForTimeout(1000);
    }
  }
  const command = title => quick('F1', `>${title}`, title);
  /** Clicks into the word of a line that is squiggled, where the light bulb is then offered. */
  async function clickAt(line, word) {
    await editor.locator('.view-line', { hasText: line }).locator('span span', { hasText: word }).last().click();
  }
  async function saved(name, expected) {
    await page.keyboard.press('Control+S');
    const file = path.join(folder, name);
    for (let i = 0; i < 100 && readFileSync(file, 'utf8') !== expected; i++) await page.waitForTimeout(100);
    assert.equal(readFileSync(file, 'utf8'), expected);
  }
  /** Chooses from the menu of the light bulb, by keyboard. */
  async function menu(line, word, title) {
    const item = page.locator('.action-widget .monaco-list-row', { hasText: title }).first();
    // What is asked for while findings change may come to nothing.
    for (let attempt = 1; ; attempt++) {
      await clickAt(line, word);
      await page.keyboard.press('Control+Period');
      try {
        await item.waitFor({ timeout: 5000 });
        break;
      } catch (error) {
        if (attempt === 5) throw error;
      }
    }
    await item.click();
  }
  /** Types into the box that asks. */
  async function answer(text) {
    await widget.locator('.quick-input-message:visible').first().waitFor();
    await widget.locator('input').first().fill(text);
    await page.keyboard.press('Enter');
  }
  /** Mends the finding of a file with the light bulb, by mouse, and saves. */
  async function mend(name, line, word, replaced, shotName) {
    const before = readFileSync(path.join(folder, name), 'utf8');
    await clickAt(line, word);
    // A second light bulb that is never shown is always in the page.
    const bulb = page
      .locator('.monaco-editor [class*="codicon-gutter-lightbulb"]:visible, .monaco-editor .lightBulbWidget:visible')
      .first();
    await bulb.waitFor();
    await bulb.click();
    const item = page.locator('.action-widget .monaco-list-row', { hasText: 'Turn on key rotation' }).first();
    await item.waitFor();
    const ignore = page.locator('.action-widget .monaco-list-row', { hasText: 'Ignore kms/unrotated-key' });
    assert.equal(await ignore.count(), 1);
    await shot(shotName);
    await item.click();
    await editor.locator('.view-line', { hasText: replaced }).first().waitFor();
    await editor.locator('.squiggly-warning').waitFor({ state: 'detached' });
    await saved(name, before.replace(line, replaced));
  }

  try {
    await page.goto(`${vscode.origin}/?folder=${encodeURIComponent(folder)}`);
    await page.locator('.explorer-viewlet .monaco-list-row', { hasText: 'template.yaml' }).waitFor();

    const acts = { open, find, status, command, clickAt, menu, answer, mend };
    await checks({ page, test, editor, widget, shot, activeTab, folder, extensions, ...acts });
  } catch (error) {
    failed++;
    console.log(`  FAILED opening the workbench\n${error.message}`);
    await shot('failed').catch(() => {});
  } finally {
    await browser.close();
    await vscode.stop();
    rmSync(work, { recursive: true, force: true });
  }
  return { passed, failed };
}

/** The process of our server, which is started from a folder of its own; undefined while there is none. */
function serverOf(extensions) {
  try {
    return Number(
      execFileSync('pgrep', ['-f', `${extensions}/.*/dist/server.cjs`], { encoding: 'utf8' }).split('\n')[0],
    );
  } catch {
    return undefined;
  }
}

/** All that a person does in a workspace that is trusted. */
export function runDom(vsix) {
  return inWorkbench(vsix, { name: 'dom', trust: false }, async tools => {
    const { page, test, editor, shot, open, find, status, command, mend, activeTab, folder, extensions } = tools;
    const { widget, clickAt, menu, answer } = tools;
    await test('a squiggle appears in a YAML template', async () => {
      await open('template.yaml', 'EnableKeyRotation');
      await editor.locator('.squiggly-warning').first().waitFor({ state: 'attached' });
      await shot('1-template');
    });
    await test('a hover shows the message and links to the rule', async () => {
      await editor
        .locator('.view-line', { hasText: 'EnableKeyRotation' })
        .locator('span span', { hasText: 'false' })
        .last()
        .hover();
      const hover = page.locator('.monaco-hover:visible', { hasText: 'never rotates' }).first();
      await hover.waitFor();
      const link = hover.locator('a', { hasText: 'kms/unrotated-key' }).first();
      await link.waitFor();
      await shot('2-hover');
      await page.mouse.move(5, 5);
    });
    await test('the report opens with a row for each file', async () => {
      await command('Plumbline: Show full report');
      const inner = page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
      await inner.locator('body', { hasText: 'never rotates' }).waitFor();
      await inner.locator('.place', { hasText: 'template.yaml' }).first().waitFor();
      await inner.locator('.place', { hasText: 'shop-stack.ts' }).first().waitFor();
      await shot('3-report');
    });
    await test('the report filters, and a finding unfolds', async () => {
      const inner = page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
      const findings = inner.locator('#list .finding');
      await inner.locator('#filter').fill('shop-stack never rotates');
      await inner.locator('#shown', { hasText: /^1 of / }).waitFor();
      await findings.locator('.message', { hasText: 'never rotates' }).click();
      await findings.locator('dd', { hasText: 'quick fix' }).waitFor();
      await findings.locator('mark').first().waitFor();
      await shot('3-report-filtered');
      await inner.locator('#reset').click();
      await inner.locator('#shown', { hasText: /^$/ }).waitFor({ state: 'attached' });
    });
    await test('a row of the report leads to the code', async () => {
      const inner = page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
      await inner.locator('.place', { hasText: 'shop-stack.ts' }).first().click();
      await activeTab('shop-stack.ts').waitFor();
      await editor.locator('.view-line', { hasText: 'enableKeyRotation' }).first().waitFor();
      await command('View: Close Editors in Other Groups');
      await page.locator('iframe.webview.ready').waitFor({ state: 'detached' });
    });
    await checkPicture(tools);
    await test('a squiggle appears in CDK TypeScript; the light bulb mends it, and it is saved', async () => {
      await open('shop-stack.ts', 'enableKeyRotation');
      await editor.locator('.squiggly-warning').first().waitFor({ state: 'attached' });
      await shot('4-cdk');
      await mend(
        'lib/shop-stack.ts',
        'enableKeyRotation: false',
        'false',
        'enableKeyRotation: true',
        '5-light-bulb-cdk',
      );
    });
    await test('the light bulb mends the template, and it is saved', async () => {
      await open('template.yaml', 'EnableKeyRotation');
      await mend('template.yaml', 'EnableKeyRotation: false', 'false', 'EnableKeyRotation: true', '6-light-bulb-yaml');
      await shot('7-fixed');
    });
    await test('a server that crashes again and again is given up with one message, from which it is restarted', async () => {
      await find('keys.yaml', 'EnableKeyRotation');
      await editor.locator('.squiggly-warning').first().waitFor({ state: 'attached' });
      let crashes = 0;
      for (let quiet = 0; quiet < 30; quiet++) {
        const pid = serverOf(extensions);
        if (pid) {
          process.kill(pid, 'SIGKILL');
          crashes++;
          quiet = 0;
        }
        await page.waitForTimeout(100);
      }
      assert.equal(crashes, 5);
      await page.locator('[id="status.notifications"]').click();
      const messages = page.locator('.notification-list-item:visible', { hasText: /Plumbline|server/ });
      await messages.first().waitFor();
      await shot('15-crashed');
      assert.deepEqual(await messages.locator('.notification-list-item-message').allTextContents(), [
        'Plumbline has crashed 5 times within three minutes and is not started again by itself. Its output says why.',
      ]);
      await messages.locator('.monaco-button', { hasText: 'Restart server' }).first().click();
      await editor.locator('.squiggly-warning').first().waitFor({ state: 'attached' });
    });
    await test('a finding is ignored with a reason, a day and an owner', async () => {
      await find('keys.yaml', 'EnableKeyRotation');
      await editor.locator('.squiggly-warning').first().waitFor({ state: 'attached' });
      await menu('EnableKeyRotation: false', 'false', 'Ignore kms/unrotated-key here, with a reason');
      await answer('partners have pinned it');
      await widget.locator('.monaco-list-row', { hasText: 'For a month' }).click();
      await answer('@payments');
      await editor.locator('.view-line', { hasText: 'by @payments: partners have pinned it' }).waitFor();
      await editor.locator('.squiggly-warning').waitFor({ state: 'detached' });
      await shot('11-ignored');
      await page.keyboard.press('Control+Z');
      await editor.locator('.squiggly-warning').first().waitFor({ state: 'attached' });
    });
    await test('why a rule did fire is explained at the cursor', async () => {
      await clickAt('EnableKeyRotation: false', 'false');
      await command('Plumbline: Explain why a rule did or did not fire here');
      await widget.locator('.monaco-list-row', { hasText: 'kms/unrotated-key' }).first().waitFor();
      await page.keyboard.press('Enter');
      const shown = page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
      await shown.locator('body', { hasText: 'It fired (line 6)' }).waitFor();
      await shot('12-explained');
      await command('View: Close All Editors');
    });
    await test('a baseline accepts what is there, and what is new shows', async () => {
      await find('keys.yaml', 'EnableKeyRotation');
      await editor.locator('.squiggly-warning').first().waitFor({ state: 'attached' });
      await command('Plumbline: Accept all current findings as the baseline');
      const dialog = page.locator('.monaco-dialog-box', { hasText: /Accept \d+ findings? as/ });
      await dialog.waitFor();
      await shot('13-baseline');
      await dialog.getByRole('button', { name: 'Accept' }).click();
      await editor.locator('.squiggly-warning').waitFor({ state: 'detached' });
      assert.match(
        readFileSync(path.join(folder, '.plumbline-baseline.json'), 'utf8'),
        /keys\.yaml.*kms\/unrotated-key/,
      );
      await editor.locator('.view-line').first().click();
      await page.keyboard.press('Control+Home');
      await page.keyboard.press('End');
      await page.keyboard.insertText('\n  NewKey: { Type: AWS::KMS::Key }');
      await editor.locator('.squiggly-warning').first().waitFor({ state: 'attached' });
      await command('Plumbline: Show status and actions');
      await widget.locator('.monaco-list-row', { hasText: 'Baseline: on' }).waitFor();
      await shot('14-status');
      await page.keyboard.press('Escape');
      rmSync(path.join(folder, '.plumbline-baseline.json'));
    });
    await test('live synth finds in a loop what reading cannot, and the status says that it is on', async () => {
      await find('desk-stack.ts', 'rotate');
      await editor.locator('.squiggly-warning').first().waitFor({ state: 'attached' });
      await editor.locator('.codelens-decoration', { hasText: '2 resources' }).first().waitFor();
      await status(/Live synth: on.*Node .*sandboxed: files/);
      await shot('8-live-synth');
      await page.mouse.move(5, 5);
    });
    await test('what an app reads elsewhere is asked about, and the answer is a setting', async () => {
      await find('desk.ts', 'DeskStack');
      await editor.locator('.view-line').first().click();
      await page.keyboard.press('Control+Home');
      await page.keyboard.insertText(
        "import('node:fs').then(fs => fs.readFileSync('/etc/hostname')).catch(() => {});\n",
      );
      await editor.locator('.squiggly-info').first().waitFor({ state: 'attached' });
      await page.locator('[id="status.notifications"]').click();
      const question = page.locator('.notification-list-item:visible', { hasText: 'desk reads /etc/hostname' }).first();
      await question.waitFor();
      await shot('10-denied');
      await question.locator('.monaco-button', { hasText: 'Allow reading it' }).first().click();
      const settings = path.join(folder, '.vscode/settings.json');
      const written = () => (existsSync(settings) ? readFileSync(settings, 'utf8') : '');
      for (let i = 0; i < 100 && !written().includes('hostname'); i++) await page.waitForTimeout(100);
      assert.deepEqual(JSON.parse(written()), { 'plumbline.liveSynth.allow': ['read:/etc/hostname'] });
      await editor.locator('.squiggly-info').first().waitFor({ state: 'detached' });
    });
  });
}

/** A workspace that is not trusted: it is read, and nothing of it runs. */
export function runUntrusted(vsix) {
  return inWorkbench(
    vsix,
    { name: 'untrusted', trust: true },
    async ({ page, test, editor, shot, open, find, status }) => {
      await test('what can be read is found', async () => {
        await open('template.yaml', 'EnableKeyRotation');
        await editor.locator('.squiggly-warning').first().waitFor({ state: 'attached' });
      });
      await test('apps do not run, and the status says why', async () => {
        await find('desk-stack.ts', 'rotate');
        await status(/not trusted/);
        assert.equal(await editor.locator('.squiggly-warning').count(), 0);
        await shot('9-untrusted');
        await page.mouse.move(5, 5);
      });
      await test('they run once the user trusts the workspace', async () => {
        await page.locator('[id="status.workspaceTrust"]').click();
        await page
          .locator('.workspace-trust-editor')
          .getByRole('button', { name: /^Trust/ })
          .first()
          .click();
        await find('desk-stack.ts', 'rotate');
        await editor.locator('.squiggly-warning').first().waitFor({ state: 'attached' });
      });
    },
  );
}
