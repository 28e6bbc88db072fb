/** reliability/no-scaling-policy */
import { expect, it } from 'vitest';
import { type Example, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { noScalingPolicy } from './no-scaling-policy.ts';

ruleTest(noScalingPolicy, ({ check, fixed }) => {
  check(
    'silent: a policy that names its target by parts',
    yaml`
    Resources:
      Scaling:
        Type: AWS::ApplicationAutoScaling::ScalableTarget
        Properties: { ServiceNamespace: ecs, ScalableDimension: ecs:service:DesiredCount, ResourceId: service/web/web, MinCapacity: 2, MaxCapacity: 4 }
      Policy:
        Type: AWS::ApplicationAutoScaling::ScalingPolicy
        Properties: { PolicyName: cpu, PolicyType: StepScaling, ServiceNamespace: ecs, ScalableDimension: ecs:service:DesiredCount, ResourceId: service/web/web }
  `,
  );
  it('adds a policy', () =>
    expect(fixed(noScalingPolicy.docs.bad[0] as Example)).toContain(
      'PredefinedMetricType: ECSServiceAverageCPUUtilization',
    ));
});
