/** Addresses that come in, tiers of subnets and ways out that are not as the project asks. */
import { cdk, defineRule, withFiles, yaml } from '../../core/rule.ts';
import { fingerprint } from '../../core/fingerprint.ts';
import type { ResourceGraph } from '../../core/graph.ts';
import { type SubnetTier, selects } from '../../core/requirement.ts';
import type { Resource } from '../../core/resource.ts';
import { type List, type Value, at, booleanOf, inScenario, scenarios, stringOf } from '../../core/value.ts';
import { type Asked, asked, by, mayMake } from '../requirements/asked.ts';
import { groupName, opened, portsOf, removeRule } from './open-ingress.ts';

const ASKS = {
  'plumbline.yaml': `
    version: 1
    requirements:
      network:
        ingress: [{ port: 443, from: any }, { port: 22, from: 203.0.113.0/24 }]
  `,
};

const door = (cidr: string) => yaml`
  Resources:
    Door:
      Type: AWS::EC2::SecurityGroup
      Properties:
        GroupDescription: Door
        SecurityGroupIngress:
          - { IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: ${cidr} }
`;

const peer = (cidr: string) => cdk`
  const vpc = new ec2.Vpc(this, 'Vpc');
  const door = new ec2.SecurityGroup(this, 'Door', { vpc });
  door.addIngressRule(ec2.Peer.ipv4('${cidr}'), ec2.Port.tcp(22));
`;

export const networkNotAsRequired = defineRule({
  id: 'network/not-as-required',
  since: '0.2.0',
  severity: 'warning',
  profile: 'requirement',
  docs: {
    summary: 'Networks let in, and are divided, as plumbline.yaml asks.',
    why: `Who may come in from which addresses is agreed on with those who answer for the network; a port more is a way in
that nobody watches. A rule counts when its addresses and ports lie inside of what is listed; groups that let other groups
in are not judged. The tier of a subnet is told by the routes of its own table, and a VPC construct that is only read, not
run, brings subnets that can't be seen.`,
    bad: [withFiles(door('198.51.100.0/24'), ASKS), withFiles(peer('198.51.100.0/24'), ASKS)],
    good: [withFiles(door('203.0.113.7/32'), ASKS), withFiles(peer('203.0.113.0/24'), ASKS)],
    links: ['https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html'],
  },
  messages: {
    ingress: '{resource} lets {cidr} in at {ports}{when}, which is not asked for ({by}).',
    tier: 'There should be at least {min} {tier} subnets, not {count} ({by}).',
    nat: 'There are {zones} availability zones with {gateways}; each should have its own ({by}).',
  },
  *checkGraph({ graph }) {
    yield* strangers(graph);
    const tiers = asked(graph, 'subnet-tier');
    const nat = asked(graph, 'nat-per-az');
    if ((tiers.length === 0 && nat.length === 0) || mayMake(graph, ['AWS::EC2::Subnet', 'AWS::EC2::NatGateway']))
      return;
    const subnets = graph.ofType('AWS::EC2::Subnet');
    if (subnets.length === 0) return;
    const known = tiersOf(graph, subnets);
    for (const requirement of known ? tiers : []) {
      const { tier, min } = requirement.demand;
      const count = subnets.filter(s => known?.get(s.id) === tier || known?.get(s.id) === null).length;
      if (count < min)
        yield {
          message: 'tier',
          at: requirement.span,
          params: { tier, min, count, by: by(requirement) },
          requirement,
          subject: tier,
        };
    }
    for (const requirement of nat)
      for (const { zones, gateways } of networksOf(graph, subnets, known))
        if (gateways.length < zones)
          yield {
            message: 'nat',
            at: gateways[0]?.nameSpan ?? requirement.span,
            params: { gateways: counted(gateways.length), zones, by: by(requirement) },
            requirement,
          };
  },
  fix(signal) {
    if (signal.message !== 'ingress') return 'how the network is divided is for you to say';
    return removeRule(signal, 'who is to be let in is for you to say');
  },
});

/** Rules of security groups for addresses that are not among those that are asked for. */
function* strangers(graph: ResourceGraph) {
  const demands = asked(graph, 'ingress');
  if (demands.length === 0) return;
  for (const { resource, group, rule, list, index } of ingressRules(graph)) {
    const meant = demands.filter(({ demand }) => demand.of === null || isOf(graph, demand.of, group));
    if (meant.length === 0) continue;
    for (const property of ['CidrIp', 'CidrIpv6'])
      for (const { value, when } of scenarios(at(rule, property))) {
        const cidr = stringOf(value);
        if (cidr === null || value.kind !== 'literal' || rule.kind !== 'object') continue;
        for (const open of opened(rule, when)) {
          const range = open.range ?? { from: 0, to: 65535 };
          if (meant.some(({ demand }) => covers(demand, cidr, range))) continue;
          const same = meant.find(({ demand: { ports } }) => ports && ports[0] <= range.to && range.from <= ports[1]);
          const requirement = same ?? (meant[0] as Asked<'ingress'>);
          const ports = portsOf(range);
          yield {
            message: 'ingress' as const,
            at: value.span,
            params: { resource: groupName(resource), cidr, ports, when: inScenario(open.when), by: by(requirement) },
            resource,
            requirement,
            outranks: ['network/open-ingress'],
            subject: `${property}:${range.from}-${range.to}:${cidr}`,
            data: { list, index },
          };
        }
      }
  }
}

interface IngressRule {
  readonly resource: Resource;
  /** The group that it opens; null where that can't be told. */
  readonly group: Resource | null;
  readonly rule: Value;
  readonly list: List | null;
  readonly index: number;
}

function* ingressRules(graph: ResourceGraph): Generator<IngressRule> {
  for (const resource of graph.ofType('AWS::EC2::SecurityGroup'))
    for (const { value } of scenarios(at(resource.properties, 'SecurityGroupIngress'))) {
      if (value.kind === 'object') yield { resource, group: resource, rule: value, list: null, index: 0 };
      for (const [index, item] of value.kind === 'list' ? value.items.entries() : [])
        for (const { value: rule } of scenarios(item))
          yield { resource, group: resource, rule, list: value as List, index };
    }
  for (const resource of graph.ofType('AWS::EC2::SecurityGroupIngress')) {
    const group = referred(graph, at(resource.properties, 'GroupId'));
    yield { resource, group, rule: resource.properties, list: null, index: 0 };
  }
}

/** Whether a group is one that is meant: by its logical ID, or as that of resources of a kind. */
function isOf(
  graph: ResourceGraph,
  of: NonNullable<Asked<'ingress'>['demand']['of']>,
  group: Resource | null,
): boolean {
  if (!group) return false;
  if (selects(of, group)) return true;
  return graph.edgesTo(group.id).some(edge => {
    const from = graph.resource(edge.from);
    return from !== undefined && selects(of, from);
  });
}

function covers(
  { ports, from }: Asked<'ingress'>['demand'],
  cidr: string,
  range: { readonly from: number; readonly to: number },
): boolean {
  if (ports && (range.from < ports[0] || range.to > ports[1])) return false;
  return from.some(wanted => wanted === 'any' || wanted === cidr || isInside(cidr, wanted));
}

/** Whether all addresses of an IPv4 range lie in another one. */
export function isInside(inner: string, outer: string): boolean {
  const [a, b] = [rangeOf(inner), rangeOf(outer)];
  return a !== null && b !== null && b.bits <= a.bits && a.address >>> 0 >= b.first && a.address >>> 0 <= b.last;
}

function rangeOf(cidr: string) {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(cidr.trim());
  if (!match) return null;
  const [a, b, c, d, bits] = match.slice(1).map(Number) as [number, number, number, number, number];
  const address = a * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d;
  const size = 2 ** (32 - bits);
  const first = Math.floor(address / size) * size;
  return { address, bits, first, last: first + size - 1 };
}

/** Why the tiers of subnets, or their zones, can't be told, as a clause; null where they can. */
export function unknownOf(graph: ResourceGraph, kind: 'subnet-tier' | 'nat-per-az'): string | null {
  const subnets = graph.ofType('AWS::EC2::Subnet');
  const tiers = tiersOf(graph, subnets);
  const isKnown = tiers !== null && ![...tiers.values()].includes(null);
  if (kind === 'subnet-tier') return isKnown ? null : 'the routes of subnets can’t be read from the code';
  // As many gateways as any tier has subnets are enough, wherever these lie.
  const most = isKnown
    ? Math.max(...[...Map.groupBy(tiers.values(), tier => tier).values()].map(s => s.length))
    : Infinity;
  const isEnough = graph.ofType('AWS::EC2::NatGateway').length >= most;
  return zonesOf(subnets) === null && !isEnough ? 'the zones of subnets can’t be read from the code' : null;
}

/** In how many zones subnets lie, by their names; null where these can't be told. */
function zonesOf(subnets: readonly Resource[]): number | null {
  const zones = subnets.map(s => at(s.properties, 'AvailabilityZone'));
  if (zones.some(z => z.kind === 'absent' || z.kind === 'unknown' || z.kind === 'choice')) return null;
  return new Set(zones.map(fingerprint)).size;
}

/** Of each VPC its gateways, and its zones: by their names, else by the public subnets, of which there is one in each. */
function networksOf(
  graph: ResourceGraph,
  subnets: readonly Resource[],
  tiers: ReadonlyMap<string, SubnetTier | null> | null,
): { readonly zones: number; readonly gateways: readonly Resource[] }[] {
  const networks = Map.groupBy(subnets, subnet => fingerprint(at(subnet.properties, 'VpcId')));
  return [...networks.values()].map(own => ({
    zones: zonesOf(own) ?? own.filter(s => tiers?.get(s.id) === 'public').length,
    gateways: graph.ofType('AWS::EC2::NatGateway').filter(gateway => {
      const subnet = referred(graph, at(gateway.properties, 'SubnetId'));
      return subnet === null || own.includes(subnet);
    }),
  }));
}

/** `no NAT gateway`, `1 NAT gateway`, `2 NAT gateways`. */
function counted(gateways: number): string {
  return `${gateways === 0 ? 'no' : gateways} NAT gateway${gateways > 1 ? 's' : ''}`;
}

function referred(graph: ResourceGraph, value: Value): Resource | null {
  return value.kind === 'reference' && value.target.kind === 'resource'
    ? (graph.resource(value.target.id) ?? null)
    : null;
}

/** The tier of each subnet by its id, null for one whose routes are those of the VPC; null where any can't be told. */
function tiersOf(graph: ResourceGraph, subnets: readonly Resource[]): Map<string, SubnetTier | null> | null {
  const routes = new Map<string, SubnetTier>();
  for (const route of graph.ofType('AWS::EC2::Route')) {
    const table = referred(graph, at(route.properties, 'RouteTableId'));
    if (!table) return null;
    if (stringOf(at(route.properties, 'DestinationCidrBlock')) !== '0.0.0.0/0') continue;
    const isPublic = at(route.properties, 'GatewayId').kind !== 'absent';
    routes.set(table.id, isPublic ? 'public' : 'private');
  }
  const tables = new Map<string, string>();
  for (const link of graph.ofType('AWS::EC2::SubnetRouteTableAssociation')) {
    const subnet = referred(graph, at(link.properties, 'SubnetId'));
    const table = referred(graph, at(link.properties, 'RouteTableId'));
    if (!subnet || !table) return null;
    tables.set(subnet.id, table.id);
  }
  return new Map(
    subnets.map(subnet => {
      const table = tables.get(subnet.id);
      const launches = booleanOf(at(subnet.properties, 'MapPublicIpOnLaunch')) === true;
      const tier = table === undefined ? null : (routes.get(table) ?? 'isolated');
      return [subnet.id, launches ? 'public' : tier] as const;
    }),
  );
}
