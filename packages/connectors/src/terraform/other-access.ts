import type { InventoryLanguage } from '../inventory/inventory.ts';

/** Resource types that give access by other means than a policy that is read here: why, by type. */
const KNOWN: ReadonlyMap<string, readonly [InventoryLanguage, string]> = new Map([
  ['aws_iam_user_group_membership', ['aws-iam', 'members get what the groups have']],
  ['aws_iam_group_membership', ['aws-iam', 'members get what the group has']],
  ['aws_iam_role_policies_exclusive', ['aws-iam', 'it takes away policies that it does not name']],
  ['aws_iam_user_policies_exclusive', ['aws-iam', 'it takes away policies that it does not name']],
  ['aws_iam_group_policies_exclusive', ['aws-iam', 'it takes away policies that it does not name']],
  ['aws_iam_instance_profile', ['aws-iam', 'machines with the profile get what the role has']],
  ['aws_eks_pod_identity_association', ['aws-iam', 'a service account gets what the role has']],
  ['aws_eks_access_entry', ['kubernetes-rbac', 'access by EKS access entries is not read']],
  ['aws_eks_access_policy_association', ['kubernetes-rbac', 'access policies of EKS are not read']],
  ['aws_kms_grant', ['aws-iam', 'grants of KMS are not read']],
  ['aws_lakeformation_permissions', ['aws-iam', 'permissions of Lake Formation are not read']],
  ['aws_lakeformation_resource', ['aws-iam', 'permissions of Lake Formation are not read']],
  ['aws_lambda_function_url', ['aws-iam', 'who may call the address is not read']],
  ['aws_lambda_layer_version_permission', ['aws-iam', 'permissions of layers are not read']],
  ['aws_iot_policy', ['aws-iam', 'policies of IoT are another language']],
  ['aws_iot_policy_attachment', ['aws-iam', 'policies of IoT are another language']],
  [
    'aws_organizations_policy_attachment',
    ['aws-iam', 'what the target has in force is not in the plan'],
  ],
  ['aws_ram_principal_association', ['aws-iam', 'shares of RAM are not read']],
  ['aws_ram_resource_association', ['aws-iam', 'shares of RAM are not read']],
  ['aws_rolesanywhere_profile', ['aws-iam', 'who holds the certificates gets what the roles have']],
  ['aws_s3_bucket_acl', ['aws-iam', 'access lists of buckets are not read']],
  ['aws_ssoadmin_account_assignment', ['aws-iam', 'who is assigned gets what the set has']],
  [
    'aws_ssoadmin_customer_managed_policy_attachment',
    ['aws-iam', 'a policy named by path is not in the plan'],
  ],
  [
    'aws_ssoadmin_permissions_boundary_attachment',
    ['aws-iam', 'a boundary named by path is not in the plan'],
  ],
  ['aws_identitystore_group_membership', ['aws-iam', 'members get what the group has']],
  [
    'aws_vpc_endpoint_service_allowed_principal',
    ['aws-iam', 'principals of endpoint services are not read'],
  ],
  [
    'helm_release',
    ['kubernetes-rbac', 'the chart may hold RBAC objects; render it with `helm template`'],
  ],
  [
    'kubernetes_config_map_v1_data',
    ['kubernetes-rbac', 'a config map such as `aws-auth` may map roles to groups'],
  ],
]);

/** Resource types of other systems, by the beginning or a part of their names. */
const FAMILIES: readonly (readonly [RegExp, InventoryLanguage, string])[] = [
  [/^google(?:_.*)?_iam_/, 'aws-iam', 'IAM of Google Cloud is not decided here'],
  [/^azurerm_(?:role_|.*access_policy)/, 'aws-iam', 'roles of Azure are not decided here'],
  [
    /^azuread_(?:app_role|directory_role|group_member|application_)/,
    'grants',
    'Entra ID is not decided here',
  ],
  [
    /^github_app_installation_repositor/,
    'grants',
    'the permissions of the app are not in the plan',
  ],
  [
    /^github_(?:team|repository_collaborator|membership|repository_deploy_key|actions_)/,
    'grants',
    'what people and teams of GitHub get is not read',
  ],
  [/^okta_/, 'grants', 'Okta is not decided here'],
  [/^vault_(?:policy|.*_role|.*_policy|identity_)/, 'grants', 'Vault is not decided here'],
  [/^databricks_(?:permissions|grants?|.*_role)$/, 'grants', 'Databricks is not decided here'],
  [/^snowflake_grant_/, 'grants', 'Snowflake is not decided here'],
];

/** Why a change of a resource of this type gives access that is not decided; undefined where none is known to. */
export function otherAccessOf(type: string): readonly [InventoryLanguage, string] | undefined {
  const known = KNOWN.get(type);
  if (known !== undefined) return known;
  const family = FAMILIES.find(([pattern]) => pattern.test(type));
  return family === undefined ? undefined : [family[1], family[2]];
}
