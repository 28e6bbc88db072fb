/** What kind of error stopped the app, and where it points: the host turns it into help. */
import type { RunError } from '../protocol.ts';
import type { Construct } from './cdk.ts';
import { DeniedError } from './denied.ts';
import type { Recording } from './recording.ts';
import { ExitSignal } from './surroundings.ts';

const MESSAGE = 4000;
const STACK = 6000;

type Phase = RunError['phase'];

/** The errors that a thrown value stands for: one, or one for each construct that does not validate. */
export function errorsOf(phase: Phase, thrown: unknown, recording: Recording): RunError[] {
  const { name, message, stack } = partsOf(thrown);
  const base = {
    phase,
    name,
    message: message.slice(0, MESSAGE),
    chain: recording.captureText(stack),
    construct: constructOf(thrown),
    stack: stack.slice(0, STACK),
  };
  const separate = validationErrors(message);
  if (separate) {
    return separate.map(({ path, text }) => ({
      ...base,
      kind: 'validation' as const,
      detail: null,
      message: text.slice(0, MESSAGE),
      construct: path,
      chain: chainOfPath(path, recording) ?? base.chain,
    }));
  }
  const { kind, detail } = kindOf(thrown, message, base.chain, recording);
  const chain = base.chain < 0 && base.construct !== null ? (chainOfPath(base.construct, recording) ?? -1) : base.chain;
  return [{ ...base, chain, kind, detail }];
}

function partsOf(thrown: unknown): { name: string; message: string; stack: string } {
  try {
    if (typeof thrown === 'object' && thrown !== null && 'message' in thrown) {
      const { name, message, stack } = thrown as Record<string, unknown>;
      return {
        name: String(name ?? 'Error'),
        message: plain(String(message)),
        stack: typeof stack === 'string' ? stack : '',
      };
    }
    return { name: 'Error', message: String(thrown), stack: '' };
  } catch {
    return { name: 'Error', message: 'An error that can not be shown', stack: '' };
  }
}

/** Without what each level of resolving tokens puts around a message: `Resolution error: … .` */
function plain(message: string): string {
  const levels = /^(?:Resolution error: )*/.exec(message)?.[0] ?? '';
  const text = message.slice(levels.length).replace(/\nRequire stack:\n[\s\S]*$/, '');
  const dots = levels.length / 'Resolution error: '.length;
  return /\.*$/.exec(text)?.[0].length === dots || dots === 0 ? text.slice(0, text.length - dots) : text;
}

/** Where errors of newer versions of the CDK say which construct they are about. */
function constructOf(thrown: unknown): string | null {
  try {
    const path = (thrown as { constructPath?: unknown } | null)?.constructPath;
    return typeof path === 'string' && path !== '' ? path : null;
  } catch {
    return null;
  }
}

/** `Validation failed with the following errors:` and a line `[path] text` for each. */
function validationErrors(message: string): { path: string; text: string }[] | null {
  const list = /^Validation failed with the following errors:\s*\n([\s\S]*)$/.exec(message)?.[1];
  if (list === undefined) return null;
  const found = list.split(/\n\s*(?=\[)/).map(part => /^\s*\[([^\]]*)\] ([\s\S]*)$/.exec(part));
  return found.every(m => m !== null) ? found.map(m => ({ path: m?.[1] ?? '', text: (m?.[2] ?? '').trim() })) : null;
}

function chainOfPath(path: string, recording: Recording): number | undefined {
  for (const [construct, chain] of recording.created)
    if (chain >= 0 && pathOf(construct as Construct) === path) return chain;
  return undefined;
}

function pathOf(construct: Construct): string | null {
  try {
    return construct.node.path;
  } catch {
    return null;
  }
}

function kindOf(
  thrown: unknown,
  message: string,
  chain: number,
  recording: Recording,
): Pick<RunError, 'kind' | 'detail'> {
  const denied = deniedOf(thrown);
  if (denied) return { kind: 'denied', detail: denied };
  if (thrown instanceof ExitSignal) return { kind: 'exit', detail: String(thrown.exitCode) };
  const { code, path } = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as {
    code?: unknown;
    path?: unknown;
  };
  const module = /^Cannot find (?:module|package) '([^']+)'/.exec(message)?.[1];
  if (module !== undefined || code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND')
    return { kind: 'missing-module', detail: module ?? null };
  const asset = /Cannot find (?:asset|image directory|entry file) at (.+?)\.?$/m.exec(message)?.[1];
  if (asset !== undefined) return { kind: 'missing-file', detail: asset };
  const key = /^No context value present for (.+) key$/.exec(message)?.[1];
  if (key !== undefined) return { kind: 'missing-context', detail: key };
  const absent = absence(message, thrown, chain, recording);
  if (absent) return { kind: `missing-${absent.kind}`, detail: absent.name };
  if (code === 'ENOENT') return { kind: 'missing-file', detail: typeof path === 'string' ? path : null };
  const dockerfile = /Cannot find file at (.+)$/m.exec(message)?.[1];
  if (dockerfile !== undefined) return { kind: 'missing-file', detail: dockerfile };
  const type = (thrown as { type?: unknown } | null)?.type;
  return { kind: type === 'validation' ? 'validation' : 'exception', detail: null };
}

/** A denial, itself or as what caused the error. */
function deniedOf(thrown: unknown): string | null {
  for (let error = thrown, depth = 0; error !== undefined && error !== null && depth < 5; depth++) {
    if (error instanceof DeniedError) return error.target;
    const { code, resource } = error as { code?: unknown; resource?: unknown };
    // Node's own model of permissions.
    if (code === 'ERR_ACCESS_DENIED') return typeof resource === 'string' ? resource : 'access';
    error = (error as { cause?: unknown }).cause;
  }
  return null;
}

/** The variable or context key that was read in vain, where that is why: named in the message, or read on the same line. */
function absence(message: string, thrown: unknown, chain: number, recording: Recording) {
  const word = (name: string) => new RegExp(`(^|[^\\w])${name.replace(/[^\w]/g, '\\$&')}([^\\w]|$)`);
  const named = recording.absences.findLast(a => word(a.name).test(message));
  if (named) return named;
  const at = recording.chains[chain]?.slice(0, 2).join();
  const line = recording.absences.findLast(
    a => at !== undefined && recording.chains[a.chain]?.slice(0, 2).join() === at,
  );
  if (line) return line;
  // `Cannot read properties of undefined`, in a file that read just one thing that is not there.
  if (!(thrown instanceof TypeError) || !/\bundefined\b/.test(message)) return undefined;
  const file = recording.chains[chain]?.[0];
  const here = recording.absences.filter(a => recording.chains[a.chain]?.[0] === file);
  return new Set(here.map(a => `${a.kind} ${a.name}`)).size === 1 ? here[0] : undefined;
}
