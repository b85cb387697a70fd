import type { Witness } from '../questions/answer.ts';
import type { Estate, EstateEntry } from './estate.ts';
import { EstateAws } from './estate-aws.ts';
import { EstateObjects } from './estate-objects.ts';
import type { Guardrail, GuardrailOutcome } from './guardrail.ts';
import { guardrailFaults } from './guardrail-faults.ts';
import { requestInWords } from './request-in-words.ts';
import { appliesTo, hasExpired } from './scope.ts';

/** What came of a question, as it is kept; plain JSON. Where there is a witness, `detail` is said before its words. */
export interface KeptProof {
  readonly outcome: 'kept' | 'broken' | 'undetermined';
  readonly witness: Witness | null;
  readonly detail: string;
}

/** Where proofs are kept, by (policies, obligation); a Map is one. */
export interface ProofCache {
  get(key: string): KeptProof | undefined;
  set(key: string, proof: KeptProof): unknown;
}

/** How the entries were answered. Those in scope that are neither filtered nor cached needed a new proof, or several. */
export interface Counts {
  /** Entries times guardrails: both versions of a guardrail count. */
  readonly entries: number;
  readonly inScope: number;
  /** Kept without a proof: nothing in it grants such an action. */
  readonly filtered: number;
  /** Answered by proofs that were there, about the same statements. */
  readonly cached: number;
  /** Proofs that were run. */
  readonly proofs: number;
  /** Witnesses that are shown, evaluated again for the entry itself. */
  readonly replayed: number;
}

export const NOTHING_COUNTED: Counts = {
  entries: 0,
  inScope: 0,
  filtered: 0,
  cached: 0,
  proofs: 0,
  replayed: 0,
};

/** What a language knows about the entries of an estate. */
export interface EstateLanguage {
  /** Whether an identity in scope is concerned. */
  concerns(entry: EstateEntry, guardrail: Guardrail): boolean;
  /** Whether anything of the obligation could be allowed at all, by names of actions only; errs towards yes. */
  mayMatter(entry: EstateEntry, guardrail: Guardrail): boolean;
  questionOf(entry: EstateEntry, guardrail: Guardrail): EstateQuestion;
}

/** What is asked about an entry: one question, any of several, or two that have to be true together. */
export type EstateQuestion =
  | OneQuestion
  /** Broken where one of them is. */
  | { readonly type: 'any'; readonly of: readonly EstateQuestion[] }
  /** Broken where both are. */
  | { readonly type: 'both'; readonly of: readonly [EstateQuestion, EstateQuestion] };

/** A question that other entries may share. */
export interface OneQuestion {
  readonly type: 'one';
  /** Digest of what is asked about and of what is asked; equal ones mean equal answers. */
  key(): string;
  prove(steps: number | undefined): KeptProof;
  /** The shared witness as a request of this entry itself, evaluated for it; null: it does not hold for it. */
  own(witness: Witness): Witness | null;
  /** The same question about this entry alone. */
  readonly exact: OneQuestion | null;
}

interface Asking {
  readonly estate: Estate;
  readonly at: string;
  readonly cache: ProofCache;
  readonly steps?: number;
}

/** How an entry fares. What is shown of one that is broken is evaluated for the entry itself first: `settled`. */
export interface Fared {
  readonly outcome: GuardrailOutcome;
  readonly witness: Witness | null;
  readonly detail: string;
  readonly settle?: () => Fared;
}

/** The same with a witness of the entry's own; where the shared one does not hold for it, what it comes to by itself. */
export function settled(fared: Fared): Fared {
  return fared.settle?.() ?? fared;
}

/** How guardrails stand with the entries of an estate: filter first, then what was proved already, then a proof. */
export class Standing {
  readonly counts: { -readonly [name in keyof Counts]: number } = { ...NOTHING_COUNTED };
  private readonly asking: Asking;
  readonly aws: EstateAws;
  private readonly objects: EstateObjects;
  private readonly faults = new Map<Guardrail, string>();

  constructor(asking: Asking) {
    this.asking = asking;
    this.aws = new EstateAws(asking.estate);
    this.objects = new EstateObjects(asking.estate);
  }

  of(entry: EstateEntry, guardrail: Guardrail | null): Fared {
    this.count('entries');
    const place = { ...entry, language: entry.policies.language };
    if (guardrail === null || !appliesTo(guardrail, place)) return OUT;
    if (hasExpired(guardrail, this.asking.at)) return EXPIRED;
    const fault = this.faultOf(guardrail);
    if (fault !== '') return { outcome: 'undetermined', witness: null, detail: fault };
    const language = entry.policies.language === 'aws-iam' ? this.aws : this.objects;
    if (!language.concerns(entry, guardrail)) return OUT;
    this.count('inScope');
    if (!language.mayMatter(entry, guardrail)) {
      this.count('filtered');
      return { outcome: 'kept', witness: null, detail: 'grants no such action' };
    }
    const { proofs } = this.counts;
    const fared = this.answered(language.questionOf(entry, guardrail));
    if (this.counts.proofs === proofs) this.count('cached');
    return fared;
  }

  private answered(question: EstateQuestion): Fared {
    switch (question.type) {
      case 'one':
        return this.answeredOne(question);
      case 'any':
        return this.answeredAny(question.of);
      case 'both': {
        const [first, second] = question.of.map((one) => this.answered(one));
        return first === undefined || second === undefined ? UNSHOWN : together(first, second);
      }
      default:
        return question satisfies never;
    }
  }

  private answeredAny(questions: readonly EstateQuestion[]): Fared {
    let result: Fared = { outcome: 'kept', witness: null, detail: 'proved' };
    for (const question of questions) {
      const fared = this.answered(question);
      if (fared.outcome === 'broken') return fared;
      if (fared.outcome === 'undetermined') result = fared;
    }
    return result;
  }

  private answeredOne(question: OneQuestion): Fared {
    const { cache, steps } = this.asking;
    const key = question.key();
    const known = cache.get(key);
    const proof = known ?? question.prove(steps);
    if (known === undefined) {
      this.count('proofs');
      cache.set(key, proof);
    }
    const { witness } = proof;
    return witness === null
      ? proof
      : { ...proof, settle: () => this.own(question, proof, witness) };
  }

  private own(question: OneQuestion, proof: KeptProof, witness: Witness): Fared {
    this.count('replayed');
    const own = question.own(witness);
    if (own !== null) return shown(proof, own);
    // Shared in error: the entry is asked about by itself.
    return question.exact === null ? UNSHOWN : settled(this.answeredOne(question.exact));
  }

  private faultOf(guardrail: Guardrail): string {
    const known = this.faults.get(guardrail);
    if (known !== undefined) return known;
    const found = guardrailFaults(guardrail)
      .map(({ message }) => message)
      .join('; ');
    this.faults.set(guardrail, found);
    return found;
  }

  private count(name: keyof Counts): void {
    this.counts[name] += 1;
  }
}

/** Both halves of a pair. */
function together(first: Fared, second: Fared): Fared {
  if (first.outcome === 'kept' || second.outcome === 'kept')
    return { outcome: 'kept', witness: null, detail: 'proved' };
  if (first.outcome !== 'broken') return first;
  if (second.outcome !== 'broken') return second;
  return { ...second, settle: () => bothSettled(settled(first), settled(second)) };
}

function bothSettled(first: Fared, second: Fared): Fared {
  if (first.outcome !== 'broken' || second.outcome !== 'broken') return together(first, second);
  return { ...second, detail: `${first.detail}, and ${second.detail}` };
}

function shown({ outcome, detail }: KeptProof, witness: Witness): Fared {
  return { outcome, witness, detail: `${detail} ${requestInWords(witness)}` };
}

const OUT: Fared = { outcome: 'not-applicable', witness: null, detail: 'out of scope' };
const EXPIRED: Fared = { outcome: 'expired', witness: null, detail: 'the guardrail has ended' };
const UNSHOWN: Fared = {
  outcome: 'undetermined',
  witness: null,
  detail: 'not decided: its witness did not replay',
};
