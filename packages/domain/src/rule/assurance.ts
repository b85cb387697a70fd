import type { Environment } from '../roster.ts';
import type { Assurance, Tier } from '../values.ts';

const STRENGTH: Readonly<Record<Assurance, number>> = {
  ssh: 0,
  'ssh-sk-verified': 1,
  'webauthn-uv': 2,
};

/** Whether one assurance is at least the other. */
export function isAtLeast(assurance: Assurance, minimum: Assurance): boolean {
  // A value from outside that is no assurance compares with NaN and is never enough (INV-5).
  return (STRENGTH[assurance] ?? Number.NaN) >= STRENGTH[minimum];
}

/** The lower of two: what the Roster recorded, and what the signature's own flags show (FORMATS section 3). */
export function lowerAssurance(left: Assurance, right: Assurance): Assurance {
  return isAtLeast(left, right) ? right : left;
}

/**
 * The assurance an approval must reach. In class `production` the environment's minimum counts from T2 up, and a
 * plain `ssh` key is never enough there, whatever is configured; elsewhere the environment's minimum always counts.
 */
export function minimumAssuranceFor(environment: Environment, tier: Tier): Assurance {
  if (environment.class !== 'production') return environment.minimumAssurance;
  if (!isTierAtLeast(tier, 'T2')) return 'ssh';
  return environment.minimumAssurance === 'ssh' ? 'ssh-sk-verified' : environment.minimumAssurance;
}

/** T0 is lowest, T4 highest. */
export function isTierAtLeast(tier: Tier, least: Tier): boolean {
  return tier >= least;
}
