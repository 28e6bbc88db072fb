/** Living with findings: ignoring one with a reason, accepting all of them, asking why a rule did or did not fire. */
import * as vscode from 'vscode';
import type { LanguageClient, WorkspaceEdit } from 'vscode-languageclient/node';
import {
  type BaselineResult,
  type IgnoreParams,
  type IgnoreResult,
  type RuleListing,
  type WhyParams,
  type WhyResult,
  baselineRequest,
  ignoreRequest,
  rulesRequest,
  whyRequest,
} from '../../server/src/lsp/protocol.ts';

const DAY = 24 * 60 * 60 * 1000;

/** Asks why, until when and who answers for it, and writes the ignore. Nothing is written when the user leaves a question. */
export async function ignoreHere(client: LanguageClient, uri: string, key: string): Promise<void> {
  const reason = await vscode.window.showInputBox({
    title: 'Ignore here (1/3)',
    prompt: 'Why is it right here? Whoever reads the line later sees this.',
    validateInput: text => (text.trim() === '' ? 'An ignore needs a reason.' : null),
  });
  if (reason === undefined) return;
  const days = (count: number) => new Date(Date.now() + count * DAY).toISOString().slice(0, 10);
  const until = await vscode.window.showQuickPick(
    [
      { label: 'For good', expires: '' },
      { label: 'For a month', description: days(30), expires: days(30) },
      { label: 'For three months', description: days(91), expires: days(91) },
      { label: 'For a year', description: days(365), expires: days(365) },
    ],
    { title: 'Ignore here (2/3)', placeHolder: 'How long? After that day the finding shows again.' },
  );
  if (!until) return;
  const owner = await vscode.window.showInputBox({
    title: 'Ignore here (3/3)',
    prompt: 'Who answers for it? A name, a team or an address in one word; may be left empty.',
    validateInput: text => (/[\s:]/.test(text.trim()) ? 'One word, such as @web-team or jo@example.com.' : null),
  });
  if (owner === undefined) return;
  const params: IgnoreParams = {
    uri,
    key,
    reason: reason.trim(),
    ...(owner.trim() === '' ? {} : { owner: owner.trim() }),
    ...(until.expires === '' ? {} : { expires: until.expires }),
  };
  const { edit } = await client.sendRequest<IgnoreResult>(ignoreRequest, params);
  const converted = edit ? await client.protocol2CodeConverter.asWorkspaceEdit(edit as WorkspaceEdit) : null;
  if (converted) await vscode.workspace.applyEdit(converted);
  else void vscode.window.showInformationMessage('The finding is no longer there.');
}

/** Writes the baseline files of all workspace folders, after a question. */
export async function acceptBaseline(client: LanguageClient): Promise<void> {
  const { files } = await client.sendRequest<BaselineResult>(baselineRequest);
  if (files.length === 0) {
    void vscode.window.showInformationMessage('A baseline belongs to a folder; open one first.');
    return;
  }
  const count = files.reduce((sum, file) => sum + file.findings, 0);
  const choice = await vscode.window.showWarningMessage(
    `Accept ${count === 1 ? '1 finding' : `${count} findings`} as they are?`,
    {
      modal: true,
      detail:
        'Only what is found from now on shows. They are written to .plumbline-baseline.json, which belongs into the repository.',
    },
    'Accept',
  );
  if (choice !== 'Accept') return;
  for (const { uri, text } of files) await vscode.workspace.fs.writeFile(vscode.Uri.parse(uri), Buffer.from(text));
}

/** Shows why a rule did or did not fire at the cursor; those that spoke on the line come first. */
export async function explainHere(client: LanguageClient): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return;
  const { document, selection } = editor;
  const here = new Set(
    vscode.languages
      .getDiagnostics(document.uri)
      .filter(d => d.source === 'plumbline' && d.range.contains(selection.active))
      .map(d => String(typeof d.code === 'object' ? d.code.value : d.code)),
  );
  const rules = await client.sendRequest<RuleListing[]>(rulesRequest);
  const chosen = await vscode.window.showQuickPick(
    rules
      .map(r => ({ label: r.id, detail: r.summary }))
      .sort((a, b) => Number(here.has(b.label)) - Number(here.has(a.label)) || a.label.localeCompare(b.label)),
    { placeHolder: 'The rule that should, or should not, have fired here', matchOnDetail: true },
  );
  if (!chosen) return;
  const params: WhyParams = {
    uri: client.code2ProtocolConverter.asUri(document.uri),
    position: client.code2ProtocolConverter.asPosition(selection.active),
    rule: chosen.label,
  };
  const { content } = await client.sendRequest<WhyResult>(whyRequest, params);
  const shown = await vscode.workspace.openTextDocument({
    language: 'markdown',
    content: content ?? 'Plumbline does not read this file.\n',
  });
  await vscode.commands.executeCommand('markdown.showPreviewToSide', shown.uri);
}

/** Switches between all findings and those of what differs from the last commit, for the whole workspace. */
export async function toggleOnlyChanged(): Promise<void> {
  const settings = vscode.workspace.getConfiguration('plumbline');
  await settings.update('onlyChanged', !settings.get('onlyChanged', false), vscode.ConfigurationTarget.Workspace);
}
