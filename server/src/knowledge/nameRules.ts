/**
 * What services accept as physical names, for the types that people name most. Read in the AWS documentation of each
 * service (the page is given with each rule); the CloudFormation specification has no patterns.
 */
import type { NameRule } from './types.ts';

type Rule = Omit<NameRule, 'property'> & { readonly property?: string };

function rule(minLength: number, maxLength: number, pattern: string, words: string, property?: string): Rule {
  return { pattern, minLength, maxLength, words, ...(property === undefined ? {} : { property }) };
}

/** By type. `property` is given only where the specification does not lead to it. */
export const nameRules: Readonly<Record<string, Rule>> = {
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
  'AWS::S3::Bucket': rule(
    3,
    63,
    '^(?!\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}$)(?!xn--|sthree-|amzn-s3-demo-)(?!.*(-s3alias|--ol-s3|\\.mrap|--x-s3|--table-s3)$)(?!.*\\.\\.)[a-z0-9][a-z0-9.-]*[a-z0-9]$',
    '3 to 63 lower-case letters, digits, dots and hyphens, with a letter or digit at both ends',
  ),
  // https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
  'AWS::Lambda::Function': rule(1, 64, '^[a-zA-Z0-9_-]+$', 'up to 64 letters, digits, hyphens and underscores'),
  // https://docs.aws.amazon.com/lambda/latest/api/API_PublishLayerVersion.html
  'AWS::Lambda::LayerVersion': rule(
    1,
    140,
    '^[a-zA-Z0-9_-]+$',
    'up to 140 letters, digits, hyphens and underscores',
    'LayerName',
  ),
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
  'AWS::IAM::Role': rule(1, 64, '^[\\w+=,.@-]+$', 'up to 64 letters, digits and `_+=,.@-`'),
  'AWS::IAM::User': rule(1, 64, '^[\\w+=,.@-]+$', 'up to 64 letters, digits and `_+=,.@-`'),
  'AWS::IAM::Group': rule(1, 128, '^[\\w+=,.@-]+$', 'up to 128 letters, digits and `_+=,.@-`'),
  'AWS::IAM::ManagedPolicy': rule(1, 128, '^[\\w+=,.@-]+$', 'up to 128 letters, digits and `_+=,.@-`'),
  'AWS::IAM::Policy': rule(1, 128, '^[\\w+=,.@-]+$', 'up to 128 letters, digits and `_+=,.@-`', 'PolicyName'),
  'AWS::IAM::InstanceProfile': rule(1, 128, '^[\\w+=,.@-]+$', 'up to 128 letters, digits and `_+=,.@-`'),
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
  'AWS::SQS::Queue': rule(
    1,
    80,
    '^[a-zA-Z0-9_-]{1,80}$|^[a-zA-Z0-9_-]{1,75}\\.fifo$',
    'up to 80 letters, digits, hyphens and underscores; `.fifo` at the end of a FIFO queue',
  ),
  // https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
  'AWS::SNS::Topic': rule(
    1,
    256,
    '^[a-zA-Z0-9_-]{1,256}$|^[a-zA-Z0-9_-]{1,251}\\.fifo$',
    'up to 256 letters, digits, hyphens and underscores; `.fifo` at the end of a FIFO topic',
  ),
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
  'AWS::DynamoDB::Table': rule(3, 255, '^[a-zA-Z0-9_.-]+$', '3 to 255 letters, digits, hyphens, underscores and dots'),
  'AWS::DynamoDB::GlobalTable': rule(
    3,
    255,
    '^[a-zA-Z0-9_.-]+$',
    '3 to 255 letters, digits, hyphens, underscores and dots',
  ),
  // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
  'AWS::Logs::LogGroup': rule(
    1,
    512,
    '^(?!aws/)[.\\-_/#A-Za-z0-9]+$',
    'up to 512 letters, digits and `-_/#.`, not starting with `aws/`',
  ),
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html
  'AWS::ElasticLoadBalancingV2::LoadBalancer': rule(
    1,
    32,
    '^(?!internal-)[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?$',
    'up to 32 letters, digits and hyphens, no hyphen at either end, not starting with `internal-`',
  ),
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html
  'AWS::ElasticLoadBalancingV2::TargetGroup': rule(
    1,
    32,
    '^[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?$',
    'up to 32 letters, digits and hyphens, no hyphen at either end',
  ),
  // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
  'AWS::RDS::DBInstance': rule(
    1,
    63,
    '^[a-zA-Z](?!.*--)([a-zA-Z0-9-]*[a-zA-Z0-9])?$',
    'up to 63 letters, digits and hyphens, starting with a letter, no hyphen at the end, no two in a row',
    'DBInstanceIdentifier',
  ),
  // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBCluster.html
  'AWS::RDS::DBCluster': rule(
    1,
    63,
    '^[a-zA-Z](?!.*--)([a-zA-Z0-9-]*[a-zA-Z0-9])?$',
    'up to 63 letters, digits and hyphens, starting with a letter, no hyphen at the end, no two in a row',
    'DBClusterIdentifier',
  ),
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
  'AWS::EC2::SecurityGroup': rule(
    1,
    255,
    '^(?!sg-)[a-zA-Z0-9 ._\\-:/()#,@[\\]+=&;{}!$*]+$',
    'up to 255 letters, digits, spaces and `._-:/()#,@[]+=&;{}!$*`, not starting with `sg-`',
    'GroupName',
  ),
  // https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html
  'AWS::ECR::Repository': rule(
    2,
    256,
    '^(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*$',
    '2 to 256 lower-case letters, digits, hyphens, underscores, dots and slashes',
  ),
  // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCluster.html and API_CreateService.html
  'AWS::ECS::Cluster': rule(1, 255, '^[a-zA-Z0-9_-]+$', 'up to 255 letters, digits, hyphens and underscores'),
  'AWS::ECS::Service': rule(1, 255, '^[a-zA-Z0-9_-]+$', 'up to 255 letters, digits, hyphens and underscores'),
  // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
  'AWS::ECS::TaskDefinition': rule(
    1,
    255,
    '^[a-zA-Z0-9_-]+$',
    'up to 255 letters, digits, hyphens and underscores',
    'Family',
  ),
  // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
  'AWS::Events::Rule': rule(1, 64, '^[.\\-_A-Za-z0-9]+$', 'up to 64 letters, digits, dots, hyphens and underscores'),
  // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateEventBus.html
  'AWS::Events::EventBus': rule(1, 256, '^[/.\\-_A-Za-z0-9]+$', 'up to 256 letters, digits and `/.-_`'),
  // https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html
  'AWS::StepFunctions::StateMachine': rule(
    1,
    80,
    '^[a-zA-Z0-9_-]+$',
    'up to 80 letters, digits, hyphens and underscores',
  ),
  // https://docs.aws.amazon.com/kinesis/latest/APIReference/API_CreateStream.html
  'AWS::Kinesis::Stream': rule(1, 128, '^[a-zA-Z0-9_.-]+$', 'up to 128 letters, digits, underscores, dots and hyphens'),
  // https://docs.aws.amazon.com/firehose/latest/APIReference/API_CreateDeliveryStream.html
  'AWS::KinesisFirehose::DeliveryStream': rule(
    1,
    64,
    '^[a-zA-Z0-9_.-]+$',
    'up to 64 letters, digits, underscores, dots and hyphens',
  ),
  // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
  'AWS::SecretsManager::Secret': rule(1, 512, '^[A-Za-z0-9/_+=.@-]+$', 'up to 512 letters, digits and `/_+=.@-`'),
  // https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html
  'AWS::SSM::Parameter': rule(
    1,
    1011,
    '^(?!/?(?:[aA][wW][sS]|[sS][sS][mM]))[a-zA-Z0-9_.\\-/]+$',
    'up to 1011 letters, digits and `_.-/`, not starting with `aws` or `ssm`',
  ),
  // https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html
  'AWS::KMS::Alias': rule(
    7,
    256,
    '^alias/(?!aws/)[a-zA-Z0-9/_-]+$',
    '`alias/` and then letters, digits, slashes, underscores and hyphens, not starting with `alias/aws/`',
  ),
  // https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateCacheCluster.html
  'AWS::ElastiCache::CacheCluster': rule(
    1,
    50,
    '^[a-zA-Z](?!.*--)([a-zA-Z0-9-]*[a-zA-Z0-9])?$',
    'up to 50 letters, digits and hyphens, starting with a letter, no hyphen at the end, no two in a row',
    'ClusterName',
  ),
  'AWS::ElastiCache::ReplicationGroup': rule(
    1,
    40,
    '^[a-zA-Z](?!.*--)([a-zA-Z0-9-]*[a-zA-Z0-9])?$',
    'up to 40 letters, digits and hyphens, starting with a letter, no hyphen at the end, no two in a row',
    'ReplicationGroupId',
  ),
  // https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_CreateDomain.html
  'AWS::OpenSearchService::Domain': rule(
    3,
    28,
    '^[a-z][a-z0-9-]+$',
    '3 to 28 lower-case letters, digits and hyphens, starting with a letter',
  ),
  // https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html
  'AWS::EKS::Cluster': rule(
    1,
    100,
    '^[0-9A-Za-z][A-Za-z0-9_-]*$',
    'up to 100 letters, digits, hyphens and underscores, starting with a letter or digit',
  ),
  // https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPool.html
  'AWS::Cognito::UserPool': rule(
    1,
    128,
    '^[\\w\\s+=,.@-]+$',
    'up to 128 letters, digits, spaces and `_+=,.@-`',
    'UserPoolName',
  ),
  // https://docs.aws.amazon.com/codebuild/latest/APIReference/API_CreateProject.html
  'AWS::CodeBuild::Project': rule(
    2,
    150,
    '^[A-Za-z0-9][A-Za-z0-9_-]+$',
    '2 to 150 letters, digits, hyphens and underscores, starting with a letter or digit',
  ),
  // https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PipelineDeclaration.html
  'AWS::CodePipeline::Pipeline': rule(1, 100, '^[A-Za-z0-9.@_-]+$', 'up to 100 letters, digits and `.@_-`'),
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html
  'AWS::CloudWatch::Dashboard': rule(1, 255, '^[A-Za-z0-9_-]+$', 'up to 255 letters, digits, hyphens and underscores'),
};
