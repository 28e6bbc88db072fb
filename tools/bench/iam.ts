/**
 * What the IAM analysis costs: an edit in a stack of 60 statements, the join of a stack with 20 handlers, an edit in a file that
 * has nothing to do with IAM, and the first use of the action database.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { accessIn, missingIn, surplusIn } from '../../server/src/access/compare.ts';
import { createWorkspace, rules } from '../../server/src/all.ts';
import type { Rule } from '../../server/src/core/rule.ts';
import { type Row, cpu, median } from './measure.ts';
import { typed } from './inputs.ts';

function workspace(own: readonly Rule[] = rules) {
  return createWorkspace({
    rules: own,
    host: { fileExists: () => null },
    projectOf: () => 'file:///bench/',
    today: () => '2026-11-21',
  });
}

const STACK = 'file:///bench/stack.ts';

function stackOf(body: string): string {
  return `import * as cdk from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as nodejs from 'aws-cdk-lib/aws-lambda-nodejs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export class BenchStack extends cdk.Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
${body}  }
}
`;
}

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);

/** Ten roles with six statements each, of the kinds that real stacks have. */
function statements(): string {
  const body = numbers(10).map(
    i => `    const table${i} = new dynamodb.Table(this, 'Table${i}', {
      partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
    });
    const bucket${i} = new s3.Bucket(this, 'Bucket${i}');
    const role${i} = new iam.Role(this, 'Role${i}', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
    role${i}.addToPolicy(new iam.PolicyStatement({ actions: ['dynamodb:GetItem', 'dynamodb:Query'], resources: [table${i}.tableArn] }));
    role${i}.addToPolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [bucket${i}.arnForObjects('*')] }));
    role${i}.addToPolicy(new iam.PolicyStatement({ actions: ['s3:List*'], resources: ['*'] }));
    role${i}.addToPolicy(new iam.PolicyStatement({
      actions: ['ec2:DescribeInstances', 'ec2:StopInstances'],
      resources: ['*'],
      conditions: { StringEquals: { 'aws:RequestedRegion': 'eu-central-1' } },
    }));
    role${i}.addToPolicy(new iam.PolicyStatement({ actions: ['kms:Decrypt', 'kms:DescribeKey'], resources: [\`arn:aws:kms:\${this.region}:\${this.account}:key/*\`] }));
    table${i}.grantReadWriteData(role${i});
`,
  );
  return stackOf(body.join(''));
}

/** Twenty functions with a table, a bucket and a queue between them, and the code of each. */
function handlers(): { stack: string; files: Readonly<Record<string, string>> } {
  const body = numbers(20).map(
    i => `    const table${i} = new dynamodb.Table(this, 'Table${i}', {
      partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
    });
    const bucket${i} = new s3.Bucket(this, 'Bucket${i}');
    const queue${i} = new sqs.Queue(this, 'Queue${i}');
    const fn${i} = new nodejs.NodejsFunction(this, 'Function${i}', {
      entry: 'handler${i}.ts',
      environment: { TABLE: table${i}.tableName, BUCKET: bucket${i}.bucketName, QUEUE: queue${i}.queueUrl },
    });
    table${i}.${i % 2 === 0 ? 'grantReadWriteData' : 'grantReadData'}(fn${i});
    bucket${i}.grantRead(fn${i});
    fn${i}.addToRolePolicy(new iam.PolicyStatement({ actions: ['sqs:*'], resources: [queue${i}.queueArn] }));
`,
  );
  const files = numbers(20).map((i): [string, string] => [
    `file:///bench/handler${i}.ts`,
    `import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, ${i % 3 === 0 ? 'PutCommand' : 'QueryCommand'} } from '@aws-sdk/lib-dynamodb';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';

const db = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const s3 = new S3Client({});
const sqs = new SQSClient({});

export const handler = async (event: { id: string }) => {
  const { Item } = await db.send(new GetCommand({ TableName: process.env.TABLE, Key: { id: event.id } }));
  await db.send(new ${i % 3 === 0 ? 'PutCommand({ TableName: process.env.TABLE, Item: {} })' : 'QueryCommand({ TableName: process.env.TABLE })'});
  await s3.send(new GetObjectCommand({ Bucket: process.env.BUCKET, Key: Item?.key }));
  await sqs.send(new SendMessageCommand({ QueueUrl: process.env.QUEUE, MessageBody: event.id }));
};
`,
  ]);
  return { stack: stackOf(body.join('')), files: Object.fromEntries(files) };
}

/** A stack without policies, roles or code. */
function plain(): string {
  const body = numbers(60).map(
    i => `    const queue${i} = new sqs.Queue(this, 'Queue${i}', { encryption: sqs.QueueEncryption.KMS_MANAGED });
    new cdk.CfnOutput(this, 'Url${i}', { value: queue${i}.queueUrl });
`,
  );
  return stackOf(body.join(''));
}

type Space = ReturnType<typeof workspace>;

/** CPU of keystrokes in the middle of a text, after ten to warm up. */
function keystrokes(space: Space, text: string, runs: number): number[] {
  const own: number[] = [];
  for (let i = 0; i < runs + 10; i++) {
    const next = typed(text, i);
    const spent = cpu(() => {
      space.update({ uri: STACK, version: i + 2, text: next });
      space.findings(STACK);
    });
    if (i >= 10) own.push(spent);
  }
  return own;
}

/** The rows of the table. */
export function iamRows(runs: number): Row[] {
  const rows: Row[] = [];
  const sixty = workspace();
  const edits = keystrokes(sixty, statements(), runs);
  rows.push({
    what: 'CPU per edit, CDK stack of 60 statements',
    measured: `${median(edits).toFixed(1)} ms`,
    limit: '≤ 15 ms',
    note: `${sixty.graph(STACK).statements.length} statements; ${sixty.findings(STACK).length} findings`,
  });

  const { stack, files } = handlers();
  const space = workspace();
  for (const [uri, text] of Object.entries(files)) space.update({ uri, version: 1, text });
  const joins: number[] = [];
  for (let i = 0; i < runs + 10; i++) {
    space.update({ uri: STACK, version: i + 1, text: `${stack}${' '.repeat(i % 7)}` });
    const graph = space.graph(STACK);
    const spent = cpu(() => {
      for (const access of accessIn(graph)) missingIn(graph, access);
      surplusIn(graph);
    });
    if (i >= 10) joins.push(spent);
  }
  const graph = space.graph(STACK);
  const whole = keystrokes(space, stack, runs);
  rows.push({
    what: 'Join of 20 handlers with a stack',
    measured: `${median(joins).toFixed(1)} ms`,
    limit: '≤ 100 ms',
    note: `${accessIn(graph).reduce((sum, a) => sum + a.needs.length, 0)} needs, ${surplusIn(graph).length} surplus; CPU for a new graph; the whole edit: ${median(whole).toFixed(1)} ms`,
  });

  const text = plain();
  const without = workspace(rules.filter(rule => !rule.id.startsWith('iam/')));
  const withAll = workspace();
  const [a, b]: [number[], number[]] = [[], []];
  // In turn, so that both see the same machine.
  for (let i = 0; i < 4; i++) {
    a.push(...keystrokes(withAll, text, Math.ceil(runs / 4)));
    b.push(...keystrokes(without, text, Math.ceil(runs / 4)));
  }
  const difference = median(a) - median(b);
  rows.push({
    what: 'CPU per edit for IAM, file without IAM',
    measured: `${difference.toFixed(2)} ms`,
    limit: '≤ 0.5 ms',
    note: `${median(a).toFixed(1)} ms with all rules, ${median(b).toFixed(1)} ms without those of IAM`,
  });

  const first = spawnSync(process.execPath, [path.join(import.meta.dirname, 'firstUse.ts')], { encoding: 'utf8' });
  rows.push({
    what: 'First use of the action database',
    measured: `${Number(first.stdout).toFixed(1)} ms`,
    limit: '≤ 30 ms',
    note: 'CPU in a new process: one action with its types of resources, one wildcard, one unknown action',
  });
  return rows;
}
