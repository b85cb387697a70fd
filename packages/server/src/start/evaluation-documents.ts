import {
  defaultAppetite,
  defaultRuleSet,
  type Environment,
  type Id,
  type Instant,
  type Roster,
  type RosterHuman,
  type RuleSet,
  type ServiceKey,
} from '@countersign/domain';
import { saltedDigest } from '@countersign/evidence';

const HALF_YEAR_SECONDS = 15_552_000;

/** What an evaluation starts with: one place to try things, and one that shows what production asks for. */
export const EVALUATION_ENVIRONMENTS: readonly Environment[] = [
  {
    name: 'production',
    class: 'production',
    minimumAssurance: 'ssh-sk-verified',
    onLapse: 'keep',
    maxValiditySeconds: HALF_YEAR_SECONDS,
  },
  {
    name: 'staging',
    class: 'staging',
    minimumAssurance: 'ssh',
    onLapse: 'deny',
    maxValiditySeconds: HALF_YEAR_SECONDS,
  },
];

/** Somebody whose part can be played in an evaluation. */
export interface Evaluator {
  readonly human: Id;
  readonly credential: Id;
  readonly name: string;
  readonly salt: Uint8Array;
  readonly publicKey: string;
}

interface Part {
  readonly name: string;
  readonly roles: readonly string[];
}

/**
 * The parts: enough people that the default rules can be satisfied, because nobody may approve their own change. The
 * last one alone is the quorum.
 */
export const EVALUATION_PARTS: readonly Part[] = [
  { name: 'ana', roles: ['author'] },
  { name: 'ben', roles: ['author'] },
  { name: 'rita', roles: ['resource-owner', 'risk-owner'] },
  { name: 'sam', roles: ['founder', 'security'] },
];

export interface EvaluationInput {
  readonly workspace: Id;
  readonly evaluators: readonly Evaluator[];
  readonly serviceKeys: readonly ServiceKey[];
  readonly at: Instant;
}

/** Roster 1 of an evaluation: the parts, no production-grade key, a quorum of one. */
export function evaluationRoster(input: EvaluationInput): Roster {
  const { workspace, evaluators, serviceKeys, at } = input;
  const founder = founderOf(evaluators);
  return {
    kind: 'roster',
    v: 1,
    workspace,
    mode: 'evaluation',
    number: 1,
    previous: null,
    quorum: { threshold: 1, humans: [founder.human] },
    humans: evaluators.map((evaluator) => rosterHuman(evaluator, at)),
    groups: [],
    serviceKeys,
  };
}

/** Who signs Roster and RuleSet of an evaluation. */
export function founderOf<E extends { readonly name: string }>(evaluators: readonly E[]): E {
  return holderOf('founder', evaluators);
}

function holderOf<E extends { readonly name: string }>(role: string, evaluators: readonly E[]): E {
  const holder = evaluators.find(({ name }) => rolesOf(name).includes(role));
  if (holder === undefined) throw new Error(`an evaluation has a ${role}`);
  return holder;
}

function rolesOf(name: string): readonly string[] {
  return EVALUATION_PARTS.find((part) => part.name === name)?.roles ?? [];
}

function rosterHuman(evaluator: Evaluator, at: Instant): RosterHuman {
  const span = { since: at, until: null };
  return {
    id: evaluator.human,
    commitment: saltedDigest(evaluator.salt, evaluator.name),
    roles: rolesOf(evaluator.name),
    accepts: [{ environment: '*', upTo: 'T4', until: null }],
    ...span,
    credentials: [
      {
        id: evaluator.credential,
        type: 'ssh-ed25519',
        publicKey: evaluator.publicKey,
        assurance: 'ssh',
        rpId: null,
        ...span,
      },
    ],
  };
}

/** RuleSet 1 of an evaluation: the default rules, tiers and appetite, which the risk owner's part accepts. */
export function evaluationRuleSet({
  workspace,
  evaluators,
  at,
}: Pick<EvaluationInput, 'workspace' | 'evaluators' | 'at'>): RuleSet {
  const by = holderOf('risk-owner', evaluators).human;
  const appetite = defaultAppetite(EVALUATION_ENVIRONMENTS, { by, since: at });
  return defaultRuleSet(workspace, EVALUATION_ENVIRONMENTS, appetite);
}
