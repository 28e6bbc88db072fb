/** The architecture picture: in a panel that follows the code, whose nodes lead to it; or as a file. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { type PictureParams, type PictureResult, type Place, pictureRequest } from '../../server/src/lsp/protocol.ts';
import { plain } from './plain.ts';

/** What of the picture is chosen in the page. */
type Choice = Omit<Extract<PictureParams, { format: 'view' | 'svg' | 'mermaid' }>, 'format'>;

/** Milliseconds of quiet before the picture is drawn again while the user types. */
const QUIET = 500;

const FILES = {
  svg: { ending: 'svg', name: 'SVG' },
  mermaid: { ending: 'mmd', name: 'Mermaid' },
} as const;

export class PicturePanel implements vscode.Disposable {
  readonly #client: LanguageClient;
  readonly #listener: vscode.Disposable;
  #panel: vscode.WebviewPanel | undefined;
  #timer: NodeJS.Timeout | undefined;
  #choice: Choice = {};
  /** How the last choice was arranged, where the user left that open: so it stays while they type. */
  #settled: { readonly choice: Choice; readonly arrangement: NonNullable<Choice['arrangement']> } | undefined;
  #shown = '';

  constructor(client: LanguageClient, fresh: vscode.Event<void>) {
    this.#client = client;
    this.#listener = fresh(() => this.#refreshLater());
  }

  /** Shows the project of the active editor; of a template its own stack. */
  async show(): Promise<void> {
    const uri = vscode.window.activeTextEditor?.document.uri.toString();
    if (uri !== undefined || !this.#panel)
      this.#choice = { ...only(this.#choice), ...(uri === undefined ? {} : { uri }) };
    if (this.#panel) {
      this.#panel.reveal(undefined, true);
      await this.#draw();
      return;
    }
    const panel = vscode.window.createWebviewPanel(
      'plumbline.picture',
      'Plumbline architecture',
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      { enableScripts: true, retainContextWhenHidden: true, localResourceRoots: [] },
    );
    this.#panel = panel;
    panel.onDidChangeViewState(() => this.#refreshLater());
    panel.onDidDispose(() => {
      this.#panel = undefined;
      this.#shown = '';
      clearTimeout(this.#timer);
    });
    panel.webview.onDidReceiveMessage((message: unknown) => {
      this.#receive(message as Message).catch(error => this.#client.error('The picture failed', error, false));
    });
    const nonce = randomBytes(16).toString('hex');
    const page = await this.#client.sendRequest<PictureResult | null>(pictureRequest, { format: 'page', nonce });
    if (!page) throw new Error('The server made no page; its log says why.');
    panel.webview.html = page.content;
  }

  /**
   * Writes what is shown, or else the project of the active editor, to a file, and gives its URI.
   * @param target Where to; without one the user is asked, and nothing happens if they give no answer.
   */
  async export(format: 'svg' | 'mermaid', target?: vscode.Uri): Promise<vscode.Uri | undefined> {
    const { ending, name } = FILES[format];
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const uri =
      target ??
      (await vscode.window.showSaveDialog({
        title: 'Export the architecture',
        saveLabel: 'Export',
        filters: { [name]: [ending] },
        ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, `architecture.${ending}`) } : {}),
      }));
    if (!uri) return undefined;
    const active = vscode.window.activeTextEditor?.document.uri.toString();
    const choice = this.#panel || active === undefined ? this.#choice : { uri: active };
    const result = await this.#request({ format, ...this.#arranged(choice) });
    if (!result) throw new Error('There is nothing to draw, or the server could not; its log says why.');
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(result.content));
    if (target) return uri;
    const said = `The architecture is in ${vscode.workspace.asRelativePath(uri)}.`;
    void vscode.window.showInformationMessage(plain(said), 'Open').then(choice => {
      if (choice) void vscode.commands.executeCommand('vscode.open', uri);
    });
    return uri;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#listener.dispose();
    this.#panel?.dispose();
  }

  async #chooseExport(): Promise<void> {
    const items = [
      { label: 'SVG', description: 'An image for documents and browsers', format: 'svg' as const },
      { label: 'Mermaid', description: 'Text that GitHub and wikis draw', format: 'mermaid' as const },
    ];
    const chosen = await vscode.window.showQuickPick(items, { placeHolder: 'Export the architecture as' });
    if (chosen) await this.export(chosen.format);
  }

  /** Shows the place in another column than the picture's; the picture keeps the focus unless it gives it away. */
  async #open({ uri, range: { start, end }, focus }: Extract<Message, { type: 'open' }>): Promise<void> {
    const own = this.#panel?.viewColumn;
    const beside = vscode.window.visibleTextEditors.find(e => e.viewColumn !== undefined && e.viewColumn !== own);
    await vscode.window.showTextDocument(vscode.Uri.parse(uri), {
      viewColumn:
        beside?.viewColumn ?? (own === vscode.ViewColumn.One ? vscode.ViewColumn.Beside : vscode.ViewColumn.One),
      preserveFocus: !focus,
      selection: new vscode.Range(start.line, start.character, end.line, end.character),
    });
  }

  /** A choice with the arrangement that it was last shown in. */
  #arranged(choice: Choice): Choice {
    return this.#settled?.choice === choice ? { arrangement: this.#settled.arrangement, ...choice } : choice;
  }

  #request(params: PictureParams): Promise<PictureResult | null> {
    return this.#client.sendRequest<PictureResult | null>(pictureRequest, params);
  }

  /** Draws it again once things are quiet, if anybody sees it. */
  #refreshLater(): void {
    if (!this.#panel?.visible) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#draw().catch(error => this.#client.error('The picture could not be refreshed', error, false));
    }, QUIET);
  }

  /** Sends the page what there is now, unless it shows that already; it keeps its view and what is selected. */
  async #draw(): Promise<void> {
    const choice = this.#choice;
    const result = await this.#request({ format: 'view', ...this.#arranged(choice) });
    // The user may have chosen something else meanwhile.
    if (!this.#panel || choice !== this.#choice) return;
    const picture = result?.view ?? null;
    const shown = JSON.stringify(picture);
    if (picture) {
      this.#choice = { ...choice, project: picture.project, stack: picture.stack };
      this.#settled = { choice: this.#choice, arrangement: picture.arrangement };
    }
    if (shown === this.#shown) return;
    this.#shown = shown;
    await this.#panel.webview.postMessage({ type: 'picture', picture });
  }

  async #receive(message: Message): Promise<void> {
    switch (message?.type) {
      case 'ask': {
        const { type, arrangement, ...chosen } = message;
        const { arrangement: _, ...before } = this.#choice;
        this.#choice = { ...before, ...chosen, ...(arrangement === undefined ? {} : { arrangement }) };
        this.#shown = '';
        return this.#draw();
      }
      case 'open':
        return this.#open(message);
      case 'export':
        return this.#chooseExport();
    }
  }
}

/** What the page says. */
type Message =
  | ({ readonly type: 'ask' } & Omit<Choice, 'uri'>)
  | ({ readonly type: 'open'; readonly focus: boolean } & Place)
  | { readonly type: 'export' };

/** How it is drawn, without what is drawn. */
function only({ project: _project, stack: _stack, uri: _uri, ...how }: Choice): Choice {
  return how;
}
