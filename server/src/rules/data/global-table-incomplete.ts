/** Global tables that lack what replication needs. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import type { Resource } from '../../core/resource.ts';
import { at, stringOf } from '../../core/value.ts';

const STREAM = 'NEW_AND_OLD_IMAGES';

export const globalTableIncomplete = defineRule({
  id: 'data/global-table-incomplete',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  blocksDeployment: true,
  docs: {
    summary: 'A global table has a replica where its stack is, a stream, and write capacity that scales.',
    why: `CloudFormation makes a global table through the region of its stack: without a replica there the deployment fails. With more
than one replica it wants a stream, and with provisioned capacity a setting for writes that scales on its own,
since each region has to keep up with the writes of all others. Each region may be a replica once.`,
    bad: [
      yaml`
        Resources:
          Orders:
            Type: AWS::DynamoDB::GlobalTable
            Properties:
              BillingMode: PAY_PER_REQUEST
              AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
              KeySchema: [{ AttributeName: id, KeyType: HASH }]
              Replicas:
                - Region: eu-west-1
                - Region: eu-central-1
      `,
      json`
        {
          "Resources": {
            "Orders": {
              "Type": "AWS::DynamoDB::GlobalTable",
              "Properties": {
                "AttributeDefinitions": [{ "AttributeName": "id", "AttributeType": "S" }],
                "KeySchema": [{ "AttributeName": "id", "KeyType": "HASH" }],
                "BillingMode": "PAY_PER_REQUEST",
                "Replicas": [{ "Region": "eu-west-1" }, { "Region": "eu-central-1" }]
              }
            }
          }
        }
      `,
      cdk`
        new dynamodb.CfnGlobalTable(this, 'Orders', {
          billingMode: 'PAY_PER_REQUEST',
          attributeDefinitions: [{ attributeName: 'id', attributeType: 'S' }],
          keySchema: [{ attributeName: 'id', keyType: 'HASH' }],
          replicas: [{ region: 'eu-west-1' }, { region: 'eu-central-1' }],
        });
      `,
    ],
    good: [
      yaml`
        Resources:
          Orders:
            Type: AWS::DynamoDB::GlobalTable
            Properties:
              BillingMode: PAY_PER_REQUEST
              AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
              KeySchema: [{ AttributeName: id, KeyType: HASH }]
              StreamSpecification: { StreamViewType: NEW_AND_OLD_IMAGES }
              Replicas:
                - Region: !Ref AWS::Region
                - Region: eu-central-1
      `,
      cdk`
        new dynamodb.TableV2(this, 'Orders', {
          partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
          replicas: [{ region: 'eu-central-1' }],
        });
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-globaltable.html',
    ],
  },
  messages: {
    stream: 'Replicas of {table} need a stream.',
    duplicate: '{region} is a replica of {table} twice.',
    capacity: 'Writes to {table} have no capacity that scales, which its replicas need.',
    home: '{table} has no replica in {region}, where its stack is.',
  },

  *checkGraph({ graph }) {
    for (const resource of graph.ofType('AWS::DynamoDB::GlobalTable')) {
      const replicas = at(resource.properties, 'Replicas');
      // TableV2 writes all of this by itself.
      const isOwn = resource.construct === null || resource.construct.level === 1;
      if (!isOwn || replicas.kind !== 'list' || !replicas.complete) continue;
      const table = resource.logicalId;
      const signal = { resource, params: { table } };
      const regions = replicas.items.map(replica => at(replica, 'Region'));
      const names = regions.map(stringOf);
      for (const [index, name] of names.entries()) {
        const region = regions[index];
        if (name === null || names.indexOf(name) === index || region?.kind !== 'literal') continue;
        yield { ...signal, message: 'duplicate', at: region.span, params: { table, region: name }, subject: name };
      }
      const home = stringOf(graph.stack(resource.stack)?.region ?? replicas);
      if (home !== null && names.every(name => name !== null && name !== home))
        yield { ...signal, message: 'home', at: replicas.span, params: { table, region: home }, subject: 'home' };
      if (regions.length < 2) continue;
      const stream = at(resource.properties, 'StreamSpecification', 'StreamViewType');
      if (stream.kind === 'absent') yield { ...signal, message: 'stream', at: resource.nameSpan, subject: 'stream' };
      if (needsCapacity(resource)) yield { ...signal, message: 'capacity', at: resource.nameSpan, subject: 'capacity' };
    }
  },

  fix({ resource, message, params }) {
    if (!resource) return 'the table is no longer there';
    const { id, logicalId } = resource;
    if (message === 'stream')
      return [
        {
          title: `Give ${logicalId} a stream`,
          intents: [
            { kind: 'setProperty', resource: id, path: ['StreamSpecification', 'StreamViewType'], value: STREAM },
          ],
          safety: 'review',
        },
      ];
    const replicas = at(resource.properties, 'Replicas');
    if (message !== 'home' || replicas.kind !== 'list') return 'what is meant is for you to say';
    const name = resource.language === 'typescript' ? 'region' : 'Region';
    const region = { $object: { [name]: String(params?.region) } };
    return [
      {
        title: `Add a replica in ${params?.region}`,
        intents: [{ kind: 'insertItem', list: replicas, value: region }],
        safety: 'review',
      },
    ];
  },
});

/** Whether writes are provisioned, as they are unless said otherwise, and nothing scales them. */
function needsCapacity({ properties }: Resource): boolean {
  const mode = at(properties, 'BillingMode');
  const isProvisioned = mode.kind === 'absent' || stringOf(mode) === 'PROVISIONED';
  return isProvisioned && at(properties, 'WriteProvisionedThroughputSettings').kind === 'absent';
}
