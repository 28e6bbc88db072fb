/** Reports subnets whose address ranges overlap, or lie outside of their VPC. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import type { ResourceGraph } from '../../core/graph.ts';
import { perGraph } from '../../core/reads.ts';
import type { Resource } from '../../core/resource.ts';
import { type Present, type Value, at, negated, scenarios, stringOf } from '../../core/value.ts';
import { isExact, mentioned } from '../wiring/deliveries.ts';

/** A range of IPv4 addresses, half-open, as numbers. */
interface Range {
  readonly text: string;
  readonly from: number;
  readonly to: number;
  readonly when: readonly string[];
  readonly value: Present;
}

export const overlappingCidr = defineRule({
  id: 'network/overlapping-cidr',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  blocksDeployment: true,
  docs: {
    summary: 'Subnets of a VPC lie inside of it, and no two of them overlap.',
    why: `EC2 refuses a subnet whose addresses another one of the VPC already has (*The CIDR conflicts with another subnet*), and
one that is not inside of the VPC's own ranges (*The CIDR is invalid*). Both show at deployment only, after the VPC has been made.
Ranges that parameters or \`Fn::Cidr\` give are not judged.`,
    bad: [
      yaml`
        Resources:
          Vpc:
            Type: AWS::EC2::VPC
            Properties: { CidrBlock: 10.0.0.0/16 }
          Public:
            Type: AWS::EC2::Subnet
            Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/20 }
          Private:
            Type: AWS::EC2::Subnet
            Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.8.0/24 }
      `,
      json`
        {
          "Resources": {
            "Vpc": { "Type": "AWS::EC2::VPC", "Properties": { "CidrBlock": "10.0.0.0/16" } },
            "Private": {
              "Type": "AWS::EC2::Subnet",
              "Properties": { "VpcId": { "Ref": "Vpc" }, "CidrBlock": "10.1.0.0/24" }
            }
          }
        }
      `,
      cdk`
        const vpc = new ec2.CfnVPC(this, 'Vpc', { cidrBlock: '10.0.0.0/16' });
        new ec2.CfnSubnet(this, 'Public', { vpcId: vpc.ref, cidrBlock: '10.0.1.0/24' });
        new ec2.CfnSubnet(this, 'Private', { vpcId: vpc.ref, cidrBlock: '10.0.1.128/25' });
      `,
    ],
    good: [
      yaml`
        Resources:
          Vpc:
            Type: AWS::EC2::VPC
            Properties: { CidrBlock: 10.0.0.0/16 }
          Public:
            Type: AWS::EC2::Subnet
            Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/20 }
          Private:
            Type: AWS::EC2::Subnet
            Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.16.0/20 }
      `,
      cdk`
        const vpc = new ec2.CfnVPC(this, 'Vpc', { cidrBlock: '10.0.0.0/16' });
        new ec2.CfnSubnet(this, 'Public', { vpcId: vpc.ref, cidrBlock: '10.0.1.0/24' });
        new ec2.CfnSubnet(this, 'Private', { vpcId: vpc.ref, cidrBlock: '10.0.2.0/24' });
      `,
    ],
    links: ['https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html'],
    peers: ['cfn-lint E3059'],
  },
  messages: {
    overlap: 'The range {cidr} of {subnet} overlaps {other} of {neighbour}.',
    outside: 'The range {cidr} of {subnet} is outside of {vpc}, which has {range}.',
  },
  *checkGraph({ graph }) {
    for (const vpc of graph.ofType('AWS::EC2::VPC')) {
      const subnets = subnetsOf(graph).get(vpc.id) ?? [];
      if (subnets.length === 0) continue;
      const own = vpcRanges(graph, vpc);
      const placed = subnets.map(subnet => ({ subnet, ranges: rangesOf(subnet.properties) }));
      for (const [i, { subnet, ranges }] of placed.entries()) {
        const outside = own && ranges.find(r => own.length > 0 && !own.some(o => o.from <= r.from && r.to <= o.to));
        if (outside) {
          yield {
            message: 'outside',
            at: outside.value.span,
            params: {
              cidr: outside.text,
              subnet: subnet.logicalId,
              vpc: vpc.logicalId,
              range: [...new Set(own.map(o => o.text))].join(' and '),
            },
            resource: subnet,
          };
          continue;
        }
        const clash = clashOf(subnet, ranges, placed.slice(0, i));
        if (!clash) continue;
        yield {
          message: 'overlap',
          at: clash.mine.value.span,
          params: {
            cidr: clash.mine.text,
            subnet: subnet.logicalId,
            other: clash.theirs.text,
            neighbour: clash.neighbour.logicalId,
          },
          resource: subnet,
          related: [
            { span: clash.theirs.value.span, message: `${clash.neighbour.logicalId} has ${clash.theirs.text}` },
          ],
        };
      }
    }
  },
});

/** The subnets of each VPC of the graph. */
const subnetsOf = perGraph((graph: ResourceGraph): ReadonlyMap<string, readonly Resource[]> => {
  const groups = new Map<string, Resource[]>();
  for (const subnet of graph.ofType('AWS::EC2::Subnet')) {
    if (subnet.owner.kind !== 'yours' || !isExact(subnet)) continue;
    const [vpc, ...more] = mentioned(at(subnet.properties, 'VpcId'));
    if (vpc === undefined || more.length > 0) continue;
    const known = groups.get(vpc);
    if (known) known.push(subnet);
    else groups.set(vpc, [subnet]);
  }
  return groups;
});

/** The first range that one subnet shares with another one of which both exist at the same time. */
function clashOf(
  subnet: Resource,
  ranges: readonly Range[],
  others: readonly { readonly subnet: Resource; readonly ranges: readonly Range[] }[],
): { readonly mine: Range; readonly theirs: Range; readonly neighbour: Resource } | null {
  for (const { subnet: neighbour, ranges: theirs } of others) {
    // Which conditions exclude each other can't be told, so those of one condition and of none are compared.
    if (subnet.condition !== null && neighbour.condition !== null && subnet.condition !== neighbour.condition) continue;
    for (const mine of ranges)
      for (const other of theirs)
        if (mine.from < other.to && other.from < mine.to && together(mine.when, other.when))
          return { mine, theirs: other, neighbour };
  }
  return null;
}

/** Whether two values may hold at the same time: the same conditions, or none. */
function together(a: readonly string[], b: readonly string[]): boolean {
  return a.length === 0 || b.length === 0
    ? a.length === b.length
    : a.every(when => b.includes(when) && !b.includes(negated(when)));
}

/** All ranges of a VPC; null where some can't be seen. */
function vpcRanges(graph: ResourceGraph, vpc: Resource): readonly Range[] | null {
  if (!isExact(vpc)) return null;
  const ranges = rangesOf(vpc.properties);
  if (ranges.length === 0) return null;
  for (const more of graph.ofType('AWS::EC2::VPCCidrBlock')) {
    const vpcs = mentioned(at(more.properties, 'VpcId'));
    if (vpcs.length > 0 && !vpcs.includes(vpc.id)) continue;
    const added = rangesOf(more.properties);
    if (added.length === 0) return null;
    ranges.push(...added);
  }
  return ranges;
}

function rangesOf(properties: Value): Range[] {
  return scenarios(at(properties, 'CidrBlock')).flatMap(({ value, when }): Range[] => {
    if (value.kind === 'absent') return [];
    const text = stringOf(value);
    const range = text === null ? null : parsed(text);
    return range && text !== null ? [{ text, ...range, when, value }] : [];
  });
}

function parsed(text: string): { readonly from: number; readonly to: number } | null {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text.trim());
  if (!match) return null;
  const [a, b, c, d, bits] = match.slice(1).map(Number) as [number, number, number, number, number];
  if (Math.max(a, b, c, d) > 255 || bits > 32) return null;
  const size = 2 ** (32 - bits);
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  const from = address - (address % size);
  return { from, to: from + size };
}
