/** *Diagnose*: what a bug report needs to know, as a Markdown document that is not saved anywhere. */
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { type DiagnoseParams, type DiagnoseResult, diagnoseRequest } from '../../server/src/lsp/protocol.ts';

/** Extensions that look at the same files: what is said twice, or kept from showing, may be their doing. */
const NEIGHBOURS = [
  'amazonwebservices.aws-toolkit-vscode',
  'redhat.vscode-yaml',
  'kddejong.vscode-cfn-lint',
  'aws-scripting-guy.cform',
  'bridgecrew.checkov',
];

export async function diagnose(client: LanguageClient, context: vscode.ExtensionContext): Promise<void> {
  const params: DiagnoseParams = { versions: versions(context), settings: changedSettings(context) };
  const { content } = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: 'Plumbline: diagnosing' },
    () => client.sendRequest<DiagnoseResult>(diagnoseRequest, params),
  );
  if (content === '') throw new Error('the server could not say how it is');
  const document = await vscode.workspace.openTextDocument({ language: 'markdown', content });
  await vscode.window.showTextDocument(document);
}

function versions({ extension }: vscode.ExtensionContext): [string, string][] {
  const { remoteName, uiKind, appHost } = vscode.env;
  const where = [
    uiKind === vscode.UIKind.Web ? 'in a browser' : 'desktop',
    ...(remoteName === undefined ? [] : [`remote: ${remoteName}`]),
    ...(appHost === 'desktop' ? [] : [appHost]),
  ];
  return [
    ['Extension', `${extension.id} ${extension.packageJSON.version}`],
    ['VS Code', `${vscode.version} (${where.join(', ')})`],
    ['Workspace', vscode.workspace.isTrusted ? 'trusted' : 'not trusted'],
    ...NEIGHBOURS.flatMap((id): [string, string][] => {
      const other = vscode.extensions.getExtension(id);
      return other ? [[id, String(other.packageJSON.version)]] : [];
    }),
  ];
}

/** The settings that somebody has set, by their whole name, with the value that holds. */
function changedSettings({ extension }: vscode.ExtensionContext): Record<string, unknown> {
  const keys = Object.keys(extension.packageJSON.contributes.configuration.properties);
  const configuration = vscode.workspace.getConfiguration();
  return Object.fromEntries(
    keys.flatMap(key => {
      const { globalValue, workspaceValue, workspaceFolderValue } = configuration.inspect(key) ?? {};
      const isSet = [globalValue, workspaceValue, workspaceFolderValue].some(value => value !== undefined);
      return isSet ? [[key, configuration.get(key)]] : [];
    }),
  );
}
