/**
 * One file from SDK v2 to v3: the codemod between what we do before it and after it, and a guard that lets nothing through
 * that is broken. What comes out parses, binds every name that was bound before, and is listed where it is not done.
 */
import { bindingsOf } from './bindings.ts';
import { type Left, leftovers, usesV2 } from './leftovers.ts';
import { polish } from './polish.ts';
import { MASK, prepare, unmask } from './prepare.ts';
import { traced, untraced } from './transport.ts';

export type { Left } from './leftovers.ts';

/** What became of a file. Offsets are those of `text`. */
export type Migration =
  /** It has nothing of v2. */
  | { readonly outcome: 'unchanged' }
  /** `partial`: it is better than before, and some places are left to do by hand; `complete`: none is. */
  | { readonly outcome: 'complete' | 'partial'; readonly text: string; readonly left: readonly Left[] }
  /** It can't be migrated, for the reason given as a sentence; nothing is to be changed. */
  | { readonly outcome: 'refused'; readonly reason: string };

/** What rewrites a text; the path says how it is to be parsed. Rejects with a sentence where it fails. */
export type Convert = (path: string, source: string) => Promise<string>;

/** Characters. Files that people write by hand are far smaller; the codemod takes seconds for this. */
const MAX_LENGTH = 500_000;

const V2 = /(['"`])aws-sdk(\/[\w./-]+)?\1/;
const CODE = /(?<!\.d)\.([cm]?[jt]s|[jt]sx)$/i;

/** Whether a file may have something of v2: a look at its name and text alone. */
export function mentionsV2(path: string, text: string): boolean {
  return CODE.test(path) && !/\.d\.[cm]?ts$/i.test(path) && V2.test(text);
}

/** Migrates one file. Never rejects: a codemod that fails is a reason to refuse. */
export async function migrate(path: string, original: string, convert: Convert): Promise<Migration> {
  if (!mentionsV2(path, original)) return { outcome: 'unchanged' };
  if (original.length > MAX_LENGTH) return refused('The file is too large.');
  if (original.includes(MASK)) return refused(`The file uses the name ${MASK}.`);
  // The codemod writes the line ends of the system that it runs on.
  const isWindows = original.includes('\r\n');
  const mark = original.startsWith('\ufeff') ? '\ufeff' : '';
  const source = original.slice(mark.length).replaceAll('\r\n', '\n');
  if (!usesV2(path, source)) return { outcome: 'unchanged' };
  const before = bindingsOf(path, source);
  if (before.syntax !== null) return refused(`The file can't be parsed: ${before.syntax}`);
  let text: string;
  try {
    const { text: whole, wrap } = untraced(path, source);
    text = polish(path, unmask(await convert(path, prepare(path, whole))));
    if (wrap !== null) text = traced(path, text, wrap);
  } catch (error) {
    return refused(`The code is written in a way that the migration does not know: ${firstLine(error)}`);
  }
  text = text.endsWith('\n') || !source.endsWith('\n') ? text : `${text}\n`;
  if (text === source) return refused('Nothing of it can be migrated by itself.');
  const broken = breakage(path, text, before);
  if (broken !== null) return refused(broken);
  const left = leftovers(path, text);
  const lines = isWindows ? left.map(l => ({ ...l, start: widened(text, l.start), end: widened(text, l.end) })) : left;
  return {
    outcome: left.length === 0 ? 'complete' : 'partial',
    text: mark + (isWindows ? text.replaceAll('\n', '\r\n') : text),
    left: mark ? lines.map(l => ({ ...l, start: l.start + 1, end: l.end + 1 })) : lines,
  };
}

/** Globals that the rewritten code may use: Node and TypeScript's library have them, whether or not the file used them before. */
const GLOBALS: ReadonlySet<string> = new Set(
  'Array Date Error Object Promise Record Set TextDecoder URL Uint8Array console undefined'.split(' '),
);

/** Why a rewritten text is not to be used; null if nothing is wrong with it. */
function breakage(path: string, text: string, before: ReturnType<typeof bindingsOf>): string | null {
  const after = bindingsOf(path, text);
  if (after.syntax !== null) return `The result would not parse: ${after.syntax}`;
  const fresh = (now: ReadonlySet<string>, then: ReadonlySet<string>) => [...now].filter(name => !then.has(name));
  const [lost] = fresh(after.free, before.free).filter(name => !GLOBALS.has(name) && !/^['"]/.test(name));
  if (lost !== undefined) return `The result would use ${lost}, which nothing declares.`;
  const [twice] = fresh(after.twice, before.twice);
  if (twice !== undefined) return `The result would declare ${twice} twice.`;
  const [early] = fresh(after.early, before.early);
  if (early !== undefined) return `The result would use ${early} before it is declared.`;
  if (after.awaits.length > before.awaits.length)
    return "The result would await something where it can't: in a function that is not async, or at the top of a script.";
  return null;
}

function refused(reason: string): Migration {
  return { outcome: 'refused', reason };
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n', 1)[0] as string;
}

/** An offset in a text with `\n`, in the same text with `\r\n`. */
function widened(text: string, offset: number): number {
  return offset + text.slice(0, offset).split('\n').length - 1;
}
