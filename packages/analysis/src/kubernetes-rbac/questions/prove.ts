import { Budget, BudgetSpent, DEFAULT_STEPS } from '../../engine/budget.ts';
import type { Finding, ProofResult } from '../../questions/answer.ts';
import type { Parsed, Refusal } from '../../refusal.ts';
import { type Difference, difference } from '../decide/difference.ts';
import { allowedRequest, deniedRequest, type Refutation, sharedRequest } from '../decide/refute.ts';
import type { RbacPolicy } from '../model.ts';
import { Replayer } from '../replay/replay.ts';
import { mismatch, missingInWords, type Side, witnessOf } from './ask.ts';
import { assumptionsOf } from './assumptions.ts';
import { readSides, sideAt } from './diff.ts';
import { EVERY_PATTERN, type RbacPattern, readRbacPattern } from './request-pattern.ts';

/** Properties and how many policies each is about. */
const POLICIES: ReadonlyMap<string, number> = new Map([
  ['implies', 2],
  ['within', 2],
  ['equivalent', 2],
  ['disjoint', 2],
  ['always-denies', 1],
  ['always-allows', 1],
  ['must-deny', 1],
  ['must-allow', 1],
]);

/** The properties of Kubernetes RBAC; `within` is `implies` by its use, an envelope. */
export const RBAC_PROPERTIES: readonly string[] = [...POLICIES.keys()];

/** A question as a batch line states it. */
export interface RbacQuestion {
  readonly property: string;
  readonly policies: readonly RbacPolicy[];
  readonly pattern?: unknown;
}

/** Where the first request against the property came from, and what leaves it open. */
interface Outcome extends Refutation {
  /** Null: there is no witness, or it did not replay. */
  readonly isTrue: boolean;
  readonly stopped: string | null;
}

/** Proves a property of all requests, refutes it with one request, or says why neither. */
export function proveRbac(
  question: RbacQuestion,
  steps: number = DEFAULT_STEPS,
): Parsed<ProofResult> {
  const wanted = POLICIES.get(question.property);
  if (wanted === undefined) return refuse('UNKNOWN_PROPERTY', unknownProperty(question.property));
  if (question.policies.length !== wanted) {
    const message = `\`${question.property}\` is asked of ${wanted} policies, not of ${question.policies.length}`;
    return refuse('WRONG_NUMBER', message);
  }
  const isPatterned = question.property === 'must-deny' || question.property === 'must-allow';
  const pattern = isPatterned ? readRbacPattern(question.pattern) : null;
  if (pattern !== null && !pattern.ok) return pattern;
  const budget = new Budget(steps);
  return { ok: true, value: answer(question, pattern?.value ?? EVERY_PATTERN, budget) };
}

function unknownProperty(property: string): string {
  return `\`${property}\` is not a property of kubernetes-rbac; those are ${RBAC_PROPERTIES.join(', ')}`;
}

function refuse(code: string, message: string): Parsed<ProofResult> {
  const refusals: Refusal[] = [{ code, message }];
  return { ok: false, refusals };
}

function answer(question: RbacQuestion, pattern: RbacPattern, budget: Budget): ProofResult {
  const read = readSides(question.policies, budget);
  if (!read.ok) {
    const nothing = { assumptions: [], findings: [], steps: budget.spent };
    return { verdict: 'undetermined', reason: read.reason, ...nothing };
  }
  const outcomes = outcomesOf(
    question.property,
    read.sides,
    read.worlds.comparison,
    pattern,
    budget,
  );
  const findings: Finding[] = outcomes
    .filter(({ witness, isTrue }) => witness !== null && !isTrue)
    .map(({ witness }) => mismatch(witness ?? {}));
  const common = {
    assumptions: assumptionsOf(question.policies, read.worlds),
    findings,
    steps: budget.spent,
  };
  const refuted = outcomes.find(({ isTrue }) => isTrue);
  if (refuted?.witness) return { verdict: 'refuted', witness: refuted.witness, ...common };
  const reasons = outcomes.flatMap(reasonsOf);
  if (reasons.length > 0) return { verdict: 'undetermined', reason: reasons.join('; '), ...common };
  // RBAC has no denials, so that another binding undoes this one.
  const kind = question.property === 'must-deny' ? { kind: 'implicit' as const } : {};
  return { verdict: 'proved', ...kind, ...common };
}

function reasonsOf({ witness, isTrue, missing, stopped }: Outcome): string[] {
  return [
    ...(stopped === null ? [] : [stopped]),
    ...(witness !== null && !isTrue ? ['a witness did not replay'] : []),
    ...(missing.length > 0 ? [missingInWords(missing)] : []),
  ];
}

function outcomesOf(
  property: string,
  sides: readonly Side[],
  comparison: Parameters<typeof allowedRequest>[1],
  pattern: RbacPattern,
  budget: Budget,
): Outcome[] {
  const replayer = new Replayer();
  const first = sideAt(sides, 0);
  const ask = (search: () => Refutation, inside: readonly Side[], outside: readonly Side[]) =>
    searched(search, replayer, inside, outside);
  switch (property) {
    case 'implies':
    case 'within':
      return [minus(first, sideAt(sides, 1), budget, replayer)];
    case 'equivalent':
      return [
        minus(first, sideAt(sides, 1), budget, replayer),
        minus(sideAt(sides, 1), first, budget, replayer),
      ];
    case 'disjoint': {
      const second = sideAt(sides, 1);
      const search = (): Refutation => sharedRequest(first.world, second.world, comparison, budget);
      return [ask(search, [first, second], [])];
    }
    case 'always-denies':
    case 'must-deny':
      return [ask(() => allowedRequest(first.world, comparison, pattern, budget), [first], [])];
    default:
      return [ask(() => deniedRequest(first.world, comparison, pattern, budget), [], [first])];
  }
}

/** Whether the first side has something that the second lacks. */
function minus(inside: Side, outside: Side, budget: Budget, replayer: Replayer): Outcome {
  const isEnough = ({ pieces }: { readonly pieces: readonly unknown[] }): boolean =>
    pieces.length > 0;
  const found = difference(inside.world, outside.world, budget, isEnough);
  const nothing = { witness: null, isTrue: false, missing: openIn(found), stopped: found.stopped };
  for (const gap of found.gaps) {
    const [piece] = gap.pieces;
    const [asker] = gap.askers;
    if (piece === undefined || asker === undefined) continue;
    budget.restart();
    const witness = witnessOf({ piece, asker, gap }, { inside, outside }, replayer);
    const { request, isTrue, isMade } = witness;
    if (!isMade) return { ...nothing, stopped: 'a witness took too many steps' };
    return { witness: request, isTrue, missing: [], stopped: null };
  }
  return nothing;
}

function openIn({ gaps }: Difference): Refutation['missing'] {
  return gaps.flatMap(({ open, missing }) => [...missing, ...open.flatMap((one) => one.missing)]);
}

function searched(
  search: () => Refutation,
  replayer: Replayer,
  inside: readonly Side[],
  outside: readonly Side[],
): Outcome {
  const sourcesOf = (sides: readonly Side[]): (string | null)[] =>
    sides.map(({ policy }) => policy?.source ?? null);
  try {
    const { witness, missing } = search();
    const isTrue =
      witness !== null && replayer.holds(witness, sourcesOf(inside), sourcesOf(outside));
    return { witness, isTrue, missing, stopped: null };
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error;
    return { witness: null, isTrue: false, missing: [], stopped: error.message };
  }
}
