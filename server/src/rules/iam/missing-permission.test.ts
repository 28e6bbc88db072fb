import { cdk, withFiles, yaml } from '../../core/rule.ts';
import { describe, expect, it } from 'vitest';
import { ruleTest } from '../../testing/ruleTest.ts';
import { missingPermission } from './missing-permission.ts';

const HANDLER = (body: string, imports = '') => `
  import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
  import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
  import { S3Client, GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
  ${imports}
  const db = DynamoDBDocumentClient.from(new DynamoDBClient({}));
  const s3 = new S3Client({});
  ${body}
`;

const FUNCTION = (grants: string) => cdk`
  const key = new kms.Key(this, 'Key');
  const orders = new dynamodb.Table(this, 'Orders', {
    partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
  });
  const files = new s3.Bucket(this, 'Files', { encryptionKey: key });
  const fn = new nodejs.NodejsFunction(this, 'Handler', {
    entry: 'handler.ts',
    environment: { TABLE: orders.tableName, BUCKET: files.bucketName },
  });
  ${grants}
`;

ruleTest(missingPermission, ({ check, fixed, offered }) => {
  const get = HANDLER(
    `export const handler = () => db.send(new GetCommand({ TableName: process.env.TABLE, Key: {} }));`,
  );

  const stated = (actions: string, on = 'orders.tableArn') =>
    withFiles(FUNCTION(`fn.addToRolePolicy(new iam.PolicyStatement({ actions: [${actions}], resources: [${on}] }));`), {
      'handler.ts': get,
    });
  const missing =
    'warning iam/missing-permission "GetCommand": Handler calls GetItem on Orders, but nothing allows it dynamodb:GetItem.';
  check('what a statement for another resource misspells', stated("'dynamodb:GetItems'", 'files.bucketArn'), [missing]);
  check('what no statement means, whatever it misspells', stated("'dynamodb:PutItems', 'dynamodb:Frobnicate'"), [
    missing,
  ]);

  describe('is silent', () => {
    check('where iam/unknown-action says that the statement misspells it', stated("'dynamodb:GetItems'"), []);
    check('where its statement allows it as a pattern that matches nothing', stated("'dynamodb:Gett*'"), []);
    check(
      'where the grant covers the call',
      withFiles(FUNCTION('orders.grantReadData(fn);'), { 'handler.ts': get }),
      [],
    );
    check(
      'where the actions are granted one by one',
      withFiles(FUNCTION(`orders.grant(fn, 'dynamodb:GetItem');`), { 'handler.ts': get }),
      [],
    );
    check(
      'where a statement names the ARN',
      withFiles(
        FUNCTION(
          `fn.addToRolePolicy(new iam.PolicyStatement({ actions: ['dynamodb:Get*'], resources: [orders.tableArn] }));`,
        ),
        { 'handler.ts': get },
      ),
      [],
    );
    check(
      'where the role is made elsewhere',
      withFiles(
        cdk`
          const orders = new dynamodb.Table(this, 'Orders', {
            partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
          });
          const fn = new nodejs.NodejsFunction(this, 'Handler', {
            entry: 'handler.ts',
            role: iam.Role.fromRoleName(this, 'Role', 'shared'),
            environment: { TABLE: orders.tableName },
          });
        `,
        { 'handler.ts': get },
      ),
      [],
    );
    check(
      'where somebody else is given the function, who may grant it anything',
      withFiles(FUNCTION('allow(fn);'), { 'handler.ts': get }),
      [],
    );
    check(
      'of a function in an imported file that the handler does not reach',
      withFiles(FUNCTION('orders.grantReadData(fn);'), {
        'handler.ts': `
          import { get } from './orders';
          export const handler = async () => get('1');
        `,
        'orders.ts': HANDLER(`
          export const get = (id: string) => db.send(new GetCommand({ TableName: process.env.TABLE, Key: { id } }));
          export const put = (Item: object) => db.send(new PutCommand({ TableName: process.env.TABLE, Item }));
        `),
      }),
      [],
    );
    check(
      'of a command that is imported and not used, or used as a type',
      withFiles(FUNCTION(''), {
        'handler.ts': HANDLER(`
          let last: PutCommand | undefined;
          export const handler = async () => last;
        `),
      }),
      [],
    );
    check(
      'where a client has credentials of its own',
      withFiles(FUNCTION(''), {
        'handler.ts': HANDLER(`
          const own = new DynamoDBClient({ credentials: { accessKeyId: process.env.ID, secretAccessKey: process.env.KEY } });
          export const handler = () => own.send(new GetCommand({ TableName: process.env.TABLE, Key: {} }));
        `),
      }),
      [],
    );
    check(
      'of one of several tables that a call may mean',
      withFiles(FUNCTION('orders.grantReadData(fn);'), {
        'handler.ts': HANDLER(`
          let params = { TableName: 'other', Key: {} };
          export const handler = () => {
            params = { TableName: process.env.TABLE, Key: {} };
            return db.send(new GetCommand(params));
          };
        `),
      }),
      [],
    );
    check(
      'where the policy of the bucket lets the role in',
      withFiles(
        FUNCTION(
          `files.addToResourcePolicy(new iam.PolicyStatement({ actions: ['s3:ListBucket'], principals: [fn.grantPrincipal], resources: [files.bucketArn] }));`,
        ),
        {
          'handler.ts': HANDLER(
            `export const handler = () => s3.send(new ListObjectsV2Command({ Bucket: process.env.BUCKET }));`,
          ),
        },
      ),
      [],
    );
  });

  check(
    'sees calls in a file that the handler imports',
    withFiles(FUNCTION('orders.grantReadData(fn);'), {
      'handler.ts': `
        import { put } from './orders';
        export const handler = async () => put({});
      `,
      'orders.ts': HANDLER(`
        export const put = (Item: object) => db.send(new PutCommand({ TableName: process.env.TABLE, Item }));
      `),
    }),
    [
      'warning iam/missing-permission "PutCommand": Handler calls PutItem on Orders, but nothing allows it dynamodb:PutItem.',
    ],
  );

  check(
    'sees that a grant on another table does not help',
    withFiles(
      FUNCTION(`
        const other = new dynamodb.Table(this, 'Other', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } });
        other.grantReadWriteData(fn);
      `),
      { 'handler.ts': get },
    ),
    [
      'warning iam/missing-permission "GetCommand": Handler calls GetItem on Orders, but nothing allows it dynamodb:GetItem.',
    ],
  );

  check(
    'sees that a bucket ARN does not cover its objects, and which key they need',
    withFiles(
      FUNCTION(
        `fn.addToRolePolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [files.bucketArn] }));`,
      ),
      {
        'handler.ts': HANDLER(
          `export const handler = () => s3.send(new GetObjectCommand({ Bucket: process.env.BUCKET, Key: 'a' }));`,
        ),
      },
    ),
    [
      'warning iam/missing-permission "GetObjectCommand": Handler calls GetObject on Files, but nothing allows it s3:GetObject.',
      'warning iam/missing-permission "GetObjectCommand": Handler calls GetObject on Files, but nothing allows it kms:Decrypt on the key Key.',
    ],
  );

  check(
    'sees an index that a statement for the table leaves out',
    withFiles(
      FUNCTION(
        `fn.addToRolePolicy(new iam.PolicyStatement({ actions: ['dynamodb:Query'], resources: [orders.tableArn] }));`,
      ),
      {
        'handler.ts': HANDLER(
          `export const handler = () => db.send(new QueryCommand({ TableName: process.env.TABLE, IndexName: 'byDate' }));`,
        ),
      },
    ),
    [
      'warning iam/missing-permission "QueryCommand": Handler calls Query on Orders, but nothing allows it dynamodb:Query.',
    ],
  );

  it('writes the narrowest grant, or exactly the actions', () => {
    const example = withFiles(FUNCTION(''), { 'handler.ts': get });
    expect(offered(example)).toEqual(['review: Call orders.grantReadData(fn)', 'review: Grant dynamodb:GetItem alone']);
    expect(fixed(example)).toContain('\norders.grantReadData(fn);\n');
    expect(fixed(example, { fix: 1 })).toContain("\norders.grant(fn, 'dynamodb:GetItem');\n");
  });

  it('writes a statement where the construct has no grant for single actions', () => {
    const example = withFiles(FUNCTION(''), {
      'handler.ts': HANDLER(
        `export const handler = () => s3.send(new GetObjectCommand({ Bucket: process.env.BUCKET, Key: 'a' }));`,
      ),
    });
    expect(offered(example)).toEqual(['review: Call files.grantRead(fn)', 'review: Grant s3:GetObject alone']);
    expect(fixed(example)).toContain('\nfiles.grantRead(fn);\n');
  });

  it('takes the construct from the props that the environment takes it from', () => {
    const example = withFiles(
      cdk`
        import * as cdk from 'aws-cdk-lib';
        import * as nodejs from 'aws-cdk-lib/aws-lambda-nodejs';
        import { Construct } from 'constructs';
        import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';

        interface ApiProps { orders: dynamodb.ITable }
        class Api extends Construct {
          constructor(scope: Construct, id: string, props: ApiProps) {
            super(scope, id);
            new nodejs.NodejsFunction(this, 'Handler', {
              entry: 'handler.ts',
              environment: { TABLE: props.orders.tableName },
            });
          }
        }
        export class Stack extends cdk.Stack {
          constructor(scope: Construct, id: string) {
            super(scope, id);
            const orders = new dynamodb.Table(this, 'Orders', {
              partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
            });
            new Api(this, 'Api', { orders });
          }
        }
      `,
      { 'handler.ts': get },
    );
    expect(fixed(example)).toContain(
      "    const handler = new nodejs.NodejsFunction(this, 'Handler', {\n      entry: 'handler.ts',\n      environment: { TABLE: props.orders.tableName },\n    });\n    props.orders.grantReadData(handler);\n",
    );
  });

  it('writes a statement into the policies of a template', () => {
    const role = (policies: string) => yaml`
      Resources:
        Jobs:
          Type: AWS::SQS::Queue
        SenderRole:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Version: '2012-10-17'
              Statement:
                - Effect: Allow
                  Principal: { Service: lambda.amazonaws.com }
                  Action: sts:AssumeRole
${policies}
        Sender:
          Type: AWS::Lambda::Function
          Properties:
            Runtime: nodejs22.x
            Handler: index.handler
            Role: !GetAtt SenderRole.Arn
            Environment:
              Variables:
                QUEUE_URL: !Ref Jobs
            Code:
              ZipFile: |
                const { SQS } = require('@aws-sdk/client-sqs');
                exports.handler = e => new SQS().sendMessage({ QueueUrl: process.env.QUEUE_URL, MessageBody: e.id });
    `;
    expect(fixed(role(''))).toContain(
      `      Policies:
        - PolicyName: SenderOnJobs
          PolicyDocument:
            Version: '2012-10-17'
            Statement:
              - Effect: Allow
                Action: sqs:SendMessage
                Resource: !GetAtt Jobs.Arn
`,
    );
    const beside = role(`            Policies:
              - PolicyName: own
                PolicyDocument:
                  Version: '2012-10-17'
                  Statement:
                    - Effect: Allow
                      Action: sqs:GetQueueUrl
                      Resource: '*'
`);
    expect(fixed(beside)).toContain(
      `              - Effect: Allow
                Action: sqs:SendMessage
                Resource: !GetAtt Jobs.Arn
`,
    );
  });
});
