/** `plumbline migrate` as people run it, and that it executes nothing of what it reads. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { plumbline } from './testing.ts';

const V2 = "const AWS = require('aws-sdk');\nconst s3 = new AWS.S3();\nexports.f = () => s3.listBuckets().promise();\n";
const V3 = "const { S3 } = require('@aws-sdk/client-s3');\nconst s3 = new S3();\nexports.f = () => s3.listBuckets();\n";
const MANIFEST = '{ "dependencies": { "aws-sdk": "2" } }\n';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'plumbline-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
}

const migrate = (...args: string[]) => plumbline(folder, 'migrate', ...args);

const read = (name: string) => readFileSync(path.join(folder, name), 'utf8');

// Each starts the codemod, which takes seconds on a busy machine.
describe('plumbline migrate', { timeout: 120_000 }, () => {
  it('shows the diff and writes nothing', async () => {
    write({ 'src/a.js': V2, 'package.json': MANIFEST, 'node_modules/x/a.js': V2 });
    const { code, out, err } = await migrate();
    expect(code).toBe(0);
    expect(out).toContain('--- a/src/a.js\n+++ b/src/a.js\n@@ -1,3 +1,3 @@\n-const AWS = ');
    expect(out).toContain('+{ "dependencies": { "@aws-sdk/client-s3": "^3.800.0" } }');
    expect(out).not.toContain('node_modules');
    expect(err).toContain('1 file uses SDK v2: 1 complete');
    expect(err).toContain('--write does');
    expect(read('src/a.js')).toBe(V2);
  });

  it('writes with --write, and says what is left', async () => {
    write({
      'a.js': V2,
      'b.js': `${V2}exports.g = () => s3.getObject({}).createReadStream();\n`,
      'package.json': MANIFEST,
    });
    const { code, out } = await migrate('--write');
    expect(code).toBe(1);
    expect(out).toContain('- b.js\n  - line 4: In v3 the stream is the Body of what getObject resolves to');
    expect(read('a.js')).toBe(V3);
    expect(read('package.json')).toContain('@aws-sdk/client-s3');
  });

  it('takes a file, and refuses what does not exist', async () => {
    write({ 'a.js': V2, 'b.js': V2 });
    expect((await migrate('a.js', '--write')).out).toContain('1 file uses SDK v2');
    expect(read('b.js')).toBe(V2);
    expect(await migrate('c.js')).toMatchObject({ code: 2, err: 'plumbline: c.js does not exist\n' });
  });

  it('loads no module, plugin or configuration of the code that it migrates', async () => {
    const evil = `require('node:fs').writeFileSync(${JSON.stringify(path.join(folder, 'executed'))}, '');\n`;
    write({
      'a.js': `require('./evil');\nrequire('evil');\n${V2}`,
      'evil.js': evil,
      'babel.config.js': evil,
      '.babelrc.js': evil,
      'jscodeshift.config.js': evil,
      ...Object.fromEntries(
        ['evil', 'aws-sdk', '@babel/core', '@babel/parser', 'jscodeshift', 'aws-sdk-js-codemod', 'recast'].flatMap(
          name => [
            [`node_modules/${name}/index.js`, evil],
            [`node_modules/${name}/package.json`, `{ "name": "${name}", "main": "index.js" }`],
          ],
        ),
      ),
    });
    expect((await migrate('--write')).out).toContain('1 complete');
    expect(read('a.js')).toContain('@aws-sdk/client-s3');
    expect(existsSync(path.join(folder, 'executed'))).toBe(false);
  });
});
