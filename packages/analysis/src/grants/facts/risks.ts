import type { Level } from '../model.ts';

/** What holding a right means beyond its name. */
export interface Risk {
  readonly severity: 'high' | 'medium' | 'low';
  /** The level from which on it holds; null for scopes. */
  readonly from: Level | null;
  readonly because: string;
}

function risk(severity: Risk['severity'], from: Level | null, because: string): Risk {
  return { severity, from, because };
}

/** Permissions of GitHub Apps that give more than they say. */
export const PERMISSION_RISKS: ReadonlyMap<string, Risk> = new Map([
  [
    'administration',
    risk('high', 'write', 'changes settings, branch protection and collaborators, and deletes'),
  ],
  [
    'workflows',
    risk(
      'high',
      'write',
      'with `contents: write` it changes what CI runs, and so reaches its secrets',
    ),
  ],
  ['secrets', risk('high', 'write', 'replaces secrets that CI runs with')],
  ['dependabot_secrets', risk('medium', 'write', 'replaces secrets that Dependabot runs with')],
  ['codespaces_secrets', risk('medium', 'write', 'replaces secrets of development machines')],
  ['environments', risk('medium', 'write', 'changes who must approve a deployment')],
  ['actions', risk('medium', 'write', 'starts and cancels workflow runs and approves them')],
  ['actions_variables', risk('medium', 'write', 'changes variables that CI runs with')],
  ['checks', risk('medium', 'write', 'sets checks that a merge may require')],
  ['statuses', risk('medium', 'write', 'sets statuses that a merge may require')],
  ['contents', risk('medium', 'write', 'pushes code and makes releases')],
  ['packages', risk('medium', 'write', 'publishes packages that others install')],
  ['repository_hooks', risk('medium', 'write', 'sends events of the repository elsewhere')],
  ['secret_scanning_alerts', risk('medium', 'read', 'reads secrets that were found in code')],
  ['attestations', risk('medium', 'write', 'makes statements about where builds come from')],
  ['members', risk('high', 'write', 'adds people to the organization and its teams')],
  [
    'organization_administration',
    risk('high', 'write', 'changes settings and access of the whole organization'),
  ],
  ['organization_secrets', risk('high', 'write', 'replaces secrets of many repositories')],
  [
    'organization_self_hosted_runners',
    risk('high', 'write', 'adds machines that run other repositories’ jobs'),
  ],
  ['organization_custom_roles', risk('high', 'write', 'changes what roles of repositories may do')],
  [
    'organization_custom_org_roles',
    risk('high', 'write', 'changes what roles of the organization may do'),
  ],
  [
    'organization_personal_access_token_requests',
    risk('high', 'write', 'approves access tokens of others'),
  ],
  ['organization_hooks', risk('medium', 'write', 'sends events of the organization elsewhere')],
  ['git_ssh_keys', risk('high', 'write', 'adds keys that act as the user')],
  ['keys', risk('high', 'write', 'adds keys that act as the user')],
]);

/** Scopes of GitHub's OAuth apps that give more than they say. */
export const SCOPE_RISKS: ReadonlyMap<string, Risk> = new Map([
  [
    'repo',
    risk(
      'high',
      null,
      'everything in every repository of the user, with much of their organizations',
    ),
  ],
  ['admin:org', risk('high', null, 'manages the organizations of the user')],
  ['admin:enterprise', risk('high', null, 'manages the enterprise')],
  ['site_admin', risk('high', null, 'administers the whole server')],
  ['delete_repo', risk('high', null, 'deletes repositories')],
  ['workflow', risk('high', null, 'changes what CI runs, and so reaches its secrets')],
  ['admin:public_key', risk('high', null, 'adds keys that act as the user')],
  ['codespace', risk('medium', null, 'reaches tokens of development machines')],
  ['write:packages', risk('medium', null, 'publishes packages that others install')],
  ['admin:repo_hook', risk('medium', null, 'sends events of repositories elsewhere')],
  ['admin:org_hook', risk('medium', null, 'sends events of organizations elsewhere')],
]);
