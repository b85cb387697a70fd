import { languageOf } from '../languages.ts';
import type { DiffResult } from '../questions/answer.ts';
import type { LanguageName } from '../questions/language.ts';
import { awsEffects } from './aws-effects.ts';
import { type Effect, effect } from './effect.ts';
import { grantsEffects } from './grants-effects.ts';
import { rbacEffects } from './rbac-effects.ts';

/** A change and what was proved about it. */
export interface Change {
  readonly language: LanguageName;
  /** Members as `Language.read` takes them (canonical texts, documents, stacks); null: nothing is in force. */
  readonly from: unknown;
  readonly to: unknown;
  /** The comparison of just these two. */
  readonly diff: DiffResult;
  /** The AWS account the policy belongs to; where it is not known, every account counts as another. */
  readonly account?: string | null;
  /** Steps of all questions that are asked beside the comparison. */
  readonly steps?: number;
}

/** Steps of the questions about effects together: the comparison itself may cost as many times this. */
export const STEPS_OF_EFFECTS = 400_000;

/**
 * What a change does: which kinds of access become possible, paths to more on the resulting set, limits that are gone.
 * What was not decided counts as if it were so (INV-5), and is said to. A pure function of its inputs. Throws a
 * RangeError when a member is none of the language: compare them first.
 */
export function effectsOf(change: Change): readonly Effect[] {
  const { language, diff, account = null, steps = STEPS_OF_EFFECTS } = change;
  const from = change.from === null ? null : read(language, change.from, 'from');
  const to = read(language, change.to, 'to');
  const asked = { from, to, diff, account, steps };
  return bounded([...effectsIn(language, asked), ...undecided(diff)]);
}

/** Effects of one code; a cluster can have more paths than anybody reads, and an assessment has an end. */
const MOST_OF_A_CODE = 40;

/** The first of each code, in their order, and how many more there are. */
function bounded(effects: readonly Effect[]): readonly Effect[] {
  const counts = new Map<string, number>();
  const kept = effects.filter(({ code }) => {
    const count = (counts.get(code) ?? 0) + 1;
    counts.set(code, count);
    return count <= MOST_OF_A_CODE;
  });
  const more = [...counts].filter(([, count]) => count > MOST_OF_A_CODE);
  return [
    ...kept,
    ...more.map(([code, count]) =>
      effect(code as Effect['code'], `and ${count - MOST_OF_A_CODE} more of the kind`),
    ),
  ];
}

interface Asked {
  readonly from: unknown;
  readonly to: unknown;
  readonly diff: DiffResult;
  readonly account: string | null;
  readonly steps: number;
}

/** What was read goes back only to the language that read it. */
function effectsIn(language: LanguageName, asked: Asked): readonly Effect[] {
  switch (language) {
    case 'aws-iam':
      return awsEffects(asked as Parameters<typeof awsEffects>[0]);
    case 'kubernetes-rbac':
      return rbacEffects(asked as Parameters<typeof rbacEffects>[0]);
    case 'grants':
      return grantsEffects(asked as Parameters<typeof grantsEffects>[0]);
    default:
      return language satisfies never;
  }
}

function read(name: LanguageName, member: unknown, side: string): unknown {
  const language = languageOf(name);
  if (typeof language === 'string') throw new RangeError(`\`${name}\` is not decided here`);
  const parsed = language.read(member);
  if (parsed.ok) return parsed.value;
  throw new RangeError(`\`${side}\`: ${parsed.refusals.map(({ message }) => message).join('; ')}`);
}

function undecided({ allowed, possible, undetermined = [] }: DiffResult): readonly Effect[] {
  const open = possible.filter(({ direction }) => direction === 'allowed');
  const reasons = [...new Set([...open.map(({ reason }) => reason), ...undetermined])];
  if (reasons.length === 0 && allowed !== 'undetermined') return [];
  const why = reasons.length === 0 ? 'no reason' : reasons.slice(0, 3).join('; ');
  const actions = open.flatMap((one) => one.actions);
  return [effect('UNDETERMINED_CLASS', `not decided: ${why}`, actions)];
}
