/** Which arguments of an SDK call name the resource that it is about. */
import { lazy } from './lazy.ts';

export interface ResourceParameter {
  /**
   * Dotted, without the places of lists: `TableName`, `Entries.EventBusName`. Where the keys of a map are what names
   * the resource, the path of the map.
   */
  readonly path: string;
  /**
   * The type of resource, or of what it holds (streams of a log group), as `actionResources` gives it, `table`; of
   * another service with its prefix, `secretsmanager:Secret`.
   */
  readonly type: string;
  /** What is given. Many arguments that take a name or an identifier take an ARN, too. */
  readonly form: 'name' | 'arn' | 'url' | 'id';
}

/**
 * `client | operations | path:type:form …`; operations are regular expressions, and the first row that fits is the one.
 * From the API references of the services.
 */
export const TABLE = `
appconfig | .* | ApplicationId:application:id
athena | .*WorkGroup|.*Quer.* | WorkGroup:workgroup:name
batch | SubmitJob | jobQueue:job-queue:name jobDefinition:job-definition:name
batch | .* | jobQueue:job-queue:name
bedrock-agent-runtime | InvokeAgent | agentAliasId:agent-alias:id
bedrock-agent-runtime | Retrieve | knowledgeBaseId:knowledge-base:id
bedrock-runtime | .* | modelId:foundation-model:id
cloudformation | .* | StackName:stack:name
cloudfront | (Create|Get|List)Invalidations? | DistributionId:distribution:id
cloudfront-keyvaluestore | .* | KvsARN:key-value-store:arn
cloudwatch | .*Alarms?(|Actions|State) | AlarmName:alarm:name AlarmNames:alarm:name
cloudwatch-logs | (Create|Delete)LogStream|(Get|Put)LogEvents | logGroupName:log-stream:name logGroupIdentifier:log-stream:name
cloudwatch-logs | .* | logGroupName:log-group:name logGroupIdentifier:log-group:name logGroupNames:log-group:name
codebuild | .* | projectName:project:name
codecommit | .* | repositoryName:repository:name
codepipeline | (Get|Start|Delete)Pipeline(|State|Execution) | name:pipeline:name pipelineName:pipeline:name
cognito-identity-provider | .* | UserPoolId:userpool:id
dynamodb | BatchGetItem|BatchWriteItem | RequestItems:table:name
dynamodb | TransactGetItems | TransactItems.Get.TableName:table:name
dynamodb | TransactWriteItems | TransactItems.Put.TableName:table:name TransactItems.Update.TableName:table:name TransactItems.Delete.TableName:table:name TransactItems.ConditionCheck.TableName:table:name
dynamodb | .*Tag.* | ResourceArn:table:arn
dynamodb | .* | TableName:table:name TableArn:table:arn
dynamodb-streams | ListStreams | TableName:table:name
dynamodb-streams | .* | StreamArn:stream:arn
ecr | .* | repositoryName:repository:name
ecs | RunTask|StartTask | taskDefinition:task-definition:name
ecs | DescribeServices | services:service:name
ecs | (Describe|Stop)Tasks?|ExecuteCommand | tasks:task:id task:task:id
ecs | .*Service | service:service:name
ecs | .*Clusters?|.*Cluster(Settings|CapacityProviders) | cluster:cluster:name clusters:cluster:name
eks | .*Cluster | name:cluster:name
eventbridge | PutEvents | Entries.EventBusName:event-bus:name
eventbridge | .*EventBus | Name:event-bus:name
firehose | .* | DeliveryStreamName:deliverystream:name
glue | (Start|Get|Batch).*Job.* | JobName:job:name
glue | .*Crawler | Name:crawler:name
glue | .*Table.*|.*Partition.* | DatabaseName:database:name TableName:table:name Name:table:name
iam | .*Role|.*RoleTags|.*RolePolic.* | RoleName:role:name
iam | .*User|.*UserTags|.*UserPolic.*|.*AccessKeys? | UserName:user:name
iot-data-plane | Publish | topic:topic:name
iot-data-plane | .* | thingName:thing:name
kinesis | (Deregister|Describe)StreamConsumer | ConsumerARN:consumer:arn
kinesis | .* | StreamName:stream:name StreamARN:stream:arn ConsumerARN:consumer:arn
kinesis-video | .* | StreamName:stream:name StreamARN:stream:arn
kms | ReEncrypt | SourceKeyId:key:id DestinationKeyId:key:id
kms | .* | KeyId:key:id
lambda | PublishLayerVersion|ListLayerVersions | LayerName:layer:name
lambda | .*LayerVersion.* | LayerName:layerVersion:name
lambda | .*EventSourceMapping | UUID:eventSourceMapping:id
lambda | .* | FunctionName:function:name
personalize-runtime | .* | campaignArn:campaign:arn
rds | .*DBInstances?|.*ReadReplica | DBInstanceIdentifier:db:name
rds | .*DBClusters? | DBClusterIdentifier:cluster:name
rds-data | .* | resourceArn:cluster:arn secretArn:secretsmanager:Secret:arn
redshift-data | .* | ClusterIdentifier:cluster:name WorkgroupName:workgroup:name
rekognition | .* | CollectionId:collection:id
route-53 | .*HostedZone | Id:hostedzone:id
route-53 | .* | HostedZoneId:hostedzone:id
s3 | CopyObject|UploadPartCopy | Bucket:object:name CopySource:object:name
s3 | .*Object|DeleteObjects|UpdateObjectEncryption|.*ObjectAcl|.*ObjectTagging|.*Object(Retention|LegalHold|Attributes|Torrent)|.*MultipartUpload|UploadPart|ListParts|SelectObjectContent | Bucket:object:name
s3 | .* | Bucket:bucket:name
s3vectors | .*Index|.*Vectors | indexArn:Index:arn
s3vectors | .* | vectorBucketName:VectorBucket:name vectorBucketArn:VectorBucket:arn
sagemaker | .*Endpoint | EndpointName:endpoint:name
sagemaker-runtime | .* | EndpointName:endpoint:name
scheduler | .*ScheduleGroup | Name:schedule-group:name
scheduler | .*Schedule | Name:schedule:name
secrets-manager | BatchGetSecretValue | SecretIdList:Secret:id
secrets-manager | CreateSecret | Name:Secret:name
secrets-manager | .* | SecretId:Secret:id
ses | .* | Source:identity:name
sesv2 | SendEmail|SendBulkEmail | FromEmailAddress:identity:name
sesv2 | .* | EmailIdentity:identity:name
sfn | .*Execution|.*Executions|DescribeStateMachineForExecution | stateMachineArn:statemachine:arn executionArn:execution:arn
sfn | .*Activit.* | activityArn:activity:arn
sfn | .* | stateMachineArn:statemachine:arn
sns | Publish | TopicArn:topic:arn TargetArn:topic:arn
sns | CreateTopic | Name:topic:name
sns | .* | TopicArn:topic:arn
sqs | CreateQueue|GetQueueUrl | QueueName:queue:name
sqs | .*MessageMoveTask.* | SourceArn:queue:arn
sqs | .* | QueueUrl:queue:url
ssm | GetParametersByPath | Path:parameter:name
ssm | GetParameters|DeleteParameters | Names:parameter:name
ssm | .*Parameter.* | Name:parameter:name
ssm | SendCommand | DocumentName:document:name
ssm | StartAutomationExecution | DocumentName:automation-definition:name
sts | AssumeRole.* | RoleArn:iam:role:arn
timestream-write | .*Table|WriteRecords | TableName:table:name
timestream-write | .* | DatabaseName:database:name
`;

interface Row {
  readonly operations: RegExp;
  readonly parameters: readonly ResourceParameter[];
}

const rows = lazy(() => {
  const found = new Map<string, Row[]>();
  for (const row of TABLE.trim().split('\n')) {
    const [client = '', operations = '', parameters = ''] = row.split(' | ').map(cell => cell.trim());
    const entry = {
      // boto3 has `DescribeDbInstances` for what is `DescribeDBInstances`.
      operations: new RegExp(`^(?:${operations})$`, 'i'),
      parameters: parameters.split(' ').map(parameter),
    };
    found.set(client, [...(found.get(client) ?? []), entry]);
  }
  return found;
});

function parameter(cell: string): ResourceParameter {
  const parts = cell.split(':');
  return {
    path: parts[0] ?? '',
    type: parts.slice(1, -1).join(':'),
    form: parts.at(-1) as ResourceParameter['form'],
  };
}

/**
 * The arguments by which a call names its resources: those of `GetItem` of client `dynamodb` are `TableName`. Empty where
 * an operation has none, or isn't known; then nothing can be said about what it is done on.
 */
export function sdkResourceParameters(client: string, operation: string): readonly ResourceParameter[] {
  return (
    rows()
      .get(client)
      ?.find(row => row.operations.test(operation))?.parameters ?? []
  );
}
