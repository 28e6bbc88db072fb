/**
 * What resources look like in the picture: the tier that they belong to, a short name of their kind, a sign of two letters,
 * and whether they are parts of something bigger. Written by hand after how architecture diagrams are drawn.
 */
import { serviceOfType } from '../knowledge/index.ts';

/** Where a resource stands in an architecture, from the outside to what keeps it running. */
export type Tier = 'edge' | 'api' | 'compute' | 'messaging' | 'data' | 'network' | 'security' | 'operations';
export const TIERS: readonly Tier[] = [
  'edge',
  'api',
  'compute',
  'messaging',
  'data',
  'network',
  'security',
  'operations',
];
export const TIER_NAMES: Readonly<Record<Tier, string>> = {
  edge: 'Edge',
  api: 'API',
  compute: 'Compute',
  messaging: 'Messaging',
  data: 'Data',
  network: 'Network',
  security: 'Security',
  operations: 'Operations',
};

/** Colours of signs; white letters on them have a contrast of 4.5 and more. */
export const TIER_COLOURS: Readonly<Record<Tier, string>> = {
  edge: '#6f5bd6',
  api: '#a23ab5',
  compute: '#b95408',
  messaging: '#c42d5f',
  data: '#2563c9',
  network: '#0d7780',
  security: '#2f7d3b',
  operations: '#5b6878',
};

/** Tiers by the namespace of CloudFormation types, or by whole types where those of one namespace differ. */
const TIER_OF: ReadonlyMap<string, Tier> = new Map(
  Object.entries({
    edge: 'CloudFront Route53 Route53Resolver GlobalAccelerator Amplify Location',
    api: 'ApiGateway ApiGatewayV2 AppSync ElasticLoadBalancing ElasticLoadBalancingV2 VpcLattice Serverless::Api Serverless::HttpApi Serverless::GraphQLApi IoT Transfer',
    compute:
      'Lambda ECS EKS EC2::Instance EC2::LaunchTemplate AutoScaling Batch AppRunner ElasticBeanstalk StepFunctions Serverless EMR EMRServerless SageMaker Bedrock CodeBuild Glue::Job Glue::Crawler Glue::Trigger Glue::Workflow ImageBuilder Lightsail',
    messaging: 'SQS SNS Events EventSchemas Scheduler Pipes Kinesis KinesisFirehose MSK AmazonMQ SES Pinpoint Chatbot',
    data: 'DynamoDB DAX S3 S3Express RDS DocDB Neptune Redshift RedshiftServerless ElastiCache MemoryDB OpenSearchService OpenSearchServerless Elasticsearch EFS FSx Backup ECR Glue Athena LakeFormation Timestream QLDB DMS Serverless::SimpleTable Cassandra',
    network: 'EC2 NetworkFirewall DirectConnect',
    security:
      'IAM KMS SecretsManager Cognito WAFv2 WAF WAFRegional Shield GuardDuty SecurityHub Macie Inspector InspectorV2 CertificateManager ACMPCA SSO AccessAnalyzer EC2::SecurityGroup EC2::SecurityGroupIngress EC2::SecurityGroupEgress',
  }).flatMap(([tier, names]) => names.split(' ').map(name => [`AWS::${name}`, tier as Tier] as const)),
);

/** The tier of a type; what no tier is named for keeps others running. */
export function tierOf(type: string): Tier {
  const [vendor, service] = type.split('::');
  return TIER_OF.get(type) ?? TIER_OF.get(`${vendor}::${service}`) ?? 'operations';
}

/** Signs that are not the first two letters of the service's name, by namespace or type. */
const SIGNS: Readonly<Record<string, string>> = {
  'AWS::Lambda': 'λ',
  'AWS::Serverless::Function': 'λ',
  'AWS::Serverless::Api': 'AG',
  'AWS::Serverless::HttpApi': 'AG',
  'AWS::Serverless::SimpleTable': 'DB',
  'AWS::Serverless::StateMachine': 'SF',
  'AWS::DynamoDB': 'DB',
  'AWS::ApiGateway': 'AG',
  'AWS::ApiGatewayV2': 'AG',
  'AWS::AppSync': 'AS',
  'AWS::StepFunctions': 'SF',
  'AWS::CloudFront': 'CF',
  'AWS::CloudFormation': 'St',
  'AWS::CloudWatch': 'CW',
  'AWS::CloudTrail': 'CT',
  'AWS::ElasticLoadBalancingV2': 'LB',
  'AWS::ElasticLoadBalancing': 'LB',
  'AWS::SecretsManager': 'SM',
  'AWS::SSM': 'PS',
  'AWS::CertificateManager': 'CM',
  'AWS::Events': 'EB',
  'AWS::Events::Rule': 'EB',
  'AWS::Scheduler': 'Sc',
  'AWS::Route53': 'R53',
  'AWS::EC2::VPC': 'VP',
  'AWS::EC2::SecurityGroup': 'SG',
  'AWS::AutoScaling': 'AS',
  'AWS::Cognito': 'Co',
  'AWS::KinesisFirehose': 'Fh',
  'AWS::ElastiCache': 'EC',
  'AWS::OpenSearchService': 'OS',
  'AWS::CodePipeline': 'CP',
  'AWS::CodeBuild': 'CB',
};

/** One or two letters: of the service for what has three or four capitals (`S3`, `RDS`), else of its name. */
export function signOf(type: string): string {
  const [vendor, service = ''] = type.split('::');
  const known = SIGNS[type] ?? SIGNS[`${vendor}::${service}`];
  if (known !== undefined) return known;
  if (vendor !== 'AWS') return '∗';
  return /^[A-Z0-9]{2,4}(v\d)?$/.test(service) ? service.replace(/v\d$/, '').slice(0, 3) : service.slice(0, 2);
}

/** What people call the kind: `Lambda function`, `SQS queue`. */
export function labelOf(type: string): string {
  const parts = type.split('::');
  if (parts[0] !== 'AWS') return type.startsWith('Custom::') ? 'Custom resource' : type;
  const service = serviceTitle(type);
  const kind = (parts[2] ?? '')
    .replace(/([a-z])([A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$3 $2')
    .replace(/^(Rest|Http|User|Hosted|Web)?( ?)API$/i, 'API')
    .toLowerCase()
    .replace(/\b(db|acl|vpc|api|ql|ip|id|oidc)\b/g, word => word.toUpperCase());
  const said = service.toLowerCase().replace(/[^a-z0-9]/g, '');
  return kind === '' || said.endsWith(kind.toLowerCase().replace(/[^a-z0-9]/g, '')) ? service : `${service} ${kind}`;
}

/** The service as people call it, to filter by. */
export function serviceTitle(type: string): string {
  const [vendor, service = type] = type.split('::');
  // A topic may be where failures go, and most are not.
  const known = serviceOfType(type);
  if (known && known.word !== 'dlq') return known.title;
  if (vendor !== 'AWS') return 'Custom';
  // `CloudWatch`, `CodeBuild` and their like are one word, `SecretsManager` is two.
  return /^(Cloud|Code|Guard|Quick|Open|Work|App)/.test(service)
    ? service
    : service.replace(/([a-z])([A-Z])/g, '$1 $2');
}

/** Parts to which their owner refers (a function to its role); all other parts refer to their owner. */
const REFERRED = new Set(
  'IAM::Role IAM::InstanceProfile Logs::LogGroup EC2::SecurityGroup EC2::LaunchTemplate RDS::DBSubnetGroup RDS::DBParameterGroup RDS::DBClusterParameterGroup RDS::OptionGroup ElastiCache::SubnetGroup ElastiCache::ParameterGroup Redshift::ClusterSubnetGroup Redshift::ClusterParameterGroup DocDB::DBSubnetGroup Neptune::DBSubnetGroup Lambda::LayerVersion Lambda::CodeSigningConfig ECS::TaskDefinition CloudFront::OriginAccessControl CloudFront::CloudFrontOriginAccessIdentity CloudFront::CachePolicy CloudFront::ResponseHeadersPolicy CloudFront::Function CloudFront::OriginRequestPolicy EC2::EIP Serverless::LayerVersion ApiGateway::Account AppSync::DomainName'
    .split(' ')
    .map(t => `AWS::${t}`),
);

/** Parts that services.ts has a word for, or whose namespace has a bigger whole. */
const PARTS = new Set(
  'IAM::Policy IAM::ManagedPolicy IAM::RolePolicy CloudWatch::Alarm ElasticLoadBalancingV2::TargetGroup ElasticLoadBalancingV2::Listener ElasticLoadBalancingV2::ListenerRule Route53::RecordSet Route53::RecordSetGroup EC2::Subnet EC2::NatGateway EC2::InternetGateway EC2::VPCEndpoint EC2::FlowLog EC2::NetworkAcl EC2::SecurityGroupIngress EC2::SecurityGroupEgress SNS::Subscription Serverless::Connector Lambda::Permission Lambda::EventSourceMapping Lambda::Version Lambda::Alias Lambda::Url Lambda::EventInvokeConfig S3::BucketPolicy SQS::QueuePolicy SNS::TopicPolicy KMS::Alias CDK::Metadata SSM::Parameter CloudFormation::WaitConditionHandle CloudFormation::WaitCondition CloudFormation::CustomResource SecretsManager::SecretTargetAttachment ApplicationAutoScaling::ScalableTarget ApplicationAutoScaling::ScalingPolicy'
    .split(' ')
    .map(t => `AWS::${t}`),
);

/**
 * How a resource is part of another one. `up`: it refers to its owner; `down`: its owner refers to it; `maybe`: nobody has a
 * word for it, and it is a part if it refers to something of its own service; null: it stands for itself.
 */
export function partOf(type: string): 'up' | 'down' | 'maybe' | null {
  if (REFERRED.has(type)) return 'down';
  if (PARTS.has(type) || type.startsWith('Custom::')) return 'up';
  return serviceOfType(type) ? null : 'maybe';
}
