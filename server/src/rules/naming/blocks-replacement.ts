/** Names that keep CloudFormation from replacing a resource. */
import { cdk, defineRule, yaml } from '../../core/rule.ts';
import type { Resource } from '../../core/resource.ts';
import { at, entryAt, inScenario, rendered, scenarios } from '../../core/value.ts';
import { createOnlyProperties } from '../../knowledge/index.ts';
import { NAMES } from './physicalNames.ts';

export const blocksReplacement = defineRule({
  id: 'naming/blocks-replacement',
  since: '0.1.0',
  severity: 'information',
  profile: 'strict',
  docs: {
    summary: 'Resources that a change may have to replace leave their names to CloudFormation.',
    why: `Some properties can't be changed in place: the key schema of a table, the engine of a database. CloudFormation then
makes a new resource before it deletes the old one, and with a name of its own the new one can't be made, because the name is
still taken: the deployment fails until somebody changes the name as well. This holds for any name that is given, also one
with the stage in it. For teams that let CloudFormation name everything.`,
    bad: [
      yaml`
        Parameters:
          Stage: { Type: String }
        Resources:
          Orders:
            Type: AWS::DynamoDB::Table
            Properties:
              TableName: !Sub orders-${'${Stage}'}
              BillingMode: PAY_PER_REQUEST
              AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
              KeySchema: [{ AttributeName: id, KeyType: HASH }]
      `,
      cdk`
        new dynamodb.Table(this, 'Orders', {
          tableName: 'orders',
          partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
        });
      `,
    ],
    good: [
      yaml`
        Resources:
          Orders:
            Type: AWS::DynamoDB::Table
            Properties:
              BillingMode: PAY_PER_REQUEST
              AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
              KeySchema: [{ AttributeName: id, KeyType: HASH }]
      `,
      cdk`
        new dynamodb.Table(this, 'Orders', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } });
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html',
    ],
    peers: ['cfn_nag W28'],
  },
  messages: {
    named: 'With the name {name}{when}, {resource} cannot be replaced, which a change of {property} needs.',
  },
  types: Object.keys(NAMES),

  *checkResource(resource) {
    const property = NAMES[resource.type];
    if (property === undefined || resource.owner.kind === 'internal') return;
    const createOnly = createOnlyProperties(resource.type);
    // A new name makes room for the new resource; it is a change of the others that gets stuck, of those that are written.
    const other = createOnly.find(p => p !== property && isWritten(resource, p));
    if (!createOnly.includes(property) || other === undefined) return;
    for (const { value, when } of scenarios(at(resource.properties, property))) {
      if (value.kind !== 'literal' && value.kind !== 'text' && value.kind !== 'reference') continue;
      if (value.origin !== 'written' || (value.kind === 'reference' && value.target.kind !== 'parameter')) continue;
      yield {
        message: 'named',
        at: value.span,
        params: { name: rendered(value), resource: resource.logicalId, property: other, when: inScenario(when) },
        subject: property,
      };
      return;
    }
  },

  fix(signal) {
    const { resource } = signal;
    const property = resource && NAMES[resource.type];
    if (!resource || property === undefined) return 'the resource is no longer there';
    return [
      {
        title: `Let CloudFormation name ${resource.logicalId}`,
        intents: [{ kind: 'removeProperty', resource: resource.id, path: [property] }],
        safety: 'review',
      },
    ];
  },
});

/** Whether the first key of a dotted path is there to be changed. */
function isWritten(resource: Resource, path: string): boolean {
  return entryAt(resource.properties, path.split('.')[0] as string) !== null;
}
