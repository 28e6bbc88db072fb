/** What holds for every input: nothing throws, spans lie inside of their documents, facts are plain data, answers are kept. */
import { describe, expect, it, vi } from 'vitest';
import type { Document } from '../../core/document.ts';
import { sourceFrontend } from './index.ts';
import { table } from './lowering.fixture.ts';
import { linked, spansOf } from './rendering.ts';

vi.mock('../../knowledge/lowering.ts', () => ({ lowering: () => table }));

const GOOD = `import * as cdk from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Code, Function as Fn, Runtime } from 'aws-cdk-lib/aws-lambda';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { gone } from './gone';
export class S extends cdk.Stack {
  constructor(scope: any, id: string, props: { stage: string; names: string[] }) {
    super(scope, id);
    const bucket = new s3.CfnBucket(this, \`B-\${props.stage}\`, { bucketName: props.stage === 'p' ? 'a' : \`b-\${gone}\`, tags: [{ key: '😀', value: "x" }] });
    for (const n of props.names) new s3.Bucket(this, n, { ...props, versioned: true });
    const fn = new Fn(this, 'F', { code: Code.fromInline(\`exports.handler = async () => require('aws-sdk')\`), runtime: Runtime.NODEJS_18_X, handler: 'index.handler' });
    fn.addToRolePolicy(new PolicyStatement({ actions: ['s3:*'], resources: [bucket.attrArn, 'arn:aws:s3:::x/*'] }));
    bucket.addPropertyOverride('A.B', { c: [1, null, undefined, { d: true }] });
  }
}
`;

function check(files: Record<string, string>): void {
  const { part, documents } = linked(files);
  const lengths = new Map(documents.map(d => [d.uri, d.text.length]));
  for (const s of spansOf(part)) {
    const length = lengths.get(s.uri);
    expect(length, JSON.stringify(s)).toBeDefined();
    expect(0 <= s.start && s.start <= s.end && s.end <= (length as number), JSON.stringify(s)).toBe(true);
  }
  expect(structuredClone(part)).toEqual(part);
}

describe('the reader', () => {
  it('keeps spans inside of documents, and facts plain', () => {
    check({ 's.ts': GOOD });
    const facts = sourceFrontend.read({ uri: 'file:///s.ts', version: 1, text: GOOD });
    expect(structuredClone(facts)).toEqual(facts);
    expect(JSON.parse(JSON.stringify(facts))).toEqual(facts);
  });

  it('survives every prefix of a file, and every file with one line gone', () => {
    for (let end = 0; end < GOOD.length; end += 7) check({ 's.ts': GOOD.slice(0, end) });
    const lines = GOOD.split('\n');
    for (let i = 0; i < lines.length; i++) check({ 's.ts': lines.filter((_, k) => k !== i).join('\n') });
  });

  it('reads the same with other line ends and a byte order mark', () => {
    const shape = (text: string) => linked({ 's.ts': text }).part.resources.map(r => [r.path, r.type]);
    expect(shape(GOOD.replaceAll('\n', '\r\n'))).toEqual(shape(GOOD));
    expect(shape(`\ufeff${GOOD}`)).toEqual(shape(GOOD));
    check({ 's.ts': GOOD.replaceAll('\n', '\r\n') });
  });

  it.each([
    ['nothing', ''],
    ['binary', `import 'aws-cdk-lib'\0\u0001\uffff`],
    ['deep nesting', `import 'aws-cdk-lib'; const x = ${'['.repeat(10_000)}${']'.repeat(10_000)};`],
    ['deep parentheses', `import 'aws-cdk-lib'; const x = ${'('.repeat(10_000)}`],
    ['a long chain', `import 'aws-cdk-lib'; x${'.a()'.repeat(10_000)};`],
    ['a long sum', `import 'aws-cdk-lib'; const x = ${"'a' + ".repeat(10_000)}'b';`],
    [
      'endless recursion',
      `import * as c from 'aws-cdk-lib'; const f = n => f(n + 1); f(0); class A extends c.Stack { constructor(s, i) { super(s, i); new A(this, i); new A(this, 'x'); } }`,
    ],
    ['endless loops', `import 'aws-cdk-lib'; while (true) { let a = 1; } for (;;) { for (;;) { for (;;) {} } }`],
    [
      'a class that extends itself',
      `import 'aws-cdk-lib'; class A extends A {} class B extends C {} class C extends B {} new B();`,
    ],
    [
      'values that hold themselves',
      `import { Stack } from 'aws-cdk-lib'; import { CfnBucket } from 'aws-cdk-lib/aws-s3'; const o = {}; o.o = o; const l = []; l.push(l); new CfnBucket(new Stack(), 'B', { o, l });`,
    ],
    [
      'names of the prototype',
      `import { Stack } from 'aws-cdk-lib'; import { Bucket } from 'aws-cdk-lib/aws-s3'; new Bucket(new Stack(), 'constructor', { constructor: 1, __proto__: 2, toString: 3 }); ({}).hasOwnProperty('x'); __proto__; constructor.x;`,
    ],
    ['doubling branches', `import 'aws-cdk-lib'; let x = 'a'; ${'if (y) x = x + "a"; else x = x + "b";'.repeat(200)}`],
    [
      'doubling calls',
      `import 'aws-cdk-lib'; ${Array.from({ length: 40 }, (_, i) => `function f${i}() { f${i + 1}(); f${i + 1}(); }`).join(' ')} f0();`,
    ],
  ])('survives %s', (_name, text) => {
    const before = performance.now();
    check({ 's.ts': text });
    expect(performance.now() - before).toBeLessThan(8_000);
  });

  it('survives circular imports and re-exports', () => {
    check({
      'a.ts': `import 'aws-cdk-lib'; import { b } from './b'; export const a = b; export * from './b'; export { x } from './a';`,
      'b.ts': `import { a } from './a'; export const b = a; export * from './a'; export { y as x } from './c';`,
      'c.ts': `export { x as y } from './b'; export default class extends (null as any) {}`,
    });
  });

  it('says what it did not read', () => {
    const text = `import 'aws-cdk-lib';\n${'const x = 1;\n'.repeat(200_000)}`;
    const facts = sourceFrontend.read({ uri: 'file:///big.ts', version: 1, text });
    const part = sourceFrontend.link([facts], { fileExists: () => null });
    expect(part.notes.map(n => n.reason)).toEqual(['The file is larger than 2 MB.']);
  });

  it('reads large bundles where they import the SDK and were not made small', () => {
    const HANDLER = `const { SQSClient, SendMessageCommand } = require("@aws-sdk/client-sqs");
const sqs = new SQSClient({});
exports.handler = async () => sqs.send(new SendMessageCommand({ QueueUrl: process.env.QUEUE, MessageBody: 'a' }));
`;
    const bundle = (separator: string) =>
      Array.from({ length: 16_000 }, (_, i) => `var f${i} = function (a, b) { return a + b; };`).join(separator);
    const seen = (text: string) => {
      const document = { uri: 'file:///lambda/index.js', version: 1, text };
      if (!sourceFrontend.accepts(document)) return 'not ours';
      const { notes, code } = sourceFrontend.link([sourceFrontend.read(document)], { fileExists: () => null });
      return [
        ...notes.map(n => n.reason),
        ...code.flatMap(u => u.facts.filter(f => f.kind === 'sdk-call')).map(f => f.operation),
      ];
    };
    expect(seen(`${bundle('\n')}\n${HANDLER}`)).toEqual(['SendMessage']);
    expect(seen(`${bundle('')}\n${HANDLER}`)).toEqual(['The code is minified.']);
    expect(seen(`${bundle('\n')}\nexports.agent = 'aws-sdk-js/3.0 constructs';\n`)).toBe('not ours');
    // What is small is read in whatever form.
    expect(seen(HANDLER.replaceAll('\n', ' '))).toEqual(['SendMessage']);
    expect(seen(`${HANDLER.replaceAll('\n', ' ')}${bundle('').slice(0, 100_000)}`)).toEqual(['SendMessage']);
  });

  it('keeps what came of an app whose files did not change', () => {
    const read = (uri: string, text: string) => sourceFrontend.read({ uri, version: 1, text });
    const host = { fileExists: () => null };
    const app = read('file:///one/s.ts', GOOD);
    const other = read('file:///two/s.ts', GOOD);
    const first = sourceFrontend.link([app, other], host);
    const changed = sourceFrontend.link([app, read('file:///two/s.ts', `${GOOD}// edited`)], host);
    const mine = (part: typeof first) => part.resources.filter(r => r.span.uri === 'file:///one/s.ts');
    expect(mine(first).length).toBeGreaterThan(0);
    for (const [i, r] of mine(first).entries()) expect(mine(changed)[i]).toBe(r);
  });

  it('leaves JavaScript alone that was compiled from TypeScript beside it', () => {
    const once = linked({ 's.ts': GOOD }).part;
    const both = linked({ 's.ts': GOOD, 's.js': GOOD }).part;
    expect(both.resources).toEqual(once.resources);
    expect(both.source).toEqual(once.source);
  });

  it('takes source files, and no others', () => {
    const takes = (uri: string, text = GOOD) => sourceFrontend.accepts({ uri, version: 1, text } satisfies Document);
    expect(['s.ts', 's.tsx', 's.js', 's.mjs', 's.cjs', 's.mts', 's.cts'].every(n => takes(`file:///a/${n}`))).toBe(
      true,
    );
    expect(takes('file:///a/s.d.ts')).toBe(false);
    expect(takes('file:///a/node_modules/x/s.ts')).toBe(false);
    expect(takes('file:///a/cdk.out/s.js')).toBe(false);
    expect(takes('file:///a/s.py')).toBe(false);
    expect(takes('file:///a/constants.ts', 'export const A = 1;')).toBe(true);
    expect(takes('file:///a/script.ts', 'console.log(1);')).toBe(false);
  });
});
