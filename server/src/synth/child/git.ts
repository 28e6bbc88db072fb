/**
 * Answers of git, for apps that put the revision into tags and names: read from the files of `.git`, since no program may
 * be started. What only git itself could say has a plausible answer where the app just shows it.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

const NO_COMMIT = '0'.repeat(40);

interface Repository {
  /** The folder that holds `.git`. */
  readonly top: string;
  /** The commit; zeros where it can't be found. */
  readonly head: string;
  /** Null when no branch is checked out. */
  readonly branch: string | null;
  /** Of a tag that is on the commit. */
  readonly tag: string | null;
  readonly config: string;
}

/**
 * What `git ...args` would print when it is run in `folder`, with the newline at the end. Undefined for a command that
 * changes something, or that can't be answered.
 */
export function gitAnswer(args: readonly string[], folder: string): string | undefined {
  const words = withoutGlobalOptions(args);
  const options = new Set(words.filter(w => w.startsWith('-')));
  const names = words.slice(1).filter(w => !w.startsWith('-'));
  const repository = find(folder);
  const { head, branch, tag } = repository;
  const short = head.slice(0, 7);
  const line = (text: string | null) => (text === null ? '' : `${text}\n`);
  switch (words[0]) {
    case '--version':
      return 'git version 2.43.0\n';
    case 'rev-parse':
      if (options.has('--show-toplevel')) return line(repository.top);
      if (options.has('--is-inside-work-tree')) return line('true');
      if (options.has('--abbrev-ref')) return line(branch ?? 'HEAD');
      if (names.some(n => n !== 'HEAD')) return undefined;
      return line([...options].some(o => o.startsWith('--short')) ? head.slice(0, lengthOf(options)) : head);
    case 'branch':
      return options.has('--show-current') ? line(branch) : undefined;
    case 'symbolic-ref':
      return options.has('--short') || options.has('-q') ? line(branch) : line(branch && `refs/heads/${branch}`);
    case 'describe':
      return line(tag ?? short);
    case 'tag':
      return options.has('--points-at') ? line(tag) : undefined;
    case 'log':
    case 'show':
      return logFormat(words, { '%H': head, '%h': short, '%D': branch ?? '' });
    case 'rev-list':
      return options.has('--count') ? line('1') : line(head);
    case 'remote':
      return names[0] === 'get-url' ? line(remote(repository.config)) : undefined;
    case 'config':
      return names.includes('remote.origin.url') ? line(remote(repository.config)) : '';
    case 'status':
    case 'diff':
    case 'diff-index':
      return '';
    default:
      return undefined;
  }
}

/** `git -C folder -c key=value log` is about `log`. */
function withoutGlobalOptions(args: readonly string[]): readonly string[] {
  let from = 0;
  while (args[from] === '-C' || args[from] === '-c' || args[from] === '--no-pager')
    from += args[from] === '--no-pager' ? 1 : 2;
  return args.slice(from);
}

function lengthOf(options: ReadonlySet<string>): number {
  const length = [...options].map(o => /^--short=(\d+)$/.exec(o)?.[1]).find(l => l !== undefined);
  return length === undefined ? 7 : Number(length);
}

function logFormat(words: readonly string[], values: Readonly<Record<string, string>>): string | undefined {
  const format = words.map(w => /^--(?:pretty|format)=(?:t?format:)?(.*)$/.exec(w)?.[1]).find(f => f !== undefined);
  if (format === undefined) return undefined;
  // What is not known about the commit (author, date, subject) is empty.
  return `${format.replace(/^["']|["']$/g, '').replace(/%[a-zA-Z]{1,2}/g, key => values[key] ?? '')}\n`;
}

function find(folder: string): Repository {
  for (let top = path.resolve(folder); ; top = path.dirname(top)) {
    const git = path.join(top, '.git');
    if (existsSync(git)) return read(top, git);
    if (top === path.dirname(top))
      return { top: path.resolve(folder), head: NO_COMMIT, branch: 'main', tag: null, config: '' };
  }
}

function read(top: string, git: string): Repository {
  const text = (...parts: string[]) => {
    try {
      return readFileSync(path.join(...parts), 'utf8').trim();
    } catch {
      return '';
    }
  };
  let own = git;
  try {
    // In a work tree, `.git` is a file that says where the folder is.
    if (statSync(git).isFile()) own = path.resolve(top, text(git).replace(/^gitdir:\s*/, ''));
  } catch {
    // Unreadable: then all that follows is empty.
  }
  const shared = path.resolve(own, text(own, 'commondir') || '.');
  const packed = text(shared, 'packed-refs').split('\n');
  const ref = /^ref: (.*)$/.exec(text(own, 'HEAD'))?.[1];
  const resolved = ref === undefined ? text(own, 'HEAD') : text(shared, ref) || packed.find(l => l.endsWith(` ${ref}`));
  const head = /^[0-9a-f]{40,64}/.exec(resolved ?? '')?.[0] ?? NO_COMMIT;
  const at = packed.findIndex(l => l.startsWith(head) && l.includes(' refs/tags/'));
  return {
    top,
    head,
    branch: ref?.replace(/^refs\/heads\//, '') ?? null,
    tag: at < 0 ? null : (packed[at]?.split(' refs/tags/')[1] ?? null),
    config: text(shared, 'config'),
  };
}

function remote(config: string): string | null {
  return /\[remote "origin"\][^[]*?\burl\s*=\s*(\S+)/.exec(config)?.[1] ?? null;
}
