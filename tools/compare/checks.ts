/**
 * The forty checks on which most tools for CloudFormation agree, in the parts that a template can break apart from each
 * other: which resource types they look at, and how each tool calls them. The pairing is judged by titles and sources.
 */
export interface Check {
  /** 1 to 40; several parts share one. */
  readonly number: number;
  readonly title: string;
  /** Without `AWS::`. */
  readonly types: readonly string[];
  readonly plumbline: readonly string[];
  readonly cdkNag: readonly string[];
  readonly validate: readonly string[];
  readonly cfnNag: readonly string[];
  readonly checkov: readonly string[];
  /** Ids of the suites that have fixtures but are not run: trivy, Guard. */
  readonly others: readonly string[];
  /** Ids that ask for less than the check: what passes them may fail it, so that only what fails them is used. */
  readonly narrower: readonly string[];
}

const list = (text: string) => text.split(/\s+/).filter(Boolean);
function check(number: number, title: string, types: string, plumbline: string, peers: string): Check {
  const marked = list(peers);
  const ids = marked.map(i => i.replace('!', ''));
  const others = (i: string) => (/^T\d/.test(i) ? i.replace('T', 'AWS-') : i.replace(/^CKV(?=\d)/, 'CKV_AWS_'));
  return {
    number,
    title,
    types: list(types),
    plumbline: list(plumbline),
    cdkNag: ids.filter(i => i.startsWith('N:')).map(i => `AwsSolutions-${i.slice(2)}`),
    validate: ids.filter(i => i.startsWith('V:')).map(i => i.slice(2)),
    cfnNag: ids.filter(i => /^[FW]\d+$/.test(i)),
    checkov: ids.filter(i => /^CKV\d/.test(i)).map(i => i.replace('CKV', 'CKV_AWS_')),
    others: ids.filter(i => /^(T\d|[A-Z]\w*_)/.test(i)).map(others),
    narrower: marked.filter(i => i.endsWith('!')).map(i => others(i.slice(0, -1))),
  };
}

const IAM = 'IAM::Role IAM::Policy IAM::ManagedPolicy IAM::UserPolicy IAM::RolePolicy IAM::User IAM::Group';
const SG = 'EC2::SecurityGroup EC2::SecurityGroupIngress';
const SG_OUT = 'EC2::SecurityGroup EC2::SecurityGroupEgress';
const INGRESS = 'network/open-ingress network/broad-ingress network/open-by-default';

export const checks: readonly Check[] = [
  check(
    1,
    'public access blocked',
    'S3::Bucket',
    's3/unblocked-bucket s3/public-bucket',
    'CKV53 CKV54 CKV55 CKV56 T0086! T0087! T0091! T0093! T0094 S3_BUCKET_LEVEL_PUBLIC_ACCESS_PROHIBITED N:S2',
  ),
  check(
    2,
    'no public ACL',
    'S3::Bucket',
    's3/public-bucket',
    'CKV20 CKV57 F14 W31 T0092 S3_BUCKET_PUBLIC_READ_ACL! S3_BUCKET_NO_PUBLIC_RW_ACL!',
  ),
  check(
    3,
    'default encryption with a key of one’s own',
    'S3::Bucket',
    'kms/no-customer-key',
    'T0132 S3_DEFAULT_ENCRYPTION_KMS',
  ),
  check(4, 'versioning', 'S3::Bucket', 's3/unversioned-bucket', 'CKV21 T0090 S3_BUCKET_VERSIONING_ENABLED'),
  check(5, 'access logs', 'S3::Bucket', 's3/no-access-logs', 'CKV18 W35 T0089 S3_BUCKET_LOGGING_ENABLED N:S1'),
  check(
    6,
    'bucket policy for everyone',
    'S3::BucketPolicy',
    'iam/open-resource-policy iam/wildcard-action s3/public-bucket',
    'F15 F16 S3_BUCKET_POLICY_NO_WILDCARD_PRINCIPAL S3_BUCKET_POLICY_NO_WILDCARD_ACTION N:S5',
  ),
  check(7, 'TLS required', 'S3::Bucket S3::BucketPolicy', 's3/insecure-transport', 'S3_BUCKET_SSL_REQUESTS_ONLY N:S10'),
  check(
    8,
    'Action: *',
    IAM,
    'iam/admin-statement iam/wildcard-action iam/partial-wildcard',
    'CKV62! CKV63! F3 F4 F5 T0057 IAM_POLICY_NO_STATEMENTS_WITH_ADMIN_ACCESS! IAM_POLICY_NO_STATEMENTS_WITH_FULL_ACCESS IAM_ROLE_NO_WILDCARD_ACTIONS_ON_PERMISSIONS N:IAM5',
  ),
  check(
    9,
    'Resource: *',
    IAM,
    'iam/wildcard-resource iam/admin-statement iam/sensitive-read-anywhere iam/passrole-wildcard iam/privilege-escalation',
    'CKV108! CKV109! CKV111! W11 W12 W13 IAM_POLICYDOCUMENT_NO_WILDCARD_RESOURCE N:IAM5',
  ),
  check(
    10,
    'PassRole on *, escalation',
    IAM,
    'iam/passrole-wildcard iam/privilege-escalation iam/admin-statement iam/wildcard-action',
    'CKV110 F38 F39 F40 T0342 IAM_POLICY_NO_WILDCARD_RESOURCE_ON_PASSROLE IAM_ROLE_NO_WILDCARD_RESOURCE_ON_PASSROLE',
  ),
  check(
    11,
    'trust policy for everyone',
    'IAM::Role',
    'iam/open-trust iam/root-trust iam/malformed-statement',
    'CKV60 CKV61 F2 IAM_ROLE_NO_FULL_ACCESS_ON_TRUST_POLICY',
  ),
  check(
    12,
    'Allow with NotAction, NotResource, NotPrincipal',
    `${IAM} S3::BucketPolicy SQS::QueuePolicy SNS::TopicPolicy`,
    'iam/not-action-allow iam/not-resource-allow iam/not-principal-allow',
    'F6 F7 F8 F9 W14 W15 W16 W17 W18 W19 W20 W21 W22 W23 IAM_ROLE_OR_POLICY_NO_ALLOW_PLUS_NOT_ACTION IAM_ROLE_OR_POLICY_NO_ALLOW_PLUS_NOT_RESOURCE IAM_ROLE_NO_ALLOW_PLUS_NOT_PRINCIPAL S3_BUCKET_POLICY_NO_ALLOW_PLUS_NOT_ACTION S3_BUCKETPOLICY_NO_ALLOW_PLUS_NOTPRINCIPAL SQS_QUEUEPOLICY_NO_ALLOW_PLUS_NOTPRINCIPAL SQS_QUEUEPOLICY_NO_ALLOW_PLUS_NOT_ACTION SNS_TOPICPOLICY_NO_ALLOW_PLUS_NOTPRINCIPAL SNS_TOPICPOLICY_NO_ALLOW_PLUS_NOT_ACTION V:W2512',
  ),
  check(
    13,
    'policies on users',
    'IAM::User IAM::Policy IAM::ManagedPolicy IAM::UserPolicy',
    'iam/user-policy',
    'CKV40 F10 F11 F12 T0143 IAM_USER_NO_POLICIES_CHECK IAM_NO_POLICY_ON_USER',
  ),
  check(
    14,
    'AdministratorAccess attached',
    IAM,
    'iam/broad-managed-policy',
    'CKV274 W43 W44 IAM_ROLE_ADMINISTRATOR_ACCESS_POLICY_RULE IAM_ROLE_ELEVATED_MANAGED_POLICY_RULE N:IAM4',
  ),
  check(
    15,
    'ports of administrators not open to the world',
    SG,
    'network/open-ingress network/open-by-default',
    'CKV24 CKV25 T0107 INCOMING_SSH_DISABLED N:EC23 V:W2508',
  ),
  check(15, 'nothing open to the world', SG, INGRESS, 'CKV260 W2 EC2_SECURITY_GROUP_INGRESS_OPEN_TO_WORLD_RULE N:EC23'),
  check(
    16,
    'ingress of all protocols or a range of ports',
    SG,
    INGRESS,
    'W27 W42 SECURITY_GROUP_INGRESS_ALL_PROTOCOLS_RULE SECURITY_GROUP_INGRESS_PORT_RANGE_RULE',
  ),
  check(
    17,
    'egress open or left out',
    SG_OUT,
    'network/open-egress',
    'CKV382 F1000 W5 W40 T0104 SECURITY_GROUP_MISSING_EGRESS_RULE EC2_SECURITY_GROUP_EGRESS_OPEN_TO_WORLD_RULE',
  ),
  check(
    18,
    'security group rules described',
    'EC2::SecurityGroup EC2::SecurityGroupIngress EC2::SecurityGroupEgress',
    'network/undescribed-rule',
    'CKV23 W36 T0099! T0124 SECURITY_GROUP_DESCRIPTION_RULE N:EC27',
  ),
  check(
    19,
    'EBS volumes encrypted',
    'EC2::Volume EC2::Instance EC2::LaunchTemplate AutoScaling::LaunchConfiguration',
    'ec2/unencrypted-volume',
    'CKV3 F1 T0026 ENCRYPTED_VOLUMES N:EC26',
  ),
  check(
    20,
    'IMDSv2 required',
    'EC2::Instance EC2::LaunchTemplate AutoScaling::LaunchConfiguration',
    'ec2/imdsv1-allowed',
    'CKV79 T0028 T0130',
  ),
  check(
    21,
    'no public addresses',
    'EC2::Instance EC2::LaunchTemplate EC2::Subnet AutoScaling::LaunchConfiguration',
    'ec2/public-address',
    'CKV88 W33 T0009 T0164 EC2_INSTANCE_NO_PUBLIC_IP SUBNET_AUTO_ASSIGN_PUBLIC_IP_DISABLED',
  ),
  check(
    22,
    'secrets in environment, user data, parameters',
    'Lambda::Function Serverless::Function EC2::Instance SSM::Parameter ECS::TaskDefinition AutoScaling::LaunchConfiguration EC2::LaunchTemplate',
    'secrets/plain-text',
    'CKV45 CKV46 CKV384 W1 T0029 T0036 T0122 T0129 CFN_AUTHENTICATION_RULE N:ECS2',
  ),
  check(
    23,
    'passwords in plain text or echoed',
    'RDS::DBInstance RDS::DBCluster Redshift::Cluster DMS::Endpoint DirectoryService::MicrosoftAD DirectoryService::SimpleAD IAM::User ElastiCache::ReplicationGroup AmazonMQ::Broker DocDB::DBCluster',
    'secrets/plain-text secrets/echoed-parameter',
    'F23 F24 F31 F34 F35 F36 F37 F44 F51 F52 F53 F54 F55 F61 F69 RDS_MASTER_USER_PASSWORD_NO_PLAINTEXT_PASSWORD RDS_CLUSTER_MASTER_USER_PASSWORD_NO_PLAINTEXT_PASSWORD REDSHIFT_CLUSTER_MASTER_USER_PASSWORD_NO_PLAINTEXT_PASSWORD DMS_NO_PLAINTEXT_PASSWORD MICROSOFT_AD_NO_PLAINTEXT_PASSWORD AMAZON_MQ_BROKER_USERS_NO_PLAINTEXT_PASSWORD IAM_USER_LOGIN_PROFILE_NO_PLAINTEXT_PASSWORD V:W2501 V:W1011 V:W2509 N:DOC3',
  ),
  check(
    24,
    'RDS storage encrypted',
    'RDS::DBInstance RDS::DBCluster',
    'rds/unencrypted-storage',
    'CKV16 CKV96 F26 F27 T0080 RDS_STORAGE_ENCRYPTED N:RDS2 V:W9008',
  ),
  check(
    25,
    'RDS not public',
    'RDS::DBInstance',
    'rds/public-instance',
    'CKV17 F22 T0180 RDS_INSTANCE_PUBLIC_ACCESS_CHECK V:W9011',
  ),
  check(
    26,
    'RDS deletion protection',
    'RDS::DBInstance RDS::DBCluster',
    'reliability/no-deletion-protection',
    'F80 T0177 T0343 RDS_INSTANCE_DELETION_PROTECTION_ENABLED N:RDS10',
  ),
  check(
    27,
    'RDS backups',
    'RDS::DBInstance RDS::DBCluster',
    'reliability/no-backups',
    'W75 T0077 DB_INSTANCE_BACKUP_ENABLED N:RDS13 V:I3013',
  ),
  check(28, 'RDS in several zones', 'RDS::DBInstance', 'reliability/single-az', 'CKV157 RDS_MULTI_AZ_SUPPORT N:RDS3'),
  check(
    29,
    'DynamoDB point-in-time recovery',
    'DynamoDB::Table',
    'dynamodb/no-point-in-time-recovery',
    'CKV28 W78 T0024 DYNAMODB_PITR_ENABLED N:DDB3',
  ),
  check(
    29,
    'DynamoDB key of one’s own',
    'DynamoDB::Table',
    'kms/no-customer-key',
    'CKV119 W74 T0025 DYNAMODB_TABLE_ENCRYPTED_KMS',
  ),
  check(
    30,
    'SQS encrypted',
    'SQS::Queue',
    'sqs/unencrypted-queue kms/no-customer-key',
    'CKV27 W48 T0096 T0135 SQS_QUEUE_KMS_MASTER_KEY_ID_RULE N:SQS2',
  ),
  check(30, 'SNS encrypted', 'SNS::Topic', 'kms/no-customer-key', 'CKV26 W47 T0095 T0136 SNS_ENCRYPTED_KMS'),
  check(
    31,
    'queue and topic policies for everyone',
    'SQS::QueuePolicy SNS::TopicPolicy',
    'iam/open-resource-policy iam/wildcard-action',
    'F18 F20 F21 T0097 SQS_QUEUEPOLICY_NO_WILDCARD_ACTION SQS_QUEUEPOLICY_NO_WILDCARD_PRINCIPAL SNS_TOPICPOLICY_NO_WILDCARD_PRINCIPAL',
  ),
  check(32, 'keys rotated', 'KMS::Key', 'kms/unrotated-key', 'CKV7 F19 T0065 CMK_BACKING_KEY_ROTATION_ENABLED N:KMS5'),
  check(33, 'key policy for everyone', 'KMS::Key', 'iam/open-resource-policy', 'CKV33 F76 KMS_NO_WILDCARD_PRINCIPAL'),
  check(
    34,
    'Lambda runtime supported',
    'Lambda::Function Serverless::Function',
    'lambda/deprecated-runtime',
    'CKV363 N:L1 V:E2531 V:E2533 V:W2531',
  ),
  check(
    35,
    'Lambda permissions',
    'Lambda::Permission',
    'iam/open-resource-policy iam/confused-deputy',
    'CKV364 F13 T0067 LAMBDA_NO_WILDCARD_PRINCIPALS LAMBDA_FUNCTION_PUBLIC_ACCESS_PROHIBITED V:W3663 V:W3664',
  ),
  check(35, 'function URLs with authorization', 'Lambda::Url', 'iam/open-function-url', 'CKV258'),
  check(
    36,
    'API methods with authorization',
    'ApiGateway::Method ApiGatewayV2::Route',
    'apigateway/open-method',
    'CKV59 W59 T0004 API_GW_METHOD_AUTHORIZATION_TYPE_RULE N:APIG4',
  ),
  check(
    36,
    'API access logs',
    'ApiGateway::Stage ApiGatewayV2::Stage ApiGateway::Deployment Serverless::Api',
    'apigateway/no-access-logs',
    'CKV76 CKV95 W69 W46 W45! T0001 API_GW_STAGE_ACCESS_LOGGING_RULE API_GWV2_ACCESS_LOGS_ENABLED N:APIG1',
  ),
  check(
    37,
    'CloudFront over HTTPS',
    'CloudFront::Distribution',
    'cloudfront/plain-http',
    'CKV34 T0012 CLOUDFRONT_VIEWER_POLICY_HTTPS',
  ),
  check(
    37,
    'CloudFront with TLS 1.2',
    'CloudFront::Distribution',
    'cloudfront/outdated-tls',
    'CKV174 W70 T0013 CLOUDFRONT_MINIMUM_PROTOCOL_VERSION_RULE N:CFR4',
  ),
  check(
    37,
    'CloudFront access logs',
    'CloudFront::Distribution',
    'cloudfront/no-access-logs',
    'CKV86 W10 T0010 CLOUDFRONT_ACCESSLOGS_ENABLED N:CFR3',
  ),
  check(37, 'CloudFront firewall', 'CloudFront::Distribution', 'cloudfront/no-web-acl', 'CKV68 T0011 N:CFR2'),
  check(
    38,
    'listeners over HTTPS',
    'ElasticLoadBalancingV2::Listener ElasticLoadBalancing::LoadBalancer',
    'network/plain-http-listener',
    'CKV2 W56 T0054 ELBV2_LISTENER_PROTOCOL_RULE N:ELB5',
  ),
  check(
    38,
    'listeners with TLS 1.2',
    'ElasticLoadBalancingV2::Listener',
    'network/outdated-tls-policy',
    'CKV103 W55 T0047 ELBV2_LISTENER_SSL_POLICY_RULE',
  ),
  check(
    38,
    'load balancer access logs',
    'ElasticLoadBalancingV2::LoadBalancer ElasticLoadBalancing::LoadBalancer',
    'network/unlogged-load-balancer',
    'CKV91 W52 W26 ELBV2_ACCESS_LOGGING_RULE ELB_LOGGING_ENABLED N:ELB2',
  ),
  check(
    38,
    'invalid headers dropped',
    'ElasticLoadBalancingV2::LoadBalancer',
    'network/invalid-headers',
    'CKV131 T0052 ALB_HTTP_DROP_INVALID_HEADER_ENABLED',
  ),
  check(
    39,
    'trail encrypted with a key of one’s own',
    'CloudTrail::Trail',
    'kms/no-customer-key',
    'CKV35 T0015 CLOUD_TRAIL_ENCRYPTION_ENABLED',
  ),
  check(
    39,
    'trail’s files validated',
    'CloudTrail::Trail',
    'cloudtrail/unvalidated-logs',
    'CKV36 T0016 CLOUD_TRAIL_LOG_FILE_VALIDATION_ENABLED',
  ),
  check(
    39,
    'trail in all regions',
    'CloudTrail::Trail',
    'cloudtrail/single-region',
    'CKV67 T0014 MULTI_REGION_CLOUD_TRAIL_ENABLED',
  ),
  check(
    40,
    'log groups with retention',
    'Logs::LogGroup',
    'logs/no-retention',
    'CKV66 W86 CW_LOGGROUP_RETENTION_PERIOD_CHECK V:I3013',
  ),
  check(
    40,
    'log groups with a key',
    'Logs::LogGroup',
    'kms/no-customer-key',
    'CKV158 W84 T0017 CLOUDWATCH_LOG_GROUP_ENCRYPTED',
  ),
  check(
    40,
    'EFS encrypted',
    'EFS::FileSystem',
    'efs/unencrypted-file-system',
    'CKV42 F32 T0037 EFS_ENCRYPTED_CHECK N:EFS1',
  ),
  check(
    40,
    'secrets with a key of one’s own',
    'SecretsManager::Secret',
    'kms/no-customer-key',
    'CKV149 W77 T0098 SECRETSMANAGER_USING_CMK',
  ),
  check(40, 'ECR images scanned', 'ECR::Repository', 'ecr/unscanned-images', 'CKV163 W79 T0030 ECR_REPO_SCAN_ON_PUSH'),
  check(40, 'ECR tags immutable', 'ECR::Repository', 'ecr/mutable-tags', 'CKV51 T0031'),
];
