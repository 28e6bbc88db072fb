/**
 * The metrics that AWS services publish, with their dimensions. Typed from the chapters on CloudWatch metrics of each
 * service's guide (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/aws-services-cloudwatch-metrics.html),
 * read in November 2026. Namespaces that are not here, and those that agents fill, are not judged.
 */
export interface Namespace {
  readonly metrics: readonly string[];
  readonly dimensions: readonly string[];
}

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

export const NAMESPACES: Readonly<Record<string, Namespace>> = {
  'AWS/Lambda': {
    metrics: words(`Invocations Errors Throttles Duration PostRuntimeExtensionsDuration IteratorAge OffsetLag
      ConcurrentExecutions UnreservedConcurrentExecutions ProvisionedConcurrencyInvocations
      ProvisionedConcurrencySpilloverInvocations ProvisionedConcurrentExecutions ProvisionedConcurrencyUtilization
      ClaimedAccountConcurrency DeadLetterErrors DestinationDeliveryFailures RecursiveInvocationsDropped
      AsyncEventsReceived AsyncEventAge AsyncEventsDropped PolledEventCount FilteredOutEventCount InvokedEventCount
      FailedInvokeEventCount DroppedEventCount OnFailureDestinationDeliveredEventCount DeletedEventCount
      OversizedRecordCount ProvisionedPollers SignatureValidationErrors UrlRequestCount UrlRequestLatency Url4xxCount
      Url5xxCount`),
    dimensions: words('FunctionName Resource ExecutedVersion EventSourceMappingUUID'),
  },
  'AWS/SQS': {
    metrics:
      words(`ApproximateAgeOfOldestMessage ApproximateNumberOfMessagesDelayed ApproximateNumberOfMessagesNotVisible
      ApproximateNumberOfMessagesVisible NumberOfEmptyReceives NumberOfMessagesDeleted NumberOfMessagesReceived
      NumberOfMessagesSent SentMessageSize ApproximateNumberOfGroupsWithInflightMessages NumberOfDeduplicatedSentMessages
      ApproximateNumberOfNoisyGroups ApproximateNumberOfMessagesVisibleInQuietGroups
      ApproximateNumberOfMessagesNotVisibleInQuietGroups ApproximateNumberOfMessagesDelayedInQuietGroups
      ApproximateAgeOfOldestMessageInQuietGroups`),
    dimensions: words('QueueName'),
  },
  'AWS/SNS': {
    metrics: words(`NumberOfMessagesPublished NumberOfNotificationsDelivered NumberOfNotificationsFailed
      NumberOfNotificationsFilteredOut NumberOfNotificationsFilteredOut-InvalidAttributes
      NumberOfNotificationsFilteredOut-NoMessageAttributes NumberOfNotificationsFilteredOut-MessageAttributes
      NumberOfNotificationsFilteredOut-InvalidMessageBody NumberOfNotificationsFilteredOut-MessageBody
      NumberOfNotificationsRedrivenToDlq NumberOfNotificationsFailedToRedriveToDlq PublishSize
      SMSMonthToDateSpentUSD SMSSuccessRate`),
    dimensions: words('Application Country Platform SMSType TopicName PhoneNumber'),
  },
  'AWS/DynamoDB': {
    metrics: words(`AccountMaxReads AccountMaxTableLevelReads AccountMaxTableLevelWrites AccountMaxWrites
      AccountProvisionedReadCapacityUtilization AccountProvisionedWriteCapacityUtilization AgeOfOldestUnreplicatedRecord
      ConditionalCheckFailedRequests ConsumedChangeDataCaptureUnits ConsumedReadCapacityUnits ConsumedWriteCapacityUnits
      FailedToReplicateRecordCount MaxProvisionedTableReadCapacityUtilization MaxProvisionedTableWriteCapacityUtilization
      OnDemandMaxReadRequestUnits OnDemandMaxWriteRequestUnits OnlineIndexConsumedWriteCapacity OnlineIndexPercentageProgress
      OnlineIndexThrottleEvents PendingReplicationCount ProvisionedReadCapacityUnits ProvisionedWriteCapacityUnits
      ReadAccountLimitThrottleEvents ReadKeyRangeThroughputThrottleEvents ReadMaxOnDemandThroughputThrottleEvents
      ReadProvisionedThroughputThrottleEvents ReadThrottleEvents ReplicationLatency ResourcePolicySize
      ReturnedBytes ReturnedItemCount ReturnedRecordsCount SuccessfulRequestLatency SystemErrors ThrottledPutRecordCount
      ThrottledRequests TimeToLiveDeletedItemCount TransactionConflict UserErrors WriteAccountLimitThrottleEvents
      WriteKeyRangeThroughputThrottleEvents WriteMaxOnDemandThroughputThrottleEvents
      WriteProvisionedThroughputThrottleEvents WriteThrottleEvents FaultInjectionServiceInducedErrors`),
    dimensions: words(
      'TableName GlobalSecondaryIndexName Operation OperationType Verb ReceivingRegion StreamLabel DelegatedOperation',
    ),
  },
  'AWS/ApiGateway': {
    metrics:
      words(`4XXError 5XXError CacheHitCount CacheMissCount Count IntegrationLatency Latency 4xx 5xx DataProcessed
      ConnectCount MessageCount IntegrationError ClientError ExecutionError`),
    dimensions: words('ApiName ApiId Stage Method Resource Route'),
  },
  'AWS/States': {
    metrics:
      words(`ActivitiesFailed ActivitiesHeartbeatTimedOut ActivitiesScheduled ActivitiesStarted ActivitiesSucceeded
      ActivitiesTimedOut ActivityRunTime ActivityScheduleTime ActivityTime ConsumedCapacity ExecutionThrottled ExecutionTime
      ExecutionsAborted ExecutionsFailed ExecutionsStarted ExecutionsSucceeded ExecutionsTimedOut ExecutionsRedriven
      RedrivenExecutionsAborted RedrivenExecutionsFailed RedrivenExecutionsSucceeded RedrivenExecutionsTimedOut
      ExpressExecutionBilledDuration ExpressExecutionBilledMemory ExpressExecutionMemory LambdaFunctionRunTime
      LambdaFunctionScheduleTime LambdaFunctionTime LambdaFunctionsFailed LambdaFunctionsScheduled LambdaFunctionsStarted
      LambdaFunctionsSucceeded LambdaFunctionsTimedOut ProvisionedBucketSize ProvisionedRefillRate ServiceIntegrationRunTime
      ServiceIntegrationScheduleTime ServiceIntegrationTime ServiceIntegrationsFailed ServiceIntegrationsScheduled
      ServiceIntegrationsStarted ServiceIntegrationsSucceeded ServiceIntegrationsTimedOut ThrottledEvents OpenExecutionCount
      OpenExecutionLimit ApproximateOpenMapRunCount OpenMapRunLimit ApproximateMapRunBacklogSize MapRunsFailed
      MapRunsStarted MapRunsSucceeded MapRunsAborted MapRunsTimedOut MapRunTime`),
    dimensions: words(
      'StateMachineArn ActivityArn LambdaFunctionArn ServiceIntegrationResourceArn APIName ServiceMetric StateTransition Version Alias',
    ),
  },
  'AWS/Events': {
    metrics:
      words(`DeadLetterInvocations EventBusPoliciesCount Events FailedInvocations IngestionToInvocationCompleteLatency
      IngestionToInvocationStartLatency IngestionToInvocationSuccessLatency InvocationAttempts Invocations InvocationsCreated
      InvocationsFailedToBeSentToDlq InvocationsSentToDlq MatchedEvents PutEventsApproximateCallCount
      PutEventsApproximateFailedCount PutEventsApproximateSuccessCount PutEventsApproximateThrottledCount
      PutEventsEntriesCount PutEventsFailedEntriesCount PutEventsLatency PutEventsRequestSize
      PutPartnerEventsApproximateCallCount PutPartnerEventsApproximateFailedCount
      PutPartnerEventsApproximateSuccessCount PutPartnerEventsApproximateThrottledCount PutPartnerEventsEntriesCount
      PutPartnerEventsFailedEntriesCount PutPartnerEventsLatency RetryInvocationAttempts SuccessfulInvocationAttempts
      ThrottledRules TriggeredRules`),
    dimensions: words('RuleName EventBusName EventSourceName'),
  },
  'AWS/ApplicationELB': {
    metrics:
      words(`ActiveConnectionCount ClientTLSNegotiationErrorCount ConsumedLCUs DesyncMitigationMode_NonCompliant_Request_Count
      DroppedInvalidHeaderRequestCount ForwardedInvalidHeaderRequestCount GrpcRequestCount HTTP_Fixed_Response_Count
      HTTP_Redirect_Count HTTP_Redirect_Url_Limit_Exceeded_Count HTTPCode_ELB_3XX_Count HTTPCode_ELB_4XX_Count
      HTTPCode_ELB_5XX_Count HTTPCode_ELB_500_Count HTTPCode_ELB_502_Count HTTPCode_ELB_503_Count HTTPCode_ELB_504_Count
      IPv6ProcessedBytes IPv6RequestCount LowReputationPacketsDropped LowReputationRequestsDenied NewConnectionCount
      NonStickyRequestCount PeakLCUs ProcessedBytes ReservedLCUs RejectedConnectionCount RequestCount RuleEvaluations
      AnomalousHostCount HealthyHostCount HealthyStateDNS HealthyStateRouting HTTPCode_Target_2XX_Count
      HTTPCode_Target_3XX_Count HTTPCode_Target_4XX_Count HTTPCode_Target_5XX_Count MitigatedHostCount RequestCountPerTarget
      TargetConnectionErrorCount TargetResponseTime TargetTLSNegotiationErrorCount UnHealthyHostCount UnhealthyRoutingRequestCount
      UnhealthyStateDNS UnhealthyStateRouting ZonalShiftedHostCount LambdaInternalError LambdaTargetProcessedBytes
      LambdaUserError ELBAuthError ELBAuthFailure ELBAuthLatency ELBAuthRefreshTokenSuccess ELBAuthSuccess
      ELBAuthUserClaimsSizeExceeded`),
    dimensions: words('AvailabilityZone LoadBalancer TargetGroup'),
  },
  'AWS/NetworkELB': {
    metrics: words(`ActiveFlowCount ActiveFlowCount_TCP ActiveFlowCount_TLS ActiveFlowCount_UDP ActiveFlowCount_QUIC
      ActiveZonalShiftHostCount ClientTLSNegotiationErrorCount ConsumedLCUs ConsumedLCUs_TCP ConsumedLCUs_TLS ConsumedLCUs_UDP
      HealthyHostCount NewFlowCount NewFlowCount_TCP NewFlowCount_TLS NewFlowCount_UDP NewFlowCount_QUIC PeakBytesPerSecond
      PeakPacketsPerSecond PortAllocationErrorCount ProcessedBytes ProcessedBytes_TCP ProcessedBytes_TLS ProcessedBytes_UDP
      ProcessedBytes_QUIC ProcessedPackets RejectedFlowCount RejectedFlowCount_TCP ReservedLCUs
      SecurityGroupBlockedFlowCount_Inbound_ICMP SecurityGroupBlockedFlowCount_Inbound_TCP
      SecurityGroupBlockedFlowCount_Inbound_UDP SecurityGroupBlockedFlowCount_Outbound_ICMP
      SecurityGroupBlockedFlowCount_Outbound_TCP SecurityGroupBlockedFlowCount_Outbound_UDP TargetTLSNegotiationErrorCount
      TCP_Client_Reset_Count TCP_ELB_Reset_Count TCP_Target_Reset_Count UnHealthyHostCount UnhealthyRoutingFlowCount
      ZonalHealthStatus QUIC_Unknown_Server_ID_Packet_Drop_Count`),
    dimensions: words('AvailabilityZone LoadBalancer TargetGroup'),
  },
  'AWS/EC2': {
    metrics: words(`CPUUtilization DiskReadOps DiskWriteOps DiskReadBytes DiskWriteBytes MetadataNoToken
      MetadataNoTokenRejected NetworkIn NetworkOut NetworkPacketsIn NetworkPacketsOut CPUCreditUsage CPUCreditBalance
      CPUSurplusCreditBalance CPUSurplusCreditsCharged DedicatedHostCPUUtilization EBSReadOps EBSWriteOps EBSReadBytes
      EBSWriteBytes EBSIOBalance% EBSByteBalance% InstanceEBSIOPSExceededCheck InstanceEBSThroughputExceededCheck
      StatusCheckFailed StatusCheckFailed_Instance StatusCheckFailed_System StatusCheckFailed_AttachedEBS
      ConcurrentConnections GPUPowerUtilization`),
    dimensions: words('AutoScalingGroupName ImageId InstanceId InstanceType Per-VPC'),
  },
  'AWS/AutoScaling': {
    metrics: words(`GroupMinSize GroupMaxSize GroupDesiredCapacity GroupInServiceInstances GroupInServiceCapacity
      GroupPendingInstances GroupPendingCapacity GroupStandbyInstances GroupStandbyCapacity GroupTerminatingInstances
      GroupTerminatingCapacity GroupTerminatingRetainedInstances GroupTerminatingRetainedCapacity GroupTotalInstances
      GroupTotalCapacity GroupAndWarmPoolDesiredCapacity
      GroupAndWarmPoolTotalCapacity WarmPoolDesiredCapacity WarmPoolMinSize WarmPoolPendingCapacity
      WarmPoolTerminatingCapacity WarmPoolTotalCapacity WarmPoolWarmedCapacity PredictiveScalingLoadForecast
      PredictiveScalingCapacityForecast PredictiveScalingMetricPairCorrelation`),
    dimensions: words('AutoScalingGroupName PolicyName PairIndex'),
  },
  'AWS/Kinesis': {
    metrics: words(`GetRecords.Bytes GetRecords.IteratorAge GetRecords.IteratorAgeMilliseconds GetRecords.Latency
      GetRecords.Records GetRecords.Success IncomingBytes IncomingRecords IteratorAgeMilliseconds OutgoingBytes OutgoingRecords
      PutRecord.Bytes PutRecord.Latency PutRecord.Success PutRecords.Bytes PutRecords.FailedRecords PutRecords.Latency
      PutRecords.Records PutRecords.SuccessfulRecords PutRecords.Success PutRecords.ThrottledRecords PutRecords.TotalRecords
      ReadProvisionedThroughputExceeded SubscribeToShard.RateExceeded SubscribeToShard.Success
      SubscribeToShardEvent.Success SubscribeToShardEvent.Bytes SubscribeToShardEvent.Records
      SubscribeToShardEvent.MillisBehindLatest WriteProvisionedThroughputExceeded`),
    dimensions: words('StreamName ShardId ConsumerName StreamId'),
  },
  'AWS/NATGateway': {
    metrics:
      words(`ActiveConnectionCount BytesInFromDestination BytesInFromSource BytesOutToDestination BytesOutToSource
      ConnectionAttemptCount ConnectionEstablishedCount ErrorPortAllocation IdleTimeoutCount PacketsDropCount
      PacketsInFromDestination PacketsInFromSource PacketsOutToDestination PacketsOutToSource PeakBytesPerSecond
      PeakPacketsPerSecond`),
    dimensions: words('NatGatewayId'),
  },
  'AWS/Route53': {
    metrics: words(`ChildHealthCheckHealthyCount ConnectionTime DNSQueries DNSSECInternalFailure
      DNSSECKeySigningKeysNeedingAction DNSSECKeySigningKeyMaxNeedingActionAge DNSSECKeySigningKeyAge
      HealthCheckPercentageHealthy HealthCheckStatus SSLHandshakeTime TimeToFirstByte`),
    dimensions: words('HealthCheckId HostedZoneId Region'),
  },
  'AWS/CloudFront': {
    metrics:
      words(`Requests BytesDownloaded BytesUploaded 4xxErrorRate 5xxErrorRate TotalErrorRate CacheHitRate OriginLatency
      401ErrorRate 403ErrorRate 404ErrorRate 502ErrorRate 503ErrorRate 504ErrorRate FunctionInvocations
      FunctionValidationErrors FunctionExecutionErrors FunctionComputeUtilization FunctionThrottles LambdaExecutionError
      LambdaLimitExceededError LambdaValidationError`),
    dimensions: words('DistributionId Region FunctionName'),
  },
};

/** Names of resources as dimensions: what a resource gives as that name. */
export interface DimensionValue {
  readonly type: RegExp;
  /** The attribute that is the name; null for `Ref`. */
  readonly attribute: string | null;
  /** Other attributes (null for `Ref`) that are something else, with what they are. */
  readonly wrong: readonly (readonly [attribute: string | null, is: string])[];
}

/** From the CloudFormation reference: return values of each type, against what the metric's dimension holds. */
export const DIMENSION_VALUES: Readonly<Record<string, readonly DimensionValue[]>> = {
  QueueName: [
    {
      type: /^AWS::SQS::Queue$/,
      attribute: 'QueueName',
      wrong: [
        [null, 'URL'],
        ['Arn', 'ARN'],
        ['QueueUrl', 'URL'],
      ],
    },
  ],
  TopicName: [
    {
      type: /^AWS::SNS::Topic$/,
      attribute: 'TopicName',
      wrong: [
        [null, 'ARN'],
        ['TopicArn', 'ARN'],
      ],
    },
  ],
  FunctionName: [{ type: /^AWS::(Lambda|Serverless)::Function$/, attribute: null, wrong: [['Arn', 'ARN']] }],
  TableName: [
    {
      type: /^AWS::DynamoDB::(Global)?Table$/,
      attribute: null,
      wrong: [
        ['Arn', 'ARN'],
        ['StreamArn', 'ARN'],
      ],
    },
  ],
  LoadBalancer: [
    {
      type: /^AWS::ElasticLoadBalancingV2::LoadBalancer$/,
      attribute: 'LoadBalancerFullName',
      wrong: [
        [null, 'ARN'],
        ['LoadBalancerArn', 'ARN'],
        ['LoadBalancerName', 'name alone'],
        ['DNSName', 'address'],
      ],
    },
  ],
  TargetGroup: [
    {
      type: /^AWS::ElasticLoadBalancingV2::TargetGroup$/,
      attribute: 'TargetGroupFullName',
      wrong: [
        [null, 'ARN'],
        ['TargetGroupArn', 'ARN'],
        ['TargetGroupName', 'name alone'],
      ],
    },
  ],
  StateMachineArn: [
    { type: /^AWS::(StepFunctions|Serverless)::StateMachine$/, attribute: null, wrong: [['Name', 'name']] },
  ],
  ClusterName: [{ type: /^AWS::ECS::Cluster$/, attribute: null, wrong: [['Arn', 'ARN']] }],
  ServiceName: [
    {
      type: /^AWS::ECS::Service$/,
      attribute: 'Name',
      wrong: [
        [null, 'ARN'],
        ['ServiceArn', 'ARN'],
      ],
    },
  ],
  RuleName: [{ type: /^AWS::Events::Rule$/, attribute: null, wrong: [['Arn', 'ARN']] }],
  StreamName: [{ type: /^AWS::Kinesis::Stream$/, attribute: null, wrong: [['Arn', 'ARN']] }],
  BucketName: [{ type: /^AWS::S3::Bucket$/, attribute: null, wrong: [['Arn', 'ARN']] }],
};
