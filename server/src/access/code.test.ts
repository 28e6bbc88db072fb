/** Which code of a project a handler reaches. */
import { describe, expect, it } from 'vitest';
import { cdk, withFiles } from '../core/rule.ts';
import { mayCallAws } from './code.ts';
import { join } from './testing.ts';

const FUNCTION = cdk`
  new nodejs.NodejsFunction(this, 'Handler', { entry: 'handler.ts' });
`;

/** Calls `get` and `put` on a table: whichever of them is certain to be made is seen in the needs. */
const CALLS = (rest: string) => `
  import { DynamoDB } from '@aws-sdk/client-dynamodb';
  const db = new DynamoDB({});
  ${rest}
`;
const GET = "db.getItem({ TableName: 'a', Key: {} })";
const PUT = "db.putItem({ TableName: 'a', Item: {} })";

function reached(files: Readonly<Record<string, string>>): {
  certain: string[];
  perhaps: string[];
  open: string | null;
} {
  const { needs, access } = join(withFiles(FUNCTION, files));
  const short = (need: string) => need.replace(/^dynamodb:(\w+) .*$/, '$1');
  return {
    certain: needs.filter(need => !need.endsWith('?')).map(short),
    perhaps: needs.filter(need => need.endsWith('?')).map(short),
    open: access.open,
  };
}

const GET_ONLY = { certain: ['GetItem'], perhaps: ['PutItem'], open: null };
const STORE = CALLS(`export const get = () => ${GET}; export const put = () => ${PUT};`);

describe('a handler reaches', () => {
  it.each<[string, Record<string, string>]>([
    [
      'what it imports by name',
      { 'handler.ts': "import { get } from './store'; export const handler = () => get();", 'store.ts': STORE },
    ],
    [
      'what it loads by name on the way',
      {
        'handler.ts': "export const handler = async () => { const { get } = await import('./store'); return get(); };",
        'store.ts': STORE,
      },
    ],
    [
      'what it imports by another name',
      {
        'handler.ts': "import { get as read } from './store'; export const handler = () => read();",
        'store.ts': STORE,
      },
    ],
    [
      'what it passes on by name',
      {
        'handler.ts': "import { get } from './all'; export const handler = () => get();",
        'all.ts': "export { get, put } from './store';",
        'store.ts': STORE,
      },
    ],
    [
      'what a file passes on as a whole',
      {
        'handler.ts': "import { get } from './all'; export const handler = () => get();",
        'all.ts': "export * from './store';",
        'store.ts': STORE,
      },
    ],
    [
      'members of a namespace',
      {
        'handler.ts': "import * as store from './store'; export const handler = () => store.get();",
        'store.ts': STORE,
      },
    ],
    [
      'methods of a class, but not the others',
      {
        'handler.ts': "import { Store } from './store'; export const handler = () => new Store().get();",
        'store.ts': CALLS(`export class Store { get() { return ${GET}; } put() { return ${PUT}; } }`),
      },
    ],
    [
      'functions of an object',
      {
        'handler.ts': "import { store } from './store'; export const handler = () => store.get();",
        'store.ts': CALLS(`export const store = { get: () => ${GET}, put: () => ${PUT} };`),
      },
    ],
    [
      'a default export',
      {
        'handler.ts': "import get from './store'; export const handler = () => get();",
        'store.ts': CALLS(`export default () => ${GET}; export const put = () => ${PUT};`),
      },
    ],
    [
      'exports of CommonJS',
      {
        'handler.ts': "const { get } = require('./store'); exports.handler = () => get();",
        'store.ts': `
          const { DynamoDB } = require('@aws-sdk/client-dynamodb');
          const db = new DynamoDB({});
          exports.get = () => ${GET};
          exports.put = () => ${PUT};
        `,
      },
    ],
    [
      'an object that is the exports of CommonJS',
      {
        'handler.ts': "const store = require('./store'); exports.handler = () => store.get();",
        'store.ts': `
          const { DynamoDB } = require('@aws-sdk/client-dynamodb');
          const db = new DynamoDB({});
          const get = () => ${GET};
          const put = () => ${PUT};
          module.exports = { get, put };
        `,
      },
    ],
    [
      'what runs when an imported file is loaded',
      {
        'handler.ts': "import './store'; export const handler = async () => {};",
        'store.ts': CALLS(`await ${GET}; const put = () => ${PUT};`),
      },
    ],
    [
      'functions of its own file',
      {
        'handler.ts': CALLS(
          `const get = () => ${GET}; const put = () => ${PUT}; export const other = () => put(); export const handler = () => get();`,
        ),
      },
    ],
  ])('%s', (_, files) => {
    expect(reached(files)).toEqual(GET_ONLY);
  });

  it('inline code', () => {
    const code = CALLS(`const put = () => ${PUT}; export const handler = () => ${GET};`);
    const { needs, access } = join(cdk`
      new lambda.Function(this, 'Handler', {
        runtime: lambda.Runtime.NODEJS_22_X,
        handler: 'index.handler',
        code: lambda.Code.fromInline(${JSON.stringify(code)}),
      });
    `);
    expect(needs).toEqual(['dynamodb:GetItem "a"', 'dynamodb:PutItem "a" ?']);
    expect(access.open).toBeNull();
  });

  it.each([
    ["import { Repo } from 'electrodb'; export const handler = () => new Repo();", /electrodb/],
    ["import '@acme/orders'; export const handler = async () => {};", /@acme\/orders/],
    ["import * as sdk from '@aws-sdk/client-s3'; export const handler = (e: any) => new sdk.S3({})[e.op]();", /./],
    ["import _ from 'lodash'; export const handler = async () => _.noop();", null],
    ["import { Logger } from '@aws-lambda-powertools/logger'; export const handler = async () => new Logger();", null],
  ])('and what it does not see: %s', (code, open) => {
    const { access } = join(withFiles(FUNCTION, { 'handler.ts': code }));
    if (open) expect(access.open).toMatch(open);
    else expect(access.open).toBeNull();
  });

  it('nothing where the handler is not among the files', () => {
    const { access } = join(FUNCTION);
    expect(access.code).toBeNull();
    expect(access.open).not.toBeNull();
  });
});

it.each([
  ['@aws-sdk/client-s3', 'typescript', false],
  ['@smithy/signature-v4', 'typescript', true],
  ['@nestjs/core', 'typescript', false],
  ['@acme/db', 'typescript', true],
  ['dynamodb-toolbox', 'typescript', true],
  ['zod', 'typescript', false],
  ['boto3.dynamodb.conditions', 'python', false],
  ['pandas', 'python', true],
  ['pynamodb.models', 'python', true],
  ['requests', 'python', false],
] as const)('%s in %s may call AWS: %s', (module, language, expected) => {
  expect(mayCallAws(module, language)).toBe(expected);
});
