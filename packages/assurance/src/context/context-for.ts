import type { Guardrail, VerificationContext } from '@countersign/analysis';
import {
  type CandidateState,
  type Digest,
  environmentOf,
  type Instant,
  newestSnapshot,
  type Roster,
  type RuleSet,
  type RuleSetV2,
  type WorkspaceState,
} from '@countersign/domain';
import {
  type Inventory,
  parseInventory,
  parseRequirement,
  parseUse,
  type Use,
} from '@countersign/evidence';
import type { LookUp } from '../facts/facts-from.ts';
import { estateOf } from './estate-of.ts';
import { identityFactsOf } from './identity-facts-of.ts';
import { inputFactsOf } from './input-facts-of.ts';
import { ownPolicies } from './own-policies.ts';
import { surroundingsOf } from './surroundings-of.ts';

/** What a context is made of: a state that holds the candidate and what it points to, documents by digest, and texts. */
export interface ContextWorld {
  readonly state: WorkspaceState;
  readonly roster: Roster;
  readonly ruleSet: RuleSet;
  /** Stored bytes by digest; snapshots are parsed strictly here. */
  readonly documents: LookUp;
  /** The text behind a salted digest; null where it was erased or is not at hand. */
  readonly texts: (digest: Digest) => string | null;
  /** The instant ages are computed against (INV-9). */
  readonly at: Instant;
}

/**
 * What a candidate is verified in, the same for the server and offline: the newest snapshots of its environment and of
 * its identity, what Countersign itself has in force for that identity, and the guardrails of the RuleSet. What is not
 * known is null and stays undetermined. Null where the RuleSet has no tiers: then the policy is verified alone.
 */
export function contextFor(
  candidate: CandidateState,
  world: ContextWorld,
): VerificationContext | null {
  const { ruleSet, state, at } = world;
  if (ruleSet.v === 1) return null;
  const { environment } = candidate;
  const language = state.policies.get(candidate.policy)?.language ?? 'aws-iam';
  const inventory = inventoryOf(candidate, language, world);
  const use = useOf(candidate, language, world);
  const identity = identityFactsOf(candidate, inventory, world);
  const guardrails = ruleSet.guardrails as unknown as readonly Guardrail[];
  return {
    at,
    environment: { name: environment, class: environmentOf(ruleSet, environment)?.class ?? null },
    dataClass: dataClassOf(candidate, world),
    surroundings: surroundingsOf(inventory, {
      ...ownPolicies(candidate, world),
      language,
      externalId: identity?.externalId ?? null,
    }),
    guardrails,
    identity,
    estate: estateOf(inventory, { language, guardrails }),
    use: use === null ? null : observedUse(use.document, use.digest),
    inputs: inputFactsOf(
      candidate,
      {
        inventory: snapshotOf(candidate, 'inventory', language, world),
        use: snapshotOf(candidate, 'use', language, world),
      },
      { ...world, ruleSet: ruleSet as RuleSetV2 },
    ),
  };
}

type Language = Inventory['language'];

/** The newest snapshot of that kind for the candidate. */
function snapshotOf(
  { environment, nhi }: CandidateState,
  kind: 'inventory' | 'use',
  language: Language,
  { state }: ContextWorld,
) {
  const key = { environment, kind, language, nhi: kind === 'use' ? nhi : null };
  return newestSnapshot(state, key) ?? null;
}

function inventoryOf(
  candidate: CandidateState,
  language: Language,
  world: ContextWorld,
): Inventory | null {
  const newest = snapshotOf(candidate, 'inventory', language, world);
  const bytes = newest === null ? undefined : world.documents(newest.document);
  const parsed = bytes === undefined ? undefined : parseInventory(bytes);
  return parsed?.ok === true ? parsed.value : null;
}

function useOf(
  candidate: CandidateState,
  language: Language,
  world: ContextWorld,
): { readonly document: Use; readonly digest: Digest } | null {
  const newest = snapshotOf(candidate, 'use', language, world);
  const bytes = newest === null ? undefined : world.documents(newest.document);
  const parsed = bytes === undefined ? undefined : parseUse(bytes);
  return newest !== null && parsed?.ok === true
    ? { document: parsed.value, digest: newest.document }
    : null;
}

function observedUse(
  { language, source, subject, from, to, requests, unread }: Use,
  digest: Digest,
): VerificationContext['use'] {
  return { language, source, subject, from, to, digest, requests, unread };
}

function dataClassOf(
  { requirementDigest }: CandidateState,
  { documents }: ContextWorld,
): string | null {
  const bytes = documents(requirementDigest);
  const parsed = bytes === undefined ? undefined : parseRequirement(bytes);
  return parsed?.ok === true ? parsed.value.dataClass : null;
}
