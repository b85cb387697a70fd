import type { ChangeLayer } from '../policy-change.ts';

/** Where a resource type carries a policy. */
export interface PolicyAttribute {
  readonly attribute: string;
  readonly layer: ChangeLayer;
  /** `text`: JSON text. `arn`: the name of a managed policy, `arns` a list. `blocks`: blocks of `name` and `policy`. */
  readonly form: 'text' | 'arn' | 'arns' | 'blocks';
}

type Row = readonly [attribute: string, types: readonly string[]];

/** Attributes with a resource policy, by the types of the AWS provider that have them. */
const RESOURCE_POLICIES: readonly Row[] = [
  [
    'policy',
    [
      'aws_acmpca_policy',
      'aws_api_gateway_rest_api',
      'aws_api_gateway_rest_api_policy',
      'aws_backup_vault_policy',
      'aws_cloudwatch_event_bus_policy',
      'aws_codebuild_resource_policy',
      'aws_ecr_registry_policy',
      'aws_ecr_repository_creation_template',
      'aws_ecr_repository_policy',
      'aws_ecrpublic_repository_policy',
      'aws_efs_file_system_policy',
      'aws_glacier_vault_lock',
      'aws_glue_resource_policy',
      'aws_kinesis_resource_policy',
      'aws_kms_external_key',
      'aws_kms_key',
      'aws_kms_key_policy',
      'aws_kms_replica_external_key',
      'aws_kms_replica_key',
      'aws_media_store_container_policy',
      'aws_msk_cluster_policy',
      'aws_redshift_resource_policy',
      'aws_redshiftserverless_resource_policy',
      'aws_s3_access_point',
      'aws_s3_bucket',
      'aws_s3_bucket_policy',
      'aws_s3control_access_point_policy',
      'aws_s3control_bucket_policy',
      'aws_s3control_object_lambda_access_point_policy',
      'aws_schemas_registry_policy',
      'aws_secretsmanager_secret',
      'aws_secretsmanager_secret_policy',
      'aws_ses_identity_policy',
      'aws_sesv2_email_identity_policy',
      'aws_sns_topic',
      'aws_sns_topic_policy',
      'aws_sqs_queue',
      'aws_sqs_queue_policy',
      'aws_vpclattice_auth_policy',
      'aws_vpclattice_resource_policy',
    ],
  ],
  [
    'resource_policy',
    [
      'aws_bedrockagentcore_resource_policy',
      'aws_dynamodb_resource_policy',
      'aws_networkfirewall_resource_policy',
      'aws_s3tables_table_bucket_policy',
      'aws_s3tables_table_policy',
    ],
  ],
  [
    'access_policies',
    [
      'aws_elasticsearch_domain',
      'aws_elasticsearch_domain_policy',
      'aws_opensearch_domain',
      'aws_opensearch_domain_policy',
    ],
  ],
  [
    'access_policy',
    [
      'aws_cloudsearch_domain_service_access_policy',
      'aws_cloudwatch_log_destination_policy',
      'aws_glacier_vault',
    ],
  ],
  [
    'policy_document',
    [
      'aws_cloudwatch_log_resource_policy',
      'aws_codeartifact_domain_permissions_policy',
      'aws_codeartifact_repository_permissions_policy',
      'aws_xray_resource_policy',
    ],
  ],
  ['content', ['aws_organizations_resource_policy']],
];

const text = (attribute: string, layer: ChangeLayer): PolicyAttribute => ({
  attribute,
  layer,
  form: 'text',
});
const arn = (attribute: string, layer: ChangeLayer): PolicyAttribute => ({
  attribute,
  layer,
  form: 'arn',
});
const arns = (attribute: string): PolicyAttribute => ({
  attribute,
  layer: 'identity',
  form: 'arns',
});

const OTHERS: readonly (readonly [string, readonly PolicyAttribute[]])[] = [
  ['aws_iam_policy', [text('policy', 'identity')]],
  ['aws_iam_role_policy', [text('policy', 'identity')]],
  ['aws_iam_user_policy', [text('policy', 'identity')]],
  ['aws_iam_group_policy', [text('policy', 'identity')]],
  [
    'aws_iam_role',
    [
      text('assume_role_policy', 'resource'),
      { attribute: 'inline_policy', layer: 'identity', form: 'blocks' },
      arns('managed_policy_arns'),
      arn('permissions_boundary', 'boundary'),
    ],
  ],
  ['aws_iam_user', [arn('permissions_boundary', 'boundary')]],
  ['aws_iam_role_policy_attachment', [arn('policy_arn', 'identity')]],
  ['aws_iam_user_policy_attachment', [arn('policy_arn', 'identity')]],
  ['aws_iam_group_policy_attachment', [arn('policy_arn', 'identity')]],
  ['aws_iam_policy_attachment', [arn('policy_arn', 'identity')]],
  ['aws_iam_role_policy_attachments_exclusive', [arns('policy_arns')]],
  ['aws_iam_user_policy_attachments_exclusive', [arns('policy_arns')]],
  ['aws_iam_group_policy_attachments_exclusive', [arns('policy_arns')]],
  ['aws_ssoadmin_permission_set_inline_policy', [text('inline_policy', 'identity')]],
  ['aws_ssoadmin_managed_policy_attachment', [arn('managed_policy_arn', 'identity')]],
  ['aws_transfer_access', [text('policy', 'session')]],
  ['aws_transfer_user', [text('policy', 'session')]],
  ['aws_vpc_endpoint', [text('policy', 'endpoint')]],
  ['aws_vpc_endpoint_policy', [text('policy', 'endpoint')]],
];

/** Resource types whose policies are read, by the documentation of the AWS provider. */
export const POLICY_ATTRIBUTES: ReadonlyMap<string, readonly PolicyAttribute[]> = new Map([
  ...RESOURCE_POLICIES.flatMap(([attribute, types]) =>
    types.map((type) => [type, [text(attribute, 'resource')]] as const),
  ),
  ...OTHERS,
]);
