/** Where packets of a subnet can go: route tables, their routes, and the endpoints of the VPC, as far as the graph has them. */
import type { ResourceGraph } from '../../core/graph.ts';
import { perGraph } from '../../core/reads.ts';
import type { Resource } from '../../core/resource.ts';
import { type Value, asList, at, rendered, scenarios, stringOf } from '../../core/value.ts';
import { isExact, mentioned } from '../wiring/deliveries.ts';

/**
 * The way that a subnet has to the internet: for everything in it (`nat`, or another device that may forward), for what
 * has a public address (`internet`), or none.
 */
export type Way = 'nat' | 'internet' | 'none' | 'unknown';

export interface Routing {
  readonly way: Way;
  /** The route table; null where it is the VPC's main one, or can't be seen. */
  readonly table: Resource | null;
}

interface Index {
  /** The table of each subnet. */
  readonly tables: ReadonlyMap<string, string | null>;
  readonly routes: ReadonlyMap<string, readonly Resource[]>;
  /** Whether some association or route may be for any subnet or table. */
  readonly open: boolean;
}

const indexOf = perGraph((graph: ResourceGraph): Index => {
  const tables = new Map<string, string | null>();
  const routes = new Map<string, Resource[]>();
  let open = false;
  for (const association of graph.ofType('AWS::EC2::SubnetRouteTableAssociation')) {
    const subnets = mentioned(at(association.properties, 'SubnetId'));
    const [table] = mentioned(at(association.properties, 'RouteTableId'));
    if (subnets.length === 0) open = true;
    for (const subnet of subnets) tables.set(subnet, table ?? null);
  }
  for (const route of graph.ofType('AWS::EC2::Route')) {
    const named = mentioned(at(route.properties, 'RouteTableId'));
    if (named.length === 0) open = true;
    for (const table of named) routes.set(table, [...(routes.get(table) ?? []), route]);
  }
  return { tables, routes, open };
});

/** How a subnet of the graph is routed. */
export function routingOf(graph: ResourceGraph, subnet: Resource): Routing {
  const { tables, routes, open } = indexOf(graph);
  if (!isExact(subnet)) return { way: 'unknown', table: null };
  const id = tables.get(subnet.id);
  if (id === undefined) {
    // The main table of a VPC that is made here has no routes but the local one.
    const isMadeHere = mentioned(at(subnet.properties, 'VpcId')).some(
      vpc => graph.resource(vpc)?.type === 'AWS::EC2::VPC',
    );
    return { way: isMadeHere && !open ? 'none' : 'unknown', table: null };
  }
  const table = id === null ? undefined : graph.resource(id);
  if (!table || open) return { way: 'unknown', table: table ?? null };
  const ways = (routes.get(table.id) ?? []).map(route => wayOf(graph, route));
  const way = (['nat', 'unknown', 'internet'] as const).find(w => ways.includes(w)) ?? 'none';
  return { way, table };
}

/** Where a route leads; `none` for one that stays inside of what it names. */
function wayOf(graph: ResourceGraph, { properties, condition }: Resource): Way {
  const everything = ['DestinationCidrBlock', 'DestinationIpv6CidrBlock'].map(name => at(properties, name));
  const texts = everything.map(stringOf);
  if (everything.some((value, i) => value.kind !== 'absent' && texts[i] === null)) return 'unknown';
  if (!texts.some(text => text === '0.0.0.0/0' || text === '::/0')) return 'none';
  // A route that is not always there leaves a way open.
  if (condition !== null || !properties.complete) return 'unknown';
  const gateway = at(properties, 'GatewayId');
  if (gateway.kind === 'absent') return 'nat';
  const types = mentioned(gateway).map(id => graph.resource(id)?.type);
  return types.length > 0 &&
    types.every(t => t === 'AWS::EC2::InternetGateway' || t === 'AWS::EC2::VPCGatewayAttachment')
    ? 'internet'
    : 'unknown';
}

/** The subnets that a value names, or null where one of them can't be seen. */
export function subnetsIn(graph: ResourceGraph, value: Value): readonly Resource[] | null {
  const found: Resource[] = [];
  for (const { value: list } of scenarios(value)) {
    if (list.kind === 'absent') continue;
    const items = asList(list);
    if (!items?.complete) return null;
    for (const item of items.items)
      for (const { value: one } of scenarios(item)) {
        const resource =
          one.kind === 'reference' && one.target.kind === 'resource' ? graph.resource(one.target.id) : undefined;
        if (resource?.type !== 'AWS::EC2::Subnet') return null;
        if (!found.includes(resource)) found.push(resource);
      }
  }
  return found;
}

/** Services with an endpoint of the type Gateway, which a route table leads to. */
export const GATEWAY_SERVICES: readonly string[] = ['s3', 'dynamodb'];

/**
 * Whether a VPC has an endpoint for a service that a subnet's packets reach.
 * @param service What follows the region in the endpoint's service name: `s3`, `secretsmanager`.
 */
export function hasEndpoint(graph: ResourceGraph, vpc: string, table: Resource | null, service: string): boolean {
  return graph.ofType('AWS::EC2::VPCEndpoint').some(endpoint => {
    const { properties } = endpoint;
    const names = mentioned(at(properties, 'VpcId'));
    if (names.length > 0 && !names.includes(vpc)) return false;
    const serviceNames = scenarios(at(properties, 'ServiceName')).map(({ value }) => rendered(value));
    if (!serviceNames.some(name => name.endsWith(`.${service}`) || name.endsWith('${…}') || !name.includes('.')))
      return false;
    const type = at(properties, 'VpcEndpointType');
    if (stringOf(type) === 'Interface' || type.kind === 'unknown')
      return stringOf(at(properties, 'PrivateDnsEnabled')) !== 'false';
    const tables = at(properties, 'RouteTableIds');
    return (
      table === null ||
      mentioned(tables).includes(table.id) ||
      tables.kind === 'unknown' ||
      mentioned(tables).length === 0
    );
  });
}
