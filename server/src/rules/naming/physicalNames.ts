/** Which properties are physical names that can be taken only once. */
import type { Resource } from '../../core/resource.ts';
import { type Value, absent, entryAt } from '../../core/value.ts';

/**
 * Types whose names are unique in an account and region, with the property that holds the name. Buckets are unique in
 * the world. IAM resources have `iam/named-iam-resource`; types whose names may repeat (REST APIs, user pools, layers)
 * or belong to a container of the stack itself (ECS services, security groups) are not here.
 */
export const NAMES: Readonly<Record<string, string>> = {
  'AWS::S3::Bucket': 'BucketName',
  'AWS::AutoScaling::AutoScalingGroup': 'AutoScalingGroupName',
  'AWS::CloudWatch::Alarm': 'AlarmName',
  'AWS::CloudWatch::Dashboard': 'DashboardName',
  'AWS::CodeBuild::Project': 'Name',
  'AWS::CodePipeline::Pipeline': 'Name',
  'AWS::DynamoDB::GlobalTable': 'TableName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::ECS::Cluster': 'ClusterName',
  'AWS::ElastiCache::CacheCluster': 'ClusterName',
  'AWS::ElastiCache::ReplicationGroup': 'ReplicationGroupId',
  'AWS::ElasticLoadBalancingV2::LoadBalancer': 'Name',
  'AWS::ElasticLoadBalancingV2::TargetGroup': 'Name',
  'AWS::Events::EventBus': 'Name',
  'AWS::Events::Rule': 'Name',
  'AWS::KMS::Alias': 'AliasName',
  'AWS::Kinesis::Stream': 'Name',
  'AWS::KinesisFirehose::DeliveryStream': 'DeliveryStreamName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::OpenSearchService::Domain': 'DomainName',
  'AWS::RDS::DBCluster': 'DBClusterIdentifier',
  'AWS::RDS::DBInstance': 'DBInstanceIdentifier',
  'AWS::RDS::DBSubnetGroup': 'DBSubnetGroupName',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::SecretsManager::Secret': 'Name',
  'AWS::Serverless::Function': 'FunctionName',
  'AWS::StepFunctions::StateMachine': 'StateMachineName',
};

/** What else tells the names of a type apart: rules on two event buses may have one name. */
const WITHIN: Readonly<Record<string, string>> = { 'AWS::Events::Rule': 'EventBusName' };

/**
 * What a resource's name is unique within, short of the account and region: its event bus; absent for most. The CDK gives a
 * rule no bus by itself: one that is not written is the default one, whatever else can't be seen of the rule.
 */
export function within({ type, properties }: Resource): Value {
  const property = WITHIN[type];
  return (property === undefined ? null : entryAt(properties, property)?.value) ?? absent;
}

/** All properties that hold names which people choose: those above, and names that may repeat. */
export const ALL_NAMES: Readonly<Record<string, string>> = {
  ...NAMES,
  'AWS::ApiGateway::RestApi': 'Name',
  'AWS::ApiGatewayV2::Api': 'Name',
  'AWS::AppSync::GraphQLApi': 'Name',
  'AWS::Backup::BackupPlan': 'BackupPlan.BackupPlanName',
  'AWS::Backup::BackupVault': 'BackupVaultName',
  'AWS::Cognito::IdentityPool': 'IdentityPoolName',
  'AWS::Cognito::UserPool': 'UserPoolName',
  'AWS::EC2::LaunchTemplate': 'LaunchTemplateName',
  'AWS::EC2::SecurityGroup': 'GroupName',
  'AWS::ECR::Repository': 'RepositoryName',
  'AWS::ECS::Service': 'ServiceName',
  'AWS::ECS::TaskDefinition': 'Family',
  'AWS::IAM::Group': 'GroupName',
  'AWS::IAM::InstanceProfile': 'InstanceProfileName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::User': 'UserName',
  'AWS::SSM::Parameter': 'Name',
  'AWS::Serverless::Api': 'Name',
  'AWS::Serverless::HttpApi': 'Name',
  'AWS::Serverless::SimpleTable': 'TableName',
  'AWS::Serverless::StateMachine': 'Name',
  'AWS::WAFv2::WebACL': 'Name',
};
