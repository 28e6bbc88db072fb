/** Load balancers without access logs. */
import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { unloggedLoadBalancer } from './unlogged-load-balancer.ts';

ruleTest(unloggedLoadBalancer, ({ check }) => {
  check(
    'silent for gateway load balancers, which have none',
    yaml`
      Resources:
        Inspect: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: { Type: gateway } }
        Web: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: { Type: network } }
      # ^^^ information network/unlogged-load-balancer: Web writes no access logs.
    `,
  );
  check(
    'silent in CDK, where a method turns them on',
    cdk`new elbv2.ApplicationLoadBalancer(this, 'Web', { vpc: new ec2.Vpc(this, 'Vpc') });`,
  );
  check(
    'classic ones',
    yaml`
      Resources:
        Old: { Type: AWS::ElasticLoadBalancing::LoadBalancer, Properties: { Listeners: [] } }
      # ^^^ information network/unlogged-load-balancer: Old writes no access logs.
        Off:
          Type: AWS::ElasticLoadBalancing::LoadBalancer
          Properties: { AccessLoggingPolicy: { Enabled: false, S3BucketName: logs } }
      #                                                 ^^^^^ information network/unlogged-load-balancer: Off writes no access logs.
        On:
          Type: AWS::ElasticLoadBalancing::LoadBalancer
          Properties: { AccessLoggingPolicy: { Enabled: true, S3BucketName: logs } }
    `,
  );
});
