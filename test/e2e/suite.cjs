// Checks inside of the extension host: what the extension gives to VS Code, asked through VS Code's own API. No test
// framework: `run` is called by VS Code, and the closing line `N passing` proves to the caller that checks ran at all.
const assert = require('node:assert/strict');
const vscode = require('vscode');

const ID = 'plumbline.plumbline';

async function until(what, look, limit = 30_000) {
  for (const end = Date.now() + limit; ; ) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

const folder = () => vscode.workspace.workspaceFolders[0].uri;
async function open(name) {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder(), name));
  await vscode.window.showTextDocument(document);
  return document;
}
const found = (document, rule) =>
  vscode.languages
    .getDiagnostics(document.uri)
    .find(d => d.source === 'plumbline' && (typeof d.code === 'object' ? d.code.value : d.code) === rule);
const actionsAt = (document, range, kind) =>
  vscode.commands.executeCommand('vscode.executeCodeActionProvider', document.uri, range, kind);

const tests = {
  async 'the extension activates and its server answers'() {
    const extension = vscode.extensions.getExtension(ID);
    assert.ok(extension, `${ID} is not installed`);
    const api = await extension.activate();
    await api.ready;
  },

  async 'its commands are there'() {
    const all = new Set(await vscode.commands.getCommands(true));
    const declared = vscode.extensions.getExtension(ID).packageJSON.contributes.commands.map(c => c.command);
    assert.ok(declared.length > 0);
    assert.deepEqual(
      declared.filter(c => !all.has(c)),
      [],
    );
  },

  async 'a template has a finding with a link to its rule'() {
    const document = await open('template.yaml');
    const finding = await until('a finding', () => found(document, 'kms/unrotated-key'));
    assert.equal(document.getText(finding.range), 'false');
    assert.match(finding.code.target.toString(), /docs\/rules\/kms\/unrotated-key\.md$/);
  },

  async 'a CDK stack has the same finding'() {
    const document = await open('lib/shop-stack.ts');
    const finding = await until('a finding', () => found(document, 'kms/unrotated-key'));
    assert.equal(document.getText(finding.range), 'false');
  },

  async 'a hover says what the resource is'() {
    const document = await open('template.yaml');
    const at = document.positionAt(document.getText().indexOf('OrdersKey:') + 2);
    const hovers = await vscode.commands.executeCommand('vscode.executeHoverProvider', document.uri, at);
    const text = hovers.flatMap(h => h.contents.map(c => c.value)).join('\n');
    assert.match(text, /AWS::KMS::Key/);
  },

  async 'a quick fix mends what is not saved yet'() {
    const source = (await open('template.yaml')).getText();
    const document = await vscode.workspace.openTextDocument({ language: 'yaml', content: source });
    await vscode.window.showTextDocument(document);
    const finding = await until('a finding', () => found(document, 'kms/unrotated-key'));
    const actions = await actionsAt(document, finding.range, 'quickfix');
    const fix = actions.find(a => a.isPreferred);
    assert.ok(fix, `no preferred fix among ${JSON.stringify(actions)}`);
    assert.match(actions.at(-1).title, /^Ignore /);
    assert.ok(await vscode.workspace.applyEdit(fix.edit));
    assert.equal(document.getText(), source.replace('EnableKeyRotation: false', 'EnableKeyRotation: true'));
    await until('no finding', () => !found(document, 'kms/unrotated-key'));
  },

  async 'the command fixes all that is safe in a file'() {
    const document = await open('lib/shop-stack.ts');
    const source = document.getText();
    await until('a finding', () => found(document, 'kms/unrotated-key'));
    await vscode.commands.executeCommand('plumbline.fixAll');
    await until('the fix', () => document.getText() !== source);
    assert.equal(document.getText(), source.replace('enableKeyRotation: false', 'enableKeyRotation: true'));
    await until('no finding', () => !found(document, 'kms/unrotated-key'));
    await vscode.commands.executeCommand('undo');
    await until('the finding again', () => found(document, 'kms/unrotated-key'));
  },

  async 'running the app finds what reading it cannot, and follows what is typed'() {
    const document = await open('desk/lib/desk-stack.ts');
    const finding = await until('a finding', () => found(document, 'kms/unrotated-key'));
    assert.equal(document.getText(finding.range), "rotate === 'true'");
    const at = document.getText().indexOf("'0'") + 1;
    const range = new vscode.Range(document.positionAt(at), document.positionAt(at + 1));
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, range, '1');
    assert.ok(await vscode.workspace.applyEdit(edit));
    await until('no finding', () => !found(document, 'kms/unrotated-key'));
    await vscode.commands.executeCommand('undo');
    await until('the finding again', () => found(document, 'kms/unrotated-key'));
  },

  async 'a code lens says how many resources a construct creates'() {
    const document = await open('desk/lib/desk-stack.ts');
    const lens = await until('a code lens', async () => {
      const all = await vscode.commands.executeCommand('vscode.executeCodeLensProvider', document.uri, 10);
      return all.find(l => l.command?.title === '2 resources · Plumbline');
    });
    assert.equal(lens.range.start.line, document.positionAt(document.getText().indexOf('new kms.Key')).line);
  },

  async 'the synthesized template opens beside the code'() {
    await open('desk/lib/desk-stack.ts');
    await vscode.commands.executeCommand('plumbline.showTemplate');
    const template = await until('the template', () =>
      vscode.workspace.textDocuments.find(d => d.uri.scheme === 'plumbline-template'),
    );
    const types = Object.values(JSON.parse(template.getText()).Resources).map(r => r.Type);
    assert.deepEqual(types, ['AWS::KMS::Key', 'AWS::KMS::Key']);
  },

  async 'live synth can be turned off and on for the workspace'() {
    const document = await open('desk/lib/desk-stack.ts');
    await until('a finding', () => found(document, 'kms/unrotated-key'));
    await vscode.commands.executeCommand('plumbline.toggleLiveSynth');
    await until('silence', () => !found(document, 'kms/unrotated-key'));
    await vscode.commands.executeCommand('plumbline.toggleLiveSynth');
    await until('the finding again', () => found(document, 'kms/unrotated-key'));
  },

  async 'the report opens'() {
    await vscode.commands.executeCommand('plumbline.showReport');
    const tab = await until('the panel', () =>
      vscode.window.tabGroups.all.flatMap(g => g.tabs).find(t => t.input instanceof vscode.TabInputWebview),
    );
    assert.equal(tab.label, 'Plumbline report');
  },

  async 'settings switch a rule off and on'() {
    const document = await open('template.yaml');
    await until('a finding', () => found(document, 'kms/unrotated-key'));
    const settings = vscode.workspace.getConfiguration('plumbline');
    await settings.update('rules', { 'kms/*': 'off' }, vscode.ConfigurationTarget.Workspace);
    await until('silence', () => !found(document, 'kms/unrotated-key'));
    await settings.update('rules', undefined, vscode.ConfigurationTarget.Workspace);
    await until('a finding', () => found(document, 'kms/unrotated-key'));
  },

  async 'the server restarts, and findings come back'() {
    const document = await open('template.yaml');
    await until('a finding', () => found(document, 'kms/unrotated-key'));
    await vscode.commands.executeCommand('plumbline.restart');
    await until('a finding', () => found(document, 'kms/unrotated-key'));
  },
};

exports.run = async () => {
  console.log('##tests-begin##');
  let passed = 0;
  const failed = [];
  for (const [name, test] of Object.entries(tests)) {
    try {
      await test();
      passed++;
      console.log(`  ok ${name}`);
    } catch (error) {
      failed.push(name);
      console.log(`  FAILED ${name}\n${error.stack ?? error}`);
    }
  }
  console.log(`  ${passed} passing, ${failed.length} failing`);
  console.log('##tests-end##');
  if (failed.length > 0) throw new Error(`${failed.length} failed`);
};
