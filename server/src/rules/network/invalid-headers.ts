/** Application load balancers that hand on headers which no proxy should. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { isOneOf } from '../setting.ts';
import { attributeOn } from './balancerAttributes.ts';

export const invalidHeaders = defineRule({
  id: 'network/invalid-headers',
  since: '0.1.0',
  severity: 'information',
  profile: 'strict',
  docs: {
    summary: 'Application load balancers drop headers whose names are invalid.',
    why: `Request smuggling lives on headers that one server reads and the next one ignores. An application load balancer passes names
with characters other than letters, digits and hyphens on to its targets unless it is told to drop them; no client that means
well sends such names.`,
    bad: [
      yaml`
        Resources:
          Web:
            Type: AWS::ElasticLoadBalancingV2::LoadBalancer
            Properties:
              LoadBalancerAttributes:
                - { Key: deletion_protection.enabled, Value: 'true' }
      `,
      json`
        {
          "Resources": {
            "Web": {
              "Type": "AWS::ElasticLoadBalancingV2::LoadBalancer",
              "Properties": {
                "LoadBalancerAttributes": [
                  { "Key": "routing.http.drop_invalid_header_fields.enabled", "Value": "false" }
                ]
              }
            }
          }
        }
      `,
      cdk`
        new elbv2.CfnLoadBalancer(this, 'Web', { type: 'application' });
      `,
    ],
    good: [
      yaml`
        Resources:
          Web:
            Type: AWS::ElasticLoadBalancingV2::LoadBalancer
            Properties:
              LoadBalancerAttributes:
                - { Key: routing.http.drop_invalid_header_fields.enabled, Value: 'true' }
          Raw:
            Type: AWS::ElasticLoadBalancingV2::LoadBalancer
            Properties: { Type: network }
      `,
      cdk`
        new elbv2.CfnLoadBalancer(this, 'Web', {
          loadBalancerAttributes: [{ key: 'routing.http.drop_invalid_header_fields.enabled', value: 'true' }],
        });
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html',
      'https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html#elb-4',
    ],
    peers: ['CKV_AWS_131', 'trivy AWS-0052', 'Guard ALB_HTTP_DROP_INVALID_HEADER_ENABLED'],
  },
  ...attributeOn({
    key: 'routing.http.drop_invalid_header_fields.enabled',
    concerns: resource => isOneOf(resource, 'Type', ['application'], 'application') === true,
    message: '{name} hands on headers with invalid names{when}.',
    title: 'Let {name} drop headers with invalid names',
  }),
});
