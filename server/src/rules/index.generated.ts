/** The list of all rules. Generated from the folder by `npm run generate`; do not edit. */
import type { Rule } from '../core/rule.ts';
import { apiNotAsRequired } from './api/not-as-required.ts';
import { missingConnection } from './arch/missing-connection.ts';
import { missingEndpoint } from './arch/missing-endpoint.ts';
import { missingFailover } from './arch/missing-failover.ts';
import { missingService } from './arch/missing-service.ts';
import { unrequestedService } from './arch/unrequested-service.ts';
import { wrongArchitecture } from './arch/wrong-architecture.ts';
import { wrongProperty } from './arch/wrong-property.ts';
import { wrongRegion } from './arch/wrong-region.ts';
import { hardCodedAccount } from './cdk/hard-coded-account.ts';
import { hardCodedArn } from './cdk/hard-coded-arn.ts';
import { hardCodedPartition } from './cdk/hard-coded-partition.ts';
import { hardCodedRegion } from './cdk/hard-coded-region.ts';
import { rootNamespaceAccess } from './cdk/root-namespace-access.ts';
import { unresolvedConstructImport } from './cdk/unresolved-construct-import.ts';
import { unexplained } from './docs/unexplained.ts';
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
import { unrotatedKey } from './kms/unrotated-key.ts';
import { deprecatedRuntime } from './lambda/deprecated-runtime.ts';
import { reservedEnvironmentVariable } from './lambda/reserved-environment-variable.ts';
import { noLogGroup } from './logs/no-log-group.ts';
import { noRetention } from './logs/no-retention.ts';
import { missingAlarm } from './monitoring/missing-alarm.ts';
import { blocksReplacement } from './naming/blocks-replacement.ts';
import { collision } from './naming/collision.ts';
import { invalidName } from './naming/invalid-name.ts';
import { notUniquePerEnvironment } from './naming/not-unique-per-environment.ts';
import { offPattern } from './naming/off-pattern.ts';
import { wrongDefaultEnvironment } from './naming/wrong-default-environment.ts';
import { networkNotAsRequired } from './network/not-as-required.ts';
import { openIngress } from './network/open-ingress.ts';
import { missingOutput } from './outputs/missing.ts';
import { missingParameter } from './parameters/missing.ts';
import { missingDlq } from './reliability/missing-dlq.ts';
import { missingFailureDestination } from './reliability/missing-failure-destination.ts';
import { noDeadLetters } from './reliability/no-dead-letters.ts';
import { offLifecycle } from './reliability/off-lifecycle.ts';
import { shortVisibilityTimeout } from './reliability/short-visibility-timeout.ts';
import { expiredIgnore } from './requirements/expired-ignore.ts';
import { invalid } from './requirements/invalid.ts';
import { unusedIgnore } from './requirements/unused-ignore.ts';
import { publicBucket } from './s3/public-bucket.ts';
import { v2Import } from './sdk/v2-import.ts';
import { v2InlineCode } from './sdk/v2-inline-code.ts';
import { v2MissingAtRuntime } from './sdk/v2-missing-at-runtime.ts';
import { plainText } from './secrets/plain-text.ts';
import { missingRequiredFile } from './structure/missing-file.ts';
import { notSingleFile } from './structure/not-single-file.ts';
import { offLayout } from './structure/off-layout.ts';
import { resourceInRootStack } from './structure/resource-in-root-stack.ts';
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
import { missingTag } from './tags/missing.ts';
import { untestedStack } from './tests/untested-stack.ts';
import { eventLoop } from './wiring/event-loop.ts';
import { missingReference } from './wiring/missing-reference.ts';

export const rules: readonly Rule[] = [
  apiNotAsRequired,
  missingConnection,
  missingEndpoint,
  missingFailover,
  missingService,
  unrequestedService,
  wrongArchitecture,
  wrongProperty,
  wrongRegion,
  hardCodedAccount,
  hardCodedArn,
  hardCodedPartition,
  hardCodedRegion,
  rootNamespaceAccess,
  unresolvedConstructImport,
  unexplained,
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
  unrotatedKey,
  deprecatedRuntime,
  reservedEnvironmentVariable,
  noLogGroup,
  noRetention,
  missingAlarm,
  blocksReplacement,
  collision,
  invalidName,
  notUniquePerEnvironment,
  offPattern,
  wrongDefaultEnvironment,
  networkNotAsRequired,
  openIngress,
  missingOutput,
  missingParameter,
  missingDlq,
  missingFailureDestination,
  noDeadLetters,
  offLifecycle,
  shortVisibilityTimeout,
  expiredIgnore,
  invalid,
  unusedIgnore,
  publicBucket,
  v2Import,
  v2InlineCode,
  v2MissingAtRuntime,
  plainText,
  missingRequiredFile,
  notSingleFile,
  offLayout,
  resourceInRootStack,
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
  missingTag,
  untestedStack,
  eventLoop,
  missingReference,
] as readonly unknown[] as readonly Rule[];
