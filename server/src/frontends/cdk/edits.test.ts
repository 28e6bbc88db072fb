/** What edited CDK code says, and what is found in it, is what somebody says who reads it for the first time. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createWorkspace } from '../../all.ts';
import type { Workspace } from '../../core/workspace.ts';

const STACK = readFileSync(
  path.join(import.meta.dirname, '../../../../examples/orders-cdk/lib/orders-stack.ts'),
  'utf8',
);

/** Code in which statements stand inside of others, are used before they stand, and mean what is said elsewhere. */
const NESTED = `import * as cdk from 'aws-cdk-lib';
import { aws_iam as iam, aws_lambda as lambda, aws_s3 as s3, aws_sqs as sqs, CfnOutput } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { helper } from './helper';

const stage = process.env.STAGE ?? 'dev';
const names = ['one', 'two'];
export const ARN = 'arn:aws:sqs:eu-west-1:111122223333:jobs';
enum Kind { Fast = 'fast', Slow = 'slow' }

export interface Props extends cdk.StackProps { readonly vpc?: ec2.IVpc; readonly kind?: string }

function queueOf(scope: Construct, id: string, props: sqs.QueueProps = { fifo: false }) {
  const queue = new sqs.Queue(scope, id, {
    visibilityTimeout: cdk.Duration.seconds(30),
    ...props,
  });
  later(queue);
  return queue;
  function later(q: sqs.Queue) {
    q.addToResourcePolicy(new iam.PolicyStatement({ actions: ['sqs:*'], resources: ['*'], principals: [new iam.AnyPrincipal()] }));
  }
}

class Base extends Construct {
  static readonly size = 128;
  protected readonly role: iam.Role;
  private readonly key = new s3.Bucket(this, 'Key', { encryption: s3.BucketEncryption.S3_MANAGED });
  constructor(scope: Construct, id: string, readonly handler = 'index.handler') {
    super(scope, id);
    this.role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    });
    if (stage === 'prod') {
      // Only there.
      this.role.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('AdministratorAccess'));
      for (const name of names) {
        new sqs.Queue(this, name, { queueName: \`\${name}-\${stage}\` });
      }
    } else {
      this.role.addToPolicy(
        new iam.PolicyStatement({
          actions: ['s3:GetObject', 's3:*'],
          resources: [this.key.bucketArn, '*'],
        }),
      );
    }
  }
  protected get size() {
    return Base.size * 2;
  }
}

export class Worker extends Base {
  constructor(scope: Construct, id: string, props: Props) {
    super(scope, id);
    const fn = new lambda.Function(this, 'Fn', {
      runtime: lambda.Runtime.NODEJS_16_X,
      handler: this.handler,
      memorySize: this.size,
      role: this.role,
      code: lambda.Code.fromInline(\`const sdk = require('aws-sdk');
exports.handler = () => new sdk.S3().getObject({ Bucket: process.env.BUCKET });\`),
      environment: { KIND: props.kind ?? Kind.Fast, QUEUE: ARN },
    });
    const [first, second] = names.map(name => queueOf(this, \`Q\${name}\`, { queueName: name }));
    first.grantSendMessages(fn); second.grantConsumeMessages(fn);
    helper(fn);
    switch (props.kind) {
      case 'fast':
        fn.addEnvironment('MODE', 'fast');
        break;
      default:
        new CfnOutput(this, 'Name', { value: fn.functionName });
    }
  }
}

export class WorkStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props: Props = {}) {
    super(scope, id, props);
    const vpc = props.vpc ?? new ec2.Vpc(this, 'Vpc', { maxAzs: 2, cidr: '10.0.0.0/16' });
    const group = new ec2.SecurityGroup(this, 'Group', { vpc });
    group.addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(22));
    const run = () => {
      const worker = new Worker(this, 'Worker', { vpc, kind: Kind.Slow });
      return worker;
    };
    run();
    try {
      new s3.Bucket(this, 'Data', { removalPolicy: cdk.RemovalPolicy.DESTROY, bucketName: 'data-' + stage });
    } finally {
      cdk.Tags.of(this).add('owner', 'team');
    }
  }
}

const app = new cdk.App();
new WorkStack(app, 'Work', { env: { region: 'eu-central-1' } });
`;

const PIECES = [
  ' ',
  '\n',
  '  ',
  '\t',
  '\r\n',
  "'",
  '`',
  '${',
  '{',
  '}',
  '(',
  ')',
  ';',
  ',',
  '//',
  '/* ',
  '*/',
  '.',
  '=',
  '=>',
  'x',
  '7',
];
/** What people write, and what is meant elsewhere. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/queueOf/, 'queuesOf'],
  [/'one'/, "'first', 'one'"],
  [/stage === 'prod'/, "stage !== 'prod'"],
  [/'dev'/, "'prod'"],
  [/128/, '256'],
  [/extends Base/, 'extends Construct'],
  [/NODEJS_16_X/, 'NODEJS_22_X'],
  [/this\.handler/, "'main.handler'"],
  [/111122223333/, '444455556666'],
  [/aws_sqs as sqs/, 'aws_sqs as queues'],
  [/from 'constructs'/, "from 'other'"],
  [/^ {4}run/m, '    void run'],
  [/^ {4}(?=const group)/m, '  if (stage) {\n    '],
  [/^ {4}(?=helper)/m, '          '],
  [/; second/, ';\n    second'],
  [/^/, "'use strict';\n"],
  [/^/, '// plumbline-ignore-file iam/*\n'],
  [/\n/g, '\r\n'],
  [/export class Worker/, 'class Worker'],
  [/const app/, 'export const app'],
  [/OrderQueue/, 'OrdersQueue'],
  [/import \* as cdk.*/, '$&\nimport * as added from "./added";'],
];

const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const edit = fc.oneof(
  fc.record({ at: place, remove: fc.integer({ min: 0, max: 3 }), insert: fc.constantFrom('', ...PIECES) }),
  fc.record({ at: place, remove: fc.integer({ min: 0, max: 300 }), insert: fc.constantFrom('', '\n') }),
  fc.record({ at: place, remove: fc.constant(0), insert: fc.constantFrom(...STACK.split('\n').slice(12, 60)) }),
);

const workspace = () =>
  createWorkspace({ host: { fileExists: () => null }, projectOf: () => 'file:///', today: () => '2026-11-21' });

/** All that a workspace knows of a document, with the name that it has taken out. */
function said(space: Workspace, uri: string): unknown {
  const { resources, statements, edges, code, source, runs, stacks, notes } = space.graph(uri);
  const graph = { resources, statements, edges, code, source, runs, stacks, notes };
  const findings = space.allFindings();
  return JSON.parse(JSON.stringify({ graph, findings }).replaceAll(uri.replace(/[^/]+$/, ''), ''));
}

let number = 0;

describe.each([
  ['orders-stack.ts', STACK],
  ['nested.ts', NESTED],
])('an edited %s', (name, whole) => {
  const space = workspace();
  const uri = `file:///edited/${name}`;
  let version = 0;
  const type = (text: string) => void space.update({ uri, version: version++, text });
  const expectSame = (text: string) => {
    type(text);
    const [other, another] = [workspace(), `file:///app${number++}/${name}`];
    other.update({ uri: another, version: 1, text });
    const [now, anew] = [said(space, uri), said(other, another)];
    if (!isDeepStrictEqual(now, anew)) expect(now, text).toStrictEqual(anew);
  };

  test('says what it says to somebody who never saw it', { timeout: 120_000 }, () => {
    expectSame(whole);
    for (const [word, other] of WORDS) {
      const text = whole.replace(word, other);
      if (text === whole) continue;
      expectSame(text);
      expectSame(whole);
    }
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), changes => {
        let text = whole;
        type(text);
        for (const { at, remove, insert } of changes) {
          const from = Math.floor(at * text.length);
          text = text.slice(0, from) + insert + text.slice(from + remove);
          expectSame(text);
        }
      }),
      { numRuns: Number(process.env.RUNS ?? 40), seed: Number(process.env.SEED ?? 7) },
    );
  });
});
