/** The language status item: what the server is doing, and how much it has found. */
import * as vscode from 'vscode';
import { type LanguageClient, State } from 'vscode-languageclient/node';
import { type Status, statusNotification } from '../../server/src/lsp/protocol.ts';
import { isEnabled } from './liveSynth.ts';
import { plain } from './plain.ts';

interface MenuItem extends vscode.QuickPickItem {
  /** What choosing it does; empty where there is nothing to do. */
  readonly command: string;
}

/** What choosing a part of the status does, in words, and its command; nothing where there is nothing to choose. */
type Choice = readonly [words: string, command: string];
const NOTHING: Choice = ['', ''];
const REPORT: Choice = ['show the report', 'plumbline.showReport'];

/** The parts, each with what can be done when it is on and when it is off. */
const PARTS: Readonly<Record<string, { readonly on: Choice; readonly off: Choice }>> = {
  Checking: { on: REPORT, off: ['open the settings', 'plumbline._settings'] },
  Requirements: { on: REPORT, off: ['draft it from this project', 'plumbline.draftFromProject'] },
  Baseline: { on: REPORT, off: ['accept all current findings', 'plumbline.acceptBaseline'] },
  'Only what I changed': {
    on: ['turn off', 'plumbline.toggleOnlyChanged'],
    off: ['turn on', 'plumbline.toggleOnlyChanged'],
  },
};

const ACTIONS: readonly (readonly [icon: string, label: string, command: string])[] = [
  ['checklist', 'Show full report', 'plumbline.showReport'],
  ['type-hierarchy', 'Show the architecture', 'plumbline.showArchitecture'],
  ['file-code', 'Show synthesized template', 'plumbline.showTemplate'],
  ['rocket', 'Get started', 'plumbline.getStarted'],
  ['settings-gear', 'Open settings', 'plumbline._settings'],
  ['output', 'Show output', 'plumbline.showOutput'],
  ['debug-restart', 'Restart server', 'plumbline.restart'],
  ['bug', 'Diagnose', 'plumbline.diagnose'],
];

/** What needs the app to be run, or git to be asked, which an untrusted workspace does not get. */
const TRUSTED: ReadonlySet<string> = new Set(['plumbline.showTemplate', 'plumbline.toggleOnlyChanged']);

/** A choice, or null where it could do nothing. */
function possible(choice: Choice): Choice | null {
  return vscode.workspace.isTrusted || !TRUSTED.has(choice[1]) ? choice : null;
}

export class StatusItem implements vscode.Disposable {
  readonly #client: LanguageClient;
  readonly #item: vscode.LanguageStatusItem;
  readonly #changed = new vscode.EventEmitter<Status>();
  readonly #disposables: vscode.Disposable[];
  #status: Status | undefined;
  /** Whether the output says that this run of the server has come to an end of reading. */
  #isTold = false;
  /** Fires when the server's status changes. */
  readonly onDidChange = this.#changed.event;

  constructor(client: LanguageClient, selector: vscode.DocumentSelector) {
    this.#client = client;
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
    this.#isTold = false;
    this.#set('Plumbline', 'Starting', true, vscode.LanguageStatusSeverity.Information);
    this.#item.command = { title: 'Show output', command: 'plumbline.showOutput' };
  }

  failed(): void {
    this.#set('Plumbline is not running', 'See the output', false, vscode.LanguageStatusSeverity.Error);
    this.#item.command = { title: 'Restart server', command: 'plumbline.restart' };
  }

  /** What is on and what is not, and why; then what can be done. */
  async showMenu(): Promise<void> {
    const { live, folders = [] } = this.#status ?? {};
    const item = (icon: string, label: string, detail: string, [words, command]: Choice): MenuItem => ({
      label: `$(${icon}) ${label}`,
      description: plain([detail, ...(words === '' ? [] : [`→ ${words}`])].join('  ').trim()),
      command,
    });
    const heading = (label: string): MenuItem => ({ label, kind: vscode.QuickPickItemKind.Separator, command: '' });
    const items: MenuItem[] = [];
    for (const { name, parts } of folders) {
      items.push(heading(folders.length > 1 ? name : 'What is on'));
      for (const { name: part, on, detail } of parts)
        items.push(
          item(
            on ? 'pass' : 'circle-slash',
            `${part}: ${on ? 'on' : 'off'}`,
            detail,
            possible(PARTS[part]?.[on ? 'on' : 'off'] ?? NOTHING) ?? NOTHING,
          ),
        );
    }
    if (live) {
      // On, with a reason: it runs, and the app stops at an error.
      const isWell = live.state === 'on' && live.reason === null;
      const icon = {
        off: 'circle-slash',
        waiting: 'watch',
        starting: 'sync',
        on: isWell ? 'pass' : 'warning',
        failing: 'warning',
      }[live.state];
      const detail = live.reason ?? (live.median === null ? '' : `${live.median} ms a run`);
      const choice: Choice = vscode.workspace.isTrusted
        ? [isEnabled() ? 'turn off' : 'turn on', 'plumbline.toggleLiveSynth']
        : ['manage trust', 'workbench.trust.manage'];
      items.push(item(icon, `Live synth: ${live.state}`, detail.replace(/\.$/, ''), choice));
    }
    items.push(
      heading('What to do'),
      ...ACTIONS.flatMap(([icon, label, command]) => {
        const choice = possible(['', command]);
        return choice ? [item(icon, label, '', choice)] : [];
      }),
    );
    const title = `${this.#item.text} · ${this.#item.detail ?? ''}`;
    const chosen = await vscode.window.showQuickPick(items, { title, placeHolder: 'Choose what to do' });
    if (chosen && chosen.command !== '') await vscode.commands.executeCommand(chosen.command);
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
      const found = parts.length === 0 ? 'no findings' : parts.join(', ');
      this.#set(
        `Plumbline: ${found}`,
        // The Problems view has those of open files alone, which looks like a contradiction to who is not told.
        [`in ${files}, open or not`, ...status.narrowed].join(' · '),
        false,
        vscode.LanguageStatusSeverity.Information,
      );
      // Whoever opens the output sees that it works, and what.
      if (!this.#isTold) {
        this.#isTold = true;
        const trust = vscode.workspace.isTrusted ? '' : ', in a workspace that is not trusted';
        this.#client.info(`Plumbline ${status.version} has read ${files}${trust}: ${found}.`);
      }
    }
    this.#item.command = { title: 'Actions', command: 'plumbline.showStatus' };
    this.#status = status;
    this.#changed.fire(status);
  }

  #set(text: string, detail: string, busy: boolean, severity: vscode.LanguageStatusSeverity): void {
    this.#item.text = text;
    this.#item.detail = plain(detail);
    this.#item.busy = busy;
    this.#item.severity = severity;
    this.#item.accessibilityInformation = { label: `${text}. ${detail}` };
  }
}

function counted(count: number, one: string, many = `${one}s`): string {
  return count === 0 ? '' : `${count} ${count === 1 ? one : many}`;
}
