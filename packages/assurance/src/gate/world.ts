import type { Facts } from '@countersign/domain';
import {
  type GateState,
  logOrigin,
  parseVerifierKey,
  type Refusal,
  type Roster,
  type RuleSet,
  rawPublicKey,
  type TrustPolicy,
  verifierKey,
} from '@countersign/evidence';
import { factsFrom } from '../facts/facts-from.ts';
import { passkeysIn } from '../facts/passkeys-in.ts';
import { type Chain, followRosters, followRuleSets } from './chain.ts';
import { gateRefusal } from './gate-refusal.ts';
import type { Bundle } from './read-bundle.ts';

/** What a gate is asked. `now` is an argument (INV-9): only the node part reads a clock. */
export interface Asked {
  /** Where this gate stands. */
  readonly environment: string;
  readonly trust: TrustPolicy;
  /** What this gate has seen of the workspace; null before its first release. */
  readonly state: GateState | null;
  readonly now: string;
}

/** Everything the checks look at. */
export interface World extends Asked {
  readonly bundle: Bundle;
  readonly facts: Facts;
  /** Verifier key of the log. */
  readonly vkey: string;
  readonly rosters: Chain<Roster>;
  readonly ruleSets: Chain<RuleSet>;
}

/** The bundle with its chains followed from what the TrustPolicy pins. */
export function worldOf(bundle: Bundle, asked: Asked, vkey: string): World {
  const humans = bundle.rosters.flatMap(({ document }) => document.humans);
  const passkeys = passkeysIn(humans, bundle.documents.values());
  const facts = factsFrom((digest) => bundle.documents.get(digest), passkeys);
  const rosters = followRosters(bundle.rosters, asked.trust.roster, facts);
  const ruleSets = followRuleSets(bundle.ruleSets, asked.trust.ruleSet, { rosters, facts });
  return { ...asked, bundle, facts, vkey, rosters, ruleSets };
}

/** The log's verifier key from a TrustPolicy: in full, or as the Roster writes it; TRUST_POLICY when it is neither. */
export function logKeyOf(
  trust: TrustPolicy,
):
  | { readonly ok: true; readonly vkey: string }
  | { readonly ok: false; readonly refusals: readonly Refusal[] } {
  const origin = logOrigin(trust.workspace);
  const full = parseVerifierKey(trust.logKey);
  if (full.ok && full.value.name === origin) return { ok: true, vkey: trust.logKey };
  const raw = full.ok ? undefined : rawPublicKey('ed25519', trust.logKey);
  if (raw !== undefined) return { ok: true, vkey: verifierKey(origin, raw) };
  const message = `the trust policy's \`logKey\` is no Ed25519 key of the log \`${origin}\``;
  return { ok: false, refusals: [gateRefusal('TRUST_POLICY', message, { pointer: '/logKey' })] };
}
