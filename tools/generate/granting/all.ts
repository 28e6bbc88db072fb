/** What every grant method of every construct gives to a role, and on which parts of the construct, seen by calling it. */
import type { Json } from '../../../server/src/knowledge/types.ts';
import {
  type Any,
  type Method,
  isConstruct,
  isL1,
  methodsOf,
  propertiesOf,
  running,
  types,
  propsOf,
} from '../lowering/jsii.ts';
import { construct } from '../lowering/objects.ts';
import { newWorld } from '../lowering/world.ts';
import { lines, sorted } from '../table.ts';

/** Props with which a grant makes sense that does not without: a stream to read from. */
const PROPS: Readonly<Record<string, Record<string, Any>>> = {
  'aws-cdk-lib.aws_dynamodb.Table': { stream: 'NEW_IMAGE' },
  'aws-cdk-lib.aws_dynamodb.TableV2': { dynamoStream: 'NEW_IMAGE' },
};

/** Props that take a customer's key, by the first that a construct has. */
const KEY_PROPS = ['encryptionKey', 'encryptionMasterKey', 'masterKey'];

/** A row for each construct: [actions, parts] for each statement of a method; null for one that needs more than a grantee. */
type Observed = readonly (readonly [actions: string, parts: string])[];

/** The methods that are called with a grantee first. */
function grantMethods(fqn: string): readonly Method[] {
  return methodsOf(fqn).filter(
    ({ static: isStatic, protected: isProtected, parameters }) =>
      !isStatic && !isProtected && /\.(IGrantable|IPrincipal)$/.test(parameters?.[0]?.type.fqn ?? ''),
  );
}

/** Whether the grantee says it all. With actions to be named, what is granted is what is named. */
function isPlain({ parameters = [] }: Method): boolean {
  return !parameters.slice(1).some(p => (!p.optional && !p.variadic) || p.name === 'actions');
}

/** With a key where the construct takes one: what is granted on it is part of what the method does. */
function subjectOf(fqn: string, stack: Any, world: ReturnType<typeof newWorld>): Any {
  const props = propsOf(fqn);
  const key = props && KEY_PROPS.find(name => propertiesOf(props.fqn).some(p => p.name === name));
  const given = { ...PROPS[fqn] };
  const more = key ? { ...given, [key]: new (running('aws-cdk-lib.aws_kms.Key'))(stack, 'PlumbKey') } : given;
  const subject = construct(fqn, 'PlumbSubject', 0, world, more);
  // Only of a table with an index are its indexes granted.
  subject.addGlobalSecondaryIndex?.({ indexName: 'plumb', partitionKey: { name: 'plumb', type: 'S' } });
  return subject;
}

/** `self`, `objects`, `index`, `stream`, `key` or `*`: which part of the construct a resource of a statement is. */
function partOf(resource: Json, subject: Any, stack: Any): string {
  if (resource === '*') return '*';
  const text = JSON.stringify(resource);
  const owner = stack.node
    .findAll()
    .find((n: Any) => n.cfnResourceType !== undefined && text.includes(`"${stack.getLogicalId(n)}"`));
  const own = owner?.node.scopes.includes(subject) === true;
  if (!own && owner?.cfnResourceType === 'AWS::KMS::Key') return 'key';
  if (/StreamArn"/.test(text) && owner?.cfnResourceType !== 'AWS::Kinesis::Stream') return 'stream';
  if (text.includes('/index/*"')) return 'index';
  return text.includes('/*"') && owner?.cfnResourceType === 'AWS::S3::Bucket' ? 'objects' : 'self';
}

function observed(fqn: string, call: (subject: Any, role: Any) => void): Observed | null {
  try {
    const world = newWorld();
    const { stack } = world;
    const role = new (running('aws-cdk-lib.aws_iam.Role'))(stack, 'PlumbRole', {
      assumedBy: new (running('aws-cdk-lib.aws_iam.ServicePrincipal'))('lambda.amazonaws.com'),
    });
    const subject = subjectOf(fqn, stack, world);
    call(subject, role);
    const document = stack.resolve(role.node.tryFindChild('DefaultPolicy')?.document?.toJSON()) as
      | { Statement?: readonly { Effect: string; Action?: Json; Resource?: Json }[] }
      | undefined;
    return (document?.Statement ?? [])
      .filter(({ Effect }) => Effect === 'Allow')
      .map(({ Action = [], Resource = [] }) => {
        const parts = [Resource].flat().filter(r => JSON.stringify(r) !== '{"Ref":"AWS::NoValue"}');
        const named = new Set(parts.map(r => partOf(r as Json, subject, stack)));
        return [[Action].flat().join(' '), [...named].join(' ')] as const;
      });
  } catch {
    return null;
  }
}

export function grantsText(): string {
  const rows: (readonly [string, Record<string, Observed | null>])[] = [];
  const all = Object.values(types).filter(t => t.kind === 'class' && !t.abstract && isConstruct(t.fqn) && !isL1(t.fqn));
  for (const { fqn } of all) {
    const methods: Record<string, Observed | null> = {};
    const add = (name: string, method: Method, call: (subject: Any, role: Any) => void) => {
      methods[name] = isPlain(method) ? observed(fqn, call) : null;
    };
    for (const method of grantMethods(fqn))
      if (/^grant/.test(method.name)) add(method.name, method, (subject, role) => subject[method.name](role));
    // The newer style keeps them together: `table.grants.readData(role)`.
    const holder = propertiesOf(fqn).find(p => p.name === 'grants' && !p.static && !p.protected)?.type.fqn;
    for (const method of holder === undefined ? [] : grantMethods(holder))
      add(`grants.${method.name}`, method, (subject, role) => subject.grants[method.name](role));
    const entries = sorted(Object.entries(methods), ([name]) => name);
    if (entries.length > 0) rows.push([fqn.replace(/^aws-cdk-lib\.(aws_)?/, ''), Object.fromEntries(entries)]);
  }
  return lines(sorted(rows, ([key]) => key));
}
