/**
 * Where CloudFormation resources keep policy documents, whom these are attached to, and which resources take roles on.
 * From the CloudFormation resource reference: properties that hold IAM policy documents.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
 */
import { entryOf } from './entryOf.ts';

/** Where a resource type keeps policy documents. `*` in a path stands for each item of a list. */
export interface PolicyPlace {
  readonly path: readonly string[];
  readonly kind: 'identity' | 'resource' | 'trust';
  /** The properties that name the principals it is attached to, or the resources it protects; none for the resource itself. */
  readonly attached?: readonly string[];
  /** The path leads to a statement, not to a document. */
  readonly bare?: true;
}

const INLINE: PolicyPlace = { path: ['Policies', '*', 'PolicyDocument'], kind: 'identity' };
const PRINCIPALS = ['Roles', 'Users', 'Groups', 'RoleName', 'UserName', 'GroupName'];
const ATTACHED: PolicyPlace = { path: ['PolicyDocument'], kind: 'identity', attached: PRINCIPALS };
const own = (...path: string[]): PolicyPlace => ({ path, kind: 'resource' });
const on = (attached: string, ...path: string[]): PolicyPlace => ({ path, kind: 'resource', attached: [attached] });

const PLACES: Readonly<Record<string, readonly PolicyPlace[]>> = {
  'AWS::IAM::Role': [{ path: ['AssumeRolePolicyDocument'], kind: 'trust' }, INLINE],
  'AWS::IAM::User': [INLINE],
  'AWS::IAM::Group': [INLINE],
  'AWS::IAM::Policy': [ATTACHED],
  'AWS::IAM::ManagedPolicy': [ATTACHED],
  'AWS::IAM::RolePolicy': [ATTACHED],
  'AWS::IAM::UserPolicy': [ATTACHED],
  'AWS::IAM::GroupPolicy': [ATTACHED],
  'AWS::SSO::PermissionSet': [{ path: ['InlinePolicy'], kind: 'identity' }],
  'AWS::S3::BucketPolicy': [on('Bucket', 'PolicyDocument')],
  'AWS::S3Express::BucketPolicy': [on('Bucket', 'PolicyDocument')],
  'AWS::S3::AccessPoint': [own('Policy')],
  'AWS::S3::MultiRegionAccessPointPolicy': [on('MrapName', 'Policy')],
  'AWS::SQS::QueuePolicy': [on('Queues', 'PolicyDocument')],
  'AWS::SQS::QueueInlinePolicy': [on('Queue', 'PolicyDocument')],
  'AWS::SNS::TopicPolicy': [on('Topics', 'PolicyDocument')],
  'AWS::SNS::TopicInlinePolicy': [on('TopicArn', 'PolicyDocument')],
  'AWS::KMS::Key': [own('KeyPolicy')],
  'AWS::KMS::ReplicaKey': [own('KeyPolicy')],
  'AWS::ECR::Repository': [own('RepositoryPolicyText')],
  'AWS::ECR::PublicRepository': [own('RepositoryPolicyText')],
  'AWS::ECR::RegistryPolicy': [own('PolicyText')],
  'AWS::SecretsManager::ResourcePolicy': [on('SecretId', 'ResourcePolicy')],
  'AWS::EC2::VPCEndpoint': [own('PolicyDocument')],
  'AWS::ApiGateway::RestApi': [own('Policy')],
  'AWS::EFS::FileSystem': [own('FileSystemPolicy')],
  'AWS::Backup::BackupVault': [own('AccessPolicy')],
  'AWS::Elasticsearch::Domain': [own('AccessPolicies')],
  'AWS::OpenSearchService::Domain': [own('AccessPolicies')],
  'AWS::CodeArtifact::Domain': [own('PermissionsPolicyDocument')],
  'AWS::CodeArtifact::Repository': [own('PermissionsPolicyDocument')],
  'AWS::Events::EventBus': [own('Policy')],
  'AWS::Events::EventBusPolicy': [{ path: ['Statement'], kind: 'resource', attached: ['EventBusName'], bare: true }],
  'AWS::DynamoDB::Table': [own('ResourcePolicy', 'PolicyDocument')],
  'AWS::Kinesis::ResourcePolicy': [on('ResourceArn', 'ResourcePolicy')],
  'AWS::Logs::ResourcePolicy': [own('PolicyDocument')],
  'AWS::Serverless::Function': [
    { path: ['AssumeRolePolicyDocument'], kind: 'trust' },
    { path: ['Policies', '*'], kind: 'identity' },
  ],
  'AWS::Serverless::StateMachine': [{ path: ['Policies', '*'], kind: 'identity' }],
};

/** The places of policy documents in the properties of a resource of a type. */
export function policyPlaces(type: string): readonly PolicyPlace[] {
  return entryOf(PLACES, type) ?? [];
}
