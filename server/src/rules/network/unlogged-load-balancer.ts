/** Load balancers of which nobody can say later who asked for what. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { isOff, isOneOf, setting } from '../setting.ts';
import { attributeOn } from './balancerAttributes.ts';

const message = '{name} writes no access logs{when}.';
const modern = attributeOn({
  key: 'access_logs.s3.enabled',
  // A gateway load balancer has none.
  concerns: resource => isOneOf(resource, 'Type', ['gateway'], 'application') === false,
  message,
  title: null,
});
const classic = setting({
  places: { 'AWS::ElasticLoadBalancing::LoadBalancer': 'AccessLoggingPolicy.Enabled' },
  wrong: isOff,
  message,
  mend: null,
});

export const unloggedLoadBalancer = defineRule({
  id: 'network/unlogged-load-balancer',
  since: '0.1.0',
  severity: 'information',
  profile: 'strict',
  docs: {
    summary: 'Load balancers write access logs.',
    why: `After an incident the first question is who asked for what, and from where. The targets see the load balancer's address and
never the requests that it refused; only its own access logs in a bucket have both.`,
    bad: [
      yaml`
        Resources:
          Web:
            Type: AWS::ElasticLoadBalancingV2::LoadBalancer
            Properties:
              LoadBalancerAttributes:
                - { Key: access_logs.s3.enabled, Value: 'false' }
      `,
      json`
        { "Resources": { "Web": { "Type": "AWS::ElasticLoadBalancingV2::LoadBalancer" } } }
      `,
      cdk`
        new elbv2.CfnLoadBalancer(this, 'Web', { type: 'network' });
      `,
    ],
    good: [
      yaml`
        Resources:
          Web:
            Type: AWS::ElasticLoadBalancingV2::LoadBalancer
            Properties:
              LoadBalancerAttributes:
                - { Key: access_logs.s3.enabled, Value: 'true' }
                - { Key: access_logs.s3.bucket, Value: !ImportValue LogBucket }
      `,
      cdk`
        const web = new elbv2.ApplicationLoadBalancer(this, 'Web', { vpc: new ec2.Vpc(this, 'Vpc') });
        web.logAccessLogs(new s3.Bucket(this, 'Logs'));
      `,
    ],
    links: ['https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html'],
    peers: ['CKV_AWS_91', 'cfn_nag W52', 'Guard ELBV2_ACCESS_LOGGING_RULE', 'cdk-nag AwsSolutions-ELB2'],
  },
  messages: modern.messages,
  types: [...modern.types, ...classic.types],
  *checkResource(resource, context) {
    if (!classic.types.includes(resource.type)) yield* modern.checkResource(resource, context);
    else for (const signal of classic.checkResource(resource, context)) yield { ...signal, message: 'off' };
  },
});
