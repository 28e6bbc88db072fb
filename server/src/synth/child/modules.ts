/**
 * Modules and functions of Node that reach outside of the sandbox, or that could see what the user has: shut. A denied
 * module can't be had by any way of asking for it.
 */
import crypto from 'node:crypto';
import Module from 'node:module';
import v8 from 'node:v8';
import workers from 'node:worker_threads';
import { deny } from './denied.ts';
import { current } from './recording.ts';

/** As it is before the app can change it: who changed it could take what is called with it. */
const { apply } = Reflect;

const NAMES = [
  'cluster',
  'ffi',
  'inspector',
  'inspector/promises',
  'quic',
  'repl',
  'sea',
  'sqlite',
  'test',
  'trace_events',
  'wasi',
];

/**
 * What is denied, by all its names: those of newer kind only with their prefix, for there are packages of that name, too.
 * A table without a prototype, since the app may have changed whatever a method of it would be.
 */
const DENIED: Record<string, string> = Object.create(null);
for (const name of NAMES) {
  DENIED[`node:${name}`] = name;
  if (Module.builtinModules.includes(name)) DENIED[name] = name;
}

type Any = (...args: unknown[]) => unknown;
type Hooks = {
  registerHooks?: (hooks: { resolve: (specifier: string, context: unknown, next: Any) => unknown }) => void;
};

/** All of Node's modules, by all their names. */
const BUILTINS: Record<string, string> = Object.create(null);
for (const name of Module.builtinModules) BUILTINS[name] = BUILTINS[`node:${name}`] = name;

let tell: (name: string, exports: object) => void = () => {};

/** Calls `listener` with each of Node's modules as it is asked for, before whoever asks has it. */
export function onBuiltin(listener: (name: string, exports: object) => void): void {
  tell = listener;
}

/** Throws when `id` names a module that is denied. `below` is the function that the app called. */
function check(id: unknown, below: Any): void {
  const name = typeof id === 'string' ? DENIED[id] : undefined;
  if (name !== undefined) throw deny('module', name, below);
}

export function guardModules(): void {
  const { registerHooks } = Module as Hooks;
  if (registerHooks) {
    registerHooks({
      resolve(specifier, context, next) {
        check(specifier, next);
        return next(specifier, context);
      },
    });
  }
  const loader = Module as unknown as Record<string, Any>;
  const load = loader._load as Any;
  loader._load = function guarded(this: unknown, ...args: unknown[]) {
    check(args[0], guarded);
    const exports = apply(load, this, args);
    if (BUILTINS[args[0] as string]) tell(BUILTINS[args[0] as string] as string, exports as object);
    return exports;
  };
  const { getBuiltinModule } = process as { getBuiltinModule?: Any };
  if (getBuiltinModule) {
    Object.assign(process, {
      getBuiltinModule(id: string) {
        check(id, process.getBuiltinModule as Any);
        const exports = getBuiltinModule(id);
        if (BUILTINS[id]) tell(BUILTINS[id], exports as object);
        return exports;
      },
    });
  }

  class Worker {
    constructor(file: unknown) {
      throw deny('worker', String(file), Worker as never);
    }
  }
  Object.assign(workers, { Worker });
}

/** Native addons, Node's own insides, and functions that write files or signal processes by themselves. */
export function guardAddons(): void {
  const report = function writeReport(file: unknown) {
    throw deny('write', String(file), writeReport);
  };
  // Where and when Node writes reports by itself stays as it is: on its way out it asks nobody whether it may.
  for (const [name, { set, get }] of Object.entries(Object.getOwnPropertyDescriptors(process.report)))
    if (set) Object.defineProperty(process.report, name, { get: get as () => unknown, set() {}, configurable: true });
  Object.assign(process.report, { writeReport: report });
  Object.assign(v8, {
    writeHeapSnapshot: report,
    // Writes one to the working directory.
    setHeapSnapshotNearHeapLimit() {},
    // Some make V8 write files, past Node's permission model.
    setFlagsFromString: function setFlagsFromString(flags: unknown) {
      current()?.deny('process', `v8.setFlagsFromString(${String(flags)})`, true, setFlagsFromString);
    },
  });
  Object.assign(Module, {
    enableCompileCache: () => ({ status: 3 }),
    // Its hooks have a thread of their own, without guards.
    register: function register(specifier: unknown) {
      throw deny('worker', String(specifier), register);
    },
  });
  Object.assign(crypto, {
    setEngine: function setEngine(file: unknown) {
      throw deny('addon', String(file), setEngine);
    },
  });
  const closed: Record<string, Any> = {
    binding: function binding(name) {
      // What libraries look into as they are loaded, and may never use: there is nothing in it.
      if (name === 'tty_wrap' || name === 'natives') {
        current()?.deny('module', `process.binding(${name})`, true, binding);
        return {};
      }
      throw deny('module', `process.binding(${String(name)})`, binding);
    },
    _linkedBinding: function _linkedBinding(name) {
      throw deny('module', `process._linkedBinding(${String(name)})`, _linkedBinding);
    },
    dlopen: function dlopen(module, file) {
      if (!(module instanceof Module)) throw deny('addon', String(file), dlopen);
      // Libraries load their addons whether the app uses them or not: what fails is a call.
      current()?.deny('addon', String(file), true, dlopen);
      module.exports = uselessAddon(String(file));
    },
  };
  for (const name of ['_kill', '_debugProcess', '_debugEnd'])
    closed[name] = function signal(target) {
      throw deny('process', `process.${name}(${String(target)})`, signal);
    };
  // The channel to the server is among them.
  for (const name of ['_getActiveHandles', '_getActiveRequests']) closed[name] = () => [];
  Object.assign(process, closed);
}

/** Has every function that is asked for; none of them can be called. */
function uselessAddon(file: string): object {
  return new Proxy(
    {},
    {
      get: (_target, name) => {
        if (typeof name === 'symbol' || name === 'then' || name === '__esModule') return undefined;
        return function useless() {
          throw deny('addon', file, useless);
        };
      },
    },
  );
}
