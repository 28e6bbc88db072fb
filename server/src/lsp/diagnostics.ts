/**
 * Diagnostics. Clients that pull ask for one document at a time and are told to ask again when findings elsewhere
 * changed; the others are sent each list when it changes.
 */
import {
  type CancellationToken,
  type Connection,
  type Diagnostic,
  type DocumentDiagnosticParams,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
} from 'vscode-languageserver';
import { visible } from './findings/accepted.ts';
import type { LiveService } from './live.ts';
import { debounced, delay, serverCancelled } from './scheduler.ts';
import type { OpenDocument, Session } from './session.ts';
import { digestOf, toDiagnostic } from './toProtocol.ts';

/**
 * Milliseconds from a pull until it is answered at the latest, if a run of the app is to end by then. A run begins 40 ms
 * after the last keystroke and mostly takes less than 100: most answers are exact when the delay of the settings (150 ms)
 * is over, and nothing flickers. What takes longer is answered from what is known, and the client is asked to pull again
 * when the run has ended: above a quarter of a second, waiting is felt more than a squiggle that comes later.
 */
const PATIENCE = 250;

export interface DiagnosticsOptions {
  readonly pull: boolean;
  readonly refresh: boolean;
}

export class Diagnostics {
  readonly #connection: Connection;
  readonly #session: Session;
  readonly #live: LiveService;
  readonly #options: DiagnosticsOptions;
  /** How many pulls wait for quiet. */
  #waiting = 0;
  /** What the client last got, or was told to ask for, by key. */
  readonly #known = new Map<string, string>();
  readonly #push: { (): void; cancel(): void };

  constructor(connection: Connection, session: Session, live: LiveService, options: DiagnosticsOptions) {
    this.#connection = connection;
    this.#session = session;
    this.#live = live;
    this.#options = options;
    this.#push = debounced(
      () => this.announce(),
      () => session.folders()[0]?.settings.delay ?? 0,
    );
  }

  /** The diagnostics of a document for its present text. */
  of(key: string): Diagnostic[] {
    const folder = this.#session.folderOf(key);
    const findings = visible(folder, this.#session.findings(key));
    const { workspace } = folder;
    const document = workspace.document(key);
    return document ? findings.map(f => toDiagnostic(f, document, workspace, this.#session)) : [];
  }

  async pull(params: DocumentDiagnosticParams, token: CancellationToken): Promise<DocumentDiagnosticReport> {
    const session = this.#session;
    const open = session.openDocument(params.textDocument.uri);
    const key = session.keyOf(params.textDocument.uri);
    // What a document that was just opened shows is answered at once.
    if (open && this.#known.has(key)) {
      const { version } = open.text;
      this.#waiting++;
      const quiet = await this.#quiet(open, token).finally(() => this.#waiting--);
      if (!quiet || open.text.version !== version) throw serverCancelled();
    }
    await this.#session.wake(key);
    const items = this.of(key);
    const resultId = digestOf(items);
    if (open) this.#known.set(key, resultId);
    this.#announceOthers(key);
    return params.previousResultId === resultId
      ? { kind: DocumentDiagnosticReportKind.Unchanged, resultId }
      : { kind: DocumentDiagnosticReportKind.Full, resultId, items };
  }

  /** An app has run: what it has shown is told, by the pulls that wait or else by asking for some. */
  synthesized(): void {
    if (this.#waiting > 0) this.#push();
    else this.announce();
  }

  /** A document was opened or edited. */
  edited(document: OpenDocument): void {
    if (this.#options.pull) return;
    if (this.#known.has(document.key)) this.#push();
    else this.announce();
  }

  closed(uri: string, key: string): void {
    this.#known.delete(key);
    // Without pull, diagnostics stay until they are taken back.
    if (!this.#options.pull) void this.#connection.sendDiagnostics({ uri, diagnostics: [] });
  }

  /** Tells the client of every open document whose diagnostics are not those that it has. */
  announce(): void {
    if (this.#options.pull) {
      this.#announceOthers(null);
      return;
    }
    this.#push.cancel();
    for (const { key, text } of this.#session.documents()) {
      const diagnostics = this.of(key);
      const digest = digestOf(diagnostics);
      if (this.#known.get(key) === digest) continue;
      this.#known.set(key, digest);
      void this.#connection.sendDiagnostics({ uri: text.uri, version: text.version, diagnostics });
    }
  }

  /** Waits for the next keystroke, which calls the pull off, and for the run that the last one has asked for. */
  async #quiet(open: OpenDocument, token: CancellationToken): Promise<boolean> {
    const end = performance.now() + PATIENCE;
    // The client asks at every keystroke.
    if (open.dirty && !(await delay(this.#session.folderOf(open.key).settings.delay, token))) return false;
    return this.#live.settled(open.key, end - performance.now(), token);
  }

  /** Asks the client to pull again if a document other than `key` looks different from what it got. */
  #announceOthers(key: string | null): void {
    if (!this.#options.refresh) return;
    let stale = false;
    for (const document of this.#session.documents()) {
      const known = this.#known.get(document.key);
      if (document.key === key || known === undefined) continue;
      const digest = digestOf(this.of(document.key));
      if (digest === known) continue;
      // Said once: the client's own pull will say the same again otherwise.
      this.#known.set(document.key, digest);
      stale = true;
    }
    if (stale) this.#connection.languages.diagnostics.refresh();
  }
}
