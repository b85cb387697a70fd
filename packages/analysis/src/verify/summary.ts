import { digestText } from '../canonical/digest.ts';
import { canonicalJson, type Json } from '../canonical/jcs.ts';
import type {
  Assumed,
  Class,
  DiffResult,
  Found,
  Origin,
  PossibleClass,
  Proof,
  Verdict,
  Witness,
} from '../questions/answer.ts';
import type { LanguageName } from '../questions/language.ts';
import type { Digest } from '../refusal.ts';
import { ANALYSIS_VERSION } from '../version.ts';

/** A class as it is signed: `from` and `to` are indexes into the list of the canonical policy (statements, objects, grants). */
export interface SummaryClass {
  readonly summary: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions: readonly Assumed[];
  readonly witness: Witness | null;
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/** A class that hangs on something not modelled, which `reason` names. */
export interface SummaryPossibleClass extends SummaryClass {
  readonly direction: 'allowed' | 'denied';
  readonly reason: string;
}

/** A part of the need that the policy does not allow. */
export interface UnderGrant {
  readonly case: string;
  readonly verdict: Exclude<Proof, 'proved'>;
  readonly witness: Witness | null;
  readonly reason: string | null;
}

/** What the proof says about one intended denial. */
export interface DenialResult {
  readonly case: string;
  readonly verdict: Proof;
  readonly kind: 'explicit' | 'implicit' | null;
  readonly witness: Witness | null;
  readonly reason: string | null;
}

/** What a reviewer is shown (FORMATS section 4): a pure function of policies, requirement cases and analysis version. */
export interface Summary {
  readonly v: 1;
  readonly format: 'summary/1';
  readonly analysis: string;
  readonly language: LanguageName;
  readonly from: Digest | null;
  readonly to: Digest;
  readonly requirement: Digest;
  readonly verdict: Verdict;
  readonly allowed: Found;
  readonly denied: Found;
  readonly newlyAllowed: readonly SummaryClass[];
  readonly newlyDenied: readonly SummaryClass[];
  readonly possible: readonly SummaryPossibleClass[];
  /** `over`: what the policy allows beyond the need, `possible` ones included. */
  readonly requirementFit: {
    readonly under: readonly UnderGrant[];
    readonly over: readonly SummaryClass[];
  };
  readonly denials: readonly DenialResult[];
  readonly assumptions: readonly string[];
}

/** What a Summary is made of. */
export interface SummaryParts {
  readonly language: LanguageName;
  readonly from: Digest | null;
  readonly to: Digest;
  readonly requirement: Digest;
  readonly change: DiffResult;
  readonly under: readonly UnderGrant[];
  readonly over: readonly Class[];
  readonly denials: readonly DenialResult[];
  /** Index into the canonical text of each side. */
  readonly indexOf: { readonly from: IndexOf; readonly to: IndexOf };
}

/** Which element of the list of the canonical policy an origin is. */
export type IndexOf = (origin: Origin) => number;

/** Puts the Summary together; a stopped proof is named among the assumptions, so that it is signed too. */
export function makeSummary({
  language,
  from,
  to,
  requirement,
  change,
  under,
  over,
  denials,
  indexOf,
}: SummaryParts): Summary {
  return {
    v: 1,
    format: 'summary/1',
    analysis: ANALYSIS_VERSION,
    language,
    from,
    to,
    requirement,
    verdict: change.verdict,
    allowed: change.allowed,
    denied: change.denied,
    newlyAllowed: change.newlyAllowed.map((one) => summaryClass(one, indexOf)),
    newlyDenied: change.newlyDenied.map((one) => summaryClass(one, indexOf)),
    possible: change.possible.map((one) => summaryPossible(one, indexOf)),
    requirementFit: { under, over: over.map((one) => summaryClass(one, indexOf)) },
    denials,
    assumptions: [
      ...change.assumptions,
      ...(change.undetermined ?? []).map((reason) => `not decided: ${reason}`),
    ],
  };
}

function summaryClass(one: Class, indexOf: SummaryParts['indexOf']): SummaryClass {
  const { summary, actions, resources, conditions, witness, from, to } = one;
  return {
    summary,
    actions,
    resources,
    conditions,
    witness,
    from: indexesOf(from, indexOf.from),
    to: indexesOf(to, indexOf.to),
  };
}

/** Each once: of some languages several origins stand in one element. */
function indexesOf(origins: readonly Origin[], indexOf: IndexOf): number[] {
  return [...new Set(origins.map(indexOf))];
}

function summaryPossible(
  one: PossibleClass,
  indexOf: SummaryParts['indexOf'],
): SummaryPossibleClass {
  return { ...summaryClass(one, indexOf), direction: one.direction, reason: one.reason };
}

/** The bytes of a Summary as text (RFC 8785); their digest is `presented`. */
export function summaryText(summary: Summary): string {
  return canonicalJson({ ...summary } as unknown as Json);
}

/** What an Approval binds as `presented`. */
export function summaryDigest(summary: Summary): Digest {
  return digestText(summaryText(summary));
}
