/** Reports properties that a service refuses together, or without each other. */
import type { Resource } from '../../core/resource.ts';
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { type Scenario, at, inScenario, scenarios } from '../../core/value.ts';
import { isExact } from '../wiring/deliveries.ts';
import { CONTRADICTIONS, type Contradiction, type Given } from './contradictions.ts';

const BY_TYPE = Map.groupBy(CONTRADICTIONS, c => c.type);

export const contradictingProperties = defineRule({
  id: 'cloudformation/contradicting-properties',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  docs: {
    summary: 'The properties of a resource go together.',
    why: `Each property may be right, and the service still refuses what they say together: a table that is billed by request and
has a provisioned throughput, a database in several zones and in one, a function with subnets and no security group. Schemas and
types don't know of it; the deployment fails when the resource is made, and rolls back all others. Only what is written out
counts.`,
    bad: [
      yaml`
        Resources:
          Orders:
            Type: AWS::DynamoDB::Table
            Properties:
              BillingMode: PAY_PER_REQUEST
              AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
              KeySchema: [{ AttributeName: id, KeyType: HASH }]
              ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 }
      `,
      json`
        {
          "Resources": {
            "Database": {
              "Type": "AWS::RDS::DBInstance",
              "Properties": {
                "DBInstanceClass": "db.t4g.medium",
                "Engine": "postgres",
                "MultiAZ": true,
                "AvailabilityZone": "eu-west-1a"
              }
            }
          }
        }
      `,
      cdk`
        const cache = new elasticache.CfnReplicationGroup(this, 'Cache', {
          replicationGroupDescription: 'Sessions',
          multiAzEnabled: true,
          numCacheClusters: 2,
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
      json`
        {
          "Resources": {
            "Database": {
              "Type": "AWS::RDS::DBInstance",
              "Properties": { "DBInstanceClass": "db.t4g.medium", "Engine": "postgres", "MultiAZ": true }
            }
          }
        }
      `,
      cdk`
        const cache = new elasticache.CfnReplicationGroup(this, 'Cache', {
          replicationGroupDescription: 'Sessions',
          multiAzEnabled: true,
          automaticFailoverEnabled: true,
          numCacheClusters: 2,
        });
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html',
    ],
  },
  messages: { wrong: '{name} {says}{when}.' },
  types: [...BY_TYPE.keys()],
  *checkResource(resource) {
    if (!isExact(resource) || resource.owner.kind !== 'yours' || !resource.properties.complete) return;
    for (const row of BY_TYPE.get(resource.type) ?? []) {
      const fault = faultOf(resource, row);
      if (!fault) continue;
      const { value, when } = fault;
      yield {
        message: 'wrong',
        at:
          value.kind === 'absent' || value.kind === 'unknown' || value.origin !== 'written'
            ? resource.nameSpan
            : value.span,
        params: { name: resource.logicalId, says: row.says, when: inScenario(when) },
        subject: `${row.not ?? row.needs?.[0]}`,
        data: row,
      };
    }
  },
  fix({ resource, data }) {
    if (!resource) return 'the resource is no longer there';
    const { not, needs, value } = data as Contradiction;
    const path = (not ?? needs?.[0] ?? '').split('.');
    const name = path.at(-1);
    if (not !== undefined) {
      const intents = [{ kind: 'removeProperty', resource: resource.id, path }] as const;
      return [{ title: `Remove ${name} from ${resource.logicalId}`, intents, safety: 'review' }];
    }
    if (resource.type === 'AWS::DynamoDB::Table') {
      const intents = [
        { kind: 'setProperty', resource: resource.id, path: ['BillingMode'], value: 'PAY_PER_REQUEST' },
      ] as const;
      return [{ title: `Bill ${resource.logicalId} by request`, intents, safety: 'review' }];
    }
    if (value === undefined) return 'what belongs there is for you to say';
    const intents = [{ kind: 'setProperty', resource: resource.id, path, value }] as const;
    return [{ title: `Set ${name} of ${resource.logicalId} to ${String(value)}`, intents, safety: 'review' }];
  },
});

/** A scenario in which everything that is given holds and the rest is wrong; with the value to show. */
function faultOf(resource: Resource, { given, not, needs }: Contradiction): Scenario | null {
  let states: readonly { readonly when: readonly string[]; readonly shown: Scenario['value'] | null }[] = [
    { when: [], shown: null },
  ];
  for (const one of given)
    states = states.flatMap(({ when, shown }) =>
      scenarios(at(resource.properties, ...one.path.split('.')), when)
        .filter(({ value }) => holds(one, value))
        .map(s => ({ when: s.when, shown: shown ?? s.value })),
    );
  for (const { when, shown } of states) {
    if (not !== undefined) {
      const there = scenarios(at(resource.properties, ...not.split('.')), when).find(({ value }) => isThere(value));
      if (there) return there;
    } else {
      const lacking = (needs ?? []).reduce<readonly (readonly string[])[]>(
        (all, path) =>
          all.flatMap(conditions =>
            scenarios(at(resource.properties, ...path.split('.')), conditions)
              .filter(({ value }) => !isEnough({ path }, value, given))
              .map(s => s.when),
          ),
        [when],
      );
      if (lacking[0]) return { value: shown ?? { kind: 'absent' }, when: lacking[0] };
    }
  }
  return null;
}

/** Whether a value is known to be what is given. */
function holds({ is }: Given, value: Scenario['value']): boolean {
  if (!is) return isThere(value);
  if (value.kind === 'absent') return is.includes('absent');
  return value.kind === 'literal' && is.includes(String(value.value).toLowerCase());
}

/** Whether something is written; an empty list is as good as nothing, and what can't be seen is not counted. */
function isThere(value: Scenario['value']): boolean {
  if (value.kind === 'absent' || value.kind === 'unknown') return false;
  return !(value.kind === 'list' && value.complete && value.items.length === 0);
}

/** Whether what is needed is there, or may be; a property that is given as wrong is not. */
function isEnough({ path }: Given, value: Scenario['value'], given: readonly Given[]): boolean {
  const own = given.find(g => g.path === path);
  if (own) return !holds(own, value);
  return value.kind === 'unknown' || isThere(value);
}
