/** In which files of a function's code its handler may be. */
import type { CodeUnit } from '../../core/resource.ts';

const JAVASCRIPT = ['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts'];
const PYTHON = ['.py', '/__init__.py'];

/** The files that a handler's name (`folder/file.export`) may mean: a path from the folder of the code, and its endings, the likeliest first. */
export function handlerFile(
  handler: string,
  language: CodeUnit['language'],
): { readonly stem: string; readonly endings: readonly string[] } {
  const stem = handler.slice(0, Math.max(handler.lastIndexOf('.'), 0));
  if (language !== 'python') return { stem, endings: JAVASCRIPT };
  // Python's modules are named with dots.
  return { stem: stem.startsWith('.') ? stem : stem.replaceAll('.', '/'), endings: PYTHON };
}
