/**
 * Live synth in the editor: a status item of its own, the switch for it, and the question whether an app may have what
 * the sandbox does not let it have. The answer is a setting of the workspace.
 */
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { type Denied, type LiveStatus, type Status, deniedNotification } from '../../server/src/lsp/protocol.ts';
import { plain } from './plain.ts';

/** Where the workspace remembers what the user has said no to. */
const REFUSED = 'plumbline.refused';

export class LiveSynthItem implements vscode.Disposable {
  readonly #item: vscode.LanguageStatusItem;
  readonly #memory: vscode.Memento;
  readonly #disposables: vscode.Disposable[];

  constructor(
    client: LanguageClient,
    selector: vscode.DocumentSelector,
    changed: vscode.Event<Status>,
    memory: vscode.Memento,
  ) {
    this.#memory = memory;
    this.#item = vscode.languages.createLanguageStatusItem('plumbline.liveSynth', selector);
    this.#item.name = 'Plumbline live synth';
    this.#item.text = 'Live synth';
    this.#disposables = [
      this.#item,
      changed(({ live }) => this.#show(live)),
      client.onNotification(deniedNotification, (denied: Denied) => {
        this.#ask(denied).catch(error => client.error('The answer could not be stored', error, false));
      }),
    ];
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #show({ state, reason, median, node, guards }: LiveStatus): void {
    const item = this.#item;
    item.text = `Live synth: ${state}${state === 'on' && median !== null ? ` · ${median} ms` : ''}`;
    // The popup is narrow: what runs the app and what is kept from it; for those who listen, how.
    const version = /^Node \S+/.exec(node ?? '')?.[0] ?? '';
    const kept = guards.length > 0 ? `sandboxed: ${guards.map(g => g.split(/[:,]/)[0]).join(', ')}` : '';
    item.detail = plain(reason ?? [version, kept].filter(words => words !== '').join(' · '));
    item.busy = state === 'starting';
    item.severity =
      state === 'failing' ? vscode.LanguageStatusSeverity.Warning : vscode.LanguageStatusSeverity.Information;
    item.accessibilityInformation = { label: `${item.text}. ${reason ?? [node ?? '', ...guards].join(', ')}` };
    item.command = !vscode.workspace.isTrusted
      ? { title: 'Manage trust', command: 'workbench.trust.manage' }
      : { title: isEnabled() ? 'Turn off' : 'Turn on', command: 'plumbline.toggleLiveSynth' };
  }

  /** Asks once: what was refused is not asked about again in this workspace. */
  async #ask({ folder, entry, app }: Denied): Promise<void> {
    const refused = this.#memory.get<readonly string[]>(REFUSED, []);
    const uri = vscode.Uri.parse(folder);
    const settings = vscode.workspace.getConfiguration('plumbline', uri);
    const allowed = settings.get<readonly string[]>('liveSynth.allow', []);
    if (refused.includes(`${folder} ${entry}`) || allowed.includes(entry)) return;
    const [kind, target] = [entry.slice(0, entry.indexOf(':')), entry.slice(entry.indexOf(':') + 1)];
    const [question, allow] =
      kind === 'env'
        ? [`${app} needs the environment variable ${target} to be synthesized.`, `Allow reading ${plain(target)}`]
        : [`${app} reads ${target}, which is outside of the project, when it is synthesized.`, 'Allow reading it'];
    const choice = await vscode.window.showInformationMessage(plain(question), allow, 'Not now');
    if (choice === undefined) return;
    if (choice !== allow) {
      await this.#memory.update(REFUSED, [...refused, `${folder} ${entry}`]);
      return;
    }
    const several = (vscode.workspace.workspaceFolders?.length ?? 0) > 1;
    const target_ = several ? vscode.ConfigurationTarget.WorkspaceFolder : vscode.ConfigurationTarget.Workspace;
    await settings.update('liveSynth.allow', [...allowed, entry], target_);
  }
}

/** Turns live synth on or off for this workspace. */
export async function toggleLiveSynth(): Promise<void> {
  const settings = vscode.workspace.getConfiguration('plumbline');
  await settings.update('liveSynth.enabled', !isEnabled(), vscode.ConfigurationTarget.Workspace);
}

/** Whether live synth is switched on, be it able to run or not. */
export function isEnabled(): boolean {
  return vscode.workspace.getConfiguration('plumbline').get('liveSynth.enabled', true);
}
