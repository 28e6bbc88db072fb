/** Finds the policy statements in the resources of a template. */
import type { Language } from '../../core/document.ts';
import type { PolicyKind, PolicyStatement, Resource } from '../../core/resource.ts';
import { asList, at, rendered, scenarios, stringOf, type ObjectValue, type Value } from '../../core/value.ts';

/** Where a resource type keeps policy documents. `*` in a path stands for each item of a list. */
interface PolicyPlace {
  readonly path: readonly string[];
  readonly kind: PolicyKind;
  /** The properties that name the principals it is attached to, or the resources it protects; none for the resource itself. */
  readonly attached?: readonly string[];
  /** The path leads to a statement, not to a document. */
  readonly bare?: true;
}

const INLINE: PolicyPlace = { path: ['Policies', '*', 'PolicyDocument'], kind: 'identity' };
const PRINCIPALS = ['Roles', 'Users', 'Groups', 'RoleName', 'UserName', 'GroupName'];

/**
 * From the CloudFormation resource reference: properties that hold IAM policy documents as JSON objects.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
 */
const PLACES: Readonly<Record<string, readonly PolicyPlace[]>> = {
  'AWS::IAM::Role': [{ path: ['AssumeRolePolicyDocument'], kind: 'trust' }, INLINE],
  'AWS::IAM::User': [INLINE],
  'AWS::IAM::Group': [INLINE],
  'AWS::IAM::Policy': [{ path: ['PolicyDocument'], kind: 'identity', attached: PRINCIPALS }],
  'AWS::IAM::ManagedPolicy': [{ path: ['PolicyDocument'], kind: 'identity', attached: PRINCIPALS }],
  'AWS::IAM::RolePolicy': [{ path: ['PolicyDocument'], kind: 'identity', attached: PRINCIPALS }],
  'AWS::IAM::UserPolicy': [{ path: ['PolicyDocument'], kind: 'identity', attached: PRINCIPALS }],
  'AWS::IAM::GroupPolicy': [{ path: ['PolicyDocument'], kind: 'identity', attached: PRINCIPALS }],
  'AWS::SSO::PermissionSet': [{ path: ['InlinePolicy'], kind: 'identity' }],
  'AWS::S3::BucketPolicy': [{ path: ['PolicyDocument'], kind: 'resource', attached: ['Bucket'] }],
  'AWS::S3Express::BucketPolicy': [{ path: ['PolicyDocument'], kind: 'resource', attached: ['Bucket'] }],
  'AWS::S3::AccessPoint': [{ path: ['Policy'], kind: 'resource' }],
  'AWS::S3::MultiRegionAccessPointPolicy': [{ path: ['Policy'], kind: 'resource', attached: ['MrapName'] }],
  'AWS::SQS::QueuePolicy': [{ path: ['PolicyDocument'], kind: 'resource', attached: ['Queues'] }],
  'AWS::SQS::QueueInlinePolicy': [{ path: ['PolicyDocument'], kind: 'resource', attached: ['Queue'] }],
  'AWS::SNS::TopicPolicy': [{ path: ['PolicyDocument'], kind: 'resource', attached: ['Topics'] }],
  'AWS::SNS::TopicInlinePolicy': [{ path: ['PolicyDocument'], kind: 'resource', attached: ['TopicArn'] }],
  'AWS::KMS::Key': [{ path: ['KeyPolicy'], kind: 'resource' }],
  'AWS::KMS::ReplicaKey': [{ path: ['KeyPolicy'], kind: 'resource' }],
  'AWS::ECR::Repository': [{ path: ['RepositoryPolicyText'], kind: 'resource' }],
  'AWS::ECR::PublicRepository': [{ path: ['RepositoryPolicyText'], kind: 'resource' }],
  'AWS::ECR::RegistryPolicy': [{ path: ['PolicyText'], kind: 'resource' }],
  'AWS::SecretsManager::ResourcePolicy': [{ path: ['ResourcePolicy'], kind: 'resource', attached: ['SecretId'] }],
  'AWS::EC2::VPCEndpoint': [{ path: ['PolicyDocument'], kind: 'resource' }],
  'AWS::ApiGateway::RestApi': [{ path: ['Policy'], kind: 'resource' }],
  'AWS::EFS::FileSystem': [{ path: ['FileSystemPolicy'], kind: 'resource' }],
  'AWS::Backup::BackupVault': [{ path: ['AccessPolicy'], kind: 'resource' }],
  'AWS::Elasticsearch::Domain': [{ path: ['AccessPolicies'], kind: 'resource' }],
  'AWS::OpenSearchService::Domain': [{ path: ['AccessPolicies'], kind: 'resource' }],
  'AWS::CodeArtifact::Domain': [{ path: ['PermissionsPolicyDocument'], kind: 'resource' }],
  'AWS::CodeArtifact::Repository': [{ path: ['PermissionsPolicyDocument'], kind: 'resource' }],
  'AWS::Events::EventBus': [{ path: ['Policy'], kind: 'resource' }],
  'AWS::Events::EventBusPolicy': [{ path: ['Statement'], kind: 'resource', attached: ['EventBusName'], bare: true }],
  'AWS::DynamoDB::Table': [{ path: ['ResourcePolicy', 'PolicyDocument'], kind: 'resource' }],
  'AWS::Kinesis::ResourcePolicy': [{ path: ['ResourcePolicy'], kind: 'resource', attached: ['ResourceArn'] }],
  'AWS::Serverless::Function': [
    { path: ['AssumeRolePolicyDocument'], kind: 'trust' },
    { path: ['Policies', '*'], kind: 'identity' },
  ],
  'AWS::Serverless::StateMachine': [{ path: ['Policies', '*'], kind: 'identity' }],
};

/** The statements of one resource. `resolve` finds the resources that a value names: a reference, or a physical name. */
export function statementsIn(
  resource: Resource,
  language: Language,
  resolve: (value: Value) => readonly string[],
): PolicyStatement[] {
  const found: PolicyStatement[] = [];
  for (const place of PLACES[resource.type] ?? []) {
    const attachedTo = place.attached
      ? [...new Set(place.attached.flatMap(name => named(at(resource.properties, name), resolve)))]
      : [resource.id];
    for (const { value: document, path } of values(resource.properties, place.path, [])) {
      const statements = place.bare ? document : statementValue(document);
      if (!statements) continue;
      let index = 0;
      for (const elements of objectsOf(statements)) {
        if (!isStatement(elements)) continue;
        found.push({
          id: `${resource.id}/${[...path, String(index)].join('/')}`,
          kind: place.kind,
          language,
          span: elements.span,
          elements,
          owner: resource.id,
          attachedTo,
          grant: null,
          evidence: 'source',
        });
        index++;
      }
    }
  }
  return found;
}

/** All values at a path of properties; a list on the way may also be one value, as IAM and SAM allow it. */
function values(from: Value, path: readonly string[], before: readonly string[]): { value: Value; path: string[] }[] {
  const [key, ...rest] = path;
  if (key === undefined) return scenarios(from).map(s => ({ value: s.value, path: [...before] }));
  const found: { value: Value; path: string[] }[] = [];
  for (const { value } of scenarios(from)) {
    if (key === '*') {
      for (const [i, item] of (asList(value)?.items ?? []).entries())
        found.push(...values(item, rest, [...before, String(i)]));
    } else if (value.kind === 'object') found.push(...values(at(value, key), rest, [...before, key]));
  }
  return found;
}

function statementValue(document: Value): Value | null {
  return document.kind === 'object' ? at(document, 'Statement') : null;
}

/** The objects of one statement or a list of them, each scenario's. */
function objectsOf(value: Value): ObjectValue[] {
  return scenarios(value).flatMap(({ value: one }) =>
    one.kind === 'object' ? [one] : one.kind === 'list' ? one.items.flatMap(objectsOf) : [],
  );
}

/** A statement has at least one element of IAM's; SAM's policy templates, which are objects too, have none. */
function isStatement(elements: ObjectValue): boolean {
  return elements.entries.some(e =>
    /^(Effect|Action|NotAction|Resource|NotResource|Principal|NotPrincipal|Sid)$/.test(e.key),
  );
}

/** The resources that a property names, alone or in a list. */
function named(value: Value, resolve: (value: Value) => readonly string[]): readonly string[] {
  return scenarios(value).flatMap(({ value: one }) =>
    one.kind === 'list' ? one.items.flatMap(item => named(item, resolve)) : resolve(one),
  );
}

/** The physical name of a resource as it is written, for matching by name; null when CloudFormation makes one up. */
export function physicalName(resource: Resource): string | null {
  const property = NAME_PROPERTIES[resource.type];
  if (!property) return null;
  const value = at(resource.properties, property);
  if (value.kind !== 'literal' && value.kind !== 'text') return null;
  const name = value.kind === 'literal' ? stringOf(value) : rendered(value);
  return name === null || name === '' || name.includes('${…}') ? null : name;
}

/** The properties that hold names by which other parts of a template speak of a resource. */
export const NAME_PROPERTIES: Readonly<Record<string, string>> = {
  'AWS::S3::Bucket': 'BucketName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::DynamoDB::GlobalTable': 'TableName',
  'AWS::Serverless::SimpleTable': 'TableName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Serverless::Function': 'FunctionName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::User': 'UserName',
  'AWS::IAM::Group': 'GroupName',
  'AWS::Kinesis::Stream': 'Name',
  'AWS::Events::EventBus': 'Name',
  'AWS::StepFunctions::StateMachine': 'StateMachineName',
  'AWS::Logs::LogGroup': 'LogGroupName',
};
