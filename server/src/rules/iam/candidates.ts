/** Which resources of the same stack a `*` may stand for, and their ARNs as values to write. */
import { entryOf } from '../../knowledge/entryOf.ts';
import type { ResourceGraph } from '../../core/graph.ts';
import type { NewValue } from '../../core/intent.ts';
import type { PolicyStatement, Resource } from '../../core/resource.ts';
import { at } from '../../core/value.ts';

/** By service prefix, the types whose ARN its actions name, and the attribute with the ARN (null: `Ref` gives it). */
const ARN_OF: Readonly<Record<string, readonly (readonly [type: string, attribute: string | null])[]>> = {
  codebuild: [['AWS::CodeBuild::Project', 'Arn']],
  'cognito-idp': [['AWS::Cognito::UserPool', 'Arn']],
  dynamodb: [
    ['AWS::DynamoDB::Table', 'Arn'],
    ['AWS::DynamoDB::GlobalTable', 'Arn'],
  ],
  ecr: [['AWS::ECR::Repository', 'Arn']],
  events: [['AWS::Events::EventBus', 'Arn']],
  firehose: [['AWS::KinesisFirehose::DeliveryStream', 'Arn']],
  iam: [['AWS::IAM::Role', 'Arn']],
  kinesis: [['AWS::Kinesis::Stream', 'Arn']],
  kms: [['AWS::KMS::Key', 'Arn']],
  lambda: [
    ['AWS::Lambda::Function', 'Arn'],
    ['AWS::Serverless::Function', 'Arn'],
  ],
  logs: [['AWS::Logs::LogGroup', 'Arn']],
  s3: [['AWS::S3::Bucket', 'Arn']],
  secretsmanager: [['AWS::SecretsManager::Secret', null]],
  sns: [['AWS::SNS::Topic', null]],
  sqs: [['AWS::SQS::Queue', 'Arn']],
  states: [
    ['AWS::StepFunctions::StateMachine', 'Arn'],
    ['AWS::Serverless::StateMachine', 'Arn'],
  ],
};

/** S3 actions on objects; the others are on the bucket. */
const ON_OBJECTS =
  /^(Get|Put|Delete|Restore|Replicate|Abort|ListMultipartUploadParts|Bypass|ObjectOwner|Initiate).*(Object|Multipart|Governance|Owner|Replicate)/i;

/**
 * Resources that the statement may mean, the likeliest first: those of the service, in the statement's own stack, that
 * always exist, and whose ARN makes no circle. A principal that already refers to one most likely means that one.
 */
export function candidatesFor(graph: ResourceGraph, statement: PolicyStatement, service: string): readonly Resource[] {
  const home = [statement.owner, ...statement.attachedTo]
    .map(id => (id === null ? undefined : graph.resource(id)))
    .find(r => r !== undefined);
  if (!home) return [];
  const writers = new Set([...(statement.owner === null ? [] : [statement.owner]), ...statement.attachedTo]);
  const users = new Set([...writers, ...[...writers].flatMap(id => graph.edgesTo(id).map(e => e.from))]);
  const used = new Set([...users].flatMap(id => graph.edgesFrom(id, 'reference').map(e => e.to)));
  // A log group is written to by who has it: one that something else refers to is no place for others.
  const isAnothers = ({ id, type }: Resource) =>
    type === 'AWS::Logs::LogGroup' &&
    !used.has(id) &&
    graph
      .edgesTo(id, 'reference')
      .some(({ from }) => !users.has(from) && !/^AWS::Logs::/.test(graph.resource(from)?.type ?? 'AWS::Logs::'));
  return (entryOf(ARN_OF, service) ?? [])
    .flatMap(([type]) => graph.ofType(type))
    .filter(r => !isAnothers(r))
    .filter(r => r.stack === home.stack && r.condition === null && !writers.has(r.id) && !reaches(graph, r.id, writers))
    .sort((a, b) => Number(used.has(b.id)) - Number(used.has(a.id)));
}

/** Whether a resource needs one of the others, directly or through more. */
export function reaches(graph: ResourceGraph, from: string, targets: ReadonlySet<string>): boolean {
  const seen = new Set<string>();
  const open = [from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const edge of graph.edgesFrom(id)) {
      if (edge.kind !== 'reference' && edge.kind !== 'depends') continue;
      if (targets.has(edge.to)) return true;
      if (!seen.has(edge.to)) {
        seen.add(edge.to);
        open.push(edge.to);
      }
    }
  }
  return false;
}

/** The ARNs of a resource that these actions need: a bucket's objects for `s3:GetObject`, a table's indexes for `dynamodb:Query`. */
export function arnsFor(resource: Resource, actions: readonly string[]): readonly NewValue[] {
  const known = Object.values(ARN_OF)
    .flat()
    .find(([type]) => type === resource.type);
  if (!known) return [];
  const arn = (suffix?: string): NewValue => ({
    $ref: resource.id,
    attribute: known[1],
    ...(suffix === undefined ? {} : { suffix }),
  });
  const names = actions.map(a => a.slice(a.indexOf(':') + 1));
  if (resource.type === 'AWS::S3::Bucket') {
    const objects = names.filter(n => n.includes('*') || ON_OBJECTS.test(n));
    const whole = names.filter(n => n.includes('*') || !ON_OBJECTS.test(n));
    return [...(whole.length > 0 ? [arn()] : []), ...(objects.length > 0 ? [arn('/*')] : [])];
  }
  if (resource.type === 'AWS::DynamoDB::Table' && names.some(n => /^(Query|Scan|PartiQLSelect|.*\*)$/i.test(n))) {
    const indexes = ['GlobalSecondaryIndexes', 'LocalSecondaryIndexes'].some(
      p => at(resource.properties, p).kind !== 'absent',
    );
    if (indexes) return [arn(), arn('/index/*')];
  }
  return [arn()];
}
