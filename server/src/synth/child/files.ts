/**
 * The functions of `fs` as the app sees them. Reads outside of the allowed folders find nothing, as if the files were not
 * there, which is what existence checks, searches upwards and optional configuration files are written for. Writes into
 * the project go to the shadow (see `places.ts`).
 */
import fs from 'node:fs';
import Module from 'node:module';
import path from 'node:path';
import { deny } from './denied.ts';
import { addMember, apply, hasMember, includes } from './originals.ts';
import { type Places, missing, pathOf } from './places.ts';
import { current } from './recording.ts';

const { dirname, resolve } = path;
const { O_APPEND, O_CREAT, O_RDONLY, O_TRUNC } = fs.constants;

type Any = (...args: unknown[]) => unknown;
type Below = (...args: never[]) => unknown;
type Functions = Record<string, Any>;

/** What becomes of a call: the same with other arguments, or a result. */
type Turn = { readonly args: readonly unknown[] } | { readonly value: unknown };

/** Decides on a call; `below` is the function that the app called. Throws what the app is to get. */
type Rule = (args: readonly unknown[], places: Places, below: Below) => Turn;

const replace = (args: readonly unknown[], file: string): Turn => ({ args: [file, ...args.slice(1)] });

const reading =
  (call: string, probe: boolean): Rule =>
  (args, places, below) => {
    const file = pathOf(args[0]);
    return file === undefined ? { args } : replace(args, places.reading(file, call, probe, below));
  };

/** Like `reading`, for a folder above the allowed ones, too: another folder stands in for it. */
const looking =
  (call: string): Rule =>
  (args, places, below) => {
    const file = pathOf(args[0]);
    if (file === undefined) return { args };
    const options = args[1] as { throwIfNoEntry?: boolean } | undefined;
    try {
      return replace(args, places.isAncestor(file) ? places.someFolder : places.reading(file, call, true, below));
    } catch (error) {
      if (options?.throwIfNoEntry === false) return { value: undefined };
      throw error;
    }
  };

const writing =
  (keep: boolean): Rule =>
  (args, places, below) => {
    const file = pathOf(args[0]);
    if (file === undefined) return { args };
    const flag = (args[2] as { flag?: unknown } | undefined)?.flag;
    return replace(args, places.writing(file, keep || (typeof flag === 'string' && meaning(flag).keeps), below));
  };

/** Whether a file that is opened with these flags may be changed by that, and whether what is in it counts. */
function meaning(flags: unknown): { readonly changes: boolean; readonly keeps: boolean } {
  if (typeof flags === 'number') {
    const changes = (flags & 3) !== O_RDONLY || (flags & (O_APPEND | O_CREAT | O_TRUNC)) !== 0;
    return { changes, keeps: (flags & O_TRUNC) === 0 };
  }
  // Node refuses all else.
  if (typeof flags !== 'string') return { changes: false, keeps: true };
  const has = (letter: string) => includes(flags, letter);
  return { changes: has('w') || has('a') || has('+'), keeps: has('a') || has('r') };
}

const opening: Rule = (args, places, below) => {
  const { changes, keeps } = meaning(args[1]);
  return (changes ? writing(keeps) : reading('open', false))(args, places, below);
};

/** Like `opening`, with the flags among the options. They are read here, once: a getter could give others later. */
const readingAll: Rule = (args, places, below) => {
  const options = args[1] as { flag?: unknown; encoding?: unknown; signal?: unknown } | null | undefined;
  const flag = typeof options === 'object' ? options?.flag : undefined;
  if (flag === undefined || flag === null) return reading('open', false)(args, places, below);
  const turn = opening([args[0], flag], places, below) as { readonly args: readonly unknown[] };
  const { encoding, signal } = options as { encoding?: unknown; signal?: unknown };
  return { args: [turn.args[0], { encoding, signal, flag }, ...args.slice(2)] };
};

const creating: Rule = (args, places, below) => {
  const options = args[1] as { flags?: unknown } | undefined;
  return writing(typeof options?.flags === 'string' && meaning(options.flags).keeps)(args, places, below);
};

const makingFolder: Rule = (args, places, below) => {
  const file = pathOf(args[0]);
  if (file === undefined) return { args };
  const recursive = (args[1] as { recursive?: boolean } | undefined)?.recursive === true;
  if (recursive && fs.existsSync(file)) return { value: undefined };
  return replace(args, places.makingFolder(file, recursive, below));
};

const removing =
  (call: string): Rule =>
  (args, places, below) => {
    const file = pathOf(args[0]);
    if (file === undefined) return { args };
    if (places.isScratch(file)) return replace(args, file);
    const force = (args[1] as { force?: boolean } | undefined)?.force === true;
    if (!fs.existsSync(file)) {
      if (force) return { value: undefined };
      throw missing(call, file);
    }
    const copy = places.removing(file, below);
    return copy === null ? { value: undefined } : replace(args, copy);
  };

/** From the first path to the second. */
const copying: Rule = (args, places, below) => {
  const from = pathOf(args[0]);
  const to = pathOf(args[1]);
  if (from === undefined || to === undefined) return { args };
  const source = places.reading(from, 'copyfile', false, below);
  return { args: [source, places.writing(to, false, below), ...args.slice(2)] };
};

/**
 * The same for folders. What links lead to is copied, not the links: out of a link in the scratch folder a write would land
 * where it leads. Those that lead out of the allowed folders are left out.
 */
const copyingAll: Rule = (args, places, below) => {
  const turn = copying(args, places, below) as { readonly args: readonly unknown[] };
  if (typeof turn.args[0] !== 'string') return turn;
  const options = typeof args[2] === 'function' ? undefined : (args[2] as { filter?: Any } | null | undefined);
  const filter = (from: string, to: string) => {
    const source = pathOf(from) as string;
    return places.isReadable(source) && (options?.filter?.(from, to) ?? true);
  };
  const own = { ...options, dereference: true, filter };
  const source = places.followed(turn.args[0]);
  return { args: [source, turn.args[1], own, typeof args[2] === 'function' ? args[2] : args[3]] };
};

const renaming: Rule = (args, places, below) => {
  const from = pathOf(args[0]);
  const to = pathOf(args[1]);
  if (from === undefined || to === undefined) return { args };
  if (places.isScratch(from) && places.isScratch(to)) return { args: [from, to, ...args.slice(2)] };
  const source = places.reading(from, 'rename', false, below);
  const target = places.writing(to, false, below);
  if (source === from) fs.cpSync(source, target, { recursive: true });
  places.removing(from, below);
  return source === from ? { value: undefined } : { args: [source, target, ...args.slice(2)] };
};

/** A link could lead writes out of the scratch folder: it is made for a full path in it, or not at all. */
const linking =
  (isSymbolic: boolean): Rule =>
  (args, places, below) => {
    const given = pathOf(args[0]);
    const link = pathOf(args[1]);
    if (given === undefined || link === undefined) return { args };
    const target = isSymbolic ? resolve(dirname(link), String(args[0])) : given;
    if (!places.isScratch(link) || !places.isScratch(target)) throw deny('write', link, below);
    return { args: [target, link, ...args.slice(2)] };
  };

/** Names that are the same in every run, so that templates which hold them are. */
let temporary = 0;
const makingTemporary: Rule = (args, places, below) => {
  const prefix = String(args[0]);
  for (;;) {
    const file = path.resolve(`${prefix}${String(temporary++).padStart(6, '0')}`);
    if (fs.existsSync(file)) continue;
    fs.mkdirSync(places.writing(file, false, below));
    return { value: file };
  }
};

const realPath: Rule = (args, places, below) => {
  const file = pathOf(args[0]);
  if (file === undefined) return { args };
  const place = places.reading(file, 'realpath', true, below);
  // Of a copy and of a folder that is only walked through, the path is the path.
  return place !== file || places.isAncestor(file) ? { value: file } : replace(args, file);
};

/** Node itself asks for no permission to write when mode, owner or times of an open file are changed, in some versions. */
const keeping: Rule = (_args, _places, below) => {
  current()?.deny('write', 'what is known of an open file', true, below);
  return { value: undefined };
};

const closed =
  (name: string): Rule =>
  (_args, _places, below) => {
    throw deny('module', `fs.${name}`, below);
  };

const watching: Rule = () => ({ value: { close() {}, on() {}, ref() {}, unref() {} } });

/** Rules by the name of the function without `Sync`. */
const RULES: Readonly<Record<string, Rule>> = {
  access: looking('access'),
  stat: looking('stat'),
  lstat: looking('lstat'),
  statfs: looking('statfs'),
  readlink: reading('readlink', true),
  realpath: realPath,
  readFile: readingAll,
  opendir: reading('opendir', false),
  openAsBlob: reading('open', false),
  createReadStream: reading('open', false),
  open: opening,
  createWriteStream: creating,
  writeFile: writing(false),
  appendFile: writing(true),
  truncate: writing(true),
  chmod: writing(true),
  chown: writing(true),
  lchmod: writing(true),
  lchown: writing(true),
  utimes: writing(true),
  lutimes: writing(true),
  mkdir: makingFolder,
  mkdtemp: makingTemporary,
  rm: removing('rm'),
  rmdir: removing('rmdir'),
  unlink: removing('unlink'),
  copyFile: copying,
  cp: copyingAll,
  rename: renaming,
  link: linking(false),
  symlink: linking(true),
  watch: watching,
  watchFile: watching,
  fchmod: keeping,
  fchown: keeping,
  futimes: keeping,
};

/** What needs no rule: it takes what was opened, has a guard of its own, or rests on the others. All else is closed. */
const RULELESS =
  /^(_toUnixTimestamp|(close|exists|f(data)?sync|fstat|ftruncate|glob|read(v|dir)?|unwatchFile|writev?)(Sync)?|[A-Z].*)$/;

/** Functions without an asynchronous form: `createReadStream`, `watch`. They give their result at once. */
const DIRECT = /^(create(Read|Write)Stream|watch(File)?|openAsBlob)$/;

function listing(places: Places, list: Any): Any {
  return function readdir(...args) {
    const file = pathOf(args[0]);
    if (file === undefined) return apply(list, fs, args);
    // Alone or shadowed: the names in the folder and those in its shadow, without what is gone.
    const place = places.reading(file, 'scandir', true, readdir);
    if (places.isAncestor(file) && place === file) return [];
    if (!places.changed) return list(file, args[1]);
    const found = new Map<string, unknown>();
    const folders = places.folders(file);
    for (let i = 0; i < folders.length; i++) {
      for (const entry of list(folders[i], args[1]) as (string | fs.Dirent)[]) {
        const name = typeof entry === 'string' ? entry : entry.name;
        if (!found.has(name) && !places.isGone(path.join(file, name))) found.set(name, entry);
      }
    }
    return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
  };
}

/** Puts the guard in the place of Node's functions. */
export function guardFiles(places: Places): void {
  const functions = fs as unknown as Functions;
  const promises = fs.promises as unknown as Functions;
  const real = { ...functions };
  const realPromises = { ...promises };

  const own = (error: unknown): unknown => {
    // Messages name the file that the app named, not its copy.
    if (error instanceof Error && places.changed) {
      error.message = places.unshadowed(error.message);
      const { path: file } = error as NodeJS.ErrnoException;
      if (typeof file === 'string') Object.assign(error, { path: places.unshadowed(file) });
    }
    return error;
  };
  /** What `fs.promises.open` gave: some functions take it in the place of a path. */
  const handles = new WeakSet<object>();
  let methods: Functions | null = null;
  const adopt = (handle: object): object => {
    addMember(handles, handle);
    if (methods) return handle;
    methods = Object.getPrototypeOf(handle) as Functions;
    for (const name of ['chmod', 'chown', 'utimes']) methods[name] = promised(keeping, methods[name] as Any);
    return handle;
  };
  const sync = (rule: Rule, call: Any): Any =>
    function guarded(...args) {
      try {
        const turn = rule(args, places, guarded);
        return 'value' in turn ? turn.value : apply(call, fs, turn.args);
      } catch (error) {
        throw own(error);
      }
    };
  const promised = (rule: Rule, call: Any): Any =>
    async function guarded(...args) {
      if (hasMember(handles, args[0] as object)) return apply(call, fs.promises, args);
      try {
        const turn = rule(args, places, guarded);
        return 'value' in turn ? turn.value : await (apply(call, fs.promises, turn.args) as Promise<unknown>);
      } catch (error) {
        throw own(error);
      }
    };
  const called = (rule: Rule, call: Any): Any =>
    function guarded(...args) {
      const callback = args.at(-1);
      if (typeof callback !== 'function') return apply(call, fs, args);
      try {
        const turn = rule(args, places, guarded);
        if (!('value' in turn)) return apply(call, fs, turn.args);
        process.nextTick(callback as Any, null, turn.value);
      } catch (error) {
        process.nextTick(callback as Any, own(error));
      }
    };
  const install = (target: Functions, name: string, value: Any) => {
    // `realpath.native` and the symbol for `promisify` stay with the function.
    target[name] = Object.defineProperties(value, {
      ...Object.getOwnPropertyDescriptors(target[name] as Any),
      name: { value: name, configurable: true },
    });
  };

  for (const [name, rule] of Object.entries(RULES)) {
    const direct = real[name];
    if (direct) install(functions, name, DIRECT.test(name) ? sync(rule, direct) : called(rule, direct));
    const immediate = real[`${name}Sync`];
    if (immediate) install(functions, `${name}Sync`, sync(rule, immediate));
    const promise = realPromises[name];
    if (promise && name !== 'watch') install(promises, name, promised(rule, promise));
  }
  const open = promises.open as Any;
  install(promises, 'open', async function opened(...args) {
    return adopt((await apply(open, fs.promises, args)) as object);
  });
  for (const [name, call] of Object.entries(real))
    if (typeof call === 'function' && functions[name] === call && !RULELESS.test(name))
      install(functions, name, sync(closed(name), call));
  for (const [name, call] of Object.entries(realPromises))
    if (typeof call === 'function' && promises[name] === call && !RULELESS.test(name))
      install(promises, name, promised(closed(name), call));

  const list = listing(places, real.readdirSync as Any);
  install(
    functions,
    'readdirSync',
    sync(args => ({ value: list(...args) }), list),
  );
  install(
    functions,
    'readdir',
    called(args => ({ value: list(...args.slice(0, -1)) }), list),
  );
  install(
    promises,
    'readdir',
    promised(args => ({ value: list(...args) }), list),
  );

  const exists = (file: unknown, below: Below) => {
    try {
      const named = pathOf(file);
      if (named === undefined) return false;
      return (
        places.isAncestor(named) || (real.existsSync as Any)(places.reading(named, 'access', true, below)) === true
      );
    } catch {
      return false;
    }
  };
  install(functions, 'existsSync', function existsSync(file) {
    return exists(file, existsSync);
  });
  install(functions, 'exists', function existsLater(file, callback) {
    process.nextTick(callback as Any, exists(file, existsLater));
  });

  // Under Node's permission model the walk along a path stumbles over the folders above; the system's own does not.
  const plain = real.realpathSync as Any & { native: Any };
  const follow = sync(realPath, (file, options) => {
    try {
      return plain(file, options);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_ACCESS_DENIED') throw error;
      return plain.native(file);
    }
  });
  install(functions, 'realpathSync', follow);
  // The one function that reads a file and is not among those of `fs`.
  const { loadEnvFile } = process as { loadEnvFile?: Any };
  if (loadEnvFile) {
    const load = sync(reading('open', false), loadEnvFile);
    Object.assign(process, { loadEnvFile: (file: unknown = '.env') => load(file) });
  }
  const native = sync(realPath, plain.native);
  (functions.realpathSync as unknown as { native: Any }).native = native;
  (functions.realpath as unknown as { native: Any }).native = called(
    realPath,
    (real.realpath as unknown as { native: Any }).native,
  );
  Module.syncBuiltinESMExports();
}

/** Begins anew with the names of temporary folders. */
export function forgetTemporary(): void {
  temporary = 0;
}
