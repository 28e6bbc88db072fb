/** Synthesized templates as read-only documents that follow the app, and the list of what a construct creates. */
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import {
  type CreatedResource,
  type Status,
  type TemplateChoice,
  type TemplateParams,
  type TemplateResult,
  templateRequest,
} from '../../server/src/lsp/protocol.ts';

export const TEMPLATE_SCHEME = 'plumbline-template';

export class Templates implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #client: LanguageClient;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #disposables: vscode.Disposable[];
  readonly onDidChange = this.#changed.event;
  #runs = 0;

  constructor(client: LanguageClient, status: vscode.Event<Status>) {
    this.#client = client;
    this.#disposables = [
      this.#changed,
      vscode.workspace.registerTextDocumentContentProvider(TEMPLATE_SCHEME, this),
      status(({ live }) => {
        if (live.runs === this.#runs) return;
        this.#runs = live.runs;
        for (const { uri } of vscode.workspace.textDocuments)
          if (uri.scheme === TEMPLATE_SCHEME) this.#changed.fire(uri);
      }),
    ];
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  /** The query of the URI says what to ask for. */
  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const result = await this.#ask(JSON.parse(uri.query) as TemplateParams);
    return result && 'content' in result
      ? result.content
      : '// There is no template: live synth is off, or the app makes no such stack.\n';
  }

  /** Opens the template of the stack at the cursor beside the code; asks for one where the cursor is in none or in several. */
  async show(): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    if (!editor) return;
    const { line, character } = editor.selection.active;
    const uri = editor.document.uri.toString();
    const result = await this.#ask({ uri, position: { line, character } });
    if (!result || !('choice' in result)) return this.#open(uri, result, null);
    const stack = await vscode.window.showQuickPick(result.choice, { placeHolder: 'The stack whose template to show' });
    if (stack === undefined) return;
    await this.#open(uri, await this.#ask({ uri, stack }), null);
  }

  /** Lists resources; the one that is chosen is shown in its template. */
  async showResources(uri: string, resources: readonly CreatedResource[]): Promise<void> {
    const items = resources.map(resource => ({
      label: resource.logicalId,
      description: resource.type,
      detail: resource.path,
      resource,
    }));
    const chosen = await vscode.window.showQuickPick(items, {
      placeHolder: 'A resource to show in the template',
      matchOnDescription: true,
      matchOnDetail: true,
    });
    if (!chosen) return;
    const { stack, logicalId } = chosen.resource;
    await this.#open(uri, await this.#ask({ uri, stack }), logicalId);
  }

  #ask(params: TemplateParams): Promise<TemplateResult | TemplateChoice | null> {
    return this.#client.sendRequest<TemplateResult | TemplateChoice | null>(templateRequest, params);
  }

  async #open(uri: string, result: TemplateResult | TemplateChoice | null, logicalId: string | null): Promise<void> {
    if (!result || 'choice' in result) {
      await vscode.window.showInformationMessage(
        'There is no synthesized template here: the status item of live synth says why.',
      );
      return;
    }
    const { stack, file } = result;
    const query = JSON.stringify({ uri, stack } satisfies TemplateParams);
    const document = await vscode.workspace.openTextDocument(
      vscode.Uri.from({ scheme: TEMPLATE_SCHEME, path: `/${file.replace(/(\.json)?$/, '.json')}`, query }),
    );
    const at = logicalId === null ? -1 : document.getText().indexOf(`\n    ${JSON.stringify(logicalId)}: {`);
    const place = document.positionAt(at < 0 ? 0 : at + 1);
    await vscode.window.showTextDocument(document, {
      viewColumn: vscode.ViewColumn.Beside,
      preserveFocus: logicalId === null,
      selection: new vscode.Range(place, place),
    });
  }
}
