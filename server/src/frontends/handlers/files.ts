/** In which files of a function's code its handler may be. */
import type { CodeUnit } from '../../core/resource.ts';

const JAVASCRIPT = ['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts'];
const PYTHON = ['.py', '/__init__.py'];

/** The files that a handler's name (`folder/file.export`) may mean: a path from the folder of the code, and its endings, the likeliest first. */
export function handlerFile(
  handler: string,
  language: CodeUnit['language'],
): { readonly stem: string; readonly endings: readonly string[] } {
  if (language !== 'python') return { stem: handler.slice(0, Math.max(dotOf(handler), 0)), endings: JAVASCRIPT };
  const stem = handler.slice(0, Math.max(handler.lastIndexOf('.'), 0));
  // Python's modules are named with dots.
  return { stem: stem.startsWith('.') ? stem : stem.replaceAll('.', '/'), endings: PYTHON };
}

/** The name that a handler calls in its file: of `index.api.run`, in JavaScript, that is `api`, which holds the function. */
export function handlerExport(handler: string, language: CodeUnit['language']): string {
  if (language === 'python') return handler.slice(handler.lastIndexOf('.') + 1);
  return handler.slice(dotOf(handler) + 1).replace(/\..*$/s, '');
}

/** Where the file's name ends: Node's runtime takes what is behind the first dot for what is exported. */
function dotOf(handler: string): number {
  return handler.indexOf('.', handler.lastIndexOf('/') + 2);
}
