import type { AwsPolicy } from '../model.ts';
import type { Reading } from '../translate/reading.ts';

const ALONE =
  'this policy alone: other policies of the principal, resource policies, boundaries, session policies and organization policies are not looked at';
const ACTIONS =
  'actions and resources are taken as strings: whether an action exists and accepts a resource is not looked at';
const READINGS =
  'resource wildcards: the adverse of three readings counts (they cross colons, only at the end of a segment, or not at all)';
const UNKNOWNS =
  'each distinct condition or principal is an unknown truth value; relations between conditions are not looked at';
const VARIABLES = 'each policy variable is an unknown string; witnesses give it an example value';

/** What an answer takes for granted; always that the policy is looked at alone. */
export function assumptionsOf(
  policies: readonly AwsPolicy[],
  readings: readonly Reading[],
): string[] {
  const statements = policies.flatMap(({ document }) => document.Statement);
  const hasUnknowns = statements.some(
    ({ Condition, Principal, NotPrincipal }) =>
      Object.keys(Condition ?? {}).length > 0 ||
      Principal !== undefined ||
      NotPrincipal !== undefined,
  );
  const hasVariables = policies.some(
    ({ document, source }) => document.Version === '2012-10-17' && source.includes('${'),
  );
  return [
    ALONE,
    ACTIONS,
    ...(readings.some((reading) => reading !== 'wide') ? [READINGS] : []),
    ...(hasUnknowns ? [UNKNOWNS] : []),
    ...(hasVariables ? [VARIABLES] : []),
  ];
}
