import type { PairHalf } from './guardrail.ts';
import { type Judgement, judgementOf, undecided } from './judge.ts';
import { requestInWords } from './request-in-words.ts';

/** Somebody who has both halves of a pair once the candidate is in force. */
export interface Completed {
  readonly actor: string;
  readonly halves: readonly PairHalf[];
  /** Whether the same actor had both before. */
  readonly wasBefore: boolean;
  /** How the actor comes by what others hold, in words. */
  readonly through: readonly string[];
  /** Whether the candidate adds requests to a half that was there. */
  readonly isWider: boolean;
}

/** The judgement about a pair; what the candidate completes comes before what was complete already. */
export function judgePair(completed: readonly Completed[], isComplete: boolean): Judgement {
  const worse = completed.filter(({ wasBefore, isWider }) => !wasBefore || isWider);
  const [shown = completed[0]] = worse;
  const before = completed.some(({ wasBefore }) => wasBefore) ? 'broken' : 'kept';
  if (shown === undefined) {
    if (!isComplete) return undecided(UNKNOWN);
    return { ...judgementOf('kept', 'nobody in scope has both'), before };
  }
  const witness = (shown.halves.find(({ added }) => added) ?? shown.halves[0])?.witness ?? null;
  const more = completed.length > 1 ? `; ${completed.length} identities have both` : '';
  return {
    ...judgementOf('broken', `${pairInWords(shown)}; ${sinceWhen(shown)}${more}`),
    before,
    worsened: worse.length > 0,
    witness,
    halves: shown.halves,
  };
}

const UNKNOWN = 'what else is in force, where the other half may stand, is not known';

function pairInWords({ actor, halves, through }: Completed): string {
  const each = halves.map(({ witness, identity, where, added }) => {
    const holder = identity === actor ? '' : `, which \`${identity}\` may,`;
    const by = where.length === 0 ? '' : ` (${where.join(', ')})`;
    return `${requestInWords(witness)}${holder}${by}, ${added ? 'added by the candidate' : 'in force already'}`;
  });
  const how = through.length === 0 ? '' : `; ${through.join('; ')}`;
  return `\`${actor}\` may both: ${each.join('; and ')}${how}`;
}

function sinceWhen({ wasBefore, isWider }: Completed): string {
  if (!wasBefore) return 'the pair is completed by the candidate';
  return isWider
    ? 'the pair was complete before, and the candidate adds to it'
    : 'the pair was complete before already';
}
