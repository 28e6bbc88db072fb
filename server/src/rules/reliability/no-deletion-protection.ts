/** Reports databases and tables that a single call deletes. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { at, stringOf } from '../../core/value.ts';
import { has, isOff, setting } from '../setting.ts';

export const noDeletionProtection = defineRule({
  id: 'reliability/no-deletion-protection',
  since: '0.1.0',
  severity: 'information',
  profile: 'strict',
  docs: {
    summary: 'Databases, tables and user pools are protected from deletion.',
    why: `With deletion protection a service refuses to delete a database, whoever asks: a stack that is deleted by mistake, a
change that replaces it, a script with too many rights. It has to be switched off first, which nobody does by accident.
For trial stacks it is a nuisance.`,
    bad: [
      yaml`
        Resources:
          Orders:
            Type: AWS::RDS::DBCluster
            Properties:
              Engine: aurora-postgresql
              DeletionProtection: false
      `,
      json`
        {
          "Resources": {
            "Users": { "Type": "AWS::Cognito::UserPool", "Properties": { "UserPoolName": "users" } }
          }
        }
      `,
      cdk`
        new dynamodb.Table(this, 'Orders', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } });
      `,
    ],
    good: [
      yaml`
        Resources:
          Orders:
            Type: AWS::RDS::DBCluster
            Properties:
              Engine: aurora-postgresql
              DeletionProtection: true
      `,
      cdk`
        new dynamodb.Table(this, 'Orders', {
          partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
          deletionProtection: true,
        });
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteInstance.html',
      'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithTables.Basics.html',
    ],
    peers: [
      'cfn_nag F80',
      'trivy AWS-0177',
      'trivy AWS-0343',
      'Guard RDS_INSTANCE_DELETION_PROTECTION_ENABLED',
      'cdk-nag AwsSolutions-RDS10',
    ],
  },
  ...setting({
    places: {
      'AWS::RDS::DBInstance': 'DeletionProtection',
      'AWS::RDS::DBCluster': 'DeletionProtection',
      'AWS::DocDB::DBCluster': 'DeletionProtection',
      'AWS::Neptune::DBCluster': 'DeletionProtection',
      'AWS::DynamoDB::Table': 'DeletionProtectionEnabled',
      'AWS::Cognito::UserPool': 'DeletionProtection',
    },
    // What belongs to a cluster is protected by it, which is so for all of Aurora.
    concerns: resource =>
      !has(resource, 'DBClusterIdentifier') &&
      (resource.type !== 'AWS::RDS::DBInstance' || !/^aurora/i.test(stringOf(at(resource.properties, 'Engine')) ?? '')),
    wrong: value => isOff(value) || (value.kind === 'literal' && value.value === 'INACTIVE'),
    message: 'Nothing protects {name} from being deleted{when}.',
    mend: {
      title: 'Protect {name} from deletion',
      to: resource => (resource.type === 'AWS::Cognito::UserPool' ? 'ACTIVE' : true),
    },
  }),
});
