/** Security groups that let the whole internet in where only administrators or the application belong. */
import type { FixProposal } from '../../core/intent.ts';
import { type Signal, cdk, defineRule, json, yaml } from '../../core/rule.ts';
import type { Resource } from '../../core/resource.ts';
import {
  type List,
  type ObjectValue,
  type Value,
  at,
  entryAt,
  inScenario,
  negated,
  numberOf,
  scenarios,
  stringOf,
} from '../../core/value.ts';

/** Ports of administration and of data stores, as IANA and the products' manuals assign them. */
const SENSITIVE: readonly (readonly [port: number, name: string])[] = [
  [22, 'SSH'],
  [23, 'Telnet'],
  [445, 'SMB'],
  [1433, 'SQL Server'],
  [1521, 'Oracle'],
  [2049, 'NFS'],
  [2375, 'Docker'],
  [3306, 'MySQL'],
  [3389, 'RDP'],
  [5432, 'PostgreSQL'],
  [5439, 'Redshift'],
  [5900, 'VNC'],
  [6379, 'Redis'],
  [9092, 'Kafka'],
  [9200, 'Elasticsearch'],
  [11211, 'Memcached'],
  [27017, 'MongoDB'],
];

/** Where a rule of a group stands: in a list of the group, or alone. */
export interface Place {
  readonly list: List | null;
  readonly index: number;
}

interface Range {
  readonly from: number;
  readonly to: number;
}

export const openIngress = defineRule({
  id: 'network/open-ingress',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  docs: {
    summary: 'Ports of administration and databases are not open to the whole internet.',
    why: `An address on the internet with SSH, RDP or a database port open to \`0.0.0.0/0\` is found by scanners within
minutes, and from then on a weak password or an unpatched hole is all it takes. Allow the security group of the
application, the range of a VPN, or use Session Manager and no open port at all. Ports 80 and 443, and ports that are
neither administration nor a data store, are not reported.`,
    bad: [
      yaml`
        Resources:
          Admin:
            Type: AWS::EC2::SecurityGroup
            Properties:
              GroupDescription: Administration
              SecurityGroupIngress:
                - { IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0 }
      `,
      json`
        {
          "Resources": {
            "Database": {
              "Type": "AWS::EC2::SecurityGroupIngress",
              "Properties": {
                "GroupId": "sg-0123456789abcdef0",
                "IpProtocol": "tcp",
                "FromPort": 5432,
                "ToPort": 5432,
                "CidrIpv6": "::/0"
              }
            }
          }
        }
      `,
      cdk`
        const vpc = new ec2.Vpc(this, 'Vpc');
        const admin = new ec2.SecurityGroup(this, 'Admin', { vpc });
        admin.addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(22));
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
                - { IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0 }
                - { IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 10.0.0.0/8 }
      `,
      cdk`
        const vpc = new ec2.Vpc(this, 'Vpc');
        const web = new ec2.SecurityGroup(this, 'Web', { vpc });
        web.addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443));
        const database = new ec2.SecurityGroup(this, 'Database', { vpc });
        database.addIngressRule(web, ec2.Port.tcp(5432));
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-19',
      'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager.html',
    ],
    peers: ['cdk-nag AwsSolutions-EC23', 'CKV_AWS_24', 'CKV_AWS_25', 'cfn_nag W2', 'trivy AWS-0107', 'Sonar S6321'],
  },
  messages: {
    port: '{resource} lets the whole internet ({cidr}) in at {ports}{when}.',
    everything: '{resource} lets the whole internet ({cidr}) in at every port{when}.',
  },
  types: ['AWS::EC2::SecurityGroup', 'AWS::EC2::SecurityGroupIngress'],

  *checkResource(resource) {
    for (const { rule, when, data } of rulesOf(resource, 'SecurityGroupIngress'))
      yield* openRule(resource, rule, when, data);
  },

  fix(signal) {
    return removeRule(signal, 'who is to be let in is for you to say');
  },
});

/** The rules of a group in every scenario, or the one that is a resource of its own. */
export function* rulesOf(
  { type, properties }: Resource,
  property: 'SecurityGroupIngress' | 'SecurityGroupEgress',
): Generator<{ readonly rule: ObjectValue; readonly when: readonly string[]; readonly data: Place }> {
  const alone: Place = { list: null, index: 0 };
  if (type === `AWS::EC2::${property}`) yield { rule: properties, when: [], data: alone };
  else
    for (const { value, when } of scenarios(at(properties, property))) {
      if (value.kind === 'object') yield { rule: value, when, data: alone };
      if (value.kind !== 'list') continue;
      for (const [index, item] of value.items.entries())
        for (const rule of scenarios(item, when))
          if (rule.value.kind === 'object') yield { rule: rule.value, when: rule.when, data: { list: value, index } };
    }
}

/** Whether a range of addresses is all of them: in IPv6, zeros may be written or left out. */
export function isEverywhere(cidr: string): boolean {
  return /^(0\.0\.0\.0|[0:]+)\/0$/.test(cidr.trim());
}

/** Reports one rule of a group, at the address range that is open. */
function* openRule(resource: Resource, rule: ObjectValue, when: readonly string[], data: Place) {
  for (const property of ['CidrIp', 'CidrIpv6']) {
    for (const cidr of scenarios(at(rule, property), when)) {
      const text = stringOf(cidr.value);
      if (text === null || cidr.value.kind !== 'literal' || !isEverywhere(text)) continue;
      for (const open of opened(rule, cidr.when)) {
        if (!isSensitive(open.range)) continue;
        const ports = open.range === null ? [] : SENSITIVE.filter(([port]) => within(port, open.range as Range));
        const everything = open.range === null || (open.range.from <= 0 && open.range.to >= 65535);
        yield {
          message: everything ? ('everything' as const) : ('port' as const),
          at: cidr.value.span,
          params: {
            resource: groupName(resource),
            cidr: text,
            ports: named(open.range as Range, ports),
            when: inScenario(open.when),
          },
          subject: `${property}:${open.range === null ? 'all' : `${open.range.from}-${open.range.to}`}`,
          data,
        };
      }
    }
  }
}

/** Whether this rule speaks of a range that is open to the internet; null is every port. */
export function isSensitive(range: Range | null): boolean {
  return range === null || (range.from <= 0 && range.to >= 65535) || SENSITIVE.some(([port]) => within(port, range));
}

function within(port: number, range: Range): boolean {
  return range.from <= port && port <= range.to;
}

/** The fix that takes a rule out of the list of its group, or why it can't: a rule that stands alone has none. */
export function removeRule({ data, resource }: Signal, refused: string): readonly FixProposal[] | string {
  const { list, index } = data as Place;
  if (!list || !resource) return refused;
  const intents = [{ kind: 'removeItem', list, index }] as const;
  return [{ title: `Remove the rule from ${resource.logicalId}`, intents, safety: 'review' }];
}

/** `port 22`, `ports 0-1024`. */
export function portsOf({ from, to }: Range): string {
  return from === to ? `port ${from}` : `ports ${from}-${to}`;
}

/** `port 22 (SSH)`, `ports 0-1024 (SSH, Telnet …)`. */
function named(range: Range | null, ports: readonly (readonly [number, string])[]): string {
  if (range === null) return '';
  const names = ports.map(([, name]) => name);
  const shown = names.length > 3 ? `${names.slice(0, 2).join(', ')} and ${names.length - 2} more` : names.join(', ');
  return `${portsOf(range)} (${shown})`;
}

/** The port ranges that a rule opens, by scenario; null for every port of every protocol. */
export function opened(
  rule: ObjectValue,
  when: readonly string[],
): readonly { readonly range: Range | null; readonly when: readonly string[] }[] {
  const found: { range: Range | null; when: readonly string[] }[] = [];
  for (const protocol of scenarios(at(rule, 'IpProtocol'), when)) {
    const name = protocolName(protocol.value);
    if (name === 'all') found.push({ range: null, when: protocol.when });
    // ICMP has types and no ports, and what can't be seen is not reported.
    if (name !== 'tcp' && name !== 'udp') continue;
    for (const from of scenarios(at(rule, 'FromPort'), protocol.when)) {
      for (const to of scenarios(at(rule, 'ToPort'), from.when)) {
        if (to.when.some(condition => to.when.includes(negated(condition)))) continue;
        const [low, high] = [numberOf(from.value), numberOf(to.value)];
        if (low === null || high === null) continue;
        found.push({ range: low === -1 ? { from: 0, to: 65535 } : { from: low, to: high }, when: to.when });
      }
    }
  }
  return found;
}

/** Protocols are given by name or by IANA number; `-1` is all of them. */
function protocolName(value: Value): 'all' | 'tcp' | 'udp' | null {
  const text = value.kind === 'literal' ? String(value.value).toLowerCase() : '';
  if (text === '-1' || text === 'all') return 'all';
  if (text === 'tcp' || text === '6') return 'tcp';
  return text === 'udp' || text === '17' ? 'udp' : null;
}

/** An ingress rule of its own is called by the group that it opens, where that is known. */
export function groupName(resource: Resource): string {
  if (resource.type === 'AWS::EC2::SecurityGroup') return resource.logicalId;
  const group = entryAt(resource.properties, 'GroupId')?.value;
  return group?.kind === 'reference' && group.target.kind === 'resource'
    ? group.target.id.replace(/^.*[#/]/, '')
    : resource.logicalId;
}
