/** The full report in a panel: a page that the server renders, kept up to date, whose rows lead to the code. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { type ReportParams, type ReportResult, type Status, reportRequest } from '../../server/src/lsp/protocol.ts';

/** What the page says when a row is chosen. */
interface OpenMessage {
  readonly type: 'open';
  readonly uri: string;
  readonly range: {
    readonly start: { readonly line: number; readonly character: number };
    readonly end: { readonly line: number; readonly character: number };
  };
}

/** Milliseconds of quiet before the page is rendered again while the user types. */
const QUIET = 700;

export class ReportPanel implements vscode.Disposable {
  readonly #client: LanguageClient;
  readonly #listener: vscode.Disposable;
  #panel: vscode.WebviewPanel | undefined;
  #timer: NodeJS.Timeout | undefined;
  #shown = '';

  constructor(client: LanguageClient, changed: vscode.Event<Status>) {
    this.#client = client;
    this.#listener = changed(status => {
      if (status.state === 'ready') this.#refreshLater();
    });
  }

  async show(): Promise<void> {
    if (this.#panel) {
      this.#panel.reveal(undefined, true);
    } else {
      const panel = vscode.window.createWebviewPanel(
        'plumbline.report',
        'Plumbline report',
        { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
        { enableScripts: true, retainContextWhenHidden: true, enableFindWidget: true, localResourceRoots: [] },
      );
      this.#panel = panel;
      panel.onDidDispose(() => {
        this.#panel = undefined;
        this.#shown = '';
        clearTimeout(this.#timer);
      });
      panel.webview.onDidReceiveMessage((message: unknown) => {
        if (isOpen(message)) void open(message);
      });
    }
    await this.#render();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#listener.dispose();
    this.#panel?.dispose();
  }

  #refreshLater(): void {
    if (!this.#panel) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#render().catch(error => this.#client.error('The report could not be refreshed', error, false));
    }, QUIET);
  }

  async #render(): Promise<void> {
    const nonce = randomBytes(16).toString('hex');
    const params: ReportParams = { format: 'html', nonce };
    const { content } = await this.#client.sendRequest<ReportResult>(reportRequest, params);
    const plain = content.replaceAll(nonce, '');
    // The page keeps its filters and its place as long as it says the same.
    if (!this.#panel || plain === this.#shown) return;
    this.#shown = plain;
    this.#panel.webview.html = content;
  }
}

function isOpen(message: unknown): message is OpenMessage {
  const m = message as Partial<OpenMessage> | null;
  return m?.type === 'open' && typeof m.uri === 'string' && typeof m.range?.start?.line === 'number';
}

/** Shows the place beside the report, in the column where code is. */
async function open({ uri, range }: OpenMessage): Promise<void> {
  const { start, end } = range;
  await vscode.window.showTextDocument(vscode.Uri.parse(uri), {
    viewColumn: vscode.ViewColumn.One,
    selection: new vscode.Range(start.line, start.character, end.line, end.character),
  });
}
