import { ageText, DAY, secondsBetween } from './age.ts';
import type { Check } from './checks.ts';
import type {
  CredentialFacts,
  IdentityFacts,
  VerificationContext,
} from './verification-context.ts';

/** CIS AWS Foundations 1.14 asks that access keys are rotated every 90 days; no shorter limit is common to all kinds. */
export const CREDENTIAL_DAYS = 90;
/** Unused as long as credentials may live, an identity is nobody's any more as far as one can see. */
export const DORMANT_DAYS = 90;

/** What the inventory says about whose policy it is. */
export function identityChecks({ identity, environment, at }: VerificationContext): Check[] {
  return [
    ownersCheck(identity),
    credentialsCheck(identity, environment.class, at),
    thirdPartyCheck(identity),
    reuseCheck(identity),
    dormantCheck(identity, at),
  ];
}

const UNKNOWN = 'the identity is not known: no inventory was given';

function ownersCheck(identity: IdentityFacts | null): Check {
  const missing = [
    ...(identity?.ownerActive === false ? ['the owner'] : []),
    ...(identity?.backupOwnerActive === false ? ['the backup owner'] : []),
  ];
  return {
    name: 'owners-active',
    outcome: identity === null ? 'undetermined' : missing.length > 0 ? 'failed' : 'passed',
    group: 'identity',
    blocking: true,
    proves: 'owner and backup owner of the identity are active (INV-11)',
    doesNotProve: 'that they know what the identity does',
    detail:
      identity === null
        ? UNKNOWN
        : missing.length > 0
          ? `not active: ${missing.join(' and ')}`
          : 'both are active',
  };
}

/** Kinds of credentials that end by themselves. */
const SHORT_LIVED = /temporary|federat|oidc|workload|session|role/i;

function credentialsCheck(identity: IdentityFacts | null, level: string | null, at: string): Check {
  const base = {
    name: 'credentials-current',
    group: 'identity' as const,
    blocking: false,
    proves: `no long-lived credential of the identity is older than ${CREDENTIAL_DAYS} days, and in production there is none`,
    doesNotProve: 'that nobody else has a copy',
  };
  const credentials = identity?.credentials ?? null;
  if (credentials === null) {
    const detail = identity === null ? UNKNOWN : 'its credentials are not known';
    return { ...base, outcome: 'undetermined', detail };
  }
  const lasting = credentials.filter(({ kind }) => !SHORT_LIVED.test(kind));
  const faults = lasting.flatMap((one) => faultOf(one, level, at));
  const open = lasting.filter(({ createdAt }) => secondsBetween(createdAt, at) === null);
  if (faults.length > 0) return { ...base, outcome: 'failed', detail: faults.join('; ') };
  if (open.length > 0) {
    const kinds = open.map(({ kind }) => `\`${kind}\``).join(', ');
    return { ...base, outcome: 'undetermined', detail: `the age of ${kinds} is not known` };
  }
  const detail =
    lasting.length === 0 ? 'it has no long-lived credential' : `${lasting.length} within the limit`;
  return { ...base, outcome: 'passed', detail };
}

function faultOf({ kind, createdAt }: CredentialFacts, level: string | null, at: string): string[] {
  const age = secondsBetween(createdAt, at);
  const isOld = age !== null && age > CREDENTIAL_DAYS * DAY;
  return [
    ...(level === 'production' ? [`\`${kind}\` is long-lived, in production`] : []),
    ...(isOld ? [`\`${kind}\` is ${ageText(age)} old; the limit is ${CREDENTIAL_DAYS} days`] : []),
  ];
}

function thirdPartyCheck(identity: IdentityFacts | null): Check {
  const isThird = identity?.thirdParty ?? null;
  return {
    name: 'own-organization',
    outcome: isThird === null ? 'undetermined' : isThird ? 'failed' : 'passed',
    group: 'identity',
    blocking: false,
    proves: 'the inventory says that the identity belongs to this organization',
    doesNotProve: 'who can use it',
    detail:
      identity === null
        ? UNKNOWN
        : isThird === null
          ? 'whether it belongs to a third party is not known'
          : isThird
            ? 'it belongs to a third party'
            : 'it belongs to this organization',
  };
}

function reuseCheck(identity: IdentityFacts | null): Check {
  const users = identity?.usedBy ?? null;
  const names = (users ?? []).slice(0, 5).map((one) => `\`${one}\``);
  return {
    name: 'used-by-one',
    outcome: users === null ? 'undetermined' : users.length > 1 ? 'failed' : 'passed',
    group: 'identity',
    blocking: false,
    proves: 'the inventory knows of one workload at most that uses the identity',
    doesNotProve: 'that no other does',
    detail:
      identity === null
        ? UNKNOWN
        : users === null
          ? 'who uses it is not known'
          : users.length > 1
            ? `${users.length} workloads use it: ${names.join(', ')}`
            : 'one workload uses it',
  };
}

function dormantCheck(identity: IdentityFacts | null, at: string): Check {
  const age = secondsBetween(identity?.lastUsedAt ?? null, at);
  const isDormant = age !== null && age > DORMANT_DAYS * DAY;
  return {
    name: 'not-dormant',
    outcome: age === null ? 'undetermined' : isDormant ? 'failed' : 'passed',
    group: 'identity',
    blocking: false,
    proves: `the identity was used within ${DORMANT_DAYS} days`,
    doesNotProve: 'that it is needed',
    detail:
      identity === null
        ? UNKNOWN
        : age === null
          ? 'when it was last used is not known'
          : `last used ${ageText(Math.max(0, age))} ago`,
  };
}
