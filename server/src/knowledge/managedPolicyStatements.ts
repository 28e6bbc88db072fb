/**
 * What the AWS managed policies allow that functions, tasks and instances carry most. From the policies that AWS
 * publishes, https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html, state of 2026-03.
 */
import { servicePrefixes } from './iam.ts';
import { lazy } from './lazy.ts';

export interface ManagedStatement {
  /** Actions and patterns, as the policy has them. */
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** `policy | resources | actions`, a row for each list of resources; `logs:A,B` is `logs:A` and `logs:B`. */
export const TABLE = `
AWSLambdaBasicExecutionRole | * | logs:CreateLogGroup,CreateLogStream,PutLogEvents
AWSLambdaVPCAccessExecutionRole | * | logs:CreateLogGroup,CreateLogStream,PutLogEvents ec2:CreateNetworkInterface,DescribeNetworkInterfaces,DescribeSubnets,DeleteNetworkInterface,AssignPrivateIpAddresses,UnassignPrivateIpAddresses
AWSLambdaSQSQueueExecutionRole | * | sqs:ReceiveMessage,DeleteMessage,GetQueueAttributes logs:CreateLogGroup,CreateLogStream,PutLogEvents
AWSLambdaDynamoDBExecutionRole | * | dynamodb:DescribeStream,GetRecords,GetShardIterator,ListStreams logs:CreateLogGroup,CreateLogStream,PutLogEvents
AWSLambdaKinesisExecutionRole | * | kinesis:DescribeStream,DescribeStreamSummary,GetRecords,GetShardIterator,ListShards,ListStreams,SubscribeToShard logs:CreateLogGroup,CreateLogStream,PutLogEvents
AWSLambdaMSKExecutionRole | * | kafka:DescribeCluster,DescribeClusterV2,GetBootstrapBrokers ec2:CreateNetworkInterface,DescribeNetworkInterfaces,DescribeVpcs,DeleteNetworkInterface,DescribeSubnets,DescribeSecurityGroups logs:CreateLogGroup,CreateLogStream,PutLogEvents
AWSLambdaRole | * | lambda:InvokeFunction
AWSLambdaExecute | arn:aws:logs:*:*:* | logs:*
AWSLambdaExecute | arn:aws:s3:::* | s3:GetObject,PutObject
AWSLambdaENIManagementAccess | * | ec2:CreateNetworkInterface,DescribeNetworkInterfaces,DeleteNetworkInterface,AssignPrivateIpAddresses,UnassignPrivateIpAddresses
AWSLambdaInvocation-DynamoDB | * | lambda:InvokeFunction dynamodb:DescribeStream,GetRecords,GetShardIterator,ListStreams
AWSXRayDaemonWriteAccess | * | xray:PutTraceSegments,PutTelemetryRecords,GetSamplingRules,GetSamplingTargets,GetSamplingStatisticSummaries
AWSXrayWriteOnlyAccess | * | xray:PutTraceSegments,PutTelemetryRecords,GetSamplingRules,GetSamplingTargets,GetSamplingStatisticSummaries
CloudWatchLambdaInsightsExecutionRolePolicy | * | logs:CreateLogGroup
CloudWatchLambdaInsightsExecutionRolePolicy | arn:aws:logs:*:*:log-group:/aws/lambda-insights:* | logs:CreateLogStream,PutLogEvents
CloudWatchAgentServerPolicy | * | cloudwatch:PutMetricData ec2:DescribeVolumes,DescribeTags logs:PutLogEvents,PutRetentionPolicy,DescribeLogStreams,DescribeLogGroups,CreateLogStream,CreateLogGroup xray:PutTraceSegments,PutTelemetryRecords,GetSamplingRules,GetSamplingTargets,GetSamplingStatisticSummaries
CloudWatchAgentServerPolicy | arn:aws:ssm:*:*:parameter/AmazonCloudWatch-* | ssm:GetParameter
CloudWatchLogsFullAccess | * | logs:* cloudwatch:GenerateQuery,GenerateQueryResultsSummary observabilityadmin:GetS3TableIntegration,ListS3TableIntegrations,ListTelemetryPipelines
AmazonSSMManagedInstanceCore | * | ssm:DescribeAssociation,GetDeployablePatchSnapshotForInstance,GetDocument,DescribeDocument,GetManifest,GetParameter,GetParameters,ListAssociations,ListInstanceAssociations,PutInventory,PutComplianceItems,PutConfigurePackageResult,UpdateAssociationStatus,UpdateInstanceAssociationStatus,UpdateInstanceInformation ssmmessages:CreateControlChannel,CreateDataChannel,OpenControlChannel,OpenDataChannel ec2messages:AcknowledgeMessage,DeleteMessage,FailMessage,GetEndpoint,GetMessages,SendReply
AmazonSSMReadOnlyAccess | * | ssm:Describe*,Get*,List*
AmazonECSTaskExecutionRolePolicy | * | ecr:GetAuthorizationToken,BatchCheckLayerAvailability,GetDownloadUrlForLayer,BatchGetImage logs:CreateLogStream,PutLogEvents
AmazonEC2ContainerRegistryReadOnly | * | ecr:GetAuthorizationToken,BatchCheckLayerAvailability,GetDownloadUrlForLayer,GetRepositoryPolicy,DescribeRepositories,ListImages,DescribeImages,BatchGetImage,GetLifecyclePolicy,GetLifecyclePolicyPreview,ListTagsForResource,DescribeImageScanFindings
AmazonEC2ContainerRegistryPullOnly | * | ecr:GetAuthorizationToken,BatchGetImage,GetDownloadUrlForLayer,BatchImportUpstreamImage
AmazonEC2ContainerRegistryPowerUser | * | ecr:GetAuthorizationToken,BatchCheckLayerAvailability,GetDownloadUrlForLayer,GetRepositoryPolicy,DescribeRepositories,ListImages,DescribeImages,BatchGetImage,GetLifecyclePolicy,GetLifecyclePolicyPreview,ListTagsForResource,DescribeImageScanFindings,InitiateLayerUpload,UploadLayerPart,CompleteLayerUpload,PutImage
AmazonS3ReadOnlyAccess | * | s3:Get*,List*,Describe* s3-object-lambda:Get*,List*
AmazonS3FullAccess | * | s3:* s3-object-lambda:*
AmazonDynamoDBReadOnlyAccess | * | application-autoscaling:DescribeScalableTargets,DescribeScalingActivities,DescribeScalingPolicies cloudwatch:DescribeAlarmHistory,DescribeAlarms,DescribeAlarmsForMetric,GetMetricStatistics,ListMetrics,GetMetricData datapipeline:DescribeObjects,DescribePipelines,GetPipelineDefinition,ListPipelines,QueryObjects dynamodb:BatchGetItem,Describe*,List*,GetAbacStatus,GetItem,GetResourcePolicy,Query,Scan,PartiQLSelect dax:Describe*,List*,GetItem,BatchGetItem,Query,Scan ec2:DescribeVpcs,DescribeSubnets,DescribeSecurityGroups iam:GetRole,ListRoles kms:DescribeKey,ListAliases sns:ListSubscriptionsByTopic,ListTopics lambda:ListFunctions,ListEventSourceMappings,GetFunctionConfiguration resource-groups:ListGroups,ListGroupResources,GetGroup,GetGroupQuery tag:GetResources kinesis:ListStreams,DescribeStream,DescribeStreamSummary
AmazonDynamoDBReadOnlyAccess | arn:aws:cloudwatch:*:*:insight-rule/DynamoDBContributorInsights* | cloudwatch:GetInsightRuleReport
AmazonDynamoDBFullAccess | * | dynamodb:* dax:* application-autoscaling:DeleteScalingPolicy,DeregisterScalableTarget,DescribeScalableTargets,DescribeScalingActivities,DescribeScalingPolicies,PutScalingPolicy,RegisterScalableTarget cloudwatch:DeleteAlarms,DescribeAlarmHistory,DescribeAlarms,DescribeAlarmsForMetric,GetMetricStatistics,ListMetrics,PutMetricAlarm,GetMetricData datapipeline:ActivatePipeline,CreatePipeline,DeletePipeline,DescribeObjects,DescribePipelines,GetPipelineDefinition,ListPipelines,PutPipelineDefinition,QueryObjects ec2:DescribeVpcs,DescribeSubnets,DescribeSecurityGroups iam:GetRole,ListRoles,PassRole,CreateServiceLinkedRole kms:DescribeKey,ListAliases sns:CreateTopic,DeleteTopic,ListSubscriptions,ListSubscriptionsByTopic,ListTopics,Subscribe,Unsubscribe,SetTopicAttributes lambda:CreateFunction,ListFunctions,ListEventSourceMappings,CreateEventSourceMapping,DeleteEventSourceMapping,GetFunctionConfiguration,DeleteFunction resource-groups:ListGroups,ListGroupResources,GetGroup,GetGroupQuery,DeleteGroup,CreateGroup tag:GetResources kinesis:ListStreams,DescribeStream,DescribeStreamSummary
AmazonDynamoDBFullAccess | arn:aws:cloudwatch:*:*:insight-rule/DynamoDBContributorInsights* | cloudwatch:GetInsightRuleReport
AmazonSQSReadOnlyAccess | * | sqs:GetQueueAttributes,GetQueueUrl,ListDeadLetterSourceQueues,ListQueues,ListMessageMoveTasks,ListQueueTags
AmazonSQSFullAccess | * | sqs:*
AmazonSNSFullAccess | * | sns:* sms-voice:DescribeVerifiedDestinationNumbers,CreateVerifiedDestinationNumber,SendDestinationNumberVerificationCode,SendTextMessage,DeleteVerifiedDestinationNumber,VerifyDestinationNumber,DescribeAccountAttributes,DescribeSpendLimits,DescribePhoneNumbers,SetTextMessageSpendLimitOverride,DescribeOptedOutNumbers,DeleteOptedOutNumber
AmazonKinesisReadOnlyAccess | * | kinesis:Get*,List*,Describe*
AmazonKinesisFullAccess | * | kinesis:*
AmazonKinesisFirehoseFullAccess | * | firehose:*
AWSStepFunctionsFullAccess | * | states:*
AWSLambda_FullAccess | * | cloudformation:DescribeStacks,ListStackResources cloudwatch:ListMetrics,GetMetricData ec2:DescribeSecurityGroups,DescribeSubnets,DescribeVpcs kms:DescribeKey,ListAliases iam:GetPolicy,GetPolicyVersion,GetRole,GetRolePolicy,ListAttachedRolePolicies,ListRolePolicies,ListRoles,PassRole lambda:* logs:DescribeLogGroups states:DescribeStateMachine,ListStateMachines tag:GetResources xray:GetTraceSummaries,BatchGetTraces
AWSLambda_FullAccess | arn:aws:logs:*:*:log-group:/aws/lambda/* | logs:DescribeLogStreams,GetLogEvents,FilterLogEvents,StartLiveTail,StopLiveTail
AWSLambda_FullAccess | arn:aws:iam::*:role/aws-service-role/lambda.amazonaws.com/AWSServiceRoleForLambda | iam:CreateServiceLinkedRole
AWSLambda_ReadOnlyAccess | * | cloudformation:DescribeStacks,ListStacks,ListStackResources cloudwatch:GetMetricData,ListMetrics ec2:DescribeSecurityGroups,DescribeSubnets,DescribeVpcs kms:ListAliases iam:GetPolicy,GetPolicyVersion,GetRole,GetRolePolicy,ListAttachedRolePolicies,ListRolePolicies,ListRoles logs:DescribeLogGroups lambda:Get*,List* states:DescribeStateMachine,ListStateMachines tag:GetResources xray:GetTraceSummaries,BatchGetTraces
AWSLambda_ReadOnlyAccess | arn:aws:logs:*:*:log-group:/aws/lambda/* | logs:DescribeLogStreams,GetLogEvents,FilterLogEvents,StartQuery,StopQuery,DescribeQueries,GetLogGroupFields,GetLogRecord,GetQueryResults,StartLiveTail,StopLiveTail
SecretsManagerReadWrite | * | secretsmanager:* cloudformation:CreateChangeSet,DescribeChangeSet,DescribeStackResource,DescribeStacks,ExecuteChangeSet docdb-elastic:GetCluster,ListClusters ec2:DescribeSecurityGroups,DescribeSubnets,DescribeVpcs kms:DescribeKey,ListAliases,ListKeys lambda:ListFunctions rds:DescribeDBClusters,DescribeDBInstances redshift:DescribeClusters redshift-serverless:ListWorkgroups,GetNamespace tag:GetResources
SecretsManagerReadWrite | arn:aws:lambda:*:*:function:SecretsManager* | lambda:AddPermission,CreateFunction,GetFunction,InvokeFunction,UpdateFunctionConfiguration
SecretsManagerReadWrite | arn:aws:serverlessrepo:*:*:applications/SecretsManager* | serverlessrepo:CreateCloudFormationChangeSet,GetApplication
SecretsManagerReadWrite | arn:aws:s3:::awsserverlessrepo-changesets* arn:aws:s3:::secrets-manager-rotation-apps-*/* | s3:GetObject
AmazonRDSDataFullAccess | arn:aws:secretsmanager:*:*:secret:rds-db-credentials/* | secretsmanager:GetSecretValue,PutResourcePolicy,PutSecretValue,DeleteSecret,DescribeSecret,TagResource
AmazonRDSDataFullAccess | * | dbqms:CreateFavoriteQuery,DescribeFavoriteQueries,UpdateFavoriteQuery,DeleteFavoriteQueries,GetQueryString,CreateQueryHistory,DescribeQueryHistory,UpdateQueryHistory,DeleteQueryHistory rds-data:ExecuteSql,ExecuteStatement,BatchExecuteStatement,BeginTransaction,CommitTransaction,RollbackTransaction secretsmanager:CreateSecret,ListSecrets,GetRandomPassword tag:GetResources
AmazonSESFullAccess | * | ses:*
AmazonRekognitionFullAccess | * | rekognition:*
AmazonTextractFullAccess | * | textract:*
AmazonPollyFullAccess | * | polly:*
TranslateFullAccess | * | translate:* comprehend:DetectDominantLanguage cloudwatch:GetMetricStatistics,ListMetrics s3:ListAllMyBuckets,ListBucket,GetBucketLocation iam:ListRoles,GetRole
TranslateReadOnly | * | translate:TranslateText,TranslateDocument,GetTerminology,ListTerminologies,ListTextTranslationJobs,DescribeTextTranslationJob,GetParallelData,ListParallelData comprehend:DetectDominantLanguage cloudwatch:GetMetricStatistics,ListMetrics
AmazonAPIGatewayInvokeFullAccess | arn:aws:execute-api:*:*:* | execute-api:Invoke,ManageConnections
AmazonAPIGatewayPushToCloudWatchLogs | * | logs:CreateLogGroup,CreateLogStream,DescribeLogGroups,DescribeLogStreams,PutLogEvents,GetLogEvents,FilterLogEvents
AWSAppSyncPushToCloudWatchLogs | * | logs:CreateLogGroup,CreateLogStream,PutLogEvents
AmazonElasticFileSystemClientFullAccess | * | elasticfilesystem:ClientMount,ClientRootAccess,ClientWrite,DescribeMountTargets
AmazonElasticFileSystemClientReadWriteAccess | * | elasticfilesystem:ClientMount,ClientWrite,DescribeMountTargets
AmazonEventBridgeFullAccess | * | events:* schemas:* scheduler:* pipes:*
AmazonEventBridgeFullAccess | arn:aws:iam::*:role/aws-service-role/apidestinations.events.amazonaws.com/AWSServiceRoleForAmazonEventBridgeApiDestinations | iam:CreateServiceLinkedRole
AmazonEventBridgeFullAccess | arn:aws:iam::*:role/aws-service-role/schemas.amazonaws.com/AWSServiceRoleForSchemas | iam:CreateServiceLinkedRole
AmazonEventBridgeFullAccess | arn:aws:secretsmanager:*:*:secret:events!* | secretsmanager:CreateSecret,UpdateSecret,DeleteSecret,GetSecretValue,PutSecretValue
AmazonEventBridgeFullAccess | arn:aws:iam::*:role/* | iam:PassRole
AmazonCognitoPowerUser | * | cognito-identity:* cognito-idp:* cognito-sync:* iam:ListRoles,ListOpenIdConnectProviders,GetRole,ListSAMLProviders,GetSAMLProvider,CreateServiceLinkedRole kinesis:ListStreams lambda:GetPolicy,ListFunctions sns:GetSMSSandboxAccountStatus,ListPlatformApplications ses:ListIdentities,GetIdentityVerificationAttributes mobiletargeting:GetApps acm:ListCertificates sms-voice:DescribeAccountAttributes
AmazonCognitoPowerUser | arn:aws:iam::*:role/aws-service-role/cognito-idp.amazonaws.com/AWSServiceRoleForAmazonCognitoIdp* arn:aws:iam::*:role/aws-service-role/email.cognito-idp.amazonaws.com/AWSServiceRoleForAmazonCognitoIdpEmail* | iam:DeleteServiceLinkedRole,GetServiceLinkedRoleDeletionStatus
AWSGlueServiceRole | * | glue:* s3:GetBucketLocation,ListBucket,ListAllMyBuckets,GetBucketAcl ec2:DescribeVpcEndpoints,DescribeRouteTables,CreateNetworkInterface,DeleteNetworkInterface,DescribeNetworkInterfaces,DescribeSecurityGroups,DescribeSubnets,DescribeVpcAttribute iam:ListRolePolicies,GetRole,GetRolePolicy cloudwatch:PutMetricData
AWSGlueServiceRole | arn:aws:s3:::aws-glue-* | s3:CreateBucket
AWSGlueServiceRole | arn:aws:s3:::aws-glue-*/* arn:aws:s3:::*/*aws-glue-*/* | s3:GetObject,PutObject,DeleteObject
AWSGlueServiceRole | arn:aws:s3:::crawler-public* arn:aws:s3:::aws-glue-* | s3:GetObject
AWSGlueServiceRole | arn:aws:logs:*:*:*:/aws-glue/* | logs:CreateLogGroup,CreateLogStream,PutLogEvents
AWSGlueServiceRole | arn:aws:ec2:*:*:network-interface/* arn:aws:ec2:*:*:security-group/* arn:aws:ec2:*:*:instance/* | ec2:CreateTags,DeleteTags
AWSKeyManagementServicePowerUser | * | kms:CreateAlias,CreateKey,DeleteAlias,Describe*,GenerateRandom,Get*,List*,TagResource,UntagResource iam:ListGroups,ListRoles,ListUsers
IAMFullAccess | * | iam:* organizations:DescribeAccount,DescribeOrganization,DescribeOrganizationalUnit,DescribePolicy,ListChildren,ListParents,ListPoliciesForTarget,ListRoots,ListPolicies,ListTargetsForPolicy
AdministratorAccess | * | *
`;

const statements = lazy(() => {
  const found = new Map<string, ManagedStatement[]>();
  for (const row of TABLE.trim().split('\n')) {
    const [name = '', resources = '', actions = ''] = row.split(' | ');
    const statement = { actions: actions.split(' ').flatMap(spread), resources: resources.split(' ') };
    found.set(name, [...(found.get(name) ?? []), statement]);
  }
  found.set('PowerUserAccess', powerUser());
  return found;
});

function spread(actions: string): string[] {
  const colon = actions.indexOf(':');
  if (colon < 0) return [actions];
  return actions
    .slice(colon + 1)
    .split(',')
    .map(name => actions.slice(0, colon + 1) + name);
}

/** It allows everything but what three services do, and a little of those: a statement has no place for that but a list. */
function powerUser(): ManagedStatement[] {
  const most = servicePrefixes().filter(prefix => !['iam', 'organizations', 'account'].includes(prefix));
  const rest =
    'account:GetAccountInformation,GetGovCloudAccountInformation,GetPrimaryEmail,ListRegions ' +
    'iam:CreateServiceLinkedRole,DeleteServiceLinkedRole,ListRoles ' +
    'organizations:DescribeEffectivePolicy,DescribeOrganization';
  return [{ actions: [...most.map(prefix => `${prefix}:*`), ...rest.split(' ').flatMap(spread)], resources: ['*'] }];
}

/**
 * What an AWS managed policy allows, by its name, its name with path (`service-role/AWSLambdaBasicExecutionRole`) or its
 * ARN; null for one whose statements are not known here. Conditions are left out: what is allowed is at most this.
 */
export function managedPolicyStatements(nameOrPath: string): readonly ManagedStatement[] | null {
  return statements().get(nameOrPath.slice(nameOrPath.lastIndexOf('/') + 1)) ?? null;
}
