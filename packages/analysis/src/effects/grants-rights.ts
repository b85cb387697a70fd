import { PERMISSION_RISKS, SCOPE_RISKS } from '../grants/facts/risks.ts';
import type { EffectCode } from './effect.ts';

/** What holding one right means. */
export interface RightEffect {
  readonly code: EffectCode;
  /** What the facts about it say beyond its name. */
  readonly because: string | null;
}

/**
 * The effect of one right: by GitHub's tables where it stands in one, else by the words of its name. A name that says
 * neither reading nor writing is unknown, which fails to the high side.
 */
export function rightEffect(
  right: string,
  table: 'app' | 'scope' | 'unknown' | 'words',
): RightEffect {
  if (table === 'unknown') return { code: 'UNKNOWN_ACTION', because: null };
  if (table === 'words') return { code: byWords(right), because: null };
  return table === 'app' ? ofPermission(right) : ofScope(right);
}

/** Rights by which the holder can come to what it was not given. */
const ESCALATING: ReadonlySet<string> = new Set([
  'workflows',
  'organization_self_hosted_runners',
  'git_ssh_keys',
  'keys',
  'organization_personal_access_token_requests',
  'workflow',
  'admin:public_key',
  'write:public_key',
  'manage_runners:org',
  'manage_runners:enterprise',
]);

/** Rights over who may do what. */
const MANAGING: ReadonlySet<string> = new Set([
  'administration',
  'members',
  'organization_administration',
  'organization_custom_roles',
  'organization_custom_org_roles',
  'organization_secrets',
  'secrets',
  'dependabot_secrets',
  'codespaces_secrets',
  'environments',
  'repo',
  'admin:org',
  'write:org',
]);

/** Rights by which checks that others rely on can be passed or sent elsewhere. */
const EVADING: ReadonlySet<string> = new Set([
  'organization_hooks',
  'repository_hooks',
  'admin:org_hook',
  'admin:repo_hook',
  'write:repo_hook',
]);

const EVERYTHING: ReadonlySet<string> = new Set(['site_admin', 'admin:enterprise']);
const SECRET: ReadonlySet<string> = new Set(['secret_scanning_alerts', 'codespace']);

function ofPermission(right: string): RightEffect {
  const [name = '', level = ''] = right.split(/[: ]/);
  const risk = PERMISSION_RISKS.get(name);
  const because = risk?.because ?? null;
  if (SECRET.has(name)) return { code: 'ADDS_SENSITIVE_READ', because };
  if (level === 'read') return { code: 'ADDS_READ', because: null };
  return { code: grave(name) ?? 'ADDS_WRITE', because };
}

function ofScope(right: string): RightEffect {
  const because = SCOPE_RISKS.get(right)?.because ?? null;
  if (SECRET.has(right)) return { code: 'ADDS_SENSITIVE_READ', because };
  const code = grave(right);
  if (code !== undefined) return { code, because };
  const isRead = right.startsWith('read:') || READING.has(right);
  return { code: isRead ? 'ADDS_READ' : 'ADDS_WRITE', because };
}

/** Scopes of GitHub that read and do not begin with `read:`. */
const READING: ReadonlySet<string> = new Set(['user:email', 'audit_log']);

function grave(name: string): EffectCode | undefined {
  if (EVERYTHING.has(name)) return 'ADDS_ADMINISTRATOR';
  if (ESCALATING.has(name)) return 'ADDS_ESCALATION';
  if (EVADING.has(name)) return 'ADDS_EVASION';
  return MANAGING.has(name) ? 'ADDS_PERMISSIONS_MANAGEMENT' : undefined;
}

const ADMIN_WORDS = words(
  'admin manage owner all root impersonate grant permissions roles iam policy',
);
const SECRET_WORDS = words(
  'secret secrets token tokens key keys credential credentials password passwords',
);
const WRITE_WORDS = words(
  'write create update delete edit modify send publish push execute run deploy put post',
);
const READ_WORDS = words('read readonly list view get');

/** The gravest word of a scope's name counts; words are what stands between `: . _ - /`. */
function byWords(right: string): EffectCode {
  const found = right.toLowerCase().split(/[^a-z0-9*]+/);
  const has = (known: ReadonlySet<string>): boolean => found.some((word) => known.has(word));
  if (right.includes('*') || has(ADMIN_WORDS)) return 'ADDS_PERMISSIONS_MANAGEMENT';
  if (has(SECRET_WORDS)) return 'ADDS_SENSITIVE_READ';
  if (has(WRITE_WORDS)) return 'ADDS_WRITE';
  return has(READ_WORDS) ? 'ADDS_READ' : 'UNKNOWN_ACTION';
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '));
}
