import type { ChangeLayer } from '../policy-change.ts';

/** Where a resource type carries a policy: a path of properties; `*` goes through a list, whose items have names. */
export interface PolicyProperty {
  readonly path: string;
  readonly layer: ChangeLayer;
  /** `document`: a policy, or JSON text of one. `arn`: the name of a managed policy. `statement`: one statement. */
  readonly form: 'document' | 'arn' | 'statement';
}

const at = (path: string, layer: ChangeLayer = 'resource'): PolicyProperty => ({
  path,
  layer,
  form: 'document',
});
const arn = (path: string, layer: ChangeLayer): PolicyProperty => ({ path, layer, form: 'arn' });

const INLINE = at('Policies/*/PolicyDocument', 'identity');
const MANAGED = arn('ManagedPolicyArns/*', 'identity');
const BOUNDARY = arn('PermissionsBoundary', 'boundary');

/** Resource types whose policies are read (CloudFormation template reference). */
export const POLICY_PROPERTIES: ReadonlyMap<string, readonly PolicyProperty[]> = new Map([
  ['AWS::IAM::Policy', [at('PolicyDocument', 'identity')]],
  ['AWS::IAM::ManagedPolicy', [at('PolicyDocument', 'identity')]],
  ['AWS::IAM::RolePolicy', [at('PolicyDocument', 'identity')]],
  ['AWS::IAM::UserPolicy', [at('PolicyDocument', 'identity')]],
  ['AWS::IAM::GroupPolicy', [at('PolicyDocument', 'identity')]],
  ['AWS::IAM::Role', [at('AssumeRolePolicyDocument'), INLINE, MANAGED, BOUNDARY]],
  ['AWS::IAM::User', [INLINE, MANAGED, BOUNDARY]],
  ['AWS::IAM::Group', [INLINE, MANAGED]],
  ['AWS::ApiGateway::RestApi', [at('Policy')]],
  ['AWS::Backup::BackupVault', [at('AccessPolicy')]],
  ['AWS::CodeArtifact::Domain', [at('PermissionsPolicyDocument')]],
  ['AWS::CodeArtifact::Repository', [at('PermissionsPolicyDocument')]],
  ['AWS::DynamoDB::Table', [at('ResourcePolicy/PolicyDocument')]],
  ['AWS::EC2::VPCEndpoint', [at('PolicyDocument', 'endpoint')]],
  ['AWS::ECR::RegistryPolicy', [at('PolicyText')]],
  ['AWS::ECR::Repository', [at('RepositoryPolicyText')]],
  ['AWS::EFS::FileSystem', [at('FileSystemPolicy')]],
  ['AWS::Elasticsearch::Domain', [at('AccessPolicies')]],
  ['AWS::Events::EventBus', [at('Policy')]],
  ['AWS::Events::EventBusPolicy', [{ path: 'Statement', layer: 'resource', form: 'statement' }]],
  ['AWS::KMS::Key', [at('KeyPolicy')]],
  ['AWS::KMS::ReplicaKey', [at('KeyPolicy')]],
  ['AWS::Kinesis::ResourcePolicy', [at('ResourcePolicy')]],
  ['AWS::Logs::ResourcePolicy', [at('PolicyDocument')]],
  ['AWS::MSK::ClusterPolicy', [at('Policy')]],
  ['AWS::MediaStore::Container', [at('Policy')]],
  ['AWS::OpenSearchService::Domain', [at('AccessPolicies')]],
  ['AWS::Organizations::ResourcePolicy', [at('Content')]],
  ['AWS::S3::AccessPoint', [at('Policy')]],
  ['AWS::S3::BucketPolicy', [at('PolicyDocument')]],
  ['AWS::SNS::TopicInlinePolicy', [at('PolicyDocument')]],
  ['AWS::SNS::TopicPolicy', [at('PolicyDocument')]],
  ['AWS::SQS::QueueInlinePolicy', [at('PolicyDocument')]],
  ['AWS::SQS::QueuePolicy', [at('PolicyDocument')]],
  [
    'AWS::SSO::PermissionSet',
    [at('InlinePolicy', 'identity'), arn('ManagedPolicies/*', 'identity')],
  ],
  ['AWS::SecretsManager::ResourcePolicy', [at('ResourcePolicy')]],
  ['AWS::VpcLattice::AuthPolicy', [at('Policy')]],
  ['AWS::VpcLattice::ResourcePolicy', [at('Policy')]],
]);

/** Types that give access by other means than a policy that is read here. */
export const OTHER_ACCESS: ReadonlyMap<string, string> = new Map([
  ['AWS::CloudFormation::Stack', 'the nested template is not in the file'],
  ['AWS::EKS::AccessEntry', 'access by EKS access entries is not read'],
  ['AWS::EKS::PodIdentityAssociation', 'a service account gets what the role has'],
  ['AWS::IAM::InstanceProfile', 'machines with the profile get what the role has'],
  ['AWS::IAM::UserToGroupAddition', 'members get what the group has'],
  ['AWS::IoT::Policy', 'policies of IoT are another language'],
  ['AWS::LakeFormation::Permissions', 'permissions of Lake Formation are not read'],
  ['AWS::LakeFormation::PrincipalPermissions', 'permissions of Lake Formation are not read'],
  ['AWS::Lambda::LayerVersionPermission', 'permissions of layers are not read'],
  ['AWS::Lambda::Url', 'who may call the address is not read'],
  ['AWS::RAM::ResourceShare', 'shares of RAM are not read'],
  ['AWS::RolesAnywhere::Profile', 'who holds the certificates gets what the roles have'],
  ['AWS::SSO::Assignment', 'who is assigned gets what the set has'],
  ['AWS::Serverless::Api', 'what the macro makes of it is not in the template'],
  ['AWS::Serverless::Application', 'the nested application is not in the file'],
  ['AWS::Serverless::Connector', 'what the macro makes of it is not in the template'],
  ['AWS::Serverless::HttpApi', 'what the macro makes of it is not in the template'],
  ['AWS::Serverless::StateMachine', 'what the macro makes of it is not in the template'],
]);
