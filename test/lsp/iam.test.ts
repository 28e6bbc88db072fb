/** Policies in the editor: hovers on their words, on grants and on whoever may do something; completion; inlay hints. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CompletionItem, CompletionList, Hover, InlayHint, MarkupContent } from 'vscode-languageserver';
import { rules } from '../../server/src/all.ts';
import { Client, type Options, modern, until } from './client.ts';

const capable = {
  ...modern,
  textDocument: {
    ...modern.textDocument,
    completion: { dynamicRegistration: true, completionItem: { snippetSupport: true } },
    inlayHint: { dynamicRegistration: true },
  },
};

const clients: Client[] = [];
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'plumbline-iam-'));
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.stop();
  rmSync(folder, { recursive: true, force: true });
});

const uriOf = (name: string) => pathToFileURL(path.join(folder, name)).href;

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

function write(name: string, text: string): void {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), text);
}

const read = (client: Client, files: number) =>
  until(`${files} files`, () => client.statuses.findLast(s => s.state === 'ready' && s.files === files));

const languageOf = (name: string) => (name.endsWith('.ts') ? 'typescript' : name.endsWith('.json') ? 'json' : 'yaml');

/** Opens a text and gives the position of `|` in it. */
async function open(client: Client, name: string, marked: string) {
  const uri = uriOf(name);
  const offset = marked.indexOf('|');
  await client.open(uri, marked.slice(0, offset) + marked.slice(offset + 1), languageOf(name));
  return { textDocument: { uri }, position: client.text(uri).positionAt(offset) };
}

async function hover(client: Client, name: string, marked: string): Promise<string> {
  const found: Hover | null = await client.connection.sendRequest(
    'textDocument/hover',
    await open(client, name, marked),
  );
  return found ? (found.contents as MarkupContent).value.replaceAll(pathToFileURL(folder).href, '') : '';
}

async function complete(client: Client, name: string, marked: string): Promise<readonly CompletionItem[]> {
  const at = await open(client, name, marked);
  const list: CompletionList | null = await client.connection.sendRequest('textDocument/completion', at);
  return list?.items ?? [];
}

/** The text after an item was taken; snippet placeholders stay as they are. */
function taken(marked: string, items: readonly CompletionItem[], label: string): string {
  const item = items.find(i => i.label === label);
  if (!item?.textEdit || !('range' in item.textEdit)) throw new Error(`${label} is not among ${items.length} items`);
  const lines = marked.replace('|', '').split('\n');
  const { start, end } = item.textEdit.range;
  expect(start.line).toBe(end.line);
  const line = lines[start.line] as string;
  lines[start.line] = line.slice(0, start.character) + item.textEdit.newText + line.slice(end.character);
  return lines.join('\n');
}

const APP = `import * as cdk from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as nodejs from 'aws-cdk-lib/aws-lambda-nodejs';
import { Construct } from 'constructs';

export class OrdersStack extends cdk.Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const key = new kms.Key(this, 'Key');
    const orders = new dynamodb.Table(this, 'Orders', {
      partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
      encryptionKey: key,
    });
    const reader = new nodejs.NodejsFunction(this, 'Reader', {
      entry: 'reader.ts',
      environment: { TABLE_NAME: orders.tableName },
    });
    orders.grantReadWriteData(reader);
    const auditor = new iam.Role(this, 'Auditor', {
      assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
      managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSLambdaBasicExecutionRole')],
    });
    auditor.addToPolicy(new iam.PolicyStatement({
      actions: ['dynamodb:Describe*', 'dynamodb:ListTagsOfResource'],
      resources: [orders.tableArn],
    }));
  }
}
`;
const READER = `import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';

const db = DynamoDBDocumentClient.from(new DynamoDBClient({}));

export const handler = async (event: { id: string }) =>
  db.send(new GetCommand({ TableName: process.env.TABLE_NAME, Key: { id: event.id } }));
`;

/** The app with the pointer at the first occurrence of a word, `|` in it. */
const app = (word: string) => {
  expect(APP).toContain(word.replace('|', ''));
  return APP.replace(word.replace('|', ''), word);
};

async function startApp(options: Partial<Options> = {}): Promise<Client> {
  write('cdk.json', '{ "app": "node app.js" }');
  write('reader.ts', READER);
  write('stack.ts', APP);
  const client = await start(options);
  await read(client, 3);
  return client;
}

const STATEMENT = `Resources:
  Reader:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: reader
      Roles: [reader]
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
`;

const LIVE = { liveSynth: { enabled: false }, diagnostics: { delay: 20 } };

describe('hover', () => {
  it('on an action', async () => {
    const said = await hover(await startApp(), 'stack.ts', app("'dynamodb:ListTags|OfResource'"));
    expect(said).toContain('**dynamodb:ListTagsOfResource** · Read');
    expect(said).toContain('`table`: `arn:${Partition}:dynamodb:${Region}:${Account}:table/${TableName}`');
    expect(said).toContain('Condition keys: `aws:ResourceTag/${TagKey}`');
    expect(said).toContain('/service-authorization/latest/reference/list_dynamodb.html');
  });

  it('on patterns', async () => {
    const client = await start();
    const one = await hover(client, 'a.yaml', `${STATEMENT}            Action: s3:Get|*\n            Resource: '*'\n`);
    expect(one).toMatch(
      /^\*\*s3:Get\\\*\*\* · \d+ actions\n\n- Read \(\d+\): `GetAccelerateConfiguration`, .* and \d+ more\n\n\[/,
    );
    const all = await hover(client, 'b.yaml', `${STATEMENT}            Action: ['*|']\n            Resource: '*'\n`);
    expect(all).toMatch(/^\*\*\\\*\*\* · [\d,]+ actions of \d+ services\n\n- Read \([\d,]+\)\n- List/);
    expect(
      await hover(client, 'c.yaml', `${STATEMENT}            Action: s3:Nothing|*\n            Resource: '*'\n`),
    ).not.toContain('actions');
  });

  it('on a constant that a statement uses', async () => {
    const said = await hover(
      await start(),
      'stack.ts',
      `import * as cdk from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
const READ = 'dynamodb:Get|Item';
export class S extends cdk.Stack {
  constructor(scope: cdk.App) {
    super(scope, 'S');
    const role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    role.addToPolicy(new iam.PolicyStatement({ actions: [READ], resources: ['*'] }));
  }
}
`,
    );
    expect(said).toContain('**dynamodb:GetItem** · Read');
  });

  it('on condition keys, with the actions of the statement that take them', async () => {
    const client = await start();
    const condition = (key: string, action = "['s3:Get*', s3:ListBucket]") =>
      `${STATEMENT}            Action: ${action}\n            Resource: '*'\n            Condition:\n              StringEquals:\n                ${key}: a\n`;
    expect(await hover(client, 'a.yaml', condition('s3:pre|fix'))).toMatch(
      /^\*\*s3:prefix\*\* · text\n\nTaken by 1 of \d+ actions of this statement: `s3:ListBucket`/,
    );
    expect(await hover(client, 'b.yaml', condition('s3:pre|fix', 's3:GetObject'))).toMatch(
      /No action of this statement takes it\.\n\nTaken by \d+ actions: .*`s3:ListBucket`/,
    );
    expect(await hover(client, 'c.yaml', condition('aws:Source|Ip'))).toContain(
      '**aws:SourceIp** · IP address · global',
    );
  });

  it('on a managed policy', async () => {
    const client = await startApp();
    const said = await hover(client, 'stack.ts', app('AWSLambdaBasic|ExecutionRole'));
    expect(said).toContain('- `logs:CreateLogGroup`, `logs:CreateLogStream`, `logs:PutLogEvents`');
    const unknown = await hover(
      client,
      'other.ts',
      app('AWSLambdaBasic|ExecutionRole').replace(
        'service-role/AWSLambdaBasic|ExecutionRole',
        'AmazonAthena|FullAccess',
      ),
    );
    expect(unknown).toContain('What it allows is not known here.');
  });

  it('on a grant: what it adds and what of it is used', async () => {
    const client = await startApp();
    const said = await hover(client, 'stack.ts', app('grantRead|WriteData'));
    expect(said).toContain('**grantReadWriteData** on `Orders` · for `Reader` · 21 actions');
    expect(said).toContain('- Write (4) on `Orders`: `BatchWriteItem`, `PutItem`, `UpdateItem`, `DeleteItem`');
    expect(said).toMatch(/- Write \(\d+\) on its key `Key`: `Decrypt`/);
    expect(said).toContain('The code of `Reader` uses 2 of 21: `dynamodb:GetItem` ([reader.ts:7](</reader.ts#L7>))');
    expect(said).not.toContain('index');
    // Its arguments are not the grant.
    expect(await hover(client, 'stack.ts', app('WriteData(rea|der)'))).not.toContain('grantReadWriteData** on');
  });

  it('on a function: what it may do, and what its code needs', async () => {
    const client = await startApp();
    const said = await hover(client, 'stack.ts', app('nodejs.Nodejs|Function('));
    expect(said).toContain(
      '- `dynamodb`: 8 read, 4 write on `Orders` · `grantReadWriteData` [stack.ts:20](</stack.ts#L20>)',
    );
    expect(said).toContain(
      'Its code needs `dynamodb:GetItem` ([reader.ts:7](</reader.ts#L7>)), `kms:Decrypt` for the key of Orders',
    );
    // Said by what it may do, and not once more as an edge.
    expect(said).not.toContain('May read and write');
  });

  it('says why surplus is not judged', async () => {
    write('cdk.json', '{ "app": "node app.js" }');
    write('reader.ts', READER.replace('new GetCommand({', "new (await import('@aws-sdk/lib-dynamodb'))[event.id]({"));
    write('stack.ts', APP);
    const client = await start();
    await read(client, 3);
    expect(await hover(client, 'stack.ts', app('nodejs.Nodejs|Function('))).toMatch(
      /Surplus isn't judged, because .+\./,
    );
    expect(await hover(client, 'other.ts', app('grantRead|WriteData'))).toMatch(/can't be judged: .+\./);
  });

  it('on a role and on what it acts on', async () => {
    const client = await startApp();
    const role = await hover(client, 'stack.ts', app('iam.Ro|le('));
    expect(role).toMatch(/- `dynamodb`: \d+ read on `Orders` · \[stack\.ts:25\]/);
    expect(role).toContain('- `logs`: 3 write on `*` · `service-role/AWSLambdaBasicExecutionRole`');
    const table = await hover(client, 'stack.ts', app('dynamodb.Ta|ble('));
    expect(table).toContain(
      'Who may act on it:\n- `Reader` (AWS::Lambda::Function): 8 read, 4 write · `grantReadWriteData`',
    );
    expect(table).toMatch(/- `Auditor` \(AWS::IAM::Role\): \d+ read/);
  });

  it('in a template, with the policy of the resource itself', async () => {
    const template = `Resources:
  Jobs:
    Type: AWS::SQS::Q|ueue
  Policy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Jobs]
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal: { Service: sns.amazonaws.com }
            Action: sqs:SendMessage
            Resource: !GetAtt Jobs.Arn
`;
    expect(await hover(await start(), 'a.yaml', template)).toContain(
      'Who may act on it:\n- `sns.amazonaws.com`, by its policy: 1 write · [a.yaml:10]',
    );
  });
});

describe('completion', () => {
  it('offers services, then the actions of one', async () => {
    const client = await start();
    const services = `${STATEMENT}            Action:\n              - |\n            Resource: '*'\n`;
    const items = await complete(client, 'a.yaml', services);
    expect(taken(services, items, 's3:')).toContain('- s3:\n');
    // What the project has comes first.
    expect(items[0]?.label).toBe('iam:');
    expect(items[0]?.command?.command).toBe('editor.action.triggerSuggest');
    const half = `${STATEMENT}            Action:\n              - dynamodb:GetItem\n              - dynamodb:|\n            Resource: '*'\n`;
    const actions = await complete(client, 'b.yaml', half);
    expect(taken(half, actions, 'dynamodb:Query')).toContain('- dynamodb:Query\n');
    expect(actions.find(i => i.label === 'dynamodb:Query')?.detail).toBe('Read');
    const described = actions.filter(i => /:Describe\w+$/.test(i.label)).length;
    expect(actions.find(i => i.label === 'dynamodb:Describe*')?.detail).toBe(`${described} actions`);
    // What the statement has already is not offered.
    expect(actions.some(i => i.label === 'dynamodb:GetItem')).toBe(false);
  });

  it('replaces the word in the quotes, in code that is half typed', async () => {
    const client = await startApp();
    const marked = app("'dynamodb:ListTags|OfResource'");
    const items = await complete(client, 'stack.ts', marked);
    expect(taken(marked, items, 'dynamodb:Query')).toContain("actions: ['dynamodb:Describe*', 'dynamodb:Query'],");
    const open = marked.replace("OfResource'],", '');
    expect(taken(open, await complete(client, 'b.ts', open), 'dynamodb:Query')).toContain("'dynamodb:Query\n");
  });

  it('takes what people write in place of the prefix', async () => {
    const marked = `${STATEMENT}            Action: eventbridge:Put|\n`;
    const items = await complete(await start(), 'a.yaml', marked);
    expect(items.find(i => i.label === 'events:PutEvents')?.filterText).toBe('eventbridge:PutEvents');
    expect(taken(marked, items, 'events:PutEvents')).toContain('Action: events:PutEvents\n');
  });

  it('condition operators and keys, those of the actions first', async () => {
    const client = await start();
    const operators = `${STATEMENT}            Action: s3:ListBucket\n            Resource: '*'\n            Condition:\n              Str|\n`;
    expect(taken(operators, await complete(client, 'a.yaml', operators), 'StringLike')).toContain('  StringLike:\n');
    const keys = operators.replace('Str|', 'StringLike:\n                s3:|');
    const items = await complete(client, 'b.yaml', keys);
    const labels = items.map(i => i.label);
    expect(labels.indexOf('s3:prefix')).toBeLessThan(labels.indexOf('aws:PrincipalOrgID'));
    expect(labels.indexOf('s3:prefix')).toBeLessThan(labels.indexOf('s3:x-amz-acl'));
    expect(items.find(i => i.label === 's3:prefix')?.detail).toBe('text · of these actions');
    expect(taken(keys, items, 'aws:PrincipalTag/${TagKey}')).toContain('aws:PrincipalTag/${1:TagKey}:\n');
    const policy =
      '{ "Statement": [{ "Effect": "Allow", "Action": "s3:ListBucket", "Condition": { "StringLike": { "|" } } }] }';
    const inJson = await complete(client, 'policy.json', policy);
    expect(taken(policy, inJson, 's3:prefix')).toContain('{ "s3:prefix" }');
    expect(inJson[0]?.label).toMatch(/^(?:aws|s3):/);
  });

  it('managed policies by name and by ARN, effects, services', async () => {
    const client = await startApp();
    const name = app('service-role/AWSLambdaBasic|ExecutionRole');
    expect(taken(name, await complete(client, 'stack.ts', name), 'AmazonSQSFullAccess')).toContain(
      "fromAwsManagedPolicyName('AmazonSQSFullAccess')",
    );
    const arns =
      'Resources:\n  R:\n    Type: AWS::IAM::Role\n    Properties:\n      ManagedPolicyArns:\n        - AWSLambdaB|\n';
    const items = await complete(client, 'a.yaml', arns);
    expect(items.find(i => i.label.endsWith('/AWSLambdaBasicExecutionRole'))?.filterText).toBe(
      'AWSLambdaBasicExecutionRole',
    );
    expect(taken(arns, items, 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole')).toContain(
      '- arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole\n',
    );
    const effect = STATEMENT.replace('Allow', '|');
    expect((await complete(client, 'b.yaml', effect)).map(i => i.label)).toEqual(['Allow', 'Deny']);
    expect(
      (await complete(client, 'c.ts', app("'ec2.|amazonaws.com'"))).some(i => i.label === 'ecs-tasks.amazonaws.com'),
    ).toBe(true);
  });

  it('has nothing to say elsewhere', async () => {
    const client = await startApp();
    for (const word of [
      "entry: 'reader|.ts'",
      "name: 'i|d'",
      "'aws-cdk-|lib/aws-kms'",
      'resources: [orders.|tableArn]',
    ])
      expect(await complete(client, 'stack.ts', app(word)), word).toEqual([]);
    expect(await complete(client, 'a.yaml', 'on: pu|sh\njobs: {}\n')).toEqual([]);
    expect(await complete(client, 'package.json', '{ "name": "|" }')).toEqual([]);
  });

  it('is off where Plumbline is', async () => {
    const client = await start({ settings: { enable: false } });
    expect(await complete(client, 'a.yaml', `${STATEMENT}            Action: s3:|\n`)).toEqual([]);
  });

  it('is there for clients that register nothing', async () => {
    const client = await start({
      capabilities: { ...modern, textDocument: { ...modern.textDocument, completion: {} } },
    });
    const marked = `${STATEMENT}            Action: s3:|\n`;
    expect((await complete(client, 'a.yaml', marked)).some(i => i.label === 's3:GetObject')).toBe(true);
  });
});

describe('inlay hints', () => {
  const marked = `${STATEMENT}            Action: ['s3:Get*', "dynamodb:*|", sqs:SendMessage, s3:Nothing*]\n            Resource: '*'\n`;
  const hints = async (client: Client) => {
    const at = await open(client, 'a.yaml', marked);
    const range = { start: { line: 0, character: 0 }, end: { line: 50, character: 0 } };
    return (await client.connection.sendRequest<InlayHint[]>('textDocument/inlayHint', { ...at, range })) ?? [];
  };

  it('say how many actions a pattern stands for, where they are wanted', async () => {
    const client = await start({ settings: { ...LIVE, iam: { inlayHints: true } } });
    const [first, second, ...more] = await hints(client);
    expect(first?.label).toMatch(/^⟨\d+⟩$/);
    const line = marked.split('\n')[first?.position.line ?? 0] as string;
    expect(line.slice(0, first?.position.character)).toMatch(/'s3:Get\*'$/);
    expect(second?.label).toMatch(/^⟨\d+⟩$/);
    expect(more).toEqual([]);
    await until('the registration', () => client.registered.includes('textDocument/inlayHint') || undefined);
    // Settings that are sent twice in a row register nothing twice.
    for (let i = 0; i < 2; i++)
      await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: {} });
    await hints(client);
    expect(client.registered.filter(method => method === 'textDocument/inlayHint')).toHaveLength(1);
  });

  it('are off by default', async () => {
    const client = await start();
    expect(await hints(client)).toEqual([]);
    expect(client.registered).not.toContain('textDocument/inlayHint');
  });
});
