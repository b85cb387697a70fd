import type { AwsClass, AwsDiff, AwsPossibleClass, AwsRequest } from '../aws-iam/model.ts';
import { digestText } from '../canonical/digest.ts';
import { canonicalJson, type Json } from '../canonical/jcs.ts';
import type { Assumed, Found, Proof, Verdict } from '../questions/answer.ts';
import type { Digest } from '../refusal.ts';
import { ANALYSIS_VERSION } from '../version.ts';

/** A class as it is signed: statements are indexes into the canonical policy. */
export interface SummaryClass {
  readonly summary: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions: readonly Assumed[];
  readonly witness: AwsRequest | null;
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
  readonly witness: AwsRequest | null;
  readonly reason: string | null;
}

/** What the proof says about one intended denial. */
export interface DenialResult {
  readonly case: string;
  readonly verdict: Proof;
  readonly kind: 'explicit' | 'implicit' | null;
  readonly witness: AwsRequest | null;
  readonly reason: string | null;
}

/** What a reviewer is shown (FORMATS section 4): a pure function of policies, requirement cases and analysis version. */
export interface Summary {
  readonly v: 1;
  readonly format: 'summary/1';
  readonly analysis: string;
  readonly language: 'aws-iam';
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
  readonly from: Digest | null;
  readonly to: Digest;
  readonly requirement: Digest;
  readonly change: AwsDiff;
  readonly under: readonly UnderGrant[];
  readonly over: readonly AwsClass[];
  readonly denials: readonly DenialResult[];
}

/** Puts the Summary together; a stopped proof is named among the assumptions, so that it is signed too. */
export function makeSummary({
  from,
  to,
  requirement,
  change,
  under,
  over,
  denials,
}: SummaryParts): Summary {
  return {
    v: 1,
    format: 'summary/1',
    analysis: ANALYSIS_VERSION,
    language: 'aws-iam',
    from,
    to,
    requirement,
    verdict: change.verdict,
    allowed: change.allowed,
    denied: change.denied,
    newlyAllowed: change.newlyAllowed.map(summaryClass),
    newlyDenied: change.newlyDenied.map(summaryClass),
    possible: change.possible.map(summaryPossible),
    requirementFit: { under, over: over.map(summaryClass) },
    denials,
    assumptions: [
      ...change.assumptions,
      ...(change.undetermined ?? []).map((reason) => `not decided: ${reason}`),
    ],
  };
}

function summaryClass({
  summary,
  actions,
  resources,
  conditions,
  witness,
  from,
  to,
}: AwsClass): SummaryClass {
  const indexes = (origins: AwsClass['from']): number[] =>
    origins.map((origin) => origin.statement);
  return { summary, actions, resources, conditions, witness, from: indexes(from), to: indexes(to) };
}

function summaryPossible(one: AwsPossibleClass): SummaryPossibleClass {
  return { ...summaryClass(one), direction: one.direction, reason: one.reason };
}

/** The bytes of a Summary as text (RFC 8785); their digest is `presented`. */
export function summaryText(summary: Summary): string {
  return canonicalJson({ ...summary } as unknown as Json);
}

/** What an Approval binds as `presented`. */
export function summaryDigest(summary: Summary): Digest {
  return digestText(summaryText(summary));
}
