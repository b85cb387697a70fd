import { Budget, DEFAULT_STEPS } from '../../engine/budget.ts';
import type {
  Class,
  DiffResult,
  Finding,
  Found as FoundWord,
  PossibleClass,
  Verdict,
} from '../../questions/answer.ts';
import { newFindings } from '../findings.ts';
import type { GrantsPolicy } from '../model.ts';
import { type Answer, ask } from '../sets/ask.ts';
import { assumptionsOf } from './assumptions.ts';
import { classesOf } from './classes.ts';
import { Replay } from './replayed.ts';
import { Names } from './witness.ts';

const NOTHING: GrantsPolicy = { grants: [], source: '[]' };
const OPEN = 'depends on which scopes include which: the policies or GitHub leave it open';
const MISMATCH = 'its witness did not replay';

/** What `to` grants that `from` does not, and back, over all requests; null is no grant at all. */
export function diff(
  from: GrantsPolicy | null,
  to: GrantsPolicy | null,
  steps: number = DEFAULT_STEPS,
): DiffResult {
  const before = from ?? NOTHING;
  const after = to ?? NOTHING;
  const gained = compare(after, before, 'allowed', steps);
  const lost = compare(before, after, 'denied', steps);
  const mismatches = [...gained.findings, ...lost.findings];
  const stopped = [...new Set([...gained.stopped, ...lost.stopped])];
  return {
    // A witness that did not replay puts the whole answer in doubt (DESIGN section 5).
    verdict: mismatches.length > 0 ? 'undetermined' : verdictOf(gained.word, lost.word),
    allowed: gained.word,
    denied: lost.word,
    newlyAllowed: gained.classes,
    newlyDenied: lost.classes,
    possible: [...gained.possible, ...lost.possible],
    assumptions: assumptionsOf([before, after]),
    ...(stopped.length > 0 ? { undetermined: stopped } : {}),
    findings: [...mismatches, ...newFindings(before, after)],
    steps: gained.steps + lost.steps,
  };
}

interface Direction {
  readonly word: FoundWord;
  readonly classes: readonly Class[];
  readonly possible: readonly PossibleClass[];
  readonly findings: readonly Finding[];
  readonly stopped: readonly string[];
  readonly steps: number;
}

function compare(
  allowing: GrantsPolicy,
  other: GrantsPolicy,
  direction: 'allowed' | 'denied',
  steps: number,
): Direction {
  const budget = new Budget(steps);
  const question = { inside: [{ policy: allowing }], outside: [{ policy: other }] };
  const answer = ask(question, budget);
  const names = new Names([...question.inside, ...question.outside]);
  const sides = { direction, allowing, other, names };
  const replay = new Replay([allowing], [other]);
  const { held, failed } = replay.sort(classesOf(answer.certain, sides));
  const open = (classes: readonly Class[], reason: string): PossibleClass[] =>
    classes.map((one) => ({ ...one, witness: null, direction, reason }));
  const possible = [...open(failed, MISMATCH), ...open(classesOf(answer.possible, sides), OPEN)];
  return {
    word: wordOf(held, possible, answer),
    classes: held,
    possible,
    findings: replay.findings,
    stopped: answer.stopped,
    steps: budget.spent,
  };
}

function wordOf(
  held: readonly Class[],
  possible: readonly PossibleClass[],
  { stopped }: Answer,
): FoundWord {
  if (held.length > 0) return 'some';
  return possible.length > 0 || stopped.length > 0 ? 'undetermined' : 'none';
}

function verdictOf(allowed: FoundWord, denied: FoundWord): Verdict {
  if (allowed === 'undetermined' || denied === 'undetermined') return 'undetermined';
  if (allowed === 'none') return denied === 'none' ? 'equivalent' : 'narrower';
  return denied === 'none' ? 'broader' : 'incomparable';
}
