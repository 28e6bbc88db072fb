/** What the writers make of intents in CDK code, style by style. */
import { describe, expect, it, vi } from 'vitest';
import type { List } from '../core/value.ts';
import { type Wanted, remove, rewritten, set, valueAt } from './testing.ts';

vi.mock('../knowledge/lowering.ts', async () => ({ lowering: (await import('./testing.ts')).testLowering }));

const HEAD = [
  "import * as cdk from 'aws-cdk-lib';",
  "import * as s3 from 'aws-cdk-lib/aws-s3';",
  "import * as sqs from 'aws-cdk-lib/aws-sqs';",
  "import * as lambda from 'aws-cdk-lib/aws-lambda';",
  "import * as iam from 'aws-cdk-lib/aws-iam';",
  "import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';",
].join('\n');

/** A stack with the given body; what comes out is the body, or all of it where the imports changed. */
function inStack(body: string, wanted: Wanted, id?: string, head = HEAD): string {
  const before = `${head}\nexport class S extends cdk.Stack {\n  constructor(scope: any, id: string) {\n    super(scope, id);\n${body}\n  }\n}\nnew S(new cdk.App(), 'S');\n`;
  const after = rewritten('s.ts', before, wanted, id);
  const start = `${before.slice(0, before.indexOf('super(scope, id);') + 18)}`;
  if (!after.startsWith(start))
    return after.replace(/\nexport class[\s\S]*?super\(scope, id\);/, '\n…').replace(/\n {2}\}\n\}\nnew S[\s\S]*$/, '');
  return after.slice(start.length).replace(/\n {2}\}\n\}\nnew S[\s\S]*$/, '');
}

describe('props of L2 constructs', () => {
  it('where there is no object yet', () => {
    expect(inStack("    new s3.Bucket(this, 'B');", set('VersioningConfiguration.Status', 'Enabled'))).toBe(
      "    new s3.Bucket(this, 'B', { versioned: true });",
    );
  });
  it('in an object on one line', () => {
    expect(
      inStack("    new s3.Bucket(this, 'B', { bucketName: 'x' });", set('VersioningConfiguration.Status', 'Enabled')),
    ).toBe("    new s3.Bucket(this, 'B', { bucketName: 'x', versioned: true });");
  });
  it('in an object of several lines, with and without trailing commas and comments', () => {
    const many = (end: string) => `    new s3.Bucket(this, 'B', {\n      bucketName: 'x'${end}\n    });`;
    for (const [end, after] of [
      [',', ',\n      versioned: true,'],
      ['', ',\n      versioned: true'],
      [', // mine', ', // mine\n      versioned: true,'],
      [' // mine', ', // mine\n      versioned: true'],
    ] as const)
      expect(inStack(many(end), set('VersioningConfiguration.Status', 'Enabled'))).toBe(many(after));
  });
  it('members of the file’s own module, and objects that one member stands for', () => {
    expect(
      inStack("    new s3.Bucket(this, 'B', {});", r => [
        ...set('PublicAccessBlockConfiguration', { $object: { BlockPublicAcls: true, BlockPublicPolicy: true } })(
          r,
          null as never,
        ),
        { kind: 'setAttribute', resource: r.id, name: 'DeletionPolicy', value: 'Retain' },
      ]),
    ).toMatchInlineSnapshot(`
      "    new s3.Bucket(this, 'B', {
            blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
            removalPolicy: cdk.RemovalPolicy.RETAIN,
          });"
    `);
  });
  it('durations, nested objects, and what is there is replaced', () => {
    expect(
      inStack(
        "    new sqs.Queue(this, 'Q', { visibilityTimeout: cdk.Duration.minutes(5) });",
        set('VisibilityTimeout', 30),
      ),
    ).toBe("    new sqs.Queue(this, 'Q', { visibilityTimeout: cdk.Duration.seconds(30) });");
    expect(
      inStack(
        "    const dead = new sqs.Queue(this, 'D');\n    new sqs.Queue(this, 'Q', {\n      queueName: 'q',\n    });",
        (_, graph) => {
          const [d, q] = ['D', 'Q'].map(id => graph.resources.find(r => r.logicalId === id)?.id ?? '');
          return [
            {
              kind: 'setProperty',
              resource: q as string,
              path: ['RedrivePolicy', 'deadLetterTargetArn'],
              value: { $ref: d as string, attribute: 'Arn' },
            },
            { kind: 'setProperty', resource: q as string, path: ['RedrivePolicy', 'maxReceiveCount'], value: 3 },
          ];
        },
      ),
    ).toMatchInlineSnapshot(`
      "    const dead = new sqs.Queue(this, 'D');
          new sqs.Queue(this, 'Q', {
            queueName: 'q',
            deadLetterQueue: {
              queue: dead,
              maxReceiveCount: 3,
            },
          });"
    `);
  });
  it('imports what is missing', () => {
    expect(
      inStack("    new lambda.Function(this, 'F', { description: 'x' });", set('LogRetention', 30)),
    ).toMatchInlineSnapshot(`
      "import * as cdk from 'aws-cdk-lib';
      import * as s3 from 'aws-cdk-lib/aws-s3';
      import * as sqs from 'aws-cdk-lib/aws-sqs';
      import * as lambda from 'aws-cdk-lib/aws-lambda';
      import * as iam from 'aws-cdk-lib/aws-iam';
      import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
      import * as logs from 'aws-cdk-lib/aws-logs';
      …
          new lambda.Function(this, 'F', { description: 'x', logRetention: logs.RetentionDays.ONE_MONTH });"
    `);
    expect(
      inStack(
        "    new lambda.Function(this, 'F', { description: 'x' });",
        set('LogRetention', 30),
        undefined,
        "import * as cdk from 'aws-cdk-lib';\nimport { aws_lambda as lambda } from 'aws-cdk-lib';",
      ),
    ).toMatchInlineSnapshot(`
      "import * as cdk from 'aws-cdk-lib';
      import { aws_lambda as lambda, aws_logs as logs } from 'aws-cdk-lib';
      …
          new lambda.Function(this, 'F', { description: 'x', logRetention: logs.RetentionDays.ONE_MONTH });"
    `);
    expect(
      inStack(
        "    new Bucket(this, 'B');",
        r => [{ kind: 'setAttribute', resource: r.id, name: 'DeletionPolicy', value: 'Retain' }],
        undefined,
        "import { App, Stack } from 'aws-cdk-lib';\nimport { Bucket } from 'aws-cdk-lib/aws-s3';\nconst cdk = { Stack, App };",
      ),
    ).toContain("import { App, Stack, RemovalPolicy } from 'aws-cdk-lib';");
  });
  it('variables of an environment keep their names', () => {
    expect(
      inStack(
        "    new lambda.Function(this, 'F', { environment: { A: '1' } });",
        set('Environment.Variables.LOG_level', 'x'),
      ),
    ).toBe("    new lambda.Function(this, 'F', { environment: { A: '1', LOG_level: 'x' } });");
  });
  it('says when there is no such prop', () => {
    expect(inStack("    new s3.Bucket(this, 'B');", set('Nothing', 1))).toBe(
      'refused: s3.Bucket has no prop that sets Nothing to this',
    );
  });
  it('removes', () => {
    expect(inStack("    new s3.Bucket(this, 'B', { bucketName: 'x' });", remove('BucketName'))).toBe(
      "    new s3.Bucket(this, 'B');",
    );
    expect(inStack("    new s3.Bucket(this, 'B', { bucketName: 'x', versioned: true });", remove('BucketName'))).toBe(
      "    new s3.Bucket(this, 'B', { versioned: true });",
    );
    expect(
      inStack(
        "    new s3.Bucket(this, 'B', {\n      // the name\n      bucketName: 'x', // fixed\n      versioned: true,\n    });",
        remove('BucketName'),
      ),
    ).toBe("    new s3.Bucket(this, 'B', {\n      // the name\n      versioned: true,\n    });");
  });
});

describe('L1 constructs', () => {
  it('lower-camel names, odd ones too', () => {
    expect(
      inStack("    new dynamodb.CfnTable(this, 'T', { keySchema: [] });", set('SSESpecification.SSEEnabled', true)),
    ).toBe("    new dynamodb.CfnTable(this, 'T', { keySchema: [], sseSpecification: { sseEnabled: true } });");
    expect(
      inStack("    new sqs.CfnQueue(this, 'Q', { queueName: `a`, delaySeconds: 1 });", set('QueueName', 'b')),
    ).toBe("    new sqs.CfnQueue(this, 'Q', { queueName: `b`, delaySeconds: 1 });");
    expect(
      inStack("    new sqs.CfnQueue(this, 'Q', { queueName: 'a', delaySeconds: 1 });", remove('DelaySeconds')),
    ).toBe("    new sqs.CfnQueue(this, 'Q', { queueName: 'a' });");
  });
});

describe('values', () => {
  it('a folded constant is rewritten where it stands', () => {
    expect(
      inStack("    const name = 'old';\n    new sqs.CfnQueue(this, 'Q', { queueName: name });", r => [
        { kind: 'replaceValue', value: valueAt(r, 'QueueName'), with: 'new' },
      ]),
    ).toBe("    const name = 'new';\n    new sqs.CfnQueue(this, 'Q', { queueName: name });");
  });
  it('a member gives way to its sibling', () => {
    expect(
      inStack("    new lambda.Function(this, 'F', { runtime: lambda.Runtime.NODEJS_16_X });", r => [
        { kind: 'replaceValue', value: valueAt(r, 'Runtime'), with: 'nodejs22.x' },
      ]),
    ).toBe("    new lambda.Function(this, 'F', { runtime: lambda.Runtime.NODEJS_22_X });");
  });
  it('refuses what would have another type in the code', () => {
    const body = "    new sqs.Queue(this, 'Q', { visibilityTimeout: cdk.Duration.minutes(5) });";
    expect(inStack(body, r => [{ kind: 'replaceValue', value: valueAt(r, 'VisibilityTimeout'), with: 60 }])).toMatch(
      /^refused/,
    );
    expect(
      inStack("    new s3.Bucket(this, 'B', { versioned: true });", r => [
        { kind: 'replaceValue', value: valueAt(r, 'VersioningConfiguration.Status'), with: 'Suspended' },
      ]),
    ).toMatch(/^refused/);
  });
  it('references and pseudo parameters', () => {
    const body = "    const b = new s3.Bucket(this, 'B');\n    new sqs.CfnQueue(this, 'Q', { queueName: 'x' });";
    expect(
      inStack(
        body,
        (r, graph) =>
          set('QueueName', {
            $ref: graph.resources.find(x => x.logicalId === 'B')?.id ?? '',
            attribute: 'Arn',
            suffix: '/*',
          })(r, graph),
        'Q',
      ),
    ).toContain('queueName: `${b.bucketArn}/*`');
    expect(inStack(body, set('QueueName', { $sub: 'arn:${AWS::Partition}:x' }), 'Q')).toContain(
      'queueName: `arn:${cdk.Aws.PARTITION}:x`',
    );
    expect(inStack(body, set('QueueName', { $sub: '${AWS::Region}' }), 'Q')).toContain('queueName: cdk.Aws.REGION');
  });
  it('whole days as days', () => {
    const body = "    new sqs.Queue(this, 'Q', { fifo: true });";
    expect(inStack(body, set('VisibilityTimeout', 1_209_600))).toContain('cdk.Duration.days(14)');
    expect(inStack(body, set('VisibilityTimeout', 90_000))).toContain('cdk.Duration.seconds(90000)');
  });
  it('items of lists and keys of statements', () => {
    const body =
      "    const r = new lambda.Function(this, 'F');\n    r.addToRolePolicy(new iam.PolicyStatement({\n      actions: ['s3:*', 'sqs:*'],\n      resources: ['*'],\n    }));";
    const ofStatement =
      (f: (list: List, elements: import('../core/value.ts').ObjectValue) => ReturnType<Wanted>): Wanted =>
      (_, graph) => {
        const elements = graph.statements.find(s => s.elements.entries.some(e => e.key === 'Action'))?.elements;
        if (!elements) throw new Error('no statement');
        return f(elements.entries.find(e => e.key === 'Action')?.value as List, elements);
      };
    expect(
      inStack(
        body,
        ofStatement(list => [{ kind: 'insertItem', list, value: 'a:b' }]),
      ),
    ).toContain("['s3:*', 'sqs:*', 'a:b']");
    // What an item refers to gets a variable.
    const unnamed = `    new s3.Bucket(this, 'B');\n${body}`;
    const named: Wanted = (resource, graph) =>
      ofStatement(list => [
        {
          kind: 'insertItem',
          list,
          value: { $ref: graph.resources.find(x => x.logicalId === 'B')?.id ?? '', attribute: 'Arn' },
        },
      ])(resource, graph);
    const after = inStack(unnamed, named);
    expect(after).toContain("const b = new s3.Bucket(this, 'B');");
    expect(after).toContain("['s3:*', 'sqs:*', b.bucketArn]");
    expect(
      inStack(
        body,
        ofStatement(list => [{ kind: 'removeItem', list, index: 0 }]),
      ),
    ).toContain("actions: ['sqs:*'],");
    expect(
      inStack(
        body,
        ofStatement((_, object) => [{ kind: 'setKey', object, key: 'Resource', value: 'arn:x' }]),
      ),
    ).toContain("resources: ['arn:x'],");
    expect(
      inStack(
        body,
        ofStatement((_, object) => [{ kind: 'setKey', object, key: 'Effect', value: 'Deny' }]),
      ),
    ).toContain("resources: ['*'],\n      effect: iam.Effect.DENY,\n");
  });
  it('a new construct, before its use', () => {
    expect(
      inStack("    // the queue\n    new sqs.Queue(this, 'Q', {\n      queueName: 'q',\n    });", r => [
        {
          kind: 'addResource',
          near: r.id,
          logicalId: 'DeadLetters',
          type: 'AWS::SQS::Queue',
          properties: { VisibilityTimeout: 60 },
        },
        {
          kind: 'setProperty',
          resource: r.id,
          path: ['RedrivePolicy'],
          value: {
            $object: { deadLetterTargetArn: { $ref: `${r.stack}#DeadLetters`, attribute: 'Arn' }, maxReceiveCount: 3 },
          },
        },
      ]),
    ).toMatchInlineSnapshot(`
      "    const deadLetters = new sqs.Queue(this, 'DeadLetters', { visibilityTimeout: cdk.Duration.seconds(60) });
          // the queue
          new sqs.Queue(this, 'Q', {
            queueName: 'q',
            deadLetterQueue: {
              queue: deadLetters,
              maxReceiveCount: 3,
            },
          });"
    `);
  });
});
