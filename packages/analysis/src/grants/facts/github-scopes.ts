/** Which scopes a scope includes. */
export type Hierarchy = ReadonlyMap<string, readonly string[]>;

/** Scopes of GitHub's OAuth apps that include others whole (GitHub's page "Scopes for OAuth apps"). */
export const GITHUB_SCOPES: Hierarchy = new Map([
  [
    'repo',
    [
      'repo:status',
      'repo_deployment',
      'public_repo',
      'repo:invite',
      'security_events',
      'admin:repo_hook',
    ],
  ],
  ['admin:repo_hook', ['write:repo_hook']],
  ['write:repo_hook', ['read:repo_hook']],
  ['admin:org', ['write:org', 'manage_runners:org']],
  ['write:org', ['read:org']],
  ['admin:public_key', ['write:public_key']],
  ['write:public_key', ['read:public_key']],
  ['admin:gpg_key', ['write:gpg_key']],
  ['write:gpg_key', ['read:gpg_key']],
  ['admin:ssh_signing_key', ['write:ssh_signing_key']],
  ['write:ssh_signing_key', ['read:ssh_signing_key']],
  ['user', ['read:user', 'user:email', 'user:follow']],
  ['project', ['read:project']],
  [
    'admin:enterprise',
    ['manage_runners:enterprise', 'manage_billing:enterprise', 'read:enterprise'],
  ],
]);

/**
 * Scopes that hold a part of others (`public_repo` sets statuses, in public repositories only), or where GitHub's page
 * does not say whether they do. Questions are asked with and without these.
 */
export const GITHUB_PARTS: Hierarchy = new Map([
  ['public_repo', ['repo:status', 'repo_deployment', 'repo:invite', 'admin:repo_hook']],
  ['repo', ['write:org', 'admin:org_hook', 'project']],
  ['write:packages', ['read:packages']],
  ['delete:packages', ['read:packages']],
]);

/** Scopes GitHub documents that include none and are in none. */
const ALONE: readonly string[] = [
  'admin:org_hook',
  'audit_log',
  'codespace',
  'copilot',
  'delete:packages',
  'delete_repo',
  'gist',
  'manage_billing:copilot',
  'notifications',
  'read:audit_log',
  'read:packages',
  'site_admin',
  'workflow',
  'write:packages',
];

/** Every scope GitHub documents. */
export const GITHUB_SCOPE_NAMES: readonly string[] = [
  ...new Set([...GITHUB_SCOPES].flatMap(([scope, included]) => [scope, ...included])),
  ...ALONE,
];
