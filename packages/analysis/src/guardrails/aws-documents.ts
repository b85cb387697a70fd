import type { AwsPolicy, Statement } from '../aws-iam/model.ts';
import { parsePolicyText } from '../aws-iam/parse/parse-policy.ts';
import { canonicalJson, type Json } from '../canonical/jcs.ts';

/** A policy of our own making. */
export function documentOf(statements: readonly Json[]): AwsPolicy {
  // Without variables: an external id is what it is, also with a `$` in it.
  const parsed = parsePolicyText(canonicalJson({ Version: '2008-10-17', Statement: statements }));
  if (!parsed.ok) throw new Error(parsed.refusals.map(({ message }) => message).join('; '));
  return parsed.value;
}

/** Allows everything there is to whoever has it. */
export const EVERYTHING: AwsPolicy = documentOf([{ Effect: 'Allow', Action: '*', Resource: '*' }]);

/** The same in the policy of a resource. */
export const TO_EVERYONE: AwsPolicy = documentOf([
  { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' },
]);

/** The Deny statements of a policy; the others are dropped. */
export function denialsOf(policy: AwsPolicy): AwsPolicy {
  return withStatements(policy, ({ Effect }) => Effect === 'Deny');
}

/** A policy with some of its statements only. */
export function withStatements(
  policy: AwsPolicy,
  isKept: (statement: Statement) => boolean,
): AwsPolicy {
  const { document, positions } = policy;
  const kept = document.Statement.map((_, index) => index).filter((index) => {
    const statement = document.Statement[index];
    return statement !== undefined && isKept(statement);
  });
  const statements = kept.flatMap((index) => document.Statement[index] ?? []);
  const made = { ...document, Statement: statements };
  return {
    document: made,
    source: JSON.stringify(made),
    positions: kept.flatMap((index) => positions[index] ?? []),
  };
}

/** The policy of a resource that leaves it to the policies of the identities of an account. */
export function delegationTo(account: string): AwsPolicy {
  const Principal = { AWS: `arn:aws:iam::${account}:root` };
  return documentOf([{ Effect: 'Allow', Principal, Action: '*', Resource: '*' }]);
}
