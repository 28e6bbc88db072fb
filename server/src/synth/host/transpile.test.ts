/** Code that comes out runs, and V8's positions in it lead back to the exact call in the source. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import vm from 'node:vm';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { type Compiled, type EmitOptions, compile, hashOf } from './transpile.ts';

const OPTIONS: EmitOptions = {
  experimentalDecorators: true,
  emitDecoratorMetadata: false,
  useDefineForClassFields: false,
  esModuleInterop: true,
};

function compiled(text: string, file = '/app/a.ts', options: Partial<EmitOptions> = {}): Compiled {
  return compile(file, `file://${file}`, text, { ...OPTIONS, ...options });
}

/** The source texts of the calls that lead to each call of `probe()`, the innermost first, from the functions of the module. */
function run(text: string, file = '/app/a.ts', options: Partial<EmitOptions> = {}) {
  const module = compiled(text, file, options);
  const seen: Record<string, string[]> = {};
  const probe = (name: string) => {
    const before = Error.prepareStackTrace;
    Error.prepareStackTrace = (_, frames) =>
      frames.filter(f => f.getFileName() === file).map(f => [f.getLineNumber(), f.getColumnNumber()]);
    const frames = new Error().stack as unknown as [number, number][];
    Error.prepareStackTrace = before;
    // The first frame is the call of `probe` itself where the module makes it.
    seen[name] = frames.map(([line, column]) => {
      const offset = module.positions?.original(line, column) ?? null;
      const site = offset === null ? null : (module.sites?.at(offset) ?? null);
      return site ? `${site.kind} ${module.text.slice(site.span.start, site.span.end)}` : 'none';
    });
  };
  const lib = {
    __esModule: true,
    Thing: class {
      constructor() {
        probe('Thing');
      }
      value = 1;
      grant() {
        probe('grant');
        return this;
      }
      get current() {
        probe('current');
        return 1;
      }
      set limit(_: number) {
        probe('limit');
      }
    },
    pick: (_: number) => new lib.Thing(),
    make: () => probe('make'),
    tag: () => probe('tag'),
    decorate: () => probe('decorate'),
    default: () => probe('default'),
  };
  const exports: Record<string, unknown> = {};
  const head = '(function (exports, require, module, __filename, __dirname) {';
  const native = createRequire(import.meta.url);
  const bare = { __esModule: true, a: 1 };
  const required = (id: string) => (id === 'lib' ? lib : id === 'bare' ? bare : native(id));
  const script = new vm.Script(`${head}${module.js}\n})`, { filename: file, columnOffset: -head.length });
  const own = { exports, filename: file, path: path.dirname(file) };
  script.runInThisContext()(exports, required, own, file, path.dirname(file));
  return { seen, exports };
}

describe('positions', () => {
  it('of constructors, methods, getters and setters are exact', () => {
    const { seen } = run(`import { Thing, make, tag } from 'lib';
import * as lib from 'lib';
const thing = new Thing();
new lib.Thing().grant()
  .grant();
make();
`);
    expect(seen.Thing?.[0]).toBe('new new lib.Thing()');
    expect(seen.grant?.[0]).toBe('call new lib.Thing().grant()\n  .grant()');
    expect(seen.make).toEqual(['call make()']);
  });

  const cases: readonly (readonly [string, string, string])[] = [
    ['const t = new lib.Thing( 1 );', 'Thing', 'new new lib.Thing( 1 )'],
    ['const t = new Thing;', 'Thing', 'new new Thing'],
    ['new (pick())();', 'Thing', 'new new (pick())()'],
    ['thing.grant(thing.value);', 'grant', 'call thing.grant(thing.value)'],
    ['(thing as any)!.grant();', 'grant', 'call (thing as any)!.grant()'],
    ['thing?.grant?.();', 'grant', 'call thing?.grant?.()'],
    ["thing['grant']();", 'grant', "call thing['grant']()"],
    ['void thing.current;', 'current', 'get thing.current'],
    ["void thing['current'];", 'current', "get thing['current']"],
    ['void lib.pick(\n  1,\n).current;', 'current', 'get lib.pick(\n  1,\n).current'],
    ['void lib\n  .pick(1)\n  .current;', 'current', 'get lib\n  .pick(1)\n  .current'],
    ['const { current } = thing;', 'current', 'get current'],
    ['const { current: now } = thing;', 'current', 'get current: now'],
    ['thing.limit = 5;', 'limit', 'call thing.limit = 5'],
    ["thing['limit'] = 5;", 'limit', "call thing['limit'] = 5"],
    ['make();', 'make', 'call make()'],
    ['lib.make();', 'make', 'call lib.make()'],
    ['standard();', 'default', 'call standard()'],
    ['const x = [() => lib.make()].map(f => f());', 'make', 'call lib.make()'],
    ['lib.tag`x${1}`;', 'tag', 'call lib.tag`x${1}`'],
    ['make.call(null);', 'make', 'call make.call(null)'],
    ['enum A { X = lib.make() as any, Y = 2 }', 'make', 'call lib.make()'],
    ['namespace N { export const y = lib.make(); }', 'make', 'call lib.make()'],
    ['class P { constructor(private readonly a = lib.make()) {} }\nnew P();', 'make', 'call lib.make()'],
    ['class P { readonly a = lib.make(); static b = 1; }\nnew P();', 'make', 'call lib.make()'],
    ['class S extends Thing { constructor() { super(); } }\nnew S();', 'Thing', 'call super()'],
    ['import old = require("lib");\nold.make();', 'make', 'call old.make()'],
    ['/* 𝒳𝒴𝒵 */ const s = "😀😀"; lib.make();', 'make', 'call lib.make()'],
    ['const s = `\n  a\n  ${lib.make()}\n`;', 'make', 'call lib.make()'],
    ['\t\t\tlib.make();', 'make', 'call lib.make()'],
    ['if (true)\r\n\tlib.make();\r\n', 'make', 'call lib.make()'],
    ['// a comment that goes\nlib.make();', 'make', 'call lib.make()'],
    ['interface I { a: string }\ntype T = I;\nlib.make();', 'make', 'call lib.make()'],
    ['const url: string = import.meta.url; lib.make();', 'make', 'call lib.make()'],
    ['abstract class C<T extends object> { abstract m(): T; }\nlib.make();', 'make', 'call lib.make()'],
  ];
  const head = `import standard, { Thing, make } from 'lib';
import * as lib from 'lib';
const pick = () => Thing;
let thing = new Thing();
void [standard, make, pick, thing];
`;
  for (const [text, name, expected] of cases)
    it(JSON.stringify(text), () => {
      for (const eol of ['\n', '\r\n']) {
        const { seen } = run((head + text).replace(/\r?\n/g, eol));
        expect(seen[name]?.[0]).toBe(expected.replace(/\n/g, eol));
      }
    });

  it('of helpers that the compiler writes are none', () => {
    const { seen } = run(`import * as lib from 'lib';\n@lib.decorate\nclass C {}\nnew C();`);
    expect(new Set(seen.decorate)).toEqual(new Set(['none']));
  });

  it('of a constructor that nobody wrote is none, and its caller is there', () => {
    const { seen } = run(`import { Thing } from 'lib';\nclass A extends Thing {}\nnew A();`);
    expect(seen.Thing).toEqual(['none', 'new new A()']);
  });

  it('lead through several functions of the app', () => {
    const { seen } = run(`import { Thing } from 'lib';
class Inner { constructor(id: string) { new Thing(); } }
const outer = (ids: string[]) => ids.map(id => new Inner(id));
outer(['a']);`);
    expect(seen.Thing).toEqual([
      'new new Thing()',
      'new new Inner(id)',
      'call ids.map(id => new Inner(id))',
      "call outer(['a'])",
    ]);
  });

  it('of every `new` and call of the example app come back', () => {
    const folder = path.join(import.meta.dirname, '../../../../examples/orders-cdk');
    for (const name of ['bin/orders.ts', 'lib/orders-stack.ts', 'lib/reporting-stack.ts']) {
      const text = readFileSync(path.join(folder, name), 'utf8');
      for (const variant of [
        text,
        text.replace(/\n/g, '\r\n'),
        text.replace(/^( {2})+/gm, m => '\t'.repeat(m.length / 2)),
      ]) {
        const module = compiled(variant);
        const there = texts(variant, 'a.ts', n => n.getText());
        const back = texts(module.js as string, 'a.js', (node, source) => {
          const { line, character } = source.getLineAndCharacterOfPosition(node.getStart(source));
          const offset = module.positions?.original(line + 1, character + 1) as number;
          const site = module.sites?.at(offset);
          return site ? variant.slice(site.span.start, site.span.end) : 'none';
        });
        expect(there.length).toBeGreaterThan(1);
        expect(back).toEqual(there);
      }
    }
  });
});

/** What `say` gives for each `new` expression of a text, in order. */
function texts(text: string, name: string, say: (node: ts.Node, source: ts.SourceFile) => string): string[] {
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node) => {
    if (ts.isNewExpression(node)) found.push(say(node, source));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

describe('compiled modules', () => {
  it('take __dirname, __filename and require of their own, as ES modules do', () => {
    const { exports } = run(
      `import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRequire } from 'node:module';
const __filename = fileURLToPath(import.meta.url);
const __dirname = path.dirname(__filename);
const require = createRequire(import.meta.url);
export const found = { file: __filename, dir: __dirname, dirname: import.meta.dirname, sep: require('node:path').sep, __dirname: 1 };
`,
      '/app/a.mts',
    );
    expect(exports.found).toEqual({ file: '/app/a.mts', dir: '/app', dirname: '/app', sep: path.sep, __dirname: 1 });
  });

  it('take a CommonJS module as the default where it has none of its own, as Node does', () => {
    const { exports } = run(
      "import p from 'node:path';\nimport none from 'bare';\nexport const found = [p.posix.sep, none.a];",
    );
    expect(exports.found).toEqual(['/', 1]);
  });

  it('keep a first line for the shell and a top-level await', () => {
    const module = compiled(`#!/usr/bin/env node\nimport { make } from 'lib';\nawait make();\n`);
    expect(module.errors).toEqual([]);
    expect(module.js).toMatch(/^\/\//);
    expect(module.js).toContain('await ');
  });

  it('leave imports of types out', () => {
    const { js, sites } = compiled(
      `import type { A } from './types';\nimport { B } from './b';\nexport type { C } from './c';\nexport const x: B = 1;`,
    );
    expect(js).not.toContain('require(');
    expect(sites?.imports.map(i => i.specifier)).toEqual(['./b']);
  });

  it('use fields and decorators as tsconfig.json has it', () => {
    const text = 'function d(..._: any[]) {}\nexport class C { @d a = 1; b?: string; }';
    expect(compiled(text).js).toContain('__decorate([');
    expect(compiled(text, '/app/a.ts', { experimentalDecorators: false }).js).toContain('__esDecorate');
    expect(compiled(text, '/app/a.ts', { emitDecoratorMetadata: true }).js).toContain('__metadata(');
    expect(compiled('export class C { b?: string; }', '/app/a.ts', { useDefineForClassFields: true }).js).toContain(
      'b;',
    );
    expect(compiled('export class C { b?: string; }').js).not.toContain('b;');
  });

  it('leave CommonJS as it is', () => {
    const text = "const lib = require('lib');\nmodule.exports = { a: 1 };\n";
    expect(compiled(text, '/app/a.js').js).toBe(text);
    const { seen } = run("const lib = require('lib');\n  new lib.Thing();", '/app/a.js');
    expect(seen.Thing).toEqual(['new new lib.Thing()']);
  });

  it('turn ES modules in JavaScript into CommonJS', () => {
    const { seen } = run("import { Thing } from 'lib';\nexport const x = new Thing();", '/app/a.js');
    expect(seen.Thing).toEqual(['new new Thing()']);
  });

  it('are JSON files, too', () => {
    expect(compiled('{"a":1}', '/app/a.json')).toMatchObject({ js: null, json: '{"a":1}', errors: [] });
  });

  it('know of syntax errors, and come out all the same', () => {
    const module = compiled('const a = {\n  b: \n};\nexport default a;');
    expect(module.errors).toEqual([{ message: 'Expression expected.', start: 18, end: 19 }]);
    expect(module.js).not.toBe('');
  });

  it('are not made of code that nests deeper than the stack', () => {
    const module = compiled(`const a = ${'('.repeat(50_000)}1${')'.repeat(50_000)};`);
    expect(module).toMatchObject({ js: null, sites: null });
    expect(module.errors.map(e => e.message)).toEqual(['The code is nested too deeply to be compiled.']);
  });

  it('have a hash of their text, their kind and the options', () => {
    const hashes = [
      hashOf('a.ts', 'x', OPTIONS),
      hashOf('a.ts', 'y', OPTIONS),
      hashOf('a.tsx', 'x', OPTIONS),
      hashOf('a.ts', 'x', { ...OPTIONS, esModuleInterop: false }),
    ];
    expect(new Set(hashes).size).toBe(4);
    expect(hashOf('b.ts', 'x', OPTIONS)).toBe(hashes[0]);
  });
});
