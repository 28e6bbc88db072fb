/** network/outdated-tls-policy */
import { expect, it } from 'vitest';
import { type Example, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { outdatedTlsPolicy } from './outdated-tls-policy.ts';

ruleTest(outdatedTlsPolicy, ({ check, fixed }) => {
  check(
    'by scenario; silent where it is a parameter',
    yaml`
    Conditions:
      IsProd: !Equals [!Ref AWS::Region, eu-west-1]
    Parameters:
      Policy: { Type: String }
    Resources:
      Https:
        Type: AWS::ElasticLoadBalancingV2::Listener
        Properties:
          LoadBalancerArn: !ImportValue Balancer
          Protocol: HTTPS
          SslPolicy: !If [IsProd, ELBSecurityPolicy-TLS13-1-2-2021-06, ELBSecurityPolicy-TLS-1-0-2015-04]
    #                                                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning network/outdated-tls-policy (fix): Https takes TLS 1.0 and 1.1 when not IsProd.
      Tls:
        Type: AWS::ElasticLoadBalancingV2::Listener
        Properties: { LoadBalancerArn: !ImportValue Network, Protocol: TLS, SslPolicy: !Ref Policy }
  `,
  );
  it('writes the newer policy', () =>
    expect(fixed(outdatedTlsPolicy.docs.bad[1] as Example)).toContain(
      '"SslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06"',
    ));
});
