import { expect, it } from 'vitest';
import { cdk, withFiles, type yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { surplusPermission } from './surplus-permission.ts';

const TABLE = (grant: string) => cdk`
  const orders = new dynamodb.Table(this, 'Orders', {
    partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
  });
  const fn = new nodejs.NodejsFunction(this, 'Handler', {
    entry: 'handler.ts',
    environment: { TABLE: orders.tableName },
  });
  ${grant}
`;

const CODE = (body: string, imports = '') => ({
  'handler.ts': `
    import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
    ${imports}
    const db = new DynamoDBClient({});
    export const handler = async (event: any) => { ${body} };
  `,
});
const GET = 'await db.send(new GetItemCommand({ TableName: process.env.TABLE, Key: {} }));';

const STATEMENT = (actions: string) =>
  `fn.addToRolePolicy(new iam.PolicyStatement({ actions: [${actions}], resources: [orders.tableArn] }));`;

ruleTest(surplusPermission, ({ check, fixed }) => {
  check(
    'is silent where a call can take any form',
    withFiles(TABLE('orders.grantFullAccess(fn);'), CODE('await (db as any)[event.op]({});')),
    [],
  );
  check(
    'is silent where the client is given to a package',
    withFiles(TABLE('orders.grantFullAccess(fn);'), CODE('new Repo(db);', "import { Repo } from 'electrodb';")),
    [],
  );
  check('is silent where the narrowest grant is called', withFiles(TABLE('orders.grantReadData(fn);'), CODE(GET)), []);
  check(
    'is silent about a role that others have, too',
    withFiles(
      cdk`
        const orders = new dynamodb.Table(this, 'Orders', {
          partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
        });
        const role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com') });
        const fn = new nodejs.NodejsFunction(this, 'Handler', { entry: 'handler.ts', role, environment: { TABLE: orders.tableName } });
        orders.grantFullAccess(role);
      `,
      CODE(GET),
    ),
    [],
  );
  check(
    'names the actions that nothing uses',
    withFiles(TABLE(STATEMENT("'dynamodb:GetItem', 'dynamodb:DeleteTable'")), CODE(GET)),
    [
      `warning iam/surplus-permission "'dynamodb:DeleteTable'": Handler never uses dynamodb:DeleteTable, which this statement allows.`,
    ],
  );
  check('counts what a wildcard allows', withFiles(TABLE(STATEMENT("'dynamodb:*Item'")), CODE(GET)), [
    `warning iam/surplus-permission "'dynamodb:*Item'": This statement allows 7 actions; Handler uses dynamodb:GetItem.`,
  ]);
  const objects = (grant: string) =>
    withFiles(
      cdk`
        const uploads = new s3.Bucket(this, 'Uploads');
        const fn = new nodejs.NodejsFunction(this, 'Handler', {
          entry: 'handler.ts',
          environment: { BUCKET: uploads.bucketName },
        });
        uploads.${grant}(fn);
      `,
      {
        'handler.ts': `
          import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
          const s3 = new S3Client({});
          export const handler = async (event: any) =>
            s3.send(new GetObjectCommand({ Bucket: process.env.BUCKET, Key: event.key }));
        `,
      },
    );
  check(
    'sees that objects are only read, which lists and versions may come with: the narrower grant has them, too',
    objects('grantReadWrite'),
    [
      'warning iam/surplus-permission "grantReadWrite": grantReadWrite on Uploads allows more than Handler uses, which is s3:GetObject: grantRead would do.',
    ],
  );
  check('is silent where it is the reading grant', objects('grantRead'), []);
  check('sees a grant that nothing uses', withFiles(TABLE('orders.grantWriteData(fn);'), CODE('')), [
    'warning iam/surplus-permission "grantWriteData": Handler uses nothing of what grantWriteData on Orders allows.',
  ]);

  check(
    'silent: a grant whose writes come behind those to a table that can’t be told apart',
    withFiles(
      cdk`
        const table = (name: string) =>
          new dynamodb.Table(this, name, {
            tableName: props.names[name],
            partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
          });
        const queue = table('Queue');
        const agents = table('Agents');
        const fn = new nodejs.NodejsFunction(this, 'Handler', {
          entry: 'handler.ts',
          environment: { QUEUE: queue.tableName, AGENTS: agents.tableName },
        });
        queue.grantReadWriteData(fn);
        agents.grantReadWriteData(fn);
      `,
      {
        'handler.ts': `
          import { DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
          const db = new DynamoDBClient({});
          export const handler = async (event: any) => {
            await db.send(new GetItemCommand({ TableName: process.env.AGENTS, Key: {} }));
            await db.send(new GetItemCommand({ TableName: process.env.QUEUE, Key: {} }));
            await db.send(new UpdateItemCommand({ TableName: process.env.QUEUE, Key: {} }));
            await db.send(new UpdateItemCommand({ TableName: process.env.AGENTS, Key: {} }));
          };
        `,
      },
    ),
    [],
  );

  it('calls the narrower grant', () => {
    expect(fixed(withFiles(TABLE('orders.grantReadWriteData(fn);'), CODE(GET)))).toContain('orders.grantReadData(fn);');
  });
  it('keeps the actions that are used', () => {
    expect(fixed(withFiles(TABLE(STATEMENT("'dynamodb:GetItem', 'dynamodb:DeleteTable'")), CODE(GET)))).toContain(
      "actions: ['dynamodb:GetItem'], resources",
    );
    expect(fixed(withFiles(TABLE(STATEMENT("'dynamodb:*Item'")), CODE(GET)))).toContain(
      "actions: ['dynamodb:GetItem'],",
    );
    expect(fixed(surplusPermission.docs.bad[1] as ReturnType<typeof yaml>)).toContain(
      '              Action:\n                - sqs:SendMessage\n              Resource:',
    );
  });
});
