import type { Json } from '../canonical/jcs.ts';
import type { Witness } from '../questions/answer.ts';
import type { LanguageName } from '../questions/language.ts';

/** A standing obligation on everything in force in its scope (R33–R39). Plain JSON; governed with the rules (INV-8). */
export interface Guardrail {
  readonly name: string;
  readonly kind: GuardrailKind;
  readonly severity: GuardrailSeverity;
  readonly language: LanguageName;
  readonly scope: GuardrailScope;
  /** Id of the human who answers for it. */
  readonly owner: string;
  readonly frameworks: readonly FrameworkReference[];
  /** From this instant on it no longer counts; null: it does not end. */
  readonly until: string | null;
  readonly why: string;
  readonly obligation: Obligation;
}

export type GuardrailKind =
  | 'compensating-control'
  | 'break-glass-path'
  | 'regulatory'
  | 'separation-of-duty';

/** `block`: what breaks it cannot be released. `escalate`: it raises the tier. */
export type GuardrailSeverity = 'block' | 'escalate';

/** Where a guardrail applies: every part has to fit. In patterns `*` is any run of characters. */
export interface GuardrailScope {
  readonly environments: readonly string[];
  /** Null: of any class. An environment whose class is not known is in scope of every class. */
  readonly environmentClasses: readonly string[] | null;
  /** Null: any data. Where the data class is not known, every one is in scope. */
  readonly dataClasses: readonly string[] | null;
  /** External ids, such as ARNs. */
  readonly identities: readonly string[];
}

/** A control of a framework by its public id, such as `PCI-DSS-4.0` `10.2.1`. */
export interface FrameworkReference {
  readonly framework: string;
  readonly id: string;
}

/** Requests in the language's own words, as `must-deny` and `must-allow` take them; words left out are anything. */
export type Pattern = Readonly<Record<string, Json>>;

/** What is asked of the prover, over all requests of a pattern. */
export type Obligation =
  /** Nobody in scope may. */
  | { readonly type: 'must-deny'; readonly request: Pattern }
  /** A break-glass path: stays open for the identities in scope. */
  | { readonly type: 'must-allow'; readonly request: Pattern }
  /** Nobody is given it but these identities (patterns of external ids). */
  | {
      readonly type: 'only';
      readonly request: Pattern;
      readonly identities: readonly string[];
    }
  /** A toxic pair: not both, across the policies of an identity and of those it can act as. */
  | { readonly type: 'never-together'; readonly first: Pattern; readonly second: Pattern }
  /** A compensating control: an explicit Deny of these requests stays in force. */
  | { readonly type: 'keeps'; readonly request: Pattern };

export type GuardrailOutcome = 'kept' | 'broken' | 'undetermined' | 'not-applicable' | 'expired';

/** How one guardrail fares under a candidate. `undetermined` never counts as kept (INV-5). */
export interface GuardrailResult {
  readonly name: string;
  readonly kind: GuardrailKind;
  readonly severity: GuardrailSeverity;
  readonly outcome: GuardrailOutcome;
  /** The same question about what is in force now; null where it was not asked. */
  readonly before: GuardrailOutcome | null;
  /**
   * Whether it counts against the candidate: broken where it was not before or by more requests than before, or not
   * decided. What was broken before and is broken no further is reported and held against nobody, and so is what is not
   * decided because not all that is in force is known, where the candidate is proved to add nothing to it.
   */
  readonly worsened: boolean;
  /** The request that shows it broken, replayed by the independent evaluator. */
  readonly witness: Witness | null;
  /** Both halves of a toxic pair; null for other obligations or where the pair is not complete. */
  readonly halves: readonly PairHalf[] | null;
  readonly detail: string;
  /** Names of controls without each of which, or pairs of controls (`A and B`) without which, it would be broken. */
  readonly safeOnlyBecause: readonly string[];
}

/** One half of a toxic pair: who may do it, by which statements, shown by which request. */
export interface PairHalf {
  readonly half: 'first' | 'second';
  /** External id of the identity that holds it. */
  readonly identity: string;
  readonly witness: Witness;
  /** The statements that allow it, in words. */
  readonly where: readonly string[];
  /** Whether the candidate adds it; otherwise it is in force already. */
  readonly added: boolean;
}
