/**
 * Which file of the project an import means that is not relative: through `paths` and `baseUrl` of the nearest tsconfig.json,
 * through `imports` of the nearest package.json, or as a package of the same workspace whose source is there.
 */
import ts from 'typescript';
import type { LinkHost } from '../../core/facts.ts';
import { ANY, ANYTHING, IN_NAME, NAME, type Piece, literally, matchesAll } from '../../core/wildcard.ts';
import { candidates } from './modules.ts';

type Json = Readonly<Record<string, unknown>>;

/** How a tsconfig.json, with what it extends, leads to files. Folders end in a slash. */
interface Paths {
  readonly paths: Readonly<Record<string, readonly string[]>>;
  readonly from: string;
  readonly baseUrl: string | null;
}

/** Packages of registries, and Node's own modules: nobody gives those names to files. */
const FOREIGN =
  /^(?:node:|@aws-sdk\/|@smithy\/|@aws-cdk\/|@types\/|@aws-lambda-powertools\/|@middy\/|aws-sdk\/|aws-cdk-lib\/)/;
/** Single words are packages, or Node's. */
const POSSIBLE = /^[@~#]|\//;
const MAX_EXTENDS = 5;
/** Folders that are looked at above a file. */
const MAX_UP = 20;

/** Parsed texts, by text: they are asked for on every link and hardly ever change. */
const parsed = new Map<string, Json>();

/** One for each link: what it has found once holds for all files. */
export class Aliases {
  readonly #host: LinkHost;
  readonly #known: ReadonlyMap<string, unknown>;
  readonly #answers = new Map<string, string | null>();
  readonly #paths = new Map<string, Paths | null>();
  readonly #members = new Map<string, ReadonlyMap<string, string>>();

  /** `known` are the files that are read; an import means one of them or stays a package. */
  constructor(known: ReadonlyMap<string, unknown>, host: LinkHost) {
    this.#host = host;
    this.#known = known;
  }

  /** The file that an import means, seen from a file; null for packages and for what can't be told. */
  resolve(importer: string, specifier: string): string | null {
    if (!this.#host.configuration || !POSSIBLE.test(specifier) || FOREIGN.test(specifier)) return null;
    const folder = importer.slice(0, importer.lastIndexOf('/') + 1);
    const key = `${folder} ${specifier}`;
    let answer = this.#answers.get(key);
    if (answer === undefined) {
      answer = this.#find(folder, specifier);
      this.#answers.set(key, answer);
    }
    return answer;
  }

  #find(folder: string, specifier: string): string | null {
    if (specifier.startsWith('#')) {
      const owner = this.#above(folder, 'package.json', () => true);
      const own = owner && targetsIn(this.#json(`${owner}package.json`)?.imports, specifier);
      const inside = owner && own && this.#first(own.map(target => [owner, target]));
      if (inside) return inside;
    }
    const home = this.#above(folder, 'tsconfig.json', () => true);
    const config = home === null ? null : this.#pathsOf(`${home}tsconfig.json`, 0);
    if (config) {
      const mapped = targetsIn(config.paths, specifier) ?? [];
      const based: [string, string][] = config.baseUrl === null ? [] : [[config.baseUrl, specifier]];
      const found = this.#first([...mapped.map((target): [string, string] => [config.from, target]), ...based]);
      if (found) return found;
    }
    return this.#member(folder, specifier);
  }

  /** The first of some places that is a file we know; each is a folder and a path in it. */
  #first(places: readonly (readonly [string, string])[]): string | null {
    for (const [folder, target] of places)
      for (const uri of candidates(folder, `./${target}`)) if (this.#known.has(uri)) return uri;
    return null;
  }

  /** The nearest folder, from one upwards, that has a file of this name that will do. */
  #above(folder: string, name: string, accepts: (json: Json) => boolean): string | null {
    for (let at = folder, steps = 0; steps < MAX_UP; steps++) {
      const json = this.#json(`${at}${name}`);
      if (json && accepts(json)) return at;
      const parent = at.slice(0, at.lastIndexOf('/', at.length - 2) + 1);
      if (parent === at || parent.endsWith('//')) return null;
      at = parent;
    }
    return null;
  }

  #json(uri: string): Json | null {
    const text = this.#host.configuration?.(uri) ?? null;
    if (text === null) return null;
    let json = parsed.get(text);
    if (!json) {
      // Comments and trailing commas are allowed in tsconfig.json, and do no harm elsewhere.
      json = {};
      try {
        const { config } = ts.parseConfigFileTextToJson(uri, text) as { config?: unknown };
        if (isObject(config)) json = config;
      } catch {
        // What nests deeper than the parser's stack says nothing.
      }
      if (parsed.size >= 500) parsed.clear();
      parsed.set(text, json);
    }
    return json;
  }

  #pathsOf(uri: string, depth: number): Paths | null {
    const known = this.#paths.get(uri);
    if (known !== undefined) return known;
    // What extends itself has nothing.
    this.#paths.set(uri, null);
    const found = this.#readPaths(uri, depth);
    this.#paths.set(uri, found);
    return found;
  }

  #readPaths(uri: string, depth: number): Paths | null {
    const json = depth > MAX_EXTENDS ? null : this.#json(uri);
    if (!json) return null;
    const folder = uri.slice(0, uri.lastIndexOf('/') + 1);
    const base = Array.isArray(json.extends) ? (json.extends as unknown[]) : [json.extends];
    let inherited: Paths | null = null;
    for (const one of base) {
      if (typeof one !== 'string' || !one.startsWith('.')) continue;
      const [at] = candidates(folder, one.endsWith('.json') ? one : `${one}.json`).slice(0, 1);
      inherited = (at && this.#pathsOf(at, depth + 1)) || inherited;
    }
    const options = isObject(json.compilerOptions) ? json.compilerOptions : {};
    const baseUrl =
      typeof options.baseUrl === 'string' ? folderAt(folder, options.baseUrl) : (inherited?.baseUrl ?? null);
    if (!isObject(options.paths)) return { paths: {}, from: folder, ...inherited, baseUrl };
    return { paths: options.paths as Paths['paths'], from: baseUrl ?? folder, baseUrl };
  }

  /** A package of the same workspace: its source, or what its manifest says is its entry where that is source. */
  #member(folder: string, specifier: string): string | null {
    const root = this.#above(folder, 'package.json', json => json.workspaces !== undefined) ?? this.#pnpmRoot(folder);
    if (root === null) return null;
    const [, name, inner = ''] = /^((?:@[^/]+\/)?[^/]+)(?:\/(.+))?$/.exec(specifier) ?? [];
    const home = name === undefined ? undefined : this.#membersOf(root).get(name);
    if (home === undefined) return null;
    const manifest = this.#json(`${home}package.json`) ?? {};
    return this.#first(entriesOf(manifest, inner).map(target => [home, target]));
  }

  #pnpmRoot(folder: string): string | null {
    return this.#above(folder, 'package.json', () => true) === null
      ? null
      : this.#above(folder, 'pnpm-workspace.yaml', () => true);
  }

  /** The packages below the root of a workspace that hold files that we know: names to folders. */
  #membersOf(root: string): ReadonlyMap<string, string> {
    const before = this.#members.get(root);
    if (before) return before;
    const declared = this.#json(`${root}package.json`)?.workspaces;
    const listed = isObject(declared) ? declared.packages : declared;
    const globs = Array.isArray(listed) ? listed : pnpmGlobs(this.#host.configuration?.(`${root}pnpm-workspace.yaml`));
    const patterns = globs.flatMap(g => (typeof g === 'string' && !g.startsWith('!') ? [patternOf(g)] : []));
    const members = new Map<string, string>();
    const seen = new Set<string>([root]);
    for (const uri of this.#known.keys())
      for (let at = uri.slice(0, uri.lastIndexOf('/') + 1); at.startsWith(root) && !seen.has(at); ) {
        seen.add(at);
        const inside = at.slice(root.length, -1);
        const name = patterns.some(p => matchesAll(p, inside)) ? this.#json(`${at}package.json`)?.name : undefined;
        if (typeof name === 'string') members.set(name, at);
        at = at.slice(0, at.lastIndexOf('/', at.length - 2) + 1);
      }
    this.#members.set(root, members);
    return members;
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function folderAt(folder: string, relative: string): string {
  const [index = folder] = candidates(folder, `${relative.replace(/(?<!\/)\/+$/, '')}/`);
  return index.slice(0, index.lastIndexOf('/') + 1);
}

/** What a map of names with at most one `*` gives for a name; the longest prefix wins. Null where nothing fits. */
function targetsIn(map: unknown, name: string): string[] | null {
  if (!isObject(map)) return null;
  if (map[name] !== undefined) return leavesOf(map[name]);
  let best: { readonly prefix: string; readonly middle: string; readonly value: unknown } | null = null;
  for (const [key, value] of Object.entries(map)) {
    const [prefix, suffix] = key.split('*');
    if (prefix === undefined || suffix === undefined) continue;
    const fits = name.startsWith(prefix) && name.endsWith(suffix) && name.length >= prefix.length + suffix.length;
    if (fits && (!best || prefix.length > best.prefix.length))
      best = { prefix, middle: name.slice(prefix.length, name.length - suffix.length), value };
  }
  if (!best) return null;
  const { middle, value } = best;
  return leavesOf(value).map(target => target.replaceAll('*', middle));
}

/** The texts in a value of `exports`, whatever the condition. */
function leavesOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(leavesOf);
  return isObject(value) ? Object.values(value).flatMap(leavesOf) : [];
}

/** The paths in a package that may be what an import of it means, the source of what is built among them. */
function entriesOf({ exports, ...manifest }: Json, inner: string): string[] {
  const key = inner === '' ? '.' : `./${inner}`;
  let targets: string[];
  if (exports !== undefined && exports !== null) {
    const isMap = isObject(exports) && Object.keys(exports).some(k => k.startsWith('.'));
    const found = isMap ? targetsIn(exports, key) : inner === '' ? leavesOf(exports) : null;
    // What a package does not export can't be imported.
    if (!found) return [];
    targets = found;
  } else if (inner !== '') targets = [inner];
  else targets = leavesOf([manifest.source, manifest.module, manifest.main, manifest.types]);
  const own = targets.map(t => t.replace(/^\.\//, ''));
  const stem = (path: string) => path.replace(/(?:\.d)?\.[mc]?[jt]sx?$/, '');
  const built = /^(?:dist|lib|build|out)\/(?:(?:esm|cjs|es|src)\/)?/;
  const sources = own.flatMap(t => (built.test(t) ? [stem(t.replace(built, 'src/')), stem(t.replace(built, ''))] : []));
  return [
    ...own.filter(t => !t.endsWith('.d.ts')),
    ...sources,
    inner === '' ? 'src/index' : `src/${inner}`,
    ...(inner === '' ? ['index'] : []),
  ];
}

/** `packages/*` as a pattern for paths: a star is at least one character. */
function patternOf(glob: string): readonly Piece[] {
  const plain = glob.replace(/^\.\//, '').replace(/(?<!\/)\/+$/, '');
  return (plain.match(/\*\*|\*|[^*]+/g) ?? []).flatMap(piece => {
    if (piece === '**') return [ANY, ANYTHING];
    return piece === '*' ? [IN_NAME, NAME] : literally(piece);
  });
}

/** The entries of `packages:` in a pnpm-workspace.yaml. */
function pnpmGlobs(text: string | null | undefined): string[] {
  const list = /^packages:[^\n]*\n((?:[ \t]*-[^\n]*\n?|[ \t]*(?:#[^\n]*)?\n)*)/m.exec(text ?? '')?.[1] ?? '';
  return [...list.matchAll(/-[ \t]*["']?([^"'#\s]+)/g)].map(m => m[1] as string);
}
