/** A whole project: package.json, what is told about it, and the diff. */
import { describe, expect, it } from 'vitest';
import { lineEdits, unifiedDiff } from './diff.ts';
import { packagesOf, updateManifest } from './manifest.ts';
import type { Convert } from './migrate.ts';
import { migrateProject, summary } from './project.ts';
import { apply } from './tree.ts';

const V2 = "const AWS = require('aws-sdk');\nnew AWS.S3();\n";
const V3 = "const { S3 } = require('@aws-sdk/client-s3');\nnew S3();\n";
const convert: Convert = async (_, source) => source.replace(V2, V3);

const manifest = (text: string) => ({ path: 'package.json', text });

describe('package.json', () => {
  it('gets the packages in place of aws-sdk, with its formatting', () => {
    const text = '{\n\t"name": "x",\n\t"dependencies": {\n\t\t"aws-sdk": "^2.1.0",\n\t\t"zod": "1"\n\t}\n}\n';
    expect(updateManifest(text, ['@aws-sdk/client-s3', '@aws-sdk/lib-storage'], false)).toEqual({
      text: '{\n\t"name": "x",\n\t"dependencies": {\n\t\t"@aws-sdk/client-s3": "^3.800.0",\n\t\t"@aws-sdk/lib-storage": "^3.800.0",\n\t\t"zod": "1"\n\t}\n}\n',
      added: ['@aws-sdk/client-s3', '@aws-sdk/lib-storage'],
      removed: ['aws-sdk'],
    });
  });

  it('keeps aws-sdk where something needs it, an order of its own, and the versions that are there', () => {
    const text = '{ "devDependencies": { "zod": "1", "aws-sdk": "2", "@aws-sdk/client-sqs": "3.900.0" } }';
    expect(updateManifest(text, ['@aws-sdk/client-s3', '@aws-sdk/client-sqs', '@smithy/types'], true)?.text).toBe(
      '{ "devDependencies": { "zod": "1", "aws-sdk": "2", "@aws-sdk/client-sqs": "3.900.0", "@aws-sdk/client-s3": "3.900.0", "@smithy/types": "^4.0.0" } }',
    );
  });

  it('may end with nothing in a section, and is left alone where it is none of ours', () => {
    expect(updateManifest('{ "dependencies": { "aws-sdk": "2" } }', [], false)?.text).toBe('{ "dependencies": {} }');
    expect(updateManifest('{ "peerDependencies": { "aws-sdk": "2" } }', ['@aws-sdk/client-s3'], false)).toBeNull();
    expect(updateManifest('{ "dependencies": [', ['@aws-sdk/client-s3'], false)).toBeNull();
  });

  it('is told by what a file imports, in either style', () => {
    expect(
      packagesOf(
        'a.ts',
        "import { S3 } from '@aws-sdk/client-s3';\nconst x = require('@smithy/types/a');\nimport fs from 'fs';\n",
      ),
    ).toEqual(['@aws-sdk/client-s3', '@smithy/types']);
  });
});

describe('a project', () => {
  const asks = '{ "dependencies": { "aws-sdk": "2" } }';

  it('changes the nearest package.json that asks for v2', async () => {
    const files = [
      manifest(asks),
      { path: 'a/package.json', text: asks },
      { path: 'a/b/package.json', text: '{}' },
      { path: 'a/b/one.js', text: V2 },
      { path: 'two.js', text: V2.replace('new AWS.S3()', 'AWS.config.x()') },
      { path: 'three.js', text: 'x();' },
    ];
    const project = await migrateProject(files, convert);
    expect(project?.files.map(f => [f.path, f.migration.outcome])).toEqual([
      ['a/b/one.js', 'complete'],
      ['two.js', 'refused'],
    ]);
    expect(project?.manifests).toEqual([
      {
        path: 'a/package.json',
        before: asks,
        text: '{ "dependencies": { "@aws-sdk/client-s3": "^3.800.0" } }',
        added: ['@aws-sdk/client-s3'],
        removed: ['aws-sdk'],
      },
    ]);
    expect(project && summary(project)).toBe(
      '2 files use SDK v2: 1 complete, 0 with places that are left to do by hand, 1 not changed.\n\n' +
        '- two.js: not changed. Nothing of it can be migrated by itself.\n' +
        '- a/package.json: + @aws-sdk/client-s3, - aws-sdk\n',
    );
  });

  it('keeps aws-sdk as long as one file needs it', async () => {
    const files = [manifest(asks), { path: 'one.js', text: V2 }, { path: 'two.js', text: "require('aws-sdk').x();\n" }];
    const project = await migrateProject(files, convert);
    expect(project?.manifests[0]?.removed).toEqual([]);
  });

  it('says which packages are needed where no package.json asks for v2', async () => {
    const project = await migrateProject([{ path: 'one.js', text: V2 }], convert);
    expect(project?.homeless).toEqual(['@aws-sdk/client-s3']);
    expect(project && summary(project)).toContain('the migrated code needs @aws-sdk/client-s3.');
  });

  it('can be cancelled, and tells how far it is', async () => {
    const seen: string[] = [];
    const files = ['a.js', 'b.js'].map(path => ({ path, text: V2 }));
    const watcher = {
      progress: (done: number, total: number, path: string) => void seen.push(`${done}/${total} ${path}`),
      cancelled: () => seen.length === 1,
    };
    expect(await migrateProject(files, convert, watcher)).toBeNull();
    expect(seen).toEqual(['0/2 a.js']);
  });
});

describe('the diff', () => {
  it('is what diff -u writes', () => {
    const before = 'a\nb\nc\nd\ne\nf\ng\nh\n';
    expect(unifiedDiff('x.js', before, before.replace('b', 'B').replace('h\n', 'h\ni'))).toBe(
      '--- a/x.js\n+++ b/x.js\n@@ -1,5 +1,5 @@\n a\n-b\n+B\n c\n d\n e\n@@ -6,3 +6,4 @@\n f\n g\n h\n+i\n\\ No newline at end of file\n',
    );
    expect(unifiedDiff('x.js', 'a', 'a')).toBe('');
  });

  it('gives edits that make one text of the other', () => {
    const texts = ['', 'a', 'a\n', 'a\nb\nc\n', 'c\nb\nx\na', 'b\nb\na\nc\n\n'];
    for (const before of texts) for (const after of texts) expect(apply(before, lineEdits(before, after))).toBe(after);
  });
});
