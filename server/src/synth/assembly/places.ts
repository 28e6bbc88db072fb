/**
 * From stack frames to places of the source: finds the project's file for the path that a frame names (which may be one
 * of another machine), goes through source maps, and asks the index of the file for the call at that position.
 */
import { SourceMap, type SourceMapPayload } from 'node:module';
import path from 'node:path';
import ts from 'typescript';
import { LineIndex, contains } from '../../core/document.ts';
import { SiteIndex } from '../host/sites.ts';
import type { Site } from '../model.ts';
import { fileInside, isInside, textOfFile } from './files.ts';
import { type Frame, parseFrame } from './frames.ts';

/** Bytes: sources above this are not written by people; a source map may be larger than what it maps. */
const MAX_SOURCE = 2 * 1024 * 1024;
const MAX_MAP = 4 * 1024 * 1024;
/** How many files frames may name, and how many segments of a path are looked at: each is a question to the disk. */
const MAX_FILES = 2_000;
const MAX_SEGMENTS = 40;

/** A frame of the app's own code. */
export interface Step {
  /** The function that the call stands in. */
  readonly within: string;
  /** Index into the sites; null when no call stands at that position of the file, or the file is not in the project. */
  readonly site: number | null;
}

interface Source {
  readonly text: string;
  readonly lines: LineIndex;
  readonly index: SiteIndex;
}

interface Compiled {
  /** What the names of the sources are relative to. */
  readonly folder: string;
  readonly map: SourceMap;
}

/** Collects the places of one assembly. */
export class Places {
  readonly sites: Site[] = [];
  /** The texts that the sites refer to, by URI. */
  readonly texts: Record<string, string> = {};
  /** The files that were looked at: absolute, links followed. */
  get files(): Iterable<string> {
    return this.#sources.keys();
  }
  readonly #root: string;
  readonly #uriOf: (file: string) => string;
  readonly #steps = new Map<string, Step | null>();
  readonly #known = new Map<Site, number>();
  readonly #files = new Map<string, string | null>();
  readonly #sources = new Map<string, Source | null>();
  readonly #compiled = new Map<string, Compiled | null>();

  /** `root` is the folder that all sources must be in, absolute, links followed; `uriOf` names a file below it. */
  constructor(root: string, uriOf: (file: string) => string) {
    this.#root = root;
    this.#uriOf = uriOf;
  }

  /**
   * Learns which frames there are, so that their files can be found: the paths of a machine that is not this one have
   * a beginning in common, and the one that fits best is taken off.
   */
  async learn(stacks: Iterable<readonly string[]>): Promise<void> {
    const frames = new Map<string, Frame | null>();
    for (const stack of stacks) for (const raw of stack) if (!frames.has(raw)) frames.set(raw, parseFrame(raw));
    const files = new Set([...frames.values()].flatMap(frame => frame?.file ?? []));
    const found = new Map<string, { readonly before: string; readonly real: string }>();
    const votes = new Map<string, number>();
    for (const file of [...files].slice(0, MAX_FILES)) {
      const match = await this.#match(file);
      if (!match) continue;
      found.set(file, match);
      votes.set(match.before, (votes.get(match.before) ?? 0) + 1);
    }
    const [best] = [...votes].sort(([a, m], [b, n]) => n - m || a.length - b.length).map(([before]) => before);
    for (const [file, { before, real }] of found) if (before === best) this.#files.set(file, real);
    for (const [raw, frame] of frames) this.#steps.set(raw, frame && (await this.#step(frame)));
  }

  /** The app's own frames of a stack that was learned, innermost first. */
  steps(stack: readonly string[]): Step[] {
    return stack.flatMap(raw => this.#steps.get(raw) ?? []);
  }

  /**
   * The longest end of a path that is a file of the project, and what stands before it. On the machine and in the place
   * where the app ran, that is the project's own folder.
   */
  async #match(file: string): Promise<{ before: string; real: string } | null> {
    const segments = file.split('/');
    for (let from = Math.max(1, segments.length - MAX_SEGMENTS); from < segments.length; from++) {
      const full = path.join(this.#root, ...segments.slice(from));
      const real = isInside(this.#root, full) ? await fileInside(this.#root, full) : null;
      if (real !== null) return { before: segments.slice(0, from).join('/'), real };
    }
    return null;
  }

  async #step(frame: Frame): Promise<Step | null> {
    const file = this.#files.get(frame.file);
    const place = file === undefined || file === null ? null : await this.#original(file, frame);
    if (!place) return { within: frame.within, site: null };
    const source = await this.#source(place.file);
    if (!source) return { within: frame.within, site: null };
    const start = source.lines.lineStart(place.line - 1);
    const end = source.lines.lineStart(place.line);
    const offset = place.column === null ? null : start + place.column - 1;
    const site = offset === null ? onlyCall(source, start, end) : offset < end ? siteAt(source, offset) : null;
    return { within: frame.within, site: site && this.#number(site, source) };
  }

  #number(site: Site, source: Source): number {
    let number = this.#known.get(site);
    if (number === undefined) {
      number = this.sites.push(site) - 1;
      this.#known.set(site, number);
      this.texts[site.span.uri] = source.text;
    }
    return number;
  }

  async #source(file: string): Promise<Source | null> {
    let source = this.#sources.get(file);
    if (source === undefined) {
      const text = await textOfFile(file, MAX_SOURCE);
      source = text === null ? null : readSource(this.#uriOf(file), text);
      this.#sources.set(file, source);
    }
    return source;
  }

  /** The position in the source that was written by hand; null when a compiled file doesn't say. */
  async #original(file: string, frame: Frame): Promise<{ file: string; line: number; column: number | null } | null> {
    const { line, column } = frame;
    if (!/\.[cm]?js$/.test(file)) return { file, line, column };
    const compiled = await this.#mapOf(file);
    // JavaScript that people wrote has no map; what a compiler wrote without one says nothing.
    if (!compiled) return (await isCompiled(file)) ? null : { file, line, column };
    const entry = compiled.map.findEntry(line - 1, (column ?? 1) - 1);
    if (!('originalSource' in entry) || typeof entry.originalSource !== 'string') return null;
    const named = path.resolve(compiled.folder, entry.originalSource);
    const source = await fileInside(this.#root, named);
    if (source === null) return null;
    return { file: source, line: entry.originalLine + 1, column: column === null ? null : entry.originalColumn + 1 };
  }

  /** The source map of a compiled file: beside it, or inside it. */
  async #mapOf(file: string): Promise<Compiled | null> {
    let compiled = this.#compiled.get(file);
    if (compiled === undefined) {
      compiled = await this.#readMap(file).catch(() => null);
      this.#compiled.set(file, compiled);
    }
    return compiled;
  }

  async #readMap(file: string): Promise<Compiled | null> {
    const js = await textOfFile(file, MAX_SOURCE);
    const url = js === null ? undefined : /\/\/[#@] sourceMappingURL=(\S+)\s*$/.exec(js)?.[1];
    if (url === undefined) return null;
    const inline = /^data:application\/json[^,]*;base64,(.*)$/.exec(url)?.[1];
    const beside = inline === undefined ? await fileInside(this.#root, path.resolve(path.dirname(file), url)) : null;
    const json =
      inline === undefined
        ? beside && (await textOfFile(beside, MAX_MAP))
        : Buffer.from(inline, 'base64').toString('utf8');
    if (json === null) return null;
    const payload = JSON.parse(json) as SourceMapPayload;
    const folder = path.resolve(path.dirname(beside ?? file), payload.sourceRoot ?? '');
    return { folder, map: new SourceMap(payload) };
  }
}

/** Whether a script stands beside the TypeScript that it was made from, or in a folder for what is built. */
async function isCompiled(file: string): Promise<boolean> {
  if (/[\\/](?:dist|build|out)[\\/]/.test(file)) return true;
  return (await fileInside(path.dirname(file), file.replace(/js$/, 'ts'))) !== null;
}

function readSource(uri: string, text: string): Source {
  const parsed = ts.createSourceFile(uri, text, ts.ScriptTarget.ESNext, true);
  return { text, lines: new LineIndex(text), index: new SiteIndex(parsed, uri) };
}

/**
 * The call at an offset, if it is the very place that a frame of that call names. A frame that hits something else is
 * one of another text.
 */
function siteAt({ text, index }: Source, offset: number): Site | null {
  const site = index.at(offset);
  if (!site) return null;
  const { span, name } = site;
  const after = offset >= name.end && text.slice(name.end, offset).trim() === '';
  return offset === span.start || offset === name.start || after ? site : null;
}

/** The call that a line without a column means: the `new` that all others of the line are within, else what it begins with. */
function onlyCall(source: Source, start: number, end: number): Site | null {
  const line = source.text.slice(start, end);
  const [first, ...others] = [...line.matchAll(/\bnew\s/g)].map(({ index }) => siteAt(source, start + index));
  if (first === undefined) return siteAt(source, start + line.search(/\S|$/));
  return first && others.every(other => other && contains(first.span, other.span)) ? first : null;
}
