/**
 * Compares each folder with what is committed: git is asked when a folder has been read, and again when its `HEAD` has
 * moved or its projects are others; never while somebody types. In trusted workspaces alone.
 */
import { type FSWatcher, watch } from 'node:fs';
import { compareWith } from '../revision/compare.ts';
import { type Repository, openRepository } from '../revision/git.ts';
import { isCandidate, isSkipped } from './files.ts';
import { slices } from './scheduler.ts';
import { type Folder, type Session, stackOf } from './session.ts';
import { keyOfPath, pathOfKey, relativeTo } from './uris.ts';

/** A commit touches many files of git's own: milliseconds of quiet before it is asked. */
const QUIET = 300;

interface Watched {
  readonly repository: Repository;
  readonly watcher: FSWatcher | null;
  /** The commit and the projects that were compared last. */
  state: string;
}

export class Heads {
  readonly #session: Session;
  readonly #changed: () => void;
  readonly #log: (message: string) => void;
  readonly #known = new Map<Folder, Watched>();
  #trusted = false;
  #stopped = false;
  #timer: NodeJS.Timeout | undefined;
  #work: Promise<void> = Promise.resolve();

  /** @param changed Called when findings may be others. */
  constructor(session: Session, changed: () => void, log: (message: string) => void) {
    this.#session = session;
    this.#changed = changed;
    this.#log = log;
  }

  trust(): void {
    this.#trusted = true;
    this.look();
  }

  /** Something may have changed: folders, files, the commit. Looks once things are quiet. */
  look(): void {
    if (!this.#trusted || this.#stopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#work = this.#work
        .then(() => this.#look())
        .catch(error => this.#log(`Asking git failed: ${stackOf(error)}`));
    }, QUIET);
  }

  /** The repository of a folder and the commit that is checked out; null where there is none, or nobody is trusted. */
  async headOf(folder: Folder): Promise<{ readonly repository: Repository; readonly commit: string } | null> {
    const repository = this.#trusted && !this.#stopped ? ((await this.#watched(folder))?.repository ?? null) : null;
    const commit = await repository?.resolve('HEAD');
    return repository && commit ? { repository, commit } : null;
  }

  /** The commit that a folder was compared with last, or why with none. */
  stateOf(folder: Folder): { readonly commit: string | null; readonly reason: string } {
    const commit = this.#known.get(folder)?.state.split('\n')[0] ?? '';
    if (commit !== '') return { commit, reason: '' };
    return {
      commit: null,
      reason: this.#trusted ? 'there is no commit to compare with' : 'git is asked in trusted workspaces alone',
    };
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    for (const folder of this.#known.keys()) this.#close(folder);
  }

  async #look(): Promise<void> {
    await this.#session.idle();
    const folders = this.#session.folders().filter(f => f.key !== null && f.settings.enable);
    for (const folder of this.#known.keys()) if (!folders.includes(folder)) this.#close(folder);
    for (const folder of folders) {
      const head = await this.headOf(folder);
      const known = this.#known.get(folder);
      if (!head || !known || this.#stopped) continue;
      this.#session.sync();
      const { workspace } = folder;
      const roots = new Set(workspace.uris().map(uri => workspace.projectOf(uri)));
      const state = [head.commit, ...[...roots].sort()].join('\n');
      if (known.state === state) continue;
      known.state = state;
      const compared = await compareWith({
        ...head,
        revision: 'HEAD',
        workspace,
        open: [...this.#session.documents()].filter(d => d.home === folder).map(d => d.key),
        pathOf: pathOfKey,
        uriOf: keyOfPath,
        counts: key =>
          this.#session.folderOf(key) === folder &&
          isCandidate(key) &&
          !isSkipped(relativeTo(folder.key as string, key)) &&
          !folder.excluded(key),
        breathe: slices(),
      });
      if (compared && !this.#stopped) this.#changed();
    }
  }

  /** A folder that is in no repository is asked about again: it may be in one by now. */
  async #watched(folder: Folder): Promise<Watched | null> {
    const known = this.#known.get(folder);
    if (known) return known;
    const path = pathOfKey(folder.key ?? '');
    const repository = path === null ? null : await openRepository(path);
    // Somebody else may have asked meanwhile.
    const other = this.#known.get(folder);
    if (!repository || other || this.#stopped) {
      repository?.dispose();
      return other ?? null;
    }
    const watched: Watched = { repository, watcher: this.#watch(repository.gitFolder), state: '' };
    this.#known.set(folder, watched);
    return watched;
  }

  /** Where a folder can't be watched, files that change do. */
  #watch(gitFolder: string): FSWatcher | null {
    try {
      const watcher = watch(gitFolder, { persistent: false }, () => this.look());
      watcher.on('error', () => watcher.close());
      return watcher;
    } catch {
      return null;
    }
  }

  #close(folder: Folder): void {
    const known = this.#known.get(folder);
    known?.watcher?.close();
    known?.repository.dispose();
    this.#known.delete(folder);
  }
}
