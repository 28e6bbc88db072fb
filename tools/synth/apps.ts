/** The apps that are measured, and what a tool needs to run one the way the editor does. */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { createWorkspace } from '../../server/src/all.ts';
import type { Workspace } from '../../server/src/core/workspace.ts';
import { findApps } from '../../server/src/synth/host/index.ts';
import { LiveSynth, type LiveSynthOptions } from '../../server/src/synth/index.ts';

export interface App {
  readonly name: string;
  /** The folder of cdk.json. */
  readonly dir: string;
  /** Variables that the app needs and that whoever works on it would have set. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The apps below a folder, or those that a JSON file lists as `{ name, dir, env? }`. */
export function readApps(from: string): App[] {
  if (statSync(from).isFile()) return JSON.parse(readFileSync(from, 'utf8')) as App[];
  return findApps(from).map(dir => ({ name: path.relative(from, dir) || path.basename(dir), dir }));
}

/** An engine for an app. The environment of this process gets the app's variables, and the app may see those. */
export function openApp(app: App, options: Omit<LiveSynthOptions, 'dir'>): LiveSynth {
  const env = app.env ?? {};
  Object.assign(process.env, env);
  return new LiveSynth({ ...options, dir: app.dir, allow: Object.keys(env).map(name => `env:${name}`) });
}

/** A workspace with all rules for one app, as the editor has it. */
export function openWorkspace(app: App): Workspace {
  return createWorkspace({
    host: { fileExists: uri => existsSync(new URL(uri)) },
    projectOf: () => pathToFileURL(app.dir).href,
    today: () => new Date().toISOString().slice(0, 10),
  });
}

/** The largest source file of the app, which is where most edits are made. */
export function largest(files: Iterable<string>): { readonly file: string; readonly text: string } | null {
  let found: { file: string; text: string } | null = null;
  for (const file of files) {
    if (!/\.[cm]?tsx?$/.test(file) || file.includes('/node_modules/')) continue;
    const text = readFileSync(file, 'utf8');
    if (!found || text.length > found.text.length) found = { file, text };
  }
  return found;
}

/**
 * Bytes of memory that each process which this one started takes, the largest first, with those that they started
 * themselves. Where there is no /proc nothing is known.
 */
export function childSizes(): number[] {
  if (!existsSync('/proc/self/stat')) return [];
  const parents = new Map<number, number>();
  const sizes = new Map<number, number>();
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry);
    if (!Number.isInteger(pid)) continue;
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      parents.set(pid, Number(fields[1]));
      // Field 24 of the whole line: resident pages.
      sizes.set(pid, Number(fields[21]) * 4096);
    } catch {
      // It ended meanwhile.
    }
  }
  const ofOurs = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent !== undefined && (parent === process.pid || ofOurs(parent));
  };
  return [...sizes]
    .filter(([pid]) => ofOurs(pid))
    .map(([, size]) => size)
    .sort((a, b) => b - a);
}
