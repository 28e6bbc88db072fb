/** Tables that can’t be had back as they were. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { isOff, setting } from '../setting.ts';

export const noPointInTimeRecovery = defineRule({
  id: 'dynamodb/no-point-in-time-recovery',
  since: '0.1.0',
  severity: 'information',
  profile: 'strict',
  docs: {
    summary: 'Tables can be restored to any second of the last weeks.',
    why: `Point-in-time recovery is the only way back from a bug that overwrites items or a migration that goes wrong: backups on a
schedule lose what came since. It costs by the size of the table. The CDK’s older prop for it, \`pointInTimeRecovery\`, counts
as well.`,
    bad: [
      yaml`
        Resources:
          Orders:
            Type: AWS::DynamoDB::Table
            Properties:
              BillingMode: PAY_PER_REQUEST
      `,
      json`
        { "Resources": { "Orders": { "Type": "AWS::DynamoDB::Table", "Properties": { "PointInTimeRecoverySpecification": { "PointInTimeRecoveryEnabled": false } } } } }
      `,
      cdk`
        new dynamodb.Table(this, 'Orders', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } });
      `,
    ],
    good: [
      yaml`
        Resources:
          Orders:
            Type: AWS::DynamoDB::Table
            Properties:
              PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true }
      `,
      cdk`
        new dynamodb.Table(this, 'Orders', {
          partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
          pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
        });
      `,
    ],
    links: ['https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Point-in-time-recovery.html'],
    peers: ['CKV_AWS_28', 'cfn_nag W78', 'trivy AWS-0024', 'Guard DYNAMODB_PITR_ENABLED', 'cdk-nag AwsSolutions-DDB3'],
  },
  ...setting({
    places: {
      'AWS::DynamoDB::Table': 'PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled',
      'AWS::DynamoDB::GlobalTable': 'Replicas.*.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled',
    },
    wrong: isOff,
    message: '{name} can’t be restored to a point in time{when}.',
    mend: { title: 'Turn on point-in-time recovery of {name}', to: true },
  }),
});
