/**
 * Properties that a service refuses together, or refuses without each other: what the CloudFormation reference and the API
 * references of the services say in prose and no schema does. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/
 */
import type { NewValue } from '../../core/intent.ts';

/** That a property is one of some values, or, where none are given, that it is written at all. */
export interface Given {
  readonly path: string;
  /** In small letters; `absent` for what is not written, because the service then takes that value. */
  readonly is?: readonly string[];
}

export interface Contradiction {
  readonly type: string;
  readonly given: readonly Given[];
  /** What may not be there then. */
  readonly not?: string;
  /** What must be there then, or one of them; the first is what the fix writes. */
  readonly needs?: readonly string[];
  /** What to write for that; left out where only the user knows. */
  readonly value?: NewValue;
  /** What is wrong, behind the name of the resource. */
  readonly says: string;
}

const rows = (type: string, ...of: readonly Omit<Contradiction, 'type'>[]): Contradiction[] =>
  of.map(row => ({ type, ...row }));

const TRUE = ['true'];
const OFF = ['false', 'absent'];

export const CONTRADICTIONS: readonly Contradiction[] = [
  ...rows(
    'AWS::DynamoDB::Table',
    {
      given: [{ path: 'BillingMode', is: ['pay_per_request'] }],
      not: 'ProvisionedThroughput',
      says: 'is billed by request and has a provisioned throughput',
    },
    {
      given: [{ path: 'BillingMode', is: ['provisioned', 'absent'] }, { path: 'KeySchema' }],
      needs: ['ProvisionedThroughput'],
      says: 'has neither a provisioned throughput nor the billing mode PAY_PER_REQUEST',
    },
  ),
  ...rows(
    'AWS::SQS::Queue',
    {
      given: [
        { path: 'ContentBasedDeduplication', is: TRUE },
        { path: 'FifoQueue', is: OFF },
      ],
      needs: ['FifoQueue'],
      value: true,
      says: 'deduplicates by content, which FIFO queues alone do',
    },
    {
      given: [{ path: 'KmsMasterKeyId' }, { path: 'SqsManagedSseEnabled', is: TRUE }],
      not: 'SqsManagedSseEnabled',
      says: 'is encrypted with a KMS key and with that of SQS',
    },
  ),
  ...rows('AWS::SNS::Topic', {
    given: [
      { path: 'ContentBasedDeduplication', is: TRUE },
      { path: 'FifoTopic', is: OFF },
    ],
    needs: ['FifoTopic'],
    value: true,
    says: 'deduplicates by content, which FIFO topics alone do',
  }),
  ...rows(
    'AWS::RDS::DBInstance',
    {
      given: [{ path: 'MultiAZ', is: TRUE }],
      not: 'AvailabilityZone',
      says: 'is to be in several availability zones, and in one',
    },
    {
      given: [{ path: 'DBSnapshotIdentifier' }],
      not: 'MasterUsername',
      says: 'is restored from a snapshot, which has its user already',
    },
    {
      given: [{ path: 'ManageMasterUserPassword', is: TRUE }],
      not: 'MasterUserPassword',
      says: 'lets RDS keep the password and gives one, too',
    },
    {
      given: [{ path: 'KmsKeyId' }, { path: 'StorageEncrypted', is: ['false'] }],
      not: 'KmsKeyId',
      says: 'has a key and is not to be encrypted',
    },
    {
      given: [{ path: 'MonitoringInterval', is: ['1', '5', '10', '15', '30', '60'] }],
      needs: ['MonitoringRoleArn'],
      says: 'has enhanced monitoring and no role for it',
    },
    {
      given: [{ path: 'StorageType', is: ['io1', 'io2'] }, { path: 'AllocatedStorage' }],
      needs: ['Iops'],
      says: 'has provisioned IOPS storage and does not say how many',
    },
  ),
  ...rows(
    'AWS::RDS::DBCluster',
    {
      given: [{ path: 'SnapshotIdentifier' }],
      not: 'MasterUsername',
      says: 'is restored from a snapshot, which has its user already',
    },
    {
      given: [{ path: 'ManageMasterUserPassword', is: TRUE }],
      not: 'MasterUserPassword',
      says: 'lets RDS keep the password and gives one, too',
    },
  ),
  ...rows(
    'AWS::Lambda::Function',
    {
      given: [{ path: 'VpcConfig.SubnetIds' }],
      needs: ['VpcConfig.SecurityGroupIds'],
      says: 'has subnets and no security group',
    },
    {
      given: [{ path: 'VpcConfig.SecurityGroupIds' }],
      needs: ['VpcConfig.SubnetIds'],
      says: 'has security groups and no subnets',
    },
    {
      given: [{ path: 'Code.ZipFile' }],
      needs: ['Runtime'],
      says: 'has code and no runtime',
    },
    { given: [{ path: 'Code.ImageUri' }], not: 'Runtime', says: 'is an image, which brings its own runtime' },
    { given: [{ path: 'Code.ImageUri' }], not: 'Handler', says: 'is an image, which knows its own entry point' },
  ),
  ...rows(
    'AWS::EC2::SecurityGroupIngress',
    {
      given: [{ path: 'CidrIp' }],
      not: 'SourceSecurityGroupId',
      says: 'lets an address range in and a group, which takes two rules',
    },
    {
      given: [{ path: 'IpProtocol', is: ['tcp', 'udp', '6', '17'] }],
      needs: ['FromPort'],
      says: 'names a protocol and no ports',
    },
  ),
  ...rows(
    'AWS::ElastiCache::ReplicationGroup',
    {
      given: [
        { path: 'AutomaticFailoverEnabled', is: TRUE },
        { path: 'NumCacheClusters', is: ['1'] },
        { path: 'NumNodeGroups', is: ['absent', '1'] },
      ],
      not: 'AutomaticFailoverEnabled',
      says: 'is to fail over, and has one node',
    },
    {
      given: [
        { path: 'MultiAZEnabled', is: TRUE },
        { path: 'NumNodeGroups', is: ['absent'] },
        { path: 'AutomaticFailoverEnabled', is: OFF },
      ],
      needs: ['AutomaticFailoverEnabled'],
      value: true,
      says: 'is in several availability zones, and does not fail over',
    },
    {
      given: [{ path: 'AuthToken' }, { path: 'TransitEncryptionEnabled', is: OFF }],
      needs: ['TransitEncryptionEnabled'],
      value: true,
      says: 'has a password and no encryption in transit, which that needs',
    },
  ),
  ...rows(
    'AWS::ECS::TaskDefinition',
    {
      given: [{ path: 'RequiresCompatibilities.0', is: ['fargate'] }, { path: 'Memory' }],
      needs: ['Cpu'],
      says: 'is for Fargate and does not say how much CPU it takes',
    },
    {
      given: [{ path: 'RequiresCompatibilities.0', is: ['fargate'] }, { path: 'Cpu' }],
      needs: ['Memory'],
      says: 'is for Fargate and does not say how much memory it takes',
    },
    {
      given: [
        { path: 'RequiresCompatibilities.0', is: ['fargate'] },
        { path: 'NetworkMode', is: ['absent', 'bridge', 'host', 'none'] },
      ],
      needs: ['NetworkMode'],
      value: 'awsvpc',
      says: 'is for Fargate, which takes the network mode awsvpc alone',
    },
    {
      given: [
        { path: 'RequiresCompatibilities.0', is: ['fargate'] },
        { path: 'ContainerDefinitions.0.LogConfiguration.LogDriver', is: ['awslogs'] },
      ],
      needs: ['ExecutionRoleArn'],
      says: 'writes logs from Fargate and has no execution role that may do so',
    },
  ),
  ...rows('AWS::ECS::Service', {
    given: [{ path: 'LaunchType', is: ['fargate'] }],
    needs: ['NetworkConfiguration'],
    says: 'runs on Fargate and has no subnets',
  }),
  ...rows(
    'AWS::Route53::RecordSet',
    { given: [{ path: 'AliasTarget' }], not: 'TTL', says: 'is an alias, whose TTL is that of its target' },
    { given: [{ path: 'AliasTarget' }], not: 'ResourceRecords', says: 'is an alias and has records of its own' },
    { given: [{ path: 'ResourceRecords' }], needs: ['TTL'], value: '300', says: 'has records and no TTL' },
    { given: [{ path: 'Failover' }], needs: ['SetIdentifier'], says: 'has a failover policy and no set identifier' },
    { given: [{ path: 'Weight' }], needs: ['SetIdentifier'], says: 'has a weight and no set identifier' },
  ),
  ...rows('AWS::Kinesis::Stream', {
    given: [{ path: 'StreamModeDetails.StreamMode', is: ['on_demand'] }],
    not: 'ShardCount',
    says: 'is on demand and has a number of shards',
  }),
  ...rows(
    'AWS::EFS::FileSystem',
    {
      given: [{ path: 'ThroughputMode', is: ['provisioned'] }],
      needs: ['ProvisionedThroughputInMibps'],
      says: 'has provisioned throughput and does not say how much',
    },
    {
      given: [{ path: 'ThroughputMode', is: ['bursting', 'elastic', 'absent'] }],
      not: 'ProvisionedThroughputInMibps',
      says: 'has a provisioned throughput in a mode without one',
    },
  ),
  ...rows(
    'AWS::EC2::Volume',
    {
      given: [{ path: 'VolumeType', is: ['gp2', 'st1', 'sc1', 'standard'] }],
      not: 'Iops',
      says: 'has a number of IOPS, and a type that takes none',
    },
    {
      given: [{ path: 'VolumeType', is: ['io1', 'io2'] }],
      needs: ['Iops'],
      says: 'has provisioned IOPS and does not say how many',
    },
    {
      given: [{ path: 'KmsKeyId' }, { path: 'Encrypted', is: OFF }],
      needs: ['Encrypted'],
      value: true,
      says: 'has a key and is not encrypted',
    },
  ),
  ...rows('AWS::AutoScaling::AutoScalingGroup', {
    given: [{ path: 'MaxSize' }],
    needs: ['LaunchTemplate', 'LaunchConfigurationName', 'MixedInstancesPolicy', 'InstanceId'],
    says: 'does not say what it starts',
  }),
  ...rows(
    'AWS::ElasticLoadBalancingV2::TargetGroup',
    { given: [{ path: 'TargetType', is: ['lambda'] }], not: 'Port', says: 'leads to a function, which has no port' },
    {
      given: [{ path: 'TargetType', is: ['lambda'] }],
      not: 'Protocol',
      says: 'leads to a function, which is called by no protocol',
    },
    {
      given: [{ path: 'TargetType', is: ['instance', 'ip', 'absent'] }, { path: 'Protocol' }],
      needs: ['VpcId'],
      says: 'leads to addresses of no VPC',
    },
  ),
  ...rows(
    'AWS::ElasticLoadBalancingV2::Listener',
    {
      given: [{ path: 'Protocol', is: ['https', 'tls'] }],
      needs: ['Certificates'],
      says: 'speaks TLS and has no certificate',
    },
    { given: [{ path: 'Protocol', is: ['http', 'tcp'] }], not: 'Certificates', says: 'has a certificate and no TLS' },
    { given: [{ path: 'Protocol', is: ['http', 'tcp'] }], not: 'SslPolicy', says: 'has a TLS policy and no TLS' },
  ),
  ...rows('AWS::Events::Rule', {
    given: [{ path: 'Targets' }],
    needs: ['EventPattern', 'ScheduleExpression'],
    says: 'has neither a pattern nor a schedule',
  }),
  ...rows('AWS::SecretsManager::Secret', {
    given: [{ path: 'GenerateSecretString' }],
    not: 'SecretString',
    says: 'is generated and written out',
  }),
  ...rows(
    'AWS::CloudWatch::Alarm',
    { given: [{ path: 'Metrics' }], not: 'MetricName', says: 'has a list of metrics and one by name' },
    {
      given: [{ path: 'MetricName' }],
      needs: ['Statistic', 'ExtendedStatistic'],
      says: 'has a metric and no statistic',
    },
    { given: [{ path: 'Statistic' }], not: 'ExtendedStatistic', says: 'has two statistics' },
  ),
  ...rows(
    'AWS::CloudFront::Distribution',
    {
      given: [{ path: 'DistributionConfig.ViewerCertificate.AcmCertificateArn' }],
      needs: ['DistributionConfig.ViewerCertificate.SslSupportMethod'],
      value: 'sni-only',
      says: 'has a certificate and does not say how it is chosen',
    },
    {
      given: [
        { path: 'DistributionConfig.Aliases.0' },
        { path: 'DistributionConfig.ViewerCertificate.CloudFrontDefaultCertificate', is: TRUE },
      ],
      not: 'DistributionConfig.ViewerCertificate.CloudFrontDefaultCertificate',
      says: 'has names of its own and the certificate of CloudFront, which holds for none of them',
    },
  ),
  ...rows('AWS::ApiGatewayV2::Api', {
    given: [
      { path: 'CorsConfiguration.AllowCredentials', is: TRUE },
      { path: 'CorsConfiguration.AllowOrigins.0', is: ['*'] },
    ],
    not: 'CorsConfiguration.AllowCredentials',
    says: 'lets every origin send credentials, which browsers and API Gateway refuse',
  }),
];
