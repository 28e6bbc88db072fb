/** Stands for flow-parser in the bundle: jscodeshift loads it for files that are read as Flow, and ours never are. */
export function parse(): never {
  throw new Error('Files with Flow types are not read.');
}
