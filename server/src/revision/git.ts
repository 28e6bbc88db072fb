/**
 * What a git repository says of other revisions: texts, files and what differs from the work tree. Asks the `git` program,
 * which reads only: no hooks, monitors, external diffs or network, and with limits of time and size. Filters that the user
 * has configured (`git lfs`) run where git compares the work tree, as they do in any `git status`; so this is for
 * workspaces that are trusted.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { diffArrays } from 'diff';

/** How long git may take for an answer, in milliseconds. */
const TIME_LIMIT = 20_000;
/** How much git may answer, in bytes. */
const SIZE_LIMIT = 128 * 1024 * 1024;
/** How long two texts are compared before all of the new one counts as changed, in milliseconds. */
const DIFF_LIMIT = 1000;

const OPTIONS = [
  ['core.fsmonitor', 'false'],
  ['core.hooksPath', process.platform === 'win32' ? 'NUL' : '/dev/null'],
  ['core.untrackedCache', 'keep'],
  // A partial clone would fetch what it lacks.
  ['protocol.allow', 'never'],
  // A folder of the work tree that looks like a repository would bring a configuration, and with it programs.
  ['safe.bareRepository', 'explicit'],
].flatMap(([name, value]) => ['-c', `${name}=${value}`]);

/** Lines of a text by number, from 0; half-open. */
export interface LineRange {
  readonly start: number;
  readonly end: number;
}

/** A repository as seen from a folder. Paths are absolute and named as the folder was; all answers are of the moment. */
export interface Repository {
  /** The top folder of the work tree. */
  readonly root: string;
  /** The folder of git's own files, whose `HEAD` changes when another revision is checked out. */
  readonly gitFolder: string;
  /** The commit id that a name (`HEAD`, `main`, `v1.2`, `HEAD~3`) stands for; null where there is no such commit. */
  resolve(revision: string): Promise<string | null>;
  /** The text that a file has in a commit; null where it is not there, is no text, or lies outside. Calls made together cost one process. */
  read(commit: string, file: string): Promise<string | null>;
  /** The files below a folder in a commit, links and submodules left out. */
  files(commit: string, folder: string): Promise<readonly string[]>;
  /** Files that differ between a commit and the work tree: changed, new (untracked ones that are not ignored, too) or deleted. */
  changed(commit: string): Promise<readonly string[]>;
  /**
   * The lines of a text that the file does not have in a commit: new or changed. Line endings don't count. All of them
   * where the file is new; where only lines were taken out, none.
   */
  changedLines(commit: string, file: string, text: string): Promise<readonly LineRange[]>;
  /** Ends what is under way; everything asked from then on is answered as if nothing were there. */
  dispose(): void;
}

/** The repository that a folder lies in; null where there is none, or no git. Never rejects. */
export async function openRepository(folder: string): Promise<Repository | null> {
  const git = new Git(path.resolve(folder));
  const answer = await git.lines(['rev-parse', '--show-toplevel', '--show-prefix', '--absolute-git-dir']);
  const [top, prefix, gitFolder] = answer?.split(/\r?\n/) ?? [];
  // A bare repository has no work tree.
  if (!top || prefix === undefined || !gitFolder) return null;
  // git resolves links; what is asked for is named as the caller names it.
  const levels = prefix.split('/').filter(part => part !== '');
  const above = path.resolve(folder, ...levels.map(() => '..'));
  const named = path.join(above, ...levels) === path.resolve(folder) && endsWith(path.resolve(folder), levels);
  return new GitRepository(git, named ? above : path.resolve(top), path.resolve(gitFolder));
}

function endsWith(folder: string, levels: readonly string[]): boolean {
  const parts = folder.split(path.sep);
  return levels.every((level, i) => parts[parts.length - levels.length + i] === level);
}

/** Runs git in a folder, one process for each question. */
class Git {
  readonly #folder: string;
  readonly #running = new Set<ChildProcess>();
  #disposed = false;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** What git prints; null where it fails, takes too long or prints too much. */
  run(args: readonly string[], input = ''): Promise<Buffer | null> {
    if (this.#disposed) return Promise.resolve(null);
    return new Promise(resolve => {
      const child = spawn('git', [...OPTIONS, '--no-pager', '-C', this.#folder, ...args], {
        // On Windows the folder that a program starts in is searched for it first: not one of a workspace.
        cwd: path.dirname(process.execPath),
        env: environment(this.#folder),
        stdio: ['pipe', 'pipe', 'ignore'],
        windowsHide: true,
      });
      this.#running.add(child);
      const chunks: Buffer[] = [];
      let size = 0;
      const finish = (answer: Buffer | null) => {
        clearTimeout(timer);
        this.#running.delete(child);
        resolve(answer);
      };
      const timer = setTimeout(() => child.kill('SIGKILL'), TIME_LIMIT);
      child.on('error', () => finish(null));
      child.on('close', code => finish(code === 0 ? Buffer.concat(chunks) : null));
      child.stdout.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size > SIZE_LIMIT) child.kill('SIGKILL');
      });
      // It may end before it has read all; what it says then tells.
      child.stdin.on('error', () => {});
      child.stdin.end(input);
    });
  }

  async lines(args: readonly string[]): Promise<string | null> {
    return (await this.run(args))?.toString('utf8') ?? null;
  }

  dispose(): void {
    this.#disposed = true;
    for (const child of this.#running) child.kill('SIGKILL');
  }
}

/**
 * The user's environment without git's own variables, which in a hook name another repository than the folder does, and
 * without what a search for programs would find in the repository itself.
 */
function environment(folder: string): NodeJS.ProcessEnv {
  let top = folder;
  while (!existsSync(path.join(top, '.git')) && path.dirname(top) !== top) top = path.dirname(top);
  const inside = path.dirname(top) === top ? folder : top;
  const isOutside = (entry: string) => path.isAbsolute(entry) && `${path.relative(inside, entry)}/`.startsWith('..');
  const own = Object.entries(process.env).flatMap(([name, value = '']) => {
    if (name.toUpperCase().startsWith('GIT_')) return [];
    const search = name.toUpperCase() === 'PATH';
    return [[name, search ? value.split(path.delimiter).filter(isOutside).join(path.delimiter) : value]];
  });
  return {
    ...Object.fromEntries(own),
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_LITERAL_PATHSPECS: '1',
    GIT_NO_LAZY_FETCH: '1',
    LC_ALL: 'C',
  };
}

class GitRepository implements Repository {
  readonly root: string;
  readonly gitFolder: string;
  readonly #git: Git;
  #asked: { readonly name: string; readonly answer: (text: string | null) => void }[] = [];

  constructor(git: Git, root: string, gitFolder: string) {
    this.#git = git;
    this.root = root;
    this.gitFolder = gitFolder;
  }

  async resolve(revision: string): Promise<string | null> {
    const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
    return (await this.#git.lines(args))?.trim() || null;
  }

  read(commit: string, file: string): Promise<string | null> {
    const inside = this.#inside(file);
    // Names are asked for one a line.
    if (!inside || /[\r\n]/.test(inside)) return Promise.resolve(null);
    return new Promise(answer => {
      this.#asked.push({ name: `${commit}:${inside}`, answer });
      if (this.#asked.length === 1) setImmediate(() => void this.#readAsked());
    });
  }

  async files(commit: string, folder: string): Promise<readonly string[]> {
    const inside = this.#inside(folder);
    if (inside === null) return [];
    const tree = ['ls-tree', '-r', '-z', '--full-tree', commit];
    const listed = await this.#git.lines(inside === '' ? tree : [...tree, '--', `${inside}/`]);
    return (listed ?? '').split('\0').flatMap(entry => {
      const [, name] = /^100\d{3} blob \w+\t(.+)$/s.exec(entry) ?? [];
      return name === undefined ? [] : [path.join(this.root, name)];
    });
  }

  async changed(commit: string): Promise<readonly string[]> {
    const options = ['--no-ext-diff', '--no-textconv', '--no-renames', '--ignore-submodules=all', '--no-relative'];
    const [differ, untracked] = await Promise.all([
      this.#git.lines(['-C', this.root, 'diff', ...options, '--name-only', '-z', commit, '--']),
      this.#git.lines(['-C', this.root, 'ls-files', '--others', '--exclude-standard', '-z']),
    ]);
    const names = `${differ ?? ''}${untracked ?? ''}`.split('\0').filter(name => name !== '');
    return [...new Set(names)].map(name => path.join(this.root, name));
  }

  async changedLines(commit: string, file: string, text: string): Promise<readonly LineRange[]> {
    return linesAdded((await this.read(commit, file)) ?? '', text);
  }

  dispose(): void {
    this.#git.dispose();
  }

  /** The path of a file in the repository, with `/`; null outside of it. */
  #inside(file: string): string | null {
    const relative = path.relative(this.root, path.resolve(file));
    return relative.startsWith('..') || path.isAbsolute(relative) ? null : relative.split(path.sep).join('/');
  }

  /** Reads all that was asked for since the last time, in one process. */
  async #readAsked(): Promise<void> {
    const asked = this.#asked;
    this.#asked = [];
    const names = asked.map(({ name }) => `${name}\n`).join('');
    const output = await this.#git.run(['cat-file', '--batch'], names);
    let offset = 0;
    for (const { answer } of asked) {
      const end = output?.indexOf(10, offset) ?? -1;
      // `<id> blob <bytes>`, the bytes and a line end; else `<name> missing`, or what else is wrong with it.
      const [, type, bytes] = / (\w+) (\d+)$/.exec(output?.toString('utf8', offset, Math.max(offset, end)) ?? '') ?? [];
      offset = end + 1;
      const content = bytes === undefined ? undefined : output?.subarray(offset, offset + Number(bytes));
      if (content) offset += content.length + 1;
      answer(type === 'blob' && content && !content.includes(0) ? withoutMark(content.toString('utf8')) : null);
    }
  }
}

function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/**
 * The lines of a text that another one does not have, in order; see `Repository.changedLines`.
 * @param limit Milliseconds after which all of the text counts.
 */
export function linesAdded(before: string, after: string, limit = DIFF_LIMIT): readonly LineRange[] {
  const lines = linesOf(after);
  const parts = diffArrays(linesOf(before), lines, { timeout: limit });
  if (!parts) return [{ start: 0, end: lines.length }];
  const ranges: LineRange[] = [];
  let line = 0;
  for (const { added, removed, count } of parts) {
    if (removed) continue;
    if (added) ranges.push({ start: line, end: line + count });
    line += count;
  }
  return ranges;
}

/** The lines of a text, without what ends them. */
function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
