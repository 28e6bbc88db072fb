/** What every generated table has in common: where it comes from, and how it is written so that a diff can be read. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '../..');
export const require = createRequire(import.meta.url);

export interface Table {
  /** The file's name in `server/src/knowledge/`, without `.generated.ts`. */
  readonly name: string;
  /** What the table is for: the first line of the file. */
  readonly title: string;
  /** Where the data comes from, with version and licence; a line each. */
  readonly sources: readonly string[];
  /** The JSON text. Broken into lines wherever a person would want to see what changed. */
  json(): string | Promise<string>;
  /**
   * What the table depends on, where making it takes long: the file carries it, and `--check` compares it in place of
   * making the table again.
   */
  inputs?(): string;
}

/** The text of a generated file. The JSON is kept as text, and parsed by the accessor on first use. */
export async function fileText(table: Table, inputs: string | null): Promise<string> {
  // In a template literal only these two could end the text or start a hole; both can only be inside JSON strings.
  const text = (await table.json()).replace(/`/g, '\\u0060').replace(/\$\{/g, '\\u0024{');
  return [
    '/**',
    ` * ${table.title}`,
    ' *',
    ' * Generated: do not edit. Refresh with `npm run generate`.',
    ...table.sources.map(source => ` * Source: ${source}`),
    ...(inputs === null ? [] : [` * Inputs: ${inputs}`]),
    ' */',
    `export const json: string = String.raw\`${text}\`;`,
    '',
  ].join('\n');
}

/** The version of an installed package. */
export function versionOf(name: string): string {
  const file = path.join(root, 'node_modules', name, 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

/** A file of `tools/generate/data/`. */
export function dataFile(name: string): string {
  return readFileSync(path.join(import.meta.dirname, 'data', name), 'utf8');
}

/** A JSON object with one line for each of its keys, in the order given. */
export function lines(entries: Iterable<readonly [string, unknown]>): string {
  const body = [...entries].map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  return body.length === 0 ? '{}' : `{\n${body.join(',\n')}\n}`;
}

/** Sorts by code unit, so that the result is the same on every machine. */
export function sorted<T>(items: Iterable<T>, key: (item: T) => string): T[] {
  return [...items].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}
