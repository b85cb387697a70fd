import type { Level, Of } from '../model.ts';

/** When the table below was taken from GitHub's OpenAPI description (schema `app-permissions`). */
export const GITHUB_FACTS_DATE = '2026-09';

/** A permission GitHub documents: what it is about and which levels it has. */
export interface KnownPermission {
  readonly of: Of;
  readonly levels: readonly Level[];
}

const READ_WRITE: Readonly<Record<Of, readonly string[]>> = {
  repository: [
    'actions',
    'actions_variables',
    'administration',
    'artifact_metadata',
    'attestations',
    'checks',
    'code_quality',
    'codespaces',
    'codespaces_lifecycle_admin',
    'codespaces_metadata',
    'codespaces_secrets',
    'contents',
    'content_references',
    'dependabot_secrets',
    'deployments',
    'discussions',
    'environments',
    'issues',
    'merge_queues',
    'metadata',
    'packages',
    'pages',
    'pull_requests',
    'repository_advisories',
    'repository_custom_properties',
    'repository_hooks',
    'repository_pre_receive_hooks',
    'secret_scanning_alerts',
    'secrets',
    'security_events',
    'single_file',
    'statuses',
    'vulnerability_alerts',
  ],
  organization: [
    'custom_properties_for_organizations',
    'members',
    'organization_actions_variables',
    'organization_administration',
    'organization_announcement_banners',
    'organization_codespaces',
    'organization_codespaces_secrets',
    'organization_codespaces_settings',
    'organization_copilot_agent_settings',
    'organization_copilot_seat_management',
    'organization_custom_org_roles',
    'organization_custom_roles',
    'organization_dependabot_secrets',
    'organization_hooks',
    'organization_packages',
    'organization_personal_access_token_requests',
    'organization_personal_access_tokens',
    'organization_pre_receive_hooks',
    'organization_secrets',
    'organization_self_hosted_runners',
    'organization_user_blocking',
    'team_discussions',
  ],
  account: [
    'blocking',
    'codespaces_user_secrets',
    'email_addresses',
    'emails',
    'followers',
    'gists',
    'git_ssh_keys',
    'gpg_keys',
    'interaction_limits',
    'keys',
    'starring',
    'watching',
  ],
  enterprise: [],
};

/** Those that do not have the two levels `read` and `write`. */
const OTHERS: readonly (readonly [string, Of, readonly Level[]])[] = [
  ['enterprise_custom_properties_for_organizations', 'enterprise', ['read', 'write', 'admin']],
  ['organization_custom_properties', 'organization', ['read', 'write', 'admin']],
  ['organization_events', 'organization', ['read']],
  ['organization_plan', 'organization', ['read']],
  ['organization_projects', 'organization', ['read', 'write', 'admin']],
  ['profile', 'account', ['write']],
  ['repository_projects', 'repository', ['read', 'write', 'admin']],
  ['workflows', 'repository', ['write']],
];

/** Permissions of GitHub Apps by the names GitHub's API gives them. */
export const GITHUB_PERMISSIONS: ReadonlyMap<string, KnownPermission> = new Map([
  ...Object.entries(READ_WRITE).flatMap(([of, names]) =>
    names.map((name) => [name, { of: of as Of, levels: ['read', 'write'] }] as const),
  ),
  ...OTHERS.map(([name, of, levels]) => [name, { of, levels }] as const),
]);

const LEVELS: readonly Level[] = ['read', 'write', 'admin'];

/** Levels a permission has; one that the table lacks may have all three. */
export function levelsOf(name: string): readonly Level[] {
  return GITHUB_PERMISSIONS.get(name)?.levels ?? LEVELS;
}

/** Levels of a permission that a grant of `level` includes. */
export function levelsWithin(name: string, level: Level): readonly Level[] {
  return levelsOf(name).filter((one) => LEVELS.indexOf(one) <= LEVELS.indexOf(level));
}
