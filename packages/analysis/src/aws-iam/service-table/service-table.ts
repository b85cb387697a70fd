export {
  conditionKeyType,
  isGlobalKey,
  isKeyOf,
  isKnownKey,
  isMultivalued,
} from './condition-keys.ts';
export {
  type AccessLevel,
  type ConditionKeyType,
  type ResourceEntry,
  SERVICE_TABLE_VERSION,
} from './decode.ts';
export { type DescribedActions, describeActions } from './describe-actions.ts';
export { exampleResource } from './example-resource.ts';
export {
  accessLevelsOf,
  actionEntry,
  actionsAt,
  actionsMatching,
  isKnownAction,
  isKnownService,
  resourcePatternsOf,
  resourceTypesOf,
  serviceHasKey,
} from './known-actions.ts';
