/** Which files an app consists of: resolved like TypeScript and Node do, with unsaved texts in place of the disk's. */
import { rmSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderOf, write } from './folder.fixture.ts';
import { type AppDescription, Host, describeApp } from './index.ts';

function hostOf(root: string, folder = '.'): { host: Host; app: AppDescription } {
  const app = describeApp(path.join(root, folder));
  if ('problem' in app) throw new Error(app.problem);
  return { host: new Host(app), app };
}

/** The files that an app of these files consists of, by their names in the folder, without the entry. */
function modulesOf(
  files: Readonly<Record<string, string | object>>,
  overlay: Readonly<Record<string, string>> = {},
  folder = '.',
) {
  const root = folderOf({
    [path.join(folder, 'cdk.json')]: { app: 'npx tsx app.ts' },
    'package.json': {},
    ...files,
  });
  const { host, app } = hostOf(root, folder);
  const unsaved = new Map(Object.entries(overlay).map(([name, text]) => [path.join(root, name), text]));
  const prepared = host.prepare(unsaved);
  const name = (file: string) => path.relative(root, file).replaceAll('\\', '/');
  return {
    root,
    host,
    prepared,
    names: prepared.files
      .map(f => name(f.path))
      .filter(n => n !== name(app.entry))
      .sort(),
    resolve: prepared.resolve.map(([from, specifier, to]) => [name(from), specifier, name(to)]),
  };
}

describe('imports', () => {
  const cases: readonly (readonly [string, string, Readonly<Record<string, string | object>>, readonly string[]])[] = [
    ['without an ending', "import './lib/a';", { 'lib/a.ts': '' }, ['lib/a.ts']],
    ['of .js that is .ts', "import './lib/a.js';", { 'lib/a.ts': '' }, ['lib/a.ts']],
    ['of .js beside its .ts', "import './lib/a.js';", { 'lib/a.ts': '', 'lib/a.js': '' }, ['lib/a.ts']],
    ['of .mjs that is .mts', "import './a.mjs';", { 'a.mts': '' }, ['a.mts']],
    ['of .ts itself', "import './a.ts';", { 'a.ts': '' }, ['a.ts']],
    ['of a name with a dot', "import './a.stack';", { 'a.stack.ts': '' }, ['a.stack.ts']],
    ['of a folder', "import './lib';", { 'lib/index.ts': '' }, ['lib/index.ts']],
    ['of a file rather than a folder', "import './lib';", { 'lib/index.ts': '', 'lib.ts': '' }, ['lib.ts']],
    ['of a folder with a slash', "import './lib/';", { 'lib/index.ts': '', 'lib.ts': '' }, ['lib/index.ts']],
    ['of the own folder', "import '.';", { 'index.ts': '' }, ['index.ts']],
    ['of JSON', "import data from './data.json';", { 'data.json': { a: 1 } }, ['data.json']],
    ['with require', "const a = require('./a');", { 'a.js': '' }, ['a.js']],
    ['with import()', "void import('./a');", { 'a.ts': '' }, ['a.ts']],
    ['that export', "export * from './a';", { 'a.ts': '' }, ['a.ts']],
    ['in a circle', "import './a';", { 'a.ts': "import './app';" }, ['a.ts']],
    ['through other files', "import './a';", { 'a.ts': "import './b';", 'b.ts': '' }, ['a.ts', 'b.ts']],
    ['of declarations, which are no modules', "import './a';", { 'a.d.ts': '' }, []],
    ['of packages and of Node', "import 'x'; import 'fs'; import 'node:path';", { 'node_modules/x/index.js': '' }, []],
    ['of what is not there', "import './gone';", {}, []],
    [
      'by paths',
      "import '@lib/a'; import 'one';",
      {
        'tsconfig.json': { compilerOptions: { paths: { '@lib/*': ['./lib/*'], one: ['./lib/one.ts'] } } },
        'lib/a.ts': '',
        'lib/one.ts': '',
      },
      ['lib/a.ts', 'lib/one.ts'],
    ],
    [
      'by the longest of several paths, and by the next target where the first is not there',
      "import '@lib/deep/a';",
      {
        'tsconfig.json': { compilerOptions: { paths: { '@lib/*': ['./x/*'], '@lib/deep/*': ['./gone/*', './y/*'] } } },
        'x/deep/a.ts': '',
        'y/a.ts': '',
      },
      ['y/a.ts'],
    ],
    [
      'by baseUrl',
      "import 'lib/a';",
      { 'tsconfig.json': { compilerOptions: { baseUrl: '.' } }, 'lib/a.ts': '' },
      ['lib/a.ts'],
    ],
    [
      'by imports of package.json',
      "import '#a'; import '#lib/b.js';",
      {
        'package.json': { imports: { '#a': './lib/a.js', '#lib/*': { default: './lib/*' } } },
        'lib/a.ts': '',
        'lib/b.ts': '',
      },
      ['lib/a.ts', 'lib/b.ts'],
    ],
    [
      'of a folder with a package.json',
      "import './layer';",
      { 'layer/package.json': { main: 'src/main.js' }, 'layer/src/main.ts': '' },
      ['layer/src/main.ts'],
    ],
  ];
  for (const [what, text, files, expected] of cases)
    it(what, () => {
      expect(modulesOf({ 'app.ts': text, ...files }).names).toEqual(expected);
    });

  const packages: readonly (readonly [string, string, Readonly<Record<string, string | object>>, readonly string[]])[] =
    [
      [
        'main that is compiled from src',
        'import "@corp/shared";',
        { 'package.json': { main: 'dist/index.js', types: 'dist/index.d.ts' }, 'src/index.ts': '' },
        ['packages/shared/src/index.ts'],
      ],
      [
        'main beside a dist that is there',
        'import "@corp/shared";',
        { 'package.json': { main: 'dist/index.js' }, 'dist/index.js': '', 'src/index.ts': '' },
        ['packages/shared/src/index.ts'],
      ],
      [
        'a rootDir of its own',
        'import "@corp/shared";',
        {
          'package.json': { main: 'out/a.js' },
          'tsconfig.json': { compilerOptions: { outDir: 'out', rootDir: 'code' } },
          'code/a.ts': '',
        },
        ['packages/shared/code/a.ts'],
      ],
      [
        'exports with conditions',
        'import "@corp/shared"; import "@corp/shared/deep"; import "@corp/shared/x/y";',
        {
          'package.json': {
            exports: {
              '.': { types: './dist/index.d.ts', import: './dist/index.js' },
              './deep': './dist/deep.js',
              './x/*': './dist/x/*.js',
            },
          },
          'src/index.ts': '',
          'src/deep.ts': '',
          'src/x/y.ts': '',
        },
        ['packages/shared/src/deep.ts', 'packages/shared/src/index.ts', 'packages/shared/src/x/y.ts'],
      ],
      [
        'a path inside',
        'import "@corp/shared/lib/a";',
        { 'package.json': {}, 'lib/a.ts': '' },
        ['packages/shared/lib/a.ts'],
      ],
      [
        'no word of an entry',
        'import "@corp/shared";',
        { 'package.json': {}, 'index.ts': '' },
        ['packages/shared/index.ts'],
      ],
      [
        'plain JavaScript',
        'import "@corp/shared";',
        { 'package.json': { main: 'lib/a.js' }, 'lib/a.js': '' },
        ['packages/shared/lib/a.js'],
      ],
    ];
  for (const [what, text, files, expected] of packages)
    it(`of a package of the workspace with ${what}`, () => {
      const placed = Object.fromEntries(
        Object.entries(files).map(([name, content]) => [`packages/shared/${name}`, content]),
      );
      const all = { ...placed, 'node_modules/@corp/shared': '-> packages/shared', 'infra/app.ts': text };
      expect(modulesOf(all, {}, 'infra').names).toEqual(expected);
    });

  it('of a package with a tsconfig.json of its own are emitted by that', () => {
    const { prepared } = modulesOf(
      {
        'infra/package.json': {},
        'infra/tsconfig.json': { compilerOptions: { experimentalDecorators: false } },
        'infra/app.ts': 'import "x"; import "./own";',
        'infra/own.ts': 'function d(..._: any[]) {}\nexport class C { @d a = 1; }',
        'node_modules/x': '-> packages/x',
        'packages/x/package.json': {},
        'packages/x/tsconfig.json': { compilerOptions: { experimentalDecorators: true } },
        'packages/x/index.ts': 'function d(..._: any[]) {}\nexport class C { @d a = 1; }',
      },
      {},
      'infra',
    );
    const js = (name: string) => prepared.files.find(f => f.path.endsWith(name))?.js;
    expect(js('own.ts')).toContain('__esDecorate');
    expect(js('index.ts')).toContain('__decorate([');
  });

  it('say where they lead', () => {
    const { resolve } = modulesOf({
      'app.ts': "import './lib/a.js';",
      'lib/a.ts': "import '../data.json';",
      'data.json': '1',
    });
    expect(resolve).toEqual([
      ['app.ts', './lib/a.js', 'lib/a.ts'],
      ['lib/a.ts', '../data.json', 'data.json'],
    ]);
  });
});

describe('unsaved texts', () => {
  it('take the place of files, and may be files that are not there yet', () => {
    const overlay = {
      'app.ts': "import './lib/new'; import data from './new.json';",
      'lib/new.ts': "import './';",
      'lib/index.ts': '',
      'new.json': '{}',
    };
    const { names, prepared, root } = modulesOf({ 'app.ts': "import './old';", 'old.ts': '' }, overlay);
    expect(names).toEqual(['lib/index.ts', 'lib/new.ts', 'new.json']);
    expect(prepared.texts.get(path.join(root, 'app.ts'))).toBe(overlay['app.ts']);
    expect(prepared.files.find(f => f.path.endsWith('new.json'))).toMatchObject({ js: null, json: '{}' });
  });

  it('come and go', () => {
    const { host, root } = modulesOf({ 'app.ts': "import './a';", 'a.js': '' });
    const names = (overlay: Record<string, string>) =>
      host
        .prepare(new Map(Object.entries(overlay).map(([name, text]) => [path.join(root, name), text])))
        .files.map(f => path.basename(f.path));
    expect(names({})).toEqual(['app.ts', 'a.js']);
    expect(names({ 'a.ts': '' })).toEqual(['app.ts', 'a.ts']);
    expect(names({})).toEqual(['app.ts', 'a.js']);
  });

  it('go by the name that the folder was opened with', () => {
    const root = folderOf({ 'real/cdk.json': { app: 'tsx app.ts' }, 'real/app.ts': '', link: '-> real' });
    const { host } = hostOf(root, 'link');
    const prepared = host.prepare(new Map([[path.join(root, 'link/app.ts'), 'export const x = 1;']]));
    expect(prepared.texts.get(path.join(root, 'real/app.ts'))).toBe('export const x = 1;');
  });
});

describe('files of JSON', () => {
  const deep = '['.repeat(30_000);

  it.each(['package.json', 'cdk.json', 'cdk.context.json', 'tsconfig.json'])('may nest beyond any stack: %s', name => {
    const root = folderOf({ 'cdk.json': { app: 'npx tsx app.ts' }, 'package.json': {}, 'app.ts': '', [name]: deep });
    const app = describeApp(root);
    if (name === 'cdk.json') expect(app).toMatchObject({ problem: 'cdk.json is no valid JSON.' });
    else expect(new Host(app as AppDescription).prepare(new Map()).files).toHaveLength(1);
  });

  it('that Node cannot read are told where they are, and what it reads is not', () => {
    const broken = (text: string) =>
      modulesOf({ 'app.ts': '', 'package.json': text }).prepared.broken.map(f => path.basename(f));
    for (const text of ['', '{ "type": ', '{ "a": 1, }', '// no\n{}', deep])
      expect(broken(text)).toEqual(['package.json']);
    expect(broken('{ "type": "module" }')).toEqual([]);
  });
});

describe('from one run to the next', () => {
  it('what did not change is the same object', () => {
    const { host, root, prepared } = modulesOf({ 'app.ts': "import './a';", 'a.ts': 'export const a = 1;' });
    const next = host.prepare(new Map([[path.join(root, 'app.ts'), "import './a'; // typed"]]));
    expect(next.files[1]).toBe(prepared.files[1]);
    expect(next.files[0]?.hash).not.toBe(prepared.files[0]?.hash);
    const back = host.prepare(new Map());
    expect(back.files[0]).toBe(prepared.files[0]);
  });

  it('files that change, come or go on disk are seen', () => {
    const { host, root } = modulesOf({ 'app.ts': "import './a'; import './b';", 'a.ts': 'one' });
    const texts = () => [...host.prepare(new Map()).texts.values()].slice(1, -1);
    write(root, { 'a.ts': 'three' });
    expect(texts()).toEqual(['three']);
    write(root, { 'b.ts': 'two' });
    expect(texts().sort()).toEqual(['three', 'two']);
    rmSync(path.join(root, 'a.ts'));
    expect(texts()).toEqual(['two']);
  });

  it('files of the same size and time are seen when they are told of', () => {
    const { host, root } = modulesOf({ 'app.ts': "import './a';", 'a.ts': 'one' });
    const file = path.join(root, 'a.ts');
    const touch = () => utimesSync(file, 1000, 1000);
    touch();
    host.prepare(new Map());
    write(root, { 'a.ts': 'two' });
    touch();
    host.changed([file]);
    expect(host.prepare(new Map()).texts.get(file)).toBe('two');
  });

  it('a package of the workspace is found once it is linked', () => {
    const files = { 'packages/x/package.json': {}, 'packages/x/index.ts': '' };
    const { host, root } = modulesOf({ ...files, 'app.ts': "import 'x';" });
    expect(host.prepare(new Map()).files).toHaveLength(1);
    write(root, { 'node_modules/x': '-> packages/x' });
    host.changed([path.join(root, 'package-lock.json')]);
    expect(host.prepare(new Map()).files).toHaveLength(2);
  });
});

describe('broken files', () => {
  const broken = "import './a';\nf({ a: });\nimport './b';\n";
  const files = { 'app.ts': broken, 'a.ts': '', 'b.ts': '' };

  it('are told of, and run as far as they do', () => {
    const { prepared, root } = modulesOf(files);
    expect(prepared).toMatchObject({ broken: [path.join(root, 'app.ts')], repaired: [] });
  });

  it('are repaired when asked for, and keep the text that the user wrote', () => {
    const { host, root } = modulesOf(files);
    const prepared = host.prepare(new Map(), { repair: true });
    const file = path.join(root, 'app.ts');
    expect(prepared).toMatchObject({ broken: [file], repaired: [file] });
    expect(prepared.texts.get(file)).toBe(broken);
    expect(prepared.files).toHaveLength(3);
    expect(prepared.files[0]?.js).toContain('f({})');
    expect(host.prepare(new Map(), { repair: true }).files[0]).toBe(prepared.files[0]);
  });
});

it('a byte order mark is no part of a text, as editors count', () => {
  const { prepared, root } = modulesOf({ 'app.ts': "\uFEFFimport d from './d.json';", 'd.json': '\uFEFF{}' });
  expect(prepared.texts.get(path.join(root, 'app.ts'))).toBe("import d from './d.json';");
  expect(prepared.files.find(f => f.json !== null)?.json).toBe('{}');
});
