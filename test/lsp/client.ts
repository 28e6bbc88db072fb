/** A client for tests: speaks the protocol with a server in the same process, over streams in memory. */
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type ClientCapabilities,
  type CodeAction,
  CodeLensRefreshRequest,
  ConfigurationRequest,
  DiagnosticRefreshRequest,
  LogMessageNotification,
  PublishDiagnosticsNotification,
  RegistrationRequest,
  type Diagnostic,
  type DocumentDiagnosticReport,
  type FullDocumentDiagnosticReport,
  type Hover,
  type InitializeResult,
  type ProtocolConnection,
  ProposedFeatures,
  type PublishDiagnosticsParams,
  type Range,
  type ServerCapabilities,
  StreamMessageReader,
  StreamMessageWriter,
  type TextDocumentEdit,
  type WorkspaceEdit,
  createConnection,
  createProtocolConnection,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Rule } from '../../server/src/core/rule.ts';
import type { EngineMaker } from '../../server/src/lsp/live.ts';
import type { Denied, InitializationOptions, Status } from '../../server/src/lsp/protocol.ts';
import { startServer } from '../../server/src/lsp/server.ts';

/** What a modern editor can do. */
export const modern: ClientCapabilities = {
  textDocument: {
    diagnostic: { relatedDocumentSupport: false },
    codeAction: { disabledSupport: true, isPreferredSupport: true },
  },
  workspace: {
    configuration: true,
    workspaceFolders: true,
    didChangeWatchedFiles: { dynamicRegistration: true },
    didChangeConfiguration: { dynamicRegistration: true },
    diagnostics: { refreshSupport: true },
    codeLens: { refreshSupport: true },
    workspaceEdit: {
      documentChanges: true,
      resourceOperations: ['create'],
      changeAnnotationSupport: { groupsOnLabel: true },
    },
  },
};

/** An editor that knows nothing newer than push diagnostics and plain edits. */
export const old: ClientCapabilities = {};

export interface Options {
  readonly rules: readonly Rule[];
  readonly capabilities?: ClientCapabilities;
  readonly folders?: readonly { readonly uri: string; readonly name: string }[];
  readonly settings?: unknown;
  readonly initializationOptions?: InitializationOptions;
  /** What runs CDK apps. */
  readonly engine?: EngineMaker;
  /** Milliseconds that an app stays warm of which no file is open. */
  readonly rest?: number;
  /** The client fails at every question of the server. */
  readonly refuses?: boolean;
}

export class Client {
  readonly connection: ProtocolConnection;
  readonly logged: string[] = [];
  readonly published: PublishDiagnosticsParams[] = [];
  readonly registered: string[] = [];
  readonly statuses: Status[] = [];
  readonly denied: Denied[] = [];
  /** What the server says that it can. */
  capabilities: ServerCapabilities = {};
  /** How often the server asked to be asked again. */
  refreshes = 0;
  lensRefreshes = 0;
  /** The `plumbline` section by scope; the empty string is for documents outside of folders. */
  settings: Record<string, unknown>;
  readonly #documents = new Map<string, TextDocument>();

  private constructor(options: Options) {
    const up = new PassThrough();
    const down = new PassThrough();
    startServer(createConnection(ProposedFeatures.all, new StreamMessageReader(up), new StreamMessageWriter(down)), {
      rules: options.rules,
      ...(options.engine ? { engine: options.engine } : {}),
      ...(options.rest === undefined ? {} : { rest: options.rest }),
      today: () => '2026-11-21',
    });
    this.settings = { '': options.settings ?? { diagnostics: { delay: 20 } } };
    this.connection = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
    this.connection.onRequest(RegistrationRequest.type, p => {
      this.registered.push(...p.registrations.map(r => r.method));
    });
    this.connection.onRequest(ConfigurationRequest.type, p =>
      p.items.map(i => this.settings[i.scopeUri ?? ''] ?? this.settings[''] ?? null),
    );
    this.connection.onRequest(DiagnosticRefreshRequest.type, () => {
      this.refreshes++;
    });
    this.connection.onRequest(CodeLensRefreshRequest.type, () => {
      this.lensRefreshes++;
    });
    this.connection.onNotification(LogMessageNotification.type, p => {
      this.logged.push(p.message);
    });
    this.connection.onNotification(PublishDiagnosticsNotification.type, p => {
      this.published.push(p);
    });
    this.connection.onNotification('plumbline/status', (s: Status) => {
      this.statuses.push(s);
    });
    this.connection.onNotification('plumbline/denied', (d: Denied) => {
      this.denied.push(d);
    });
    if (options.refuses)
      for (const method of [RegistrationRequest.method, ConfigurationRequest.method])
        this.connection.onRequest(method, () => {
          throw new Error(`no ${method} here`);
        });
    this.connection.listen();
  }

  static async start(options: Options): Promise<Client> {
    const client = new Client(options);
    const { capabilities } = await client.connection.sendRequest<InitializeResult>('initialize', {
      processId: null,
      rootUri: options.folders?.[0]?.uri ?? null,
      workspaceFolders: options.folders ?? null,
      capabilities: options.capabilities ?? modern,
      ...(options.initializationOptions ? { initializationOptions: options.initializationOptions } : {}),
    });
    client.capabilities = capabilities;
    await client.connection.sendNotification('initialized', {});
    return client;
  }

  async open(uri: string, text: string, languageId = 'yaml'): Promise<void> {
    this.#documents.set(uri, TextDocument.create(uri, languageId, 1, text));
    await this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId, version: 1, text },
    });
  }

  /** Replaces the only occurrence of a piece of text, as typing does: by an incremental change. */
  async type(uri: string, from: string, to: string): Promise<void> {
    const document = this.text(uri);
    const start = document.getText().indexOf(from);
    if (start < 0) throw new Error(`no ${JSON.stringify(from)} in ${uri}`);
    const range = { start: document.positionAt(start), end: document.positionAt(start + from.length) };
    const contentChanges = [{ range, text: to }];
    const version = document.version + 1;
    TextDocument.update(document, contentChanges, version);
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges,
    });
  }

  async close(uri: string): Promise<void> {
    this.#documents.delete(uri);
    await this.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
  }

  text(uri: string): TextDocument {
    const document = this.#documents.get(uri);
    if (!document) throw new Error(`${uri} is not open`);
    return document;
  }

  /** One pull. */
  report(uri: string, previousResultId?: string): Promise<DocumentDiagnosticReport> {
    return this.connection.sendRequest('textDocument/diagnostic', {
      textDocument: { uri },
      ...(previousResultId === undefined ? {} : { previousResultId }),
    });
  }

  async pull(uri: string): Promise<Diagnostic[]> {
    return ((await this.report(uri)) as FullDocumentDiagnosticReport).items;
  }

  /** Diagnostics as `code "covered text"`. */
  async found(uri: string): Promise<string[]> {
    return this.describe(uri, await this.pull(uri));
  }

  describe(uri: string, diagnostics: readonly Diagnostic[]): string[] {
    return diagnostics.map(d => `${d.code} ${JSON.stringify(this.text(uri).getText(d.range))}`);
  }

  /** The code actions where a piece of text stands. */
  actions(uri: string, at: string, only?: string[]): Promise<CodeAction[]> {
    return this.connection.sendRequest('textDocument/codeAction', {
      textDocument: { uri },
      range: this.range(uri, at),
      context: { diagnostics: [], ...(only ? { only } : {}) },
    });
  }

  hover(uri: string, at: string): Promise<Hover | null> {
    return this.connection.sendRequest('textDocument/hover', {
      textDocument: { uri },
      position: this.range(uri, at).start,
    });
  }

  range(uri: string, at: string): Range {
    const document = this.text(uri);
    const start = document.getText().indexOf(at);
    if (start < 0) throw new Error(`no ${JSON.stringify(at)} in ${uri}`);
    return { start: document.positionAt(start), end: document.positionAt(start + at.length) };
  }

  /** Applies an edit as an editor would: only where the versions fit. */
  async apply(edit: WorkspaceEdit | undefined): Promise<void> {
    for (const change of (edit?.documentChanges ?? []) as TextDocumentEdit[]) {
      const document = this.text(change.textDocument.uri);
      if (change.textDocument.version !== document.version) throw new Error('the edit is for another version');
      const edits = change.edits as { range: Range; newText: string }[];
      const text = TextDocument.applyEdits(document, edits);
      TextDocument.update(document, [{ text }], document.version + 1);
      await this.connection.sendNotification('textDocument/didChange', {
        textDocument: { uri: document.uri, version: document.version },
        contentChanges: [{ text }],
      });
    }
  }

  async stop(): Promise<void> {
    await this.connection.sendRequest('shutdown');
    this.connection.dispose();
  }
}

/** Waits until something holds; the limit is generous since machines are busy. */
export async function until<T>(what: string, look: () => T | Promise<T>, limit = 10_000): Promise<NonNullable<T>> {
  for (const end = performance.now() + limit; ; ) {
    const seen = await look();
    if (seen) return seen as NonNullable<T>;
    if (performance.now() > end) throw new Error(`waited in vain: ${what}`);
    await sleep(10);
  }
}
