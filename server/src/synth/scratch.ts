/**
 * The folders that children write to: each has its own, in a cache folder that belongs to the user alone. Whoever else
 * could write to that could exchange a child's folder for a link, and have the child write or remove where it leads.
 */
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  type Stats,
} from 'node:fs';
import path from 'node:path';

const PREFIX = 'run-';

/** Makes a folder for a child of this process. Throws an error in words when there can be none. */
export function makeScratch(cache: string): string {
  attempt(cache, () => mkdirSync(cache, { recursive: true, mode: 0o700 }));
  const status = statSync(cache);
  if (![lstatSync(cache), status].every(isOurs)) throw new Error(`the folder ${cache} belongs to somebody else`);
  if (process.platform !== 'win32' && (status.mode & 0o022) !== 0) chmodSync(cache, 0o700);
  return attempt(cache, () => realpathSync(mkdtempSync(path.join(cache, `${PREFIX}${process.pid}-`))));
}

/** Does what it takes to write in a folder. */
function attempt<T>(folder: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new Error(`nothing can be written to ${folder} (${(error as Error).message})`);
  }
}

function isOurs({ uid }: Stats): boolean {
  return process.getuid === undefined || uid === process.getuid();
}

/** Removes a child's folder with what is in it, as far as that is possible. Never throws: what is left is swept later. */
export function removeScratch(folder: string): void {
  for (const attempt of [() => {}, () => unlock(folder)])
    try {
      attempt();
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
      return;
    } catch {
      // An app may have locked its own folders.
    }
}

function unlock(folder: string): void {
  chmodSync(folder, 0o700);
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory()) unlock(path.join(folder, entry.name));
}

/** Removes the folders of servers that are gone: one that was killed could not. */
export function sweepScratch(cache: string): void {
  let names: string[];
  try {
    names = readdirSync(cache);
  } catch {
    return;
  }
  for (const name of names) {
    const pid = Number(/^run-(\d+)-/.exec(name)?.[1]);
    if (Number.isInteger(pid) && !isRunning(pid)) removeScratch(path.join(cache, name));
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
