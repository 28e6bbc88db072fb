/**
 * Modules and functions of Node that reach outside of the sandbox, or that could see what the user has: shut. A denied
 * module can't be had by any way of asking for it.
 */
import Module from 'node:module';
import v8 from 'node:v8';
import workers from 'node:worker_threads';
import { deny } from './denied.ts';
import { current } from './recording.ts';

const DENIED = new Set([
  'cluster',
  'ffi',
  'inspector',
  'inspector/promises',
  'repl',
  'sea',
  'sqlite',
  'test',
  'trace_events',
  'wasi',
]);

type Any = (...args: unknown[]) => unknown;
type Hooks = {
  registerHooks?: (hooks: { resolve: (specifier: string, context: unknown, next: Any) => unknown }) => void;
};

const bare = (id: string) => (id.startsWith('node:') ? id.slice(5) : id);

/** Whether `id` names a module that is denied: those of newer kind only with their prefix, for there are packages, too. */
function isDenied(id: unknown): id is string {
  return (
    typeof id === 'string' && DENIED.has(bare(id)) && (id.startsWith('node:') || Module.builtinModules.includes(id))
  );
}

export function guardModules(): void {
  const { registerHooks } = Module as Hooks;
  if (registerHooks) {
    registerHooks({
      resolve(specifier, context, next) {
        if (isDenied(specifier)) throw deny('module', bare(specifier), next);
        return next(specifier, context);
      },
    });
  }
  const loader = Module as unknown as Record<string, Any>;
  const load = loader._load as Any;
  loader._load = function guarded(this: unknown, ...args: unknown[]) {
    if (isDenied(args[0])) throw deny('module', bare(args[0]), guarded);
    return load.apply(this, args);
  };
  const { getBuiltinModule } = process as { getBuiltinModule?: Any };
  if (getBuiltinModule) {
    Object.assign(process, {
      getBuiltinModule(id: string) {
        if (isDenied(id)) throw deny('module', bare(id), process.getBuiltinModule);
        return getBuiltinModule(id);
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

/** Native addons, Node's own insides, and functions that write files by themselves. */
export function guardAddons(): void {
  const report = function writeReport(file: unknown) {
    throw deny('write', String(file), writeReport);
  };
  Object.assign(process.report, { writeReport: report });
  Object.assign(v8, { writeHeapSnapshot: report });
  Object.assign(Module, { enableCompileCache: () => ({ status: 3 }) });
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
