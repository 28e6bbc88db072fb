/**
 * What the product knows about AWS, as functions over generated tables. Sync, pure, and lazy: importing this costs
 * next to nothing, a table is parsed when it is first asked for.
 */
export type { ConstructLowering, Json, LoweringTable, NameRule, PropLowering, RuntimeFacts } from './types.ts';
export { deprecatedWords, deprecationOf, isDeprecated } from './deprecated.ts';
export { type EngineFacts, engineFacts } from './engines.ts';
export { attributesOf } from './attributes.ts';
export { arnMatchesTemplate } from './arnTemplates.ts';
export {
  type ConditionKey,
  type ConditionKeyType,
  actionTakesConditionKey,
  conditionKey,
  globalConditionKeys,
  nearestConditionKeys,
} from './conditionKeys.ts';
export { type GrantPart, type GrantStatement, grantActions, grantMethods, grantStatements } from './grants.ts';
export {
  type AccessLevel,
  accessLevel,
  actionExists,
  expandAction,
  nearestActions,
  serviceAlias,
  serviceExists,
  servicePrefixes,
  supportsResourceArn,
} from './iam.ts';
export {
  type ActionResource,
  actionConditionKeys,
  actionResources,
  dataVersion,
  resourceArns,
  resourceTypesOf,
} from './iamDetails.ts';
export { type FeatureFlag, featureFlags } from './featureFlags.ts';
export { lowering } from './lowering.ts';
export { managedPolicy, managedPolicyNames } from './managedPolicies.ts';
export { type ManagedStatement, managedPolicyStatements } from './managedPolicyStatements.ts';
export { createOnlyProperties, nameRule } from './properties.ts';
export { nearest } from './nearest.ts';
export { type PropertyWord, propertyWord, propertyWords, propertyWordsOf } from './propertyWords.ts';
export { propType } from './propTypes.ts';
export { nearestRegion, regions } from './regions.ts';
export {
  type TagProperty,
  nearestResourceTypes,
  propertiesOf,
  resourceTypeExists,
  resourceTypeNames,
  tagProperty,
} from './resourceTypes.ts';
export {
  type EscalationSet,
  type SensitiveRead,
  escalationSets,
  sensitiveReads,
} from './risks.ts';
export { supportedEngine } from './engineVersions.ts';
export { replacementOf } from './replacements.ts';
export { newestRuntime, runtimeFacts, runtimesOfFamily } from './runtimes.ts';
export { type Service, nearestService, serviceOf, serviceOfType, services } from './services.ts';
export { sdkV3 } from './sdk.ts';
export { isFree, sdkActions, sdkClientOf, sdkOperationOfWaiter } from './sdkActions.ts';
export { type ResourceParameter, sdkResourceParameters } from './sdkParameters.ts';
export { sdkPrefix } from './sdkPrefixes.ts';
export { sdkRelatedActions } from './sdkRelated.ts';
export { namesUnlisted } from './unlistedActions.ts';
