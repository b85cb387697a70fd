import {
  defaultRuleSet,
  type Environment,
  type Id,
  type Instant,
  type Roster,
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

/** The one human an evaluation begins with; the Roster they sign can take in more. */
export interface Evaluator {
  readonly human: Id;
  readonly credential: Id;
  readonly name: string;
  readonly salt: Uint8Array;
  readonly publicKey: string;
}

export interface EvaluationInput {
  readonly workspace: Id;
  readonly evaluator: Evaluator;
  readonly serviceKeys: readonly ServiceKey[];
  readonly at: Instant;
}

/** Roster 1 of an evaluation: every role, no production-grade key, a quorum of one. */
export function evaluationRoster({
  workspace,
  evaluator,
  serviceKeys,
  at,
}: EvaluationInput): Roster {
  const span = { since: at, until: null };
  return {
    kind: 'roster',
    v: 1,
    workspace,
    mode: 'evaluation',
    number: 1,
    previous: null,
    quorum: { threshold: 1, humans: [evaluator.human] },
    humans: [
      {
        id: evaluator.human,
        commitment: saltedDigest(evaluator.salt, evaluator.name),
        roles: ['founder', 'resource-owner', 'risk-owner', 'security'],
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
      },
    ],
    groups: [],
    serviceKeys,
  };
}

/** RuleSet 1 of an evaluation: the default rules. */
export function evaluationRuleSet({ workspace }: Pick<EvaluationInput, 'workspace'>): RuleSet {
  return defaultRuleSet(workspace, EVALUATION_ENVIRONMENTS);
}
