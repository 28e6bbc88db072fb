/** What the index knows of a call: its arguments with their keys, the room for more, imports and variables. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import type { Slot } from '../../core/value.ts';
import { lower } from '../../frontends/cdk/lower.ts';
import type { Site, SiteObject } from '../model.ts';
import { SiteIndex } from './sites.ts';
import { parse } from './transpile.ts';

const URI = 'file:///app/a.ts';

function indexOf(text: string): SiteIndex {
  return new SiteIndex(parse('/app/a.ts', text), URI);
}

/** The call whose frame V8 puts at this piece of the text. */
function at(text: string, piece: string): Site {
  return indexOf(text).at(text.indexOf(piece)) as Site;
}

describe('a call', () => {
  const text = `const bucket = new s3.Bucket(this, 'Logs', {
  versioned: true,
  'quoted': -1,
  lifecycleRules: rules,
  cors: (<any>{ maxAge: 5, inner: { deep: \`x\` } }),
  removalPolicy,
  ...rest,
  [name]: 2,
  method() {},
});
`;

  it('is known by its whole expression and by its name', () => {
    const site = at(text, 'new s3');
    const said = (span: { start: number; end: number }) => text.slice(span.start, span.end);
    expect(site).toMatchObject({ kind: 'new', written: 's3.Bucket' });
    expect(said(site.span)).toBe(text.slice(text.indexOf('new'), text.lastIndexOf(';')));
    expect(said(site.name)).toBe('s3.Bucket');
  });

  it('has its object literals with keys, values and what is nested', () => {
    const [object] = at(text, 'new s3').objects as [SiteObject];
    const said = (span: { start: number; end: number }) => text.slice(span.start, span.end);
    expect(object.open).toBe(true);
    expect(object.keys.map(k => [k.name, said(k.keySpan), said(k.span), said(k.valueSpan), k.literal])).toEqual([
      ['versioned', 'versioned', 'versioned: true', 'true', true],
      ['quoted', "'quoted'", "'quoted': -1", '-1', -1],
      ['lifecycleRules', 'lifecycleRules', 'lifecycleRules: rules', 'rules', null],
      [
        'cors',
        'cors',
        'cors: (<any>{ maxAge: 5, inner: { deep: `x` } })',
        '(<any>{ maxAge: 5, inner: { deep: `x` } })',
        null,
      ],
      ['removalPolicy', 'removalPolicy', 'removalPolicy', 'removalPolicy', null],
      ['method', 'method', 'method() {}', 'method() {}', null],
    ]);
    const inner = object.keys[3]?.inner as SiteObject;
    expect(inner.keys.map(k => [k.name, k.literal])).toEqual([
      ['maxAge', 5],
      ['inner', null],
    ]);
    expect(inner.keys[1]?.inner?.keys[0]).toMatchObject({ name: 'deep', literal: 'x' });
  });

  it('has the last object first', () => {
    const site = at('f({ a: 1 }, x, { b: 2 });', 'f(');
    expect(site.objects.map(o => o.keys[0]?.name)).toEqual(['b', 'a']);
  });

  it('has the value that a setter is given', () => {
    const site = at('cfn.rules = { a: 1 };', ' =');
    expect(site).toMatchObject({ kind: 'call', written: 'rules' });
    expect(site.objects[0]?.keys[0]?.name).toBe('a');
  });

  it('around a place is the innermost, where none starts there', () => {
    expect(at('f(a, g(b + c), d);', 'b + c').written).toBe('g');
    expect(at('const x = undefinedName;', 'undefinedName')).toMatchObject({ kind: 'get', written: 'undefinedName' });
  });

  it('has the same slots as the source reader gives', () => {
    const folder = path.join(import.meta.dirname, '../../../../examples/orders-cdk/lib');
    for (const name of ['orders-stack.ts', 'reporting-stack.ts']) {
      const text = readFileSync(path.join(folder, name), 'utf8');
      const theirs = new Set<string>();
      const collect = (value: unknown) => {
        if (typeof value !== 'object' || value === null) return;
        if ('slot' in value && value.slot) theirs.add(JSON.stringify(value.slot));
        for (const inner of Object.values(value)) collect(inner);
      };
      collect(lower(ts.createSourceFile(URI, text, ts.ScriptTarget.ESNext, false), URI).body);
      const ours: Slot[] = [];
      const objects = (object: SiteObject) => {
        if (object.slot) ours.push(object.slot);
        for (const { inner } of object.keys) if (inner) objects(inner);
      };
      const index = indexOf(text);
      const sites = new Set([...text].map((_, offset) => index.at(offset)).filter(s => s !== null));
      for (const site of sites) {
        if (site.slot) ours.push(site.slot);
        for (const object of site.objects) objects(object);
      }
      expect(ours.length).toBeGreaterThan(10);
      for (const slot of ours) expect(theirs).toContain(JSON.stringify(slot));
    }
  });
});

describe('a file', () => {
  it('has its imports in every form, without those of types', () => {
    const text = `import a from './a';
import type { B } from './b';
import './c';
export * from './d';
export type { E } from './e';
import f = require('./f');
const g = require('./g');
const h = await import('./h');
require.resolve('./i');
`;
    const imports = indexOf(text).imports;
    expect(imports.map(i => i.specifier)).toEqual(['./a', './c', './d', './f', './g', './h']);
    expect(text.slice(imports[0]?.start, imports[0]?.end)).toBe("'./a'");
  });

  it('knows where it reads environment variables', () => {
    const text =
      "const a = process.env.STAGE!;\nconst b = process.env['OTHER'] ?? '';\nconst { THIRD: c } = process.env as any;\n";
    const index = indexOf(text);
    const said = (name: string) => {
      const span = index.environment(name);
      return span && text.slice(span.start, span.end);
    };
    expect([said('STAGE'), said('OTHER'), said('THIRD'), said('NONE')]).toEqual([
      'process.env.STAGE',
      "process.env['OTHER']",
      'THIRD',
      null,
    ]);
  });

  it('gives the same object for the same call', () => {
    const index = indexOf('new A(new B());');
    expect(index.at(0)).toBe(index.at(0));
    expect(index.at(6)?.written).toBe('B');
  });
});
