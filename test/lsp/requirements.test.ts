/** plumbline.yaml in the editor: completion, hover, problems and their fixes, lenses, ways out and the outline. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type {
  CodeLens,
  CompletionItem,
  CompletionList,
  DocumentLink,
  DocumentSymbol,
  Location,
} from 'vscode-languageserver';
import { rules } from '../../server/src/all.ts';
import type { DraftParams, DraftResult } from '../../server/src/lsp/protocol.ts';
import { Client, type Options, modern, old, until } from './client.ts';

const capable = {
  ...modern,
  textDocument: {
    ...modern.textDocument,
    completion: {
      dynamicRegistration: true,
      completionItem: { snippetSupport: true, insertTextModeSupport: { valueSet: [1, 2] as (1 | 2)[] } },
    },
    definition: { dynamicRegistration: true },
    documentLink: { dynamicRegistration: true },
    documentSymbol: { dynamicRegistration: true },
    codeLens: { dynamicRegistration: true },
  },
};

const clients: Client[] = [];
let folder = '';
let uri = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'plumbline-requirements-'));
  uri = pathToFileURL(path.join(folder, 'plumbline.yaml')).href;
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function start(options: Partial<Options> = {}): Promise<Client> {
  const client = await Client.start({
    rules,
    capabilities: capable,
    folders: [{ uri: pathToFileURL(folder).href, name: 'app' }],
    initializationOptions: { commands: true },
    ...options,
  });
  clients.push(client);
  return client;
}

function write(name: string, text: string): string {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), text);
  return pathToFileURL(path.join(folder, name)).href;
}

const read = (client: Client, files: number) =>
  until(`${files} files`, () => client.statuses.findLast(s => s.state === 'ready' && s.files === files));

/** Completes at `|`. */
async function complete(marked: string, options: Partial<Options> = {}, client?: Client): Promise<CompletionItem[]> {
  const server = client ?? (await start(options));
  const offset = marked.indexOf('|');
  await server.open(uri, marked.replace('|', ''));
  const list: CompletionList | null = await server.connection.sendRequest('textDocument/completion', {
    textDocument: { uri },
    position: server.text(uri).positionAt(offset),
  });
  return list?.items ?? [];
}

/** The text after an item was taken; snippet placeholders stay as they are. */
function taken(marked: string, items: readonly CompletionItem[], label: string): string {
  const item = items.find(i => i.label === label);
  if (!item?.textEdit || !('range' in item.textEdit)) throw new Error(`${label} is not offered: ${labels(items)}`);
  const lines = marked.replace('|', '').split('\n');
  const { start, end } = item.textEdit.range;
  if (start.line !== end.line) throw new Error('an edit of several lines');
  const line = lines[start.line] as string;
  lines[start.line] = line.slice(0, start.character) + item.textEdit.newText + line.slice(end.character);
  return lines.join('\n');
}

const labels = (items: readonly CompletionItem[]) => items.map(i => i.label);

const REQUIREMENTS = 'version: 1\nrequirements:\n';

describe('completion', () => {
  /** What is offered (some of it) and what is not, at places of whole and of broken files. */
  const offers: readonly (readonly [string, string, readonly string[], readonly string[]])[] = [
    ['an empty file', '|', ['version', 'requirements', 'profiles', 'ignore'], ['naming', 'source']],
    ['a key that is begun', 'version: 1\nreq|', ['requirements'], ['version']],
    ['below requirements', `${REQUIREMENTS}  |`, ['naming', 'services', 'tags'], ['version', 'prefix']],
    [
      'below requirements, in the middle of others',
      `${REQUIREMENTS}  region: us-east-1\n  |\n  tests: every_stack\n`,
      ['naming'],
      ['region', 'tests'],
    ],
    ['in a statement', `${REQUIREMENTS}  naming:\n    |`, ['pattern', 'case', 'why', 'source'], ['services']],
    [
      'in the middle of a key',
      `${REQUIREMENTS}  naming:\n    pat|tern: x\n    case: kebab\n`,
      ['pattern', 'prefix'],
      ['case'],
    ],
    ['an enumeration', `${REQUIREMENTS}  naming:\n    case: |`, ['kebab', 'snake'], ['pattern']],
    ['a word of an enumeration', `${REQUIREMENTS}  tests: ev|ery`, ['every_stack'], []],
    ['a boolean', `${REQUIREMENTS}  monitoring:\n    dashboard: |`, ['true', 'false'], []],
    ['services in a list', `${REQUIREMENTS}  services:\n    require:\n      - |`, ['lambda', 'of'], ['require']],
    ['services in brackets', `${REQUIREMENTS}  services: [lambda, |`, ['dynamodb'], ['naming']],
    [
      'brackets that are not closed, with more below',
      `${REQUIREMENTS}  services: [lambda, |\n  region: us-east-1\n`,
      ['dynamodb'],
      [],
    ],
    [
      'after brackets that are not closed',
      `${REQUIREMENTS}  services: [lambda,\n  |`,
      ['naming', 'region'],
      ['services'],
    ],
    [
      'keys in braces',
      `${REQUIREMENTS}  services:\n    require:\n      - { of: lambda, | }`,
      ['count', 'min', 'why'],
      ['of'],
    ],
    ['a value in braces', `${REQUIREMENTS}  services:\n    require:\n      - { of: |`, ['lambda'], ['count']],
    ['dashes below their key', `${REQUIREMENTS}  services:\n  - |`, ['lambda'], ['naming']],
    ['a type', `${REQUIREMENTS}  services:\n    forbid: [AWS::EC2|]`, ['AWS::EC2::NatGateway', 'AWS::S3::Bucket'], []],
    ['regions', `${REQUIREMENTS}  region: |`, ['us-east-1', 'eu-central-1', 'is'].slice(0, 2), ['true']],
    [
      'properties of a service',
      `${REQUIREMENTS}  properties:\n    lambda:\n      |`,
      ['runtime', 'Runtime', 'timeout'],
      ['billing_mode'],
    ],
    [
      'properties of a type',
      `${REQUIREMENTS}  properties:\n    AWS::DynamoDB::Table:\n      bil|`,
      ['billing_mode', 'BillingMode'],
      ['runtime'],
    ],
    [
      'what a property must be',
      `${REQUIREMENTS}  properties:\n    lambda:\n      timeout: { | }`,
      ['max', 'min', 'is'],
      ['timeout'],
    ],
    ['a switch', `${REQUIREMENTS}  properties:\n    s3:\n      versioning: |`, ['true', 'false'], []],
    ['selectors as keys', `${REQUIREMENTS}  properties:\n    |`, ['lambda', 's3'], ['runtime']],
    ['tokens', `${REQUIREMENTS}  naming:\n    pattern: "{pro|`, ['{project}', '{env}'], []],
    ['tokens where quotes are missing', `${REQUIREMENTS}  naming:\n    pattern: {pro|`, ['{project}'], ['why']],
    ['rules', 'version: 1\nrules:\n  |', ['iam/wildcard-resource', 'iam/*'], ['version']],
    ['options of a rule', 'version: 1\nrules:\n  logs/no-retention:\n    |', ['severity', 'max_days'], ['factor']],
    ['severities', 'version: 1\nrules:\n  iam/*: |', ['error', 'off'], []],
    ['rules of an entry', 'version: 1\nignore:\n  - reason: later\n    rule: iam/|', ['iam/wildcard-resource'], []],
    ['keys of an entry', 'version: 1\nignore:\n  - reason: later\n    |', ['rule', 'path', 'expires'], ['reason']],
    ['keys of the next entry', 'version: 1\nignore:\n  - reason: later\n  - |', ['rule', 'reason'], []],
    ['rule sets', 'version: 1\nrule_set: |', ['recommended', 'strict'], ['serverless-web']],
    ['profiles', 'version: 1\nprofiles: [|', ['serverless-web'], []],
    ['steps', `${REQUIREMENTS}  connections:\n    - api -> fun|`, ['api -> lambda'], []],
    ['quoted keys before', '"version": 1\n|', ['requirements'], ['version']],
    ['a colon without a key above', ': \n  x\nrequirements:\n  |', ['naming'], []],
  ];
  for (const [name, marked, some, none] of offers)
    it(`offers what may stand there: ${name}`, async () => {
      const found = labels(await complete(marked));
      expect(found).toEqual(expect.arrayContaining([...some]));
      expect(found.filter(l => none.includes(l))).toEqual([]);
      expect(new Set(found).size).toBe(found.length);
    });

  for (const [name, marked] of [
    ['a comment', `${REQUIREMENTS}  # na|`],
    ['a comment behind a value', `${REQUIREMENTS}  region: us-east-1 # na|`],
    ['a text over several lines', `${REQUIREMENTS}  naming:\n    why: >\n      Because of |`],
    ['free text', `${REQUIREMENTS}  naming:\n    why: Because |`],
    ['right behind a colon', `${REQUIREMENTS}  region:|`],
    ['below a value', `${REQUIREMENTS}  region: us-east-1\n    |`],
    ['before a key', `${REQUIREMENTS}|  region: us-east-1`],
    ['a place that the vocabulary does not know', `${REQUIREMENTS}  colour:\n    |`],
  ] as const)
    it(`offers nothing in ${name}`, async () => {
      expect(labels(await complete(marked))).toEqual([]);
    });

  /** What stands there when an item was taken. */
  const results: readonly (readonly [string, string, string, string])[] = [
    ['a map', `${REQUIREMENTS}  na|`, 'naming', `${REQUIREMENTS}  naming:\n    $0`],
    ['a list', `${REQUIREMENTS}  con|`, 'connections', `${REQUIREMENTS}  connections:\n    - $0`],
    ['a list in an item', 'version: 1\nignore:\n  - |', 'path', 'version: 1\nignore:\n  - path: $1'],
    ['an enumeration', `${REQUIREMENTS}  t|`, 'tests', `${REQUIREMENTS}  tests: every_stack`],
    ['a pattern', `${REQUIREMENTS}  naming:\n    p|`, 'pattern', `${REQUIREMENTS}  naming:\n    pattern: "$1"`],
    [
      'a key that has its colon',
      `${REQUIREMENTS}  naming:\n    pat|tern: x\n`,
      'prefix',
      `${REQUIREMENTS}  naming:\n    prefix: x\n`,
    ],
    [
      'an item without its dash',
      `${REQUIREMENTS}  connections:\n    |`,
      'api_gateway',
      `${REQUIREMENTS}  connections:\n    - api_gateway`,
    ],
    ['a list behind the colon', `${REQUIREMENTS}  services: |`, 'lambda', `${REQUIREMENTS}  services: [lambda]`],
    [
      'a whole value',
      `${REQUIREMENTS}  region: us-|east-9 # here`,
      'us-west-2',
      `${REQUIREMENTS}  region: us-west-2 # here`,
    ],
    [
      'a number that is a text',
      `${REQUIREMENTS}  encryption:\n    tls: |`,
      '1.2',
      `${REQUIREMENTS}  encryption:\n    tls: "1.2"`,
    ],
    [
      'a token',
      `${REQUIREMENTS}  naming: "{project}-{e|}-x"`,
      '{project}-{env}-x',
      `${REQUIREMENTS}  naming: "{project}-{env}-x"`,
    ],
    [
      'a token without quotes',
      `${REQUIREMENTS}  naming:\n    pattern: {pro|`,
      '{project}',
      `${REQUIREMENTS}  naming:\n    pattern: "{project}"`,
    ],
    [
      'in braces',
      `${REQUIREMENTS}  services:\n    require:\n      - { o| }`,
      'of',
      `${REQUIREMENTS}  services:\n    require:\n      - { of: $1 }`,
    ],
  ];
  for (const [name, marked, label, after] of results)
    it(`writes ${name}`, async () => {
      expect(taken(marked, await complete(marked), label)).toBe(after);
    });

  it('writes plain text for clients without snippets', async () => {
    const marked = `${REQUIREMENTS}  na|`;
    const items = await complete(marked, { capabilities: old, initializationOptions: {} });
    expect(taken(marked, items, 'naming')).toBe(`${REQUIREMENTS}  naming:\n    `);
    expect(items.every(i => i.insertTextFormat === undefined && i.command === undefined)).toBe(true);
  });

  it('asks to be asked again where it leaves types out', async () => {
    const client = await start();
    const listed = async (marked: string) => {
      const offset = marked.indexOf('|');
      await client.open(uri, marked.replace('|', ''));
      const list: CompletionList = await client.connection.sendRequest('textDocument/completion', {
        textDocument: { uri },
        position: client.text(uri).positionAt(offset),
      });
      await client.close(uri);
      return { isIncomplete: list.isIncomplete, types: list.items.some(i => i.label === 'AWS::EC2::EIP') };
    };
    expect(await listed(`${REQUIREMENTS}  services: [|`)).toEqual({ isIncomplete: true, types: false });
    expect(await listed(`${REQUIREMENTS}  services: [AW|`)).toEqual({ isIncomplete: false, types: true });
    expect(await listed(`${REQUIREMENTS}  |`)).toEqual({ isIncomplete: false, types: false });
  });

  it('documents keys with an example', async () => {
    const [naming] = await complete(`${REQUIREMENTS}  naming|`);
    expect(naming).toMatchObject({ label: 'naming', kind: 10, documentation: { kind: 'markdown' } });
    expect(JSON.stringify(naming?.documentation)).toContain('How physical names are made.');
    expect(JSON.stringify(naming?.documentation)).toContain('```yaml');
  });

  it('knows the resources of the project', async () => {
    write('template.yaml', 'Resources:\n  OrdersTable:\n    Type: AWS::DynamoDB::Table\n');
    const client = await start();
    await read(client, 1);
    const items = await complete(`${REQUIREMENTS}  properties:\n    |`, {}, client);
    expect(items.find(i => i.label === 'OrdersTable')?.detail).toBe('AWS::DynamoDB::Table');
    await client.close(uri);
    const own = await complete(`${REQUIREMENTS}  properties:\n    OrdersTable:\n      |`, {}, client);
    expect(labels(own)).toContain('billing_mode');
  });

  it('offers days, and the tags that resources have', async () => {
    write(
      'tagged.yaml',
      'Resources:\n  A: { Type: AWS::SQS::Queue, Properties: { Tags: [{ Key: Owner, Value: team-a }] } }\n',
    );
    const client = await start();
    await read(client, 1);
    const days = labels(await complete('version: 1\nignore:\n  - reason: later\n    expires: |', {}, client));
    expect(days).toHaveLength(3);
    for (const day of days) expect(day).toMatch(/^20\d\d-\d\d-\d\d$/);
    for (const [marked, label] of [
      ['tags: [|', 'Owner'],
      ['tags:\n    required:\n      |', 'Owner'],
      ['tags:\n    required:\n      Owner: |', 'team-a'],
    ] as const)
      expect(labels(await complete(`${REQUIREMENTS}  ${marked}`, {}, client))).toContain(label);
  });

  it('offers the documents of the project as sources, and their lines', async () => {
    write('PROMPT.md', '# Orders\n\nAll resources must be tagged.\n');
    write('docs/spec.txt', 'one');
    write('node_modules/x/README.md', 'no');
    const client = await start();
    expect(labels(await complete(`${REQUIREMENTS}  tags:\n    source: |`, {}, client))).toEqual([
      'PROMPT.md#L',
      'docs/spec.txt#L',
    ]);
    await client.close(uri);
    const lines = await complete(`${REQUIREMENTS}  tags:\n    source: PROMPT.md#|`, {}, client);
    expect(lines.map(l => [l.label, l.detail])).toEqual([
      ['PROMPT.md#L1', '# Orders'],
      ['PROMPT.md#L3', 'All resources must be tagged.'],
    ]);
  });

  it('is silent in other files', async () => {
    const client = await start();
    const other = pathToFileURL(path.join(folder, 'template.yaml')).href;
    await client.open(other, 'Resources:\n  ');
    expect(
      await client.connection.sendRequest('textDocument/completion', {
        textDocument: { uri: other },
        position: { line: 1, character: 2 },
      }),
    ).toBeNull();
  });

  it('is registered for requirements files alone, or promised where nothing can be registered', async () => {
    const client = await start();
    await until('the registrations', () => client.registered.includes('textDocument/documentSymbol'));
    expect(client.registered).toEqual(
      expect.arrayContaining(['textDocument/completion', 'textDocument/definition', 'textDocument/documentLink']),
    );
  });
});

const TEMPLATE = `Resources:
  Jobs:
    Type: AWS::SQS::Queue
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PROVISIONED
  Items:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PROVISIONED
`;

const ASKS = `version: 1
requirements:
  services:
    require:
      - of: sqs
        source: PROMPT.md#L3
      - kinesis
    forbid: [ec2]
  properties:
    dynamodb:
      billing_mode: PAY_PER_REQUEST
    lambda:
      runtime: nodejs22.x
`;

async function project(options: Partial<Options> = {}): Promise<Client> {
  write('template.yaml', TEMPLATE);
  write('plumbline.yaml', ASKS);
  write('PROMPT.md', '# Jobs\n\nThere must be a queue.\n');
  const client = await start(options);
  await read(client, 2);
  await client.open(uri, ASKS);
  return client;
}

describe('hover', () => {
  const hovered = async (client: Client, at: string) =>
    ((await client.hover(uri, at))?.contents as { value: string } | undefined)?.value ?? '';

  it('explains keys with an example', async () => {
    const client = await project();
    expect(await hovered(client, 'billing_mode')).toContain('BillingMode');
    const services = await hovered(client, 'services:');
    expect(services).toContain('The services that must be there');
    expect(services).toContain('```yaml');
  });

  it('explains values', async () => {
    const client = await project();
    expect(await hovered(client, 'ec2')).toContain('`AWS::EC2::Instance`');
  });

  it('says how things stand with a requirement, and where it is broken', async () => {
    const client = await project();
    const text = await hovered(client, 'billing_mode');
    expect(text).toContain('**2 violations**');
    expect(text).toMatch(/\[template\\?\.yaml:7\]\(file:.*template\.yaml#L7\)/);
    expect(await hovered(client, 'of: sqs')).toContain('**met**');
    expect(await hovered(client, 'runtime')).toContain('there is no Lambda here');
  });

  it('leaves other files to others', async () => {
    const client = await project();
    const template = pathToFileURL(path.join(folder, 'template.yaml')).href;
    await client.open(template, TEMPLATE);
    expect(JSON.stringify(await client.hover(template, 'Jobs'))).toContain('AWS::SQS::Queue');
  });
});

describe('problems', () => {
  it('stand at exactly what is wrong, in a file that is alone, and are fixed', async () => {
    const client = await start({ folders: [] });
    const text = 'version: 1\nrequirements:\n  nameing: x\n  services: [lamda]\n  region: us-eest-1\n';
    await client.open(uri, text);
    expect(await client.found(uri)).toEqual([
      'requirements/invalid "nameing"',
      'requirements/invalid "lamda"',
      'requirements/invalid "us-eest-1"',
    ]);
    for (const [wrong, right] of [
      ['nameing', 'naming'],
      ['lamda', 'lambda'],
      ['us-eest-1', 'us-east-1'],
    ] as const) {
      const [action] = await client.actions(uri, wrong);
      expect(action).toMatchObject({ title: `Write ${right}`, kind: 'quickfix' });
      await client.apply(action?.edit);
    }
    expect(client.text(uri).getText()).toBe(
      'version: 1\nrequirements:\n  naming: x\n  services: [lambda]\n  region: us-east-1\n',
    );
    expect(await client.found(uri)).toEqual([]);
  });

  it('in one statement leave the others as they are', async () => {
    write('template.yaml', TEMPLATE);
    const client = await start();
    await read(client, 1);
    await client.open(uri, ASKS.replace('forbid: [ec2]', 'forbid: [ec22222]'));
    const template = pathToFileURL(path.join(folder, 'template.yaml')).href;
    await client.open(template, TEMPLATE);
    expect(await client.found(template)).toEqual([
      'arch/wrong-property "PROVISIONED"',
      'arch/wrong-property "PROVISIONED"',
    ]);
  });
});

describe('lenses', () => {
  const lensesOf = (client: Client): Promise<CodeLens[]> =>
    client.connection.sendRequest('textDocument/codeLens', { textDocument: { uri } });
  const shown = async (client: Client) =>
    (await lensesOf(client)).map(l => `${l.range.start.line + 1}: ${l.command?.title}`);

  it('say how things stand with each requirement and with all', async () => {
    const client = await project();
    expect(await shown(client)).toEqual([
      '2: met 2 of 4 · Plumbline',
      '5: met',
      '7: 1 violation',
      '8: met',
      '11: 2 violations',
      '13: nothing to check: there is no Lambda here',
    ]);
  });

  it('lead to the violations, or to what is governed', async () => {
    const client = await project();
    const lenses = await lensesOf(client);
    const at = (line: number) => lenses.find(l => l.range.start.line + 1 === line)?.command;
    const lines = (line: number) =>
      (at(line)?.arguments?.[2] as Location[] | undefined)?.map(p => p.range.start.line + 1);
    expect(at(11)).toMatchObject({ command: 'plumbline._showPlaces' });
    expect(at(11)?.arguments?.[0]).toBe(uri);
    expect(at(11)?.arguments?.[1]).toEqual({ line: 10, character: 6 });
    expect(lines(11)).toEqual([7, 11]);
    expect(lines(5)).toEqual([2]);
    expect(at(13)?.command).toBe('');
  });

  it('follow edits elsewhere, and the client is asked to ask again', async () => {
    const client = await project();
    await shown(client);
    const before = client.lensRefreshes;
    const template = pathToFileURL(path.join(folder, 'template.yaml')).href;
    await client.open(template, TEMPLATE);
    await client.type(template, 'PROVISIONED\n  Items', 'PAY_PER_REQUEST\n  Items');
    await until('a refresh', () => client.lensRefreshes > before);
    expect((await shown(client))[4]).toBe('11: 1 violation');
  });

  it('count what is ignored, and say when the rule is off', async () => {
    const client = await project();
    await client.type(uri, 'version: 1\n', 'version: 1\nignore:\n  - rule: arch/wrong-property\n    reason: later\n');
    expect((await shown(client))[4]).toBe('14: met · 2 ignored');
    await client.type(uri, 'requirements:', 'rules:\n  arch/wrong-property: off\nrequirements:');
    expect((await shown(client))[4]).toBe('16: not checkable: the rule arch/wrong-property is off');
  });

  it('are off where lenses are off, and say their words to clients without commands', async () => {
    const off = await project({ settings: { codeLens: { enabled: false } } });
    expect(await shown(off)).toEqual([]);
    const plain = await start({ initializationOptions: {} });
    await read(plain, 2);
    await plain.open(uri, ASKS);
    expect((await lensesOf(plain)).map(l => l.command?.command)).toEqual(['', '', '', '', '', '']);
  });
});

describe('the example', () => {
  it('asks for nothing that can’t be understood, and shows what is met and what is not', async () => {
    const example = path.join(import.meta.dirname, '../../examples/requirements');
    const client = await start({ folders: [{ uri: pathToFileURL(example).href, name: 'example' }] });
    await read(client, 2);
    const file = pathToFileURL(path.join(example, 'plumbline.yaml')).href;
    await client.open(file, readFileSync(path.join(example, 'plumbline.yaml'), 'utf8'));
    expect((await client.found(file)).filter(f => f.startsWith('requirements/'))).toEqual([]);
    const lenses: CodeLens[] = await client.connection.sendRequest('textDocument/codeLens', {
      textDocument: { uri: file },
    });
    const titles = new Set(lenses.map(l => l.command?.title.replace(/\d+/g, 'n')));
    expect([...titles]).toEqual(expect.arrayContaining(['met n of n · Plumbline', 'met', 'n violation']));
  });
});

describe('ways out', () => {
  it('lead from a requirement to what breaks it, or to what it governs', async () => {
    const client = await project();
    const lines = async (at: string) =>
      (
        (await client.connection.sendRequest('textDocument/definition', {
          textDocument: { uri },
          position: client.range(uri, at).start,
        })) as Location[] | null
      )?.map(l => `${l.uri.slice(l.uri.lastIndexOf('/') + 1)}:${l.range.start.line + 1}`);
    expect(await lines('billing_mode')).toEqual(['template.yaml:7', 'template.yaml:11']);
    expect(await lines('of: sqs')).toEqual(['template.yaml:2']);
    expect(await lines('runtime')).toBeUndefined();
  });

  it('lead from what breaks a requirement back to it', async () => {
    const client = await project();
    const template = pathToFileURL(path.join(folder, 'template.yaml')).href;
    await client.open(template, TEMPLATE);
    const wrong = (await client.pull(template)).find(d => d.code === 'arch/wrong-property');
    expect(wrong?.relatedInformation?.[0]).toMatchObject({
      location: { uri, range: { start: client.range(uri, 'billing_mode').start } },
    });
  });

  it('are links to documents and files', async () => {
    const client = await start();
    await client.open(
      uri,
      'version: 1\nextends: [shared/company.plumbline.yaml, serverless-web]\nrequirements:\n  tags:\n    required: [A]\n    source: "PROMPT.md#L16"\n  layout:\n    entry: bin/app.ts\n    files: [lib/a.ts]\n',
    );
    const links: DocumentLink[] = await client.connection.sendRequest('textDocument/documentLink', {
      textDocument: { uri },
    });
    const root = pathToFileURL(folder).href;
    expect(links.map(l => [client.text(uri).getText(l.range), l.target?.slice(root.length)])).toEqual([
      ['shared/company.plumbline.yaml', '/shared/company.plumbline.yaml'],
      ['bin/app.ts', '/bin/app.ts'],
      ['lib/a.ts', '/lib/a.ts'],
      ['PROMPT.md#L16', '/PROMPT.md#L16'],
    ]);
  });

  it('are the outline', async () => {
    const client = await project();
    const symbols: DocumentSymbol[] = await client.connection.sendRequest('textDocument/documentSymbol', {
      textDocument: { uri },
    });
    expect(symbols.map(s => s.name)).toEqual(['version', 'requirements']);
    expect(symbols[1]?.children?.map(s => s.name)).toEqual(['services', 'properties']);
    expect(symbols[1]?.children?.[1]?.children?.map(s => `${s.name}: ${s.detail}`)).toEqual([
      'dynamodb.billing_mode: 2 violations',
      'lambda.runtime: nothing to check: there is no Lambda here',
    ]);
  });
});

const PROMPT = `# Orders

The system must use an SQS queue.
All Lambda functions must use the nodejs22.x runtime.
It was a sunny day when we began.

Deploy to us-east-1.
`;

describe('documents that requirements come from', () => {
  const lensesOf = async (client: Client, at: string): Promise<CodeLens[]> =>
    client.connection.sendRequest('textDocument/codeLens', { textDocument: { uri: at } });

  it('say how many of their statements are checked, and how each stands', async () => {
    const client = await project();
    const prompt = write('PROMPT.md', PROMPT);
    const lenses = await lensesOf(client, prompt);
    expect(lenses.map(l => `${l.range.start.line + 1}: ${l.command?.title}`)).toEqual([
      '1: checked: 1 of 3 statements · met 1 of 1 · Plumbline',
      '3: met',
    ]);
    // To the statement in plumbline.yaml, and to what it governs.
    const places = lenses[1]?.command?.arguments?.[2] as Location[];
    expect(places.map(p => [p.uri.slice(p.uri.lastIndexOf('/') + 1), p.range.start.line + 1])).toEqual([
      ['plumbline.yaml', 5],
      ['template.yaml', 2],
    ]);
  });

  it('are asked for as soon as something cites them, and others are not', async () => {
    const client = await project();
    await until('the registration', () => client.registered.includes('textDocument/codeLens'));
    expect(await lensesOf(client, write('README.md', PROMPT))).toEqual([]);
  });
});

describe('a draft', () => {
  const draft = (client: Client, params: DraftParams) =>
    client.connection.sendRequest<DraftResult | null>('plumbline/draft', params);
  const problems = async (client: Client) =>
    (await client.found(uri)).filter(f => f.startsWith('requirements/') || f.startsWith('syntax/'));

  it('is made from a document for the project that it is in, and has nothing wrong with it', async () => {
    write('cdk.json', '{}');
    const prompt = write('docs/PROMPT.md', PROMPT);
    const client = await start();
    const made = await draft(client, { from: 'document', uri: prompt });
    expect(made?.uri).toBe(uri);
    expect(made?.content).toContain('source: docs/PROMPT.md#L3');
    expect(made?.requirements).toBeGreaterThanOrEqual(3);
    await client.open(uri, made?.content ?? '');
    expect(await problems(client)).toEqual([]);
  });

  it('takes what is not saved, and belongs to the workspace where the document does not', async () => {
    const client = await start();
    const made = await draft(client, {
      from: 'document',
      uri: 'file:///elsewhere/notes.txt',
      text: 'Deploy to eu-west-1.\n',
    });
    expect(made?.uri).toBe(uri);
    expect(made?.content).toContain('eu-west-1');
  });

  it('is none of what can’t be read, and empty where nothing is asked for', async () => {
    const client = await start();
    const gone = pathToFileURL(path.join(folder, 'gone.md')).href;
    expect(await draft(client, { from: 'document', uri: gone })).toBeNull();
    expect(await draft(client, { from: 'document', uri, text: 'It was a sunny day.\n' })).toMatchObject({
      requirements: 0,
    });
  });

  it('is made from what a project does already', async () => {
    const tables = Array.from(
      { length: 6 },
      (_, i) =>
        `  T${i}:\n    Type: AWS::DynamoDB::Table\n    Properties:\n      BillingMode: ${i > 0 ? 'PAY_PER_REQUEST' : 'PROVISIONED'}\n`,
    );
    const template = write('template.yaml', `Resources:\n${tables.join('')}`);
    const client = await start();
    const made = await draft(client, { from: 'project', uri: template });
    expect(made?.uri).toBe(uri);
    expect(made?.content).toContain('billing_mode: PAY_PER_REQUEST # 5 of 6');
    await client.open(uri, made?.content ?? '');
    expect(await problems(client)).toEqual([]);
    await client.open(template, `Resources:\n${tables.join('')}`);
    expect(await client.found(template)).toEqual(['arch/wrong-property "PROVISIONED"']);
  });
});

describe('requirements of a folder above', () => {
  it('hold for the project below, change with its file, and are counted at it', async () => {
    write('apps/shop/cdk.json', '{ "app": "none" }');
    const text = 'Resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n    Properties:\n      QueueName: jobs\n';
    const template = write('apps/shop/template.yaml', text);
    const asks = 'version: 1\nrequirements:\n  naming: "shop-{resource}"\n';
    write('plumbline.yaml', asks);
    const client = await start();
    await client.open(template, text);
    const isOff = async () => (await client.found(template)).includes('naming/off-pattern "jobs"');
    await until('the file above', isOff);
    await client.open(uri, asks);
    const lenses: CodeLens[] = await client.connection.sendRequest('textDocument/codeLens', { textDocument: { uri } });
    expect(lenses.map(l => l.command?.title)).toContain('1 violation');
    await client.type(uri, 'shop-', '');
    await client.pull(uri);
    expect(await isOff()).toBe(false);
  });

  it('are asked for at once of what is open, and of the rest a moment later, which is said', async () => {
    const names = ['a', 'b', 'c', 'd'];
    // Too much to be asked for while somebody waits.
    const queue = 'Resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n    Properties:\n      QueueName: jobs\n';
    const long = `${queue}${`# ${'x'.repeat(98)}\n`.repeat(150)}`;
    const places = names.map(name => {
      write(`${name}/cdk.json`, '{}');
      return write(`${name}/t.yaml`, long);
    });
    const text = 'version: 1\nrequirements:\n  naming: "shop-{resource}"\n';
    write('plumbline.yaml', text);
    const client = await start({ settings: { diagnostics: { delay: 0 } } });
    await client.open(places[0] as string, long);
    await client.open(uri, text);
    await until('all to be known', () => client.statuses.some(s => s.state === 'ready' && s.findings.warning >= 4));
    const overall = async () => {
      const lenses: CodeLens[] = await client.connection.sendRequest('textDocument/codeLens', {
        textDocument: { uri },
      });
      return lenses.map(l => l.command?.title);
    };
    const whole = ['met 0 of 1 · Plumbline', '4 violations'];
    await until('the lenses', async () => (await overall()).join() === whole.join());
    await client.type(uri, 'version: 1', '# new\nversion: 1');
    expect(await overall()).toEqual(['met 0 of 1 · 3 projects are still being checked · Plumbline', '4 violations']);
    await until('the rest', async () => (await overall())[0] === whole[0]);
    expect(await overall()).toEqual(whole);
  });
});
