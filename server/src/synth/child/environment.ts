/** Reads of environment variables that are not there, as the app makes them: an error may follow from one. */
import { current } from './recording.ts';

/** Puts a watched view in the place of `process.env`; all else about it stays the same. */
export function watchEnvironment(): void {
  const real = process.env;
  const watched = new Proxy(real, {
    get: function get(target, name) {
      const value = Reflect.get(target, name) as string | undefined;
      if (value === undefined && typeof name === 'string') current()?.absent('environment', name, get);
      return value;
    },
    // The real one takes plain assignments only.
    set: (target, name, value) => Reflect.set(target, name, value),
  });
  Object.defineProperty(process, 'env', { value: watched, writable: true, enumerable: true, configurable: true });
}
