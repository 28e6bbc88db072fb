/** Groups that keep unhealthy instances. */
import { expect, it } from 'vitest';
import { yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { ignoredHealthChecks } from './ignored-health-checks.ts';

ruleTest(ignoredHealthChecks, ({ check, fixed }) => {
  check(
    'in one scenario; silent without a load balancer, and for what is not known',
    yaml`
      Parameters:
        Check: { Type: String, Default: EC2 }
        Targets: { Type: CommaDelimitedList }
      Conditions:
        IsProd: !Equals [!Ref AWS::StackName, prod]
      Resources:
        Some: { Type: AWS::AutoScaling::AutoScalingGroup, Properties: { LoadBalancerNames: [a], HealthCheckType: !If [IsProd, ELB, EC2] } }
      #                                                                                                                            ^^^ warning reliability/ignored-health-checks (fix): Some keeps instances that its load balancer finds unhealthy when not IsProd.
        Alone: { Type: AWS::AutoScaling::AutoScalingGroup, Properties: { MinSize: '1' } }
        Given: { Type: AWS::AutoScaling::AutoScalingGroup, Properties: { LoadBalancerNames: [a], HealthCheckType: !Ref Check } }
        Maybe: { Type: AWS::AutoScaling::AutoScalingGroup, Properties: { TargetGroupARNs: !Ref Targets } }
        Both: { Type: AWS::AutoScaling::AutoScalingGroup, Properties: { LoadBalancerNames: [a], HealthCheckType: 'EC2,ELB' } }
    `,
  );
  it('keeps a grace period that is there', () => {
    const group = (grace: string) => yaml`
      Resources:
        Web: { Type: AWS::AutoScaling::AutoScalingGroup, Properties: { LoadBalancerNames: [a]${grace} } }
    `;
    expect(fixed(group(''))).toContain('HealthCheckType: ELB, HealthCheckGracePeriod: 300');
    expect(fixed(group(', HealthCheckGracePeriod: 60'))).toContain('HealthCheckGracePeriod: 60, HealthCheckType: ELB');
  });
});
