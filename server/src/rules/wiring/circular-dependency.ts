/** Reports resources that wait for one another: CloudFormation can create none of them first. */
import type { ResourceGraph } from '../../core/graph.ts';
import type { FixProposal, Intent, NewValue } from '../../core/intent.ts';
import { perObject } from '../../core/memo.ts';
import type { SourceSpan } from '../../core/document.ts';
import type { Resource } from '../../core/resource.ts';
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import {
  type List,
  type Value,
  asList,
  at,
  leavesIn,
  entryAt,
  negated,
  scenarios,
  stringOf,
} from '../../core/value.ts';
import { freeId } from '../requirements/scaffold.ts';
import { isExact } from './deliveries.ts';

/** That a resource has to be made after another one. */
interface Wait {
  readonly to: string;
  readonly span: SourceSpan;
  /** The property path; null for `DependsOn`. */
  readonly path: readonly string[] | null;
}

interface Step extends Wait {
  readonly from: Resource;
}

export const circularDependency = defineRule({
  id: 'wiring/circular-dependency',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  blocksDeployment: true,
  docs: {
    summary: 'No resource depends on itself, through others or directly.',
    why: `A resource that mentions another one (\`Ref\`, \`GetAtt\`, \`Sub\`, \`DependsOn\`) is created after it. Where such mentions
lead back to where they began, CloudFormation refuses the whole template. Three circles come up again and again, each with a way
out: security groups that name each other (make one of the rules an \`AWS::EC2::SecurityGroupIngress\` of its own); a bucket
that notifies a function whose permission names the bucket (let the permission name the account, or the bucket by its literal
name); and a function with an event source and a role or an environment that mentions that source (write its name instead).`,
    bad: [
      yaml`
        Resources:
          Web:
            Type: AWS::EC2::SecurityGroup
            Properties:
              GroupDescription: Web
              SecurityGroupEgress:
                - IpProtocol: tcp
                  FromPort: 5432
                  ToPort: 5432
                  DestinationSecurityGroupId: !Ref Database
          Database:
            Type: AWS::EC2::SecurityGroup
            Properties:
              GroupDescription: Database
              SecurityGroupIngress:
                - IpProtocol: tcp
                  FromPort: 5432
                  ToPort: 5432
                  SourceSecurityGroupId: !Ref Web
      `,
      json`
        {
          "Resources": {
            "Uploads": {
              "Type": "AWS::S3::Bucket",
              "DependsOn": "UploadsMayStartHandler",
              "Properties": {
                "NotificationConfiguration": {
                  "LambdaConfigurations": [
                    { "Event": "s3:ObjectCreated:*", "Function": { "Fn::GetAtt": ["Handler", "Arn"] } }
                  ]
                }
              }
            },
            "UploadsMayStartHandler": {
              "Type": "AWS::Lambda::Permission",
              "Properties": {
                "Action": "lambda:InvokeFunction",
                "FunctionName": { "Ref": "Handler" },
                "Principal": "s3.amazonaws.com",
                "SourceArn": { "Fn::GetAtt": ["Uploads", "Arn"] }
              }
            },
            "Handler": {
              "Type": "AWS::Lambda::Function",
              "Properties": {
                "Runtime": "nodejs24.x",
                "Handler": "index.handler",
                "Role": "arn:aws:iam::111122223333:role/handler",
                "Code": { "S3Bucket": "code", "S3Key": "handler.zip" }
              }
            }
          }
        }
      `,
      cdk`
        const web = new ec2.CfnSecurityGroup(this, 'Web', { groupDescription: 'Web' });
        const database = new ec2.CfnSecurityGroup(this, 'Database', { groupDescription: 'Database' });
        web.addDependency(database);
        database.addDependency(web);
      `,
    ],
    good: [
      yaml`
        Resources:
          Web:
            Type: AWS::EC2::SecurityGroup
            Properties:
              GroupDescription: Web
          WebToDatabase:
            Type: AWS::EC2::SecurityGroupEgress
            Properties:
              GroupId: !Ref Web
              IpProtocol: tcp
              FromPort: 5432
              ToPort: 5432
              DestinationSecurityGroupId: !Ref Database
          Database:
            Type: AWS::EC2::SecurityGroup
            Properties:
              GroupDescription: Database
              SecurityGroupIngress:
                - IpProtocol: tcp
                  FromPort: 5432
                  ToPort: 5432
                  SourceSecurityGroupId: !Ref Web
      `,
      cdk`
        const vpc = new ec2.Vpc(this, 'Vpc');
        const web = new ec2.SecurityGroup(this, 'Web', { vpc });
        const database = new ec2.SecurityGroup(this, 'Database', { vpc });
        database.connections.allowFrom(web, ec2.Port.POSTGRES);
        web.connections.allowFrom(database, ec2.Port.HTTPS);
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html#troubleshooting-errors-dependency-error',
      'https://repost.aws/knowledge-center/unable-validate-circular-dependency-cloudformation',
    ],
    peers: ['cfn-lint E3004'],
  },
  messages: {
    circle: 'Circular dependency: {path}. CloudFormation can create none of them first.{out}',
    self: '{resource} depends on itself.{out}',
  },
  looksAt: resource => waitsOf(resource),
  *checkConnected({ graph }) {
    for (const circle of circlesIn(graph)) {
      const [first] = circle;
      const shown = circle.find(step => step.from.owner.kind === 'yours') ?? first;
      if (!first || !shown) continue;
      const names = [...circle.map(step => step.from.logicalId), first.from.logicalId];
      const out = wayOut(graph, circle);
      yield {
        message: circle.length === 1 ? ('self' as const) : ('circle' as const),
        at: shown.span,
        params: { path: names.join(' → '), resource: first.from.logicalId, out },
        resource: shown.from,
        related: circle
          .filter(step => step !== shown)
          .map(step => ({ span: step.span, message: `${step.from.logicalId} waits for ${nameOf(graph, step.to)}` })),
        subject: names.slice(0, -1).sort().join('|'),
        data: circle,
      };
    }
  },
  fix(signal, { graph }) {
    const circle = signal.data as readonly Step[];
    return (
      ofGroups(graph, circle) ??
      ofBucket(graph, circle) ??
      ofDependsOn(graph, circle) ??
      'which of them can do without is for you to say'
    );
  },
});

/** What SAM makes resources of its own of, which the function does not wait for. */
const BESIDE_FUNCTION = ['Events', 'EventInvokeConfig', 'DeploymentPreference', 'FunctionUrlConfig'];

/** What a resource waits for, as its own properties say; other types of SAM than functions become several resources. */
const waitsOf = perObject(({ type, properties, condition: own }: Resource): readonly Wait[] => {
  const isServerless = type.startsWith('AWS::Serverless::');
  if (isServerless && type !== 'AWS::Serverless::Function') return [];
  const waits: Wait[] = [];
  const add = (value: Value, path: readonly string[]) => {
    if (
      value.kind === 'reference' &&
      value.target.kind === 'resource' &&
      !(isServerless && BESIDE_FUNCTION.includes(path[0] ?? ''))
    )
      waits.push({ to: value.target.id, span: value.span, path });
  };
  const leaves = leavesIn(properties);
  if (leaves.every(leaf => !leaf.chosen)) {
    for (const { value, path } of leaves) add(value, path);
    return waits;
  }
  const visit = (value: Value, path: readonly string[], when: readonly string[]): void => {
    if (value.kind === 'choice') {
      // What only holds where the resource does not exist is never there.
      for (const { value: one, when: also } of scenarios(value, when))
        if (own === null || !also.includes(negated(own))) visit(one, path, also);
    } else if (value.kind === 'object')
      for (const { key, value: inner } of value.entries) visit(inner, [...path, key], when);
    else if (value.kind === 'list')
      for (const [i, item] of value.items.entries()) visit(item, [...path, String(i)], when);
    else for (const leaf of leavesIn(value)) add(leaf.value, path);
  };
  visit(properties, [], []);
  return waits;
});

/** All waits of the graph, by resource: those of properties and `DependsOn`, and those that SAM adds to what starts a function. */
function allWaits(graph: ResourceGraph): Map<string, Step[]> {
  const waits = new Map<string, Step[]>();
  const add = (from: Resource, wait: Wait) => {
    const to = graph.resource(wait.to);
    if (!to || to.stack !== from.stack || !isExact(to)) return;
    if (from.condition !== null && to.condition === negated(from.condition)) return;
    const known = waits.get(from.id);
    if (known) known.push({ ...wait, from });
    else waits.set(from.id, [{ ...wait, from }]);
  };
  for (const from of graph.resources) if (isExact(from)) for (const wait of waitsOf(from)) add(from, wait);
  for (const edge of graph.edges) {
    const from = graph.resource(edge.from);
    const to = graph.resource(edge.to);
    if (!from || !to || !isExact(from)) continue;
    if (edge.kind === 'depends') add(from, { to: edge.to, span: edge.span, path: null });
    // The notification is written into the bucket, and names the function.
    if (edge.kind === 'trigger' && from.type === 'AWS::S3::Bucket' && to.type === 'AWS::Serverless::Function')
      add(from, { to: edge.to, span: edge.span, path: null });
  }
  return waits;
}

/** One shortest circle of each group of resources that wait for one another. */
function circlesIn(graph: ResourceGraph): Step[][] {
  const waits = allWaits(graph);
  // What waits for nothing that is left can be made, and is taken away until nothing more can be.
  const left = new Map([...waits].map(([id, steps]) => [id, new Set(steps.map(s => s.to))]));
  const waiting = new Map<string, string[]>();
  for (const [id, tos] of left)
    for (const to of tos) {
      const known = waiting.get(to);
      if (known) known.push(id);
      else waiting.set(to, [id]);
    }
  const free = graph.resources.map(r => r.id).filter(id => !left.has(id));
  for (let id = free.pop(); id !== undefined; id = free.pop())
    for (const other of waiting.get(id) ?? []) {
      const tos = left.get(other);
      tos?.delete(id);
      if (tos?.size === 0) {
        left.delete(other);
        free.push(other);
      }
    }
  // And so is what nobody waits for: it stands behind a circle, and not in one.
  const waiters = new Map<string, number>();
  for (const tos of left.values()) for (const to of tos) waiters.set(to, (waiters.get(to) ?? 0) + 1);
  const behind = [...left.keys()].filter(id => !waiters.has(id));
  for (let id = behind.pop(); id !== undefined; id = behind.pop()) {
    for (const to of left.get(id) ?? []) {
      const others = (waiters.get(to) ?? 0) - 1;
      waiters.set(to, others);
      if (others === 0) behind.push(to);
    }
    left.delete(id);
  }
  const circles: Step[][] = [];
  const told = new Set<string>();
  for (const id of left.keys()) {
    if (told.has(id)) continue;
    const circle = shortest(waits, left, id);
    if (!circle || circle.some(step => told.has(step.from.id))) continue;
    for (const step of circle) told.add(step.from.id);
    circles.push(circle);
  }
  return circles;
}

/** The shortest way from a resource back to itself. */
function shortest(
  waits: ReadonlyMap<string, Step[]>,
  left: ReadonlyMap<string, unknown>,
  start: string,
): Step[] | null {
  /** The step by which each was come to first; ways are put together at the end only. */
  const cameBy = new Map<string, Step>();
  const next = [start];
  // The list grows while it is walked.
  for (const id of next)
    for (const step of waits.get(id) ?? []) {
      if (step.to === start) {
        const way = [step];
        for (let at = id; at !== start; ) {
          const before = cameBy.get(at) as Step;
          way.push(before);
          at = before.from.id;
        }
        return way.reverse();
      }
      if (cameBy.has(step.to) || !left.has(step.to)) continue;
      cameBy.set(step.to, step);
      next.push(step.to);
    }
  return null;
}

function nameOf(graph: ResourceGraph, id: string): string {
  return graph.resource(id)?.logicalId ?? id;
}

/** The way out of a circle of a known kind, in words. */
function wayOut(graph: ResourceGraph, circle: readonly Step[]): string {
  const types = circle.map(step => step.from.type);
  if (types.every(type => type === 'AWS::EC2::SecurityGroup'))
    return ' Write one of the rules as an AWS::EC2::SecurityGroupIngress of its own.';
  const bucket = circle.find(step => step.from.type === 'AWS::S3::Bucket');
  if (bucket && types.includes('AWS::Lambda::Permission'))
    return ` Give the permission a SourceAccount in place of the ARN of ${bucket.from.logicalId}.`;
  if (bucket && types.some(type => /Function$|Role$/.test(type)))
    return ` Write the name of ${bucket.from.logicalId} out, where others mention it.`;
  const depends = circle.find(
    step => step.path === null && graph.resource(step.to)?.type !== 'AWS::Serverless::Function',
  );
  return depends ? ` ${depends.from.logicalId} need not depend on ${nameOf(graph, depends.to)} to be made.` : '';
}

/** Makes a rule of a group that names another one a resource of its own, behind both. */
function ofGroups(graph: ResourceGraph, circle: readonly Step[]): FixProposal[] | null {
  for (const { from, to, path } of circle) {
    const [property, index] = path ?? [];
    const direction = /^SecurityGroup(Ingress|Egress)$/.exec(property ?? '')?.[1];
    if (from.type !== 'AWS::EC2::SecurityGroup' || !direction || index === undefined || from.language === 'typescript')
      continue;
    const list = at(from.properties, property as string);
    const rule = at(list, index);
    if (list.kind !== 'list' || rule.kind !== 'object') continue;
    const properties = plain(rule);
    if (!properties) continue;
    const other = nameOf(graph, to);
    const logicalId = freeId(
      graph,
      from,
      direction === 'Ingress' ? `${from.logicalId}From${other}` : `${from.logicalId}To${other}`,
    );
    const add: Intent = {
      kind: 'addResource',
      // Beside the other one, since this one is changed.
      near: to,
      logicalId,
      type: `AWS::EC2::SecurityGroup${direction}`,
      properties: { GroupId: { $ref: from.id, attribute: 'GroupId' }, ...properties },
    };
    const title = `Make the rule of ${from.logicalId} for ${other} a resource of its own`;
    return [
      { title, intents: [{ kind: 'removeItem', list: list as List, index: Number(index) }, add], safety: 'review' },
    ];
  }
  return null;
}

/** An object of plain values and references as one to write; null where it has more than that. */
function plain(value: Value): Readonly<Record<string, NewValue>> | null {
  if (value.kind !== 'object') return null;
  const written: Record<string, NewValue> = {};
  for (const { key, value: one } of value.entries) {
    if (one.kind === 'literal' && one.value !== null) written[key] = one.value;
    else if (one.kind === 'reference' && one.target.kind === 'resource')
      written[key] = { $ref: one.target.id, attribute: one.attribute };
    else if (one.kind === 'reference' && one.target.kind === 'parameter')
      written[key] = { $sub: `\${${one.target.name}}` };
    else return null;
  }
  return written;
}

/** Lets the permission of a bucket name its account. */
function ofBucket(graph: ResourceGraph, circle: readonly Step[]): FixProposal[] | null {
  const step = circle.find(
    ({ from, to, path }) =>
      from.type === 'AWS::Lambda::Permission' &&
      graph.resource(to)?.type === 'AWS::S3::Bucket' &&
      path?.[0] === 'SourceArn',
  );
  if (!step) return null;
  const { id, logicalId, properties } = step.from;
  const entry = entryAt(properties, 'SourceArn');
  if (!entry) return null;
  const name = stringOf(at(graph.resource(step.to)?.properties ?? properties, 'BucketName'));
  const named: NewValue = { $sub: `arn:\${AWS::Partition}:s3:::${name}` };
  const account: NewValue = { $sub: '${AWS::AccountId}' };
  const set = (path: string, value: NewValue): Intent => ({ kind: 'setProperty', resource: id, path: [path], value });
  const isThere = at(properties, 'SourceAccount').kind !== 'absent';
  // With no name the entry becomes the account's: quotes of the key stay as they are.
  const quoted = entry.keySpan.end - entry.keySpan.start > 'SourceArn'.length;
  const intents: Intent[] =
    name !== null
      ? [set('SourceArn', named), ...(isThere ? [] : [set('SourceAccount', account)])]
      : isThere
        ? [{ kind: 'removeProperty', resource: id, path: ['SourceArn'] }]
        : [
            { kind: 'replaceText', span: entry.keySpan, text: quoted ? '"SourceAccount"' : 'SourceAccount' },
            { kind: 'replaceValue', value: entry.value, with: account },
          ];
  return [{ title: `Let ${logicalId} name the account in place of the bucket`, intents, safety: 'review' }];
}

/** Takes away a `DependsOn` that closes the circle, where it is one of a list. */
function ofDependsOn(graph: ResourceGraph, circle: readonly Step[]): FixProposal[] | null {
  for (const { from, to, path } of circle) {
    if (path !== null || from.language === 'typescript') continue;
    const name = nameOf(graph, to);
    const value = at(from.attributes, 'DependsOn');
    const title = `Let ${from.logicalId} not depend on ${name}`;
    if (stringOf(value) === name)
      return [
        { title, intents: [{ kind: 'removeKey', object: from.attributes, path: ['DependsOn'] }], safety: 'review' },
      ];
    const index = (asList(value)?.items ?? []).findIndex(item => stringOf(item) === name);
    if (value.kind === 'list' && index >= 0)
      return [{ title, intents: [{ kind: 'removeItem', list: value, index }], safety: 'review' }];
  }
  return null;
}
