import { Budget, DEFAULT_STEPS } from '../../engine/budget.ts';
import type { ExplainedStatement, Explanation } from '../../questions/answer.ts';
import type { Asker, Gap } from '../decide/difference.ts';
import { difference } from '../decide/difference.ts';
import { budgetSpent } from '../findings/budget-spent.ts';
import { findingsOf } from '../findings/findings.ts';
import type { RbacPolicy } from '../model.ts';
import { Replayer } from '../replay/replay.ts';
import { classOf } from './classes.ts';
import { readSides, sideAt } from './diff.ts';
import { type Draft, draftsOf } from './draft.ts';
import { originsOf } from './origins.ts';
import { holdersInWords, placeInWords, roleInWords } from './words.ts';

/** What a set allows, holder by holder, in sentences with their origins; and what a reader should know of it. */
export function explainRbac(policy: RbacPolicy, steps: number = DEFAULT_STEPS): Explanation {
  const budget = new Budget(steps);
  const read = readSides([policy, null], budget);
  if (!read.ok) return { sentences: [], findings: [budgetSpent('not all was read', read.reason)] };
  const inside = sideAt(read.sides, 0).world;
  const nothing = sideAt(read.sides, 1).world;
  const found = difference(inside, nothing, budget);
  const sentences = found.gaps.flatMap((gap) => sentencesOf(gap, nothing));
  budget.restart();
  const findings = findingsOf({ policy, world: inside }, budget, new Replayer());
  return {
    sentences,
    findings:
      found.stopped === null
        ? findings
        : [budgetSpent('not all was read', found.stopped), ...findings],
  };
}

/** The sentences of holders with the same roles. */
function sentencesOf(gap: Gap, nothing: Parameters<typeof classOf>[2]): ExplainedStatement[] {
  const drafts = draftsOf([gap], ({ pieces, open }) => [
    ...pieces.map((piece) => ({ piece, missing: [] })),
    ...open,
  ]);
  const certain = drafts.map((draft) => sentenceOf(draft, nothing));
  const missing = gap.missing.map(({ role, namespace, grants }) => ({
    text: `${who(gap.askers)} ${whatever(role)} ${placeInWords(namespace)}`,
    origins: originsOf([], grants),
  }));
  return [...certain, ...missing];
}

function whatever(role: string): string {
  return `may do whatever ${roleInWords(role)} allows, which is not in the input,`;
}

function sentenceOf(draft: Draft, nothing: Parameters<typeof classOf>[2]): ExplainedStatement {
  const { summary, to } = classOf({ ...draft, askers: [] }, 'allowed', nothing);
  const text = `${who(draft.askers)} ${summary.replace('newly allows', 'may')}`;
  return { text, origins: to };
}

function who(askers: readonly Asker[]): string {
  const text = holdersInWords(askers.map(({ holder }) => holder));
  return text === '' ? 'the role' : text;
}
