import { SENSITIVE_GROUPS } from '../aws-iam/findings/sensitive-actions.ts';
import { accessLevelsOf } from '../aws-iam/service-table/service-table.ts';
import { type Effect, type EffectCode, effect } from './effect.ts';
import type { Gain, Gains } from './gains.ts';
import { sentence } from './words.ts';

/**
 * The effects that single actions have, by their access level in the Service Authorization Reference and by what is
 * known to weigh more than its level says. Every gained action counts once, under the gravest code that fits it;
 * tampering counts beside it.
 */
export function levelEffects({ known, unknown }: Gains): readonly Effect[] {
  const byCode = new Map<EffectCode, string[]>();
  const note = (code: EffectCode, action: string): void => {
    const actions = byCode.get(code);
    if (actions === undefined) byCode.set(code, [action]);
    else actions.push(action);
  };
  for (const gain of known.values()) {
    note(levelOf(gain.action), gain.action);
    if (isEvasion(gain)) note('ADDS_EVASION', gain.action);
  }
  for (const action of unknown) note('UNKNOWN_ACTION', action);
  return ORDER.flatMap((code) => {
    const actions = byCode.get(code);
    return actions === undefined ? [] : [effect(code, sentence(CAN[code], actions), actions)];
  });
}

/** The gravest first. */
const ORDER = [
  'ADDS_EVASION',
  'ADDS_PERMISSIONS_MANAGEMENT',
  'ADDS_SENSITIVE_READ',
  'UNKNOWN_ACTION',
  'ADDS_WRITE',
  'ADDS_TAGGING',
  'ADDS_READ',
  'ADDS_LIST',
] as const;

const CAN: Readonly<Record<(typeof ORDER)[number], string>> = {
  ADDS_EVASION: 'more safeguards can be switched off or changed',
  ADDS_PERMISSIONS_MANAGEMENT: 'more can be done about who may do what',
  ADDS_SENSITIVE_READ: 'more secrets or credentials can be had',
  UNKNOWN_ACTION: 'actions are allowed that no table has',
  ADDS_WRITE: 'more can be changed',
  ADDS_TAGGING: 'more can be tagged',
  ADDS_READ: 'more can be read',
  ADDS_LIST: 'more can be listed',
};

function levelOf(action: string): EffectCode {
  const levels = accessLevelsOf(action);
  if (levels.includes('Permissions management') || UNDER_RATED.has(action)) {
    return 'ADDS_PERMISSIONS_MANAGEMENT';
  }
  if (SECRETS.has(action)) return 'ADDS_SENSITIVE_READ';
  // The reference calls what only tags `Tagging, Write`.
  if (levels.includes('Tagging')) return 'ADDS_TAGGING';
  if (levels.includes('Write')) return 'ADDS_WRITE';
  if (levels.includes('Read')) return 'ADDS_READ';
  return levels.includes('List') ? 'ADDS_LIST' : 'UNKNOWN_ACTION';
}

/**
 * Called `Write` by the reference and deciding all the same who may do what: the role that a service runs as, who is
 * in a group, what an account lets in.
 */
const UNDER_RATED: ReadonlySet<string> = new Set([
  'iam:PassRole',
  'iam:AddUserToGroup',
  'iam:UpdateSAMLProvider',
  'iam:UpdateOpenIDConnectProviderThumbprint',
  'iam:AddClientIDToOpenIDConnectProvider',
  'rolesanywhere:CreateTrustAnchor',
  'rolesanywhere:UpdateTrustAnchor',
  'rolesanywhere:CreateProfile',
  'rolesanywhere:UpdateProfile',
]);

const SECRETS: ReadonlySet<string> = new Set([
  ...SENSITIVE_GROUPS.filter(
    ({ code }) => code === 'SECRETS_READ' || code === 'CREDENTIALS_ISSUED',
  ).flatMap(({ actions }) => actions),
  // Credentials of another identity, which the reference calls `Write`.
  'sts:AssumeRole',
]);

const TAMPERING = SENSITIVE_GROUPS.filter(
  ({ code }) => code === 'AUDIT_TAMPERING' || code === 'SAFEGUARD_REMOVAL',
);
const GRAVE = actionsOf('high');
const LIGHT = actionsOf('medium');

function actionsOf(severity: string): ReadonlySet<string> {
  const groups = TAMPERING.filter((group) => group.severity === severity);
  return new Set(groups.flatMap(({ actions }) => actions));
}

/** A log group or an alarm of one's own may be deleted; every one of the account is another matter. */
function isEvasion({ action, isEverywhere }: Gain): boolean {
  return GRAVE.has(action) || (isEverywhere && LIGHT.has(action));
}
