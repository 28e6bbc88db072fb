/** Lambda runtimes and the dates on which AWS stops supporting them. */
import { type Table, dataFile, lines } from './table.ts';

const text = dataFile('runtimes.txt');

/** Families by how an identifier starts; the custom runtimes are the way on for Go. */
const FAMILIES: readonly (readonly [RegExp, string])[] = [
  [/^nodejs/, 'nodejs'],
  [/^python/, 'python'],
  [/^java/, 'java'],
  [/^dotnet/, 'dotnet'],
  [/^ruby/, 'ruby'],
  [/^go/, 'go'],
  [/^provided/, 'provided'],
];

function familyOf(id: string): string {
  const found = FAMILIES.find(([pattern]) => pattern.test(id));
  if (!found) throw new Error(`no family for the runtime ${id}`);
  return found[1];
}

export const runtimes: Table = {
  name: 'runtimes',
  title: 'Lambda runtimes: [family, deprecated, creating blocked, updating blocked, successor].',
  sources: [
    'https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html, kept in tools/generate/data/runtimes.txt',
    `${/State: [\d-]+/.exec(text)?.[0] ?? ''}`,
  ],
  json: () => {
    const rows = text
      .split('\n')
      .filter(line => line !== '' && !line.startsWith('#'))
      .map(line =>
        line
          .trim()
          .split(/\s+/)
          .map(cell => (cell === '-' ? null : cell)),
      );
    // Rows are in the order of release within a family, so the last one is the newest.
    const newest = new Map(rows.map(([id]) => [familyOf(id ?? ''), id ?? ''] as const));
    newest.set('go', newest.get('provided') ?? '');
    return lines(
      rows.map(([id, deprecated, create, update]) => {
        const family = familyOf(id ?? '');
        const successor = newest.get(family);
        return [id ?? '', [family, deprecated, create, update, successor === id ? null : successor]];
      }),
    );
  },
};
