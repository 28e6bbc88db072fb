/** Moving a file or a workspace folder from SDK v2 to v3: asks the server for the edits, shows them for review, then what is left. */
import * as vscode from 'vscode';
import { type LanguageClient, type WorkspaceEdit, WorkDoneProgress } from 'vscode-languageclient/node';
import { type MigrateParams, type MigrateResult, migrateRequest } from '../../server/src/lsp/protocol.ts';
import { plain } from './plain.ts';

let requests = 0;

/** Migrates the file that is given, or the one that is shown. */
export async function migrateFile(client: LanguageClient, given: string | undefined): Promise<void> {
  const uri = given ?? vscode.window.activeTextEditor?.document.uri.toString();
  if (uri !== undefined) await migrate(client, uri, 'file');
}

/** Migrates the workspace folder of the shown file, or one that is chosen. */
export async function migrateProject(client: LanguageClient): Promise<void> {
  const shown = vscode.window.activeTextEditor?.document.uri;
  const folder = (shown && vscode.workspace.getWorkspaceFolder(shown)) ?? (await chooseFolder());
  // Anything in the folder names it.
  if (folder) await migrate(client, vscode.Uri.joinPath(folder.uri, 'package.json').toString(), 'project');
}

async function chooseFolder(): Promise<vscode.WorkspaceFolder | undefined> {
  const [only, more] = vscode.workspace.workspaceFolders ?? [];
  return more ? vscode.window.showWorkspaceFolderPick({ placeHolder: 'The folder to migrate' }) : only;
}

async function migrate(client: LanguageClient, uri: string, scope: MigrateParams['scope']): Promise<void> {
  const result = await ask(client, { uri, scope });
  // Cancelled, or failed, which the output says.
  if (!result) return;
  if (result.files === 0) {
    const what = scope === 'file' ? 'This file does not use' : 'No file of this folder uses';
    await vscode.window.showInformationMessage(plain(`${what} SDK v2.`));
    return;
  }
  const edit = await client.protocol2CodeConverter.asWorkspaceEdit(result.edit as WorkspaceEdit | null);
  // The editor shows a preview, since the changes ask for confirmation. What is not applied needs no list.
  if (edit && !(await vscode.workspace.applyEdit(edit, { isRefactoring: true }))) return;
  if (result.unfinished > 0) {
    const document = await vscode.workspace.openTextDocument({
      language: 'markdown',
      content: `# What is left of SDK v2\n\n${result.summary}`,
    });
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true });
  }
}

function ask(client: LanguageClient, params: MigrateParams): Thenable<MigrateResult | null> {
  const options = { location: vscode.ProgressLocation.Notification, title: 'Migrating to SDK v3', cancellable: true };
  return vscode.window.withProgress(options, async (progress, token) => {
    const workDoneToken = `plumbline-migration-${++requests}`;
    let at = 0;
    const listener = client.onProgress(WorkDoneProgress.type, workDoneToken, report => {
      if (report.kind !== 'report') return;
      const { message, percentage = at } = report;
      progress.report({ ...(message === undefined ? {} : { message: plain(message) }), increment: percentage - at });
      at = percentage;
    });
    try {
      return await client.sendRequest<MigrateResult | null>(migrateRequest, { ...params, workDoneToken }, token);
    } finally {
      listener.dispose();
    }
  });
}
