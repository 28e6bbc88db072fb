/** The language status item: what the server is doing, and how much it has found. */
import * as vscode from 'vscode';
import { type LanguageClient, State } from 'vscode-languageclient/node';
import { type Status, statusNotification } from '../../server/src/lsp/protocol.ts';

export class StatusItem implements vscode.Disposable {
  readonly #item: vscode.LanguageStatusItem;
  readonly #changed = new vscode.EventEmitter<Status>();
  readonly #disposables: vscode.Disposable[];
  /** Fires when the server's status changes. */
  readonly onDidChange = this.#changed.event;

  constructor(client: LanguageClient, selector: vscode.DocumentSelector) {
    this.#item = vscode.languages.createLanguageStatusItem('plumbline.status', selector);
    this.#item.name = 'Plumbline';
    this.starting();
    this.#disposables = [
      this.#item,
      this.#changed,
      client.onNotification(statusNotification, (status: Status) => this.#show(status)),
      client.onDidChangeState(({ newState }) => {
        if (newState === State.Starting) this.starting();
        else if (newState === State.Stopped) this.failed();
      }),
    ];
  }

  starting(): void {
    this.#set('Plumbline', 'Starting', true, vscode.LanguageStatusSeverity.Information);
    this.#item.command = { title: 'Show output', command: 'plumbline.showOutput' };
  }

  failed(): void {
    this.#set('Plumbline is not running', 'See the output', false, vscode.LanguageStatusSeverity.Error);
    this.#item.command = { title: 'Restart server', command: 'plumbline.restart' };
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #show(status: Status): void {
    const files = `${status.files} ${status.files === 1 ? 'file' : 'files'}`;
    if (status.state === 'analysing') {
      this.#set(
        'Plumbline',
        `${status.total === 0 ? 'Looking for files' : `Reading ${status.done} of ${status.total} files`} · ${status.version}`,
        true,
        vscode.LanguageStatusSeverity.Information,
      );
    } else {
      const { error, warning, information, hint } = status.findings;
      const parts = [counted(error, 'error'), counted(warning, 'warning'), counted(information + hint, 'note')].filter(
        p => p !== '',
      );
      this.#set(
        parts.length === 0 ? 'Plumbline: no findings' : `Plumbline: ${parts.join(', ')}`,
        [files, ...status.narrowed].join(' · '),
        false,
        vscode.LanguageStatusSeverity.Information,
      );
    }
    this.#item.command = { title: 'Show full report', command: 'plumbline.showReport' };
    this.#changed.fire(status);
  }

  #set(text: string, detail: string, busy: boolean, severity: vscode.LanguageStatusSeverity): void {
    this.#item.text = text;
    this.#item.detail = detail;
    this.#item.busy = busy;
    this.#item.severity = severity;
    this.#item.accessibilityInformation = { label: `${text}. ${detail}` };
  }
}

function counted(count: number, one: string, many = `${one}s`): string {
  return count === 0 ? '' : `${count} ${count === 1 ? one : many}`;
}
