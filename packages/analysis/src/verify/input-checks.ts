import { ageText, secondsBetween } from './age.ts';
import type { Check } from './checks.ts';
import type { InputFacts } from './verification-context.ts';

/** Clocks of two machines may differ by as much; what is further in the future is no age. */
const SKEW_SECONDS = 300;

/** Whether what a draft was made from is as young as its limit asks; one whose age is not known never is (R17). */
export function inputCheck(input: InputFacts, at: string): Check {
  const { name, takenAt, maxAgeSeconds, whenStale = 'block' } = input;
  const age = secondsBetween(takenAt, at);
  return {
    name: `input/${name}`,
    outcome: outcomeOf(age, maxAgeSeconds),
    group: 'use',
    blocking: whenStale === 'block',
    proves: `\`${name}\` was taken within its limit of age`,
    doesNotProve: 'that nothing has changed since it was taken',
    detail: detailOf(age, input),
  };
}

/** Whether an input is older than its limit or of unknown age. */
export function isStale({ takenAt, maxAgeSeconds }: InputFacts, at: string): boolean {
  return outcomeOf(secondsBetween(takenAt, at), maxAgeSeconds) !== 'passed';
}

function outcomeOf(age: number | null, limit: number | null): Check['outcome'] {
  if (age === null || age < -SKEW_SECONDS) return 'undetermined';
  return limit !== null && age > limit ? 'failed' : 'passed';
}

function detailOf(age: number | null, { takenAt, maxAgeSeconds: limit }: InputFacts): string {
  if (takenAt === null) return 'when it was taken is not known';
  if (age === null) return `\`${takenAt}\` is no instant`;
  if (age < -SKEW_SECONDS) return `it was taken at ${takenAt}, which is still to come`;
  const taken = `taken ${ageText(Math.max(0, age))} before`;
  return limit === null
    ? `${taken}; no limit is set for it`
    : `${taken}; the limit is ${ageText(limit)}`;
}
