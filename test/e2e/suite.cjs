// Checks inside of the extension host: what the extension gives to VS Code, asked through VS Code's own API. No test
// framework: `run` is called by VS Code, and the closing line `N passing` proves to the caller that checks ran at all.
const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const vscode = require('vscode');

const ID = 'plumbline.plumbline';

async function until(what, look, limit = 60_000) {
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
const write = (name, text) =>
  vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder(), name), new TextEncoder().encode(text));
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

  async 'the synthesized template follows the cursor, says what would be replaced, and is compared with the last commit'() {
    const git = (...args) => execFileSync('git', ['-C', folder().fsPath, ...args], { stdio: 'ignore' });
    git('init', '-q');
    git('add', 'desk/cdk.json', 'desk/bin', 'desk/lib');
    git('-c', 'user.name=Ann', '-c', 'user.email=ann@example.com', 'commit', '-q', '-m', 'first');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const document = await open('desk/lib/desk-stack.ts');
    await vscode.commands.executeCommand('plumbline.showTemplate');
    const isTemplate = d => d.uri.scheme === 'plumbline-template';
    const editor = await until('the template', () =>
      vscode.window.visibleTextEditors.find(e => isTemplate(e.document)),
    );
    const lens = say =>
      until(`the lens ${say}`, async () => {
        const { uri } = editor.document;
        const all = await vscode.commands.executeCommand('vscode.executeCodeLensProvider', uri, 10);
        return all.find(l => l.command?.title.startsWith(say));
      });
    await lens('A deployment would replace no resources (against HEAD)');
    const name = document.getText().indexOf('Letters');
    const range = new vscode.Range(document.positionAt(name), document.positionAt(name + 7));
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, range, 'Bills');
    assert.ok(await vscode.workspace.applyEdit(edit));
    await lens('A deployment would replace 1 resource (against HEAD)');
    // The lenses may be those of the next text for a moment.
    const replaced = await until('the lens above the resource', async () => {
      const found = await lens('Replaced: was Letters');
      return /"Bills\w+": \{/.test(editor.document.lineAt(found.range.start.line).text) ? found : undefined;
    });
    // The cursor in the template brings the code into view that made the line.
    const code = vscode.window.visibleTextEditors.find(e => e.document === document);
    code.revealRange(new vscode.Range(0, 0, 0, 0));
    const line = document.positionAt(document.getText().indexOf('new kms.Key')).line;
    const there = new vscode.Position(replaced.range.start.line, 0);
    editor.selection = new vscode.Selection(there, there);
    await until('the code in view', () => code.visibleRanges.some(r => r.start.line <= line && line <= r.end.line));
    await vscode.commands.executeCommand('plumbline.compareTemplate');
    const input = await until('the comparison', () => {
      const { input } = vscode.window.tabGroups.activeTabGroup.activeTab ?? {};
      return input instanceof vscode.TabInputTextDiff ? input : null;
    });
    const before = await vscode.workspace.openTextDocument(input.original);
    assert.match(before.getText(), /"Letters\w+": \{/);
    await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
    await vscode.commands.executeCommand('undo');
    await vscode.commands.executeCommand('workbench.action.files.save');
  },

  async 'live synth can be turned off and on for the workspace'() {
    const document = await open('desk/lib/desk-stack.ts');
    await until('a finding', () => found(document, 'kms/unrotated-key'));
    await vscode.commands.executeCommand('plumbline.toggleLiveSynth');
    await until('silence', () => !found(document, 'kms/unrotated-key'));
    await vscode.commands.executeCommand('plumbline.toggleLiveSynth');
    await until('the finding again', () => found(document, 'kms/unrotated-key'));
  },

  async 'policies are completed and explained, each once'() {
    const text = `Resources:
  Policy:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: reader
      Roles: [reader]
      PolicyDocument:
        Statement:
          - Effect: Allow
            Action: ['s3:Get*', 's3:']
            Resource: '*'
`;
    await write('policy.yaml', text);
    const document = await open('policy.yaml');
    const offered = await until('completion', async () => {
      const at = document.positionAt(text.indexOf("'s3:']") + 4);
      const { items } = await vscode.commands.executeCommand(
        'vscode.executeCompletionItemProvider',
        document.uri,
        at,
        ':',
      );
      const own = items.filter(i => i.label === 's3:PutObject');
      return own.length > 0 && own;
    });
    assert.equal(offered.length, 1);
    assert.equal(document.getText(offered[0].range.replacing ?? offered[0].range), 's3:');
    const at = document.positionAt(text.indexOf('s3:Get*') + 2);
    const hovers = await vscode.commands.executeCommand('vscode.executeHoverProvider', document.uri, at);
    const said = hovers.flatMap(h => h.contents.map(c => c.value)).join('\n');
    assert.match(said, /\d+ actions\n\n- Read/);
    const range = new vscode.Range(0, 0, document.lineCount, 0);
    const hints = () => vscode.commands.executeCommand('vscode.executeInlayHintProvider', document.uri, range);
    assert.deepEqual(await hints(), []);
    const settings = vscode.workspace.getConfiguration('plumbline', document.uri);
    await settings.update('iam.inlayHints', true, vscode.ConfigurationTarget.Workspace);
    const shown = await until('hints', async () => {
      const all = await hints();
      return all.length > 0 && all;
    });
    assert.equal(shown.length, 1, 'a hint is shown twice');
    assert.match(shown[0].label, /^⟨\d+⟩$/);
    await settings.update('iam.inlayHints', undefined, vscode.ConfigurationTarget.Workspace);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await vscode.workspace.fs.delete(document.uri);
  },

  async 'names of templates are renamed through nested stacks, and lead to each other'() {
    const parent = `Resources:
  Data:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: ./data.json
  Reader:
    Type: AWS::SNS::Topic
    Properties:
      DisplayName: !Sub "table \${Data.Outputs.Table}"
`;
    const child =
      '{ "Resources": { "Orders": { "Type": "AWS::SQS::Queue" } }, "Outputs": { "Table": { "Value": { "Ref": "Orders" } } } }';
    await write('nested/data.json', child);
    await write('nested/main.yaml', parent);
    const document = await open('nested/main.yaml');
    const at = (text, by = 0) => document.positionAt(document.getText().indexOf(text) + by);
    const target = await until('the definition', async () => {
      const found = await vscode.commands.executeCommand(
        'vscode.executeDefinitionProvider',
        document.uri,
        at('Outputs.Table', 10),
      );
      return found.find(l => /data\.json$/.test((l.uri ?? l.targetUri).path));
    });
    assert.ok(target);
    const rename = (uri, position, name) =>
      vscode.commands.executeCommand('vscode.executeDocumentRenameProvider', uri, position, name);
    const edit = await rename(document.uri, at('Outputs.Table', 10), 'Queue');
    assert.deepEqual(
      edit
        .entries()
        .map(([uri, edits]) => [uri.path.split('/').at(-1), edits.length])
        .sort(),
      [
        ['data.json', 1],
        ['main.yaml', 1],
      ],
    );
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.equal(document.getText(), parent.replace('Outputs.Table', 'Outputs.Queue'));
    const nested = await open('nested/data.json');
    assert.equal(nested.getText(), child.replace('"Table"', '"Queue"'));
    await assert.rejects(rename(document.uri, at('Reader', 1), 'Data'), /There is a resource Data already/);
    const symbols = await vscode.commands.executeCommand('vscode.executeDocumentSymbolProvider', document.uri);
    assert.ok(symbols.some(s => s.name === 'Resources' && s.children.some(c => c.name === 'Reader')));
    await nested.save();
    await document.save();
    await vscode.workspace.fs.delete(vscode.Uri.joinPath(folder(), 'nested'), { recursive: true });
  },

  async 'plumbline.yaml is completed, and says how things stand'() {
    await write(
      'orders/template.yaml',
      'Resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n  Table:\n    Type: AWS::DynamoDB::Table\n',
    );
    const text =
      'version: 1\nrequirements:\n  services:\n    - of: sqs\n      source: PROMPT.md#L3\n  properties:\n    dynamodb:\n      billing_mode: PAY_PER_REQUEST\n      ';
    await write('orders/plumbline.yaml', text);
    await write('orders/PROMPT.md', '# Orders\n\nThe system must use an SQS queue.\nDeploy to us-east-1.\n');
    const document = await open('orders/plumbline.yaml');
    const list = await until('completion', async () => {
      const { items } = await vscode.commands.executeCommand(
        'vscode.executeCompletionItemProvider',
        document.uri,
        document.positionAt(text.length),
      );
      return items.some(i => i.label === 'point_in_time_recovery') && items;
    });
    assert.ok(!list.some(i => i.label === 'billing_mode'), 'what is there already is offered');
    const once = list.filter(i => i.label === 'point_in_time_recovery');
    assert.equal(once.length, 1, 'two of our providers answer');
    const lens = await until('a lens', async () => {
      const all = await vscode.commands.executeCommand('vscode.executeCodeLensProvider', document.uri, 10);
      return all.find(l => l.command?.title === '1 violation');
    });
    assert.equal(lens.range.start.line, 7);
    assert.ok(lens.command.arguments[2].every(p => p.uri.endsWith('orders/template.yaml')));
    await vscode.commands.executeCommand(lens.command.command, ...lens.command.arguments);
    // A machine with much else to do has answered with nothing once.
    const place = await until('the definition', async () => {
      const places = await vscode.commands.executeCommand(
        'vscode.executeDefinitionProvider',
        document.uri,
        new vscode.Position(7, 8),
      );
      return places[0];
    });
    assert.match((place.targetUri ?? place.uri).path, /orders\/template\.yaml$/);
    const links = await vscode.commands.executeCommand('vscode.executeLinkProvider', document.uri);
    assert.ok(links.some(l => /orders\/PROMPT\.md#L3$/.test(l.target?.toString(true) ?? '')));
    const symbols = await vscode.commands.executeCommand('vscode.executeDocumentSymbolProvider', document.uri);
    assert.ok(symbols.some(s => s.name === 'requirements'));
  },

  async 'a document that is cited says how much of it is checked'() {
    const document = await open('orders/PROMPT.md');
    const titles = await until('its lenses', async () => {
      const all = await vscode.commands.executeCommand('vscode.executeCodeLensProvider', document.uri, 10);
      return all.length > 1 && all.map(l => l.command?.title);
    });
    assert.deepEqual(titles, ['checked: 1 of 2 statements · met 1 of 1 · Plumbline', 'met']);
  },

  async 'requirements are drafted from a document'() {
    await write('drafted/cdk.json', '{}');
    await write('drafted/PROMPT.md', '# Orders\n\nDeploy to us-east-1. Use an SQS queue.\n');
    await open('drafted/PROMPT.md');
    await vscode.commands.executeCommand('plumbline.draftFromDocument');
    const draft = await until('the draft', () => {
      const document = vscode.window.activeTextEditor?.document;
      return document?.uri.path.endsWith('drafted/plumbline.yaml') && document;
    });
    assert.match(draft.getText(), /region: us-east-1|is: us-east-1/);
    assert.match(draft.getText(), /source: PROMPT\.md#L3/);
    for (const name of ['orders', 'drafted'])
      await vscode.workspace.fs.delete(vscode.Uri.joinPath(folder(), name), { recursive: true });
  },

  async 'the report opens'() {
    await vscode.commands.executeCommand('plumbline.showReport');
    const tab = await until('the panel', () =>
      vscode.window.tabGroups.all.flatMap(g => g.tabs).find(t => t.input instanceof vscode.TabInputWebview),
    );
    assert.equal(tab.label, 'Plumbline report');
  },

  async 'the report is exported in the format of the file'() {
    for (const [name, start] of [
      ['report.html', '<!DOCTYPE html>'],
      ['report.md', '# Plumbline report'],
      ['report.json', '{'],
      ['report.sarif', '{'],
      ['report.xml', '<?xml'],
    ]) {
      const target = vscode.Uri.joinPath(folder(), name);
      await vscode.commands.executeCommand('plumbline.exportReport', target);
      const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(target));
      await vscode.workspace.fs.delete(target);
      assert.ok(text.startsWith(start), `${name} starts with ${text.slice(0, 40)}`);
    }
  },

  async 'the architecture is exported as SVG and as Mermaid'() {
    await open('template.yaml');
    for (const [command, name, start] of [
      ['plumbline.exportArchitectureSvg', 'architecture.svg', /^<svg [^>]*>[\s\S]*OrdersKey/],
      ['plumbline.exportArchitectureMermaid', 'architecture.mmd', /^flowchart LR\n[\s\S]*OrdersKey/],
    ]) {
      const target = vscode.Uri.joinPath(folder(), name);
      await vscode.commands.executeCommand(command, target);
      const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(target));
      await vscode.workspace.fs.delete(target);
      assert.match(text, start);
    }
  },

  async 'Diagnose writes a document for a bug report'() {
    await vscode.commands.executeCommand('plumbline.diagnose');
    const editor = await until('the document', () => {
      const active = vscode.window.activeTextEditor;
      return active?.document.isUntitled && active.document.languageId === 'markdown' ? active : undefined;
    });
    const text = editor.document.getText();
    assert.match(text, /^# Plumbline: diagnosis\n/);
    assert.match(text, new RegExp(`- VS Code: ${vscode.version.replaceAll('.', '\\.')} `));
    assert.match(text, /- Files read: .*template/);
    assert.match(text, /- Rules: \d/);
    assert.ok(!text.includes('OrdersKey'));
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  },

  async 'Get started opens the walkthrough, and its example has a finding'() {
    await vscode.commands.executeCommand('plumbline.getStarted');
    await until('the page', () =>
      /Welcome|Walkthrough/.test(vscode.window.tabGroups.activeTabGroup.activeTab?.label ?? ''),
    );
    await vscode.commands.executeCommand('plumbline._openExample');
    // The page of the walkthrough may come late, and be what is active then.
    const document = await until('the example', () =>
      vscode.workspace.textDocuments.find(d => d.isUntitled && d.getText().startsWith('# An example')),
    );
    await vscode.window.showTextDocument(document);
    await until('a finding', () => found(document, 'kms/unrotated-key'));
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  },

  async 'a task checks the folder, and what it finds comes into the Problems view'() {
    // A file that no editor has had open: for open ones the server speaks, and VS Code leaves the task's findings out.
    const uri = vscode.Uri.joinPath(folder(), 'closed/template.yaml');
    await write('closed/template.yaml', (await open('template.yaml')).getText());
    const tasks = await vscode.tasks.fetchTasks({ type: 'plumbline' });
    assert.deepEqual(tasks.map(t => t.name).sort(), ['check', 'fix (dry run)']);
    const check = tasks.find(t => t.name === 'check');
    const ended = new Promise(resolve => {
      const listener = vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
        if (execution.task.name !== 'check') return;
        listener.dispose();
        resolve(exitCode);
      });
    });
    await vscode.tasks.executeTask(check);
    assert.equal(await ended, 1);
    const problem = await until('a problem', () =>
      vscode.languages.getDiagnostics(uri).find(d => d.source === 'plumbline' && d.code === 'kms/unrotated-key'),
    );
    assert.equal(problem.severity, vscode.DiagnosticSeverity.Warning);
    await vscode.workspace.fs.delete(vscode.Uri.joinPath(folder(), 'closed'), { recursive: true });
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

  async 'severities may differ by folder'() {
    const document = await open('template.yaml');
    await write('strictly/plumbline.yaml', 'version: 1\nrules:\n  kms/unrotated-key: error\n');
    await write('strictly/template.yaml', document.getText());
    const strictly = await open('strictly/template.yaml');
    // The file beside it may be heard of a moment later.
    await until('an error', () => found(strictly, 'kms/unrotated-key')?.severity === vscode.DiagnosticSeverity.Error);
    // The editor has closed the first one for the second.
    const again = await open('template.yaml');
    const here = await until('a finding', () => found(again, 'kms/unrotated-key'));
    assert.equal(here.severity, vscode.DiagnosticSeverity.Warning);
    await vscode.workspace.fs.delete(vscode.Uri.joinPath(folder(), 'strictly'), { recursive: true });
  },

  async 'only what was changed is shown, and all again'() {
    const git = (...args) => execFileSync('git', ['-C', folder().fsPath, ...args], { stdio: 'ignore' });
    git('init', '-q');
    git('add', 'keys.yaml');
    git('-c', 'user.name=Ann', '-c', 'user.email=ann@example.com', 'commit', '-q', '-m', 'keys');
    const document = await open('keys.yaml');
    // What a task found in the file while it was closed stays until the task runs again; only the server links to the rule.
    const shown = () =>
      vscode.languages
        .getDiagnostics(document.uri)
        .some(d => d.source === 'plumbline' && d.code?.value === 'kms/unrotated-key');
    await until('a finding', shown);
    await vscode.commands.executeCommand('plumbline.toggleOnlyChanged');
    await until('silence', () => !shown());
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, document.lineAt(5).range.end, ' # now');
    assert.ok(await vscode.workspace.applyEdit(edit));
    await until('the finding of the line', shown);
    await vscode.commands.executeCommand('undo');
    await until('silence', () => !shown());
    await vscode.commands.executeCommand('plumbline.toggleOnlyChanged');
    await until('the finding again', shown);
  },

  async 'the server restarts, and findings come back'() {
    const document = await open('template.yaml');
    await until('a finding', () => found(document, 'kms/unrotated-key'));
    await vscode.commands.executeCommand('plumbline.restart');
    await until('a finding', () => found(document, 'kms/unrotated-key'));
  },

  async 'who asks for code actions while the server starts waits for it'() {
    const { server } = vscode.extensions.getExtension(ID).exports;
    const document = await open('template.yaml');
    const { range } = await until('a finding', () => found(document, 'kms/unrotated-key'));
    const before = server();
    const restarted = vscode.commands.executeCommand('plumbline.restart');
    await until('a new process', () => server() !== undefined && server() !== before);
    const actions = await actionsAt(document, range, 'quickfix');
    assert.ok(
      actions.some(a => a.isPreferred),
      `no fix among ${JSON.stringify(actions)}`,
    );
    await restarted;
    await until('a finding', () => found(document, 'kms/unrotated-key'));
  },

  async 'a server that crashes is started again, and findings come back, of what was never saved too'() {
    const { server } = vscode.extensions.getExtension(ID).exports;
    const saved = await open('template.yaml');
    const text = 'Resources:\n  FirstKey: { Type: AWS::KMS::Key }\n';
    const unsaved = await vscode.workspace.openTextDocument({ language: 'yaml', content: text });
    await vscode.window.showTextDocument(unsaved, vscode.ViewColumn.Two);
    const keys = document =>
      vscode.languages
        .getDiagnostics(document.uri)
        .filter(d => d.source === 'plumbline' && d.code?.value === 'kms/unrotated-key').length;
    await until('findings', () => keys(saved) === 1 && keys(unsaved) === 1);
    const crashed = server();
    process.kill(crashed, 'SIGKILL');
    // Nobody is there to hear of it.
    const edit = new vscode.WorkspaceEdit();
    edit.insert(unsaved.uri, unsaved.positionAt(text.length), '  SecondKey: { Type: AWS::KMS::Key }\n');
    assert.ok(await vscode.workspace.applyEdit(edit));
    await until('findings again', () => server() !== crashed && keys(saved) === 1 && keys(unsaved) === 2);
    await vscode.window.showTextDocument(unsaved, vscode.ViewColumn.Two);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  },

  async 'a server that hangs is ended by the command that restarts it'() {
    if (process.platform === 'win32') return;
    const { server } = vscode.extensions.getExtension(ID).exports;
    const document = await open('template.yaml');
    await until('a finding', () => found(document, 'kms/unrotated-key'));
    const hanging = server();
    process.kill(hanging, 'SIGSTOP');
    await vscode.commands.executeCommand('plumbline.restart');
    await until('a finding', () => server() !== hanging && found(document, 'kms/unrotated-key'));
    assert.throws(() => process.kill(hanging, 0), { code: 'ESRCH' });
  },
};

exports.run = async () => {
  console.log('##tests-begin##');
  let passed = 0;
  const failed = [];
  const wanted = new RegExp(process.env.TEST_GREP ?? '');
  for (const [name, test] of Object.entries(tests).filter(([name]) => wanted.test(name))) {
    const start = performance.now();
    try {
      await test();
      passed++;
      console.log(`  ok ${name} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
    } catch (error) {
      failed.push(name);
      console.log(`  FAILED ${name}\n${error.stack ?? error}`);
    }
  }
  console.log(`  ${passed} passing, ${failed.length} failing`);
  console.log('##tests-end##');
  if (failed.length > 0) throw new Error(`${failed.length} failed`);
};
