import { matchesText } from '../aws-iam/service-table/matches-text.ts';
import type { GrantsPolicy } from '../grants/model.ts';
import type { Answer } from './asker.ts';
import type { PairHalf, Pattern } from './guardrail.ts';
import { undecided } from './judge.ts';
import type { Scene, Together } from './judge-obligation.ts';
import { type Completed, judgePair } from './judge-pair.ts';

/** A toxic pair among the grants of one app, client or key; grants let nobody act as another. */
export const grantsTogether: Together<GrantsPolicy> = (guardrail, pair, scene) => {
  const { placed, asker, steps } = scene;
  const names = new Set(
    [...placed.before.grants, ...placed.after.grants].map(({ subject }) => subject),
  );
  const inScope = [...names].filter((name) =>
    guardrail.scope.identities.some((one) => matchesText(one, name)),
  );
  const open: string[] = [];
  const completed = inScope.flatMap((name): Completed[] => {
    const halves = (subject: GrantsPolicy) =>
      (['first', 'second'] as const).map((half) => {
        const pattern = { ...pair[half], subject: name };
        const answer = asker.allowsNone(subject, pattern, steps);
        return halfOf(half, name, pattern, answer, scene, open);
      });
    const after = halves(placed.after).filter((one) => one !== null);
    if (after.length < 2) return [];
    const wasBefore = halves(placed.before).filter((one) => one !== null).length === 2;
    return [{ actor: name, halves: after, wasBefore, through: [], isWider: isWider(scene, pair) }];
  });
  if (completed.length === 0 && open.length > 0) return undecided(open.join('; '));
  return judgePair(completed, placed.isComplete);
};

function halfOf(
  half: PairHalf['half'],
  identity: string,
  pattern: Pattern,
  answer: Answer,
  { asker, placed, steps }: Scene<GrantsPolicy>,
  open: string[],
): PairHalf | null {
  if (answer.verdict === 'undetermined') open.push(answer.reason);
  if (answer.verdict !== 'refuted') return null;
  const { witness } = answer;
  const isNew = asker.allowsNone(placed.before, pattern, steps).verdict === 'proved';
  const where = asker.whereOf(placed.after, witness);
  return { half, identity, witness, where, added: isNew };
}

function isWider(
  { asker, placed, steps }: Scene<GrantsPolicy>,
  pair: { readonly first: Pattern; readonly second: Pattern },
): boolean {
  return [pair.first, pair.second].some(
    (half) => asker.addsNone(placed.before, placed.after, half, steps).verdict !== 'proved',
  );
}
