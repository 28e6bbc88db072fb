/** Listeners that still agree on TLS 1.0 and 1.1. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { stringOf } from '../../core/value.ts';
import { isOneOf, setting } from '../setting.ts';
import { isExact } from '../wiring/deliveries.ts';

/** The policies that take TLS 1.0 or 1.1, from the tables of the documentation. */
const OLD =
  /^ELBSecurityPolicy-(2015-05|2016-08|TLS-1-0-2015-04|TLS-1-1-2017-01|FS-2018-06|FS-1-1-2019-08|TLS13-1-[01]-\d{4}-\d{2})$/;

export const outdatedTlsPolicy = defineRule({
  id: 'network/outdated-tls-policy',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'Listeners of load balancers ask for TLS 1.2 at least.',
    why: `TLS 1.0 and 1.1 have known weaknesses and were given up by all browsers in 2020; standards such as PCI DSS forbid them. The
policy of a listener says which versions it takes, and the one that holds where none is written (\`ELBSecurityPolicy-2016-08\`)
takes both.`,
    bad: [
      yaml`
        Resources:
          Https:
            Type: AWS::ElasticLoadBalancingV2::Listener
            Properties:
              LoadBalancerArn: !ImportValue Balancer
              Port: 443
              Protocol: HTTPS
              SslPolicy: ELBSecurityPolicy-2016-08
              Certificates: [{ CertificateArn: !ImportValue Certificate }]
              DefaultActions: [{ Type: forward, TargetGroupArn: !ImportValue Web }]
      `,
      json`
        {
          "Resources": {
            "Https": {
              "Type": "AWS::ElasticLoadBalancingV2::Listener",
              "Properties": {
                "LoadBalancerArn": { "Fn::ImportValue": "Balancer" },
                "Port": 443,
                "Protocol": "HTTPS",
                "Certificates": [{ "CertificateArn": { "Fn::ImportValue": "Certificate" } }],
                "DefaultActions": [{ "Type": "forward", "TargetGroupArn": { "Fn::ImportValue": "Web" } }]
              }
            }
          }
        }
      `,
      cdk`
        new elbv2.CfnListener(this, 'Https', {
          loadBalancerArn: cdk.Fn.importValue('Balancer'),
          port: 443,
          protocol: 'HTTPS',
          sslPolicy: 'ELBSecurityPolicy-TLS-1-1-2017-01',
          certificates: [{ certificateArn: cdk.Fn.importValue('Certificate') }],
          defaultActions: [{ type: 'forward', targetGroupArn: cdk.Fn.importValue('Web') }],
        });
      `,
    ],
    good: [
      yaml`
        Resources:
          Https:
            Type: AWS::ElasticLoadBalancingV2::Listener
            Properties:
              LoadBalancerArn: !ImportValue Balancer
              Port: 443
              Protocol: HTTPS
              SslPolicy: ELBSecurityPolicy-TLS13-1-2-2021-06
              Certificates: [{ CertificateArn: !ImportValue Certificate }]
              DefaultActions: [{ Type: forward, TargetGroupArn: !ImportValue Web }]
      `,
      json`
        {
          "Resources": {
            "Http": {
              "Type": "AWS::ElasticLoadBalancingV2::Listener",
              "Properties": {
                "LoadBalancerArn": { "Fn::ImportValue": "Balancer" },
                "Port": 80,
                "Protocol": "HTTP",
                "DefaultActions": [{ "Type": "forward", "TargetGroupArn": { "Fn::ImportValue": "Web" } }]
              }
            }
          }
        }
      `,
      cdk`
        new elbv2.CfnListener(this, 'Https', {
          loadBalancerArn: cdk.Fn.importValue('Balancer'),
          port: 443,
          protocol: 'HTTPS',
          sslPolicy: 'ELBSecurityPolicy-TLS13-1-2-Res-2021-06',
          certificates: [{ certificateArn: cdk.Fn.importValue('Certificate') }],
          defaultActions: [{ type: 'forward', targetGroupArn: cdk.Fn.importValue('Web') }],
        });
      `,
    ],
    links: ['https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html'],
    peers: ['CKV_AWS_103', 'cfn_nag W55', 'trivy AWS-0047'],
  },
  ...setting({
    places: { 'AWS::ElasticLoadBalancingV2::Listener': 'SslPolicy' },
    concerns: resource => isExact(resource) && isOneOf(resource, 'Protocol', ['https', 'tls']) === true,
    wrong: value => value.kind === 'absent' || OLD.test(stringOf(value) ?? ''),
    message: '{name} takes TLS 1.0 and 1.1{when}.',
    mend: { title: 'Let {name} ask for TLS 1.2 or 1.3', to: 'ELBSecurityPolicy-TLS13-1-2-2021-06' },
  }),
});
