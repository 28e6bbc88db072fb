/** Reports groups of instances that keep what their load balancer has given up. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { at, inScenario, scenarios, stringOf } from '../../core/value.ts';
import { isExact } from '../wiring/deliveries.ts';

export const ignoredHealthChecks = defineRule({
  id: 'reliability/ignored-health-checks',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'A group of instances behind a load balancer replaces those that the load balancer finds unhealthy.',
    why: `By default an Auto Scaling group asks EC2 alone whether an instance is well, which it is as long as the machine runs.
When the program on it hangs, the load balancer sends it no more requests, and the group keeps it and counts it: after some
time there may be no healthy instance left and no new one is started. With the health check type \`ELB\` the group
replaces what fails the health check of its target group; the grace period is the time that an instance takes to start.`,
    bad: [
      yaml`
        Resources:
          Web:
            Type: AWS::AutoScaling::AutoScalingGroup
            Properties:
              LaunchTemplate: { LaunchTemplateId: lt-0a1b2c3d, Version: '1' }
              MinSize: '2'
              MaxSize: '4'
              TargetGroupARNs: [!Ref Targets]
          Targets: { Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: { Port: 80, Protocol: HTTP } }
      `,
      json`
        {
          "Resources": {
            "Web": {
              "Type": "AWS::AutoScaling::AutoScalingGroup",
              "Properties": { "MinSize": "2", "MaxSize": "4", "LoadBalancerNames": ["web"], "HealthCheckType": "EC2" }
            }
          }
        }
      `,
      cdk`
        new autoscaling.CfnAutoScalingGroup(this, 'Web', { minSize: '2', maxSize: '4', loadBalancerNames: ['web'] });
      `,
    ],
    good: [
      yaml`
        Resources:
          Web:
            Type: AWS::AutoScaling::AutoScalingGroup
            Properties:
              LaunchTemplate: { LaunchTemplateId: lt-0a1b2c3d, Version: '1' }
              MinSize: '2'
              MaxSize: '4'
              TargetGroupARNs: [!Ref Targets]
              HealthCheckType: ELB
              HealthCheckGracePeriod: 120
          Targets: { Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: { Port: 80, Protocol: HTTP } }
      `,
      cdk`
        new autoscaling.CfnAutoScalingGroup(this, 'Web', {
          minSize: '2',
          maxSize: '4',
          loadBalancerNames: ['web'],
          healthCheckType: 'ELB',
          healthCheckGracePeriod: 120,
        });
      `,
    ],
    links: ['https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-health-checks.html'],
    peers: ['cdk-nag NIST.800.53.R5-AutoScalingGroupELBHealthCheckRequired'],
  },
  messages: {
    ignored: '{group} keeps instances that its load balancer finds unhealthy{when}.',
  },
  types: ['AWS::AutoScaling::AutoScalingGroup'],
  *checkResource(resource) {
    // In CDK code other constructs and methods say what stands before a group, and an L1 alone says all.
    if (!isExact(resource)) return;
    const behind = ['TargetGroupARNs', 'LoadBalancerNames'].map(key => at(resource.properties, key));
    if (!behind.some(value => value.kind === 'list' && value.items.length > 0)) return;
    for (const { value, when } of scenarios(at(resource.properties, 'HealthCheckType'))) {
      if (value.kind !== 'absent' && stringOf(value) !== 'EC2') continue;
      const written = value.kind === 'literal' && value.origin === 'written';
      yield {
        message: 'ignored',
        at: written ? value.span : resource.nameSpan,
        params: { group: resource.logicalId, when: inScenario(when) },
      };
    }
  },
  fix({ resource }) {
    if (!resource) return 'the group is no longer there';
    const grace = at(resource.properties, 'HealthCheckGracePeriod');
    const set = (name: string, value: string | number) =>
      ({ kind: 'setProperty', resource: resource.id, path: [name], value }) as const;
    return [
      {
        title: `Let ${resource.logicalId} replace what its load balancer finds unhealthy`,
        intents: [
          set('HealthCheckType', 'ELB'),
          // CloudFormation gives no time to start, the console 300 seconds.
          ...(grace.kind === 'absent' ? [set('HealthCheckGracePeriod', 300)] : []),
        ],
        safety: 'review',
      },
    ];
  },
});
