import { expect, it } from 'vitest';
import { cdk, withFiles } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { unawaitedCall } from './unawaited-call.ts';

const HEAD = `import { S3Client, S3, PutObjectCommand } from '@aws-sdk/client-s3';
const s3 = new S3Client({});
const full = new S3({});
`;
const app = (code: string, more: Record<string, string> = {}) =>
  withFiles(
    cdk`
      new nodejs.NodejsFunction(this, 'Writer', { runtime: lambda.Runtime.NODEJS_22_X, entry: 'lambda/writer.ts' });
    `,
    { 'lambda/writer.ts': HEAD + code, ...more },
  );
const handler = (body: string, more = '') =>
  app(`${more}\nexport const handler = async (event: { Records: string[]; keys: string[] }) => {\n${body}\n};\n`);

ruleTest(unawaitedCall, ({ check, fixed, offered }) => {
  const call = (written: string) =>
    `warning lambda/unawaited-call "${written}": ${written} is not awaited: Writer may end before it is done.`;
  const loop = (written: string) =>
    `warning lambda/unawaited-call "${written}": ${written} does not wait for its async function: Writer may end before the work is done.`;

  check(
    'commands, operations and chains of promises',
    handler(`
      s3.send(new PutObjectCommand({ Bucket: 'b', Key: 'k' }));
      full.putObject({ Bucket: 'b', Key: 'k' });
      s3.send(new PutObjectCommand({ Bucket: 'b', Key: 'k' })).then(() => 1).catch(console.error);
    `),
    [call('s3.send'), call('full.putObject'), call('s3.send')],
  );
  check(
    'loops, all of them, and functions of the file',
    handler(
      `
      event.Records.forEach(async r => { await save(r); });
      event.keys.map(async key => { await save(key); });
      Promise.all(event.keys.map(key => save(key)));
      save('x');
    `,
      'async function save(key: string) { await s3.send(new PutObjectCommand({ Bucket: "b", Key: key })); }',
    ),
    [loop('forEach'), loop('map'), call('Promise.all'), call('save')],
  );
  check(
    'v2 and uploads',
    app(`
      import { Upload } from '@aws-sdk/lib-storage';
      import { SQS } from 'aws-sdk';
      const sqs = new SQS();
      export const handler = async () => {
        new Upload({ client: s3, params: { Bucket: 'b', Key: 'k' } }).done();
        sqs.listQueues().promise();
      };
    `),
    [call('done'), call('sqs.listQueues')],
  );
  check(
    'what is awaited, returned, kept, meant, or begins nothing',
    handler(
      `
      await s3.send(new PutObjectCommand({ Bucket: 'b', Key: 'k' }));
      void s3.send(new PutObjectCommand({ Bucket: 'b', Key: 'k' }));
      const later = s3.send(new PutObjectCommand({ Bucket: 'b', Key: 'k' }));
      const all: Promise<unknown>[] = [];
      event.keys.forEach(async key => { all.push(full.putObject({ Bucket: 'b', Key: key })); });
      full.putObject({ Bucket: 'b', Key: 'k' }, error => console.log(error));
      quick();
      s3.destroy();
      await Promise.all([...all, later]);
      return full.putObject({ Bucket: 'b', Key: 'k' });
    `,
      'async function quick() { console.log("quick"); }',
    ),
    [],
  );
  check(
    'functions that wait for the event loop, and code that no function reaches',
    withFiles(
      cdk`
        new nodejs.NodejsFunction(this, 'Writer', { runtime: lambda.Runtime.NODEJS_22_X, entry: 'lambda/writer.ts' });
      `,
      {
        'lambda/writer.ts': `${HEAD}
          async function save() { s3.send(new PutObjectCommand({ Bucket: 'b', Key: 'k' })); }
          export const handler = (event: unknown, context: unknown, done: () => void) => { save(); done(); };
        `,
        'lambda/other.ts': `${HEAD}
          export const handler = async () => { s3.send(new PutObjectCommand({ Bucket: 'b', Key: 'k' })); };
        `,
      },
    ),
    [],
  );
  check(
    'in another file that the handler reaches',
    app(`import { save } from './save';\nexport const handler = async () => save();\n`, {
      'lambda/save.ts': `${HEAD}export async function save() { s3.send(new PutObjectCommand({ Bucket: 'b', Key: 'k' })); }\n`,
    }),
    [call('s3.send')],
  );

  it('waits', () => {
    expect(
      fixed(handler('  s3.send(new PutObjectCommand({ Bucket: "b", Key: "k" })).catch(console.error);')),
    ).toContain('  await s3.send(new PutObjectCommand({ Bucket: "b", Key: "k" })).catch(console.error);');
    expect(
      fixed(handler('  for (const k of event.keys) s3.send(new PutObjectCommand({ Bucket: "b", Key: k }));')),
    ).toContain('  for (const k of event.keys) await s3.send(');
  });
  it('waits for a loop over an array, and only for that', () => {
    const body = '.forEach(async r => {\n    await full.putObject({ Bucket: "b", Key: r });\n  });';
    expect(fixed(handler(`  event.Records${body}`))).toContain(`  await Promise.all(event.Records.map(async r => {
    await full.putObject({ Bucket: "b", Key: r });
  }));`);
    expect(fixed(handler(`  Object.keys(event)${body}`))).toContain('await Promise.all(Object.keys(event).map(');
    expect(fixed(handler(`  const { Records: all } = event;\n  all${body}`))).toContain('await Promise.all(all.map(');
    expect(offered(handler(`  new Set(event.keys)${body}`))).toEqual([
      'refused: Fix lambda/unawaited-call (what is looped over may be no array)',
    ]);
  });
});
