/**
 * The state of one client: its open documents, its folders, and for each folder a workspace with the folder's own
 * settings. Knows nothing of messages; what others want to hear of goes through `events`.
 */
import type { CancellationToken } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { createWorkspace, frontends } from '../all.ts';
import type { BriefFinding } from '../core/brief.ts';
import type { Document } from '../core/document.ts';
import type { Finding } from '../core/finding.ts';
import type { Rule } from '../core/rule.ts';
import type { Workspace } from '../core/workspace.ts';
import {
  type Existence,
  MAX_OPEN,
  PROJECT_MARKERS,
  type ProjectFinder,
  existence,
  isCandidate,
  isSkipped,
  listCandidates,
  projectFinder,
  readText,
} from './files.ts';
import { type Told, judge, letGo } from './background.ts';
import { configuration } from './configuration.ts';
import { libraryDeprecations, libraryHas, libraryVersion } from './library.ts';
import { globMatcher } from './glob.ts';
import { RecordingHost } from './results.ts';
import { debounced, delay, slices } from './scheduler.ts';
import { type Settings, defaults } from './settings.ts';
import { canonical, isUnder, keyOfDocument, parentOf, relativeTo } from './uris.ts';

/** Milliseconds of quiet after which projects that nobody looks at any more are let go of. */
const REST = 5_000;
/** Milliseconds of quiet after an edit that concerns many projects before those are asked that nobody looks at. */
const QUIET = 300;
/** Milliseconds between two times that is told what has been found out meanwhile. */
const TELL = 1_000;

export interface SessionOptions {
  /** Today's ISO date. */
  readonly today: () => string;
  /** Other rules than all of them, for tests. */
  readonly rules?: readonly Rule[];
}

export interface SessionEvents {
  /** Findings may have changed for another reason than a keystroke. */
  changed(): void;
  /** Reading goes on: files read of files found; `total` is null while files are still looked for. */
  progress(done: number, total: number | null): void;
  log(message: string): void;
  /** For whoever traces the server. */
  trace(message: string): void;
}

/** A change on disk, of a file or a folder. */
export interface FileChange {
  /** As the client spells it. */
  readonly uri: string;
  readonly kind: 'created' | 'changed' | 'deleted';
}

interface KeyedChange {
  readonly key: string;
  readonly kind: FileChange['kind'];
}

export interface OpenDocument {
  readonly key: string;
  readonly text: TextDocument;
  /** Whether the workspace has not seen its present text. */
  dirty: boolean;
  home: Folder | null;
}

/** Which findings of a folder are shown, and what to say of that. */
export interface Narrowing {
  readonly note: string;
  shows(finding: BriefFinding): boolean;
}

/** A workspace folder, or the place of all documents outside of one (then `key` is null). */
export interface Folder {
  readonly key: string | null;
  readonly name: string;
  readonly workspace: Workspace;
  /** What the workspace asks of the disk. */
  readonly host: RecordingHost;
  /** What its projects said last, by root. */
  readonly told: Map<string, Told>;
  settings: Settings;
  readonly projects: ProjectFinder;
  readonly exists: Existence;
  excluded(key: string): boolean;
  /** Counts scans, so that an outdated one stops. */
  scan: number;
  /** The roots of the projects of which all files have been read. */
  read: Set<string> | 'all';
  /** The same for what concerns many projects: finding out what they say begins anew with each change. */
  round: number;
  /** Counts what of us has failed. */
  failures: number;
  /** What is shown of the findings, where that is only what was changed. */
  narrowing: Narrowing | null;
}

export class Session {
  readonly #open = new Map<string, OpenDocument>();
  readonly #keys = new Map<string, string>();
  readonly #options: SessionOptions;
  readonly #events: SessionEvents;
  #folders: Folder[] = [];
  readonly #loose: Folder;
  #scanning: Promise<void> = Promise.resolve();
  /** Called, all of them, when more of a folder has been read. */
  #reading: (() => void)[] = [];
  /** How much is done in the background or waits for that. */
  #underWay = 0;
  #version = 0;
  readonly #rest = debounced(
    () => {
      for (const folder of this.folders()) letGo(folder.workspace, root => this.#isOpen(folder, root));
    },
    () => REST,
  );
  /** The folder where results are kept between sessions, an absolute path; null for none. */
  cache: string | null = null;

  constructor(options: SessionOptions, events: SessionEvents) {
    this.#options = options;
    this.#events = events;
    this.#loose = this.#makeFolder(null, '');
  }

  /** All folders, the place of loose documents last. */
  folders(): readonly Folder[] {
    return [...this.#folders, this.#loose];
  }

  documents(): IterableIterator<OpenDocument> {
    return this.#open.values();
  }

  /** The open document behind a URI of the client. */
  openDocument(uri: string): OpenDocument | undefined {
    return this.#open.get(this.keyOf(uri));
  }

  keyOf(uri: string): string {
    const plain = canonical(uri);
    return this.#keys.get(plain) ?? plain;
  }

  /** The client's own spelling of a key. */
  clientUri(key: string): string {
    return this.#open.get(key)?.text.uri ?? key;
  }

  /** The version of an open document; null for a file on disk. */
  versionOf(key: string): number | null {
    return this.#open.get(key)?.text.version ?? null;
  }

  /** The folder of a document: the innermost that holds it. */
  folderOf(key: string): Folder {
    let best = this.#loose;
    for (const folder of this.#folders)
      if (folder.key !== null && isUnder(key, folder.key) && folder.key.length > (best.key?.length ?? -1))
        best = folder;
    return best;
  }

  opened(text: TextDocument): OpenDocument {
    const key = keyOfDocument(text.uri, text.languageId);
    const document: OpenDocument = { key, text, dirty: true, home: null };
    this.#keys.set(canonical(text.uri), key);
    this.#open.set(key, document);
    return document;
  }

  edited(uri: string): OpenDocument | undefined {
    const document = this.openDocument(uri);
    if (document) document.dirty = true;
    return document;
  }

  /** A closed document is what the disk says, which may differ from what the editor last showed. */
  async closed(uri: string): Promise<void> {
    const document = this.openDocument(uri);
    if (!document) return;
    this.#open.delete(document.key);
    this.#keys.delete(canonical(uri));
    const folder = document.home;
    if (!folder) return;
    const text = folder.key === null ? null : await readText(document.key);
    if (this.#open.has(document.key)) return;
    if (text === null || !this.#reads(folder, document.key)) folder.workspace.remove(document.key);
    else this.#feed(folder, document.key, text);
    this.#events.changed();
  }

  /** Brings the workspaces up to the present text of all open documents. */
  sync(): void {
    // Whatever is asked now may wake projects.
    this.#rest();
    for (const document of this.#open.values()) {
      if (!document.dirty) continue;
      document.dirty = false;
      const folder = this.folderOf(document.key);
      if (document.home && document.home !== folder) document.home.workspace.remove(document.key);
      document.home = folder;
      const text = document.text.getText();
      const changed =
        !folder.settings.enable || folder.excluded(document.key) || text.length > MAX_OPEN
          ? folder.workspace.remove(document.key)
          : folder.workspace.update({ uri: document.key, version: document.text.version, text });
      if (changed && folder.workspace.isShared(document.key)) {
        folder.round++;
        this.#recheck(folder);
      }
    }
  }

  /** Asks projects that nobody looks at, once things are quiet. */
  #recheck(folder: Folder): void {
    const { round } = folder;
    void this.#queue(folder, async () => {
      await new Promise(resolve => setTimeout(resolve, QUIET));
      if (folder.round === round && this.settle(folder) > 0) await this.#judge(folder, folder.scan, false);
    });
  }

  /**
   * Finds out what the projects of open documents say, and no more of others than takes no time. How many others are still
   * to be asked: what was known of them before stands until then.
   */
  settle(folder: Folder): number {
    const left = folder.workspace.settle(root => this.#isOpen(folder, root));
    if (left > 0 && this.#underWay === 0) this.#recheck(folder);
    return left;
  }

  /** The findings of an open document or a file on disk, for the present text; what other projects say of it as far as it is known. */
  findings(key: string): readonly Finding[] {
    this.sync();
    const folder = this.folderOf(key);
    if (folder.workspace.isShared(key)) this.settle(folder);
    return folder.workspace.told(key);
  }

  /** The document as the workspace last saw it. */
  document(key: string): Document | undefined {
    return this.folderOf(key).workspace.document(key);
  }

  setFolders(added: readonly { uri: string; name: string }[], removed: readonly { uri: string }[]): readonly Folder[] {
    const gone = new Set(removed.map(f => folderKey(f.uri)));
    for (const folder of this.#folders) if (gone.has(folder.key ?? '')) folder.scan++;
    this.#folders = this.#folders.filter(f => !gone.has(f.key ?? ''));
    const fresh: Folder[] = [];
    for (const { uri, name } of added) {
      const key = folderKey(uri);
      if (this.#folders.some(f => f.key === key)) continue;
      const folder = this.#makeFolder(key, name);
      this.#folders.push(folder);
      fresh.push(folder);
      // What an outer folder has read of an inner one moves over.
      for (const outer of this.folders())
        if (outer !== folder)
          for (const known of outer.workspace.uris()) if (isUnder(known, key)) outer.workspace.remove(known);
    }
    for (const document of this.#open.values()) document.dirty = true;
    return fresh;
  }

  /** New settings of a folder. Reads the folder again where other files count than before. */
  configure(folder: Folder, settings: Settings): void {
    const before = folder.settings;
    folder.settings = settings;
    folder.workspace.configure(settings.rules);
    folder.workspace.engine.clock = settings.trace ? () => performance.now() : null;
    folder.excluded = exclusion(folder.key, settings.exclude);
    if (before.enable !== settings.enable || before.exclude.join('\n') !== settings.exclude.join('\n'))
      this.reset(folder);
    else {
      this.#events.changed();
      // Before the first reading there is nothing to find out.
      if (folder.scan > 0) void this.#later(folder);
    }
  }

  /** Forgets what is known of a folder and reads it again. */
  reset(folder: Folder): void {
    folder.read = new Set();
    folder.projects.forget();
    folder.exists.forget();
    for (const key of folder.workspace.uris()) folder.workspace.remove(key);
    for (const document of this.#open.values()) if (document.home === folder) document.dirty = true;
    this.#events.changed();
    void this.scan(folder);
  }

  /** Reads the files of a folder in the background, the projects of open documents first. One folder at a time. */
  scan(folder: Folder): Promise<void> {
    const scan = ++folder.scan;
    return this.#queue(folder, () => this.#scan(folder, scan));
  }

  /** Finds out in the background what projects say now, after a change to some. */
  #later(folder: Folder): Promise<void> {
    return this.#queue(folder, () => this.#judge(folder, folder.scan));
  }

  /** Does one thing after another, all of it in the background. */
  #queue(folder: Folder, work: () => Promise<void>): Promise<void> {
    this.#underWay++;
    this.#scanning = this.#scanning
      .then(work)
      .catch(error => this.#events.log(`Reading ${folder.key} failed: ${stackOf(error)}`))
      .finally(() => this.#underWay--);
    return this.#scanning;
  }

  /** Finds out what the project of a document says, and gives others their turn meanwhile. */
  async wake(key: string): Promise<void> {
    this.sync();
    const { workspace } = this.folderOf(key);
    const breathe = slices();
    for (const _ of workspace.ahead(workspace.projectOf(key))) await breathe();
  }

  /**
   * Waits until the files of a document's project have been read, which takes a moment when a folder is new, for at most
   * `limit` milliseconds. Resolves to whether the token has not flipped.
   */
  async hasRead(key: string, limit: number, token: CancellationToken): Promise<boolean> {
    const end = performance.now() + limit;
    while (!token.isCancellationRequested) {
      const folder = this.folderOf(key);
      const { read } = folder;
      if (read === 'all' || !this.#reads(folder, key) || read.has(folder.projects.projectOf(key))) return true;
      const left = end - performance.now();
      if (left <= 0) return true;
      await Promise.race([new Promise<void>(resolve => this.#reading.push(resolve)), delay(left, token)]);
    }
    return false;
  }

  /** More of a folder has been read. */
  #hasRead(folder: Folder, read: string | 'all'): void {
    if (read === 'all') folder.read = read;
    else if (folder.read !== 'all') folder.read.add(read);
    for (const resolve of this.#reading.splice(0)) resolve();
  }

  /** Gives up reading: nobody wants to hear of it any more. */
  stop(): void {
    this.#rest.cancel();
    for (const folder of this.#folders) folder.scan++;
    this.#underWay = Number.POSITIVE_INFINITY;
  }

  /** Resolves when everything that is to be read has been read. */
  async idle(): Promise<void> {
    for (let last: Promise<void> | null = null; last !== this.#scanning; ) {
      last = this.#scanning;
      await last;
    }
  }

  /** Takes changes on disk in. */
  async filesChanged(changes: readonly FileChange[]): Promise<void> {
    const breathe = slices();
    const resets = new Set<Folder>();
    const relinks = new Set<Folder>();
    let some = false;
    for (const { key, kind } of await this.#inFolders(changes, breathe)) {
      const folder = this.folderOf(key);
      if (!isCandidate(key) || (folder.key !== null && isSkipped(relativeTo(folder.key, key)))) continue;
      some = true;
      if (kind !== 'changed') {
        folder.exists.forget();
        relinks.add(folder);
        if (PROJECT_MARKERS.some(marker => key.endsWith(`/${marker}`))) resets.add(folder);
      }
      // Of what stands in no folder, open documents alone are read.
      if (folder.key === null || this.#open.has(key) || !this.#reads(folder, key)) continue;
      const text = kind === 'deleted' ? null : await readText(key);
      // It may have been opened while it was read, and settings and folders may be others now.
      if (this.#open.has(key) || !this.#reads(folder, key)) continue;
      if (text === null) folder.workspace.remove(key);
      else this.#feed(folder, key, text);
      await breathe();
    }
    for (const folder of relinks) if (!resets.has(folder)) folder.workspace.relink();
    for (const folder of resets) this.reset(folder);
    if (!some) return;
    this.#events.changed();
    for (const folder of this.#folders) if (!resets.has(folder)) void this.#later(folder);
  }

  /**
   * The changes by file. Of a folder that is deleted, moved or created, clients report nothing but the folder. What went
   * with a folder comes first, since it may be there again by another change.
   */
  async #inFolders(changes: readonly FileChange[], breathe: () => Promise<void>): Promise<KeyedChange[]> {
    const given = changes.map((c): KeyedChange => ({ key: canonical(c.uri).replace(/\/+$/, ''), kind: c.kind }));
    const gone = new Set(given.filter(c => c.kind === 'deleted').map(c => c.key));
    const all: KeyedChange[] = [];
    if (gone.size > 0)
      for (const folder of this.#folders) {
        const lost = folder.workspace.uris().filter(uri => {
          for (let at = parentOf(uri); isUnder(at, folder.key as string); at = parentOf(at))
            if (gone.has(at)) return true;
          return false;
        });
        if (lost.length > 0) folder.projects.forget();
        all.push(...lost.map((key): KeyedChange => ({ key, kind: 'deleted' })));
      }
    for (const change of given) {
      all.push(change);
      const folder = this.folderOf(change.key);
      if (change.kind !== 'created' || folder.key === null || !folder.settings.enable) continue;
      if (isSkipped(relativeTo(folder.key, change.key))) continue;
      // Of a file this is an empty list.
      const inside = await listCandidates(
        change.key,
        key => folder.excluded(key) || this.folderOf(key) !== folder,
        breathe,
      );
      all.push(...inside.map((key): KeyedChange => ({ key, kind: 'created' })));
    }
    return all;
  }

  async #scan(folder: Folder, scan: number): Promise<void> {
    if (folder.key === null || !folder.settings.enable || folder.scan !== scan) return;
    try {
      await this.#read(folder, folder.key, scan);
    } finally {
      // However it ended: the next reading, if there is one, speaks for itself.
      this.#events.progress(0, 0);
      if (folder.scan === scan) this.#hasRead(folder, 'all');
    }
    if (folder.scan === scan) this.#events.changed();
  }

  async #read(folder: Folder, root: string, scan: number): Promise<void> {
    this.#events.progress(0, null);
    const breathe = slices();
    const isOutdated = () => folder.scan !== scan;
    const excluded = (key: string) => folder.excluded(key) || this.folderOf(key) !== folder;
    const take = async (key: string): Promise<void> => {
      if (this.#open.has(key)) return;
      const text = await readText(key, line => this.#events.log(line));
      if (text !== null && !isOutdated() && !this.#open.has(key)) this.#feed(folder, key, text);
      await breathe();
    };
    // The projects of open documents are there before the rest has been looked for.
    const near = new Set<string>();
    for (const project of this.#openProjects(folder)) {
      if (project === root || !isUnder(project, root)) continue;
      for (const key of await listCandidates(project, excluded, breathe)) {
        if (isOutdated()) return;
        near.add(key);
        await take(key);
      }
      if (!isOutdated()) this.#hasRead(folder, project);
    }
    if (near.size > 0) this.#events.changed();
    const keys = await listCandidates(root, excluded, breathe);
    this.#events.progress(0, keys.length);
    for (const key of keys) {
      if (isOutdated()) return;
      if (!near.has(key)) await take(key);
    }
    if (isOutdated()) return;
    this.#hasRead(folder, 'all');
    this.#events.changed();
    await this.#judge(folder, scan);
  }

  /**
   * Finds out what the projects of a folder say.
   * @param keeps Whether that is kept for other sessions: what is said of a text that is being typed is not worth a file.
   */
  async #judge(folder: Folder, scan: number, keeps = true): Promise<void> {
    if (folder.key === null || !folder.settings.enable || folder.scan !== scan) return;
    this.sync();
    const { round } = folder;
    const isOutdated = () => folder.scan !== scan || folder.round !== round;
    let last = performance.now();
    try {
      await judge({
        workspace: folder.workspace,
        host: folder.host,
        told: folder.told,
        settings: folder.settings.rules,
        today: this.#options.today(),
        cache: keeps ? this.cache : null,
        isOpen: root => this.#isOpen(folder, root),
        breathe: slices(),
        isOutdated,
        failures: () => folder.failures,
        progress: (done, total) => {
          this.#events.progress(done, total);
          if (performance.now() - last < TELL) return;
          last = performance.now();
          this.#events.changed();
        },
      });
    } finally {
      this.#events.progress(0, 0);
    }
    if (!isOutdated()) this.#events.changed();
  }

  /** The projects of a folder that somebody has a document open of. */
  #openProjects({ key, projects }: Folder): ReadonlySet<string> {
    const here = [...this.#open.values()].filter(d => this.folderOf(d.key).key === key);
    return new Set(here.map(d => projects.projectOf(d.key)));
  }

  #isOpen(folder: Folder, root: string): boolean {
    return this.#openProjects(folder).has(root);
  }

  /** Whether files are read for a folder at all, and this one among them. */
  #reads(folder: Folder, key: string): boolean {
    return this.folderOf(key) === folder && folder.settings.enable && !folder.excluded(key);
  }

  /** Takes a file of the disk in, unless no reader wants it: then its text is not kept either. */
  #feed(folder: Folder, key: string, text: string): void {
    const document: Document = { uri: key, version: --this.#version, text };
    const known = folder.workspace.document(key);
    if (!known && !frontends.some(f => f.accepts(document))) return;
    // What somebody works on is read at once, the rest when it is its turn.
    if (this.#isOpen(folder, folder.projects.projectOf(key))) folder.workspace.update(document);
    else folder.workspace.note(document);
  }

  #makeFolder(key: string | null, name: string): Folder {
    const projects = projectFinder(key);
    const exists = existence(key, file => this.#open.has(file));
    const host = new RecordingHost(
      {
        fileExists: file => exists.fileExists(file),
        libraryHas,
        libraryVersion,
        libraryDeprecations,
        configuration,
      },
      libraryVersion,
    );
    const workspace = createWorkspace({
      host: host.host,
      projectOf: file => projects.projectOf(file),
      today: this.#options.today,
      settings: defaults.rules,
      ...(this.#options.rules ? { rules: this.#options.rules } : {}),
    });
    workspace.engine.onTimed = spent => this.#events.trace(timing(spent));
    const folder: Folder = {
      key,
      name,
      workspace,
      host,
      told: new Map(),
      settings: defaults,
      projects,
      exists,
      excluded: exclusion(key, []),
      scan: 0,
      // Of documents outside of folders nothing is read but themselves.
      read: key === null ? 'all' : new Set(),
      round: 0,
      failures: 0,
      narrowing: null,
    };
    workspace.engine.onFailure = ({ rule, error }) => {
      folder.failures++;
      this.#events.log(`${rule} failed: ${stackOf(error)}`);
    };
    return folder;
  }
}

/** What a run of the rules took, the slowest first: `12.3 ms in rules: iam/missing-permission 4.1, …`. */
function timing(spent: ReadonlyMap<string, number>): string {
  const total = [...spent.values()].reduce((sum, ms) => sum + ms, 0);
  const slowest = [...spent].sort(([, a], [, b]) => b - a).filter(([, ms]) => ms >= 0.05);
  return `${total.toFixed(1)} ms in rules: ${slowest.map(([rule, ms]) => `${rule} ${ms.toFixed(1)}`).join(', ')}`;
}

function folderKey(uri: string): string {
  return canonical(uri).replace(/\/+$/, '');
}

function exclusion(folder: string | null, globs: readonly string[]): (key: string) => boolean {
  if (folder === null) return () => false;
  const matchers = globs.map(globMatcher);
  return key => {
    const relative = relativeTo(folder, key);
    return isSkipped(relative) || matchers.some(matches => matches(relative));
  };
}

export function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
