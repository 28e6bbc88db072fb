/**
 * The process of the language server, from the editor's side: one that crashes is started again, one that goes on crashing
 * is not, and then the user is told once, with what can be done. Whatever else goes wrong stands in the log and the status.
 */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import {
  CloseAction,
  type CloseHandlerResult,
  ErrorAction,
  type ErrorHandler,
  type ErrorHandlerResult,
  LanguageClient,
  type LanguageClientOptions,
  type ServerOptions,
} from 'vscode-languageclient/node';
import { plain } from './plain.ts';

/** So many crashes within so many milliseconds are too many. */
const CRASHES = 5;
const WITHIN = 3 * 60_000;
/** Milliseconds until the next start: long enough for whoever waits for the last one to hear that it has failed. */
const PAUSE = 200;

const RESTART = 'Restart server';
const OUTPUT = 'Show output';

/** A client that shows no message of its own: those of the library come one for each crash and each failed start. */
export class Client extends LanguageClient {
  readonly #crashes: Crashes;

  constructor(server: ServerOptions, options: LanguageClientOptions) {
    const crashes = new Crashes();
    super('plumbline', 'Plumbline', server, {
      ...options,
      errorHandler: crashes,
      // The end of the process, which follows, is where it is decided what happens.
      initializationFailedHandler: () => false,
    });
    this.#crashes = crashes;
  }

  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }

  /** Starts the server anew, in whatever state it is: one that hangs is ended. */
  override async restart(): Promise<void> {
    this.#crashes.forget();
    const { serverProcess } = this;
    // There is none for a moment after a crash: then another one is on its way.
    if (this.isRunning() && serverProcess)
      await this.stop().catch(async error => {
        this.error('The server does not stop, and is ended', error);
        // The end of this process, heard of later, would be taken for that of the next one.
        if (serverProcess.exitCode === null && serverProcess.kill('SIGKILL')) await once(serverProcess, 'close');
      });
    await this.start();
  }
}

/** Decides what happens when the connection to the server fails or ends. */
class Crashes implements ErrorHandler {
  #times: number[] = [];

  /** A message that could not be sent is lost; where all are, the connection ends as well. */
  error(): ErrorHandlerResult {
    return { action: ErrorAction.Continue, handled: true };
  }

  async closed(): Promise<CloseHandlerResult> {
    const now = performance.now();
    this.#times = [...this.#times.filter(time => now - time < WITHIN), now];
    await sleep(PAUSE);
    const count = this.#times.length;
    if (count < CRASHES)
      return { action: CloseAction.Restart, handled: true, message: 'The server has crashed and is started again.' };
    void tell(count);
    return { action: CloseAction.DoNotRestart, handled: true, message: `The server has crashed ${count} times.` };
  }

  /** What was before does not count. */
  forget(): void {
    this.#times = [];
  }
}

async function tell(count: number): Promise<void> {
  const choice = await vscode.window.showErrorMessage(
    plain(
      `Plumbline has crashed ${count} times within three minutes and is not started again by itself. Its output says why.`,
    ),
    RESTART,
    OUTPUT,
  );
  if (choice === RESTART) await vscode.commands.executeCommand('plumbline.restart');
  else if (choice === OUTPUT) await vscode.commands.executeCommand('plumbline.showOutput');
}
