/** Reports scans of a table for one value of an attribute that is its partition key, or that of an index. */
import type { ResourceGraph } from '../../core/graph.ts';
import type { CodeUnit, Resource, SdkCall } from '../../core/resource.ts';
import { cdk, defineRule, withFiles, yaml } from '../../core/rule.ts';
import { asList, at, scenarios, stringOf } from '../../core/value.ts';

const code = (command: string) => ({
  'handler/index.js': `
    const { DynamoDBClient } = require('@aws-sdk/client-dynamodb');
    const { DynamoDBDocumentClient, QueryCommand, ScanCommand } = require('@aws-sdk/lib-dynamodb');
    const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
    exports.handler = async event =>
      client.send(new ${command});
  `,
});
const SCAN = code(`ScanCommand({
        TableName: process.env.TABLE,
        FilterExpression: 'customer = :customer',
        ExpressionAttributeValues: { ':customer': event.customer },
      })`);
const QUERY = code(`QueryCommand({
        TableName: process.env.TABLE,
        IndexName: 'ByCustomer',
        KeyConditionExpression: 'customer = :customer',
        ExpressionAttributeValues: { ':customer': event.customer },
      })`);

const TEMPLATE = yaml`
  Resources:
    Orders:
      Type: AWS::DynamoDB::Table
      Properties:
        BillingMode: PAY_PER_REQUEST
        AttributeDefinitions:
          - { AttributeName: id, AttributeType: S }
          - { AttributeName: customer, AttributeType: S }
        KeySchema: [{ AttributeName: id, KeyType: HASH }]
        GlobalSecondaryIndexes:
          - IndexName: ByCustomer
            KeySchema: [{ AttributeName: customer, KeyType: HASH }]
            Projection: { ProjectionType: ALL }
    Handler:
      Type: AWS::Lambda::Function
      Properties:
        Runtime: nodejs24.x
        Handler: index.handler
        Role: arn:aws:iam::111122223333:role/handler
        Code: handler/
        Environment: { Variables: { TABLE: !Ref Orders } }
`;

const CODE = cdk`
  const orders = new dynamodb.CfnTable(this, 'Orders', {
    billingMode: 'PAY_PER_REQUEST',
    attributeDefinitions: [{ attributeName: 'customer', attributeType: 'S' }],
    keySchema: [{ attributeName: 'customer', keyType: 'HASH' }],
  });
  new lambda.Function(this, 'Handler', {
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: lambda.Code.fromAsset('handler'),
    environment: { TABLE: orders.ref },
  });
`;

export const scanForKey = defineRule({
  id: 'dynamodb/scan-for-key',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'What a key or an index finds is queried, not scanned for.',
    why: `A scan reads the whole table and throws away what the filter does not let through: it costs as much as everything that is in
the table, gets slower with each item, and gives one page at a time, so that small tables hide what goes wrong with large ones.
A query reads the items of one partition key. Reported are scans that filter for one value of an attribute that is the partition
key of the table or of one of its indexes; the table is the one that the function is given in its environment.`,
    bad: [withFiles(TEMPLATE, SCAN), withFiles(CODE, SCAN)],
    good: [withFiles(TEMPLATE, QUERY), withFiles(CODE, QUERY)],
    links: ['https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-query-scan.html'],
  },
  messages: {
    table: 'This scans all of {table} for one {attribute}, which is its partition key: a query finds it.',
    index: 'This scans all of {table} for one {attribute}: a query of the index {index} finds it.',
  },
  *checkGraph({ graph }) {
    if (graph.ofType('AWS::DynamoDB::Table').length === 0) return;
    for (const unit of graph.code)
      for (const call of unit.facts) {
        if (call.kind !== 'sdk-call' || call.client !== 'dynamodb' || call.operation !== 'Scan') continue;
        const attribute = filteredFor(call);
        const table = attribute === null ? null : tableOf(graph, unit, call);
        if (attribute === null || !table) continue;
        const found = keysOf(table).find(key => key.attribute === attribute);
        if (!found) continue;
        yield {
          message: found.index === null ? 'table' : 'index',
          at: call.span,
          params: { table: table.logicalId, attribute, index: found.index ?? '' },
          related: [{ span: table.nameSpan, message: `${table.logicalId} is declared here` }],
          subject: attribute,
        };
      }
  },
});

/** The attribute that has to be one value for an item to be given: the first part of a filter without `OR`. */
function filteredFor({ parameters }: SdkCall): string | null {
  const filter = parameters.FilterExpression;
  if (filter?.kind !== 'text' || 'IndexName' in parameters || /\b(or|not)\b/i.test(filter.text)) return null;
  return /^\s*\(?\s*#?(\w+)\s*=\s*:\w+\s*\)?\s*(and\b|$)/i.exec(filter.text)?.[1] ?? null;
}

/** The one table that the variable with the table's name stands for, in all functions that run the code. */
function tableOf(graph: ResourceGraph, unit: CodeUnit, { parameters }: SdkCall): Resource | null {
  const name = parameters.TableName;
  if (name?.kind !== 'environment') return null;
  const tables = graph
    .functionsOf(unit)
    .flatMap(({ resource }) =>
      scenarios(at(resource.properties, 'Environment', 'Variables', name.name)).map(({ value }) =>
        value.kind === 'reference' && value.target.kind === 'resource' ? graph.resource(value.target.id) : undefined,
      ),
    );
  const [table] = tables;
  return table?.type === 'AWS::DynamoDB::Table' && tables.every(t => t === table) ? table : null;
}

/** The partition keys of a table and of its indexes. */
function keysOf({ properties }: Resource): readonly { readonly attribute: string; readonly index: string | null }[] {
  const indexes = asList(at(properties, 'GlobalSecondaryIndexes'))?.items ?? [];
  const keyed = [
    { index: null, schema: at(properties, 'KeySchema') },
    ...indexes.map(i => ({ index: stringOf(at(i, 'IndexName')), schema: at(i, 'KeySchema') })),
  ];
  return keyed.flatMap(({ index, schema }) => {
    const hash = (asList(schema)?.items ?? []).find(key => stringOf(at(key, 'KeyType')) === 'HASH');
    const attribute = hash ? stringOf(at(hash, 'AttributeName')) : null;
    return attribute === null ? [] : [{ attribute, index }];
  });
}
