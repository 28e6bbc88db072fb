/** The list of all rules. Generated from the folder by `npm run generate`; do not edit. */
import type { Rule } from '../core/rule.ts';
import { unknownMetric } from './alarms/unknown-metric.ts';
import { withoutAction } from './alarms/without-action.ts';
import { wrongDimension } from './alarms/wrong-dimension.ts';
import { apiNotAsRequired } from './api/not-as-required.ts';
import { openCors } from './api/open-cors.ts';
import { deploymentMissesMethods } from './apigateway/deployment-misses-methods.ts';
import { noStageAccessLogs } from './apigateway/no-access-logs.ts';
import { noLoggingRole } from './apigateway/no-logging-role.ts';
import { noThrottling } from './apigateway/no-throttling.ts';
import { openMethod } from './apigateway/open-method.ts';
import { untracedStage } from './apigateway/untraced.ts';
import { missingConnection } from './arch/missing-connection.ts';
import { missingEndpoint } from './arch/missing-endpoint.ts';
import { missingFailover } from './arch/missing-failover.ts';
import { missingService } from './arch/missing-service.ts';
import { unrequestedService } from './arch/unrequested-service.ts';
import { wrongArchitecture } from './arch/wrong-architecture.ts';
import { wrongProperty } from './arch/wrong-property.ts';
import { wrongRegion } from './arch/wrong-region.ts';
import { authorizerMismatch } from './cdk/authorizer-mismatch.ts';
import { usesDeprecatedApi } from './cdk/deprecated-api.ts';
import { hardCodedAccount } from './cdk/hard-coded-account.ts';
import { hardCodedArn } from './cdk/hard-coded-arn.ts';
import { hardCodedPartition } from './cdk/hard-coded-partition.ts';
import { hardCodedRegion } from './cdk/hard-coded-region.ts';
import { missingFeatureFlag } from './cdk/missing-feature-flag.ts';
import { rootNamespaceAccess } from './cdk/root-namespace-access.ts';
import { stringBuiltArn } from './cdk/string-built-arn.ts';
import { unresolvedConstructImport } from './cdk/unresolved-construct-import.ts';
import { v1Import } from './cdk/v1-import.ts';
import { beyondLimit } from './cloudformation/beyond-limit.ts';
import { contradictingProperties } from './cloudformation/contradicting-properties.ts';
import { duplicateResource } from './cloudformation/duplicate-resource.ts';
import { impossibleEventSource } from './cloudformation/impossible-event-source.ts';
import { missingDependsOn } from './cloudformation/missing-depends-on.ts';
import { placeholder } from './cloudformation/placeholder.ts';
import { noDistributionAccessLogs } from './cloudfront/no-access-logs.ts';
import { noWebAcl } from './cloudfront/no-web-acl.ts';
import { outdatedTls } from './cloudfront/outdated-tls.ts';
import { plainHttpDistribution } from './cloudfront/plain-http.ts';
import { singleRegionTrail } from './cloudtrail/single-region.ts';
import { unvalidatedLogs } from './cloudtrail/unvalidated-logs.ts';
import { guestAccess } from './cognito/guest-access.ts';
import { noMfa } from './cognito/no-mfa.ts';
import { globalTableIncomplete } from './data/global-table-incomplete.ts';
import { outdatedEngine } from './data/outdated-engine.ts';
import { unexplained } from './docs/unexplained.ts';
import { duplicateIndex } from './dynamodb/duplicate-index.ts';
import { noPointInTimeRecovery } from './dynamodb/no-point-in-time-recovery.ts';
import { scanForKey } from './dynamodb/scan-for-key.ts';
import { undefinedAttribute } from './dynamodb/undefined-attribute.ts';
import { unusedAttribute } from './dynamodb/unused-attribute.ts';
import { hardCodedImage } from './ec2/hard-coded-image.ts';
import { imdsv1Allowed } from './ec2/imdsv1-allowed.ts';
import { launchConfiguration } from './ec2/launch-configuration.ts';
import { publicAddress } from './ec2/public-address.ts';
import { unencryptedVolume } from './ec2/unencrypted-volume.ts';
import { mutableTags } from './ecr/mutable-tags.ts';
import { unscannedImages } from './ecr/unscanned-images.ts';
import { unencryptedFileSystem } from './efs/unencrypted-file-system.ts';
import { noControlPlaneLogs } from './eks/no-control-plane-logs.ts';
import { publicEndpoint } from './eks/public-endpoint.ts';
import { unencryptedGroup } from './elasticache/unencrypted-group.ts';
import { adminStatement } from './iam/admin-statement.ts';
import { broadManagedPolicy } from './iam/broad-managed-policy.ts';
import { bypassableMfa } from './iam/bypassable-mfa.ts';
import { confusedDeputy } from './iam/confused-deputy.ts';
import { invalidSid } from './iam/invalid-sid.ts';
import { longLivedAccessKey } from './iam/long-lived-access-key.ts';
import { malformedArn } from './iam/malformed-arn.ts';
import { malformedStatement } from './iam/malformed-statement.ts';
import { mismatchedResource } from './iam/mismatched-resource.ts';
import { misplacedAction } from './iam/misplaced-action.ts';
import { missingPermission } from './iam/missing-permission.ts';
import { namedIamResource } from './iam/named-iam-resource.ts';
import { notActionAllow } from './iam/not-action-allow.ts';
import { notAsRequired } from './iam/not-as-required.ts';
import { notPrincipalAllow } from './iam/not-principal-allow.ts';
import { notResourceAllow } from './iam/not-resource-allow.ts';
import { openAuthorizer } from './iam/open-authorizer.ts';
import { openFunctionUrl } from './iam/open-function-url.ts';
import { openOidcTrust } from './iam/open-oidc-trust.ts';
import { openResourcePolicy } from './iam/open-resource-policy.ts';
import { openTrust } from './iam/open-trust.ts';
import { outdatedVersion } from './iam/outdated-version.ts';
import { oversizedPolicy } from './iam/oversized-policy.ts';
import { partialWildcard } from './iam/partial-wildcard.ts';
import { passroleWildcard } from './iam/passrole-wildcard.ts';
import { privilegeEscalation } from './iam/privilege-escalation.ts';
import { redundantPermission } from './iam/redundant-permission.ts';
import { rootTrust } from './iam/root-trust.ts';
import { sensitiveReadAnywhere } from './iam/sensitive-read-anywhere.ts';
import { surplusPermission } from './iam/surplus-permission.ts';
import { unknownAction } from './iam/unknown-action.ts';
import { unknownConditionKey } from './iam/unknown-condition-key.ts';
import { unknownManagedPolicy } from './iam/unknown-managed-policy.ts';
import { userPolicy } from './iam/user-policy.ts';
import { weakSetOperator } from './iam/weak-set-operator.ts';
import { wildcardAction } from './iam/wildcard-action.ts';
import { wildcardResource } from './iam/wildcard-resource.ts';
import { wrongConditionOperator } from './iam/wrong-condition-operator.ts';
import { unencryptedStream } from './kinesis/unencrypted-stream.ts';
import { missingServicePrincipal } from './kms/missing-service-principal.ts';
import { noCustomerKey } from './kms/no-customer-key.ts';
import { unrotatedKey } from './kms/unrotated-key.ts';
import { callbackHandler } from './lambda/callback-handler.ts';
import { clientInHandler } from './lambda/client-in-handler.ts';
import { defaultLimits } from './lambda/default-limits.ts';
import { deprecatedRuntime } from './lambda/deprecated-runtime.ts';
import { excessiveReservation } from './lambda/excessive-reservation.ts';
import { missingHandler } from './lambda/missing-handler.ts';
import { missingNetworkPermission } from './lambda/missing-network-permission.ts';
import { reservedEnvironmentVariable } from './lambda/reserved-environment-variable.ts';
import { swallowedError } from './lambda/swallowed-error.ts';
import { timeoutBeyondApi } from './lambda/timeout-beyond-api.ts';
import { unawaitedCall } from './lambda/unawaited-call.ts';
import { undefinedEnvironmentVariable } from './lambda/undefined-environment-variable.ts';
import { unlimitedConcurrency } from './lambda/unlimited-concurrency.ts';
import { unreadEnvironmentVariable } from './lambda/unread-environment-variable.ts';
import { untracedFunction } from './lambda/untraced.ts';
import { noLogGroup } from './logs/no-log-group.ts';
import { noRetention } from './logs/no-retention.ts';
import { invalidDashboard } from './monitoring/invalid-dashboard.ts';
import { missingAlarm } from './monitoring/missing-alarm.ts';
import { blocksReplacement } from './naming/blocks-replacement.ts';
import { collision } from './naming/collision.ts';
import { invalidName } from './naming/invalid-name.ts';
import { notUniquePerEnvironment } from './naming/not-unique-per-environment.ts';
import { offPattern } from './naming/off-pattern.ts';
import { wrongDefaultEnvironment } from './naming/wrong-default-environment.ts';
import { broadIngress } from './network/broad-ingress.ts';
import { closedPort } from './network/closed-port.ts';
import { contradictingHealthCheck } from './network/contradicting-health-check.ts';
import { databaseInPublicSubnet } from './network/database-in-public-subnet.ts';
import { functionInPublicSubnet } from './network/function-in-public-subnet.ts';
import { impossibleListenerRule } from './network/impossible-listener-rule.ts';
import { invalidHeaders } from './network/invalid-headers.ts';
import { missingFlowLog } from './network/missing-flow-log.ts';
import { noRouteToService } from './network/no-route-to-service.ts';
import { networkNotAsRequired } from './network/not-as-required.ts';
import { openByDefault } from './network/open-by-default.ts';
import { openEgress } from './network/open-egress.ts';
import { openIngress } from './network/open-ingress.ts';
import { outdatedTlsPolicy } from './network/outdated-tls-policy.ts';
import { overlappingCidr } from './network/overlapping-cidr.ts';
import { plainHttpListener } from './network/plain-http-listener.ts';
import { undescribedRule } from './network/undescribed-rule.ts';
import { unloggedLoadBalancer } from './network/unlogged-load-balancer.ts';
import { unreachableImage } from './network/unreachable-image.ts';
import { openSearchNoAccessControl } from './opensearch/no-access-control.ts';
import { openSearchNoLogs } from './opensearch/no-logs.ts';
import { plainHttpDomain } from './opensearch/plain-http.ts';
import { unencryptedDomain } from './opensearch/unencrypted-domain.ts';
import { arnForName } from './outputs/arn-for-name.ts';
import { duplicateExport } from './outputs/duplicate-export.ts';
import { missingOutput } from './outputs/missing.ts';
import { missingParameter } from './parameters/missing.ts';
import { unconstrainedParameter } from './parameters/unconstrained.ts';
import { unusedParameter } from './parameters/unused.ts';
import { mismatchedParameterGroup } from './rds/mismatched-parameter-group.ts';
import { publicInstance } from './rds/public-instance.ts';
import { unencryptedStorage } from './rds/unencrypted-storage.ts';
import { unsupportedOption } from './rds/unsupported-option.ts';
import { unencryptedCluster } from './redshift/unencrypted-cluster.ts';
import { endlessRetries } from './reliability/endless-retries.ts';
import { ignoredHealthChecks } from './reliability/ignored-health-checks.ts';
import { impossibleCapacity } from './reliability/impossible-capacity.ts';
import { mismatchedDlq } from './reliability/mismatched-dlq.ts';
import { missingDlq } from './reliability/missing-dlq.ts';
import { missingFailureDestination } from './reliability/missing-failure-destination.ts';
import { noBackups } from './reliability/no-backups.ts';
import { noCircuitBreaker } from './reliability/no-circuit-breaker.ts';
import { noDeadLetters } from './reliability/no-dead-letters.ts';
import { noDeletionProtection } from './reliability/no-deletion-protection.ts';
import { noPartialBatchResponse } from './reliability/no-partial-batch-response.ts';
import { noRollingUpdate } from './reliability/no-rolling-update.ts';
import { noScalingPolicy } from './reliability/no-scaling-policy.ts';
import { offLifecycle } from './reliability/off-lifecycle.ts';
import { shortDlqRetention } from './reliability/short-dlq-retention.ts';
import { shortVisibilityTimeout } from './reliability/short-visibility-timeout.ts';
import { singleAz } from './reliability/single-az.ts';
import { singleReceive } from './reliability/single-receive.ts';
import { unprotectedData } from './reliability/unprotected-data.ts';
import { expiredIgnore } from './requirements/expired-ignore.ts';
import { invalid } from './requirements/invalid.ts';
import { unreasonedIgnore } from './requirements/unreasoned-ignore.ts';
import { unusedIgnore } from './requirements/unused-ignore.ts';
import { aclWithoutOwnership } from './s3/acl-without-ownership.ts';
import { endlessVersions } from './s3/endless-versions.ts';
import { inconsistentObjectLock } from './s3/inconsistent-object-lock.ts';
import { insecureTransport } from './s3/insecure-transport.ts';
import { invalidLifecycle } from './s3/invalid-lifecycle.ts';
import { noBucketAccessLogs } from './s3/no-access-logs.ts';
import { overlappingNotifications } from './s3/overlapping-notifications.ts';
import { publicBucket } from './s3/public-bucket.ts';
import { unblockedBucket } from './s3/unblocked-bucket.ts';
import { unversionedBucket } from './s3/unversioned-bucket.ts';
import { removedPythonModule } from './sdk/removed-python-module.ts';
import { v2ClientOption } from './sdk/v2-client-option.ts';
import { v2Dependency } from './sdk/v2-dependency.ts';
import { v2ErrorProperty } from './sdk/v2-error-property.ts';
import { v2Import } from './sdk/v2-import.ts';
import { v2InlineCode } from './sdk/v2-inline-code.ts';
import { v2LeftOut } from './sdk/v2-left-out.ts';
import { v2Method } from './sdk/v2-method.ts';
import { v2MissingAtRuntime } from './sdk/v2-missing-at-runtime.ts';
import { v2Mock } from './sdk/v2-mock.ts';
import { v2Remnant } from './sdk/v2-remnant.ts';
import { v2Result } from './sdk/v2-result.ts';
import { v2XrayCapture } from './sdk/v2-xray-capture.ts';
import { echoedParameter } from './secrets/echoed-parameter.ts';
import { plainText } from './secrets/plain-text.ts';
import { unrotatedSecret } from './secrets/unrotated.ts';
import { unencryptedQueue } from './sqs/unencrypted-queue.ts';
import { stateMachineNoLogs } from './stepfunctions/no-logs.ts';
import { missingRequiredFile } from './structure/missing-file.ts';
import { notSingleFile } from './structure/not-single-file.ts';
import { offLayout } from './structure/off-layout.ts';
import { replacedResource } from './structure/replaced-resource.ts';
import { resourceInRootStack } from './structure/resource-in-root-stack.ts';
import { untypedProps } from './structure/untyped-props.ts';
import { unvalidatedEnvironment } from './structure/unvalidated-environment.ts';
import { unwiredStacks } from './structure/unwired-stacks.ts';
import { advice } from './synth/advice.ts';
import { annotation } from './synth/annotation.ts';
import { appStopped } from './synth/app-stopped.ts';
import { deniedAccess } from './synth/denied-access.ts';
import { deprecatedApi } from './synth/deprecated-api.ts';
import { exception } from './synth/exception.ts';
import { missingContext } from './synth/missing-context.ts';
import { missingEnvironment } from './synth/missing-environment.ts';
import { synthMissingFile } from './synth/missing-file.ts';
import { missingModule } from './synth/missing-module.ts';
import { reported } from './synth/reported.ts';
import { validationError } from './synth/validation-error.ts';
import { inconsistent } from './tags/inconsistent.ts';
import { missingTag } from './tags/missing.ts';
import { untestedStack } from './tests/untested-stack.ts';
import { certificateRegion } from './wiring/certificate-region.ts';
import { circularDependency } from './wiring/circular-dependency.ts';
import { circularStacks } from './wiring/circular-stacks.ts';
import { conditionalReference } from './wiring/conditional-reference.ts';
import { danglingTrigger } from './wiring/dangling-trigger.ts';
import { eventLoop } from './wiring/event-loop.ts';
import { externalResource } from './wiring/external-resource.ts';
import { missingArtifact } from './wiring/missing-artifact.ts';
import { missingCondition } from './wiring/missing-condition.ts';
import { missingTriggerPermission } from './wiring/missing-permission.ts';
import { missingReference } from './wiring/missing-reference.ts';
import { ruleWithoutEvents } from './wiring/rule-without-events.ts';
import { ruleWithoutTarget } from './wiring/rule-without-target.ts';
import { unassumableRole } from './wiring/unassumable-role.ts';
import { unconditionalCustomDomain } from './wiring/unconditional-custom-domain.ts';
import { unknownAttribute } from './wiring/unknown-attribute.ts';
import { unresolvedImport } from './wiring/unresolved-import.ts';
import { unusedDeclaration } from './wiring/unused-declaration.ts';
import { unusedResource } from './wiring/unused-resource.ts';

export const rules: readonly Rule[] = [
  unknownMetric,
  withoutAction,
  wrongDimension,
  apiNotAsRequired,
  openCors,
  deploymentMissesMethods,
  noStageAccessLogs,
  noLoggingRole,
  noThrottling,
  openMethod,
  untracedStage,
  missingConnection,
  missingEndpoint,
  missingFailover,
  missingService,
  unrequestedService,
  wrongArchitecture,
  wrongProperty,
  wrongRegion,
  authorizerMismatch,
  usesDeprecatedApi,
  hardCodedAccount,
  hardCodedArn,
  hardCodedPartition,
  hardCodedRegion,
  missingFeatureFlag,
  rootNamespaceAccess,
  stringBuiltArn,
  unresolvedConstructImport,
  v1Import,
  beyondLimit,
  contradictingProperties,
  duplicateResource,
  impossibleEventSource,
  missingDependsOn,
  placeholder,
  noDistributionAccessLogs,
  noWebAcl,
  outdatedTls,
  plainHttpDistribution,
  singleRegionTrail,
  unvalidatedLogs,
  guestAccess,
  noMfa,
  globalTableIncomplete,
  outdatedEngine,
  unexplained,
  duplicateIndex,
  noPointInTimeRecovery,
  scanForKey,
  undefinedAttribute,
  unusedAttribute,
  hardCodedImage,
  imdsv1Allowed,
  launchConfiguration,
  publicAddress,
  unencryptedVolume,
  mutableTags,
  unscannedImages,
  unencryptedFileSystem,
  noControlPlaneLogs,
  publicEndpoint,
  unencryptedGroup,
  adminStatement,
  broadManagedPolicy,
  bypassableMfa,
  confusedDeputy,
  invalidSid,
  longLivedAccessKey,
  malformedArn,
  malformedStatement,
  mismatchedResource,
  misplacedAction,
  missingPermission,
  namedIamResource,
  notActionAllow,
  notAsRequired,
  notPrincipalAllow,
  notResourceAllow,
  openAuthorizer,
  openFunctionUrl,
  openOidcTrust,
  openResourcePolicy,
  openTrust,
  outdatedVersion,
  oversizedPolicy,
  partialWildcard,
  passroleWildcard,
  privilegeEscalation,
  redundantPermission,
  rootTrust,
  sensitiveReadAnywhere,
  surplusPermission,
  unknownAction,
  unknownConditionKey,
  unknownManagedPolicy,
  userPolicy,
  weakSetOperator,
  wildcardAction,
  wildcardResource,
  wrongConditionOperator,
  unencryptedStream,
  missingServicePrincipal,
  noCustomerKey,
  unrotatedKey,
  callbackHandler,
  clientInHandler,
  defaultLimits,
  deprecatedRuntime,
  excessiveReservation,
  missingHandler,
  missingNetworkPermission,
  reservedEnvironmentVariable,
  swallowedError,
  timeoutBeyondApi,
  unawaitedCall,
  undefinedEnvironmentVariable,
  unlimitedConcurrency,
  unreadEnvironmentVariable,
  untracedFunction,
  noLogGroup,
  noRetention,
  invalidDashboard,
  missingAlarm,
  blocksReplacement,
  collision,
  invalidName,
  notUniquePerEnvironment,
  offPattern,
  wrongDefaultEnvironment,
  broadIngress,
  closedPort,
  contradictingHealthCheck,
  databaseInPublicSubnet,
  functionInPublicSubnet,
  impossibleListenerRule,
  invalidHeaders,
  missingFlowLog,
  noRouteToService,
  networkNotAsRequired,
  openByDefault,
  openEgress,
  openIngress,
  outdatedTlsPolicy,
  overlappingCidr,
  plainHttpListener,
  undescribedRule,
  unloggedLoadBalancer,
  unreachableImage,
  openSearchNoAccessControl,
  openSearchNoLogs,
  plainHttpDomain,
  unencryptedDomain,
  arnForName,
  duplicateExport,
  missingOutput,
  missingParameter,
  unconstrainedParameter,
  unusedParameter,
  mismatchedParameterGroup,
  publicInstance,
  unencryptedStorage,
  unsupportedOption,
  unencryptedCluster,
  endlessRetries,
  ignoredHealthChecks,
  impossibleCapacity,
  mismatchedDlq,
  missingDlq,
  missingFailureDestination,
  noBackups,
  noCircuitBreaker,
  noDeadLetters,
  noDeletionProtection,
  noPartialBatchResponse,
  noRollingUpdate,
  noScalingPolicy,
  offLifecycle,
  shortDlqRetention,
  shortVisibilityTimeout,
  singleAz,
  singleReceive,
  unprotectedData,
  expiredIgnore,
  invalid,
  unreasonedIgnore,
  unusedIgnore,
  aclWithoutOwnership,
  endlessVersions,
  inconsistentObjectLock,
  insecureTransport,
  invalidLifecycle,
  noBucketAccessLogs,
  overlappingNotifications,
  publicBucket,
  unblockedBucket,
  unversionedBucket,
  removedPythonModule,
  v2ClientOption,
  v2Dependency,
  v2ErrorProperty,
  v2Import,
  v2InlineCode,
  v2LeftOut,
  v2Method,
  v2MissingAtRuntime,
  v2Mock,
  v2Remnant,
  v2Result,
  v2XrayCapture,
  echoedParameter,
  plainText,
  unrotatedSecret,
  unencryptedQueue,
  stateMachineNoLogs,
  missingRequiredFile,
  notSingleFile,
  offLayout,
  replacedResource,
  resourceInRootStack,
  untypedProps,
  unvalidatedEnvironment,
  unwiredStacks,
  advice,
  annotation,
  appStopped,
  deniedAccess,
  deprecatedApi,
  exception,
  missingContext,
  missingEnvironment,
  synthMissingFile,
  missingModule,
  reported,
  validationError,
  inconsistent,
  missingTag,
  untestedStack,
  certificateRegion,
  circularDependency,
  circularStacks,
  conditionalReference,
  danglingTrigger,
  eventLoop,
  externalResource,
  missingArtifact,
  missingCondition,
  missingTriggerPermission,
  missingReference,
  ruleWithoutEvents,
  ruleWithoutTarget,
  unassumableRole,
  unconditionalCustomDomain,
  unknownAttribute,
  unresolvedImport,
  unusedDeclaration,
  unusedResource,
] as readonly unknown[] as readonly Rule[];
