import type { Class, DiffResult, PossibleClass, ProofResult } from '../questions/answer.ts';

/** Where a value starts in the text it was read from; both count from 1, columns in UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** `Principal` as written: `"*"`, or lists of names by kind (`AWS`, `Service`, `Federated`, `CanonicalUser`). */
export type PrincipalElement = '*' | Readonly<Record<string, readonly string[]>>;

/** Operator to key to values, as written; numbers and booleans stand as the strings AWS compares. */
export type ConditionElement = Readonly<
  Record<string, Readonly<Record<string, readonly string[]>>>
>;

/** One statement, scalars already lists, nothing else rewritten. An absent element is absent here. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: PrincipalElement;
  readonly NotPrincipal?: PrincipalElement;
  readonly Action?: readonly string[];
  readonly NotAction?: readonly string[];
  readonly Resource?: readonly string[];
  readonly NotResource?: readonly string[];
  readonly Condition?: ConditionElement;
}

/** A policy document in AWS's own words. */
export interface PolicyDocument {
  readonly Version: '2012-10-17' | '2008-10-17';
  readonly Id?: string;
  readonly Statement: readonly Statement[];
}

/** A strictly parsed AWS IAM policy. */
export interface AwsPolicy {
  readonly document: PolicyDocument;
  /** JSON text of the document, for the replay evaluator, which reads it by itself. */
  readonly source: string;
  /** Start of each statement in the text that was parsed; unsigned side data (FORMATS section 4). */
  readonly positions: readonly Position[];
}

/**
 * All policies that meet in one request. A stack is complete: a layer that is absent does not exist, and a level of
 * `scp` or `rcp` without a policy allows nothing.
 */
export interface AwsStack {
  readonly identity: readonly AwsPolicy[];
  readonly resource?: readonly AwsPolicy[];
  readonly boundary?: readonly AwsPolicy[];
  readonly session?: readonly AwsPolicy[];
  /** From the root to the account of the principal. */
  readonly scp?: readonly (readonly AwsPolicy[])[];
  /** From the root to the account of the resource. */
  readonly rcp?: readonly (readonly AwsPolicy[])[];
  readonly principal?: AwsPrincipal;
  /** The principal's account, where no principal is named. */
  readonly account?: string;
  /** The resource's account, where its ARN has none. */
  readonly resourceAccount?: string;
}

/** What allows requests: policies that are attached together, looked at alone, or a whole stack. */
export type AwsSubject = readonly AwsPolicy[] | AwsStack;

/** Who makes a request: an ARN, `*` for nobody known, or a name with its kind. */
export type AwsPrincipal =
  | string
  | { readonly Service: string }
  | { readonly Federated: string }
  | { readonly CanonicalUser: string };

/** One concrete request. Keys with several values are lists; the principal is left out where no policy cares. */
export interface AwsRequest extends Readonly<Record<string, unknown>> {
  readonly principal?: AwsPrincipal;
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

/** Answers with witnesses in the words of AWS. */
export type AwsClass = Class<AwsRequest>;
export type AwsPossibleClass = PossibleClass<AwsRequest>;
export type AwsDiff = DiffResult<AwsRequest>;
export type AwsProof = ProofResult<AwsRequest>;
