/** Reports security groups that let everything out to everywhere, where somebody wrote so. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { at, inScenario, scenarios, stringOf } from '../../core/value.ts';
import { type Place, groupName, isEverywhere, opened, portsOf, removeRule, rulesOf } from './open-ingress.ts';

/** What a program that calls services needs, wherever they are. */
const WEB: readonly number[] = [80, 443];

export const openEgress = defineRule({
  id: 'network/open-egress',
  since: '0.1.0',
  severity: 'information',
  profile: 'strict',
  docs: {
    summary: 'Security groups let out what is needed, not everything to everywhere.',
    why: `What is broken into sends its findings home and fetches its tools over whatever port is open. Ports and destinations that
the workload needs (HTTPS, the database's group, a prefix list of S3) keep it from that. A group without any egress rule has
EC2's default, which is the same; only rules that are written are reported, and ports 80 and 443 to everywhere are not.`,
    bad: [
      yaml`
        Resources:
          Web:
            Type: AWS::EC2::SecurityGroup
            Properties:
              GroupDescription: Web
              SecurityGroupEgress:
                - { IpProtocol: tcp, FromPort: 5432, ToPort: 5432, CidrIp: 10.0.0.0/16 }
                - { IpProtocol: '-1', CidrIp: 0.0.0.0/0 }
      `,
      json`
        {
          "Resources": {
            "Out": {
              "Type": "AWS::EC2::SecurityGroupEgress",
              "Properties": { "GroupId": "sg-0123456789abcdef0", "IpProtocol": "-1", "CidrIpv6": "::/0" }
            }
          }
        }
      `,
      cdk`
        const vpc = new ec2.Vpc(this, 'Vpc');
        const web = new ec2.SecurityGroup(this, 'Web', { vpc, allowAllOutbound: false });
        web.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.allTcp());
      `,
    ],
    good: [
      yaml`
        Resources:
          Web:
            Type: AWS::EC2::SecurityGroup
            Properties:
              GroupDescription: Web
              SecurityGroupEgress:
                - { IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0 }
      `,
      cdk`
        const vpc = new ec2.Vpc(this, 'Vpc');
        const web = new ec2.SecurityGroup(this, 'Web', { vpc, allowAllOutbound: false });
        web.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.HTTPS);
      `,
    ],
    links: ['https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html'],
    peers: ['CKV_AWS_382', 'cfn_nag W5', 'cfn_nag W40', 'trivy AWS-0104'],
  },
  messages: {
    open: '{resource} lets everything out to everywhere ({cidr}){when}.',
    port: '{resource} lets {ports} out to everywhere ({cidr}){when}.',
  },
  types: ['AWS::EC2::SecurityGroup', 'AWS::EC2::SecurityGroupEgress'],
  *checkResource(resource) {
    // What a construct allows by default, nobody wrote.
    if (resource.owner.kind !== 'yours') return;
    for (const { rule, when: outer, data } of rulesOf(resource, 'SecurityGroupEgress'))
      for (const name of ['CidrIp', 'CidrIpv6'])
        for (const { value: cidr, when } of scenarios(at(rule, name), outer)) {
          const text = stringOf(cidr);
          if (cidr.kind !== 'literal' || cidr.origin !== 'written' || text === null || !isEverywhere(text)) continue;
          const open = opened(rule, when).find(
            ({ range }) => !range || range.from !== range.to || !WEB.includes(range.from),
          );
          if (!open) continue;
          const { range } = open;
          yield {
            message: !range || (range.from <= 0 && range.to >= 65535) ? 'open' : 'port',
            at: cidr.span,
            params: {
              resource: groupName(resource),
              ports: range ? portsOf(range) : '',
              cidr: text,
              when: inScenario(open.when),
            },
            resource,
            // Not by its place, which changes when another rule is taken away.
            subject: `${text}:${range ? `${range.from}-${range.to}` : 'all'}`,
            data,
          };
        }
  },
  fix(signal) {
    const why = 'what is needed is for you to say';
    // With its last rule gone, EC2 lets everything out by default.
    return ((signal.data as Place).list?.items.length ?? 0) < 2 ? why : removeRule(signal, why);
  },
});
