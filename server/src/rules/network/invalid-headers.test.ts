/** Headers with invalid names. */
import { expect, it } from 'vitest';
import { yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { invalidHeaders } from './invalid-headers.ts';

ruleTest(invalidHeaders, ({ check, fixed }) => {
  check(
    'silent where the kind, a key or the value is not known',
    yaml`
      Parameters:
        Given: { Type: String }
      Resources:
        A: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: { Type: !Ref Given } }
        B:
          Type: AWS::ElasticLoadBalancingV2::LoadBalancer
          Properties: { LoadBalancerAttributes: [{ Key: !Ref Given, Value: 'true' }] }
        C:
          Type: AWS::ElasticLoadBalancingV2::LoadBalancer
          Properties:
            LoadBalancerAttributes: [{ Key: routing.http.drop_invalid_header_fields.enabled, Value: !Ref Given }]
    `,
  );
  it('adds the attribute, or turns it on', () => {
    expect(fixed(invalidHeaders.docs.bad[0] as (typeof invalidHeaders.docs.bad)[0])).toContain(
      'routing.http.drop_invalid_header_fields.enabled',
    );
    expect(fixed(invalidHeaders.docs.bad[1] as (typeof invalidHeaders.docs.bad)[0])).toContain('"Value": "true"');
  });
});
