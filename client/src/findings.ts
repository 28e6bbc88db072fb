/** Living with findings: mending what is safe to mend, ignoring one with a reason, accepting all of them, asking why a rule did or did not fire. */
import * as vscode from 'vscode';
import type { LanguageClient, WorkspaceEdit } from 'vscode-languageclient/node';
import {
  FIX_ALL,
  type BaselineResult,
  type IgnoreParams,
  type IgnoreResult,
  type RuleListing,
  type RulesParams,
  type WhyParams,
  type WhyResult,
  baselineRequest,
  ignoreRequest,
  rulesRequest,
  whyRequest,
} from '../../server/src/lsp/protocol.ts';
import { plain } from './plain.ts';

const WHY_SCHEME = 'plumbline-why';
const DAY = 24 * 60 * 60 * 1000;

/**
 * Mends all that is safe in the active editor. The editor's own command for source actions gives up without a word when
 * findings change while it waits for the answer; this one asks again.
 */
export async function fixAll(): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (!document) return;
  for (let attempt = 0; attempt < 3; attempt++) {
    const { version } = document;
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      new vscode.Range(0, 0, document.lineCount, 0),
      FIX_ALL,
    );
    if (document.version !== version) continue;
    const edit = actions.find(a => a.kind?.value === FIX_ALL)?.edit;
    if (edit) await vscode.workspace.applyEdit(edit);
    else
      void vscode.window.showInformationMessage('Plumbline finds nothing in this file that is safe to mend by itself.');
    return;
  }
}

/** Asks why, until when and who answers for it, and writes the ignore. Nothing is written when the user leaves a question. */
export async function ignoreHere(client: LanguageClient, uri: string, key: string, rule: string): Promise<void> {
  const reason = await vscode.window.showInputBox({
    title: `Ignore ${rule} here (1/3)`,
    prompt: 'Why is it right here? It is written into a comment, for whoever reads the line later.',
    placeHolder: 'For example: partners have pinned the key',
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
    { title: `Ignore ${rule} here (2/3)`, placeHolder: 'How long? After that day the finding shows again.' },
  );
  if (!until) return;
  const owner = await vscode.window.showInputBox({
    title: `Ignore ${rule} here (3/3)`,
    prompt: 'Who answers for it? A name, a team or an address in one word; may be left empty.',
    placeHolder: '@web-team',
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
    plain(`Accept ${count === 1 ? '1 finding' : `${count} findings`} as they are?`),
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

/** What a list of rules says above those that stand alike at the cursor. */
const STANDINGS: readonly (readonly [RuleListing['here'], string])[] = [
  ['line', 'Fired on this line'],
  ['fired', 'Fired on this resource'],
  ['silenced', 'Silenced here'],
  ['looks', 'Look at such resources'],
  [null, 'All others'],
];

/** Asks for a rule; those come first that have to do with what is at the cursor. */
export async function chooseRule(client: LanguageClient, placeHolder: string): Promise<string | undefined> {
  const editor = vscode.window.activeTextEditor;
  const place: RulesParams = editor ? placeOf(client, editor) : null;
  const rules = (await client.sendRequest<RuleListing[]>(rulesRequest, place)).sort((a, b) => a.id.localeCompare(b.id));
  const items = STANDINGS.flatMap(([here, label]): vscode.QuickPickItem[] => {
    const alike = rules.filter(r => r.here === here);
    if (alike.length === 0) return [];
    const heading = alike.length < rules.length ? [{ label, kind: vscode.QuickPickItemKind.Separator }] : [];
    return [
      ...heading,
      ...alike.map(r => ({ label: r.id, description: `${r.severity} · ${r.profile}`, detail: r.summary })),
    ];
  });
  const chosen = await vscode.window.showQuickPick(items, { placeHolder, matchOnDetail: true });
  return chosen?.label;
}

/** Shows why a rule did or did not fire at the cursor. */
export async function explainHere(client: LanguageClient): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return;
  const place = placeOf(client, editor);
  const rule = await chooseRule(client, 'The rule that should, or should not, have fired here');
  if (rule === undefined) return;
  const params: WhyParams = { ...place, rule };
  // Of another version of the text it is another document, which is asked for anew.
  const query = JSON.stringify({ ...params, version: editor.document.version });
  const uri = vscode.Uri.from({ scheme: WHY_SCHEME, path: `/${rule.replace('/', ' ')} here.md`, query });
  await vscode.commands.executeCommand('markdown.showPreviewToSide', uri);
}

/** The documents that say why a rule did or did not fire; what is asked stands in their URIs. */
export function whyDocuments(client: LanguageClient): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(WHY_SCHEME, {
    async provideTextDocumentContent({ query }) {
      const { uri, position, rule } = JSON.parse(query) as WhyParams;
      const { content } = await client.sendRequest<WhyResult>(whyRequest, { uri, position, rule });
      return content ?? 'Plumbline does not read this file.\n';
    },
  });
}

function placeOf(client: LanguageClient, { document, selection }: vscode.TextEditor) {
  return {
    uri: client.code2ProtocolConverter.asUri(document.uri),
    position: client.code2ProtocolConverter.asPosition(selection.active),
  };
}

/** Switches between all findings and those of what differs from the last commit, for the whole workspace. */
export async function toggleOnlyChanged(): Promise<void> {
  const settings = vscode.workspace.getConfiguration('plumbline');
  await settings.update('onlyChanged', !settings.get('onlyChanged', false), vscode.ConfigurationTarget.Workspace);
}
