/** What the picture shows of a project: what is a node, what is folded, which connections there are, and what is missing. */
import { describe, expect, it } from 'vitest';
import { createWorkspace } from '../all.ts';
import { renderMermaid } from './mermaid.ts';
import { MAX_NODES, type Picture, type PictureOptions, pictureOf } from './picture.ts';

function draw(files: Readonly<Record<string, string>>, options?: PictureOptions): Picture {
  const workspace = createWorkspace({
    host: { fileExists: () => null },
    projectOf: () => 'file:///app/',
    today: () => '2026-11-21',
  });
  for (const [name, text] of Object.entries(files)) workspace.update({ uri: `file:///app/${name}`, version: 1, text });
  const uri = `file:///app/${Object.keys(files)[0]}`;
  return pictureOf(workspace.graph(uri), workspace.allFindings(), options);
}

const names = (picture: Picture) => picture.nodes.map(n => n.name);
const edges = (picture: Picture) =>
  picture.edges.map(e => {
    const name = (id: string) => picture.nodes.find(n => n.id === id)?.name;
    return `${name(e.from)} ${e.kind}${e.label && e.label !== e.kind ? ` (${e.label})` : ''} ${name(e.to)}${e.loop ? ' ↺' : ''}`;
  });

const ORDERS = `
Resources:
  Incoming:
    Type: AWS::SQS::Queue
  Orders:
    Type: AWS::DynamoDB::Table
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }]
      Policies:
        - PolicyName: orders
          PolicyDocument:
            Statement: [{ Effect: Allow, Action: dynamodb:GetItem, Resource: !GetAtt Orders.Arn }]
  Handler:
    Type: AWS::Lambda::Function
    Properties: { Runtime: nodejs24.x, Handler: index.handler, Role: !GetAtt Role.Arn, Code: { S3Bucket: b, S3Key: k } }
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { EventSourceArn: !GetAtt Incoming.Arn, FunctionName: !Ref Handler }
  Logs:
    Type: AWS::Logs::LogGroup
    Properties: { LogGroupName: !Sub '/aws/lambda/\${Handler}' }
`;

const LOOP = `
Transform: AWS::Serverless-2016-10-31
Resources:
  Images:
    Type: AWS::S3::Bucket
  Thumbnails:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs24.x
      Handler: index.handler
      CodeUri: src/
      Policies: [{ S3CrudPolicy: { BucketName: !Ref Images } }]
      Events: { Created: { Type: S3, Properties: { Bucket: !Ref Images, Events: 's3:ObjectCreated:*' } } }
`;

describe('nodes', () => {
  it('are what stands for itself; roles, mappings and log groups are parts of the function', () => {
    const picture = draw({ 'orders.yaml': ORDERS });
    expect(names(picture)).toEqual(['Incoming', 'Orders', 'Handler']);
    expect(picture.nodes.map(n => [n.label, n.tier])).toEqual([
      ['SQS queue', 'messaging'],
      ['DynamoDB table', 'data'],
      ['Lambda function', 'compute'],
    ]);
    expect(picture.nodes[2]?.parts).toEqual([
      'IAM role Role',
      'Lambda event source mapping Mapping',
      'CloudWatch log group Logs',
    ]);
    expect(picture.resources).toBe(6);
  });

  it('have policies where the role of the policy is, not where the policy allows something', () => {
    const policy = `  Policy:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: orders
      Roles: [!Ref Role]
      PolicyDocument: { Statement: [{ Effect: Allow, Action: dynamodb:PutItem, Resource: !GetAtt Orders.Arn }] }
`;
    const picture = draw({ 'orders.yaml': ORDERS + policy });
    expect(picture.nodes.map(n => [n.name, n.parts.includes('IAM policy Policy')])).toEqual([
      ['Incoming', false],
      ['Orders', false],
      ['Handler', true],
    ]);
  });

  it('of files with the same name say in which folder they are', () => {
    const picture = draw({ 'orders/template.yaml': ORDERS, 'users/template.yaml': ORDERS, 'web.yaml': ORDERS });
    expect(picture.stacks.map(s => s.name)).toEqual(['orders/template', 'users/template', 'web']);
  });

  it('are all resources on demand', () => {
    expect(names(draw({ 'orders.yaml': ORDERS }, { all: true }))).toEqual([
      'Incoming',
      'Orders',
      'Role',
      'Handler',
      'Mapping',
      'Logs',
    ]);
  });

  it('carry the findings of their parts', () => {
    const picture = draw({ 'a.yaml': ORDERS.replace('dynamodb:GetItem', "'*'").replace('!GetAtt Orders.Arn', "'*'") });
    const handler = picture.nodes.find(n => n.name === 'Handler');
    expect(handler?.findings.some(f => f.rule.startsWith('iam/'))).toBe(true);
  });

  it('of one stack come with their neighbours in others', () => {
    const cdk = `import { App, Stack, aws_sqs as sqs, aws_lambda as lambda } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
class Data extends Stack { readonly queue = new sqs.Queue(this, 'Jobs'); readonly other = new sqs.Queue(this, 'Other'); }
class Work extends Stack {
  constructor(scope: App, id: string, queue: sqs.Queue) {
    super(scope, id);
    const worker = new lambda.Function(this, 'Worker', { runtime: lambda.Runtime.NODEJS_24_X, handler: 'i.h', code: lambda.Code.fromAsset('l') });
    worker.addEventSource(new SqsEventSource(queue));
  }
}
const app = new App();
const data = new Data(app, 'Data');
new Work(app, 'Work', data.queue);
`;
    const whole = draw({ 'app.ts': cdk });
    expect(whole.stacks.map(s => s.name)).toEqual(['Data', 'Work']);
    const one = draw({ 'app.ts': cdk }, { stack: whole.stacks[1]?.id ?? '' });
    expect(one.nodes.map(n => `${n.name} ${n.state}`)).toEqual(['Jobs outside', 'Worker here']);
    expect(edges(one)).toEqual(['Jobs invokes Worker']);
  });

  it('stand for whole stacks where there are too many', () => {
    const template = (n: number) =>
      `Resources:\n${Array.from({ length: n }, (_, i) => `  Q${i}:\n    Type: AWS::SQS::Queue\n`).join('')}`;
    const half = MAX_NODES / 2 + 1;
    const picture = draw({ 'a.yaml': template(half), 'b.yaml': template(half) });
    expect(picture.collapsed).toBe(true);
    expect(picture.nodes.map(n => [n.name, n.label, n.state])).toEqual([
      ['a', `Stack of ${half}`, 'stack'],
      ['b', `Stack of ${half}`, 'stack'],
    ]);
  });
});

describe('connections', () => {
  it('are those of the parts', () => {
    expect(edges(draw({ 'orders.yaml': ORDERS }))).toEqual(['Handler reads Orders', 'Incoming invokes Handler']);
  });

  it('come from what code calls, too', () => {
    const template = `
Resources:
  Orders:
    Type: AWS::DynamoDB::Table
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs24.x
      Handler: index.handler
      Role: arn:aws:iam::123456789012:role/handler
      Environment: { Variables: { TABLE: !Ref Orders } }
      Code:
        ZipFile: |
          const { DynamoDBClient, PutItemCommand } = require('@aws-sdk/client-dynamodb');
          const client = new DynamoDBClient({});
          exports.handler = async () => client.send(new PutItemCommand({ TableName: process.env.TABLE, Item: {} }));
`;
    expect(edges(draw({ 'a.yaml': template }))).toEqual(['Handler writes Orders']);
  });

  it('of hubs, and of what is connected by more, wait until one of their ends is selected', () => {
    const table = (i: number) =>
      `  Table${i}:\n    Type: AWS::DynamoDB::Table\n    Properties: { SSESpecification: { KMSMasterKeyId: !Ref Key } }\n`;
    const keyed = (count: number) =>
      draw({
        'a.yaml': `Resources:\n  Key:\n    Type: AWS::KMS::Key\n${Array.from({ length: count }, (_, i) => table(i)).join('')}`,
      });
    expect(keyed(4).edges.map(e => e.quiet)).toEqual([false, false, false, false]);
    expect(keyed(5).edges.map(e => e.quiet)).toEqual([true, true, true, true, true]);
    const named = draw({ 'orders.yaml': ORDERS.replace('Table\n', 'Table\n    DependsOn: Incoming\n') });
    expect(named.edges.filter(e => e.quiet).map(e => e.kind)).toEqual(['depends']);
    expect(renderMermaid(named).match(/-->|-\.->/g)).toHaveLength(2);
  });

  it('are none with what CloudFormation asks while it deploys', () => {
    const picture = draw({
      'a.yaml': `${ORDERS}
  Fill:
    Type: Custom::Fill
    Properties: { ServiceToken: !GetAtt Filler.Arn, TableName: !Ref Orders }
  Filler:
    Type: AWS::Lambda::Function
    Properties: { Runtime: nodejs24.x, Handler: index.handler, Role: !GetAtt Role.Arn, Code: { S3Bucket: b, S3Key: k } }
`,
    });
    expect(edges(picture)).not.toContain('Orders invokes Filler');
  });

  it('of an event loop are marked', () => {
    const picture = draw({ 'a.yaml': LOOP });
    expect(edges(picture)).toEqual([
      'Thumbnails writes (reads, writes) Images ↺',
      'Images invokes (ObjectCreated) Thumbnails ↺',
    ]);
    expect(picture.loops).toHaveLength(1);
  });
});

it('what is required and missing is an outline', () => {
  const picture = draw({
    'a.yaml': ORDERS.replace(/ {2}Mapping:[\s\S]*?(?= {2}Logs)/, ''),
    'plumbline.yaml':
      'version: 1\nrequirements:\n  services:\n    require: [sns]\n  connections:\n    - sqs -> function\n',
  });
  expect(picture.nodes.filter(n => n.state === 'missing').map(n => [n.name, n.findings.length])).toEqual([['SNS', 1]]);
  expect(edges(picture)).toContain('Incoming missing Handler');
});

describe('Mermaid', () => {
  it('has a subgraph for each stack, and marks loops', () => {
    expect(renderMermaid(draw({ 'a.yaml': LOOP }))).toBe(`flowchart LR
  subgraph s0["a"]
    n0["<b>Images</b><br>S3 bucket"]:::data
    n1["<b>Thumbnails</b><br>Lambda function"]:::compute
  end
  n1 -->|"reads, writes"| n0
  n0 -->|"ObjectCreated"| n1
  linkStyle 0,1 stroke:#c0272d,stroke-width:3px
  classDef edge stroke:#6f5bd6,stroke-width:2px
  classDef api stroke:#a23ab5,stroke-width:2px
  classDef compute stroke:#b95408,stroke-width:2px
  classDef messaging stroke:#c42d5f,stroke-width:2px
  classDef data stroke:#2563c9,stroke-width:2px
  classDef network stroke:#0d7780,stroke-width:2px
  classDef security stroke:#2f7d3b,stroke-width:2px
  classDef operations stroke:#5b6878,stroke-width:2px
  classDef missing stroke:#c0272d,stroke-dasharray:6 4
`);
  });

  it('takes nothing in a name for markup', () => {
    const text = renderMermaid(
      draw({ 'a.yaml': `Resources:\n  'x"]; click n0 "javascript:<img>\\n#':\n    Type: AWS::SQS::Queue\n` }),
    );
    const line = text.split('\n').find(l => l.includes('SQS queue')) ?? '';
    expect(line).toMatch(/^ +n0\["<b>[^"<>[\]();]*(?:#\d+;[^"<>[\]();]*)+<\/b><br>SQS queue"\]:::messaging$/);
  });
});
