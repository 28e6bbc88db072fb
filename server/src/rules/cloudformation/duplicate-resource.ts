/** Reports two resources that claim one and the same thing of which there can be only one. */
import { perObject } from '../../core/memo.ts';
import type { FixProposal } from '../../core/intent.ts';
import type { Resource } from '../../core/resource.ts';
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { type List, type Present, type Value, at, numberOf, rendered } from '../../core/value.ts';
import { INLINE, ONCE, type Once, PORTS } from './claims.ts';

/** Groups first, so that a rule of its own is the second one. */
const TYPES = new Set(['AWS::EC2::SecurityGroup', ...ONCE.map(row => row.type)]);
const ROWS = Map.groupBy(ONCE, row => row.type);

/** That a resource is something. */
interface Claim {
  readonly resource: Resource;
  readonly key: string;
  readonly value: Present;
  readonly is: string;
  readonly row: Once | null;
  /** Where it is the item of a list in the resource. */
  readonly item: { readonly list: List; readonly index: number } | null;
}

export const duplicateResource = defineRule({
  id: 'cloudformation/duplicate-resource',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  blocksDeployment: ['refused'],
  docs: {
    summary: 'No two resources of a stack are the same listener, route, method, rule or policy.',
    why: `A load balancer has one listener for a port, a listener one rule for a priority, a route table one route to a destination, a
bucket one policy. The second one is refused (*DuplicateListener*, *PriorityInUse*, *RouteAlreadyExists*, *The bucket policy already
exists*) and CloudFormation rolls everything back; some services take it, and the one that happens to be made later is the one that
counts: of two policies for a queue, half the permissions are lost, and nothing says so. A rule that stands twice in a security
group, or in it and beside it, is one rule, and when one of the two is taken out of the template, it is gone. Most often it is what
is left of a copied resource. Resources under different conditions, and values that can't be told, are not compared.`,
    bad: [
      yaml`
        Resources:
          Orders:
            Type: AWS::ElasticLoadBalancingV2::ListenerRule
            Properties:
              ListenerArn: !ImportValue Listener
              Priority: 10
              Conditions: [{ Field: path-pattern, Values: [/orders/*] }]
              Actions: [{ Type: forward, TargetGroupArn: !ImportValue Orders }]
          Invoices:
            Type: AWS::ElasticLoadBalancingV2::ListenerRule
            Properties:
              ListenerArn: !ImportValue Listener
              Priority: 10
              Conditions: [{ Field: path-pattern, Values: [/invoices/*] }]
              Actions: [{ Type: forward, TargetGroupArn: !ImportValue Invoices }]
      `,
      json`
        {
          "Resources": {
            "Table": { "Type": "AWS::EC2::RouteTable", "Properties": { "VpcId": "vpc-0123456789abcdef0" } },
            "ToInternet": {
              "Type": "AWS::EC2::Route",
              "Properties": {
                "RouteTableId": { "Ref": "Table" },
                "DestinationCidrBlock": "0.0.0.0/0",
                "GatewayId": "igw-0123456789abcdef0"
              }
            },
            "ToNat": {
              "Type": "AWS::EC2::Route",
              "Properties": {
                "RouteTableId": { "Ref": "Table" },
                "DestinationCidrBlock": "0.0.0.0/0",
                "NatGatewayId": "nat-0123456789abcdef0"
              }
            }
          }
        }
      `,
      cdk`
        const jobs = new sqs.Queue(this, 'Jobs');
        new sqs.CfnQueuePolicy(this, 'FromTopic', {
          queues: [jobs.queueUrl],
          policyDocument: {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: jobs.queueArn }],
          },
        });
        new sqs.CfnQueuePolicy(this, 'FromBucket', {
          queues: [jobs.queueUrl],
          policyDocument: {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Principal: { Service: 's3.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: jobs.queueArn }],
          },
        });
      `,
      yaml`
        Resources:
          Web:
            Type: AWS::EC2::SecurityGroup
            Properties:
              GroupDescription: Web
              SecurityGroupIngress:
                - { IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/8, Description: Office }
                - { IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIp: 10.0.0.0/8 }
                - { IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/8, Description: Branches }
      `,
    ],
    good: [
      yaml`
        Resources:
          Orders:
            Type: AWS::ElasticLoadBalancingV2::ListenerRule
            Properties:
              ListenerArn: !ImportValue Listener
              Priority: 10
              Conditions: [{ Field: path-pattern, Values: [/orders/*] }]
              Actions: [{ Type: forward, TargetGroupArn: !ImportValue Orders }]
          Invoices:
            Type: AWS::ElasticLoadBalancingV2::ListenerRule
            Properties:
              ListenerArn: !ImportValue Listener
              Priority: 20
              Conditions: [{ Field: path-pattern, Values: [/invoices/*] }]
              Actions: [{ Type: forward, TargetGroupArn: !ImportValue Invoices }]
      `,
      json`
        {
          "Resources": {
            "Public": { "Type": "AWS::EC2::RouteTable", "Properties": { "VpcId": "vpc-0123456789abcdef0" } },
            "Private": { "Type": "AWS::EC2::RouteTable", "Properties": { "VpcId": "vpc-0123456789abcdef0" } },
            "ToInternet": {
              "Type": "AWS::EC2::Route",
              "Properties": {
                "RouteTableId": { "Ref": "Public" },
                "DestinationCidrBlock": "0.0.0.0/0",
                "GatewayId": "igw-0123456789abcdef0"
              }
            },
            "ToNat": {
              "Type": "AWS::EC2::Route",
              "Properties": {
                "RouteTableId": { "Ref": "Private" },
                "DestinationCidrBlock": "0.0.0.0/0",
                "NatGatewayId": "nat-0123456789abcdef0"
              }
            }
          }
        }
      `,
      cdk`
        const jobs = new sqs.Queue(this, 'Jobs');
        for (const service of ['sns', 's3'])
          jobs.addToResourcePolicy(
            new iam.PolicyStatement({
              principals: [new iam.ServicePrincipal(service + '.amazonaws.com')],
              actions: ['sqs:SendMessage'],
              resources: [jobs.queueArn],
              conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
            }),
          );
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html',
      'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html',
      'https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/612',
    ],
    peers: ['cfn-lint E3019', 'cfn-lint E3022', 'cfn-lint E3064', 'cfn_nag F79'],
  },
  messages: {
    refused: '{name} is {is}, and so is {other}: one of them is refused.',
    overwritten: '{name} is {is}, and so is {other}: one of them takes the place of the other.',
    merged: '{name} has {is}, and so has {other}: it is one rule, and gone when one of the two is.',
    repeated: 'Rule {number} of {name} says the same as rule {other}: it is one rule, and gone when one of the two is.',
  },
  *checkConnected({ graph }) {
    const taken = new Map<string, Claim>();
    for (const type of TYPES)
      for (const resource of graph.ofType(type)) {
        if (resource.construct?.sometimes && resource.evidence === 'source') continue;
        for (const claim of claimsOf(resource)) {
          const first = taken.get(claim.key);
          if (!first) taken.set(claim.key, claim);
          else if (isTwice(first, claim)) yield signalOf(first, claim);
        }
      }
  },
  fix({ resource, data }, { graph }) {
    const claim = data as Claim;
    if (!resource) return 'the resource is no longer there';
    if (claim.item) {
      const title = `Remove rule ${claim.item.index + 1} of ${resource.logicalId}`;
      return [{ title, intents: [{ kind: 'removeItem', ...claim.item }], safety: 'review' }];
    }
    if (resource.type !== 'AWS::ElasticLoadBalancingV2::ListenerRule')
      return 'which of the two goes, and what of it has to be kept, is for you to say';
    const listener = identityOf(at(resource.properties, 'ListenerArn'));
    const used = graph
      .ofType(resource.type)
      .filter(r => identityOf(at(r.properties, 'ListenerArn')) === listener)
      .map(r => numberOf(at(r.properties, 'Priority')) ?? 0);
    const free = Math.max(...used) + 1;
    const proposal: FixProposal = {
      title: `Give ${resource.logicalId} the priority ${free}, behind all others`,
      intents: [{ kind: 'setProperty', resource: resource.id, path: ['Priority'], value: free }],
      safety: 'review',
    };
    return free > 50_000 ? 'there is no priority behind the last one' : [proposal];
  },
});

/** Whether two claims of one key are two: both exist at once, and are not one line of code that runs twice. */
function isTwice(first: Claim, second: Claim): boolean {
  const [a, b] = [first.resource, second.resource];
  if (a.owner.kind !== 'yours' && b.owner.kind !== 'yours') return false;
  if (first.row?.as !== undefined && first.row === second.row) return false;
  return first.value.span.uri !== second.value.span.uri || first.value.span.start !== second.value.span.start;
}

function signalOf(first: Claim, second: Claim) {
  // What the CDK makes by itself nobody can change.
  const [claim, other] = second.resource.owner.kind === 'yours' ? [second, first] : [first, second];
  const { resource, item, is } = claim;
  const name = resource.logicalId;
  const related = [{ span: other.value.span, message: `${other.resource.logicalId} is it, too` }];
  const common = {
    at: claim.value.span,
    resource,
    related,
    subject: is,
    data: claim,
  };
  if (item && other.item) {
    const params = { name, number: item.index + 1, other: other.item.index + 1 };
    return { message: 'repeated' as const, params, severity: 'warning' as const, ...common };
  }
  const params = { name, is, other: other.resource.logicalId };
  const row = claim.row ?? other.row;
  if (row?.merges) return { message: 'merged' as const, params, severity: 'warning' as const, ...common };
  return { message: row?.overwrites ? ('overwritten' as const) : ('refused' as const), params, ...common };
}

/** What a resource is: the same for as long as the resource is. */
const claimsOf = perObject((resource: Resource): readonly Claim[] => {
  const claims = (ROWS.get(resource.type) ?? []).flatMap(row => {
    const { properties } = resource;
    const isGiven = Object.entries(row.given ?? {}).every(([path, wanted]) => {
      const value = at(properties, path);
      if (wanted === '*' || wanted === '-') return (value.kind === 'absent') === (wanted === '-');
      return value.kind === 'literal' && String(value.value) === wanted;
    });
    if (!isGiven) return [];
    return combined(row.keys.map(key => valuesOf(properties, key))).flatMap((parts): Claim[] => {
      const value = parts.findLast(p => p.value !== null)?.value;
      if (!value) return [];
      const is = row.keys.reduce((text, key, i) => text.replace(`{${key}}`, parts[i]?.text ?? ''), row.is);
      return [{ resource, key: keyOf(resource, row.as ?? row.type, parts), value, is, row, item: null }];
    });
  });
  if (resource.type !== 'AWS::EC2::SecurityGroup') return claims;
  for (const [property, peer] of Object.entries(INLINE)) {
    const list = at(resource.properties, property);
    if (list.kind !== 'list') continue;
    const keys = [...PORTS, peer];
    for (const [index, item] of list.items.entries())
      for (const parts of combined(keys.map(key => valuesOf(item, key)))) {
        if (item.kind !== 'object' || !item.complete) continue;
        const key = keyOf(resource, `AWS::EC2::${property}`, [{ identity: `@${resource.id}` }, ...parts]);
        claims.push({
          resource,
          key,
          value: item,
          is: `the rule for ${parts.at(-1)?.text} on these ports`,
          row: null,
          item: { list, index },
        });
      }
  }
  return claims;
});

/** What claims of one thing have in common. Which conditions exclude each other can't be told, so those of one are compared. */
function keyOf({ stack, condition }: Resource, type: string, parts: readonly Pick<Part, 'identity'>[]): string {
  return [stack, condition ?? '', type, parts.length, ...parts.map(p => p.identity)].join('\n');
}

/** One value of a key: what makes it the same as another one, and what to call it. */
interface Part {
  readonly identity: string;
  readonly text: string;
  readonly value: Present | null;
}

/** The values of a key of `Once`; none where one can't be told. */
function valuesOf(object: Value, key: string): Part[] {
  const [paths = '', otherwise] = key.split('=');
  for (const path of paths.split('|')) {
    const isList = path.endsWith('.*');
    const value = at(object, ...(isList ? path.slice(0, -2) : path).split('.'));
    if (value.kind === 'absent') continue;
    const values = isList ? (value.kind === 'list' ? value.items : []) : [value];
    return values.flatMap(one => {
      const identity = identityOf(one);
      return identity === null || one.kind === 'absent' ? [] : [{ identity, text: called(one), value: one }];
    });
  }
  return otherwise === undefined ? [] : [{ identity: otherwise, text: otherwise, value: null }];
}

/** One of each. */
function combined(lists: readonly (readonly Part[])[]): Part[][] {
  return lists.reduce<Part[][]>((all, list) => all.flatMap(parts => list.map(p => [...parts, p])), [[]]);
}

/** A text that is the same for values that are the same wherever they stand in a stack; null where that can't be told. */
function identityOf(value: Value): string | null {
  if (value.kind === 'literal') return String(value.value);
  if (value.kind === 'text') {
    const parts = value.parts.map(p => (p.kind === 'known' ? p.text : identityOf(p.value)));
    return parts.includes(null) ? null : parts.join('');
  }
  if (value.kind !== 'reference') return null;
  const { target, attribute } = value;
  // A name, an ID and an ARN are three ways to say which resource it is.
  const of = attribute === null || /(Arn|I[dD])$/.test(attribute) ? '' : `.${attribute}`;
  switch (target.kind) {
    case 'resource':
      return `@${target.id}${of}`;
    case 'parameter':
    case 'pseudo':
    case 'dynamic':
      return `\${${target.name}}`;
    case 'import': {
      const name = identityOf(target.name);
      return name === null ? null : `import ${name}`;
    }
    default:
      return null;
  }
}

/** What a message calls a value: a resource by its name, without braces. */
function called(value: Value): string {
  return rendered(value).replace(/\$\{([\w-]+)(?:\.\w+)?\}/g, '$1');
}
