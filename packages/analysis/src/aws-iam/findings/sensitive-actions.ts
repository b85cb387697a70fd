import type { FindingCode, Severity } from './codes.ts';

/** Actions that weigh the same, and what whoever may call one of them can do. */
export interface SensitiveGroup {
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly can: string;
  readonly actions: readonly string[];
}

/** Names of actions by service: `s3: 'Get Put'`. */
function named(services: Readonly<Record<string, string>>): string[] {
  return Object.entries(services).flatMap(([service, names]) =>
    names.split(' ').map((name) => `${service}:${name}`),
  );
}

/** Chosen by what the Service Authorization Reference says each action does. */
export const SENSITIVE_GROUPS: readonly SensitiveGroup[] = [
  {
    code: 'SECRETS_READ',
    severity: 'medium',
    can: 'read secrets',
    actions: named({
      secretsmanager: 'GetSecretValue BatchGetSecretValue',
      ssm: 'GetParameter GetParameters GetParametersByPath GetParameterHistory',
      kms: 'Decrypt',
      ec2: 'GetPasswordData',
      lightsail:
        'GetInstanceAccessDetails GetRelationalDatabaseMasterUserPassword DownloadDefaultKeyPair',
      acm: 'ExportCertificate',
      chime: 'CreateApiKey',
    }),
  },
  {
    code: 'CREDENTIALS_ISSUED',
    severity: 'medium',
    can: 'get credentials for other systems or identities',
    actions: named({
      codeartifact: 'GetAuthorizationToken',
      codepipeline: 'PollForJobs',
      'cognito-identity':
        'GetCredentialsForIdentity GetOpenIdToken GetOpenIdTokenForDeveloperIdentity',
      connect: 'GetFederationToken',
      ecr: 'GetAuthorizationToken',
      'ecr-public': 'GetAuthorizationToken',
      gamelift: 'RequestUploadCredentials GetInstanceAccess',
      mediapackage: 'RotateChannelCredentials RotateIngestEndpointCredentials',
      'rds-db': 'connect',
      s3: 'GetDataAccess',
      redshift: 'GetClusterCredentials GetClusterCredentialsWithIAM',
      'redshift-serverless': 'GetCredentials',
      dsql: 'DbConnectAdmin',

      sts: 'GetFederationToken AssumeRoot',
      iam: 'ResetServiceSpecificCredential UpdateAccessKey',
    }),
  },
  {
    code: 'AUDIT_TAMPERING',
    severity: 'high',
    can: 'stop, change or delete trails and detectors',
    actions: named({
      cloudtrail:
        'StopLogging DeleteTrail UpdateTrail PutEventSelectors PutInsightSelectors DeleteEventDataStore StopEventDataStoreIngestion UpdateEventDataStore DeleteChannel',
      config:
        'StopConfigurationRecorder DeleteConfigurationRecorder DeleteDeliveryChannel DeleteConfigRule DeleteOrganizationConfigRule DeleteConformancePack',
      guardduty:
        'DeleteDetector UpdateDetector CreateFilter UpdateFilter CreateIPSet UpdateIPSet DeletePublishingDestination DisassociateFromAdministratorAccount DisassociateMembers DeleteMembers StopMonitoringMembers',
      securityhub:
        'DisableSecurityHub BatchDisableStandards DisassociateFromAdministratorAccount DisassociateMembers DeleteMembers DeleteInsight UpdateStandardsControl',
      'access-analyzer': 'DeleteAnalyzer CreateArchiveRule',
      macie2: 'DisableMacie DisassociateFromAdministratorAccount',
      inspector2: 'Disable',
      detective: 'DeleteGraph DisassociateMembership',
      securitylake: 'DeleteDataLake DeleteAwsLogSource',
    }),
  },
  {
    code: 'AUDIT_TAMPERING',
    severity: 'medium',
    can: 'stop, change or delete logs and alarms',
    actions: named({
      logs: 'DeleteLogGroup DeleteLogStream PutRetentionPolicy DeleteSubscriptionFilter DeleteMetricFilter',
      cloudwatch: 'DeleteAlarms DisableAlarmActions',
      ec2: 'DeleteFlowLogs',
      route53resolver: 'DeleteResolverQueryLogConfig DisassociateResolverQueryLogConfig',
      wafv2: 'DeleteLoggingConfiguration',
      'network-firewall': 'UpdateLoggingConfiguration',
      s3: 'PutBucketLogging',
      events: 'DisableRule DeleteRule RemoveTargets',
    }),
  },
  {
    code: 'SAFEGUARD_REMOVAL',
    severity: 'high',
    can: 'switch off protections of the account',
    actions: named({
      organizations: 'LeaveOrganization DetachPolicy DeletePolicy UpdatePolicy DisablePolicyType',
      iam: 'DeactivateMFADevice DeleteVirtualMFADevice DeleteAccountPasswordPolicy UpdateAccountPasswordPolicy',
      account: 'CloseAccount',
      s3: 'PutAccountPublicAccessBlock',
      ec2: 'DisableEbsEncryptionByDefault DisableImageBlockPublicAccess DisableSnapshotBlockPublicAccess',
    }),
  },
  {
    code: 'SAFEGUARD_REMOVAL',
    severity: 'medium',
    can: 'switch off protections of resources',
    actions: named({
      s3: 'PutBucketPublicAccessBlock PutBucketVersioning PutLifecycleConfiguration BypassGovernanceRetention',
      kms: 'ScheduleKeyDeletion DisableKey',
      backup: 'DeleteBackupVault DeleteRecoveryPoint DeleteBackupVaultLockConfiguration',
      wafv2: 'DeleteWebACL DisassociateWebACL',
      shield: 'DeleteProtection DeleteSubscription',
    }),
  },
];
