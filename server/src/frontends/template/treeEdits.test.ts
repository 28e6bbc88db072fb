/** A text that is read again after an edit is read as if it were new. */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Node } from './tree.ts';
import { readJson } from './jsonTree.ts';
import { readJsonOf, readYamlOf } from './treeEdits.ts';
import { readYaml } from './yamlTree.ts';

const resource = (i: number) => `  Role${i}:
    Type: AWS::IAM::Role # who runs it
    Properties:
      Description: >-
        One that
        runs ${i}
      Policies:
        - PolicyName: "a: b"
          PolicyDocument: { Statement: [{ Effect: Allow, Action: '*', Resource: !GetAtt [Table${i}, Arn] }] }

`;
const text = `AWSTemplateFormatVersion: '2010-09-09'
# What follows is long.
Parameters:
  Stage:
    Type: String
    Default: dev
Resources:
${Array.from({ length: 16 }, (_, i) => resource(i)).join('')}Outputs:
  Name:
    Value: !Ref Role1
`;

const PIECES = [
  ' ',
  '\n',
  '\n\n',
  '  ',
  '\t',
  ': ',
  '- ',
  "'",
  '"',
  '{',
  ']',
  '#',
  '|',
  '>+2\n',
  '&a ',
  '*a',
  '<<: ',
  '---\n',
  'é',
  '\r\n',
  '    Foo: bar\n',
  '    Type: AWS::SNS::Topic\n',
  '  Role3:\n    Type: x\n',
  'Other: x\n',
  '? ',
  '%',
  '!Ref ',
];

const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const edit = fc.oneof(
  fc.record({ at: place, remove: fc.constant(0), insert: fc.constantFrom(...PIECES) }),
  fc.record({ at: place, remove: fc.integer({ min: 1, max: 90 }), insert: fc.constantFrom('', ...PIECES) }),
);

/** A tree without what its entries were before. */
function plain(node: Node | null): unknown {
  if (node?.kind === 'seq') return { ...node, items: node.items.map(plain) };
  if (node?.kind !== 'map') return node;
  const pairs = node.pairs.map(({ key, keyStart, keyEnd, afterColon, value }) => {
    return { key, keyStart, keyEnd, afterColon, value: plain(value) };
  });
  return { ...node, pairs };
}

describe('an edited text', () => {
  test('is read as if it were new, whatever was edited before', () => {
    let number = 0;
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 8 }), edits => {
        const uri = `file:///${number++}.yaml`;
        let now = text;
        readYamlOf(uri, now);
        for (const { at, remove, insert } of edits) {
          const from = Math.floor(at * now.length);
          now = now.slice(0, from) + insert + now.slice(from + remove);
          const read = readYamlOf(uri, now);
          const [one, other] = [plain(read.root), plain(readYaml(now).root)];
          if (!isDeepStrictEqual(one, other)) expect(one).toStrictEqual(other);
          expect(read.problems).toStrictEqual(readYaml(now).problems);
          // People undo what they see to be wrong, more often than not.
          if (read.problems.length > 0) now = text;
        }
      }),
      { numRuns: 25, seed: 7 },
    );
  });

  test('is read as if it were new in JSON, too', () => {
    const long = JSON.stringify(
      {
        Resources: Object.fromEntries(
          Array.from({ length: 40 }, (_, i) => [`R${i}`, { Type: 'x', Of: [i, { a: { b: 'c' } }] }]),
        ),
      },
      null,
      2,
    );
    const pieces = [...PIECES, ',', '"', '\\', '/', '//', '}', ']', 'null', '"R3": 1,', '[['.repeat(60)];
    const change = fc.record({
      at: place,
      remove: fc.integer({ min: 0, max: 9 }),
      insert: fc.constantFrom('', ...pieces),
    });
    fc.assert(
      fc.property(change, ({ at, remove, insert }) => {
        const from = Math.floor(at * long.length);
        const now = long.slice(0, from) + insert + long.slice(from + remove);
        readJsonOf('file:///a.json', long);
        const read = readJsonOf('file:///a.json', now);
        expect(plain(read.root)).toStrictEqual(plain(readJson(now).root));
        expect(read.problems).toStrictEqual(readJson(now).problems);
      }),
      { numRuns: 200, seed: 7 },
    );
  });

  test('costs what was edited', () => {
    const long = text.replace(
      'Outputs:',
      `${Array.from({ length: 150 }, (_, i) => resource(100 + i)).join('')}Outputs:`,
    );
    const typed = (i: number) => long.replace('runs 200', `runs ${'x'.repeat(i)}`);
    const spent = (read: (i: number) => unknown) => {
      const began = process.cpuUsage();
      for (let i = 1; i <= 10; i++) read(i);
      return process.cpuUsage(began).user;
    };
    readYamlOf('file:///long.yaml', long);
    const whole = spent(i => readYaml(typed(i)));
    expect(spent(i => readYamlOf('file:///long.yaml', typed(i)))).toBeLessThan(whole / 3);
  });
});
