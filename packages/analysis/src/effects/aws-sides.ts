import type { AwsDiff, AwsPolicy, Statement } from '../aws-iam/model.ts';
import type { Gains } from './gains.ts';

/** The two sides of a change with what it gains. */
export interface AwsSides {
  readonly before: readonly AwsPolicy[];
  readonly after: readonly AwsPolicy[];
  readonly diff: AwsDiff;
  readonly gains: Gains;
  /** Real actions that the old side has an Allow for. */
  readonly held: ReadonlySet<string>;
  readonly account: string | null;
  readonly steps: number;
}

/** Every statement of some policies. */
export function statementsOf(policies: readonly AwsPolicy[]): readonly Statement[] {
  return policies.flatMap(({ document }) => document.Statement);
}

/** Whether a statement belongs to a trust or resource policy. */
export function namesSomebody({ Principal, NotPrincipal }: Statement): boolean {
  return Principal !== undefined || NotPrincipal !== undefined;
}
