/** Fixes that add what is missing: a resource in the style of the file, wired to what is there. */
import type { ResourceGraph } from '../../core/graph.ts';
import type { FixProposal, Intent, NewValue } from '../../core/intent.ts';
import type { Resource } from '../../core/resource.ts';
import { at, booleanOf } from '../../core/value.ts';
import { newestRuntime, propertyWord } from '../../knowledge/index.ts';
import { tagsOfNew, tagsOfNewCode } from '../tags/missing.ts';
import { asked } from './asked.ts';

/** Fourteen days, in seconds: as long as a queue keeps messages. */
const LONGEST_RETENTION = 1_209_600;

/** The start of the ids of what stands beside a resource. */
export function scopeOf({ id, path, logicalId }: Resource): string {
  const own = path === null ? logicalId : (path.slice(path.lastIndexOf('/') + 1) as string);
  return id.slice(0, id.length - own.length);
}

/** A logical ID that nothing beside a resource has. */
export function freeId(graph: ResourceGraph, near: Resource, wanted: string): string {
  const scope = scopeOf(near);
  let free = wanted;
  for (let i = 2; graph.resource(scope + free); i++) free = `${wanted}${i}`;
  return free;
}

/** Where a queue or a function says what takes its failures, and what it says. */
function failuresOf({ type }: Resource, queue: string): { readonly path: string; readonly value: NewValue } | null {
  const arn: NewValue = { $ref: queue, attribute: 'Arn' };
  switch (type) {
    case 'AWS::SQS::Queue':
      return { path: 'RedrivePolicy', value: { $object: { deadLetterTargetArn: arn, maxReceiveCount: 5 } } };
    case 'AWS::Lambda::Function':
      return { path: 'DeadLetterConfig', value: { $object: { TargetArn: arn } } };
    case 'AWS::Serverless::Function':
      return { path: 'DeadLetterQueue', value: { $object: { Type: 'SQS', TargetArn: arn } } };
    default:
      return null;
  }
}

/** In a template the new resource stands after another one, since this one is changed, too; in code before its use. */
function besides(graph: ResourceGraph, resource: Resource): Resource {
  if (resource.language === 'typescript') return resource;
  return graph.resources.findLast(r => r.stack === resource.stack && r.id !== resource.id) ?? resource;
}

/**
 * Gives a queue or a function a queue for what fails.
 * @param near What the new queue is to stand beside, where that is not the resource itself.
 */
export function deadLetterFix(
  graph: ResourceGraph,
  resource: Resource,
  near = besides(graph, resource),
): FixProposal[] | string {
  const logicalId = freeId(graph, resource, `${resource.logicalId}DeadLetters`);
  const place = failuresOf(resource, scopeOf(resource) + logicalId);
  if (!place) return 'where its failures go is for you to say';
  const properties: Record<string, NewValue> = { MessageRetentionPeriod: LONGEST_RETENTION };
  const isFifo = at(resource.properties, 'FifoQueue');
  if (isFifo.kind !== 'absent' && booleanOf(isFifo) === null) return 'whether the queue is a FIFO queue can’t be seen';
  if (booleanOf(isFifo) === true) properties.FifoQueue = true;
  const intents: Intent[] = [
    ...addition(graph, near, { logicalId, type: 'AWS::SQS::Queue', properties }),
    { kind: 'setProperty', resource: resource.id, path: [place.path], value: place.value },
  ];
  return [{ title: `Give ${resource.logicalId} a dead-letter queue`, intents, safety: 'review' }];
}

/** What says with which key a resource is encrypted, where that is more than one property. */
const KEYED: Readonly<Record<string, { readonly path: string; readonly value: (key: NewValue) => NewValue }>> = {
  'AWS::S3::Bucket': {
    path: 'BucketEncryption',
    value: key => ({
      $object: {
        ServerSideEncryptionConfiguration: [
          { $object: { ServerSideEncryptionByDefault: { $object: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key } } } },
        ],
      },
    }),
  },
  'AWS::DynamoDB::Table': {
    path: 'SSESpecification',
    value: key => ({ $object: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: key } }),
  },
};

/**
 * Encrypts a resource with the key that its stack has, or with a new one.
 * @param path Where a key stands for the type.
 */
export function keyFix(graph: ResourceGraph, resource: Resource, path: readonly string[]): FixProposal[] | string {
  const inCode = resource.language === 'typescript';
  const known = keyBeside(graph, resource);
  const logicalId = freeId(graph, resource, `${resource.logicalId}Key`);
  const key: NewValue = { $ref: known?.id ?? scopeOf(resource) + logicalId, attribute: 'Arn' };
  const place = inCode && resource.construct?.level === 2 ? undefined : KEYED[resource.type];
  if (!place && path.includes('*') && !inCode) return 'it stands in each item of a list';
  const set: Intent = {
    kind: 'setProperty',
    resource: resource.id,
    path: place ? [place.path] : path,
    value: place ? place.value(key) : key,
  };
  return [
    {
      title: `Encrypt ${resource.logicalId} with ${known ? known.logicalId : 'a KMS key of your own'}`,
      intents: known ? [set] : [...newKey(graph, besides(graph, resource), logicalId), set],
      safety: 'review',
    },
  ];
}

type Properties = Readonly<Record<string, NewValue>>;

/** What is worth having by itself, with what it must say. */
const SCAFFOLDS: Readonly<Record<string, { readonly name: string; readonly properties: Properties }>> = {
  'AWS::S3::Bucket': {
    name: 'Bucket',
    properties: { VersioningConfiguration: { $object: { Status: 'Enabled' } } },
  },
  'AWS::DynamoDB::Table': {
    name: 'Table',
    properties: {
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ $object: { AttributeName: 'id', AttributeType: 'S' } }],
      KeySchema: [{ $object: { AttributeName: 'id', KeyType: 'HASH' } }],
    },
  },
  'AWS::SQS::Queue': { name: 'Queue', properties: {} },
  'AWS::SNS::Topic': { name: 'Topic', properties: {} },
  'AWS::Logs::LogGroup': { name: 'Logs', properties: { RetentionInDays: 30 } },
  'AWS::SecretsManager::Secret': { name: 'Secret', properties: { GenerateSecretString: { $object: {} } } },
  'AWS::Events::EventBus': { name: 'Bus', properties: { Name: { $sub: '${AWS::StackName}-bus' } } },
  'AWS::KMS::Key': { name: 'Key', properties: { EnableKeyRotation: true } },
  'AWS::EC2::VPC': {
    name: 'Vpc',
    properties: { CidrBlock: '10.0.0.0/16', EnableDnsHostnames: true, EnableDnsSupport: true },
  },
};

/** A key of which the account's own policies say who may use it, as the CDK makes it by itself. */
const KEY_POLICY: NewValue = {
  $object: {
    Version: '2012-10-17',
    Statement: [
      {
        $object: {
          Effect: 'Allow',
          Action: 'kms:*',
          Resource: '*',
          Principal: { $object: { AWS: { $sub: 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' } } },
        },
      },
    ],
  },
};

/** A handler to begin with. */
const HANDLER = 'exports.handler = async () => ({ statusCode: 200, body: "ok" });';

interface Added {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Properties;
  readonly uses?: readonly string[];
}

/** Adds a resource of one of some types beside the last one of the user's; a reason where nothing sensible can be made. */
export function scaffoldFix(graph: ResourceGraph, types: readonly string[]): FixProposal[] | string {
  const near = graph.resources.findLast(r => r.owner.kind === 'yours' && r.condition === null);
  if (!near) return 'there is nothing beside which it could stand';
  let reason = 'how it is to be made is for you to say';
  for (const type of types) {
    const bare = made(graph, near, type, types);
    if (typeof bare === 'string') {
      reason = bare;
      continue;
    }
    const [first] = bare;
    if (!first) continue;
    const intents = bare.flatMap(one => addition(graph, nearOf(graph, near, one.uses), one));
    const title = `Add the ${first.type.replace(/^.*::/, '')} ${first.logicalId} beside ${nearOf(graph, near, first.uses).logicalId}`;
    return [{ title, intents, safety: 'review' }];
  }
  return reason;
}

/**
 * Adds a resource with what requirements ask of every one of its type: properties, tags, and a key, which is the one that the
 * stack has, or a new one.
 */
export function addition(graph: ResourceGraph, near: Resource, { properties, ...more }: Added): Intent[] {
  const inCode = near.language === 'typescript';
  const own: Record<string, NewValue> = { ...properties };
  const others: { path: readonly string[]; value: NewValue }[] = [];
  for (const { path, value } of wantedOf(graph, more.type)) {
    const [top = ''] = path;
    if (path.length === 1 && top in properties)
      own[top] = isStructured(properties[top]) ? (properties[top] as NewValue) : value;
    else if (!(top in properties)) others.push({ path, value });
  }
  const word = isKeyAsked(graph, more.type) ? propertyWord(more.type, 'encryption_key') : null;
  const known = keyBeside(graph, near);
  const logicalId = freeId(graph, near, 'Key');
  const key: NewValue = { $ref: known?.id ?? scopeOf(near) + logicalId, attribute: 'Arn' };
  const intent = { kind: 'addResource' as const, near: near.id, ...more };
  if (inCode) {
    if (word) others.push({ path: word.path, value: key });
    const tags = tagsOfNewCode(graph, near, more.type);
    // What code refers to is made before it.
    return [
      ...(word && !known ? newKey(graph, near, logicalId) : []),
      { ...intent, properties: own, asked: others, tags },
    ];
  }
  for (const { path, value } of others) grow(own, path, value);
  const place =
    KEYED[more.type] ?? (word?.path.length === 1 ? { path: word.path[0] as string, value: () => key } : null);
  if (word && place) own[place.path] = place.value(key);
  Object.assign(own, tagsOfNew(graph, near, more.type));
  return [{ ...intent, properties: own }, ...(word && place && !known ? newKey(graph, near, logicalId) : [])];
}

function newKey(graph: ResourceGraph, near: Resource, logicalId: string): Intent[] {
  const extra = near.language === 'typescript' ? {} : { KeyPolicy: KEY_POLICY };
  const properties = { ...SCAFFOLDS['AWS::KMS::Key']?.properties, ...extra };
  return addition(graph, near, { logicalId, type: 'AWS::KMS::Key', properties });
}

/** Whether resources of a type must be encrypted with a key of one's own. */
function isKeyAsked(graph: ResourceGraph, type: string): boolean {
  return asked(graph, 'property').some(
    ({ demand: { of, test } }) => test.customerKey && of.name === null && of.types.includes(type),
  );
}

/** Writes a value at a path of plain names; what is further in lists and attributes of the resource are left alone. */
function grow(properties: Record<string, NewValue>, path: readonly string[], value: NewValue): void {
  const [top = '', ...rest] = path;
  if (rest.length === 1 && rest[0] === '0') {
    properties[top] = [value];
    return;
  }
  if (path.some(key => !/^[A-Z]\w*$/i.test(key))) return;
  if (rest.length === 0) {
    properties[top] = value;
    return;
  }
  const before = properties[top];
  const inner = typeof before === 'object' && '$object' in before ? { ...before.$object } : {};
  grow(inner, rest, value);
  properties[top] = { $object: inner };
}

/** The key of the stack, where something new could be encrypted with it; in code that is one which is made before it. */
function keyBeside(graph: ResourceGraph, near: Resource): Resource | null {
  const inCode = near.language === 'typescript';
  const isNear = ({ owner, stack, condition, span }: Resource) =>
    owner.kind === 'yours' &&
    stack === near.stack &&
    condition === null &&
    (!inCode || (span.uri === near.span.uri && span.start <= near.span.start));
  return graph.ofType('AWS::KMS::Key').find(isNear) ?? null;
}

/** In code a construct stands after those that it is given. */
function nearOf(graph: ResourceGraph, near: Resource, uses: readonly string[] = []): Resource {
  const given = near.language === 'typescript' ? uses.flatMap(id => graph.resource(id) ?? []) : [];
  return given.reduce<Resource | null>((a, b) => (a && a.span.start > b.span.start ? a : b), null) ?? near;
}

/** The resources that make one of a type, the named one first; empty where there is no scaffold, or why there is none. */
function made(graph: ResourceGraph, near: Resource, type: string, types: readonly string[]): Added[] | string {
  const inCode = near.language === 'typescript';
  const id = (wanted: string) => freeId(graph, near, wanted);
  const own = (t: string) =>
    graph.ofType(t).filter(r => r.owner.kind === 'yours' && r.condition === null && r.stack === near.stack);
  switch (type) {
    case 'AWS::Lambda::Function':
    case 'AWS::Serverless::Function': {
      if (near.language !== 'typescript' && graph.resources.some(r => r.type === 'AWS::Serverless::Function')) {
        const properties = { Runtime: runtime(), Handler: 'index.handler', InlineCode: HANDLER };
        return [{ logicalId: id('Function'), type: 'AWS::Serverless::Function', properties }];
      }
      if (type !== 'AWS::Lambda::Function') return [];
      const properties = { Runtime: runtime(), Handler: 'index.handler', Code: { $object: { ZipFile: HANDLER } } };
      if (inCode) return [{ logicalId: id('Function'), type, properties }];
      const role = id('FunctionRole');
      const arn: NewValue = { $ref: scopeOf(near) + role, attribute: 'Arn' };
      return [
        { logicalId: id('Function'), type, properties: { ...properties, Role: arn } },
        { logicalId: role, type: 'AWS::IAM::Role', properties: functionRole() },
      ];
    }
    case 'AWS::ApiGateway::RestApi': {
      if (!inCode) return [];
      const [fn] = graph.ofType('AWS::Lambda::Function').filter(r => r.owner.kind === 'yours' && r.condition === null);
      if (!fn) return 'an API needs a function to call; add that first';
      return [{ logicalId: id('Api'), type, properties: {}, uses: [fn.id] }];
    }
    case 'AWS::ApiGatewayV2::Api': {
      // In code the REST API goes before; what quick create makes of a template is complete with its permission.
      if (inCode && types.includes('AWS::ApiGateway::RestApi')) return [];
      const [fn] = [...own('AWS::Lambda::Function'), ...own('AWS::Serverless::Function')];
      if (!fn || inCode) return 'an API needs a function to call; add that first';
      const api = id('Api');
      const arn: NewValue = { $ref: fn.id, attribute: 'Arn' };
      return [
        {
          logicalId: api,
          type,
          properties: { Name: { $sub: '${AWS::StackName}' }, ProtocolType: 'HTTP', Target: arn },
        },
        {
          logicalId: id('ApiPermission'),
          type: 'AWS::Lambda::Permission',
          properties: {
            Action: 'lambda:InvokeFunction',
            FunctionName: { $ref: fn.id, attribute: null },
            Principal: 'apigateway.amazonaws.com',
            SourceArn: {
              $sub: `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${${api}}/*`,
            },
          },
        },
      ];
    }
    case 'AWS::CloudWatch::Dashboard': {
      const functions = own('AWS::Lambda::Function').slice(0, 5);
      if (inCode) return [{ logicalId: id('Dashboard'), type, properties: {}, uses: functions.map(f => f.id) }];
      const metrics = functions.map(f => ['AWS/Lambda', 'Errors', 'FunctionName', `\${${f.logicalId}}`]);
      const widget =
        metrics.length > 0
          ? { type: 'metric', properties: { title: 'Errors', region: '${AWS::Region}', metrics } }
          : { type: 'text', properties: { markdown: 'What is to be watched goes here.' } };
      return [
        {
          logicalId: id('Dashboard'),
          type,
          properties: { DashboardBody: { $sub: JSON.stringify({ widgets: [widget] }) } },
        },
      ];
    }
    case 'AWS::EC2::FlowLog': {
      if (!inCode) return [];
      const [vpc] = own('AWS::EC2::VPC');
      return vpc ? [{ logicalId: id('FlowLog'), type, properties: {}, uses: [vpc.id] }] : 'there is no VPC to watch';
    }
    default: {
      const scaffold = SCAFFOLDS[type];
      if (!scaffold) return [];
      const extra = type === 'AWS::KMS::Key' && !inCode ? { KeyPolicy: KEY_POLICY } : {};
      return [{ logicalId: id(scaffold.name), type, properties: { ...scaffold.properties, ...extra } }];
    }
  }
}

function runtime(): string {
  return newestRuntime('nodejs') ?? 'nodejs24.x';
}

/** The role of a function that writes its log and nothing else. */
function functionRole(): Properties {
  const trust: NewValue = {
    $object: {
      Version: '2012-10-17',
      Statement: [
        {
          $object: {
            Effect: 'Allow',
            Action: 'sts:AssumeRole',
            Principal: { $object: { Service: 'lambda.amazonaws.com' } },
          },
        },
      ],
    },
  };
  const policy: NewValue = {
    $sub: 'arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
  };
  return { AssumeRolePolicyDocument: trust, ManagedPolicyArns: [policy] };
}

/** What requirements ask of every resource of a type, where they ask for one plain value. */
function wantedOf(
  graph: ResourceGraph,
  type: string,
): { readonly path: readonly string[]; readonly value: NewValue }[] {
  return asked(graph, 'property').flatMap(({ demand: { of, property, test } }) => {
    const word = of.name === null && of.types.includes(type) ? propertyWord(type, property) : null;
    const [value] = test.oneOf ?? [test.min ?? test.max];
    if (!word || word.path.includes('*') || value === null || value === undefined || test.noneOf) return [];
    // Of an object, `true` says nothing of what should stand in it.
    if (value === true && word.on === undefined && word.byDefault === undefined) return [];
    const said = value === true ? (word.on ?? value) : value === false ? (word.off ?? value) : value;
    return [{ path: word.path, value: said }];
  });
}

function isStructured(value: NewValue | undefined): boolean {
  return typeof value === 'object';
}
