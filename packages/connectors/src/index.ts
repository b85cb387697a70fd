export { readServiceLastAccessed, type ServiceAccess } from './aws/access-advisor.ts';
export {
  type AuthorizationDetailsOptions,
  readAuthorizationDetails,
} from './aws/authorization-details.ts';
export { type CredentialReport, readCredentialReport } from './aws/credential-report.ts';
export {
  type CloudFormationOptions,
  readCloudFormation,
} from './cloudformation/cloudformation.ts';
export type {
  FoundPolicy,
  InventoryFacts,
  InventoryOptions,
  InventoryReading,
} from './inventory/inventory.ts';
export { readKubernetesObjects } from './kubernetes/kubernetes-objects.ts';
export { type ManifestFile, readManifests } from './kubernetes/manifests.ts';
export {
  type ChangeLayer,
  type ChangesReading,
  isLimit,
  NO_LIMIT,
  type PolicyChange,
} from './policy-change.ts';
export type { Parsed, Refusal } from './refusal.ts';
export { readTerraformPlan, type TerraformOptions } from './terraform/terraform-plan.ts';
export type { Unresolved } from './unresolved.ts';
export { readCloudTrail } from './use/cloudtrail.ts';
export { readKubernetesAudit } from './use/kubernetes-audit.ts';
export type { UseOptions, UseReading } from './use/tally.ts';
export {
  MAX_YAML_BYTES,
  type Place,
  type Tags,
  type YamlDocument,
  yamlDocuments,
} from './yaml/yaml-documents.ts';
