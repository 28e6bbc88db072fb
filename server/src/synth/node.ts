/**
 * Which Node runs the sandboxed child: the user's own where it is new enough, else the one that runs the server. Each
 * candidate is asked once what it is and which guards it knows. What lies inside of the workspace is never run: it would
 * be the workspace's code, outside of the sandbox.
 */
import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync, readdirSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { homeFolder } from './host/files.ts';

/** The oldest Node that live synth runs on: the first 22 with `module.registerHooks`, which the guards rest on. */
export const OLDEST_NODE = '22.15.0';

export interface NodeChoice {
  /** The executable itself, not a shim: shims need a shell and the user's environment. */
  readonly command: string;
  /** What must be in its environment for it to be Node. */
  readonly env: Readonly<Record<string, string>>;
  /** `24.21.0` */
  readonly version: string;
  readonly from: 'setting' | 'path' | 'nvm' | 'host';
  /** Whether it takes `--permission`: no files but those named, no processes, no workers, no addons. */
  readonly permission: boolean;
  /** Whether the permission model denies the network, too, as it does from Node 25 on. */
  readonly deniesNetwork: boolean;
  /** Whether `node:sqlite`, which opens files past the permission model, can be switched off. */
  readonly sqlite: boolean;
  /** In words: why this one and not another, and what it lacks. */
  readonly notes: readonly string[];
}

export interface NodeProblem {
  /** Says what to do. */
  readonly problem: string;
}

export interface NodeSearch {
  /** The setting `plumbline.liveSynth.node`: the path of an executable. */
  readonly setting?: string | null;
  /** Folders whose content is never run, absolute. */
  readonly workspace: readonly string[];
  /** The search path; that of this process when not given. */
  readonly path?: string;
  readonly home?: string;
  /** What runs the server. */
  readonly host?: { readonly command: string; readonly electron: boolean };
}

interface Probe {
  readonly version: string;
  readonly command: string;
  readonly permission: boolean;
  readonly deniesNetwork: boolean;
  readonly sqlite: boolean;
  readonly hooks: boolean;
}

/** How long a candidate may take to say what it is, in milliseconds; shims are slow. */
const PROBE_LIMIT = 5000;
/** How many candidates of the search path are asked. */
const MAX_CANDIDATES = 4;

/** Finds the Node that children are run with. Never throws; the answer for one executable is remembered. */
export async function chooseNode(search: NodeSearch): Promise<NodeChoice | NodeProblem> {
  const home = search.home ?? homeFolder();
  const host = search.host ?? { command: process.execPath, electron: process.versions.electron !== undefined };
  const notes: string[] = [];
  for (const { command, from } of candidates(search, home, notes)) {
    const probe = await probeOnce(command, home, {});
    const refusal = refuse(command, probe, search.workspace);
    if (refusal !== null || !probe) notes.push(refusal ?? '');
    else return choice(probe, from, {}, notes);
  }
  const env: Record<string, string> = host.electron ? { ELECTRON_RUN_AS_NODE: '1' } : {};
  const probe = await probeOnce(host.command, home, env);
  // The host runs already: where it lies says nothing.
  const refusal = refuse(host.command, probe, []);
  if (refusal === null && probe) return choice(probe, 'host', env, notes);
  // What runs the server is often the one on the path, too.
  const why = [...new Set([...notes, refusal])].join(' ');
  return {
    problem: `Live synth needs Node ${OLDEST_NODE} or newer. Install it, or name one in the setting plumbline.liveSynth.node. ${why}`,
  };
}

function choice(
  probe: Probe,
  from: NodeChoice['from'],
  env: Readonly<Record<string, string>>,
  notes: readonly string[],
): NodeChoice {
  const { command, version, permission, deniesNetwork, sqlite } = probe;
  const lacks = permission
    ? []
    : [`${command} does not take --permission: files and processes are guarded from within only.`];
  return { command, env, version, from, permission, deniesNetwork, sqlite, notes: [...new Set([...notes, ...lacks])] };
}

/** Why a candidate is not run, in words; null when it is fine. */
function refuse(command: string, probe: Probe | null, workspace: readonly string[]): string | null {
  if (!probe) return `${command} could not be started.`;
  // A shim may lead anywhere.
  if (isInside(probe.command, workspace)) return `${probe.command} lies inside of the workspace and is not run.`;
  if (!probe.hooks || !isNewer(probe.version, OLDEST_NODE))
    return `${probe.command} is Node ${probe.version}, which is too old.`;
  return null;
}

function* candidates(
  search: NodeSearch,
  home: string,
  notes: string[],
): Generator<{ readonly command: string; readonly from: NodeChoice['from'] }> {
  const acceptable = (command: string): boolean => {
    if (!isInside(command, search.workspace)) return isExecutable(command);
    notes.push(`${command} lies inside of the workspace and is not run.`);
    return false;
  };
  if (search.setting) {
    const command = search.setting.replace(/^~(?=[/\\])/, home);
    // A relative path would lead into the workspace.
    if (!path.isAbsolute(command) || !existsSync(command))
      notes.push(`The setting plumbline.liveSynth.node (${command}) is not the full path of a program.`);
    else if (acceptable(command)) yield { command, from: 'setting' };
  }
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const seen = new Set<string>();
  for (const folder of (search.path ?? process.env.PATH ?? '').split(path.delimiter)) {
    // An empty or relative entry means the working directory, which may be the workspace.
    if (!path.isAbsolute(folder) || seen.size === MAX_CANDIDATES) continue;
    const command = path.join(folder, name);
    if (!isExecutable(command) || !acceptable(command) || seen.has(realPath(command))) continue;
    seen.add(realPath(command));
    yield { command, from: 'path' };
  }
  const nvm = nvmDefault(process.env.NVM_DIR ?? path.join(home, '.nvm'));
  if (nvm !== null && acceptable(nvm)) yield { command: nvm, from: 'nvm' };
}

/**
 * The executable that nvm's alias `default` stands for: `22`, `v22.15.0`, `node`, or another alias such as `lts/*`. An
 * editor that was not started from a shell doesn't have it on its path.
 */
function nvmDefault(folder: string): string | null {
  let name = 'default';
  for (let depth = 0; depth < 5; depth++) {
    try {
      name = readFileSync(path.join(folder, 'alias', ...name.split('/')), 'utf8').trim();
    } catch {
      break;
    }
  }
  if (name === 'default') return null;
  const wanted = name === 'node' || name === 'stable' ? '' : name.replace(/^v/, '');
  try {
    const version = readdirSync(path.join(folder, 'versions', 'node'))
      .map(v => v.replace(/^v/, ''))
      .filter(v => wanted === '' || v === wanted || v.startsWith(`${wanted}.`))
      .sort((a, b) => (isNewer(a, b) ? -1 : 1))[0];
    return version === undefined ? null : path.join(folder, 'versions', 'node', `v${version}`, 'bin', 'node');
  } catch {
    return null;
  }
}

const probes = new Map<string, Promise<Probe | null>>();

function probeOnce(command: string, home: string, env: Readonly<Record<string, string>>): Promise<Probe | null> {
  let probe = probes.get(command);
  if (!probe) {
    probe = ask(command, home, env, ['--permission']).then(known => known ?? ask(command, home, env, []));
    probes.set(command, probe);
  }
  return probe;
}

const QUESTION = `JSON.stringify({
  version: process.versions.node,
  command: process.execPath,
  permission: !!process.permission,
  deniesNetwork: !!process.permission && process.allowedNodeEnvironmentFlags.has('--allow-net'),
  sqlite: process.allowedNodeEnvironmentFlags.has('--experimental-sqlite'),
  hooks: typeof require('module').registerHooks === 'function',
})`;

/** Starts a candidate with a one-line script. No shell; and in the home folder, since shims choose by the working directory. */
function ask(
  command: string,
  home: string,
  env: Readonly<Record<string, string>>,
  flags: readonly string[],
): Promise<Probe | null> {
  const kept = Object.entries(process.env).filter(([name]) => !/^(NODE_|ELECTRON_|npm_)/i.test(name));
  return new Promise(resolve => {
    execFile(
      command,
      [...flags, '-p', QUESTION],
      { cwd: home, env: { ...Object.fromEntries(kept), ...env }, timeout: PROBE_LIMIT, windowsHide: true },
      (error, stdout) => {
        try {
          const probe = JSON.parse(stdout) as Probe;
          resolve(error || typeof probe.version !== 'string' || !path.isAbsolute(probe.command) ? null : probe);
        } catch {
          resolve(null);
        }
      },
    ).on('error', () => resolve(null));
  });
}

/** Whether version `a` is `b` or newer. */
function isNewer(a: string, b: string): boolean {
  const [left, right] = [a, b].map(v => v.split('.').map(part => Number.parseInt(part, 10) || 0)) as [
    number[],
    number[],
  ];
  for (let i = 0; i < 3; i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** Whether a file stands inside of one of the folders, as written or with links followed. */
function isInside(file: string, folders: readonly string[]): boolean {
  const fold = (p: string) => (process.platform === 'linux' ? p : p.toLowerCase());
  return folders.some(folder =>
    [file, realPath(file)].some(f =>
      [path.resolve(folder), realPath(folder)].some(d => fold(path.resolve(f)).startsWith(fold(d + path.sep))),
    ),
  );
}

function realPath(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return path.resolve(file);
  }
}
