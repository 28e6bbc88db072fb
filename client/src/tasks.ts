/** Tasks of type `plumbline`: the command line tool that comes with the extension, on a workspace folder. */
import * as vscode from 'vscode';

export const TASK = 'plumbline';

/** What tasks.json says. */
interface Definition extends vscode.TaskDefinition {
  readonly command: 'check' | 'fix';
  /** As the command line has them. */
  readonly args?: readonly string[];
}

const OFFERED: readonly { readonly name: string; readonly definition: Definition }[] = [
  { name: 'check', definition: { type: TASK, command: 'check' } },
  { name: 'fix (dry run)', definition: { type: TASK, command: 'fix', args: ['--dry-run'] } },
];

/** @param cli The command line tool, by path. */
export class Tasks implements vscode.TaskProvider {
  readonly #cli: string;

  constructor(cli: string) {
    this.#cli = cli;
  }

  provideTasks(): vscode.Task[] {
    return (vscode.workspace.workspaceFolders ?? [])
      .filter(folder => folder.uri.scheme === 'file')
      .flatMap(folder => OFFERED.map(({ name, definition }) => this.#task(name, definition, folder, folder)));
  }

  /** A task of tasks.json: the editor wants the same definition back. */
  resolveTask({ name, definition, scope }: vscode.Task): vscode.Task | undefined {
    const { command, args } = definition as Partial<Definition>;
    if ((command !== 'check' && command !== 'fix') || !(args ?? []).every(arg => typeof arg === 'string'))
      return undefined;
    const folder = typeof scope === 'object' ? scope : vscode.workspace.workspaceFolders?.[0];
    return folder && this.#task(name, definition as Definition, folder, scope ?? vscode.TaskScope.Workspace);
  }

  #task(
    name: string,
    definition: Definition,
    folder: vscode.WorkspaceFolder,
    scope: vscode.WorkspaceFolder | vscode.TaskScope,
  ): vscode.Task {
    // The editor's own Node, which Electron is when it is told so.
    const execution = new vscode.ProcessExecution(
      process.execPath,
      [this.#cli, definition.command, ...(definition.args ?? [])],
      { cwd: folder.uri.fsPath, env: { ELECTRON_RUN_AS_NODE: '1' } },
    );
    const task = new vscode.Task(definition, scope, name, TASK, execution, '$plumbline');
    if (definition.command === 'check') task.group = vscode.TaskGroup.Build;
    return task;
  }
}
