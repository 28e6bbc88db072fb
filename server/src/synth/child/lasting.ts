/**
 * Functions of Node whose effect outlasts the run in which the app calls them, and that no comparison of objects shows: a
 * process in which one was called is given up. What a library calls as it is loaded belongs to the library.
 */
import asyncHooks from 'node:async_hooks';
import diagnostics from 'node:diagnostics_channel';
import Module from 'node:module';
import { current } from './recording.ts';

type Any = (this: unknown, ...args: unknown[]) => unknown;

const { apply } = Reflect;

/** `isLoading` says whether it is a library that is evaluated. */
export function watchLasting(isLoading: () => boolean): void {
  const watch = (label: string, object: object, names: readonly string[]) => {
    const functions = object as Record<string, Any | undefined>;
    for (const name of names) {
      const real = functions[name];
      if (!real) continue;
      functions[name] = function lasting(...args) {
        const recording = current();
        if (recording && !isLoading()) recording.lasting ??= `${label}.${name}`;
        return apply(real, this, args);
      };
    }
  };
  watch('async_hooks', asyncHooks, ['createHook']);
  watch('diagnostics_channel', diagnostics, ['subscribe']);
  watch('diagnostics_channel.Channel', diagnostics.Channel.prototype, ['subscribe', 'bindStore']);
  watch('module', Module, ['register', 'registerHooks', 'setSourceMapsSupport']);
  watch('process', process, [
    'setUncaughtExceptionCaptureCallback',
    'addUncaughtExceptionCaptureCallback',
    'setSourceMapsEnabled',
  ]);
}
