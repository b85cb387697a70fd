import type { Json } from '../canonical/jcs.ts';
import type { LanguageName } from '../questions/language.ts';
import { awsMutants } from './aws-mutants.ts';
import { grantsMutants } from './grants-mutants.ts';
import type { Mutant } from './mutant.ts';
import { rbacMutants } from './rbac-mutants.ts';

/**
 * Mutants that one candidate is tried with: a reviewer reads a handful of suggestions, each catches several, and every mutant
 * costs about five proofs.
 */
export const MOST_MUTANTS = 24;

/** Widened mutants of a canonical text, of every kind in turn, and how many more there would be. */
export function widenedMutants(
  language: LanguageName,
  canonicalText: string,
  most: number = MOST_MUTANTS,
): { readonly mutants: readonly Mutant[]; readonly left: number } {
  const { policy }: { readonly policy: Json } = JSON.parse(canonicalText);
  const all = distinctMembers(inTurn(allOf(language, policy)));
  return { mutants: all.slice(0, most), left: Math.max(0, all.length - most) };
}

/** Two widenings of one statement may come to the same. */
function distinctMembers(mutants: readonly Mutant[]): Mutant[] {
  const byElement = new Map(
    mutants.map((one) => [`${one.element} ${JSON.stringify(one.after)} ${one.word}`, one] as const),
  );
  return [...byElement.values()];
}

function allOf(language: LanguageName, policy: Json): Mutant[] {
  switch (language) {
    case 'aws-iam':
      return awsMutants(policy);
    case 'kubernetes-rbac':
      return rbacMutants(policy);
    case 'grants':
      return grantsMutants(policy);
    default:
      return language satisfies never;
  }
}

/** One of each kind and element, then the next of each, so that a limit cuts what is most like the rest. */
function inTurn(mutants: readonly Mutant[]): Mutant[] {
  const kinds = new Map<string, Mutant[]>();
  for (const mutant of mutants) {
    const group = kinds.get(mutant.kind);
    if (group === undefined) kinds.set(mutant.kind, [mutant]);
    else group.push(mutant);
  }
  const queues = [...kinds.values()].map(acrossElements);
  const found: Mutant[] = [];
  for (let round = 0; queues.some((queue) => round < queue.length); round += 1)
    found.push(...queues.flatMap((queue) => queue[round] ?? []));
  return found;
}

function acrossElements(mutants: readonly Mutant[]): Mutant[] {
  const seen = new Map<number, number>();
  return mutants
    .map((mutant) => {
      const round = seen.get(mutant.element) ?? 0;
      seen.set(mutant.element, round + 1);
      return { mutant, round };
    })
    .sort((left, right) => left.round - right.round)
    .map(({ mutant }) => mutant);
}
