import { expect, it } from 'vitest';
import { withFiles, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { missingFailover } from './missing-failover.ts';

const asks = (text: string) => ({ 'plumbline.yaml': `version: 1\nrequirements:\n  resilience: ${text}\n` });
const said = (place: string, message: string) => [
  `warning arch/missing-failover ${JSON.stringify(place)}: ${message} (plumbline.yaml:3).`,
];
const table = (replicas: string) =>
  withFiles(
    yaml`
      Resources:
        Orders:
          Type: AWS::DynamoDB::GlobalTable
          Properties: { Replicas: ${replicas} }
    `,
    asks('{ global_tables: [us-east-1, eu-west-1] }'),
  );

ruleTest(missingFailover, ({ check, fixed }) => {
  check(
    'records without a health check',
    withFiles(
      yaml`
        Resources:
          Primary: { Type: AWS::Route53::RecordSet, Properties: { Failover: PRIMARY } }
      `,
      asks('{ failover: true }'),
    ),
    said('Primary', 'There are failover records, and no health check that says when to follow them'),
  );
  check(
    'silent: an origin group',
    withFiles(
      yaml`
        Resources:
          Cdn: { Type: AWS::CloudFront::Distribution, Properties: { DistributionConfig: { OriginGroups: { Quantity: 1 } } } }
      `,
      asks('{ failover: true }'),
    ),
    [],
  );
  check(
    'a region that is missing',
    table('[{ Region: us-east-1 }, { Region: us-west-2 }]'),
    said('Orders', 'Orders is not in all regions that it should be in: us-east-1, eu-west-1'),
  );
  check('silent: both regions', table('[{ Region: us-east-1 }, { Region: eu-west-1 }]'), []);
  check('silent: regions that can’t be seen', table('[{ Region: !Ref AWS::Region }, { Region: us-west-2 }]'), []);
  check(
    'a table in one region',
    withFiles(yaml`${'Resources:\n  Orders:\n    Type: AWS::DynamoDB::Table'}`, asks('{ global_tables: true }')),
    said('Orders', 'Orders is not in all regions that it should be in: 2 regions'),
  );
  const alias = (health: string) =>
    withFiles(
      yaml`
        Resources:
          Primary:
            Type: AWS::Route53::RecordSet
            Properties:
              Failover: PRIMARY
              AliasTarget: { DNSName: a.example.com, HostedZoneId: Z1, EvaluateTargetHealth: ${health} }
      `,
      asks('{ failover: true }'),
    );
  check('silent: the health of the target is the check', alias('true'), []);
  it('follows the health of the target', () => {
    expect(fixed(alias('false'))).toContain('EvaluateTargetHealth: true');
  });
  it('adds the region that is missing', () => {
    const text = fixed(table('[{ Region: us-east-1 }, { Region: us-west-2 }]'));
    expect(text).toContain('{ Region: us-west-2 }, {Region: eu-west-1}');
    expect(text).toContain('StreamViewType: NEW_AND_OLD_IMAGES');
  });
});
