/**
 * Results of checks, kept between runs. A project, with all that shares requirements with it, is checked again when anything
 * changes that its result depends on: a text, the set of files, the rules and settings, the date, or the answer to any
 * question that reading asked of the disk (whether a file exists, how modules are found, which aws-cdk-lib is installed),
 * which are kept with the result and asked again. Entries that nobody has used for a month are removed.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { LinkHost } from '../core/facts.ts';
import type { ReportPart } from '../report/report.ts';

const MONTH = 30 * 24 * 60 * 60 * 1000;

/** A question to the disk and a word for its answer. */
type Asked = readonly [kind: 'exists' | 'configuration' | 'library', uri: string, answer: string];

interface Entry {
  readonly asked: readonly Asked[];
  readonly part: ReportPart;
}

/** A host that notes what it was asked. */
export interface RecordingHost {
  readonly host: LinkHost;
  readonly asked: ReadonlyMap<string, Asked>;
}

/** @param version The version of the library that a document would load, which stands for all that the library says. */
export function recording(host: LinkHost, version: (uri: string) => string | null): RecordingHost {
  const asked = new Map<string, Asked>();
  const note = (kind: Asked[0], uri: string, answer: unknown) =>
    asked.set(`${kind} ${uri}`, [kind, uri, wordOf(answer)]);
  const ofLibrary = <A extends readonly unknown[], R>(ask: ((uri: string, ...rest: A) => R) | undefined) => {
    return (uri: string, ...rest: A): R | null => {
      note('library', uri, version(uri));
      return ask ? ask(uri, ...rest) : null;
    };
  };
  return {
    asked,
    host: {
      fileExists: uri => {
        const answer = host.fileExists(uri);
        note('exists', uri, answer);
        return answer;
      },
      configuration: uri => {
        const answer = host.configuration?.(uri) ?? null;
        note('configuration', uri, answer);
        return answer;
      },
      libraryHas: ofLibrary(host.libraryHas),
      libraryVersion: ofLibrary(host.libraryVersion),
      libraryDeprecations: ofLibrary(host.libraryDeprecations),
    },
  };
}

export class ResultCache {
  readonly #folder: string;
  readonly #host: LinkHost;
  readonly #version: (uri: string) => string | null;
  readonly #answers = new Map<string, string>();

  /** @param folder An absolute path; it need not be there. */
  constructor(folder: string, host: LinkHost, version: (uri: string) => string | null) {
    this.#folder = folder;
    this.#host = host;
    this.#version = version;
  }

  /** The result that was kept under a key; null where there is none, or where the disk would now answer otherwise. */
  get(key: string): ReportPart | null {
    const file = this.#fileOf(key);
    try {
      const { asked, part } = JSON.parse(readFileSync(file, 'utf8')) as Entry;
      if (!asked.every(([kind, uri, answer]) => this.#answer(kind, uri) === answer)) return null;
      const now = new Date();
      utimesSync(file, now, now);
      return part;
    } catch {
      // Not there, or cut off: it is made anew.
      return null;
    }
  }

  /** Keeps a result. Where nothing can be written, nothing is kept. */
  put(key: string, part: ReportPart, asked: RecordingHost['asked']): void {
    const file = this.#fileOf(key);
    const entry: Entry = { asked: [...asked.values()], part };
    try {
      mkdirSync(this.#folder, { recursive: true });
      // Two runs at once write whole files, one after the other.
      const own = `${file}.${process.pid}`;
      writeFileSync(own, JSON.stringify(entry));
      renameSync(own, file);
    } catch {
      // A cache is no reason to fail.
    }
  }

  /** Removes what nobody has used for long. */
  clean(): void {
    try {
      for (const name of readdirSync(this.#folder)) {
        const file = path.join(this.#folder, name);
        if (/^[0-9a-f]{64}\.json/.test(name) && Date.now() - statSync(file).mtimeMs > MONTH) rmSync(file);
      }
    } catch {
      // There is none, or another run was quicker.
    }
  }

  #fileOf(key: string): string {
    return path.join(this.#folder, `${key}.json`);
  }

  /** What the disk answers now; projects ask much the same. */
  #answer(kind: Asked[0], uri: string): string {
    const id = `${kind} ${uri}`;
    let answer = this.#answers.get(id);
    if (answer === undefined) {
      const ask = {
        exists: () => this.#host.fileExists(uri),
        configuration: () => this.#host.configuration?.(uri) ?? null,
        library: () => this.#version(uri),
      }[kind];
      answer = wordOf(ask());
      this.#answers.set(id, answer);
    }
    return answer;
  }
}

/** A key for all of some values, which are data. */
export function keyOf(...values: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(values)).digest('hex');
}

function wordOf(answer: unknown): string {
  return typeof answer === 'string' ? keyOf(answer) : String(answer);
}

/**
 * Which files are checked together: those of one project, and of projects that share requirements: those at or below the
 * folder of a requirements file, and those of the files that it extends.
 * @param extended The files that each requirements file extends, by uri.
 */
export function groupsOf(
  uris: readonly string[],
  projectOf: (uri: string) => string,
  extended: ReadonlyMap<string, readonly string[]>,
): readonly (readonly string[])[] {
  const projects = Map.groupBy(uris, projectOf);
  const parents = new Map([...projects.keys()].map(root => [root, root]));
  const find = (root: string): string => {
    const parent = parents.get(root) ?? root;
    return parent === root ? root : find(parent);
  };
  const join = (a: string, b: string) => {
    if (projects.has(a) && projects.has(b)) parents.set(find(a), find(b));
  };
  for (const [file, targets] of extended) {
    const folder = file.slice(0, file.lastIndexOf('/') + 1);
    for (const root of projects.keys()) if (`${root}/`.startsWith(folder)) join(projectOf(file), root);
    for (const target of targets) join(projectOf(file), projectOf(target));
  }
  return [...Map.groupBy(projects.keys(), find).values()].map(roots => roots.flatMap(root => projects.get(root) ?? []));
}
