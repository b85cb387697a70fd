import type {
  Assumed,
  Class,
  DiffResult,
  PossibleClass,
  ProofResult,
} from '../questions/answer.ts';

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

/** One concrete request; under `assuming` (empty: whatever the conditions say) both policies were replayed on it. */
export interface AwsWitness extends Readonly<Record<string, unknown>> {
  readonly action: string;
  readonly resource: string;
  /** Values of policy variables the witness was made with. */
  readonly context: Readonly<Record<string, readonly string[]>>;
  readonly assuming: readonly Assumed[];
}

/** Answers with witnesses in the words of AWS. */
export type AwsClass = Class<AwsWitness>;
export type AwsPossibleClass = PossibleClass<AwsWitness>;
export type AwsDiff = DiffResult<AwsWitness>;
export type AwsProof = ProofResult<AwsWitness>;
