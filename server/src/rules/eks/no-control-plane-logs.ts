/** Clusters whose control plane writes no logs. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { setting } from '../setting.ts';
import { isExact } from '../wiring/deliveries.ts';

export const noControlPlaneLogs = defineRule({
  id: 'eks/no-control-plane-logs',
  since: '0.1.0',
  severity: 'information',
  profile: 'strict',
  docs: {
    summary: 'The control plane of a cluster writes its logs.',
    why: `Who asked the API of a cluster for what, who was let in, and why pods were not placed is in the logs of the control plane, and
nowhere else. They are off unless they are turned on, and what was not written before an incident can't be had after it.`,
    bad: [
      yaml`
        Resources:
          Cluster:
            Type: AWS::EKS::Cluster
            Properties:
              RoleArn: arn:aws:iam::111122223333:role/cluster
              ResourcesVpcConfig: { SubnetIds: [subnet-1, subnet-2] }
      `,
      json`
        {
          "Resources": {
            "Cluster": {
              "Type": "AWS::EKS::Cluster",
              "Properties": {
                "RoleArn": "arn:aws:iam::111122223333:role/cluster",
                "ResourcesVpcConfig": { "SubnetIds": ["subnet-1", "subnet-2"] },
                "Logging": { "ClusterLogging": { "EnabledTypes": [] } }
              }
            }
          }
        }
      `,
      cdk`
        new eks.CfnCluster(this, 'Cluster', {
          roleArn: 'arn:aws:iam::111122223333:role/cluster',
          resourcesVpcConfig: { subnetIds: ['subnet-1', 'subnet-2'] },
        });
      `,
    ],
    good: [
      yaml`
        Resources:
          Cluster:
            Type: AWS::EKS::Cluster
            Properties:
              RoleArn: arn:aws:iam::111122223333:role/cluster
              ResourcesVpcConfig: { SubnetIds: [subnet-1, subnet-2] }
              Logging: { ClusterLogging: { EnabledTypes: [{ Type: api }, { Type: audit }, { Type: authenticator }] } }
      `,
      json`
        {
          "Resources": {
            "Cluster": {
              "Type": "AWS::EKS::Cluster",
              "Properties": {
                "RoleArn": "arn:aws:iam::111122223333:role/cluster",
                "ResourcesVpcConfig": { "SubnetIds": ["subnet-1", "subnet-2"] },
                "Logging": { "ClusterLogging": { "EnabledTypes": [{ "Type": "audit" }] } }
              }
            }
          }
        }
      `,
      cdk`
        new eks.CfnCluster(this, 'Cluster', {
          roleArn: 'arn:aws:iam::111122223333:role/cluster',
          resourcesVpcConfig: { subnetIds: ['subnet-1', 'subnet-2'] },
          logging: { clusterLogging: { enabledTypes: [{ type: 'audit' }] } },
        });
      `,
    ],
    links: ['https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html'],
    peers: ['CKV_AWS_37', 'trivy AWS-0038', 'cdk-nag AwsSolutions-EKS2'],
  },
  ...setting({
    places: { 'AWS::EKS::Cluster': 'Logging.ClusterLogging.EnabledTypes' },
    concerns: isExact,
    wrong: value => value.kind === 'absent' || (value.kind === 'list' && value.complete && value.items.length === 0),
    message: 'The control plane of {name} writes no logs{when}.',
    mend: {
      title: 'Let {name} log calls, decisions and sign-ins',
      to: ['api', 'audit', 'authenticator'].map(type => ({ $object: { Type: type } })),
    },
  }),
});
