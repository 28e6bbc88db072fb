/** Data that outlives its stack although the project should leave nothing behind, or goes with it although it should stay. */
import { cdk, defineRule, withFiles, yaml } from '../../core/rule.ts';
import type { Intent } from '../../core/intent.ts';
import type { ResourceGraph } from '../../core/graph.ts';
import { selects } from '../../core/requirement.ts';
import type { Resource } from '../../core/resource.ts';
import { at, booleanOf, inScenario, scenarios, stringOf } from '../../core/value.ts';
import { statedOf } from '../arch/wrong-property.ts';
import { asked, by } from '../requirements/asked.ts';

const ASKS = {
  'plumbline.yaml': `
    version: 1
    requirements:
      lifecycle: destroyable
  `,
};

/** Types that hold data, with the property that protects them from deletion, if they have one. */
export const STATEFUL: Readonly<Record<string, readonly string[] | null>> = {
  'AWS::Backup::BackupVault': null,
  'AWS::Cognito::UserPool': null,
  'AWS::DocDB::DBCluster': ['DeletionProtection'],
  'AWS::DynamoDB::GlobalTable': null,
  'AWS::DynamoDB::Table': ['DeletionProtectionEnabled'],
  'AWS::EC2::Volume': null,
  'AWS::ECR::Repository': null,
  'AWS::EFS::FileSystem': null,
  'AWS::ElastiCache::ReplicationGroup': null,
  'AWS::KMS::Key': null,
  'AWS::Kinesis::Stream': null,
  'AWS::Logs::LogGroup': null,
  'AWS::Neptune::DBCluster': ['DeletionProtection'],
  'AWS::OpenSearchService::Domain': null,
  'AWS::RDS::DBCluster': ['DeletionProtection'],
  'AWS::RDS::DBInstance': ['DeletionProtection'],
  'AWS::Redshift::Cluster': null,
  'AWS::S3::Bucket': null,
  'AWS::SecretsManager::Secret': null,
};

/** Of these CloudFormation takes a snapshot when nothing is said. */
const SNAPSHOT = /^AWS::RDS::DB(Cluster|Instance)$/;

export const offLifecycle = defineRule({
  id: 'reliability/off-lifecycle',
  since: '0.2.0',
  severity: 'warning',
  profile: 'requirement',
  docs: {
    summary: 'What holds data goes with its stack, or outlives it, as plumbline.yaml says.',
    why: `A trial stack that leaves a bucket and a table behind blocks the next deployment of the same names and is paid for
until somebody finds it. A production stack whose data goes with it is a mistake away from losing everything. The CDK keeps
most of what holds data unless it is told otherwise; CloudFormation deletes it, but for databases, of which it takes a
snapshot.`,
    bad: [
      withFiles(
        yaml`
          Resources:
            Orders:
              Type: AWS::DynamoDB::Table
              DeletionPolicy: Retain
        `,
        ASKS,
      ),
      withFiles(cdk`new s3.Bucket(this, 'Invoices');`, ASKS),
    ],
    good: [
      withFiles(
        yaml`
          Resources:
            Orders:
              Type: AWS::DynamoDB::Table
        `,
        ASKS,
      ),
      withFiles(cdk`new s3.Bucket(this, 'Invoices', { removalPolicy: cdk.RemovalPolicy.DESTROY });`, ASKS),
    ],
    links: ['https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html'],
  },
  messages: {
    stays: '{resource} outlives its stack{when} ({is}); it should go with it ({by}).',
    goes: '{resource} goes with its stack{when} ({is}); it should outlive it ({by}).',
    protected: '{resource} is protected from deletion{when}; it should go with its stack ({by}).',
  },
  *checkGraph({ graph }) {
    const demands = asked(graph, 'lifecycle');
    if (demands.length === 0) return;
    for (const resource of graph.resources) {
      const protection = STATEFUL[resource.type];
      // An instance that a construct makes for its cluster goes the way of the cluster.
      if (protection === undefined || resource.owner.kind !== 'yours') continue;
      // What is said of some goes before what is said of all, and is read first.
      const requirement = demands.find(d => d.demand.of === null || selects(d.demand.of, resource));
      if (!requirement) continue;
      const destroys = requirement.demand.policy === 'destroy';
      const base = { resource, requirement };
      // Where another statement says it, that one is checked, and a contradiction of the two is said in plumbline.yaml.
      const isSaid = (path: string) => saysProperty(graph, resource, path);
      const policies = isSaid('@DeletionPolicy') ? [] : scenarios(at(resource.attributes, 'DeletionPolicy'));
      for (const { value, when } of policies) {
        const is = value.kind === 'absent' ? defaultOf(resource) : stringOf(value);
        if (is === null || (is === 'Delete') === destroys) continue;
        yield {
          ...base,
          message: destroys ? ('stays' as const) : ('goes' as const),
          at: value.kind === 'literal' && value.origin === 'written' ? value.span : resource.nameSpan,
          params: {
            resource: resource.logicalId,
            when: inScenario(when),
            is: value.kind === 'absent' ? 'no DeletionPolicy' : is,
            by: by(requirement),
          },
        };
        break;
      }
      if (!destroys || protection === null || isSaid(protection.join('.'))) continue;
      for (const { value, when } of scenarios(at(resource.properties, ...protection)))
        if (booleanOf(value) === true && value.kind === 'literal') {
          yield {
            ...base,
            message: 'protected' as const,
            at: value.span,
            params: { resource: resource.logicalId, when: inScenario(when), by: by(requirement) },
            subject: protection[0] ?? '',
            data: protection,
          };
          break;
        }
    }
  },
  fix({ resource, message, data }) {
    if (!resource) return 'the resource is no longer there';
    if (message === 'protected')
      return [
        {
          title: `Turn deletion protection of ${resource.logicalId} off`,
          intents: [{ kind: 'setProperty', resource: resource.id, path: data as string[], value: false }],
          safety: 'review',
        },
      ];
    const value = message === 'stays' ? 'Delete' : 'Retain';
    const set = (name: string): Intent => ({ kind: 'setAttribute', resource: resource.id, name, value });
    // In code one prop sets both.
    const both = resource.language !== 'typescript' && value === 'Retain';
    return [
      {
        title: message === 'stays' ? `Delete ${resource.logicalId} with its stack` : `Retain ${resource.logicalId}`,
        intents: both ? [set('DeletionPolicy'), set('UpdateReplacePolicy')] : [set('DeletionPolicy')],
        safety: 'review',
      },
    ];
  },
});

/** Whether a statement of its own says what a property of a resource must be. */
function saysProperty(graph: ResourceGraph, resource: Resource, path: string): boolean {
  return statedOf(graph).get(resource)?.has(path) === true;
}

function defaultOf({ type, properties }: Resource): string | null {
  if (!SNAPSHOT.test(type)) return 'Delete';
  // Instances of a cluster hold nothing of their own.
  return type === 'AWS::RDS::DBInstance' && at(properties, 'DBClusterIdentifier').kind !== 'absent' ? null : 'Snapshot';
}
