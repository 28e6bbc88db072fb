/** Nothing takes over when a region fails, although the project asks for it. */
import { cdk, defineRule, withFiles, yaml } from '../../core/rule.ts';
import type { Intent } from '../../core/intent.ts';
import type { Resource } from '../../core/resource.ts';
import { at, booleanOf, scenarios, stringOf } from '../../core/value.ts';
import { asked, by, mayMake } from '../requirements/asked.ts';

const ASKS = {
  'plumbline.yaml': `
    version: 1
    requirements:
      resilience:
        failover: true
  `,
};

const record = (failover: string) => yaml`
  Resources:
    Check:
      Type: AWS::Route53::HealthCheck
    Primary:
      Type: AWS::Route53::RecordSet
      Properties:
        Name: orders.example.com
        Type: A
        SetIdentifier: primary
        HealthCheckId: !Ref Check
        ${failover}
`;

export const missingFailover = defineRule({
  id: 'arch/missing-failover',
  since: '0.2.0',
  severity: 'warning',
  profile: 'requirement',
  docs: {
    summary: 'Another region takes over, and tables are replicated to it, where plumbline.yaml asks for that.',
    why: `A second region that no name leads to is paid for and of no use when the first one fails. What leads there is one of:
failover records in Route 53 with a health check, an origin group of CloudFront, a global accelerator. Tables have to be
there, too: as global tables with replicas, or as tables with replicas of the CDK.`,
    bad: [
      withFiles(record('Region: us-east-1'), ASKS),
      withFiles(
        yaml`
          Resources:
            Orders:
              Type: AWS::DynamoDB::GlobalTable
              Properties:
                AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
                KeySchema: [{ AttributeName: id, KeyType: HASH }]
                BillingMode: PAY_PER_REQUEST
                Replicas:
                  - Region: us-east-1
        `,
        { 'plumbline.yaml': 'version: 1\nrequirements:\n  resilience: { global_tables: [us-east-1, eu-west-1] }\n' },
      ),
      withFiles(
        cdk`
          new route53.CfnRecordSet(this, 'Primary', { name: 'orders.example.com', type: 'A', weight: 1 });
        `,
        ASKS,
      ),
    ],
    good: [
      withFiles(record('Failover: PRIMARY'), ASKS),
      withFiles(
        cdk`
          new route53.CfnHealthCheck(this, 'Check', { healthCheckConfig: { type: 'HTTPS' } });
          new route53.CfnRecordSet(this, 'Primary', { name: 'orders.example.com', type: 'A', failover: 'PRIMARY' });
        `,
        ASKS,
      ),
    ],
    links: ['https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover.html'],
  },
  messages: {
    none: 'Nothing leads to another region when this one fails: there is no failover record, origin group or accelerator ({by}).',
    unchecked: 'There are failover records, and no health check that says when to follow them ({by}).',
    single: '{resource} is not in all regions that it should be in: {wanted} ({by}).',
  },
  *checkGraph({ graph }) {
    if (graph.resources.length === 0) return;
    for (const requirement of asked(graph, 'failover')) {
      const records = graph.ofType('AWS::Route53::RecordSet').filter(r => mayBeSet(r, 'Failover'));
      const groups = graph
        .ofType('AWS::CloudFront::Distribution')
        .some(d => mayBeSet(d, 'DistributionConfig', 'OriginGroups'));
      const accelerators = graph.ofType('AWS::GlobalAccelerator::Accelerator').length > 0;
      const made = ['AWS::Route53::RecordSet', 'AWS::CloudFront::Distribution', 'AWS::GlobalAccelerator::Accelerator'];
      if (mayMake(graph, made) || graph.ofType('AWS::Route53::RecordSetGroup').length > 0) continue;
      const [first] = records;
      if (!first && !groups && !accelerators)
        yield { message: 'none', at: requirement.span, params: { by: by(requirement) }, requirement };
      else if (
        first &&
        graph.ofType('AWS::Route53::HealthCheck').length === 0 &&
        !records.some(r => mayBeSet(r, 'HealthCheckId') || asksItsTarget(r))
      )
        yield {
          message: 'unchecked',
          at: first.nameSpan,
          params: { by: by(requirement) },
          resource: first,
          requirement,
        };
    }
    for (const requirement of asked(graph, 'global-tables')) {
      const { min, regions } = requirement.demand;
      const wanted = regions.length > 0 ? regions.join(', ') : `${min} regions`;
      for (const type of ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'])
        for (const table of graph.ofType(type)) {
          if (table.owner.kind === 'internal' || isReplicated(table, min, regions)) continue;
          yield {
            message: 'single',
            at: table.nameSpan,
            params: { resource: table.logicalId, wanted, by: by(requirement) },
            resource: table,
            requirement,
          };
        }
    }
  },
  fix({ message, resource, requirement }) {
    if (!resource) return 'where others answer is for you to say';
    if (message === 'unchecked') {
      if (at(resource.properties, 'AliasTarget').kind === 'absent') return 'what is to be checked is for you to say';
      const path = ['AliasTarget', 'EvaluateTargetHealth'];
      const set: Intent = { kind: 'setProperty', resource: resource.id, path, value: true };
      return [{ title: `Let ${resource.logicalId} follow the health of its target`, intents: [set], safety: 'review' }];
    }
    const replicas = at(resource.properties, 'Replicas');
    if (requirement?.demand.kind !== 'global-tables' || requirement.demand.regions.length === 0)
      return 'which regions it is to be in is for you to say';
    if (resource.language === 'typescript' || replicas.kind !== 'list')
      return 'a table becomes a global one by being made anew; its data has to be moved';
    const there = replicas.items.map(item => stringOf(at(item, 'Region')));
    const [missing, ...more] = requirement.demand.regions.filter(region => !there.includes(region));
    if (missing === undefined || more.length > 0) return 'an update can add no more than one replica';
    const intents: Intent[] = [
      { kind: 'insertItem', list: replicas, value: { $object: { Region: missing } } },
      // Several replicas need a stream between them.
      ...(at(resource.properties, 'StreamSpecification').kind === 'absent'
        ? [
            {
              kind: 'setProperty',
              resource: resource.id,
              path: ['StreamSpecification', 'StreamViewType'],
              value: 'NEW_AND_OLD_IMAGES',
            } as const,
          ]
        : []),
    ];
    return [{ title: `Replicate ${resource.logicalId} to ${missing}`, intents, safety: 'review' }];
  },
});

/** Whether an alias follows the health of what it stands for, or may: that is a check, too. */
function asksItsTarget({ properties }: Resource): boolean {
  return scenarios(at(properties, 'AliasTarget', 'EvaluateTargetHealth')).some(
    ({ value }) => value.kind !== 'absent' && booleanOf(value) !== false,
  );
}

/** Whether something is, or may be, set at a path. */
function mayBeSet({ properties }: Resource, ...path: string[]): boolean {
  return scenarios(at(properties, ...path)).some(s => s.value.kind !== 'absent');
}

/** Whether a table is in enough regions, or in all of some, or may be as far as can be seen. */
function isReplicated(table: Resource, min: number, regions: readonly string[]): boolean {
  const replicas = at(table.properties, 'Replicas');
  if (replicas.kind === 'absent') {
    // The CDK makes replicas of a `Table` with custom resources, from a prop that leaves the table itself as it is.
    return !table.properties.complete;
  }
  if (replicas.kind !== 'list' || !replicas.complete) return true;
  const there = replicas.items.map(item => stringOf(at(item, 'Region')));
  if (there.includes(null)) return true;
  return there.length >= min && regions.every(region => there.includes(region));
}
