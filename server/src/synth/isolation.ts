/**
 * What the operating system gives for free around a child, on Linux: a network namespace with nothing in it, and a
 * signal that ends the child with its server whatever it is busy with. Costs two or three milliseconds a start; checked
 * once; never needs root. Elsewhere, or where it is forbidden, there are the guards of Node and of the child itself.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';

export interface Isolation {
  /** What a command line is put behind. */
  readonly prefix: readonly string[];
  /** Whether the child has no network. */
  readonly network: boolean;
}

const NONE: Isolation = { prefix: [], network: false };

let known: Promise<Isolation> | undefined;

/** What works on this machine. */
export function isolation(): Promise<Isolation> {
  known ??= process.platform === 'linux' ? find() : Promise.resolve(NONE);
  return known;
}

async function find(): Promise<Isolation> {
  // At their usual places: what a search path says is not to be trusted here.
  const [unshare, setpriv, nothing] = ['/usr/bin/unshare', '/usr/bin/setpriv', '/usr/bin/true'];
  if (!existsSync(nothing)) return NONE;
  const ending = existsSync(setpriv) ? [setpriv, '--pdeathsig', 'KILL', '--no-new-privs', '--'] : [];
  // The first keeps the user's name inside, which older versions of the tool can't.
  const spaces = existsSync(unshare)
    ? [
        [unshare, '--map-current-user', '--net', '--'],
        [unshare, '--map-root-user', '--net', '--'],
      ]
    : [];
  for (const space of [...spaces, []]) {
    for (const prefix of [[...space, ...ending], space])
      if (prefix.length > 0 && (await works([...prefix, nothing]))) return { prefix, network: space.length > 0 };
  }
  return NONE;
}

function works(command: readonly string[]): Promise<boolean> {
  return new Promise(resolve => {
    execFile(command[0] as string, command.slice(1), { timeout: 1000, env: {} }, error => resolve(error === null)).on(
      'error',
      () => resolve(false),
    );
  });
}
