/**
 * Results of checks, kept between runs. A project, with all that shares requirements with it, is checked again when anything
 * changes that its result depends on: a text, the set of files, the rules and settings, the date, or the answer to any
 * question that reading asked of the disk (whether a file exists, how modules are found, which aws-cdk-lib is installed),
 * which are kept with the result and asked again. Entries that nobody has used for a month are removed.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { version } from '../all.ts';
import type { LinkHost } from '../core/facts.ts';

const DAY = 24 * 60 * 60 * 1000;
const MONTH = 30 * DAY;

/** A question to the disk and a word for its answer. */
export type Asked = readonly [kind: 'exists' | 'configuration' | 'library', uri: string, answer: string];

interface Entry<T> {
  readonly asked: readonly Asked[];
  readonly result: T;
}

/** A host that can note what it is asked. */
export class RecordingHost {
  readonly host: LinkHost;
  #asked: Map<string, Asked> | null = null;

  /** @param version The version of the library that a document would load, which stands for all that the library says. */
  constructor(host: LinkHost, version: (uri: string) => string | null) {
    const note = (kind: Asked[0], uri: string, answer: unknown) =>
      this.#asked?.set(`${kind} ${uri}`, [kind, uri, wordOf(answer)]);
    const ofLibrary = <A extends readonly unknown[], R>(ask: ((uri: string, ...rest: A) => R) | undefined) => {
      return (uri: string, ...rest: A): R | null => {
        if (this.#asked) note('library', uri, version(uri));
        return ask ? ask(uri, ...rest) : null;
      };
    };
    this.host = {
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
    };
  }

  /** Does some work, and gives what the host was asked by it too. */
  record<T>(work: () => T): { readonly result: T; readonly asked: readonly Asked[] } {
    const asked = new Map<string, Asked>();
    this.#asked = asked;
    try {
      return { result: work(), asked: [...asked.values()] };
    } finally {
      this.#asked = null;
    }
  }
}

/** @template T What is kept: plain data. */
export class ResultCache<T> {
  readonly #folder: string | null;
  readonly #host: LinkHost;
  readonly #version: (uri: string) => string | null;
  readonly #answers = new Map<string, string>();

  /** @param folder An absolute path; it need not be there. Null where nothing is to be kept. */
  constructor(folder: string | null, host: LinkHost, version: (uri: string) => string | null) {
    this.#folder = folder;
    this.#host = host;
    this.#version = version;
  }

  /** The result that was kept under a key; null where there is none, or where the disk would now answer otherwise. */
  get(key: string): T | null {
    const file = this.#fileOf(key);
    if (file === null) return null;
    try {
      const { asked, result } = JSON.parse(readFileSync(file, 'utf8')) as Entry<T>;
      if (!this.isStillSo(asked)) return null;
      const now = new Date();
      // By the day is often enough.
      if (now.getTime() - statSync(file).mtimeMs > DAY) utimesSync(file, now, now);
      return result;
    } catch {
      // Not there, or cut off: it is made anew.
      return null;
    }
  }

  /** Whether the disk would answer the same. */
  isStillSo(asked: readonly Asked[]): boolean {
    return asked.every(([kind, uri, answer]) => this.#answer(kind, uri) === answer);
  }

  /** Keeps a result. Where nothing can be written, nothing is kept. */
  put(key: string, result: T, asked: readonly Asked[]): void {
    const file = this.#fileOf(key);
    if (this.#folder === null || file === null) return;
    const entry: Entry<T> = { asked, result };
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
    if (this.#folder === null) return;
    try {
      for (const name of readdirSync(this.#folder)) {
        const file = path.join(this.#folder, name);
        if (/^[0-9a-f]{64}\.json/.test(name) && Date.now() - statSync(file).mtimeMs > MONTH) rmSync(file);
      }
    } catch {
      // There is none, or another run was quicker.
    }
  }

  #fileOf(key: string): string | null {
    return this.#folder && path.join(this.#folder, `${key}.json`);
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

let program: string | undefined;

/** What made a result: the whole program where it is one file; in a checkout, its version. */
export function programKey(): string {
  if (program === undefined) {
    const hash = createHash('sha256').update(version);
    // Its bytes: as a string, ten megabytes would be copied several times over when the server starts.
    if (!import.meta.filename.endsWith('.ts')) hash.update(readFileSync(import.meta.filename));
    program = hash.digest('hex');
  }
  return program;
}

/** A key for all of some values, which are data. */
export function keyOf(...values: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(values)).digest('hex');
}

function wordOf(answer: unknown): string {
  return typeof answer === 'string' ? keyOf(answer) : String(answer);
}
