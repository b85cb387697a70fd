import {
  type AwsPolicy,
  type PropertyQuestion,
  parseRequestPattern,
  type RequestPattern,
} from '@countersign/analysis';
import { accepted, badInput, EXIT } from '../frame/failure.ts';

const OF_TWO = ['implies', 'within', 'equivalent', 'disjoint'] as const;
const OF_ONE = ['always-allows', 'always-denies'] as const;
const WITH_PATTERN = ['must-deny', 'must-allow'] as const;

/** The question a property asks of policies; refuses a property this language lacks, and a wrong number of policies. */
export function propertyQuestion(
  property: string,
  policies: readonly (readonly AwsPolicy[])[],
  pattern: unknown,
): PropertyQuestion {
  const two = OF_TWO.find((name) => name === property);
  const one = OF_ONE.find((name) => name === property);
  const patterned = WITH_PATTERN.find((name) => name === property);
  const [first, second] = exactly(property, two === undefined ? 1 : 2, policies);
  if (two !== undefined) return { property: two, policies: [first, second] };
  if (one !== undefined) return { property: one, policies: [first] };
  if (patterned !== undefined) {
    return { property: patterned, policies: [first], pattern: patternOf(pattern) };
  }
  const known = [...OF_TWO, ...OF_ONE, ...WITH_PATTERN].join(', ');
  throw badInput(
    'UNKNOWN_PROPERTY',
    `\`${property}\` is not a property of aws-iam policies`,
    `one of ${known}`,
  );
}

function exactly(
  property: string,
  count: number,
  policies: readonly (readonly AwsPolicy[])[],
): [readonly AwsPolicy[], readonly AwsPolicy[]] {
  if (policies.length === count) return [policies[0] ?? [], policies[1] ?? []];
  throw badInput(
    'WRONG_NUMBER',
    `\`${property}\` is asked of ${count} policies, not of ${policies.length}`,
  );
}

function patternOf(pattern: unknown): RequestPattern {
  return accepted(parseRequestPattern(pattern), EXIT.usage);
}
