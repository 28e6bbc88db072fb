/** Which app a folder holds: the command in cdk.json in all its forms, and what else is read to run it. */
import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { folderOf, write } from './folder.fixture.ts';
import { type AppDescription, type AppProblem, describeApp, findApps } from './project.ts';

/** Describes an app whose folder has these files beside cdk.json. */
function app(command: unknown, files: Readonly<Record<string, string | object>> = {}): AppDescription | AppProblem {
  const root = folderOf({ 'package.json': {}, ...files, 'cdk.json': { app: command } });
  return describeApp(root);
}

function entry(described: AppDescription | AppProblem): string {
  if ('problem' in described) throw new Error(described.problem);
  return path.relative(described.dir, described.entry).replaceAll('\\', '/');
}

const BIN = { 'bin/app.ts': '' };

describe('the command of cdk.json', () => {
  const same: readonly string[] = [
    'npx ts-node bin/app.ts',
    'npx ts-node --prefer-ts-exts bin/app.ts',
    'npx ts-node -P tsconfig.cdk.json --prefer-ts-exts bin/app.ts',
    'npx ts-node -r tsconfig-paths/register bin/app.ts',
    'npx ts-node --project tsconfig.json -T ./bin/app.ts',
    'ts-node ./bin/app.ts',
    'ts-node bin/app',
    'ts-node-esm bin/app.ts',
    'npx tsx bin/app.ts',
    'npx --yes tsx@4 bin/app.ts',
    'npx tsx --tsconfig tsconfig.cdk.json bin/app.ts',
    'tsx watch bin/app.ts',
    'node -r ts-node/register bin/app.ts',
    'node --require ts-node/register/transpile-only bin/app.ts',
    'node --import tsx bin/app.ts',
    'node --import=tsx --enable-source-maps bin/app.ts',
    'node --loader ts-node/esm bin/app.ts',
    'node --experimental-strip-types bin/app.ts',
    'node bin/app',
    'node bin/app.js',
    'node ./bin/app.js --region eu-west-1',
    'bun bin/app.ts',
    'bun run bin/app.ts',
    'bunx tsx bin/app.ts',
    'pnpm exec tsx bin/app.ts',
    'pnpm dlx tsx bin/app.ts',
    'pnpm tsx bin/app.ts',
    'yarn ts-node bin/app.ts',
    'yarn run tsx bin/app.ts',
    'yarn exec tsx bin/app.ts',
    'npm exec -- tsx bin/app.ts',
    './node_modules/.bin/ts-node bin/app.ts',
    'node_modules\\.bin\\tsx.cmd bin\\app.ts',
    'npx ts-node "bin/app.ts"',
    "npx ts-node 'bin/app.ts'",
    'STAGE=dev npx ts-node bin/app.ts',
    'npx cross-env STAGE=dev tsx bin/app.ts',
    'cross-env STAGE=dev OTHER="a b" npx tsx bin/app.ts',
    'npx dotenv -e .env -- npx tsx bin/app.ts',
    'export STAGE=dev && npx tsx bin/app.ts',
    'npm run build && node bin/app.js',
    'tsc && node bin/app.js',
    'npx tsc -p . ; node bin/app.js',
    'npm ci --silent && npx tsx bin/app.ts',
    'npx swc-node bin/app.ts',
    'npx vite-node bin/app.ts',
    'sh -c "npx tsx bin/app.ts"',
    'npx tsx "$PWD"/nothing.txt || npx tsx bin/app.ts',
    'my-runner bin/app.ts',
    'npm run synth:app',
    'npm --silent run synth:app',
    'yarn synth:app',
    'yarn run synth:app',
    'pnpm synth:app',
    'pnpm run synth:app',
    'bun run synth:app',
    'npm start',
    'npm run outer',
    'npm run ts -- bin/app.ts',
    'turbo run synth:app',
    'npx projen synth:silent',
    'nx run infra:main',
    'npx nx main infra',
    'bash scripts/synth.sh',
    './scripts/synth.sh',
  ];
  const files = {
    ...BIN,
    'package.json': {
      scripts: {
        'synth:app': 'tsx bin/app.ts',
        start: 'npx ts-node bin/app.ts',
        outer: 'npm run inner',
        inner: 'npm run build && tsx bin/app.ts',
        build: 'tsc',
        ts: 'ts-node --prefer-ts-exts',
      },
    },
    '.projen/tasks.json': {
      tasks: {
        'synth:silent': { steps: [{ spawn: 'app' }] },
        app: { steps: [{ exec: 'ts-node -P tsconfig.json bin/app.ts' }] },
      },
    },
    'project.json': { targets: { main: { options: { command: 'npx tsx bin/app.ts', cwd: '.' } } } },
    'scripts/synth.sh': '#!/bin/bash\n# node bin/other.js\nset -e\nnpx tsx bin/app.ts "$@"\n',
  };
  for (const command of same)
    it(command, () => {
      expect(entry(app(command, files))).toBe('bin/app.ts');
    });

  const elsewhere: readonly (readonly [string, Readonly<Record<string, string | object>>, string])[] = [
    ['cd infra && npx tsx bin/app.ts', { 'infra/bin/app.ts': '' }, 'infra/bin/app.ts'],
    [
      'npm --prefix infra run app',
      { 'infra/package.json': { scripts: { app: 'tsx a.ts' } }, 'infra/a.ts': '' },
      'infra/a.ts',
    ],
    ['npx ts-node --cwd infra a.ts', { 'infra/a.ts': '' }, 'infra/a.ts'],
    ['node dist/bin/app.js', BIN, 'bin/app.ts'],
    ['node dist/bin/app.js', { 'bin/app.ts': '', 'dist/bin/app.js': '' }, 'bin/app.ts'],
    [
      'node dist/app.js',
      { 'src/app.ts': '', 'tsconfig.json': { compilerOptions: { outDir: 'dist', rootDir: 'src' } } },
      'src/app.ts',
    ],
    [
      'node build/out/app.js',
      { 'infra/app.ts': '', 'tsconfig.json': { compilerOptions: { outDir: 'build/out', rootDir: 'infra' } } },
      'infra/app.ts',
    ],
    [
      'node dist/cdk/bin/app.js',
      {
        'packages/cdk/bin/app.ts': '',
        'packages/cdk/tsconfig.json': { compilerOptions: { outDir: '../../dist/cdk', rootDir: '.' } },
        'tsconfig.json': { files: [], references: [{ path: 'packages/cdk' }] },
      },
      'packages/cdk/bin/app.ts',
    ],
    ['node dist/apps/infra/main.js', { 'apps/infra/src/main.ts': '' }, 'apps/infra/src/main.ts'],
    [
      'node dist',
      {
        'src/index.ts': '',
        'tsconfig.json': { compilerOptions: { outDir: 'dist', rootDir: 'src' } },
        'dist/index.js': '',
      },
      'src/index.ts',
    ],
    ['node .', { 'package.json': { main: 'bin/app.js' }, 'bin/app.js': '' }, 'bin/app.js'],
    ['node bin/app', { 'bin/app.js': '' }, 'bin/app.js'],
    ['node bin/app.mjs', { 'bin/app.mjs': '' }, 'bin/app.mjs'],
    ['node index', { 'index.cts': '' }, 'index.cts'],
    ['npx ts-node infra', { 'infra/index.ts': '' }, 'infra/index.ts'],
    ['npx ts-node bin/my\\ app.ts', { 'bin/my app.ts': '' }, 'bin/my app.ts'],
    ['npx tsx bin/app.tsx', { 'bin/app.tsx': '' }, 'bin/app.tsx'],
  ];
  for (const [command, files, expected] of elsewhere)
    it(`${command} is ${expected}`, () => {
      expect(entry(app(command, files))).toBe(expected);
    });

  const wrong: readonly (readonly [unknown, RegExp])[] = [
    [undefined, /^cdk\.json names no app: add its command, as in "app": "npx tsx bin\/app\.ts"\.$/],
    ['', /names no app/],
    ['python3 app.py', /^The app in cdk\.json is written in Python: only TypeScript/],
    ['.venv/bin/python app.py', /in Python/],
    ['mvn -e -q compile exec:java', /in Java/],
    ['./gradlew run', /in Java/],
    ['go mod download && go run app.go', /in Go/],
    ['dotnet run --project src/App.csproj', /in C#/],
    ['npx tsx bin/missing.ts', /^The file that cdk\.json starts, bin\/missing\.ts, does not exist\.$/],
    ['npm run nothing', /^cdk\.json starts the script "nothing", which package\.json does not have\.$/],
    ['npm run loop', /does not tell which TypeScript or JavaScript file/],
    ['make app', /does not tell which .* file it starts: name the file, as in "npx tsx bin\/app\.ts"\.$/],
    ['cdk.out', /the output of an earlier cdk synth/],
  ];
  for (const [command, expected] of wrong)
    it(`${command} is told as a problem`, () => {
      const described = app(command, {
        'package.json': { scripts: { loop: 'npm run loop' } },
        'cdk.out/manifest.json': {},
      });
      expect('problem' in described && described.problem).toMatch(expected);
    });
});

describe('an app', () => {
  it('may have comments in cdk.json, and may not be broken there', () => {
    const root = folderOf({ ...BIN, 'cdk.json': '// the app\n{ "app": "npx tsx bin/app.ts", /* or */ }' });
    expect(entry(describeApp(root))).toBe('bin/app.ts');
    write(root, { 'cdk.json': '{ "app": ' });
    expect(describeApp(root)).toEqual({ problem: 'cdk.json is no valid JSON.', at: path.join(root, 'cdk.json') });
    expect(describeApp(path.join(root, 'bin'))).toEqual({ problem: 'There is no cdk.json in this folder.', at: null });
  });

  it('is described from unsaved texts, too', () => {
    const root = folderOf({ ...BIN, 'cdk.json': { app: 'make' } });
    const overlay = new Map([
      [path.join(root, 'cdk.json'), '{"app":"npx tsx bin/new.ts"}'],
      [path.join(root, 'bin/new.ts'), ''],
    ]);
    expect(entry(describeApp(root, overlay))).toBe('bin/new.ts');
  });

  it('has the variables that its command sets, as far as they can be told', () => {
    const described = app('export A=1 && B="two words" C=$HOME npx cross-env D=x=y tsx bin/app.ts', BIN);
    expect(described).toMatchObject({ env: { A: '1', B: 'two words', D: 'x=y' } });
    expect((described as AppDescription).env).not.toHaveProperty('C');
  });

  it('has the context of both files, of which cdk.json wins', () => {
    const root = folderOf({
      ...BIN,
      'cdk.json': { app: 'tsx bin/app.ts', context: { a: 1, b: { c: true } } },
      'cdk.context.json': { a: 2, z: ['eu-west-1a'] },
    });
    expect(describeApp(root)).toMatchObject({ context: { a: 1, b: { c: true }, z: ['eu-west-1a'] } });
  });

  it('has the options of its tsconfig.json with what that extends', () => {
    const root = folderOf({
      'tsconfig.base.json': {
        compilerOptions: { experimentalDecorators: true, baseUrl: '.', paths: { '@x/*': ['x/*'] } },
      },
      'infra/tsconfig.json': {
        extends: '../tsconfig.base.json',
        compilerOptions: { target: 'ES2022', esModuleInterop: false },
      },
      'infra/cdk.json': { app: 'npx ts-node bin/app.ts' },
      'infra/bin/app.ts': '',
      'package.json': { workspaces: ['infra'] },
    });
    const described = describeApp(path.join(root, 'infra')) as AppDescription;
    expect(described.tsconfig).toMatchObject({
      file: path.join(root, 'infra/tsconfig.json'),
      emit: { experimentalDecorators: true, useDefineForClassFields: true, esModuleInterop: false },
      paths: [{ pattern: '@x/*', targets: [path.join(root, 'x/*')] }],
      baseUrl: root,
    });
  });

  it('takes the tsconfig.json that its command names', () => {
    const described = app('npx ts-node -P tsconfig.cdk.json bin/app.ts', {
      ...BIN,
      'tsconfig.cdk.json': { compilerOptions: { emitDecoratorMetadata: true } },
      'tsconfig.json': {},
    });
    expect(described).toMatchObject({ tsconfig: { emit: { emitDecoratorMetadata: true } } });
  });

  it('imports CommonJS as its runner does where tsconfig.json does not say', () => {
    const interop = (command: string, files: Record<string, string | object> = {}) => {
      const described = app(command, { ...BIN, 'tsconfig.json': {}, ...files }) as AppDescription;
      return described.tsconfig.emit.esModuleInterop;
    };
    expect(interop('npx tsx bin/app.ts')).toBe(true);
    expect(interop('node --import tsx bin/app')).toBe(true);
    expect(interop('npx ts-node bin/app.ts')).toBe(false);
    expect(interop('node -r ts-node/register bin/app.ts')).toBe(false);
    expect(interop('node bin/app.js')).toBe(false);
    expect(interop('npx ts-node bin/app.ts', { 'package.json': { type: 'module' } })).toBe(true);
    expect(interop('npx ts-node bin/app.ts', { 'node_modules/typescript/package.json': { version: '6.0.3' } })).toBe(
      true,
    );
    expect(interop('npx ts-node bin/app.ts', { 'tsconfig.json': { compilerOptions: { module: 'nodenext' } } })).toBe(
      true,
    );
    expect(interop('npx tsx bin/app.ts', { 'tsconfig.json': { compilerOptions: { esModuleInterop: false } } })).toBe(
      true,
    );
    expect(interop('npx ts-node bin/app.ts', { 'tsconfig.json': { extends: '@not/there/tsconfig.json' } })).toBe(true);
  });

  it('knows whether its modules are ES modules', () => {
    expect(app('tsx bin/app.ts', BIN)).toMatchObject({ moduleType: 'commonjs' });
    expect(app('tsx bin/app.ts', { ...BIN, 'package.json': { type: 'module' } })).toMatchObject({
      moduleType: 'module',
    });
    expect(app('tsx app.mts', { 'app.mts': '' })).toMatchObject({ moduleType: 'module' });
  });

  it('has the library where it really is, or none', () => {
    expect(app('tsx bin/app.ts', BIN)).toMatchObject({ libraryDir: null });
    const root = folderOf({
      'node_modules/.store/aws-cdk-lib/package.json': {},
      'node_modules/aws-cdk-lib': '-> node_modules/.store/aws-cdk-lib',
      'infra/cdk.json': { app: 'tsx a.ts' },
      'infra/a.ts': '',
    });
    expect(describeApp(path.join(root, 'infra'))).toMatchObject({
      libraryDir: path.join(root, 'node_modules/.store/aws-cdk-lib'),
    });
  });

  it('may read its workspace, and packages that are linked from elsewhere', () => {
    const outside = folderOf({ 'package.json': {} });
    const root = folderOf({
      'pnpm-workspace.yaml': '',
      'package.json': {},
      'apps/infra/package.json': {},
      'apps/infra/cdk.json': { app: 'tsx a.ts' },
      'apps/infra/a.ts': '',
    });
    mkdirSync(path.join(root, 'apps/infra/node_modules/@corp'), { recursive: true });
    symlinkSync(outside, path.join(root, 'apps/infra/node_modules/@corp/shared'), 'junction');
    const described = describeApp(path.join(root, 'apps/infra')) as AppDescription;
    expect(described.roots).toEqual([root, outside]);
  });

  it('may not read what else is linked into node_modules, or the home folder by a linked package', () => {
    const secrets = folderOf({ credentials: '' });
    const root = folderOf({
      'package.json': {},
      'cdk.json': { app: 'tsx a.ts' },
      'a.ts': '',
      'node_modules/.keep': '',
    });
    const home = folderOf({ 'package.json': {}, 'user/.keep': '' });
    vi.stubEnv('HOME', path.join(home, 'user'));
    vi.stubEnv('USERPROFILE', path.join(home, 'user'));
    for (const [name, target] of Object.entries({ secrets, '@scope': secrets, home, root: path.parse(root).root }))
      symlinkSync(target, path.join(root, 'node_modules', name), 'junction');
    expect((describeApp(root) as AppDescription).roots).toEqual([root]);
    vi.unstubAllEnvs();
  });

  it('reads packages through a linked node_modules folder above the app, by both of its names', () => {
    const store = folderOf({ 'node_modules/aws-cdk-lib/package.json': {} });
    const above = folderOf({ 'app/cdk.json': { app: 'tsx a.ts' }, 'app/a.ts': '' });
    symlinkSync(path.join(store, 'node_modules'), path.join(above, 'node_modules'), 'junction');
    const { roots } = describeApp(path.join(above, 'app')) as AppDescription;
    expect(roots).toContain(path.join(above, 'node_modules'));
    expect(roots).toContain(path.join(store, 'node_modules'));
  });

  it('is found by a linked name, too, and keeps that name', () => {
    const root = folderOf({ 'real/cdk.json': { app: 'tsx a.ts' }, 'real/a.ts': '', link: '-> real' });
    const described = describeApp(path.join(root, 'link'), new Map([[path.join(root, 'link/a.ts'), '']]));
    expect(described).toMatchObject({
      dir: path.join(root, 'real'),
      opened: path.join(root, 'link'),
      entry: path.join(root, 'real/a.ts'),
    });
  });
});

describe('apps in a folder', () => {
  it('are found, the outer first, without those of packages and outputs', () => {
    const root = folderOf({
      'infra/cdk.json': {},
      'services/a/cdk.json': {},
      'node_modules/x/cdk.json': {},
      'infra/cdk.out/cdk.json': {},
      '.hidden/cdk.json': {},
      'services/readme.md': '',
    });
    expect(findApps(root)).toEqual([path.join(root, 'infra'), path.join(root, 'services/a')]);
    write(root, { 'cdk.json': {} });
    expect(findApps(root)[0]).toBe(root);
  });
});
