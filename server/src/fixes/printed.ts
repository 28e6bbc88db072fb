/** Object literals and strings as TypeScript text. */

/** Text that is written as it is. */
export interface Raw {
  readonly raw: string;
}
export type Tree = { [key: string]: Tree | Raw };

export function isRaw(value: Tree | Raw): value is Raw {
  return typeof (value as Raw).raw === 'string';
}

export function grow(tree: Tree, path: readonly string[], value: Raw): void {
  const [key, ...rest] = path as [string, ...string[]];
  if (rest.length === 0) {
    tree[key] = value;
    return;
  }
  const there = tree[key];
  const inner: Tree = there && !isRaw(there) ? there : {};
  grow(inner, rest, value);
  tree[key] = inner;
}

/** An object literal: on one line if it holds one short thing, else an entry a line with trailing commas. */
export function printed(tree: Tree, indent: string, step: string, eol: string): string {
  const entries = Object.entries(tree);
  if (entries.length === 0) return '{}';
  const inner = indent + step;
  const lines = entries.map(([k, v]) => `${keyText(k)}: ${isRaw(v) ? v.raw : printed(v, inner, step, eol)}`);
  const line = `{ ${lines.join(', ')} }`;
  if (lines.length === 1 && line.length <= 60 && !line.includes('\n')) return line;
  return `{${eol}${lines.map(l => `${inner}${l},${eol}`).join('')}${indent}}`;
}

export function keyText(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : `'${key.replace(/[\\']/g, c => `\\${c}`)}'`;
}

export function templateText(text: string): string {
  return text.replace(/\\|`|\$\{/g, found => `\\${found}`);
}

/** A string literal in the given quotes. */
export function stringText(text: string, quote: string): string {
  if (quote === '`') return `\`${templateText(text)}\``;
  const double = JSON.stringify(text);
  return quote === '"' ? double : `'${double.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
