/** Stack frames as text: what the CDK writes into its metadata and reports, in all the forms that its versions use. */
import { fileURLToPath } from 'node:url';

export interface Frame {
  /** The function that the call stands in: `new Storage`, `Object.<anonymous>`; empty at the top of an ES module. */
  readonly within: string;
  /** The file as the frame names it, an absolute path of the machine that ran the app; with `/`. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based; null where the CDK lost it. */
  readonly column: number | null;
}

/** `new Storage (/app/lib/stack.ts:13:19)`, `at async Foo.bar (…)`. */
const NAMED = /^(?:at )?(\S.*?) \((.+):(\d+):(\d+)\)$/;
/** `file:///app/bin/app.ts:4:1`: at the top of a module. */
const BARE = /^(?:at )?(?:async )?(.+):(\d+):(\d+)$/;
/** `file:///app/bin/app.ts:4 (:)`: the same, as creation stacks write it. */
const CUT = /^(?:at )?(.+):(\d+) \(:?\)$/;
/** Code of libraries and of Node. */
const FOREIGN = /[\\/]node_modules[\\/]|^node:|^internal[\\/]|^\.\.\.|^\(no user code/;
const MAX_FRAME = 4096;

/** A frame of the app's own code; null for one of a library, of Node, folded ones, and for anything else. */
export function parseFrame(raw: string): Frame | null {
  const text = raw.trim();
  if (text.length > MAX_FRAME || FOREIGN.test(text)) return null;
  const named = CUT.test(text) ? null : NAMED.exec(text);
  const bare = named ?? CUT.exec(text) ?? BARE.exec(text);
  if (!bare) return null;
  const [within, place, line, column] = named ? bare.slice(1) : ['', ...bare.slice(1)];
  const file = pathIn(place as string);
  if (file === null || FOREIGN.test(file)) return null;
  return { within: within as string, file, line: Number(line), column: column === undefined ? null : Number(column) };
}

/** The absolute path that a frame names, with `/`; null for what is none (`<anonymous>`, `eval at …`). */
function pathIn(place: string): string | null {
  let file = place;
  if (place.startsWith('file:')) {
    try {
      // A drive letter in the URL means that Windows wrote it, wherever it is read.
      file = fileURLToPath(place, { windows: /^file:\/\/\/[a-z]:/i.test(place) });
    } catch {
      return null;
    }
  }
  if (/^[a-z]:[\\/]/i.test(file)) file = file.replaceAll('\\', '/');
  else if (!file.startsWith('/')) return null;
  return file.split('/').includes('..') ? null : file;
}
