/** Laws: whatever the template looks like, a change does what it says and nothing else. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { applyEdits } from '../core/finding.ts';
import type { NewValue } from '../core/intent.ts';
import { type Value, at } from '../core/value.ts';
import { fingerprint } from '../core/fingerprint.ts';
import { fixAll } from './index.ts';
import { ROOT, remove, ruleThat, set, type Wanted, workspaceOf } from './testing.ts';
import { write } from './write.ts';

type Plain = string | number | boolean | Plain[] | { [key: string]: Plain };

const key = fc.constantFrom('A', 'B', 'C', 'Name', 'Some.Key', 'aws:x', 'Tags');
const scalar = fc.oneof(
  fc.string({ maxLength: 12, unit: fc.constantFrom(...'ab: -#\'"{}[],&*!|>%@`\\?~0é\n\t') }),
  fc.string({ maxLength: 8, unit: 'binary' }).filter(s => !/[\ud800-\udfff]/.test(s)),
  fc.integer({ min: -1000, max: 1000 }),
  fc.boolean(),
  fc.constantFrom('yes', 'null', '~', '2012-10-17', '*', 's3:*', '0123', '1e3', '', '=', '<<', 'on'),
);
const plain: fc.Arbitrary<Plain> = fc.letrec<{ value: Plain }>(tie => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { minLength: 1, maxLength: 3 }),
    fc.dictionary(key, tie('value'), { minKeys: 1, maxKeys: 3 }),
  ),
})).value;
const properties = fc.dictionary(key, plain, { maxKeys: 5 });

function asNew(value: Plain): NewValue {
  if (Array.isArray(value)) return value.map(asNew);
  if (typeof value !== 'object') return value;
  return { $object: Object.fromEntries(Object.entries(value).map(([k, v]) => [k, asNew(v)])) };
}

interface Style {
  readonly kind: 'yaml' | 'yaml-flow' | 'json' | 'json-flat';
  readonly windows: boolean;
  readonly comments: boolean;
  readonly sequences: boolean;
}

const styles: fc.Arbitrary<Style> = fc.record({
  kind: fc.constantFrom<Style['kind'][]>('yaml', 'yaml-flow', 'json', 'json-flat'),
  windows: fc.boolean(),
  comments: fc.boolean(),
  sequences: fc.boolean(),
});

/** The file of a template with one resource of the given properties, in a style; with a comment before each line of them. */
function templateOf(props: Record<string, Plain>, style: Style): [string, string] {
  const template = { Resources: { Q: { Type: 'AWS::X::Y', Properties: props }, Z: { Type: 'AWS::X::Z' } } };
  let text: string;
  if (style.kind === 'json') text = `${JSON.stringify(template, null, 2)}\n`;
  else if (style.kind === 'json-flat') text = JSON.stringify(template);
  else if (style.kind === 'yaml-flow')
    text = `Resources:\n  Q: ${stringify(template.Resources.Q, { collectionStyle: 'flow', lineWidth: 0 }).trimEnd()} # end\n  Z: {Type: AWS::X::Z}\n`;
  else text = stringify(template, { lineWidth: 0, indentSeq: style.sequences, version: '1.1' });
  if (style.kind === 'yaml' && style.comments)
    text = text.replace(/^( {6})(?=["']?[A-Z])(?=[^\n]*:)/gm, '$1# note\n$1');
  if (style.windows) text = text.replaceAll('\n', '\r\n');
  return [style.kind.startsWith('yaml') ? 't.yaml' : 't.json', text];
}

function changed(name: string, text: string, wanted: Wanted): { result: string; refused: string | null } {
  const workspace = workspaceOf({ [name]: text });
  const graph = workspace.graph(ROOT + name);
  const [resource] = graph.resources;
  if (!resource) throw new Error(`no resource in ${text}`);
  const change = write(workspace, ROOT + name, wanted(resource, graph));
  return typeof change === 'string'
    ? { result: text, refused: change }
    : { result: applyEdits(text, change.edits), refused: null };
}

const read = (name: string, text: string) => {
  const workspace = workspaceOf({ [name]: text });
  const [q, z] = workspace.graph(ROOT + name).resources;
  return { q, z, problems: workspace.facts(ROOT + name)?.problems ?? [] };
};
const propertiesOf = ({ q }: ReturnType<typeof read>): Value => q?.properties ?? { kind: 'absent' };
const comments = (text: string) => (text.match(/# note/g) ?? []).length;
/** The value as the reader sees it when a template says it by itself. */
const seen = (value: Plain) => {
  const { q } = read('v.json', JSON.stringify({ Resources: { Q: { Type: 'AWS::X::Y', Properties: { V: value } } } }));
  return q ? fingerprint(at(q.properties, 'V')) : '';
};

describe('laws of writing', () => {
  it('what is set is read back, and nothing else changes', () => {
    fc.assert(
      fc.property(properties, styles, key, plain, (props, style, name, value) => {
        const [file, text] = templateOf(props, style);
        const before = read(file, text);
        fc.pre(before.q !== undefined && before.problems.length === 0);
        const { result, refused } = changed(file, text, r => [
          { kind: 'setProperty', resource: r.id, path: [name], value: asNew(value) },
        ]);
        expect(refused).toBeNull();
        const after = read(file, result);
        expect(after.problems, result).toEqual([]);
        expect(fingerprint(at(propertiesOf(after), name)), result).toBe(seen(value));
        for (const other of Object.keys(props))
          if (other !== name)
            expect(fingerprint(at(propertiesOf(after), other))).toBe(fingerprint(at(propertiesOf(before), other)));
        expect(after.z?.type).toBe('AWS::X::Z');
        expect(comments(result)).toBe(comments(text));
        if (style.windows && !/\n/.test(JSON.stringify(value)))
          expect(result.replaceAll('\r\n', '')).not.toContain('\n');
      }),
      {
        numRuns: 400,
        examples: [
          [
            { A: { A: [['\n"'], 0] } },
            { kind: 'yaml-flow', windows: false, comments: false, sequences: false },
            'A',
            [{ A: 'a:"' }],
          ],
        ],
      },
    );
  });
  it('what is removed is absent, and nothing else changes', () => {
    fc.assert(
      fc.property(properties, styles, fc.nat(4), (props, style, index) => {
        const names = Object.keys(props);
        fc.pre(names.length > 0);
        const name = names[index % names.length] as string;
        const [file, text] = templateOf(props, style);
        const before = read(file, text);
        fc.pre(before.q !== undefined && before.problems.length === 0);
        const { result, refused } = changed(file, text, r => [
          { kind: 'removeProperty', resource: r.id, path: [name] },
        ]);
        expect(refused).toBeNull();
        const after = read(file, result);
        expect(after.problems, result).toEqual([]);
        expect(at(propertiesOf(after), name).kind, result).toBe('absent');
        for (const other of names)
          if (other !== name)
            expect(fingerprint(at(propertiesOf(after), other)), result).toBe(
              fingerprint(at(propertiesOf(before), other)),
            );
        expect(after.z?.type).toBe('AWS::X::Z');
        // With the last property its block goes, and the comments inside of it.
        if (names.length > 1) expect(comments(result)).toBe(comments(text));
      }),
      { numRuns: 400 },
    );
  });
  it('fix all twice is fix all once', () => {
    const rules = [
      ruleThat('*', r => at(r.properties, 'New').kind === 'absent', set('New.Deep', [1, 2]), 'law/new'),
      ruleThat('*', r => at(r.properties, 'A').kind !== 'absent', remove('A'), 'law/old'),
    ];
    fc.assert(
      fc.property(properties, styles, (props, style) => {
        const [file, text] = templateOf(props, style);
        const once = fixAll(workspaceOf({ [file]: text }, rules), ROOT + file);
        const mended = once ? applyEdits(text, once.edits) : text;
        expect(fixAll(workspaceOf({ [file]: mended }, rules), ROOT + file)).toBeNull();
        expect(read(file, mended).problems.length).toBeLessThanOrEqual(read(file, text).problems.length);
      }),
      { numRuns: 100 },
    );
  });
});
