/** The cursor agrees with the parser wherever there is something to parse, in whole files and in files that end right there. */
import { describe, expect, it } from 'vitest';
import { rules } from '../../all.ts';
import { readyMade } from '../../frontends/requirements/profiles.ts';
import { REQUIREMENTS, TOP } from '../../frontends/requirements/vocabulary.ts';
import type { Node } from '../../frontends/template/tree.ts';
import { readYaml } from '../../frontends/template/yamlTree.ts';
import { type Cursor, ITEM, cursorAt } from './cursor.ts';
import { keysOf, shapesAt } from './shapes.ts';

const indented = (text: string) => text.replace(/^/gm, '  ');

/** Every example of the vocabulary as a file, and every profile. */
const files: readonly (readonly [string, string])[] = [
  ...Object.entries(TOP.keys).map(([name, key]) => [name, `version: 1\n${key.example ?? ''}\n`] as const),
  ...Object.entries(REQUIREMENTS).map(
    ([name, key]) => [name, `version: 1\nrequirements:\n${indented(key.example ?? '')}\n`] as const,
  ),
  ...readyMade().map(p => [p.name, p.text] as const),
];

interface Spot {
  readonly offset: number;
  readonly path: readonly string[];
  readonly word: string;
  readonly isKey: boolean;
}

/** The ends of all keys and plain values, with their paths. */
function spots(node: Node, path: readonly string[]): Spot[] {
  switch (node.kind) {
    case 'map':
      return node.pairs.flatMap(pair => [
        // The closing quote of a quoted key stands before its end.
        {
          offset: pair.keyEnd - Number(pair.keyEnd - pair.keyStart > pair.key.length),
          path,
          word: pair.key,
          isKey: true,
        },
        ...spots(pair.value, [...path, pair.key]),
      ]);
    case 'seq':
      return node.items.flatMap(item => spots(item, [...path, ITEM]));
    case 'scalar': {
      const inset = node.style === 'plain' ? 0 : 1;
      return [{ offset: node.end - inset, path, word: node.text, isKey: false }];
    }
    default:
      return [];
  }
}

const seen = (cursor: Cursor | null) => cursor && { path: cursor.path, word: cursor.word };

describe('the cursor', () => {
  for (const [name, text] of files)
    it(`is where the parser says: ${name}`, () => {
      const { root } = readYaml(text);
      const all = root ? spots(root, []) : [];
      expect(all.length).toBeGreaterThan(0);
      for (const { offset, path, word, isKey } of all) {
        const whole = cursorAt(text, offset);
        expect(seen(whole), text.slice(0, offset)).toEqual({ path, word });
        expect(whole?.colon).toBe(isKey);
        // The same with everything behind it still to be typed, also in one long line.
        for (const half of [text.slice(0, offset), text.slice(0, offset).replaceAll('\n', '\r\n')])
          expect(seen(cursorAt(half, half.length)), half).toEqual({ path, word });
        if (isKey) expect([...keysOf(shapesAt(path, rules)).keys(), ...rest(path, word)]).toContain(word);
      }
    });

  it('takes any text, wherever it stands', () => {
    const pieces = [
      'a:',
      ' ',
      '\n',
      '- ',
      '{',
      '}',
      '[',
      ']',
      ',',
      '"',
      "'",
      '#',
      '|',
      ': ',
      '  ',
      '\t',
      'x',
      '\r\n',
      '&a ',
      '>',
    ];
    let seed = 7;
    const next = (n: number) => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % n;
    };
    for (let round = 0; round < 400; round++) {
      const text = Array.from({ length: 30 }, () => pieces[next(pieces.length)]).join('');
      for (let offset = 0; offset <= text.length; offset++) {
        const cursor = cursorAt(text, offset);
        if (!cursor) continue;
        expect(cursor.start).toBeLessThanOrEqual(offset);
        expect(cursor.end).toBeGreaterThanOrEqual(offset);
        // What is replaced stands on one line.
        expect(text.slice(cursor.start, cursor.end)).not.toContain('\n');
      }
    }
  });

  it('is as quick as typing in a long file', () => {
    const text = `version: 1\nrequirements:\n  properties:\n${'    lambda:\n      timeout: { max: 30, why: "of course" }\n'.repeat(2500)}    `;
    const began = process.cpuUsage();
    cursorAt(text, text.length);
    const { user } = process.cpuUsage(began);
    expect(user / 1000).toBeLessThan(200);
  });
});

/** Keys of the user's own. */
function rest(path: readonly string[], word: string): string[] {
  return shapesAt(path).some(s => s.kind === 'map' && s.rest) ? [word] : [];
}
