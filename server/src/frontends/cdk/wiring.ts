/** Who starts, calls and may use whom in CDK code: event sources, targets, subscriptions, integrations and grants. */
import { entryOf } from '../../knowledge/entryOf.ts';
import type { SourceSpan } from '../../core/document.ts';
import type { Edge, EdgeKind } from '../../core/resource.ts';
import { baseOf, type Constructs } from './library.ts';
import { type Item, type Node, type V, lit, nodesOf, unseen } from './values.ts';

export interface RawEdge {
  readonly from: Node;
  readonly to: Node;
  readonly kind: EdgeKind;
  readonly at: SourceSpan;
  readonly more: Pick<Edge, 'access' | 'filtered' | 'detail'>;
}

/** An ingress or egress rule of a security group: a resource of its own in the graph, though one call in the code. */
export interface PortRule {
  readonly group: Node;
  readonly at: SourceSpan;
  readonly nameAt: SourceSpan;
  readonly written: string;
  readonly fields: readonly { readonly name: string; readonly item: Item }[];
  readonly direction: 'Ingress' | 'Egress';
  readonly complete: boolean;
}

export class Wiring {
  readonly edges: RawEdge[] = [];
  readonly rules: PortRule[] = [];
  readonly #constructs: Constructs;

  constructor(constructs: Constructs) {
    this.#constructs = constructs;
  }

  #edge(from: Node, to: Node, kind: EdgeKind, at: SourceSpan, more: RawEdge['more'] = {}): void {
    this.edges.push({ from, to, kind, at, more });
  }

  /** `resource.grantX(grantee)`. */
  grant(on: Node, grantees: readonly Node[], method: string, at: SourceSpan): void {
    const verb = method.replace(/^grants?\.?/, '');
    const reads = /read|pull|consume|decrypt|list|subscribe|connect|get|invoke|execut/i.test(verb);
    const writes = /write|put|publish|send|delete|encrypt|push|purge|invoke|execut|start|admin/i.test(verb);
    const access = reads === writes ? 'both' : reads ? 'read' : 'write';
    for (const g of grantees) this.#edge(g, on, 'grant', at, { access, detail: method });
  }

  /** A policy that a role, or everything in a scope, is bounded by: it is applied, but gives nothing. */
  boundary(policy: Node, to: Node, at: SourceSpan): void {
    this.#edge(policy, to, 'attach', at, { detail: 'PermissionsBoundary' });
  }

  /** Looks at what a construct was made with. */
  constructed(node: Node): void {
    const props = node.props?.v;
    if (props?.t !== 'obj') return;
    const { fqn } = node;
    if (fqn.endsWith('.EventSourceMapping')) {
      const target = nodesOf(props.entries.get('target')?.v ?? unseen(''))[0];
      const source = props.entries.get('eventSourceArn');
      const from = source ? baseOf(source.v) : null;
      if (target && from)
        this.#edge(from, target, 'trigger', (source as { at: SourceSpan }).at, {
          filtered: props.entries.has('filters'),
          detail: 'EventSourceMapping',
        });
    }
    for (const [key, field] of props.entries) {
      if (/^(role|executionRole|taskRole)$/.test(key))
        for (const role of nodesOf(field.v)) this.#edge(role, node, 'attach', field.at, { detail: key });
      if (key === 'handler' && /RestApi$/.test(fqn))
        for (const to of nodesOf(field.v)) this.#edge(node, to, 'invoke', field.at, { detail: 'handler' });
      else this.#integrations(node, field.v, key, 0);
    }
  }

  /** Library objects inside of a value that say how a construct is joined with another. */
  #integrations(node: Node, v: V, detail: string, depth: number): void {
    if (depth > 8) return;
    switch (v.t) {
      case 'arr':
        for (const i of v.items) this.#integrations(node, i.v, detail, depth + 1);
        return;
      case 'obj':
        for (const f of v.entries.values()) this.#integrations(node, f.v, detail, depth + 1);
        return;
      case 'choice':
        for (const b of v.branches) this.#integrations(node, b.v, detail, depth + 1);
        return;
      case 'made':
        this.#integration(node, v, detail);
        for (const a of v.args) this.#integrations(node, a.v, detail, depth + 1);
    }
  }

  #integration(node: Node, made: V & { t: 'made' }, detail: string): void {
    const { fqn, args, at } = made;
    const options = args[1]?.v.t === 'obj' ? args[1].v : null;
    if (
      /\.(LambdaIntegration|HttpLambdaIntegration|WebSocketLambdaIntegration|LambdaTarget|LambdaDataSource)$/.test(fqn)
    ) {
      const waits = args.some(a => a.v.t === 'obj' && a.v.entries.has('timeout'));
      for (const a of args)
        for (const to of nodesOf(a.v)) this.#edge(node, to, 'invoke', at, { detail: waits ? 'timeout' : detail });
    } else if (/\.aws_events_targets\.|\.aws_scheduler_targets\./.test(fqn)) {
      const [first] = args;
      const filtered = node.props?.v.t === 'obj' && node.props.v.entries.has('eventPattern');
      for (const to of first ? nodesOf(first.v) : []) this.#edge(node, to, 'trigger', at, { detail, filtered });
    } else if (/\.aws_lambda_event_sources\.\w+EventSource\w*$/.test(fqn)) {
      // The module's other classes (`SqsDlq`, `S3OnFailureDestination` …) say where failures go, and start nothing.
      const [source] = args;
      for (const from of source ? nodesOf(source.v) : [])
        this.#edge(from, node, 'trigger', at, {
          detail: fqn.slice(fqn.lastIndexOf('.') + 1),
          filtered: options ? options.entries.has('filters') || options.entries.has('filterPolicy') : false,
        });
    } else if (
      /\.aws_sns_subscriptions\.|\.aws_s3_notifications\.|\.aws_lambda_destinations\.|\.aws_logs_destinations\./.test(
        fqn,
      )
    ) {
      for (const to of args[0] ? nodesOf(args[0].v) : [])
        this.#edge(node, to, 'trigger', at, { detail, filtered: options?.entries.has('filterPolicy') ?? false });
    }
  }

  method(on: V, name: string, args: readonly Item[], at: SourceSpan, nameAt: SourceSpan): void {
    const node = baseOf(on);
    if (!node) return;
    const [first] = args;
    switch (name) {
      case 'addEventNotification':
      case 'addObjectCreatedNotification':
      case 'addObjectRemovedNotification': {
        const destination = name === 'addEventNotification' ? args[1] : args[0];
        const filters = args.length > (name === 'addEventNotification' ? 2 : 1);
        const detail = first?.v.t === 'lib' ? eventName(first.v.fqn) : name;
        if (destination?.v.t === 'made')
          for (const a of destination.v.args.slice(0, 1))
            for (const to of nodesOf(a.v)) this.#edge(node, to, 'trigger', at, { filtered: filters, detail });
        return;
      }
      case 'addDependency':
      case 'addDependsOn':
        for (const a of args) for (const to of nodesOf(a.v)) this.#edge(node, to, 'depends', a.at);
        return;
      case 'addEnvironment': {
        const [, value] = args;
        const to = value ? baseOf(value.v) : null;
        if (to && value) this.#edge(node, to, 'reference', value.at, { detail: 'Environment' });
        const key = first?.v;
        if (key?.t === 'lit' && value && node.type === 'AWS::Lambda::Function')
          node.overrides.push({
            path: ['Environment', 'Variables', String(key.value)],
            item: { ...value, keyAt: (first as Item).at, whole: at },
            when: [...this.#constructs.conditions],
            names: 'template',
          });
        else node.touched = true;
        return;
      }
      case 'addIngressRule':
      case 'addEgressRule':
        if (first)
          this.#portRule(node, first, args[1], args[2], at, nameAt, name === 'addIngressRule' ? 'Ingress' : 'Egress');
        return;
      case 'allowFromAnyIpv4':
      case 'allowFromAnyIpv6':
      case 'allowDefaultPortFromAnyIpv4': {
        const v6 = name.endsWith('Ipv6');
        const peer: Item = {
          v: { t: 'made', fqn: v6 ? '.Peer.anyIpv6' : '.Peer.anyIpv4', args: [], at: nameAt, on: null },
          at: nameAt,
        };
        const [port, description] = name.startsWith('allowDefault') ? [undefined, first] : [first, args[1]];
        this.#portRule(node, peer, port, description, at, nameAt, 'Ingress');
        return;
      }
      case 'allowFrom':
        if (first) this.#portRule(node, first, args[1], args[2], at, nameAt, 'Ingress');
        return;
      default:
        if (!/^grant/.test(name)) for (const a of args) this.#integrations(node, a.v, name, 0);
    }
  }

  #portRule(
    group: Node,
    peer: Item,
    port: Item | undefined,
    description: Item | undefined,
    at: SourceSpan,
    nameAt: SourceSpan,
    direction: PortRule['direction'],
  ): void {
    const fields: { name: string; item: Item }[] = [];
    let complete = true;
    const { v } = peer;
    const peerName = v.t === 'made' ? (/\.Peer\.(\w+)$/.exec(v.fqn)?.[1] ?? null) : null;
    const given = v.t === 'made' ? v.args[0] : undefined;
    if (peerName === 'anyIpv4') fields.push({ name: 'CidrIp', item: { v: lit('0.0.0.0/0', null), at: peer.at } });
    else if (peerName === 'anyIpv6') fields.push({ name: 'CidrIpv6', item: { v: lit('::/0', null), at: peer.at } });
    else if (peerName === 'ipv4' && given) fields.push({ name: 'CidrIp', item: given });
    else if (peerName === 'ipv6' && given) fields.push({ name: 'CidrIpv6', item: given });
    else if (peerName === 'prefixList' && given)
      fields.push({ name: direction === 'Ingress' ? 'SourcePrefixListId' : 'DestinationPrefixListId', item: given });
    else {
      const other = baseOf(v);
      if (other) this.#edge(other, group, 'reference', peer.at, { detail: direction });
      complete = false;
    }
    const ports = portsOf(port?.v);
    if (ports) {
      const place = port?.at ?? nameAt;
      fields.push({ name: 'IpProtocol', item: { v: lit(ports.protocol), at: place } });
      if (ports.from) fields.push({ name: 'FromPort', item: { v: ports.from, at: place } });
      if (ports.to) fields.push({ name: 'ToPort', item: { v: ports.to, at: place } });
    } else complete = false;
    if (description) fields.push({ name: 'Description', item: description });
    this.rules.push({ group, at, nameAt, written: '', fields, direction, complete });
  }
}

/** `s3.EventType.OBJECT_CREATED_PUT` → `s3:ObjectCreated:Put`. */
function eventName(fqn: string): string {
  const name = fqn.slice(fqn.lastIndexOf('.') + 1);
  const [subject, verb, ...rest] = name.split('_').map(w => w[0] + w.slice(1).toLowerCase());
  return `s3:${subject ?? ''}${verb ?? ''}:${rest.length > 0 ? rest.join('') : '*'}`;
}

/** Static ports of `ec2.Port` (aws-cdk-lib 2.276.0, aws-ec2/lib/port.ts). */
const NAMED_PORTS: Readonly<Record<string, number>> = {
  SSH: 22,
  HTTP: 80,
  HTTPS: 443,
  SMTP: 25,
  POP3: 110,
  IMAP: 143,
  LDAP: 389,
  SMB: 445,
  NFS: 2049,
  RDP: 3389,
  MYSQL_AURORA: 3306,
  MSSQL: 1433,
  POSTGRES: 5432,
  ORACLE_RDS: 1521,
  REDSHIFT: 5439,
  IMAPS: 993,
  POP3S: 995,
};

function portsOf(v: V | undefined): { protocol: string; from: V | null; to: V | null } | null {
  if (!v) return null;
  if (v.t === 'lib') {
    const name = /\.Port\.(\w+)$/.exec(v.fqn)?.[1];
    const port = name === undefined ? undefined : entryOf(NAMED_PORTS, name);
    return port === undefined ? null : { protocol: 'tcp', from: lit(port), to: lit(port) };
  }
  if (v.t !== 'made') return null;
  const name = /\.Port\.(\w+)$/.exec(v.fqn)?.[1];
  const [a, b] = v.args;
  switch (name) {
    case 'tcp':
    case 'udp':
      return a ? { protocol: name, from: a.v, to: a.v } : null;
    case 'tcpRange':
    case 'udpRange':
      return a && b ? { protocol: name.slice(0, 3), from: a.v, to: b.v } : null;
    case 'allTcp':
    case 'allUdp':
      return { protocol: name.slice(3).toLowerCase(), from: lit(0), to: lit(65535) };
    case 'allTraffic':
      return { protocol: '-1', from: null, to: null };
    default:
      return null;
  }
}
