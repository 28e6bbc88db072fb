/** In which files of a function's code its handler may be. */
import type { CodeUnit } from '../../core/resource.ts';

const JAVASCRIPT = ['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts'];
const PYTHON = ['.py', '/__init__.py'];

/** The files that a handler's name (`folder/file.export`) may mean, as paths from the folder of the code, the likeliest first. */
export function handlerPaths(handler: string, language: CodeUnit['language']): string[] {
  const stem = handler.slice(0, Math.max(handler.lastIndexOf('.'), 0));
  if (language !== 'python') return JAVASCRIPT.map(ending => stem + ending);
  // Python's modules are named with dots.
  const module = stem.startsWith('.') ? stem : stem.replaceAll('.', '/');
  return PYTHON.map(ending => module + ending);
}
