/** The error that code of the app gets when it asks for what the sandbox does not give. */
import type { Denied } from '../protocol.ts';
import { current } from './recording.ts';

const WORDS: Readonly<Record<Denied['what'], string>> = {
  read: 'reading',
  write: 'writing',
  network: 'network access to',
  process: 'running',
  worker: 'starting the thread',
  addon: 'loading the native addon',
  module: 'using the module',
};

export class DeniedError extends Error {
  readonly code = 'ERR_ACCESS_DENIED';
  readonly what: Denied['what'];
  readonly target: string;

  constructor(what: Denied['what'], target: string) {
    super(`${WORDS[what]} ${target} is not allowed while the editor evaluates this app`);
    this.name = 'DeniedError';
    this.what = what;
    this.target = target;
  }
}

/** Notes that `target` was asked for in vain, and gives the error for it. `below` is the function that the app called. */
export function deny(what: Denied['what'], target: string, below: (...args: never[]) => unknown): DeniedError {
  current()?.deny(what, target, false, below);
  return new DeniedError(what, target);
}
