/** Rules of listeners that no load balancer takes. */
import { expect, it } from 'vitest';
import { type Example, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { impossibleListenerRule } from './impossible-listener-rule.ts';

const rule = (conditions: string) => yaml`
  Conditions:
    IsProd: !Equals [!Ref AWS::Region, eu-west-1]
  Resources:
    Orders:
      Type: AWS::ElasticLoadBalancingV2::ListenerRule
      Properties:
        Priority: 1
        Conditions: ${conditions}
`;

ruleTest(impossibleListenerRule, ({ check, fixed }) => {
  check(
    'by scenario',
    rule('!If [IsProd, [{ Field: source-ip, SourceIpConfig: { Values: [a, b, c, d, e, f] } }], []]'),
    [
      'error network/impossible-listener-rule "[{ Field: source-ip, SourceIpConfig: { Values: [a, b, c, d, e, f] } }]": The conditions of Orders have 6 values, and may have 5 when IsProd.',
    ],
  );
  check(
    'one way or the other',
    rule('[!If [IsProd, { Field: path-pattern, Values: [/a] }, { Field: path-pattern, Values: [/b] }]]'),
    [],
  );
  check(
    'headers may repeat',
    rule(
      '[{ Field: http-header, HttpHeaderConfig: { HttpHeaderName: a, Values: [b] } }, { Field: http-header, HttpHeaderConfig: { HttpHeaderName: c, Values: [d] } }]',
    ),
    [],
  );
  it('makes one condition of two', () =>
    expect(fixed(impossibleListenerRule.docs.bad[0] as Example)).toContain(
      '        - { Field: path-pattern, Values: [/orders, /orders/*] }\n      Actions',
    ));
});
