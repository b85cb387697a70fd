import { Budget, BudgetSpent } from '../../engine/budget.ts';
import type { Finding } from '../../questions/answer.ts';
import type { Holder } from '../access/identity.ts';
import type { World } from '../access/world.ts';
import type { RbacPolicy } from '../model.ts';
import type { Replayer } from '../replay/replay.ts';
import { budgetSpent } from './budget-spent.ts';
import { objectFindings } from './object-findings.ts';
import { reachFindings } from './reach.ts';

const ORDER: readonly Finding['severity'][] = ['error', 'high', 'medium', 'low'];

/** A set with what its findings are made from. */
export interface Inspected {
  readonly policy: RbacPolicy;
  readonly world: World;
}

/** What a reader should know of a set, the gravest first; a path whose witness does not replay is named as such. */
export function findingsOf(inspected: Inspected, budget: Budget, replayer: Replayer): Finding[] {
  const found = allOf(inspected, budget);
  return bySeverity(found.map((finding) => replayed(finding, inspected.policy, replayer)));
}

/** What `after` has and `before` has not, by code and sentence; escalation only for the holders asked about. */
export function newFindings(
  before: Inspected | null,
  after: Inspected,
  replayer: Replayer,
  isAsked: (holder: Holder) => boolean,
): Finding[] {
  const found = allOf(after, new Budget(FINDING_STEPS), isAsked);
  if (found.length === 0) return [];
  const earlier = before === null ? [] : allOf(before, new Budget(FINDING_STEPS), isAsked);
  const known = new Set(earlier.map(textOf));
  const added = found.filter((finding) => !known.has(textOf(finding)));
  return bySeverity(added.map((finding) => replayed(finding, after.policy, replayer)));
}

/** Findings never decide, so that they may end earlier than a proof. */
const FINDING_STEPS = 1_000_000;

function allOf(
  { policy, world }: Inspected,
  budget: Budget,
  isAsked?: (holder: Holder) => boolean,
): Finding[] {
  return [...reachWithin(world, budget, isAsked), ...objectFindings(policy)];
}

/** The sentence without which rules give it and who is reached: that may change while the path stays. */
function textOf({ code, message, severity }: Finding): string {
  const [start = ''] = message.split(', so it ');
  return `${code} ${severity} ${start.replaceAll(/rules? \d+(?:, \d+)*(?: and \d+)?/g, 'rule')}`;
}

function reachWithin(
  world: World,
  budget: Budget,
  isAsked?: (holder: Holder) => boolean,
): Finding[] {
  try {
    return reachFindings(world, budget, isAsked);
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error;
    return [budgetSpent('escalation paths were not looked for to the end', error.message)];
  }
}

/** Every witness is replayed before a human sees it. */
function replayed(finding: Finding, policy: RbacPolicy, replayer: Replayer): Finding {
  const { witness } = finding;
  if (witness === undefined || replayer.holds(witness, [policy.source], [])) return finding;
  const message = `the witness \`${JSON.stringify(witness)}\` of \`${finding.code}\` did not replay`;
  return { code: 'WITNESS_MISMATCH', message, severity: 'error' };
}

function bySeverity(findings: readonly Finding[]): Finding[] {
  const rank = ({ severity }: Finding): number => ORDER.indexOf(severity);
  return [...findings].sort((left, right) => rank(left) - rank(right));
}
