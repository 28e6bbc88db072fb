/** Clusters whose API everybody can reach. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { has, isOn, setting } from '../setting.ts';

export const publicEndpoint = defineRule({
  id: 'eks/public-endpoint',
  since: '0.1.0',
  severity: 'information',
  profile: 'strict',
  docs: {
    summary: 'The API of a cluster can be reached from known networks alone.',
    why: `The endpoint of a Kubernetes API is public unless said otherwise. Whoever reaches it still has to sign in; yet holes in the
API server, and stolen credentials, can be used from everywhere. Make it private, or name the networks that may reach it.`,
    bad: [
      yaml`
        Resources:
          Cluster:
            Type: AWS::EKS::Cluster
            Properties:
              ResourcesVpcConfig: { SubnetIds: [subnet-1, subnet-2] }
      `,
      json`
        { "Resources": { "Cluster": { "Type": "AWS::EKS::Cluster", "Properties": { "ResourcesVpcConfig": { "EndpointPublicAccess": true } } } } }
      `,
      cdk`
        new eks.CfnCluster(this, 'Cluster', {
          roleArn: 'arn:aws:iam::111122223333:role/cluster',
          resourcesVpcConfig: { subnetIds: ['subnet-1'], endpointPublicAccess: true },
        });
      `,
    ],
    good: [
      yaml`
        Resources:
          Cluster:
            Type: AWS::EKS::Cluster
            Properties:
              ResourcesVpcConfig: { SubnetIds: [subnet-1, subnet-2], EndpointPublicAccess: true, PublicAccessCidrs: [192.0.2.0/24] }
      `,
      cdk`
        new eks.CfnCluster(this, 'Cluster', {
          roleArn: 'arn:aws:iam::111122223333:role/cluster',
          resourcesVpcConfig: { subnetIds: ['subnet-1'], endpointPublicAccess: false, endpointPrivateAccess: true },
        });
      `,
    ],
    links: ['https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html'],
    peers: ['CKV_AWS_39', 'trivy AWS-0040', 'trivy AWS-0041', 'cdk-nag AwsSolutions-EKS1'],
  },
  ...setting({
    places: { 'AWS::EKS::Cluster': 'ResourcesVpcConfig.EndpointPublicAccess' },
    wrong: value => value.kind === 'absent' || isOn(value),
    concerns: resource => !has(resource, 'ResourcesVpcConfig.PublicAccessCidrs'),
    message: 'Everybody can reach the API of {name}{when}.',
    mend: {
      title: 'Make the API of {name} private',
      to: false,
      also: { 'ResourcesVpcConfig.EndpointPrivateAccess': true },
    },
  }),
});
