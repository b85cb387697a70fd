import { addSeconds, CLOCK_SKEW_SECONDS, isExpired, isInForce } from '@countersign/domain';
import {
  digest,
  isJsonObject,
  parseCanonical,
  type Refusal,
  type Roster,
  type ServiceKey,
} from '@countersign/evidence';
import { unless } from './gate-refusal.ts';
import type { World } from './world.ts';

/** Workspace, environment, mode and basis: whether this gate may look at such a release at all. */
export function scopeFaults(world: World): readonly Refusal[] {
  const { bundle, trust, environment } = world;
  const { claimed } = bundle.release;
  const environments = [
    claimed.environment,
    bundle.manifest.environment,
    bundle.requirement.document.environment,
  ];
  const other = environments.find((one) => one !== environment);
  return [
    ...unless(
      other === undefined,
      'ENVIRONMENT_MISMATCH',
      `the bundle is for \`${other}\`, this gate stands before \`${environment}\``,
      { expected: environment, actual: other },
    ),
    ...workspaceFaults(world),
    ...modeFaults(world),
    ...unless(
      trust.bases.includes(claimed.basis),
      'BASIS_NOT_TRUSTED',
      `the basis \`${claimed.basis}\` is not among those the trust policy takes`,
    ),
    ...unless(
      claimed.basis === 'approvals' || claimed.basis === 'standing',
      'BASIS_NOT_TRUSTED',
      `this gate cannot check the basis \`${claimed.basis}\` yet`,
    ),
    ...unless(
      trust.witnesses.length === 0,
      'WITNESS_MISSING',
      'the trust policy asks for witnesses, and this gate cannot check a cosignature yet',
    ),
    ...unless(
      !bundle.hasEpochs,
      'EPOCH_NOT_FOLLOWED',
      'the bundle carries an Epoch statement, which this gate cannot follow yet',
    ),
  ];
}

function workspaceFaults({ bundle, trust }: World): readonly Refusal[] {
  const named: readonly (readonly [string, string])[] = [
    ['manifest', bundle.manifest.workspace],
    ['release', bundle.release.claimed.workspace],
    ['requirement', bundle.requirement.document.workspace],
    ...bundle.rosters.map(
      ({ document }) => [`roster ${document.number}`, document.workspace] as const,
    ),
    ...bundle.ruleSets.map(
      ({ document }) => [`rule set ${document.number}`, document.workspace] as const,
    ),
  ];
  return named.flatMap(([what, workspace]) =>
    unless(
      workspace === trust.workspace,
      'WORKSPACE_MISMATCH',
      `the ${what} is of workspace \`${workspace}\`, trusted is \`${trust.workspace}\``,
    ),
  );
}

/** An evaluation passes only where the TrustPolicy names that mode, and never as a founded workspace. */
function modeFaults({ trust, rosters }: World): readonly Refusal[] {
  const mode = rosters.newest?.document.mode;
  return unless(
    mode === undefined || mode === trust.mode,
    'MODE_NOT_TRUSTED',
    `the workspace is of mode \`${mode}\`, the trust policy takes \`${trust.mode}\``,
  );
}

/** The bytes of the bundle are what the release names. */
export function bindingFaults({ bundle }: World): readonly Refusal[] {
  const { claimed } = bundle.release;
  const policy = digest(bundle.policy);
  return [
    ...unless(
      policy === claimed.to,
      'POLICY_DIGEST',
      `\`policy.json\` is \`${policy}\`, released is \`${claimed.to}\``,
      { expected: claimed.to, actual: policy },
    ),
    ...unless(
      bundle.manifest.policy === claimed.policy,
      'BINDING_MISMATCH',
      'manifest and release name different policies',
      { field: 'policy' },
    ),
    ...unless(
      bundle.verification === claimed.verification,
      'BINDING_MISMATCH',
      '`verification.dsse` is not the verification the release names',
      { field: 'verification' },
    ),
    ...languageFaults(bundle),
  ];
}

/** Manifest, policy and requirement are in one language; what is in the policy its digest says. */
function languageFaults({ manifest, policy, requirement }: World['bundle']): readonly Refusal[] {
  const json = parseCanonical(policy);
  const form = json.ok && isJsonObject(json.value) ? json.value['canonical'] : undefined;
  return [
    ...unless(
      form === `${manifest.language}/1`,
      'MANIFEST_MISMATCH',
      `the manifest says the policy is in \`${manifest.language}\`, and it is not in that canonical form`,
      { path: 'policy.json' },
    ),
    ...unless(
      requirement.document.language === manifest.language,
      'BINDING_MISMATCH',
      `the requirement is in \`${requirement.document.language}\`, the policy in \`${manifest.language}\``,
      { field: 'language' },
    ),
  ];
}

/** The release stands on versions of the chains, and its key was a release key of that Roster then. */
export function governanceFaults(world: World, publicKey: string | null): readonly Refusal[] {
  const { claimed } = world.bundle.release;
  const roster = world.rosters.versions.get(claimed.roster.number);
  const ruleSet = world.ruleSets.versions.get(claimed.ruleSet.number);
  return [
    ...world.rosters.faults,
    ...world.ruleSets.faults,
    ...unless(
      roster?.digest === claimed.roster.digest,
      'ROSTER_CHAIN',
      `the release stands on roster ${claimed.roster.number}, which the bundle does not prove`,
    ),
    ...unless(
      ruleSet?.digest === claimed.ruleSet.digest,
      'RULESET_CHAIN',
      `the release stands on rule set ${claimed.ruleSet.number}, which the bundle does not prove`,
    ),
    ...unless(
      publicKey === null ||
        isServiceKey(roster?.document, { use: 'release', publicKey }, claimed.issuedAt),
      'RELEASE_KEY_NOT_IN_FORCE',
      `the key that signed the release was no release key of roster ${claimed.roster.number} at ${claimed.issuedAt}`,
    ),
  ];
}

/** Whether the Roster lists this service key, in force at that time. */
export function isServiceKey(
  roster: Roster | undefined,
  { use, publicKey }: Pick<ServiceKey, 'use' | 'publicKey'>,
  at: string,
): boolean {
  const keys = roster?.serviceKeys ?? [];
  return keys.some((key) => key.use === use && key.publicKey === publicKey && isInForce(key, at));
}

/** Validity by the gate's own clock, which may not run backwards. */
export function timeFaults({ bundle, now, state }: World): readonly Refusal[] {
  const { issuedAt, validUntil, onLapse } = bundle.release.claimed;
  return [
    ...unless(
      state === null || now >= addSeconds(state.latestTime, -CLOCK_SKEW_SECONDS),
      'CLOCK_WENT_BACK',
      `the clock shows ${now}, this gate has seen ${state?.latestTime}`,
    ),
    ...unless(
      issuedAt <= addSeconds(now, CLOCK_SKEW_SECONDS),
      'RELEASE_TIME',
      `the release is dated ${issuedAt}, the clock shows ${now}`,
    ),
    // `keep` lets stand what is in place; that is not the gate's to remove, but nothing lapsed goes through it.
    ...unless(
      !isExpired(validUntil, now),
      'RELEASE_LAPSED',
      `the release was valid until ${validUntil}, as its approvers signed; on lapse: ${onLapse}`,
      { validUntil, onLapse },
    ),
  ];
}
