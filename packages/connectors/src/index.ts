export { readServiceLastAccessed, type ServiceAccess } from './aws/access-advisor.ts';
export {
  type AuthorizationDetailsOptions,
  readAuthorizationDetails,
} from './aws/authorization-details.ts';
export { type CredentialReport, readCredentialReport } from './aws/credential-report.ts';
export type {
  FoundPolicy,
  InventoryCredential,
  InventoryFacts,
  InventoryIdentity,
  InventoryOptions,
  InventoryPolicy,
  InventoryReading,
} from './inventory/inventory.ts';
export type { Parsed, Refusal } from './refusal.ts';
export type { Unresolved } from './unresolved.ts';
