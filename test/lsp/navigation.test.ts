/** Going about in templates: definitions, references, renaming, outlines, hovers, links, colours and completion, over the protocol. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type {
  CompletionList,
  DocumentLink,
  DocumentSymbol,
  FoldingRange,
  Location,
  SemanticTokens,
  SymbolInformation,
  TextDocumentEdit,
  WorkspaceEdit,
} from 'vscode-languageserver';
import { LEGEND } from '../../server/src/lsp/navigation/tokens.ts';
import { Client, modern, old } from './client.ts';

let client: Client | undefined;
let folder: string | undefined;
afterEach(async () => {
  await client?.stop();
  client = undefined;
  if (folder) rmSync(folder, { recursive: true, force: true });
  folder = undefined;
});

const SHOP = `Parameters:
  Stage:
    Type: String
    Default: dev
    Description: Where it runs
Mappings:
  Sizes:
    dev: { Small: "1" }
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  IsBig:
    Fn::And:
      - Condition: IsProd
      - !Condition IsProd
Resources:
  Orders:
    Type: AWS::DynamoDB::Table
    Condition: IsProd
    DeletionPolicy: Retain
  Jobs:
    Type: AWS::SQS::Queue
    DependsOn: Orders
    Properties:
      QueueName: !Sub "\${Stage}-jobs-\${Orders}"
      DelaySeconds: !If [IsProd, !FindInMap [Sizes, !Ref Stage, Small], 0]
      Tags:
        - Key: table
          Value: !GetAtt Orders.Arn
        - Key: region
          Value:
            Fn::Join: ["-", [{ Ref: AWS::Region }, { Fn::GetAtt: [Orders, StreamArn] }, { Ref: "Orders" }]]
Outputs:
  Table:
    Condition: IsProd
    Value: !Ref Orders
    Export:
      Name: shop-table
`;

async function start(
  files: Readonly<Record<string, string>>,
  options: Partial<Parameters<typeof Client.start>[0]> = {},
) {
  const dir = mkdtempSync(path.join(tmpdir(), 'plumbline-navigation-'));
  folder = dir;
  const uris: Record<string, string> = {};
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(dir, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    uris[name] = pathToFileURL(file).href;
  }
  const editor = await Client.start({
    rules: [],
    folders: [{ uri: pathToFileURL(dir).href, name: 'shop' }],
    ...options,
  });
  client = editor;
  for (const [name, text] of Object.entries(files))
    await editor.open(
      uris[name] as string,
      text,
      /\.json$/.test(name) ? 'json' : /\.ts$/.test(name) ? 'typescript' : 'yaml',
    );
  const uri = (name: string) => uris[name] as string;
  /** The position of the `nth` piece of text, `by` characters in. */
  const spot = (name: string, at: string, nth = 0, by = 0) => {
    const document = editor.text(uri(name));
    let offset = -1;
    for (let i = 0; i <= nth; i++) offset = document.getText().indexOf(at, offset + 1);
    if (offset < 0) throw new Error(`no ${at} in ${name}`);
    return { textDocument: { uri: uri(name) }, position: document.positionAt(offset + by) };
  };
  const ask = <R>(method: string, params: object) => editor.connection.sendRequest<R>(`textDocument/${method}`, params);
  /** Locations as `file:line text`, lines counted from 1. */
  const said = (locations: readonly Location[] | null) =>
    (locations ?? []).map(({ uri: at, range }) => {
      const name = at.slice(at.lastIndexOf('/') + 1);
      return `${name}:${range.start.line + 1} ${editor.text(at).getText(range)}`;
    });
  return { editor, uri, spot, ask, said, dir };
}

const PARENT = `Resources:
  Data:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: ./data.yaml
      Parameters:
        Name: orders
  Reader:
    Type: AWS::SNS::Topic
    Properties:
      DisplayName: !GetAtt Data.Outputs.TableName
      TopicName: !Sub "t-\${Data.Outputs.TableName}"
      KmsMasterKeyId: !ImportValue shop-key
`;
const CHILD = `{
  "Parameters": { "Name": { "Type": "String" } },
  "Resources": {
    "Table": { "Type": "AWS::DynamoDB::Table", "Properties": { "TableName": { "Ref": "Name" } } },
    "Key": { "Type": "AWS::KMS::Key" }
  },
  "Outputs": {
    "TableName": { "Value": { "Fn::Sub": "\${Table}" } },
    "Key": { "Value": { "Ref": "Key" }, "Export": { "Name": "shop-key" } }
  }
}
`;

describe('definition', () => {
  it('of names in every form', async () => {
    const { ask, spot, said } = await start({ 'shop.yaml': SHOP });
    const to = async (at: string, nth = 0, by = 0) => said(await ask('definition', spot('shop.yaml', at, nth, by)));
    expect(await to('!Ref Stage', 0, 6)).toEqual(['shop.yaml:2 Stage']);
    expect(await to('- Condition: IsProd', 0, 14)).toEqual(['shop.yaml:10 IsProd']);
    expect(await to('!Condition IsProd', 0, 12)).toEqual(['shop.yaml:10 IsProd']);
    expect(await to('DependsOn: Orders', 0, 12)).toEqual(['shop.yaml:16 Orders']);
    expect(await to('${Stage}', 0, 3)).toEqual(['shop.yaml:2 Stage']);
    expect(await to('!If [IsProd', 0, 6)).toEqual(['shop.yaml:10 IsProd']);
    expect(await to('FindInMap [Sizes', 0, 12)).toEqual(['shop.yaml:7 Sizes']);
    expect(await to('Orders.Arn', 0, 0)).toEqual(['shop.yaml:16 Orders']);
    expect(await to('Orders.Arn', 0, 8)).toEqual(['shop.yaml:16 Orders']);
    expect(await to('[Orders, StreamArn', 0, 2)).toEqual(['shop.yaml:16 Orders']);
    expect(await to('Ref: "Orders"', 0, 7)).toEqual(['shop.yaml:16 Orders']);
    expect(await to('Type: String', 0, 2)).toEqual([]);
  });

  it('through nested stacks and exports, and of the nested template', async () => {
    const { ask, spot, said } = await start({ 'main.yaml': PARENT, 'data.yaml': CHILD });
    const to = async (at: string, by = 0) => said(await ask('definition', spot('main.yaml', at, 0, by)));
    expect(await to('Outputs.TableName', 9)).toEqual(['data.yaml:8 TableName']);
    expect(await to('Outputs.TableName}', 9)).toEqual(['data.yaml:8 TableName']);
    expect(await to('Name: orders')).toEqual(['data.yaml:2 Name']);
    expect(await to('shop-key')).toEqual(['data.yaml:9 shop-key']);
    expect(await to('./data.yaml')).toEqual(['data.yaml:1 ']);
  });

  it('keeps going by what was known while the text is half typed', async () => {
    const { editor, uri, ask, spot, said } = await start({ 'shop.yaml': SHOP });
    await ask('documentSymbol', { textDocument: { uri: uri('shop.yaml') } });
    await editor.type(uri('shop.yaml'), '  Sizes:\n', '  Sizes: {{{ [ "\n');
    expect(said(await ask('definition', spot('shop.yaml', '!GetAtt Orders', 0, 9)))).toEqual(['shop.yaml:16 Orders']);
    expect(editor.logged).toEqual([]);
  });

  it('of a resource in the cloud assembly is the code that makes it, and back', async () => {
    const app = `import { App, Stack } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
const stack = new Stack(new App(), 'Shop');
new Queue(stack, 'Jobs');
`;
    const template = JSON.stringify(
      { Resources: { Jobs0A1B2C3D: { Type: 'AWS::SQS::Queue', Metadata: { 'aws:cdk:path': 'Shop/Jobs/Resource' } } } },
      null,
      1,
    );
    const { ask, spot, said } = await start({
      'cdk.json': '{}',
      'app.ts': app,
      'cdk.out/Shop.template.json': template,
    });
    expect(said(await ask('definition', spot('cdk.out/Shop.template.json', 'Jobs0A', 0, 2)))).toEqual([
      'app.ts:4 Queue',
    ]);
    expect(said(await ask('implementation', spot('app.ts', 'new Queue', 0, 5)))).toEqual([
      'Shop.template.json:3 "Jobs0A1B2C3D"',
    ]);
  });
});

describe('references', () => {
  it('in every form, with and without the declaration', async () => {
    const { ask, spot, said } = await start({ 'shop.yaml': SHOP });
    const at = spot('shop.yaml', 'Orders:');
    const lines = [
      'shop.yaml:22 Orders',
      'shop.yaml:24 Orders',
      'shop.yaml:28 Orders',
      'shop.yaml:31 Orders',
      'shop.yaml:31 Orders',
      'shop.yaml:35 Orders',
    ];
    expect(said(await ask('references', { ...at, context: { includeDeclaration: false } }))).toEqual(lines);
    expect(said(await ask('references', { ...at, context: { includeDeclaration: true } }))).toEqual([
      'shop.yaml:16 Orders',
      ...lines,
    ]);
    const marked = await ask<Location[]>('documentHighlight', at);
    expect(marked).toHaveLength(7);
  });
});

describe('rename', () => {
  const edited = async (editor: Client, edit: WorkspaceEdit | null) => {
    await editor.apply(edit ?? undefined);
    return edit?.changeAnnotations?.rename;
  };

  it('changes every form and nothing else, and says that the resource is replaced', async () => {
    const { editor, uri, ask, spot } = await start({ 'shop.yaml': SHOP });
    const at = spot('shop.yaml', '${Orders}', 0, 4);
    const { range, placeholder } = await ask<{ range: Location['range']; placeholder: string }>('prepareRename', at);
    expect([editor.text(uri('shop.yaml')).getText(range), placeholder]).toEqual(['Orders', 'Orders']);
    const note = await edited(editor, await ask('rename', { ...at, newName: 'Purchases' }));
    expect(editor.text(uri('shop.yaml')).getText()).toBe(SHOP.replaceAll('Orders', 'Purchases'));
    expect(note).toMatchObject({ needsConfirmation: true });
    expect(note?.description).toContain('What is in it is lost');
  });

  it('of parameters, conditions and mappings asks for nothing', async () => {
    const { editor, uri, ask, spot } = await start({ 'shop.yaml': SHOP });
    for (const [name, other] of [
      ['Stage', 'Level'],
      ['IsProd', 'Live'],
      ['Sizes', 'Extents'],
    ] as const)
      expect(
        await edited(editor, await ask('rename', { ...spot('shop.yaml', `${name}:`), newName: other })),
      ).toBeUndefined();
    const expected = SHOP.replaceAll('Stage', 'Level').replaceAll('IsProd', 'Live').replaceAll('Sizes', 'Extents');
    expect(editor.text(uri('shop.yaml')).getText()).toBe(expected);
  });

  it('goes through nested stacks, both ways, and through exports', async () => {
    const { editor, uri, ask, spot } = await start({ 'main.yaml': PARENT, 'data.yaml': CHILD });
    const change = async (file: string, at: string, by: number, newName: string) =>
      edited(editor, await ask('rename', { ...spot(file, at, 0, by), newName }));
    await change('main.yaml', 'Outputs.TableName', 10, 'Orders');
    await change('data.yaml', '"Ref": "Name"', 9, 'Label');
    expect((await change('main.yaml', 'shop-key', 2, 'shop-secret'))?.description).toContain('imports it');
    expect(editor.text(uri('main.yaml')).getText()).toBe(
      PARENT.replaceAll('Outputs.TableName', 'Outputs.Orders')
        .replace('Name: orders', 'Label: orders')
        .replace('shop-key', 'shop-secret'),
    );
    expect(editor.text(uri('data.yaml')).getText()).toBe(
      CHILD.replace('"Name": { "Type"', '"Label": { "Type"')
        .replace('"Ref": "Name"', '"Ref": "Label"')
        .replace('"TableName": { "Value"', '"Orders": { "Value"')
        .replace('"shop-key"', '"shop-secret"'),
    );
  });

  it('says why not', async () => {
    const { ask, spot } = await start({ 'shop.yaml': SHOP, 'main.yaml': PARENT.replace('data.yaml', 'gone.yaml') });
    const why = (file: string, at: string, by = 0) =>
      ask('prepareRename', spot(file, at, 0, by)).then(String, (error: Error) => error.message);
    expect(await why('shop.yaml', 'AWS::Region')).toBe('AWS::Region is a pseudo parameter of CloudFormation.');
    expect(await why('main.yaml', 'Outputs.TableName', 9)).toContain('Data is not a file of this project');
    expect(await why('main.yaml', 'shop-key')).toBe('No template of this project exports shop-key.');
    expect(await why('shop.yaml', 'String')).toBe('null');
    const no = (newName: string) =>
      ask('rename', { ...spot('shop.yaml', 'Orders:'), newName }).then(String, (error: Error) => error.message);
    expect(await no('Jobs')).toBe('There is a resource Jobs already.');
    expect(await no('Stage')).toBe('There is a parameter Stage already.');
    expect(await no('my-table')).toBe('The name of a resource has letters and digits only, at most 255.');
    expect(await no('yes')).toBe('YAML reads yes as something else than a name.');
  });

  it('of what SAM makes more of goes along', async () => {
    const text = `Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::Function
    Properties: { Handler: index.handler, Runtime: nodejs24.x, InlineCode: "" }
  Policy:
    Type: AWS::IAM::RolePolicy
    Properties: { RoleName: !Ref ApiRole, PolicyName: p }
`;
    const { editor, uri, ask, spot } = await start({ 'sam.yaml': text });
    await edited(editor, await ask('rename', { ...spot('sam.yaml', 'Api:'), newName: 'Front' }));
    expect(editor.text(uri('sam.yaml')).getText()).toBe(text.replace('Api:', 'Front:').replace('ApiRole', 'FrontRole'));
    await expect(ask('prepareRename', spot('sam.yaml', 'FrontRole'))).rejects.toThrow('SAM makes FrontRole of Front');
  });

  it('makes plain edits for old clients, but never loses data unasked', async () => {
    const { ask, spot, uri } = await start({ 'shop.yaml': SHOP }, { capabilities: old });
    const edit = await ask<WorkspaceEdit>('rename', { ...spot('shop.yaml', 'Jobs:'), newName: 'Work' });
    expect(edit.changes?.[uri('shop.yaml')]).toHaveLength(1);
    await expect(ask('rename', { ...spot('shop.yaml', 'Orders:'), newName: 'Tables' })).rejects.toThrow('can’t ask');
  });

  it('keeps versions, so that an edit of another text is refused', async () => {
    const { ask, spot } = await start({ 'shop.yaml': SHOP });
    const edit = await ask<WorkspaceEdit>('rename', { ...spot('shop.yaml', 'Jobs:'), newName: 'Work' });
    expect((edit.documentChanges as TextDocumentEdit[])[0]?.textDocument.version).toBe(1);
  });
});

describe('reading', () => {
  it('outlines a template by its sections, and code by its stacks', async () => {
    const code = `import { App, Stack } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
const stack = new Stack(new App(), 'Shop');
new Queue(stack, 'Jobs');
new Queue(stack, 'Mails');
`;
    const { ask, uri } = await start({ 'cdk.json': '{}', 'shop.yaml': SHOP, 'app.ts': code });
    const tree = (symbols: readonly DocumentSymbol[]): unknown[] =>
      symbols.map(s => [s.detail ? `${s.name} ${s.detail}` : s.name, ...tree(s.children ?? [])]);
    const shown = async (name: string) =>
      tree((await ask<DocumentSymbol[]>('documentSymbol', { textDocument: { uri: uri(name) } })) ?? []);
    expect(await shown('shop.yaml')).toEqual([
      ['Parameters', ['Stage String']],
      ['Mappings', ['Sizes']],
      ['Conditions', ['IsProd'], ['IsBig']],
      ['Resources', ['Orders AWS::DynamoDB::Table'], ['Jobs AWS::SQS::Queue']],
      ['Outputs', ['Table']],
    ]);
    expect(await shown('app.ts')).toEqual([['Shop', ['Jobs AWS::SQS::Queue'], ['Mails AWS::SQS::Queue']]]);
    const found = await (client as Client).connection.sendRequest<SymbolInformation[]>('workspace/symbol', {
      query: 'jbs',
    });
    expect(found.map(s => `${s.name} ${s.containerName}`).sort()).toEqual([
      'Jobs AWS::SQS::Queue',
      'Jobs AWS::SQS::Queue',
    ]);
  });

  it('explains names, attributes, pseudo parameters and functions', async () => {
    const { editor, uri } = await start({ 'shop.yaml': SHOP });
    const said = async (at: string) => {
      const hover = await editor.hover(uri('shop.yaml'), at);
      return (hover?.contents as { value: string } | undefined)?.value ?? '';
    };
    expect(await said('Stage, Small')).toMatch(
      /\*\*Stage\*\* · `String`\n\nWhere it runs\n\n\[Line 2\]\(.*\) · Default `dev`/,
    );
    expect(await said('IsProd, !FindInMap')).toContain('Condition `!Equals [!Ref Stage, prod]`');
    expect(await said('Arn\n')).toContain('**Orders.Arn** · an attribute of `AWS::DynamoDB::Table`');
    expect(await said('AWS::Region')).toContain('The region that the stack is deployed to');
    expect(await said('!Sub')).toContain('A string with');
    expect(await said('Fn::Join')).toContain('Values joined');
    expect(await said('Orders.Arn')).toContain('Created when `IsProd`');
  });

  it('links to files that exist', async () => {
    const files = {
      'cdk.json': '{}',
      'sam.yaml': `Transform: AWS::Serverless-2016-10-31
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: src/, Handler: index.handler, Runtime: nodejs24.x }
  Nested:
    Type: AWS::CloudFormation::Stack
    Properties: { TemplateURL: "./data.yaml" }
  Gone:
    Type: AWS::CloudFormation::Stack
    Properties: { TemplateURL: ./gone.yaml }
`,
      'data.yaml': CHILD,
      'src/index.ts': `import { S3 } from '@aws-sdk/client-s3';\nnew S3({});\nexport const handler = async () => {};\n`,
      'app.ts': `import { App, Stack } from 'aws-cdk-lib';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import * as path from 'path';
const stack = new Stack(new App(), 'Shop');
new NodejsFunction(stack, 'Front', { entry: path.join(__dirname, 'src/index.ts') });
`,
    };
    const { ask, uri, editor } = await start(files);
    const links = async (name: string) =>
      ((await ask<DocumentLink[]>('documentLink', { textDocument: { uri: uri(name) } })) ?? []).map(
        l => `${editor.text(uri(name)).getText(l.range)} → ${l.target?.slice(l.target.lastIndexOf('/') + 1)}`,
      );
    expect(await links('sam.yaml')).toEqual([
      'index.handler → index.ts#L3',
      'src/ → index.ts#L3',
      './data.yaml → data.yaml',
    ]);
    expect(await links('app.ts')).toEqual(['src/index.ts → index.ts#L3']);
  });

  it('folds blocks and comments', async () => {
    const text = `# one
# two
# three
Resources:
  A:
    Type: AWS::SNS::Topic

  B:
    Type: AWS::SNS::Topic
    DependsOn:
    - A
`;
    const { ask, uri } = await start({ 'a.yaml': text, 'data.json': CHILD });
    const folds = async (name: string) =>
      (await ask<FoldingRange[]>('foldingRange', { textDocument: { uri: uri(name) } })).map(f => [
        f.startLine,
        f.endLine,
      ]);
    expect(await folds('a.yaml')).toEqual([
      [0, 2],
      [3, 10],
      [4, 5],
      [7, 10],
      [9, 10],
    ]);
    expect(await folds('data.json')).toEqual([
      [2, 4],
      [6, 8],
    ]);
  });

  it('colours functions and names', async () => {
    const { ask, uri, editor } = await start(
      { 'shop.yaml': SHOP },
      {
        capabilities: {
          ...modern,
          textDocument: {
            ...modern.textDocument,
            semanticTokens: { requests: { full: true }, tokenTypes: [], tokenModifiers: [], formats: ['relative'] },
          },
        },
      },
    );
    const { data } = await ask<SemanticTokens>('semanticTokens/full', { textDocument: { uri: uri('shop.yaml') } });
    const found: string[] = [];
    let [line, character] = [0, 0];
    for (let i = 0; i < data.length; i += 5) {
      const [down, along, length, type] = data.slice(i, i + 4) as [number, number, number, number];
      character = down === 0 ? character + along : along;
      line += down;
      const range = { start: { line, character }, end: { line, character: character + length } };
      found.push(`${editor.text(uri('shop.yaml')).getText(range)} ${LEGEND.tokenTypes[type]}`);
    }
    expect(found).toEqual(
      expect.arrayContaining([
        '!Sub function',
        'Stage parameter',
        'Orders class',
        'IsProd enumMember',
        'Sizes enum',
        'Arn property',
        'AWS::Region variable',
        'Fn::Join function',
        'shop-table variable',
      ]),
    );
  });
});

describe('completion', () => {
  const offered = async (text: string, name = 'a.yaml', options = {}) => {
    const at = text.indexOf('|');
    const { ask, spot, editor } = await start({ [name]: text.replace('|', '') }, options);
    const found = await ask<CompletionList | null>('completion', {
      ...spot(name, '', 0, at),
      position: editor.text(spot(name, '').textDocument.uri).positionAt(at),
    });
    const labels = found?.items.map(i => i.label) ?? [];
    await client?.stop();
    client = undefined;
    return labels;
  };
  const HEAD = `Parameters:
  Stage: { Type: String }
Conditions:
  IsProd: !Equals [a, b]
Mappings:
  Sizes: { a: { b: c } }
Resources:
  Orders: { Type: AWS::DynamoDB::Table }
  Jobs:
    Type: AWS::SQS::Queue
`;
  it('of names where names stand', async () => {
    const inQueue = (value: string) => offered(`${HEAD}    Properties:\n      QueueName: ${value}\n`);
    expect(await inQueue('!Ref |')).toEqual(expect.arrayContaining(['Stage', 'Orders', 'AWS::Region']));
    expect(await inQueue('!Ref |')).not.toContain('Jobs');
    expect(await inQueue('!GetAtt O|')).toEqual(['Orders']);
    expect(await inQueue('!GetAtt Orders.|')).toEqual(expect.arrayContaining(['Arn', 'StreamArn']));
    expect(await inQueue('{ "Fn::GetAtt": ["Orders", "|"] }')).toContain('Arn');
    expect(await inQueue('!Sub "x-${|"')).toEqual(expect.arrayContaining(['Stage', 'Orders', 'AWS::Region']));
    expect(await inQueue('!Sub "x-${Orders.|}"')).toContain('Arn');
    expect(await inQueue('"x-${|"')).toEqual([]);
    expect(await inQueue('!If [|, a, b]')).toEqual(['IsProd']);
    expect(await inQueue('!FindInMap [|')).toEqual(['Sizes']);
    expect(await offered(`${HEAD}    DependsOn: |\n`)).toEqual(['Orders']);
    expect(await offered(`${HEAD}    DependsOn:\n      - |\n`)).toEqual(['Orders']);
    expect(await offered(`${HEAD}    Condition: |\n`)).toEqual(['IsProd']);
    expect(await inQueue('plain|')).toEqual([]);
  }, 60_000);

  it('is left to another extension where that does it', async () => {
    const options = { initializationOptions: { navigation: false } };
    expect(await offered(`${HEAD}    DependsOn: |\n`, 'a.yaml', options)).toEqual([]);
  });
});
