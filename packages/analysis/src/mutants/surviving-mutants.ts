import type { Witness } from '../questions/answer.ts';
import type { Language } from '../questions/language.ts';
import type { RequirementCase } from '../requirement/requirement-case.ts';
import { allowsNone, requestAllowed } from './allows-none.ts';
import type { Mutant } from './mutant.ts';
import type { Survivor } from './suggestion.ts';
import { Suggestions } from './suggestions.ts';
import type { SurvivingMutant } from './surviving-mutant.ts';
import { MOST_MUTANTS, widenedMutants } from './widened.ts';

/** A candidate whose denials are to be tried out. */
export interface Trial {
  readonly language: Language;
  /** The candidate as its language read it, and its canonical text. */
  readonly policy: unknown;
  readonly text: string;
  /** The intended denials; those the candidate itself keeps, by proof, can catch a mutant. */
  readonly denials: readonly RequirementCase[];
  /** The name of a guardrail that blocks and that another canonical text in its place breaks, or null. */
  readonly brokenBy: (text: () => string) => string | null;
  /** Steps of one question. */
  readonly steps: number;
  readonly most?: number;
}

/** What came of all mutants. */
export interface Tried {
  readonly survivors: readonly SurvivingMutant[];
  /** Mutants that were proved broader. */
  readonly broader: number;
  /** Mutants that are caught, each by a denial or a guardrail, with the request that shows it. */
  readonly caught: readonly Caught[];
  /** Mutants that were not tried, because they are more than a reviewer reads. */
  readonly left: number;
  /** Mutants about which the proofs ended. */
  readonly undecided: number;
}

/** A mutant that would not pass. `witness`: a request of the denial that the mutant allows, replayed; null by a guardrail. */
export interface Caught {
  readonly id: string;
  readonly by: string;
  readonly witness: Witness | null;
}

/**
 * Tries widened mutants of a candidate against its denials and the guardrails that block. A mutant counts only where it is
 * proved broader, is caught only by a replayed request, and what is not decided is not caught. Those that survive come
 * with a denial that would catch them, those of the suggestion that catches most first. Deterministic.
 */
export function survivingMutants(trial: Trial): Tried {
  const { mutants, left } = widenedMutants(
    trial.language.name,
    trial.text,
    trial.most ?? MOST_MUTANTS,
  );
  const kept = trial.denials.filter(
    (one) => allowsNone(trial.language, trial.policy, one, trial.steps).verdict === 'proved',
  );
  const found: Survivor[] = [];
  const caught: Caught[] = [];
  let undecided = 0;
  for (const mutant of mutants) {
    const broader = broaderThan(trial, mutant);
    if (broader === 'undecided') undecided += 1;
    if (typeof broader === 'string') continue;
    const by = catches(trial, broader, kept);
    if (by === null) found.push(broader);
    else caught.push({ id: mutant.id, ...by });
  }
  const survivors = new Suggestions(trial).forAll(found);
  return { survivors, broader: found.length + caught.length, caught, left, undecided };
}

/** The mutant with a request that only it allows; `not` where it is no policy, the same, or not broader. */
function broaderThan(
  { language, policy, steps }: Trial,
  mutant: Mutant,
): Survivor | 'not' | 'undecided' {
  const read = language.read(mutant.member);
  if (!read.ok) return 'not';
  const implies = (policies: readonly unknown[]) =>
    language.prove({ property: 'implies', policies }, { steps });
  const more = implies([read.value, policy]);
  if (!more.ok || more.value.verdict === 'undetermined') return 'undecided';
  const { witness } = more.value;
  if (more.value.verdict === 'proved' || witness === undefined) return 'not';
  const less = implies([policy, read.value]);
  if (!less.ok || less.value.verdict !== 'proved')
    return less.ok && less.value.verdict === 'refuted' ? 'not' : 'undecided';
  return { mutant, policy: read.value, witness };
}

function catches(
  { language, steps, brokenBy }: Trial,
  { policy, witness: known }: Survivor,
  denials: readonly RequirementCase[],
): Pick<Caught, 'by' | 'witness'> | null {
  for (const one of denials) {
    const witness = requestAllowed(language, { policy, known }, one, steps);
    if (witness !== null) return { by: one.id, witness };
  }
  const guardrail = brokenBy(() => language.canonical(policy).text);
  return guardrail === null ? null : { by: guardrail, witness: null };
}
