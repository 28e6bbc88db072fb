/**
 * The functions of `fs` as the app sees them. Reads outside of the allowed folders find nothing, as if the files were not
 * there, which is what existence checks, searches upwards and optional configuration files are written for. Writes into
 * the project go to the shadow (see `places.ts`).
 */
import fs from 'node:fs';
import Module from 'node:module';
import path from 'node:path';
import { deny } from './denied.ts';
import { type Places, missing, pathOf } from './places.ts';

/** As it is before the app can change it: who changed it could take Node's own functions, which are called with it. */
const { apply } = Reflect;

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
    return replace(args, places.writing(file, keep || (typeof flag === 'string' && /[ar]/.test(flag)), below));
  };

const opening: Rule = (args, places, below) => {
  const options = args[1] as { flags?: unknown } | null | undefined;
  const flags = typeof options === 'object' ? options?.flags : options;
  const forWriting =
    typeof flags === 'string'
      ? /[wa+]/.test(flags)
      : typeof flags === 'number' && (flags & 3) !== fs.constants.O_RDONLY;
  const keeps = typeof flags === 'string' ? /[ar]/.test(flags) : true;
  return (forWriting ? writing(keeps) : reading('open', false))(args, places, below);
};

const creating: Rule = (args, places, below) => {
  const options = args[1] as { flags?: unknown } | undefined;
  return writing(typeof options?.flags === 'string' && /[ar]/.test(options.flags))(args, places, below);
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
    if (file === undefined || places.isScratch(file)) return { args };
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
  const [from, to] = [pathOf(args[0]), pathOf(args[1])];
  if (from === undefined || to === undefined) return { args };
  const source = places.reading(from, 'copyfile', false, below);
  return { args: [source, places.writing(to, false, below), ...args.slice(2)] };
};

const renaming: Rule = (args, places, below) => {
  const [from, to] = [pathOf(args[0]), pathOf(args[1])];
  if (from === undefined || to === undefined || (places.isScratch(from) && places.isScratch(to))) return { args };
  const source = places.reading(from, 'rename', false, below);
  const target = places.writing(to, false, below);
  if (source === from) fs.cpSync(source, target, { recursive: true });
  places.removing(from, below);
  return source === from ? { value: undefined } : { args: [source, target] };
};

/** A link could lead writes out of the scratch folder. */
const linking: Rule = (args, places, below) => {
  const link = pathOf(args[1]);
  const target = link === undefined ? undefined : path.resolve(path.dirname(link), String(args[0]));
  if (link === undefined || target === undefined || !places.isScratch(link) || !places.isScratch(target))
    throw deny('write', link ?? String(args[1]), below);
  return { args };
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
  return place !== file || places.isAncestor(file) ? { value: file } : { args };
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
  readFile: reading('open', false),
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
  cp: copying,
  rename: renaming,
  link: linking,
  symlink: linking,
  watch: watching,
  watchFile: watching,
};

/** Functions without an asynchronous form: `createReadStream`, `watch`. They give their result at once. */
const DIRECT = /^(create(Read|Write)Stream|watch(File)?|openAsBlob)$/;

function listing(places: Places, list: Any): Any {
  return function readdir(...args) {
    const file = pathOf(args[0]);
    if (file === undefined) return list(...args);
    // Alone or shadowed: the names in the folder and those in its shadow, without what is gone.
    const place = places.reading(file, 'scandir', true, readdir);
    if (places.isAncestor(file) && place === file) return [];
    if (!places.changed) return list(...args);
    const found = new Map<string, unknown>();
    for (const folder of places.folders(file)) {
      for (const entry of list(folder, ...args.slice(1)) as (string | fs.Dirent)[]) {
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
    const named = pathOf(file);
    if (named === undefined) return false;
    try {
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
  const follow = sync(realPath, (...args) => {
    try {
      return plain(...args);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_ACCESS_DENIED') throw error;
      return plain.native(args[0]);
    }
  });
  install(functions, 'realpathSync', follow);
  const native = sync(realPath, plain.native);
  (functions.realpathSync as unknown as { native: Any }).native = native;
  (functions.realpath as unknown as { native: Any }).native = called(realPath, (...args) =>
    (real.realpath as unknown as { native: Any }).native(...args),
  );
  Module.syncBuiltinESMExports();
}

/** Begins anew with the names of temporary folders. */
export function forgetTemporary(): void {
  temporary = 0;
}
