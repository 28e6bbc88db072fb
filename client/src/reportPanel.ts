/** The full report: in a panel, as a page that the server renders, kept up to date, whose rows lead to the code; or as a file. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { type ReportParams, type ReportResult, reportRequest } from '../../server/src/lsp/protocol.ts';
import { plain } from './plain.ts';

/** What the page says when a row is chosen. */
interface OpenMessage {
  readonly type: 'open';
  readonly uri: string;
  readonly range: {
    readonly start: { readonly line: number; readonly character: number };
    readonly end: { readonly line: number; readonly character: number };
  };
}

/** The formats of files by their endings, with what the dialog calls them. */
const FORMATS: Readonly<Record<string, { readonly format: ReportParams['format']; readonly name: string }>> = {
  html: { format: 'html', name: 'Web page' },
  md: { format: 'markdown', name: 'Markdown' },
  json: { format: 'json', name: 'JSON' },
  sarif: { format: 'sarif', name: 'SARIF' },
  xml: { format: 'junit', name: 'JUnit XML' },
};

/** Milliseconds of quiet before the page is rendered again while the user types. */
const QUIET = 700;

export class ReportPanel implements vscode.Disposable {
  readonly #client: LanguageClient;
  readonly #listener: vscode.Disposable;
  #panel: vscode.WebviewPanel | undefined;
  #timer: NodeJS.Timeout | undefined;
  #shown = '';
  /** The report that was shown the time before, which this one is compared with. */
  #earlier: ReportParams['earlier'];
  /** The git revision that is compared with instead, if the user has chosen one. */
  #revision: string | undefined;
  readonly #kept: vscode.Uri | undefined;

  /** @param storage The extension's own folder for this workspace, where the last report is kept. */
  constructor(client: LanguageClient, fresh: vscode.Event<void>, storage: vscode.Uri | undefined) {
    this.#client = client;
    this.#kept = storage && vscode.Uri.joinPath(storage, 'last-report.json');
    this.#listener = fresh(() => this.#refreshLater());
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
      panel.onDidChangeViewState(() => this.#refreshLater());
      panel.onDidDispose(() => {
        this.#panel = undefined;
        this.#shown = '';
        this.#revision = undefined;
        clearTimeout(this.#timer);
      });
      panel.webview.onDidReceiveMessage((message: unknown) => {
        if (isOpen(message)) void open(message);
        if (isExport(message)) void vscode.commands.executeCommand('plumbline.exportReport');
      });
      this.#earlier = await this.#readKept();
      try {
        await this.#render();
      } catch (error) {
        panel.dispose();
        throw error;
      }
      await this.#keep();
      return;
    }
    await this.#render();
  }

  /**
   * Shows what is new and what is gone since a git revision.
   * @param given The revision; without one the user is asked, and an empty answer goes back to the last report.
   */
  async compare(given?: string): Promise<void> {
    const revision =
      given ??
      (await vscode.window.showInputBox({
        title: 'Compare the report with a git revision',
        prompt: 'A branch, a tag or a commit; empty for the report as it was last time.',
        value: this.#revision ?? 'HEAD',
      }));
    if (revision === undefined) return;
    const before = this.#revision;
    this.#revision = revision.trim() || undefined;
    try {
      await this.show();
    } catch (error) {
      this.#revision = before;
      if (!(error instanceof Problem)) throw error;
      void vscode.window.showWarningMessage(plain(error.message));
    }
  }

  /**
   * Writes the report to a file, in the format of its ending, and gives its URI.
   * @param target Where to; without one the user is asked, and nothing happens if they give no answer.
   */
  async export(target?: vscode.Uri): Promise<vscode.Uri | undefined> {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const uri =
      target ??
      (await vscode.window.showSaveDialog({
        title: 'Export the report',
        saveLabel: 'Export',
        filters: Object.fromEntries(Object.entries(FORMATS).map(([ending, { name }]) => [name, [ending]])),
        ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, 'plumbline-report.html') } : {}),
      }));
    if (!uri) return undefined;
    const { format } = FORMATS[/[^.]*$/.exec(uri.path)?.[0].toLowerCase() ?? ''] ?? { format: 'html' };
    const earlier = this.#panel ? this.#earlier : await this.#readKept();
    const content = await this.#request({ format, ...this.#compared(earlier) });
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(content));
    if (target) return uri;
    const name = vscode.workspace.asRelativePath(uri);
    void vscode.window.showInformationMessage(plain(`The report is in ${name}.`), 'Open').then(choice => {
      if (choice) void (format === 'html' ? vscode.env.openExternal(uri) : vscode.window.showTextDocument(uri));
    });
    return uri;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#listener.dispose();
    this.#panel?.dispose();
  }

  /** Renders it again once things are quiet, if anybody sees it. */
  #refreshLater(): void {
    if (!this.#panel?.visible) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#render().catch(error => this.#client.error('The report could not be refreshed', error, false));
    }, QUIET);
  }

  #compared(earlier: ReportParams['earlier']): Pick<ReportParams, 'earlier' | 'revision'> {
    if (this.#revision !== undefined) return { revision: this.#revision };
    return earlier ? { earlier } : {};
  }

  async #request(params: ReportParams): Promise<string> {
    const { content, problem } = await this.#client.sendRequest<ReportResult>(reportRequest, params);
    if (problem !== undefined) throw new Problem(problem);
    if (content === '') throw new Error('The server made no report; its log says why.');
    return content;
  }

  /** What was kept when the report was opened the last time; nothing where it can't be read. */
  async #readKept(): Promise<ReportParams['earlier']> {
    if (!this.#kept) return undefined;
    try {
      const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(this.#kept));
      const { mtime } = await vscode.workspace.fs.stat(this.#kept);
      return { since: new Date(mtime).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' }), text };
    } catch {
      return undefined;
    }
  }

  async #keep(): Promise<void> {
    if (!this.#kept) return;
    const text = await this.#request({ format: 'baseline' });
    await vscode.workspace.fs.createDirectory(vscode.Uri.joinPath(this.#kept, '..'));
    await vscode.workspace.fs.writeFile(this.#kept, new TextEncoder().encode(text));
  }

  async #render(): Promise<void> {
    const nonce = randomBytes(16).toString('hex');
    const content = await this.#request({
      format: 'html',
      nonce,
      ...this.#compared(this.#earlier),
    });
    const plain = content.replaceAll(nonce, '');
    // The page keeps its filters and its place as long as it says the same.
    if (!this.#panel || plain === this.#shown) return;
    this.#shown = plain;
    this.#panel.webview.html = content;
  }
}

/** What the user can do something about. */
class Problem extends Error {}

function isExport(message: unknown): boolean {
  return (message as { readonly type?: unknown } | null)?.type === 'export';
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
