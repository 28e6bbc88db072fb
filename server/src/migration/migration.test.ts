/** What becomes of files with SDK v2: shapes that the codemod is known to break, and the guard that nothing broken passes. */
import { afterAll, describe, expect, it } from 'vitest';
import { Converter } from './converter.ts';
import { type Convert, type Migration, migrate } from './migrate.ts';

const converter = new Converter();
afterAll(() => converter.stop());

/** The migrated text and the messages of what is left; fails where the file was refused. */
async function migrated(text: string, path = 'a.js'): Promise<{ outcome: string; text: string; left: string[] }> {
  const migration = await migrate(path, text, converter.convert);
  if (!('text' in migration)) throw new Error(JSON.stringify(migration));
  const left = migration.left.map(l => `${migration.text.slice(l.start, l.end)} → ${l.message}`);
  return { outcome: migration.outcome, text: migration.text, left };
}

const REQUIRE = "const AWS = require('aws-sdk');\n";
const S3 = `${REQUIRE}const s3 = new AWS.S3();\n`;

describe('shapes that the codemod alone breaks', () => {
  it('is a request that is kept, and awaited at once', async () => {
    const { outcome, text } = await migrated(
      `${REQUIRE}const db = new AWS.DynamoDB();\nexports.f = async x => {\n  const put = db.putItem(x);\n  await put.promise();\n};\n`,
    );
    expect(outcome).toBe('complete');
    expect(text).toContain('const put = db.putItem(x);\n  await put;');
  });

  it('is a request that is kept for later: v3 would send it too early, so that it is left', async () => {
    const { outcome, text, left } = await migrated(
      `${REQUIRE}const db = new AWS.DynamoDB();\nexports.f = async x => {\n  const put = db.putItem(x);\n  await other();\n  return put.promise();\n};\n`,
    );
    expect(outcome).toBe('partial');
    expect(text).toContain('return put.promise()');
    expect(left).toEqual([expect.stringMatching(/^put\.promise\(\) → What putItem gives is a promise already/)]);
  });

  it('is a request that is kept and sent on one way only', async () => {
    const { text } = await migrated(
      `${REQUIRE}const db = new AWS.DynamoDB();\nexports.f = async x => {\n  const put = db.putItem(x);\n  if (x) await put.promise();\n};\n`,
    );
    expect(text).toContain('if (x) await put.promise()');
  });

  it('is a deep import beside the presigner: S3 would be declared twice', async () => {
    const { outcome, text } = await migrated(
      `import S3 from 'aws-sdk/clients/s3';\nconst s3 = new S3();\nexport const f = async (Key: string) => s3.getSignedUrl('getObject', { Bucket: 'b', Key, Expires: 60 });\n`,
      'a.ts',
    );
    expect(outcome).toBe('complete');
    expect(text.match(/\bS3\b.* from/g)).toEqual(['S3 } from']);
    expect(text).toContain('expiresIn: 60');
  });

  it('is a document client from a deep import', async () => {
    const one = await migrated(
      "const { DocumentClient } = require('aws-sdk/clients/dynamodb');\nconst db = new DocumentClient({ maxRetries: 3 });\nexports.f = p => db.get(p).promise();\n",
    );
    expect(one.outcome).toBe('complete');
    expect(one.text).toContain('DynamoDBDocument.from(new DynamoDB({ maxAttempts: 4 })');
    const two = await migrated(
      "import DynamoDB, { DocumentClient } from 'aws-sdk/clients/dynamodb';\nconst all = new DynamoDB();\nconst db: DocumentClient = new DocumentClient({ service: all });\nexport const f = (p: DocumentClient.GetItemInput) => db.get(p).promise();\n",
      'a.ts',
    );
    expect(two.outcome).toBe('complete');
    expect(two.text).toContain('p: GetCommandInput');
    expect(two.text).toContain('DynamoDBDocument.from(all');
  });

  it('is a signed URL in a function that is not async', async () => {
    const { outcome, text, left } = await migrated(
      `${S3}exports.f = () => s3.getSignedUrl('getObject', { Bucket: 'b', Key: 'k' });\n`,
    );
    expect(outcome).toBe('partial');
    expect(text).not.toContain('await');
    expect(left).toEqual([expect.stringContaining('what calls this has to await it')]);
  });

  it.each(['callback', '(err, data) => callback(err, data)', 'function (err) { callback(err); }'])(
    'is an upload with the callback %s',
    async callback => {
      for (const call of [`s3.upload(p, ${callback});`, `s3.upload(p).send(${callback});`]) {
        const { outcome, text } = await migrated(`${S3}exports.f = (p, callback) => {\n  ${call}\n};\n`);
        expect(outcome).toBe('complete');
        expect(text).toMatch(/callbackify\(\(\) => new Upload\(\{[^}]*\}\)\.done\(\)\)\(/);
        expect(text).toContain(`)(${callback});`);
        expect(text).toContain("const { callbackify } = require('node:util');");
      }
    },
  );

  it('is options of an upload that look like a callback', async () => {
    const { text } = await migrated(
      `${S3}const options = { partSize: 5 };\nexports.f = p => s3.upload(p, options).promise();\n`,
    );
    expect(text).toContain('...options');
    expect(text).toContain('.done()');
    expect(text).not.toContain('callbackify');
  });

  it('is an upload that is watched', async () => {
    const { outcome, text } = await migrated(
      `${S3}exports.f = async p => {\n  const u = s3.upload(p);\n  u.on('httpUploadProgress', console.log);\n  await u.promise();\n};\n`,
    );
    expect(outcome).toBe('complete');
    expect(text).toContain('await u.done()');
    expect(text).not.toContain('best guess');
  });

  it('is one callback that would keep the rest from being converted', async () => {
    const { outcome, text, left } = await migrated(
      `${S3}exports.f = async cb => {\n  const r = s3.waitFor('bucketExists', {}, (err, data) => cb(data));\n  await s3.listBuckets().promise();\n};\n`,
    );
    expect(outcome).toBe('partial');
    expect(text).toContain('await s3.listBuckets()');
    expect(text).toContain("require('@aws-sdk/client-s3')");
    expect(left).toEqual([expect.stringContaining('waitUntilBucketExists')]);
  });

  it('is a promise in a condition or behind a question mark', async () => {
    const { outcome, text } = await migrated(
      `${S3}exports.f = c => (c ? s3.listBuckets().promise() : null);\nexports.g = () => s3?.listBuckets().promise();\n`,
    );
    expect(outcome).toBe('complete');
    expect(text).not.toContain('promise');
  });

  it('is codes of errors of Node in what is caught around a call', async () => {
    const { text } = await migrated(
      `${S3}exports.f = async () => {\n  try {\n    await s3.listBuckets().promise();\n  } catch (e) {\n    if (e.code === 'ENOENT') return 1;\n    if (e.code === 'NoSuchBucket') return 2;\n    throw e;\n  }\n};\n`,
    );
    expect(text).toContain("e.code === 'ENOENT'");
    expect(text).toContain("e.name === 'NoSuchBucket'");
  });

  it('is parameters of a signed URL that are a variable', async () => {
    const { outcome, text } = await migrated(`${S3}exports.f = async p => s3.getSignedUrlPromise('getObject', p);\n`);
    expect(outcome).toBe('complete');
    expect(text).toContain('expiresIn: p.Expires');
    const put = await migrated(`${S3}exports.f = async p => s3.getSignedUrlPromise('putObject', p);\n`);
    expect(put.outcome).toBe('partial');
    expect(put.left).toEqual([expect.stringContaining('Say how long the URL is valid')]);
  });
});

describe('results and options that mean something else', () => {
  it('reads bodies as text where a buffer was made one', async () => {
    const { outcome, text } = await migrated(
      `import * as AWS from 'aws-sdk';\nconst s3 = new AWS.S3();\nexport async function f(p: AWS.S3.GetObjectRequest) {\n  const o = await s3.getObject(p).promise();\n  const one = o.Body!.toString('utf-8').trim();\n  const { Body } = await s3.getObject(p).promise();\n  const two = JSON.parse((Body as Buffer).toString());\n  return [one, two, await s3.getObject(p).promise().then(d => JSON.parse(d.Body!.toString()))];\n}\n`,
      'a.ts',
    );
    expect(outcome).toBe('complete');
    expect(text).toContain('(await o.Body!.transformToString()).trim()');
    expect(text).toContain('JSON.parse(await Body!.transformToString())');
    expect(text).toContain('async d => JSON.parse(await d.Body!.transformToString())');
  });

  it('leaves bodies that are read twice, otherwise, or where nothing can wait', async () => {
    for (const use of ['[o.Body.toString(), o.Body.length]', 'o.Body.length', 'other(o.Body)']) {
      const { outcome, left } = await migrated(
        `${S3}exports.f = async p => {\n  const o = await s3.getObject(p).promise();\n  return ${use};\n};\n`,
      );
      expect(outcome).toBe('partial');
      expect(left[0]).toContain('is a stream in v3');
    }
    const { left } = await migrated(
      `${S3}exports.f = (p, cb) => s3.getObject(p, (err, data) => cb(err, data.Body.toString()));\n`,
    );
    expect(left).toEqual([expect.stringContaining('is a stream in v3')]);
  });

  it('reads payloads of functions', async () => {
    const { outcome, text } = await migrated(
      `${REQUIRE}const lambda = new AWS.Lambda();\nexports.f = async p => {\n  const r = await lambda.invoke(p).promise();\n  return JSON.parse(r.Payload);\n};\n`,
    );
    expect(outcome).toBe('complete');
    expect(text).toContain('JSON.parse(new TextDecoder().decode(r.Payload))');
  });

  it('keeps on leaving undefined values out', async () => {
    const { text } = await migrated(
      `${REQUIRE}const db = new AWS.DynamoDB.DocumentClient({ convertEmptyValues: true });\nexports.f = p => db.put(p).promise();\n`,
    );
    expect(text.replace(/\s+/g, ' ')).toContain(
      'marshallOptions: { removeUndefinedValues: true, convertEmptyValues: true }',
    );
  });

  it('takes the converter of items from its package', async () => {
    const { outcome, text } = await migrated(
      `${REQUIRE}exports.f = r => [AWS.DynamoDB.Converter.unmarshall(r), AWS.DynamoDB.Converter.marshall(r)];\n`,
    );
    expect(outcome).toBe('complete');
    expect(text).toContain("const { marshall, unmarshall } = require('@aws-sdk/util-dynamodb');");
    expect(text).toContain('[unmarshall(r ?? {}), marshall(r, { removeUndefinedValues: true })]');
  });

  it('wraps clients for X-Ray by its function for v3', async () => {
    const { outcome, text } = await migrated(
      `const xray = require('aws-xray-sdk-core');\n${REQUIRE}const db = xray.captureAWSClient(new AWS.DynamoDB());\nexports.f = p => db.getItem(p).promise();\n`,
    );
    expect(outcome).toBe('complete');
    expect(text).toContain('xray.captureAWSv3Client(new DynamoDB())');
    expect(text).toContain('p => db.getItem(p);');
  });

  it('drops options that say what v3 does anyway, and lists the others', async () => {
    const { text, left } = await migrated(
      `${REQUIRE}const s3 = new AWS.S3({ apiVersion: '2006-03-01', region: 'eu-west-1', signatureVersion: 'v4', httpOptions: { proxy: 'p' } });\nexports.f = () => s3.listBuckets().promise();\n`,
    );
    expect(text).not.toMatch(/apiVersion|signatureVersion/);
    expect(text).toContain("region: 'eu-west-1'");
    expect(left).toEqual([expect.stringContaining('requestHandler')]);
  });

  it('lists configurations that come from elsewhere, and looks into those of the file', async () => {
    const elsewhere = await migrated(
      `${REQUIRE}exports.f = () => new AWS.S3(configuration()).listBuckets().promise();\n`,
    );
    expect(elsewhere.left).toEqual([expect.stringContaining('configuration() → This configuration is made elsewhere')]);
    const own = await migrated(
      `${REQUIRE}const options = { region: 'x', httpOptions: {} };\nconst s3 = new AWS.S3(options);\nexports.f = () => s3.listBuckets().promise();\n`,
    );
    expect(own.left).toEqual([expect.stringContaining('requestHandler')]);
    const fine = await migrated(
      `${REQUIRE}const options = { region: 'x' };\nconst s3 = new AWS.S3(options);\nexports.f = () => s3.listBuckets().promise();\n`,
    );
    expect(fine.outcome).toBe('complete');
  });

  it('reads errors as v3 has them, where clients alone can have thrown them', async () => {
    const { outcome, text } = await migrated(
      `${S3}exports.a = async () => {\n  try {\n    await s3.headObject({}).promise();\n  } catch (e) {\n    if (e.statusCode === 404 || e.retryable) return e.requestId;\n    later().catch(e => e.statusCode);\n  }\n};\nexports.b = () => s3.headObject({}).promise().catch(error => error.statusCode);\n`,
    );
    expect(outcome).toBe('complete');
    expect(text).toContain('if (e.$metadata?.httpStatusCode === 404 || e.$retryable) return e.$metadata?.requestId;');
    expect(text).toContain('later().catch(e => e.statusCode)');
    expect(text).toContain('.catch(error => error.$metadata?.httpStatusCode)');
    const mixed = await migrated(
      `${S3}exports.a = async () => {\n  try {\n    const found = await s3.headObject({}).promise();\n    if (!found.ETag) throw new Gone();\n  } catch (e) {\n    return e.statusCode;\n  }\n};\n`,
    );
    expect(mixed.left).toEqual([expect.stringContaining('$metadata.httpStatusCode')]);
  });

  it('lists what no rewriting finds an answer for', async () => {
    const { outcome, left } = await migrated(
      `jest.mock('aws-sdk');\n${S3}AWS.config.update({ region: 'x' });\nexports.a = () => s3.getObject({}).createReadStream();\nexports.b = () => s3.listObjectsV2({}).eachPage(() => {});\nexports.c = async other => {\n  try {\n    await other();\n    await s3.headObject({}).promise();\n  } catch (e) {\n    if (e.statusCode === 404) return e.retryable;\n  }\n};\n`,
    );
    expect(outcome).toBe('partial');
    for (const what of [
      'mocks SDK v2',
      'AWS.config.update',
      'configuration for all clients',
      'Body of what getObject',
      'page by page',
      '$metadata.httpStatusCode',
      '$retryable',
    ])
      expect(left.join('\n')).toContain(what);
  });
});

describe('files as they are', () => {
  it('leaves files without v2 alone, and does not start the codemod for them', async () => {
    const never: Convert = () => Promise.reject(new Error('started'));
    for (const [path, text] of [
      ['a.js', "const { S3 } = require('@aws-sdk/client-s3');\nnew S3().listBuckets().promise();\n"],
      ['a.md', "const AWS = require('aws-sdk');\n"],
      ['a.d.ts', "import { S3 } from 'aws-sdk';\n"],
    ] as const)
      expect(await migrate(path, text, never)).toEqual({ outcome: 'unchanged' });
  });

  it('leaves files alone that name the package, and do not use it', async () => {
    expect(await migrate('a.ts', "const externals = ['aws-sdk'];\n", converter.convert)).toEqual({
      outcome: 'unchanged',
    });
  });

  it('does not mind types of v2 in comments', async () => {
    const { outcome } = await migrated(`${S3}/** @param {AWS.S3} x */\nexports.f = x => s3.listBuckets().promise();\n`);
    expect(outcome).toBe('complete');
  });

  it('keeps line ends and a byte order mark', async () => {
    const text = `\ufeff${S3}exports.f = () => s3.getObject({}).createReadStream();\n`.replaceAll('\n', '\r\n');
    const result = await migrated(text);
    expect(result.text.startsWith('\ufeff')).toBe(true);
    expect(result.text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(result.left).toEqual([expect.stringMatching(/^s3\.getObject\(\{\}\)\.createReadStream\(\) → /)]);
  });

  it.each(['tsx', 'mts', 'cts', 'mjs', 'jsx'])('reads .%s', async ending => {
    const jsx = ending.endsWith('x') ? 'export const v = <a href="x">y</a>;\n' : '';
    const { outcome, text } = await migrated(
      `import { S3 } from 'aws-sdk';\nconst s3 = new S3();\nexport const f = () => s3.listBuckets().promise();\n${jsx}`,
      `a.${ending}`,
    );
    expect(outcome).toBe('complete');
    expect(text).toContain(jsx);
  });
});

describe('the guard', () => {
  const source = `${S3}let kept = 1;\nexports.f = async () => s3.listBuckets().promise() + kept;\n`;
  const refusal = async (result: string | Error): Promise<Migration> =>
    migrate('a.js', source, () => (result instanceof Error ? Promise.reject(result) : Promise.resolve(result)));

  it.each([
    ['const s3 = (;\n', 'would not parse'],
    ['exports.f = async () => s3.listBuckets();\n', 's3, which nothing declares'],
    ["const { S3 } = require('a');\nconst { S3 } = require('b');\nnew S3();\n", 'declare S3 twice'],
    ['exports.f = () => await x.f();\nlet x = 1;\n', 'await'],
    ['exports.f = s3;\nconst s3 = 1;\n', 's3 before it is declared'],
  ])('refuses %j', async (result, reason) => {
    expect(await refusal(result)).toMatchObject({ outcome: 'refused', reason: expect.stringContaining(reason) });
  });

  it('refuses what the codemod fails on, and says so', async () => {
    expect(await refusal(new TypeError("reading 'length'\n at x"))).toEqual({
      outcome: 'refused',
      reason: "The code is written in a way that the migration does not know: reading 'length'",
    });
    expect(await refusal(source)).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('by itself') });
  });

  it('refuses files that do not parse, and never rejects', async () => {
    expect(await migrate('a.js', "require('aws-sdk'", converter.convert)).toMatchObject({ outcome: 'refused' });
    expect(await migrate('a.js', `${'x;'.repeat(300_000)}require('aws-sdk')`, converter.convert)).toEqual({
      outcome: 'refused',
      reason: 'The file is too large.',
    });
  });
});

describe('how requests travel', () => {
  it('by a request handler with the timeouts and agents that httpOptions had', async () => {
    const { outcome, text } = await migrated(
      `${REQUIRE}const https = require('https');\nconst s3 = new AWS.S3({\n  httpOptions: { timeout: 5000, connectTimeout: 1000, agent: new https.Agent({ keepAlive: true }) },\n});\nexports.f = () => s3.listBuckets().promise();\n`,
    );
    expect(outcome).toBe('complete');
    expect(text).toContain(
      'requestHandler: { socketTimeout: 5000, connectionTimeout: 1000, httpsAgent: new https.Agent({ keepAlive: true }) }',
    );
    expect(text).not.toContain('httpOptions');
    const other = await migrated(
      `${REQUIRE}const s3 = new AWS.S3({ httpOptions: { proxy: 'http://proxy' } });\nexports.f = () => s3.listBuckets().promise();\n`,
    );
    expect(other.left).toEqual([expect.stringContaining('v3 takes timeouts and agents by requestHandler.')]);
  });

  it('as streams that are awaited, where something can wait', async () => {
    const body = '(await s3.getObject(p)).Body';
    const { outcome, text } = await migrated(
      `${S3}exports.f = async p => {\n  s3.getObject(p).createReadStream().pipe(process.stdout);\n};\n`,
    );
    expect(outcome).toBe('complete');
    expect(text).toContain(`  ${body}.pipe(process.stdout);`);
    const typed = await migrated(
      `import { S3 } from 'aws-sdk';\nconst s3 = new S3();\nexport const f = async (p: any) => s3.getObject(p).createReadStream();\n`,
      'a.ts',
    );
    expect(typed.text).toContain(`=> ${body} as import('node:stream').Readable;`);
    const heard = await migrated(
      `${S3}exports.f = async p => s3.getObject(p).createReadStream().on('error', console.error);\n`,
    );
    expect(heard.outcome).toBe('partial');
  });

  it('traced client by client, where X-Ray had the whole SDK', async () => {
    const { outcome, text } = await migrated(
      `const AWSXRay = require('aws-xray-sdk-core');\nconst AWS = AWSXRay.captureAWS(require('aws-sdk'));\nconst s3 = new AWS.S3();\nconst db = new AWS.DynamoDB.DocumentClient();\nexports.f = async p => [await s3.listBuckets().promise(), await db.get(p).promise()];\n`,
    );
    expect(outcome).toBe('complete');
    expect(text).toContain('const s3 = AWSXRay.captureAWSv3Client(new S3());');
    expect(text).toContain('DynamoDBDocument.from(AWSXRay.captureAWSv3Client(new DynamoDB())');
    expect(text).not.toContain("'aws-sdk'");
  });
});
