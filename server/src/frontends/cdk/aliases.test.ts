/** Imports that are not relative, in monorepos as people set them up. */
import { describe, expect, it } from 'vitest';
import { codeOf } from '../../access/code.ts';
import { cdk, withFiles } from '../../core/rule.ts';
import { fixture, workspaceOf } from '../../testing/fixture.ts';
import { Aliases } from './aliases.ts';

const ROOT = 'file:///repo/';

/** What imports of a file mean, relative to the root of a repository with these files. */
function meaning(files: Readonly<Record<string, unknown>>, importer: string, ...specifiers: string[]) {
  const texts = new Map(
    Object.entries(files).map(([name, value]) => [
      ROOT + name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
  const sources = new Map([...texts].filter(([uri]) => /\.[jt]s$/.test(uri)));
  const aliases = new Aliases(sources, { fileExists: () => null, configuration: uri => texts.get(uri) ?? null });
  return specifiers.map(s => aliases.resolve(ROOT + importer, s)?.slice(ROOT.length) ?? null);
}

describe('tsconfig.json', () => {
  it('leads through paths, the longest prefix first, with comments in it', () => {
    expect(
      meaning(
        {
          'tsconfig.json': `{
            // As in the editor.
            "compilerOptions": { "paths": { "@app/*": ["./src/*"], "@app/shared/*": ["./shared/src/*"], "@db": ["./src/db/index.ts"] }, },
          }`,
          'src/handlers/get.ts': '',
          'src/db/index.ts': '',
          'src/util/time.ts': '',
          'shared/src/log.ts': '',
        },
        'src/handlers/get.ts',
        '@db',
        '@app/util/time',
        '@app/shared/log',
        '@app/shared/none',
        '@other/package',
        'node:fs/promises',
      ),
    ).toEqual(['src/db/index.ts', 'src/util/time.ts', 'shared/src/log.ts', null, null, null]);
  });

  it('takes paths and baseUrl of what it extends, relative to the file that says them', () => {
    expect(
      meaning(
        {
          'tsconfig.base.json': {
            compilerOptions: { baseUrl: '.', paths: { '@acme/data': ['libs/data/src/index.ts'] } },
          },
          'apps/api/tsconfig.json': { extends: '../../tsconfig.base.json', compilerOptions: { strict: true } },
          'apps/api/src/main.ts': '',
          'libs/data/src/index.ts': '',
          'libs/data/src/table.ts': '',
        },
        'apps/api/src/main.ts',
        '@acme/data',
        'libs/data/src/table',
      ),
    ).toEqual(['libs/data/src/index.ts', 'libs/data/src/table.ts']);
  });

  it('ends where files extend one another', () => {
    const self = { extends: './tsconfig.json' };
    expect(meaning({ 'tsconfig.json': self, 'a.ts': '' }, 'a.ts', '@app/x')).toEqual([null]);
  });
});

describe('packages of a workspace', () => {
  const shared = (manifest: object, root: object = { workspaces: ['packages/*'] }) => ({
    'package.json': root,
    'packages/api/package.json': { name: '@acme/api', dependencies: { '@acme/shared': '*' } },
    'packages/api/src/get.ts': '',
    'packages/shared/package.json': { name: '@acme/shared', ...manifest },
    'packages/shared/src/index.ts': '',
    'packages/shared/src/db.ts': '',
  });
  const get = 'packages/api/src/get.ts';

  it('lead to their source, be the entry source or built from it', () => {
    for (const manifest of [
      { main: 'src/index.ts' },
      { main: './dist/index.js', types: './dist/index.d.ts' },
      { exports: { '.': { types: './dist/index.d.ts', import: './dist/esm/index.mjs' } } },
      {},
    ])
      expect(meaning(shared(manifest), get, '@acme/shared')).toEqual(['packages/shared/src/index.ts']);
  });

  it('lead into them as far as they export it', () => {
    expect(meaning(shared({ exports: { './*': './dist/*.js' } }), get, '@acme/shared/db', '@acme/shared')).toEqual([
      'packages/shared/src/db.ts',
      null,
    ]);
    expect(meaning(shared({}), get, '@acme/shared/db', '@acme/shared/src/db')).toEqual([
      'packages/shared/src/db.ts',
      'packages/shared/src/db.ts',
    ]);
  });

  it('are those that the root names, in npm and in pnpm', () => {
    expect(meaning(shared({}, { workspaces: { packages: ['apps/*'] } }), get, '@acme/shared')).toEqual([null]);
    expect(meaning(shared({}, {}), get, '@acme/shared')).toEqual([null]);
    const pnpm = { ...shared({}, {}), 'pnpm-workspace.yaml': 'packages:\n  # all of them\n  - "packages/*"\n' };
    expect(meaning(pnpm, get, '@acme/shared')).toEqual(['packages/shared/src/index.ts']);
  });

  it('may name their own files by imports', () => {
    const files = { 'package.json': { imports: { '#db/*': './src/db/*.js' } }, 'src/db/get.ts': '', 'src/main.ts': '' };
    expect(meaning(files, 'src/main.ts', '#db/get', '#none')).toEqual(['src/db/get.ts', null]);
  });
});

describe('a project', () => {
  const app = withFiles(
    cdk`
      new nodejs.NodejsFunction(this, 'Get', { runtime: lambda.Runtime.NODEJS_22_X, entry: 'services/get.ts' });
    `,
    {
      'tsconfig.json': '{ "compilerOptions": { "paths": { "@shared/*": ["./shared/*"] } } }',
      'services/get.ts': `
        import { load } from '@shared/orders';
        export const handler = async (event: { id: string }) => load(event.id);
      `,
      'shared/orders.ts': `
        import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
        const db = new DynamoDBClient({});
        export const load = (id: string) => db.send(new GetItemCommand({ TableName: 'orders', Key: { id: { S: id } } }));
        export const save = (id: string) => db.send(new PutItemCommand({ TableName: 'orders', Item: { id: { S: id } } }));
      `,
    },
  );

  it('knows what code calls behind an alias, and only what the handler reaches', () => {
    const { documents, main } = fixture(app);
    const graph = workspaceOf(documents, []).graph(main.uri);
    const code = codeOf(graph, graph.runs[0]?.function ?? '');
    const calls = (code?.units ?? []).flatMap(unit =>
      unit.facts.flatMap(f => (f.kind === 'sdk-call' && code?.certain(unit, f.span) ? [f.operation] : [])),
    );
    expect({ calls, open: code?.open }).toEqual({ calls: ['GetItem'], open: null });
  });
});
