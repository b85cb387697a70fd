import { addSeconds, CLOCK_SKEW_SECONDS, isExpired } from '@countersign/domain';
import { type Freshness, PREDICATES, parseFreshness, type Refusal } from '@countersign/evidence';
import { type OpenedEnvelope, openEnvelope, verifyServiceSignature } from '../facts/envelopes.ts';
import { gateRefusal, unless } from './gate-refusal.ts';
import { isServiceKey } from './release-checks.ts';
import type { World } from './world.ts';

/** That the release is the current one: said by a freshness key of the newest Roster, about this release, not long ago. */
export function freshnessFaults(world: World): readonly Refusal[] {
  const bytes = world.bundle.freshness;
  if (bytes === null) {
    return [
      gateRefusal(
        'FRESHNESS_MISSING',
        'the bundle has no `freshness.dsse`; it is withheld when a release is revoked',
      ),
    ];
  }
  const opened = openEnvelope(bytes, PREDICATES.freshness);
  const parsed = opened === undefined ? undefined : parseFreshness(opened.predicate);
  if (opened === undefined || parsed?.ok !== true) {
    return [
      gateRefusal('BUNDLE_FILE_FORMAT', '`freshness.dsse` is no freshness statement', {
        path: 'freshness.dsse',
      }),
    ];
  }
  return [
    ...signatureFaults(opened, parsed.value, world),
    ...subjectFaults(parsed.value, world),
    ...ageFaults(parsed.value, world),
  ];
}

function signatureFaults(
  opened: OpenedEnvelope,
  { to }: Freshness,
  world: World,
): readonly Refusal[] {
  const publicKey =
    verifyServiceSignature(opened, 'ed25519') ?? verifyServiceSignature(opened, 'ecdsa-p256');
  // By the gate's clock: a freshness key that was taken away says nothing any more.
  const isKnown =
    publicKey !== undefined &&
    isServiceKey(world.rosters.newest?.document, { use: 'freshness', publicKey }, world.now);
  return unless(
    isKnown && opened.subject === to,
    'FRESHNESS_SIGNATURE',
    'the freshness statement is not signed by a freshness key of the newest roster',
  );
}

function subjectFaults(freshness: Freshness, { bundle }: World): readonly Refusal[] {
  const { claimed } = bundle.release;
  const fields = ['workspace', 'environment', 'policy', 'number', 'to'] as const;
  const other = fields.filter((field) => freshness[field] !== claimed[field]);
  return unless(
    other.length === 0,
    'FRESHNESS_OTHER_RELEASE',
    `the freshness statement is about another release: \`${other.join('`, `')}\` differs`,
    { fields: other },
  );
}

function ageFaults({ issuedAt, expiresAt }: Freshness, { now, trust }: World): readonly Refusal[] {
  return [
    ...unless(
      !isExpired(expiresAt, now),
      'FRESHNESS_EXPIRED',
      `the freshness statement held until ${expiresAt}, the clock shows ${now}`,
    ),
    ...unless(
      !isExpired(addSeconds(issuedAt, trust.maxFreshnessSeconds), now) &&
        issuedAt <= addSeconds(now, CLOCK_SKEW_SECONDS),
      'FRESHNESS_TOO_OLD',
      `the freshness statement is of ${issuedAt}; the trust policy takes none older than ${trust.maxFreshnessSeconds} s`,
    ),
  ];
}
