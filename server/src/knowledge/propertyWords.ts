/**
 * Properties by the words that requirements use for them: `multi_az`, `versioning`, `log_retention_days`. One word means
 * one thing for each type that has it, wherever CloudFormation keeps it.
 */
import { entryOf } from './entryOf.ts';

/** Where a word leads for a type. */
export interface PropertyWord {
  /** The CloudFormation path; `*` for each item of a list, `Key=name` for the value of one by its key; starting with `@` for a resource attribute. */
  readonly path: readonly string[];
  /** What the value must be where the requirement says `true`, and where it says `false`; undefined: itself. */
  readonly on?: string | boolean;
  readonly off?: string | boolean;
  /** What the service does when nothing is written; null where that is not known, undefined: nothing stands there. */
  readonly byDefault?: string | number | boolean | null;
}

type Row = readonly [path: string | readonly string[], more?: Omit<PropertyWord, 'path'>];

const FUNCTION: Readonly<Record<string, Row>> = {
  runtime: ['Runtime'],
  handler: ['Handler'],
  timeout: ['Timeout', { byDefault: 3 }],
  memory: ['MemorySize', { byDefault: 128 }],
  ephemeral_storage: ['EphemeralStorage.Size', { byDefault: 512 }],
  reserved_concurrency: ['ReservedConcurrentExecutions'],
  architecture: ['Architectures.0', { byDefault: 'x86_64' }],
  encryption_key: ['KmsKeyArn'],
  vpc: ['VpcConfig'],
  dlq: ['DeadLetterConfig'],
};

/** By type. */
const WORDS: Readonly<Record<string, Readonly<Record<string, Row>>>> = {
  'AWS::Lambda::Function': {
    ...FUNCTION,
    tracing: ['TracingConfig.Mode', { on: 'Active', off: 'PassThrough', byDefault: 'PassThrough' }],
  },
  'AWS::Serverless::Function': {
    ...FUNCTION,
    dlq: ['DeadLetterQueue'],
    provisioned_concurrency: ['ProvisionedConcurrencyConfig.ProvisionedConcurrentExecutions'],
    // `Globals` of the template may say it for all.
    tracing: ['Tracing', { on: 'Active', off: 'PassThrough', byDefault: null }],
  },
  'AWS::DynamoDB::Table': {
    billing_mode: ['BillingMode', { byDefault: 'PROVISIONED' }],
    point_in_time_recovery: ['PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled', { byDefault: false }],
    encryption: ['SSESpecification.SSEEnabled', { byDefault: true }],
    encryption_key: ['SSESpecification.KMSMasterKeyId'],
    stream: ['StreamSpecification.StreamViewType'],
    deletion_protection: ['DeletionProtectionEnabled', { byDefault: false }],
    ttl: ['TimeToLiveSpecification.Enabled', { byDefault: false }],
    read_capacity: ['ProvisionedThroughput.ReadCapacityUnits'],
    write_capacity: ['ProvisionedThroughput.WriteCapacityUnits'],
  },
  'AWS::DynamoDB::GlobalTable': {
    billing_mode: ['BillingMode', { byDefault: 'PROVISIONED' }],
    encryption: ['SSESpecification.SSEEnabled', { byDefault: true }],
    stream: ['StreamSpecification.StreamViewType'],
    point_in_time_recovery: [
      'Replicas.*.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled',
      { byDefault: false },
    ],
  },
  'AWS::S3::Bucket': {
    versioning: ['VersioningConfiguration.Status', { on: 'Enabled', off: 'Suspended', byDefault: 'Suspended' }],
    encryption: ['BucketEncryption.ServerSideEncryptionConfiguration', { byDefault: true }],
    encryption_algorithm: [
      'BucketEncryption.ServerSideEncryptionConfiguration.*.ServerSideEncryptionByDefault.SSEAlgorithm',
      { byDefault: 'AES256' },
    ],
    encryption_key: [
      'BucketEncryption.ServerSideEncryptionConfiguration.*.ServerSideEncryptionByDefault.KMSMasterKeyID',
    ],
    block_public_acls: ['PublicAccessBlockConfiguration.BlockPublicAcls', { byDefault: true }],
    block_public_policy: ['PublicAccessBlockConfiguration.BlockPublicPolicy', { byDefault: true }],
    access_logs: ['LoggingConfiguration'],
    object_lock: ['ObjectLockEnabled', { byDefault: false }],
    lifecycle_rules: ['LifecycleConfiguration'],
    expiration_days: ['LifecycleConfiguration.Rules.*.ExpirationInDays'],
    replication: ['ReplicationConfiguration'],
  },
  'AWS::RDS::DBInstance': {
    engine: ['Engine'],
    engine_version: ['EngineVersion'],
    instance_class: ['DBInstanceClass'],
    multi_az: ['MultiAZ', { byDefault: false }],
    encryption: ['StorageEncrypted', { byDefault: false }],
    encryption_key: ['KmsKeyId'],
    storage: ['AllocatedStorage'],
    storage_type: ['StorageType'],
    backup_retention_days: ['BackupRetentionPeriod', { byDefault: 1 }],
    deletion_protection: ['DeletionProtection', { byDefault: false }],
    publicly_accessible: ['PubliclyAccessible', { byDefault: null }],
    port: ['Port'],
    performance_insights: ['EnablePerformanceInsights', { byDefault: false }],
    managed_password: ['ManageMasterUserPassword', { byDefault: false }],
    iam_authentication: ['EnableIAMDatabaseAuthentication', { byDefault: false }],
  },
  'AWS::RDS::DBCluster': {
    engine: ['Engine'],
    engine_version: ['EngineVersion'],
    encryption: ['StorageEncrypted', { byDefault: false }],
    encryption_key: ['KmsKeyId'],
    backup_retention_days: ['BackupRetentionPeriod', { byDefault: 1 }],
    deletion_protection: ['DeletionProtection', { byDefault: false }],
    port: ['Port'],
    managed_password: ['ManageMasterUserPassword', { byDefault: false }],
    min_capacity: ['ServerlessV2ScalingConfiguration.MinCapacity'],
    max_capacity: ['ServerlessV2ScalingConfiguration.MaxCapacity'],
  },
  'AWS::SQS::Queue': {
    encryption: ['SqsManagedSseEnabled', { byDefault: true }],
    encryption_key: ['KmsMasterKeyId'],
    visibility_timeout: ['VisibilityTimeout', { byDefault: 30 }],
    retention_seconds: ['MessageRetentionPeriod', { byDefault: 345_600 }],
    fifo: ['FifoQueue', { byDefault: false }],
    dlq: ['RedrivePolicy'],
    max_receive_count: ['RedrivePolicy.maxReceiveCount'],
  },
  'AWS::SNS::Topic': { encryption_key: ['KmsMasterKeyId'], fifo: ['FifoTopic', { byDefault: false }] },
  'AWS::Logs::LogGroup': { retention_days: ['RetentionInDays'], encryption_key: ['KmsKeyId'] },
  // What the CDK makes for the prop `logRetention` of a function.
  'Custom::LogRetention': { retention_days: ['RetentionInDays'] },
  'AWS::KMS::Key': {
    rotation: ['EnableKeyRotation', { byDefault: false }],
    deletion_window_days: ['PendingWindowInDays', { byDefault: 30 }],
  },
  'AWS::Kinesis::Stream': {
    shards: ['ShardCount'],
    retention_hours: ['RetentionPeriodHours', { byDefault: 24 }],
    encryption_key: ['StreamEncryption.KeyId'],
    mode: ['StreamModeDetails.StreamMode', { byDefault: 'PROVISIONED' }],
  },
  'AWS::EC2::VPC': {
    cidr: ['CidrBlock'],
    dns_hostnames: ['EnableDnsHostnames', { byDefault: false }],
    dns_support: ['EnableDnsSupport', { byDefault: true }],
  },
  'AWS::EC2::Subnet': { cidr: ['CidrBlock'], public_ips: ['MapPublicIpOnLaunch', { byDefault: false }] },
  'AWS::EC2::Instance': { instance_type: ['InstanceType', { byDefault: 'm1.small' }], image: ['ImageId'] },
  'AWS::EC2::LaunchTemplate': {
    instance_type: ['LaunchTemplateData.InstanceType'],
    image: ['LaunchTemplateData.ImageId'],
    metadata_tokens: ['LaunchTemplateData.MetadataOptions.HttpTokens'],
  },
  'AWS::AutoScaling::AutoScalingGroup': {
    min: ['MinSize'],
    max: ['MaxSize'],
    desired: ['DesiredCapacity'],
    health_check: ['HealthCheckType', { byDefault: 'EC2' }],
  },
  'AWS::ElasticLoadBalancingV2::Listener': {
    port: ['Port'],
    protocol: ['Protocol'],
    // What a listener for HTTPS has that CloudFormation makes; it takes TLS 1.0.
    // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
    tls_policy: ['SslPolicy', { byDefault: 'ELBSecurityPolicy-2016-08' }],
  },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': {
    scheme: ['Scheme', { byDefault: 'internet-facing' }],
    access_logs: [['LoadBalancerAttributes', 'Key=access_logs.s3.enabled'], { byDefault: false }],
    type: ['Type', { byDefault: 'application' }],
  },
  'AWS::ElasticLoadBalancingV2::TargetGroup': {
    port: ['Port'],
    protocol: ['Protocol'],
    health_check_path: ['HealthCheckPath', { byDefault: '/' }],
  },
  'AWS::CloudFront::Distribution': {
    tls_version: ['DistributionConfig.ViewerCertificate.MinimumProtocolVersion'],
    viewer_protocol: ['DistributionConfig.DefaultCacheBehavior.ViewerProtocolPolicy'],
    price_class: ['DistributionConfig.PriceClass', { byDefault: 'PriceClass_All' }],
    web_acl: ['DistributionConfig.WebACLId'],
    access_logs: ['DistributionConfig.Logging'],
  },
  'AWS::ApiGateway::RestApi': { endpoint: ['EndpointConfiguration.Types.0'] },
  'AWS::ApiGateway::Stage': {
    stage_name: ['StageName'],
    throttling_rate: ['MethodSettings.*.ThrottlingRateLimit'],
    throttling_burst: ['MethodSettings.*.ThrottlingBurstLimit'],
    tracing: ['TracingEnabled', { byDefault: false }],
    access_logs: ['AccessLogSetting'],
  },
  'AWS::ApiGatewayV2::Stage': {
    stage_name: ['StageName'],
    throttling_rate: ['DefaultRouteSettings.ThrottlingRateLimit'],
    throttling_burst: ['DefaultRouteSettings.ThrottlingBurstLimit'],
    access_logs: ['AccessLogSettings'],
  },
  'AWS::ApiGateway::DomainName': { tls_version: ['SecurityPolicy'] },
  'AWS::ApiGateway::UsagePlan': {
    throttling_rate: ['Throttle.RateLimit'],
    throttling_burst: ['Throttle.BurstLimit'],
  },
  'AWS::StepFunctions::StateMachine': {
    tracing: ['TracingConfiguration.Enabled', { byDefault: false }],
    type: ['StateMachineType', { byDefault: 'STANDARD' }],
    logging: ['LoggingConfiguration'],
  },
  'AWS::ECS::Service': {
    desired: ['DesiredCount', { byDefault: null }],
    launch_type: ['LaunchType', { byDefault: null }],
  },
  'AWS::ECS::TaskDefinition': { cpu: ['Cpu'], memory: ['Memory'] },
  'AWS::ECR::Repository': { scan_on_push: ['ImageScanningConfiguration.ScanOnPush', { byDefault: false }] },
  'AWS::EFS::FileSystem': { encryption: ['Encrypted', { byDefault: false }], encryption_key: ['KmsKeyId'] },
  'AWS::ElastiCache::ReplicationGroup': {
    engine: ['Engine'],
    instance_class: ['CacheNodeType'],
    multi_az: ['MultiAZEnabled', { byDefault: false }],
    encryption: ['AtRestEncryptionEnabled', { byDefault: false }],
    encryption_key: ['KmsKeyId'],
    transit_encryption: ['TransitEncryptionEnabled', { byDefault: false }],
  },
  'AWS::OpenSearchService::Domain': {
    engine_version: ['EngineVersion'],
    instance_type: ['ClusterConfig.InstanceType'],
    encryption: ['EncryptionAtRestOptions.Enabled', { byDefault: false }],
    encryption_key: ['EncryptionAtRestOptions.KmsKeyId'],
    tls_policy: ['DomainEndpointOptions.TLSSecurityPolicy'],
  },
  'AWS::Redshift::Cluster': { encryption: ['Encrypted', { byDefault: false }], encryption_key: ['KmsKeyId'] },
  'AWS::SecretsManager::Secret': { encryption_key: ['KmsKeyId'] },
  'AWS::CloudTrail::Trail': {
    multi_region: ['IsMultiRegionTrail', { byDefault: false }],
    log_validation: ['EnableLogFileValidation', { byDefault: false }],
    encryption_key: ['KMSKeyId'],
  },
  'AWS::CloudWatch::Alarm': {
    threshold: ['Threshold'],
    period: ['Period'],
    evaluation_periods: ['EvaluationPeriods'],
    metric: ['MetricName'],
  },
  'AWS::Lambda::Alias': {
    provisioned_concurrency: ['ProvisionedConcurrencyConfig.ProvisionedConcurrentExecutions'],
  },
  'AWS::Lambda::EventSourceMapping': { batch_size: ['BatchSize'], max_retries: ['MaximumRetryAttempts'] },
};

/** For every type. */
const ANY: Readonly<Record<string, Row>> = {
  deletion_policy: ['@DeletionPolicy', { byDefault: null }],
  update_replace_policy: ['@UpdateReplacePolicy', { byDefault: null }],
};

const kept = new Map<Row, PropertyWord>();

function made(row: Row): PropertyWord {
  let word = kept.get(row);
  if (!word) {
    const [path, more] = row;
    word = { path: typeof path === 'string' ? path.split('.') : path, ...more };
    kept.set(row, word);
  }
  return word;
}

/** Where a word leads for a type; null when the type has nothing of that name. */
export function propertyWord(type: string, word: string): PropertyWord | null {
  const row = entryOf(entryOf(WORDS, type) ?? {}, word) ?? entryOf(ANY, word);
  return row ? made(row) : null;
}

/** All words, with the types that know them. */
export function propertyWords(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>(Object.keys(ANY).map(word => [word, []]));
  for (const [type, words] of Object.entries(WORDS))
    for (const word of Object.keys(words)) found.set(word, [...(found.get(word) ?? []), type]);
  return found;
}

/** The words of one type. */
export function propertyWordsOf(type: string): string[] {
  return [...Object.keys(entryOf(WORDS, type) ?? {}), ...Object.keys(ANY)];
}
