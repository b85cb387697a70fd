import type { PolicyFinding } from '../src/aws-iam/findings/finding.ts';
import { findingsOf } from '../src/aws-iam/findings/findings-of.ts';
import type { AwsPolicy } from '../src/aws-iam/model.ts';
import { parsePolicyText } from '../src/aws-iam/parse/parse-policy.ts';

/** A policy of these statements. */
export function policyOf(
  statements: readonly object[],
  Version: '2012-10-17' | '2008-10-17' = '2012-10-17',
): AwsPolicy {
  const result = parsePolicyText(JSON.stringify({ Version, Statement: statements }));
  if (!result.ok) throw new Error(JSON.stringify(result.refusals));
  return result.value;
}

/** Findings about one policy. */
export function found(...statements: object[]): PolicyFinding[] {
  return findingsOf(policyOf(statements));
}

/** Their codes with their severities, `high PUBLIC_ACCESS`, sorted. */
export function codes(...statements: object[]): string[] {
  return found(...statements)
    .map(({ severity, code }) => `${severity} ${code}`)
    .toSorted((a, b) => (a < b ? -1 : 1));
}

export const allow = (
  Action: string | string[],
  Resource: string | string[] = '*',
  more = {},
): object => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});

export const deny = (
  Action: string | string[],
  Resource: string | string[] = '*',
  more = {},
): object => ({
  ...allow(Action, Resource, more),
  Effect: 'Deny',
});

/** A condition of one operator and key. */
export const when = (operator: string, key: string, value: string | string[]): object => ({
  Condition: { [operator]: { [key]: value } },
});
