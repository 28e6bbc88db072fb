/**
 * What the product knows about AWS, as functions over generated tables. Sync, pure, and lazy: importing this costs
 * next to nothing, a table is parsed when it is first asked for.
 */
export type { ConstructLowering, Json, LoweringTable, NameRule, PropLowering, RuntimeFacts } from './types.ts';
export { isDeprecated } from './deprecated.ts';
export { type EngineFacts, engineFacts } from './engines.ts';
export { grantActions } from './grants.ts';
export {
  type AccessLevel,
  accessLevel,
  actionExists,
  expandAction,
  nearestActions,
  serviceExists,
  supportsResourceArn,
} from './iam.ts';
export { lowering } from './lowering.ts';
export { managedPolicy } from './managedPolicies.ts';
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
export { newestRuntime, runtimeFacts } from './runtimes.ts';
export { type Service, nearestService, serviceOf, serviceOfType, services } from './services.ts';
export { sdkV3 } from './sdk.ts';
