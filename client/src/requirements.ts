/** Requirements in the editor: drafts of plumbline.yaml, and the places that the lenses of requirements lead to. */
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { type DraftParams, type DraftResult, type Place, draftRequest } from '../../server/src/lsp/protocol.ts';
import { plain } from './plain.ts';

const DOCUMENT = /\.(md|markdown|txt|rst|adoc)$/i;

/** Drafts plumbline.yaml from the document that is shown, or from one that is chosen, and opens it. */
export async function draftFromDocument(client: LanguageClient): Promise<void> {
  const shown = vscode.window.activeTextEditor?.document;
  const uri = shown && DOCUMENT.test(shown.uri.path) ? shown.uri : await chooseDocument();
  if (!uri) return;
  // What is not saved counts.
  const open = vscode.workspace.textDocuments.find(d => d.uri.toString() === uri.toString());
  const params: DraftParams = { from: 'document', uri: uri.toString(), ...(open ? { text: open.getText() } : {}) };
  const draft = await client.sendRequest<DraftResult | null>(draftRequest, params);
  if (!draft) {
    await vscode.window.showWarningMessage('The document could not be read.');
    return;
  }
  if (draft.requirements === 0) {
    await vscode.window.showInformationMessage(
      'Nothing of this document could be made a requirement: it has no sentence that asks for something known.',
    );
    return;
  }
  await show(draft);
}

/** Drafts plumbline.yaml from what the project of the shown file does already, or of one that is chosen. */
export async function draftFromProject(client: LanguageClient): Promise<void> {
  const uri = await chooseProject();
  if (!uri) return;
  const params: DraftParams = { from: 'project', uri: uri.toString() };
  const draft = await client.sendRequest<DraftResult | null>(draftRequest, params);
  if (draft && draft.requirements > 0) await show(draft);
  else
    await vscode.window.showInformationMessage(
      'There is nothing that most of this project does: it has too few resources, or each is made in its own way.',
    );
}

/** A file of the project that is meant. */
async function chooseProject(): Promise<vscode.Uri | undefined> {
  const shown = vscode.window.activeTextEditor?.document.uri;
  if (shown && vscode.workspace.getWorkspaceFolder(shown)) return shown;
  const apps = await vscode.workspace.findFiles('**/cdk.json', '**/{node_modules,cdk.out}/**', 50);
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => vscode.Uri.joinPath(uri, 'cdk.json'));
  const projects = new Map([...folders, ...apps].map(uri => [uri.toString(), uri]));
  if (projects.size < 2) return [...projects.values()][0] ?? shown;
  const items = [...projects.values()].map(uri => {
    const project = vscode.Uri.joinPath(uri, '..');
    const folder = vscode.workspace.getWorkspaceFolder(uri);
    const isFolder = folder?.uri.path === project.path;
    return { label: isFolder ? folder.name : vscode.workspace.asRelativePath(project), uri };
  });
  return (await vscode.window.showQuickPick(items, { placeHolder: 'The project to draft from' }))?.uri;
}

async function chooseDocument(): Promise<vscode.Uri | undefined> {
  const files = await vscode.workspace.findFiles(
    '**/*.{md,markdown,txt,rst,adoc}',
    '**/{node_modules,cdk.out}/**',
    500,
  );
  const items = files
    .map(uri => ({ label: vscode.workspace.asRelativePath(uri), uri }))
    .sort((a, b) => a.label.split('/').length - b.label.split('/').length || a.label.localeCompare(b.label));
  const other = { label: 'Another file…', uri: undefined };
  const chosen = await vscode.window.showQuickPick([...items, other], {
    placeHolder: 'The document that says what is wanted',
  });
  if (chosen !== other) return chosen?.uri;
  const picked = await vscode.window.showOpenDialog({ canSelectMany: false, openLabel: 'Draft requirements' });
  return picked?.[0];
}

/** Writes the draft where there is no file yet; one that is there stays unless the user wants it replaced. */
async function show({ uri: target, content }: DraftResult): Promise<void> {
  const uri = vscode.Uri.parse(target);
  if (await exists(uri)) {
    const compare = 'Show the draft beside';
    const replace = 'Replace';
    const choice = await vscode.window.showWarningMessage(
      plain(`${vscode.workspace.asRelativePath(uri)} is there already.`),
      { modal: true, detail: 'Replacing it can be undone in the editor until it is saved.' },
      compare,
      replace,
    );
    if (choice === compare) {
      const document = await vscode.workspace.openTextDocument({ language: 'yaml', content });
      await vscode.window.showTextDocument(document, vscode.ViewColumn.Beside);
    }
    if (choice !== replace) return;
    const document = await vscode.workspace.openTextDocument(uri);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(uri, new vscode.Range(0, 0, document.lineCount, 0), content);
    await vscode.workspace.applyEdit(edit);
    await vscode.window.showTextDocument(document);
    return;
  }
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(content));
  await vscode.window.showTextDocument(uri);
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}

/** Shows places in a peek under the line of a lens. */
export async function showPlaces(
  uri: string,
  position: Place['range']['start'],
  places: readonly Place[],
): Promise<void> {
  await vscode.commands.executeCommand(
    'editor.action.showReferences',
    vscode.Uri.parse(uri),
    new vscode.Position(position.line, position.character),
    places.map(
      ({ uri: at, range: { start, end } }) =>
        new vscode.Location(
          vscode.Uri.parse(at),
          new vscode.Range(start.line, start.character, end.line, end.character),
        ),
    ),
  );
}
