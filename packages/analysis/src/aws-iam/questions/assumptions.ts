import { SERVICE_TABLE_VERSION } from '../service-table/service-table.ts';
import type { Reading } from '../translate/reading.ts';
import type { Session } from '../translate/session.ts';

const ALONE =
  'this policy alone: other policies of the principal, resource policies, boundaries, session policies and organization policies are not looked at';
const STACK =
  'a whole stack: a layer that is absent does not exist, and requests are about the principal it names; endpoint policies and service-specific rules are not looked at';
const ACTIONS =
  'actions and resources are taken as strings: whether an action exists and accepts a resource is not looked at';
const READINGS =
  'resource wildcards: the adverse of three readings counts (they cross colons, only at the end of a segment, or not at all)';
const KEYS =
  'each condition key is present or absent freely, unless AWS derives it from the principal; its values have the type its operators or the service table give it';
const SEVERAL =
  'plain operators on a key with several values: the adverse of two readings counts (they ask of one value, or of all)';
const VARIABLES = 'each policy variable is a string nobody knows; witnesses give it a value';
const ACCOUNTS = 'a grant to an account reaches every principal of it';
const SESSIONS = 'a role stands for each of its sessions';

/** What an answer takes for granted; always whether a policy is looked at alone. */
export function assumptionsOf(session: Session, readings: readonly Reading[]): string[] {
  const { policies } = session;
  const statements = policies.flatMap(({ document }) => document.Statement);
  const hasConditions = statements.some(({ Condition }) => Condition !== undefined);
  const hasVariables = policies.some(
    ({ document, source }) => document.Version === '2012-10-17' && source.includes('${'),
  );
  const hasPrincipals = statements.some(
    ({ Principal, NotPrincipal }) => (Principal ?? NotPrincipal) !== undefined,
  );
  return [
    session.hasStack ? STACK : ALONE,
    ACTIONS,
    ...(readings.some((reading) => reading !== 'wide') ? [READINGS] : []),
    ...(hasConditions ? [`${KEYS} (table ${SERVICE_TABLE_VERSION})`] : []),
    ...(session.fields.asksSeveral ? [SEVERAL] : []),
    ...(hasVariables ? [VARIABLES] : []),
    ...(hasPrincipals ? [ACCOUNTS] : []),
    ...(hasPrincipals && !session.fields.who.hasSessions ? [SESSIONS] : []),
  ];
}
