/** What a call of an AWS SDK needs: the IAM actions behind the operations of its clients. */
import { actionExists, expandAction, serviceExists } from './iam.ts';
import { lazy } from './lazy.ts';
import { sdkV3 } from './sdk.ts';
import { sdkPrefix } from './sdkPrefixes.ts';

/**
 * Operations whose action is not called like themselves, by client: `client | operations | actions`; `$` is the
 * operation's own name. Where several ways of using an operation need different actions, all stand here. From the
 * Service Authorization Reference and the services' own documentation; a test asks for each action.
 */
export const EXCEPTIONS = `
accessanalyzer | GetFindingV2 | access-analyzer:GetFinding
accessanalyzer | ListFindingsV2 | access-analyzer:ListFindings
apigatewaymanagementapi | PostToConnection GetConnection DeleteConnection | execute-api:ManageConnections
bedrock-runtime | Converse StartAsyncInvoke | bedrock:InvokeModel
bedrock-runtime | ConverseStream | bedrock:InvokeModelWithResponseStream
bedrock-runtime | InvokeModelWithBidirectionalStream | bedrock:InvokeModelWithResponseStream
cloudfront | CreateDistributionWithTags | cloudfront:CreateDistribution cloudfront:TagResource
dynamodb | ExecuteStatement BatchExecuteStatement ExecuteTransaction | dynamodb:PartiQLSelect dynamodb:PartiQLInsert dynamodb:PartiQLUpdate dynamodb:PartiQLDelete
dynamodb | TransactGetItems | dynamodb:GetItem
dynamodb | TransactWriteItems | dynamodb:PutItem dynamodb:UpdateItem dynamodb:DeleteItem dynamodb:ConditionCheckItem
keyspaces | CreateKeyspace CreateTable CreateType | cassandra:Create
keyspaces | DeleteKeyspace DeleteTable DeleteType | cassandra:Drop
keyspaces | GetKeyspace GetTable GetTableAutoScalingSettings GetType ListKeyspaces ListTables ListTagsForResource ListTypes | cassandra:Select
keyspaces | UpdateKeyspace UpdateTable | cassandra:Alter
kms | ReEncrypt | kms:ReEncryptFrom kms:ReEncryptTo
lambda | GetLayerVersionByArn | lambda:GetLayerVersion
lambda | Invoke InvokeWithResponseStream | lambda:InvokeFunction
neptunedata | ExecuteOpenCypherQuery ExecuteOpenCypherExplainQuery ExecuteGremlinQuery ExecuteGremlinExplainQuery ExecuteGremlinProfileQuery | neptune-db:ReadDataViaQuery neptune-db:WriteDataViaQuery neptune-db:DeleteDataViaQuery
rds-data | BatchExecuteStatement BeginTransaction CommitTransaction ExecuteSql ExecuteStatement RollbackTransaction | rds-data:$ secretsmanager:GetSecretValue
s3 | CreateBucketMetadataConfiguration | s3:CreateBucketMetadataTableConfiguration
s3 | CreateMultipartUpload UploadPart CompleteMultipartUpload | s3:PutObject
s3 | CreateSession | s3express:CreateSession
s3 | DeleteBucketCors | s3:PutBucketCORS
s3 | DeleteBucketMetadataConfiguration | s3:DeleteBucketMetadataTableConfiguration
s3 | DeleteBucketOwnershipControls | s3:PutBucketOwnershipControls
s3 | DeleteBucketTagging | s3:PutBucketTagging
s3 | DeleteObjects | s3:DeleteObject
s3 | GetBucketAccelerateConfiguration | s3:GetAccelerateConfiguration
s3 | GetBucketAnalyticsConfiguration ListBucketAnalyticsConfigurations | s3:GetAnalyticsConfiguration
s3 | GetBucketEncryption | s3:GetEncryptionConfiguration
s3 | GetBucketIntelligentTieringConfiguration ListBucketIntelligentTieringConfigurations | s3:GetIntelligentTieringConfiguration
s3 | GetBucketInventoryConfiguration ListBucketInventoryConfigurations | s3:GetInventoryConfiguration
s3 | GetBucketLifecycle GetBucketLifecycleConfiguration | s3:GetLifecycleConfiguration
s3 | GetBucketMetadataConfiguration | s3:GetBucketMetadataTableConfiguration
s3 | GetBucketMetricsConfiguration ListBucketMetricsConfigurations | s3:GetMetricsConfiguration
s3 | GetBucketNotificationConfiguration | s3:GetBucketNotification
s3 | GetBucketReplication | s3:GetReplicationConfiguration
s3 | GetObjectLockConfiguration | s3:GetBucketObjectLockConfiguration
s3 | GetPublicAccessBlock | s3:GetBucketPublicAccessBlock
s3 | HeadBucket ListObjects ListObjectsV2 | s3:ListBucket
s3 | HeadObject SelectObjectContent | s3:GetObject
s3 | ListBuckets | s3:ListAllMyBuckets
s3 | ListDirectoryBuckets | s3express:ListAllMyDirectoryBuckets
s3 | ListMultipartUploads | s3:ListBucketMultipartUploads
s3 | ListObjectVersions | s3:ListBucketVersions
s3 | ListParts | s3:ListMultipartUploadParts
s3 | PutBucketAccelerateConfiguration | s3:PutAccelerateConfiguration
s3 | PutBucketAnalyticsConfiguration DeleteBucketAnalyticsConfiguration | s3:PutAnalyticsConfiguration
s3 | PutBucketEncryption DeleteBucketEncryption | s3:PutEncryptionConfiguration
s3 | PutBucketIntelligentTieringConfiguration DeleteBucketIntelligentTieringConfiguration | s3:PutIntelligentTieringConfiguration
s3 | PutBucketInventoryConfiguration DeleteBucketInventoryConfiguration | s3:PutInventoryConfiguration
s3 | PutBucketLifecycle PutBucketLifecycleConfiguration DeleteBucketLifecycle | s3:PutLifecycleConfiguration
s3 | PutBucketMetricsConfiguration DeleteBucketMetricsConfiguration | s3:PutMetricsConfiguration
s3 | PutBucketNotificationConfiguration | s3:PutBucketNotification
s3 | PutBucketReplication DeleteBucketReplication | s3:PutReplicationConfiguration
s3 | PutObjectLockConfiguration | s3:PutBucketObjectLockConfiguration
s3 | PutPublicAccessBlock DeletePublicAccessBlock | s3:PutBucketPublicAccessBlock
s3 | UploadPartCopy CopyObject | s3:PutObject s3:GetObject
s3 | WriteGetObjectResponse | s3-object-lambda:WriteGetObjectResponse
sagemaker-runtime | InvokeEndpointWithResponseStream | sagemaker:InvokeEndpoint
sns | PublishBatch | sns:Publish
sqs | ChangeMessageVisibilityBatch | sqs:ChangeMessageVisibility
sqs | DeleteMessageBatch | sqs:DeleteMessage
sqs | SendMessageBatch | sqs:SendMessage
timestream-query | Query | timestream:Select timestream:DescribeEndpoints
timestream-write | WriteRecords | timestream:WriteRecords timestream:DescribeEndpoints
verifiedpermissions | BatchGetPolicy | verifiedpermissions:GetPolicy
verifiedpermissions | BatchIsAuthorized | verifiedpermissions:IsAuthorized
verifiedpermissions | BatchIsAuthorizedWithToken | verifiedpermissions:IsAuthorizedWithToken
`;

/**
 * Operations that ask for no permission: anybody may call them, or a token goes with the call. `*`: all of the client's.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html and the pages of the others.
 */
const FREE = `
cognito-identity | GetId GetCredentialsForIdentity GetOpenIdToken UnlinkIdentity
cognito-identity-provider | AssociateSoftwareToken ChangePassword ConfirmDevice ConfirmForgotPassword ConfirmSignUp DeleteUser DeleteUserAttributes ForgetDevice ForgotPassword GetDevice GetUser GetUserAttributeVerificationCode GlobalSignOut InitiateAuth ListDevices ResendConfirmationCode RespondToAuthChallenge RevokeToken SetUserMFAPreference SetUserSettings SignUp UpdateAuthEventFeedback UpdateDeviceStatus UpdateUserAttributes VerifySoftwareToken VerifyUserAttribute
connectparticipant | *
sso | *
sso-oidc | *
sts | AssumeRoleWithSAML AssumeRoleWithWebIdentity GetCallerIdentity GetSessionToken
`;

/** What waiters call, by client: `client | waiters | operation`. From the waiter definitions of botocore (Apache-2.0). */
export const WAITERS = `
acm | CertificateValidated | DescribeCertificate
cloudformation | StackExists StackCreateComplete StackDeleteComplete StackUpdateComplete StackImportComplete StackRollbackComplete | DescribeStacks
cloudformation | ChangeSetCreateComplete | DescribeChangeSet
cloudformation | StackRefactorCreateComplete StackRefactorExecuteComplete | DescribeStackRefactor
cloudformation | TypeRegistrationComplete | DescribeTypeRegistration
cloudfront | DistributionDeployed | GetDistribution
cloudfront | InvalidationCompleted | GetInvalidation
cloudfront | StreamingDistributionDeployed | GetStreamingDistribution
cloudfront | InvalidationForDistributionTenantCompleted | GetInvalidationForDistributionTenant
cloudwatch | AlarmExists CompositeAlarmExists | DescribeAlarms
cloudwatch | AlarmMuteRuleExists | GetAlarmMuteRule
docdb | DBInstanceAvailable DBInstanceDeleted | DescribeDBInstances
dynamodb | ContributorInsightsEnabled | DescribeContributorInsights
dynamodb | ExportCompleted | DescribeExport
dynamodb | ImportCompleted | DescribeImport
dynamodb | KinesisStreamingDestinationActive | DescribeKinesisStreamingDestination
dynamodb | TableExists TableNotExists | DescribeTable
ec2 | BundleTaskComplete | DescribeBundleTasks
ec2 | ConversionTaskCancelled ConversionTaskCompleted ConversionTaskDeleted | DescribeConversionTasks
ec2 | CustomerGatewayAvailable | DescribeCustomerGateways
ec2 | ExportTaskCancelled ExportTaskCompleted | DescribeExportTasks
ec2 | InstanceRunning InstanceStopped InstanceTerminated InstanceExists | DescribeInstances
ec2 | SnapshotCompleted | DescribeSnapshots
ec2 | SubnetAvailable | DescribeSubnets
ec2 | VolumeAvailable VolumeDeleted VolumeInUse | DescribeVolumes
ec2 | VpcAvailable VpcExists | DescribeVpcs
ec2 | VpnConnectionAvailable VpnConnectionDeleted | DescribeVpnConnections
ec2 | ImageAvailable ImageExists | DescribeImages
ec2 | InstanceStatusOk SystemStatusOk | DescribeInstanceStatus
ec2 | PasswordDataAvailable | GetPasswordData
ec2 | SpotInstanceRequestFulfilled | DescribeSpotInstanceRequests
ec2 | ConsoleOutputAvailable | GetConsoleOutput
ec2 | KeyPairExists | DescribeKeyPairs
ec2 | NatGatewayAvailable NatGatewayDeleted | DescribeNatGateways
ec2 | NetworkInterfaceAvailable | DescribeNetworkInterfaces
ec2 | VpcPeeringConnectionExists VpcPeeringConnectionDeleted | DescribeVpcPeeringConnections
ec2 | NetworkAclExists | DescribeNetworkAcls
ec2 | ImageUsageReportAvailable | DescribeImageUsageReports
ec2 | InternetGatewayExists | DescribeInternetGateways
ec2 | SnapshotImported | DescribeImportSnapshotTasks
ec2 | SecurityGroupExists | DescribeSecurityGroups
ec2 | SecurityGroupVpcAssociationAssociated SecurityGroupVpcAssociationDisassociated | DescribeSecurityGroupVpcAssociations
ec2 | StoreImageTaskComplete | DescribeStoreImageTasks
ec2 | SecondaryNetworkCreateComplete SecondaryNetworkDeleteComplete | DescribeSecondaryNetworks
ec2 | SecondarySubnetCreateComplete SecondarySubnetDeleteComplete | DescribeSecondarySubnets
ecr | ImageScanComplete | DescribeImageScanFindings
ecr | LifecyclePolicyPreviewComplete | GetLifecyclePolicyPreview
ecs | DaemonActive | DescribeDaemon
ecs | DaemonDeploymentStopped DaemonDeploymentSuccessful | DescribeDaemonDeployments
ecs | DaemonTaskDefinitionActive DaemonTaskDefinitionDeleted | DescribeDaemonTaskDefinition
ecs | ServicesInactive ServicesStable | DescribeServices
ecs | TasksRunning TasksStopped | DescribeTasks
eks | ClusterActive ClusterDeleted | DescribeCluster
eks | NodegroupActive NodegroupDeleted | DescribeNodegroup
eks | AddonActive AddonDeleted | DescribeAddon
eks | FargateProfileActive FargateProfileDeleted | DescribeFargateProfile
elasticache | CacheClusterAvailable CacheClusterDeleted | DescribeCacheClusters
elasticache | ReplicationGroupAvailable ReplicationGroupDeleted | DescribeReplicationGroups
elastic-load-balancing-v2 | LoadBalancerExists LoadBalancerAvailable LoadBalancersDeleted | DescribeLoadBalancers
elastic-load-balancing-v2 | TargetInService TargetDeregistered | DescribeTargetHealth
emr | ClusterRunning ClusterTerminated | DescribeCluster
emr | StepComplete | DescribeStep
iam | InstanceProfileExists | GetInstanceProfile
iam | UserExists | GetUser
iam | RoleExists | GetRole
iam | PolicyExists | GetPolicy
kinesis | StreamExists StreamNotExists | DescribeStream
lambda | FunctionActive FunctionUpdated PublishedVersionActive | GetFunctionConfiguration
lambda | FunctionActiveV2 FunctionExists FunctionUpdatedV2 | GetFunction
rds | DBInstanceAvailable DBInstanceDeleted | DescribeDBInstances
rds | DBClusterAvailable DBClusterDeleted | DescribeDBClusters
rds | DBClusterSnapshotAvailable DBClusterSnapshotDeleted | DescribeDBClusterSnapshots
rds | DBSnapshotAvailable DBSnapshotDeleted DBSnapshotCompleted | DescribeDBSnapshots
rds | TenantDatabaseAvailable TenantDatabaseDeleted | DescribeTenantDatabases
redshift | ClusterAvailable ClusterDeleted ClusterRestored | DescribeClusters
redshift | SnapshotAvailable | DescribeClusterSnapshots
route-53 | ResourceRecordSetsChanged | GetChange
s3 | BucketExists BucketNotExists | HeadBucket
s3 | ObjectExists ObjectNotExists | HeadObject
sagemaker | EndpointDeleted EndpointInService | DescribeEndpoint
sagemaker | ImageCreated ImageDeleted ImageUpdated | DescribeImage
sagemaker | ImageVersionCreated ImageVersionDeleted | DescribeImageVersion
sagemaker | NotebookInstanceDeleted NotebookInstanceInService NotebookInstanceStopped | DescribeNotebookInstance
sagemaker | ProcessingJobCompletedOrStopped | DescribeProcessingJob
sagemaker | TrainingJobCompletedOrStopped | DescribeTrainingJob
sagemaker | TransformJobCompletedOrStopped | DescribeTransformJob
ses | IdentityExists | GetIdentityVerificationAttributes
ssm | CommandExecuted | GetCommandInvocation
transfer | ServerOffline ServerOnline | DescribeServer
dsql | ClusterActive ClusterNotExists | GetCluster
dsql | StreamActive StreamNotExists | GetStream
`;

/** API Gateway's control plane has an action for each HTTP method; these are the verbs whose method is plain. */
const METHODS: Readonly<Record<string, string>> = {
  Get: 'GET',
  Create: 'POST',
  Update: 'PATCH',
  Delete: 'DELETE',
};

/** The cells of a table's rows by client and word: `s3` → `HeadObject` → `s3:GetObject`. */
function byWord(text: string): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const found = new Map<string, Map<string, string>>();
  for (const row of text.trim().split('\n')) {
    const [client = '', keys = '', value = ''] = row.split('|').map(cell => cell.trim());
    const of = found.get(client) ?? new Map<string, string>();
    found.set(client, of);
    for (const key of keys.split(' ')) of.set(key.toLowerCase(), value);
  }
  return found;
}

const tables = lazy(() => ({
  exceptions: byWord(EXCEPTIONS),
  free: byWord(FREE),
  waiters: byWord(WAITERS),
  boto3: new Map(
    BOTO3.trim()
      .split(/\s+/)
      .map(pair => pair.split('=') as [string, string]),
  ),
}));

/**
 * The IAM actions that an operation needs, as AWS writes them. `client` is the SDK v3 package without
 * `@aws-sdk/client-`; `operation` is compared without regard to case. Empty: it needs none; null: it can't be said.
 * What only some calls need (`s3:PutObjectAcl` when an ACL is given) is in `sdkParameterActions`.
 */
export function sdkActions(client: string, operation: string): readonly string[] | null {
  const { exceptions, free } = tables();
  const key = operation.toLowerCase();
  if (free.get(client)?.has(key) || free.get(client)?.has('*')) return [];
  const prefix = sdkPrefix(client);
  const identity = `${prefix}:${operation}`;
  const exception = exceptions.get(client)?.get(key);
  const actions = exception?.replace('$', operation).split(' ') ?? [identity];
  if (actions.every(actionExists)) return actions.flatMap(expandAction);
  const method = METHODS[/^[A-Z][a-z]+/.exec(operation)?.[0] ?? ''];
  return /^api-?gateway(v2)?$/.test(client) && method ? [`apigateway:${method}`] : null;
}

/** Whether an action is of an operation that asks for no permission, so that no policy allows or denies it: `cognito-idp:SignUp`. */
export function isFree(action: string): boolean {
  const [prefix = '', name = ''] = action.toLowerCase().split(':');
  for (const [client, operations] of tables().free)
    if (sdkPrefix(client) === prefix && (operations.has(name) || operations.has('*'))) return true;
  return false;
}

/**
 * The operation that a waiter calls: `TableExists`, as v2 has it `tableExists`, or as boto3 has it `table_exists`, of
 * client `dynamodb` is `DescribeTable`. Null for one that isn't known.
 */
export function sdkOperationOfWaiter(client: string, waiter: string): string | null {
  return tables().waiters.get(client)?.get(waiter.replace(/_/g, '').toLowerCase()) ?? null;
}

/** boto3's names of clients that v3 calls otherwise. From the service models of botocore (Apache-2.0). */
const BOTO3 = `
apigateway=api-gateway application-autoscaling=application-auto-scaling appmesh=app-mesh autoscaling=auto-scaling
autoscaling-plans=auto-scaling-plans ce=cost-explorer cloudhsmv2=cloudhsm-v2 cloudsearchdomain=cloudsearch-domain
cognito-idp=cognito-identity-provider config=config-service cur=cost-and-usage-report-service
datapipeline=data-pipeline devicefarm=device-farm directconnect=direct-connect
discovery=application-discovery-service dms=database-migration-service ds=directory-service
ds-data=directory-service-data dynamodbstreams=dynamodb-streams elasticbeanstalk=elastic-beanstalk
elb=elastic-load-balancing elbv2=elastic-load-balancing-v2 es=elasticsearch-service events=eventbridge
globalaccelerator=global-accelerator iot-data=iot-data-plane iot-jobs-data=iot-jobs-data-plane iotevents=iot-events
iotevents-data=iot-events-data iotwireless=iot-wireless kinesisanalytics=kinesis-analytics
kinesisanalyticsv2=kinesis-analytics-v2 kinesisvideo=kinesis-video lex-models=lex-model-building-service
lex-runtime=lex-runtime-service lexv2-models=lex-models-v2 lexv2-runtime=lex-runtime-v2 logs=cloudwatch-logs
machinelearning=machine-learning marketplace-entitlement=marketplace-entitlement-service
marketplacecommerceanalytics=marketplace-commerce-analytics meteringmarketplace=marketplace-metering
mgh=migration-hub sms-voice=pinpoint-sms-voice resourcegroupstaggingapi=resource-groups-tagging-api route53=route-53
route53domains=route-53-domains s3control=s3-control sdb=simpledb secretsmanager=secrets-manager
serverlessrepo=serverlessapplicationrepository servicecatalog=service-catalog
servicecatalog-appregistry=service-catalog-appregistry stepfunctions=sfn storagegateway=storage-gateway
`;

/**
 * The SDK v3 package of a client of another SDK, without `@aws-sdk/client-`: v2's `StepFunctions` and
 * `DynamoDB.DocumentClient`, boto3's `stepfunctions` and `logs`. Null for one that isn't known.
 */
export function sdkClientOf({ sdk, name }: { readonly sdk: 'v2' | 'boto3'; readonly name: string }): string | null {
  if (sdk === 'boto3') return tables().boto3.get(name) ?? (serviceExists(sdkPrefix(name)) ? name : null);
  const v2 = sdkV3(name.replace(/\.(DocumentClient|ManagedUpload|Presigner)$/, ''));
  return v2?.package.replace('@aws-sdk/client-', '') ?? null;
}
