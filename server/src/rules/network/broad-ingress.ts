/** Security groups that let in more than one port, or everybody, where a strict team wants it said. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import type { Resource } from '../../core/resource.ts';
import { type ObjectValue, at, inScenario, rendered, stringOf } from '../../core/value.ts';
import {
  type Place,
  groupName,
  isEverywhere,
  isSensitive,
  opened,
  portsOf,
  removeRule,
  rulesOf,
} from './open-ingress.ts';

export const broadIngress = defineRule({
  id: 'network/broad-ingress',
  since: '0.1.0',
  severity: 'information',
  profile: 'strict',
  docs: {
    summary: 'A rule of a security group lets known addresses in at one port.',
    why: `What is open is what can be attacked. A range of ports is mostly wider than what listens; all protocols are more than any
program speaks; and of what the whole internet may reach, ports 80 and 443 included, a strict team wants to have each place
confirmed. Ports of administration and databases that are open to the internet are reported by \`network/open-ingress\`.`,
    bad: [
      yaml`
        Resources:
          Web:
            Type: AWS::EC2::SecurityGroup
            Properties:
              GroupDescription: Web
              SecurityGroupIngress:
                - { IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIp: 0.0.0.0/0 }
      `,
      json`
        {
          "Resources": {
            "In": {
              "Type": "AWS::EC2::SecurityGroupIngress",
              "Properties": { "GroupId": "sg-0123456789abcdef0", "IpProtocol": "-1", "CidrIp": "10.0.0.0/8" }
            }
          }
        }
      `,
      cdk`
        const vpc = new ec2.Vpc(this, 'Vpc');
        const web = new ec2.SecurityGroup(this, 'Web', { vpc });
        web.addIngressRule(ec2.Peer.ipv4('10.0.0.0/8'), ec2.Port.tcpRange(8000, 8100));
      `,
    ],
    good: [
      yaml`
        Resources:
          Web:
            Type: AWS::EC2::SecurityGroup
            Properties:
              GroupDescription: Web
              SecurityGroupIngress:
                - { IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/8 }
      `,
      cdk`
        const vpc = new ec2.Vpc(this, 'Vpc');
        const web = new ec2.SecurityGroup(this, 'Web', { vpc });
        web.addIngressRule(ec2.Peer.ipv4('10.0.0.0/8'), ec2.Port.tcp(443));
      `,
    ],
    links: ['https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html'],
    peers: [
      'CKV_AWS_260',
      'cfn_nag W27',
      'cfn_nag W42',
      'Guard EC2_SECURITY_GROUP_INGRESS_OPEN_TO_WORLD_RULE',
      'Guard SECURITY_GROUP_INGRESS_ALL_PROTOCOLS_RULE',
      'Guard SECURITY_GROUP_INGRESS_PORT_RANGE_RULE',
    ],
  },
  messages: {
    world: '{resource} lets the whole internet ({cidr}) in at {ports}{when}.',
    range: '{resource} opens {ports} at once{when}.',
    everything: '{resource} opens every port of every protocol{when}.',
  },
  types: ['AWS::EC2::SecurityGroup', 'AWS::EC2::SecurityGroupIngress'],
  *checkResource(resource) {
    if (resource.owner.kind !== 'yours') return;
    for (const { rule, when, data } of rulesOf(resource, 'SecurityGroupIngress'))
      yield* broadRule(resource, rule, when, data);
  },
  fix(signal) {
    return removeRule(signal, 'who is to be let in is for you to say');
  },
});

function* broadRule(resource: Resource, rule: ObjectValue, when: readonly string[], data: Place) {
  const cidrs = ['CidrIp', 'CidrIpv6'].map(key => at(rule, key));
  const world = cidrs.find(v => v.kind === 'literal' && isEverywhere(stringOf(v) ?? ''));
  for (const { range, when: scenario } of opened(rule, when)) {
    if (world && isSensitive(range)) continue;
    const ports = range && portsOf(range);
    const message = world ? 'world' : range === null ? 'everything' : range.from < range.to ? 'range' : null;
    if (message === null) continue;
    const place = world ?? at(rule, range === null ? 'IpProtocol' : 'FromPort');
    yield {
      message,
      at: place.kind === 'literal' && place.origin === 'written' ? place.span : rule.span,
      params: {
        resource: groupName(resource),
        cidr: (world && stringOf(world)) ?? '',
        ports: ports ?? '',
        when: inScenario(scenario),
      },
      // Not by its place, which changes when another rule is taken away.
      subject: `${who(rule)}:${range ? `${range.from}-${range.to}` : 'all'}`,
      data,
    } as const;
    return;
  }
}

/** Whom a rule lets in, in words. */
function who(rule: ObjectValue): string {
  const peers = ['CidrIp', 'CidrIpv6', 'SourceSecurityGroupId', 'SourceSecurityGroupName', 'SourcePrefixListId'];
  return peers
    .map(key => at(rule, key))
    .filter(v => v.kind !== 'absent')
    .map(rendered)
    .join();
}
