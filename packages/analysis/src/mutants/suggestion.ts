import type { Json } from '../canonical/jcs.ts';
import type { Witness } from '../questions/answer.ts';
import type { Language } from '../questions/language.ts';
import { awsSuggestions } from './aws-suggestions.ts';
import { grantsSuggestions } from './grants-suggestions.ts';
import type { Mutant, Plain } from './mutant.ts';
import { rbacSuggestions } from './rbac-suggestions.ts';

/** A mutant that is proved broader, with a request that only it allows. */
export interface Survivor {
  readonly mutant: Mutant;
  readonly policy: unknown;
  readonly witness: Witness;
}

/** A denial in the making: a name for it, and the words of its pattern. */
export interface Suggestion {
  readonly name: string;
  readonly pattern: Plain;
}

/** What suggestions are made from. */
export interface Suggesting {
  readonly language: Language;
  /** The candidate, and the inner policy of its canonical text. */
  readonly policy: unknown;
  readonly inner: Json;
  readonly steps: number;
}

/** Denials that may catch the mutant, the most general first; nothing is proved of them. */
export function suggestionsFor(from: Suggesting, survivor: Survivor): readonly Suggestion[] {
  switch (from.language.name) {
    case 'aws-iam':
      return awsSuggestions(from, survivor);
    case 'kubernetes-rbac':
      return rbacSuggestions(from, survivor);
    case 'grants':
      return grantsSuggestions(survivor);
    default:
      return from.language.name satisfies never;
  }
}
