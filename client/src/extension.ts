/** The extension's entry: starts the language server and connects it with the editor. Everything else is a file of its own. */
import * as vscode from 'vscode';
import { type LanguageClientOptions, RevealOutputChannelOn, TransportKind } from 'vscode-languageclient/node';
import {
  type InitializationOptions,
  SERVER_ENVIRONMENT,
  SERVER_FLAGS,
  trustNotification,
} from '../../server/src/lsp/protocol.ts';
import { registerCodeActions } from './codeActions.ts';
import { registerCommands } from './commands.ts';
import { LiveSynthItem } from './liveSynth.ts';
import { PicturePanel } from './picturePanel.ts';
import { navigation } from './navigation.ts';
import { ReportPanel } from './reportPanel.ts';
import { Client } from './server.ts';
import { StatusItem } from './status.ts';
import { TASK, Tasks } from './tasks.ts';
import { Templates } from './template.ts';
import { followSteps } from './walkthrough.ts';

/** What other extensions and our own tests may use. */
export interface Api {
  /** Resolves when the server answers. */
  readonly ready: Promise<void>;
  /** The id of the server's process; undefined while there is none. */
  server(): number | undefined;
}

/** Documents that may hold something of ours; the server looks inside. */
const LANGUAGES = [
  'yaml',
  'cloudformation',
  'json',
  'jsonc',
  'typescript',
  'typescriptreact',
  'javascript',
  'javascriptreact',
  // Handlers: files that call nothing of AWS cost the server one look at their text.
  'python',
];
/** Where documents live that are worth reading; the left side of a comparison and the like are not. */
const SCHEMES = ['file', 'untitled', 'vscode-vfs', 'vscode-test-web'];

const selector = SCHEMES.flatMap(scheme => [
  ...LANGUAGES.map(language => ({ scheme, language })),
  { scheme, pattern: '**/*.template' },
]);

let client: Client | undefined;

export function activate(context: vscode.ExtensionContext): Api {
  const log = vscode.window.createOutputChannel('Plumbline', { log: true });
  const module = context.asAbsolutePath('dist/server.cjs');
  const clientOptions: LanguageClientOptions = {
    documentSelector: selector,
    outputChannel: log,
    traceOutputChannel: log,
    // A log that opens by itself interrupts; the status item says when something is wrong.
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    diagnosticPullOptions: { onChange: true, onSave: true, onFocus: true, onTabs: false },
    markdown: { isTrusted: false, supportHtml: false },
    // Asked again when the server restarts.
    initializationOptions: (): InitializationOptions => ({
      trusted: vscode.workspace.isTrusted,
      cache: (context.storageUri ?? context.globalStorageUri).fsPath,
      commands: true,
      asksForActions: true,
      navigation: navigation(),
    }),
  };
  client = new Client(
    {
      run: {
        module,
        transport: TransportKind.ipc,
        options: { execArgv: [...SERVER_FLAGS], env: SERVER_ENVIRONMENT },
      },
      debug: { module, transport: TransportKind.ipc, options: { execArgv: ['--nolazy', '--inspect=6010'] } },
    },
    clientOptions,
  );
  const status = new StatusItem(client, selector);
  // News of the server, or an edit that changes nothing of what the status says: panels may have something else to show.
  const fresh = new vscode.EventEmitter<void>();
  const report = new ReportPanel(client, fresh.event, context.storageUri);
  const picture = new PicturePanel(client, fresh.event);
  const templates = new Templates(client, status.onDidChange);
  const started = client;
  context.subscriptions.push(
    log,
    status,
    fresh,
    status.onDidChange(({ state }) => {
      if (state === 'ready') fresh.fire();
    }),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0 && vscode.languages.match(selector, document) > 0) fresh.fire();
    }),
    report,
    picture,
    templates,
    new LiveSynthItem(client, selector, status.onDidChange, context.workspaceState),
    registerCodeActions(client, selector),
    ...registerCommands(client, context, report, picture, status, templates),
    followSteps(status.onDidChange),
    vscode.tasks.registerTaskProvider(TASK, new Tasks(context.asAbsolutePath('dist/cli.cjs'))),
    vscode.workspace.onDidGrantWorkspaceTrust(() => started.sendNotification(trustNotification)),
  );
  const ready = client.start().catch(error => {
    status.failed();
    log.error(error instanceof Error ? error : String(error));
    throw error;
  });
  // The promise is the API's; nobody has to be listening.
  ready.catch(() => {});
  return { ready, server: () => started.serverProcess?.pid };
}

export function deactivate(): Thenable<void> | undefined {
  return client?.stop();
}
