/** Repaired code is as long as what was typed, has its line ends at the same places, and parses. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { repaired } from './repair.ts';
import { parse, syntaxErrors } from './transpile.ts';

const EXAMPLE = readFileSync(
  path.join(import.meta.dirname, '../../../../examples/orders-cdk/lib/orders-stack.ts'),
  'utf8',
);
/** Enough for a machine that is busy with other things; the law is about what comes out. */
const BUDGET = 5000;

function breaks(text: string): number[] {
  return [...text.matchAll(/[\r\n\u2028\u2029]/g)].map(m => m.index);
}

describe('repair', () => {
  it('leaves out no more than the property that lacks its value', () => {
    const text = 'new Bucket(this, "B", {\n  versioned: true,\n  encryption: ,\n  enforceSSL: true,\n});\n';
    const result = repaired(text, 'a.ts', BUDGET)?.text as string;
    expect(result).toContain('versioned: true,');
    expect(result).toContain('enforceSSL: true,');
    expect(result).not.toContain('encryption');
  });

  it('leaves out a key that lacks its value and its comma', () => {
    const text = 'f({\n  a:\n  b: 1,\n  c: 2,\n});\n';
    expect(repaired(text, 'a.ts', BUDGET)?.text).toBe('f({\n    \n  b: 1,\n  c: 2,\n});\n');
  });

  it('leaves out what a cut line leaves behind', () => {
    const text = 'g();\n  const a = new Buck\n    b: 1,\n    c: 2,\n  });\nh();\n';
    expect(repaired(text, 'a.ts', BUDGET)?.text.replace(/ +/g, ' ')).toBe('g();\n \n \n \n \nh();\n');
  });

  it('leaves out a name with a dot and nothing behind it', () => {
    const text = 'const a = f();\na.\nconst b = g();\nfor (const x of a.list) h(x);\n';
    expect(repaired(text, 'a.ts', BUDGET)?.text).toBe(
      'const a = f();\n  \nconst b = g();\nfor (const x of a.list) h(x);\n',
    );
  });

  it('mends several places', () => {
    const text = 'f({ a: });\ng({ b: });\nh({ c: 1 });\n';
    const result = repaired(text, 'a.ts', BUDGET)?.text as string;
    expect(result).toMatch(/f\(\{ +\}\);\ng\(\{ +\}\);\nh\(\{ c: 1 \}\);/);
  });

  it('leaves what is fine alone', () => {
    expect(repaired(EXAMPLE, 'a.ts', BUDGET)).toEqual({ text: EXAMPLE, removed: [] });
  });

  it('gives up when there is no time', () => {
    expect(repaired('f({ a: });', 'a.ts', -1)).toBeNull();
  });

  it('keeps length and line ends, and what it gives parses, wherever the example is cut', () => {
    let mended = 0;
    fc.assert(
      fc.property(
        fc.nat(EXAMPLE.length - 1),
        fc.integer({ min: 1, max: 30 }),
        fc.constantFrom('\n', '\r\n'),
        fc.constantFrom('', '😀', '.', '{', '`'),
        (start, length, eol, inserted) => {
          const text = (EXAMPLE.slice(0, start) + inserted + EXAMPLE.slice(start + length)).replace(/\n/g, eol);
          const result = repaired(text, 'a.ts', BUDGET);
          if (!result) return;
          mended++;
          expect(result.text.length).toBe(text.length);
          expect(breaks(result.text)).toEqual(breaks(text));
          expect(syntaxErrors(parse('a.ts', result.text))).toEqual([]);
          for (let i = 0; i < text.length; i++) if (result.text[i] !== text[i]) expect(result.text[i]).toBe(' ');
        },
      ),
      { numRuns: 60, seed: 3 },
    );
    expect(mended).toBeGreaterThan(45);
  });
});
