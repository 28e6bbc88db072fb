/** That a text after an edit has the tree that it has for somebody who parses it for the first time. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { parseCode } from './parse.ts';

const stack = readFileSync(
  path.join(import.meta.dirname, '../../../../examples/orders-cdk/lib/orders-stack.ts'),
  'utf8',
);

/** Every node with its place. */
function nodesOf(source: ts.SourceFile): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    found.push(`${ts.SyntaxKind[node.kind]} ${node.pos}-${node.end} ${ts.isIdentifier(node) ? node.text : ''}`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

let count = 0;
const first = (text: string) => nodesOf(parseCode(`file:///${count++}.ts`, text, ts.ScriptKind.TS));

describe('a text that is parsed again', () => {
  test('has the tree of a first parse, whatever was typed', () => {
    const uri = 'file:///typed.ts';
    let text = stack;
    parseCode(uri, text, ts.ScriptKind.TS);
    const piece = fc.oneof(
      fc.constantFrom(
        '',
        ' ',
        '\n',
        '{',
        '}',
        '(',
        ')',
        '`',
        "'",
        '/*',
        '*/',
        '//',
        '=>',
        'async ',
        'await x',
        '<',
        '${',
      ),
      fc.string({ maxLength: 8 }),
    );
    fc.assert(
      fc.property(fc.nat(), fc.nat(30), piece, fc.boolean(), (at, removed, typed, back) => {
        const start = at % (text.length + 1);
        const next = text.slice(0, start) + typed + text.slice(start + removed);
        expect(nodesOf(parseCode(uri, next, ts.ScriptKind.TS))).toEqual(first(next));
        // From a broken text it goes on, or back to one that is whole.
        text = back ? stack : next;
        expect(nodesOf(parseCode(uri, text, ts.ScriptKind.TS))).toEqual(first(text));
      }),
      { numRuns: 300, seed: 2026 },
    );
  });

  test('takes over what the edit did not change', () => {
    const uri = 'file:///kept.ts';
    const statement = (source: ts.SourceFile) => source.statements.at(-1);
    const before = parseCode(uri, stack, ts.ScriptKind.TS);
    const kept = before.statements[0];
    const after = parseCode(uri, stack.replace("'Orders'", "'Invoices'"), ts.ScriptKind.TS);
    expect(after.statements[0]).toBe(kept);
    expect(statement(after)?.end).toBe(stack.trimEnd().length + 2);
  });
});
