import type { AwsPolicy, AwsStack, AwsSubject, Statement } from '../aws-iam/model.ts';
import { matchesText } from '../aws-iam/service-table/matches-text.ts';
import { patternsMeet } from '../aws-iam/service-table/patterns-meet.ts';
import { isStack } from '../aws-iam/subject.ts';
import type { Control } from './asker.ts';
import { EVERYTHING, withStatements } from './aws-documents.ts';
import type { Pattern } from './guardrail.ts';

/**
 * What keeps requests from being allowed though something grants them: Deny statements that share an action with the
 * pattern, the boundary, the session policy, each level of organization policies.
 */
export function awsControls(subject: AwsSubject, pattern: Pattern): readonly Control<AwsSubject>[] {
  const denies = denyControls(subject, actionsOf(pattern));
  if (!isStack(subject)) return denies;
  return [
    ...denies,
    ...LIMITS.filter((layer) => (subject[layer] ?? []).length > 0).map((layer) => ({
      name: NAMES[layer],
      without: onStack(({ [layer]: _, ...rest }) => rest),
    })),
    ...LEVELS.flatMap((layer) =>
      (subject[layer] ?? []).map((_, at) => ({
        name: `${NAMES[layer]}, level ${at + 1}`,
        without: onStack((stack) => ({
          ...stack,
          [layer]: (stack[layer] ?? []).map((one, level) => (level === at ? [EVERYTHING] : one)),
        })),
      })),
    ),
  ];
}

const LIMITS = ['boundary', 'session'] as const;
const LEVELS = ['scp', 'rcp'] as const;

const NAMES: Readonly<Record<(typeof LIMITS)[number] | (typeof LEVELS)[number], string>> = {
  boundary: 'the permissions boundary',
  session: 'the session policy',
  scp: 'the service control policies',
  rcp: 'the resource control policies',
};

/** Controls of a stack are applied to a stack. */
function onStack(change: (stack: AwsStack) => AwsStack): (subject: AwsSubject) => AwsSubject {
  return (subject) => (isStack(subject) ? change(subject) : subject);
}

/** The actions a pattern is about, in lower case; every one where it does not say. */
export function actionsOf(pattern: Pattern): readonly string[] {
  const given = pattern['actions'] ?? pattern['action'] ?? '*';
  return [given].flat().map((one) => String(one).toLowerCase());
}

/** Whether a statement can be about one of the actions (in lower case); errs towards yes. */
export function sharesAction(statement: Statement, actions: readonly string[]): boolean {
  return actions.some((one) => isAbout(statement, one));
}

/** Whether a statement can be about an action pattern; exact for `Action`, errs towards yes for `NotAction`. */
export function isAbout({ Action, NotAction = [] }: Statement, action: string): boolean {
  if (Action !== undefined) return Action.some((one) => patternsMeet(one.toLowerCase(), action));
  return !NotAction.some((one) => covers(one.toLowerCase(), action));
}

/** Whether one pattern matches whatever another does; a `?` could stand for less than a `*` does, so that it says no. */
function covers(pattern: string, other: string): boolean {
  return !pattern.includes('?') && matchesText(pattern, other);
}

/** The statement with those of its actions that can be among the others; it matches the same of their requests. */
export function withSharedActions(statement: Statement, actions: readonly string[]): Statement {
  const { Action } = statement;
  const shared = Action?.filter((one) => sharesAction({ ...statement, Action: [one] }, actions));
  if (shared === undefined || shared.length === Action?.length) return statement;
  return { ...statement, Action: shared };
}

/** Each Deny statement that matters, by its place. */
function denyControls(subject: AwsSubject, actions: readonly string[]): Control<AwsSubject>[] {
  return placesOf(subject).flatMap(({ place, policies }) =>
    policies.flatMap(({ document }, policy) =>
      document.Statement.flatMap((statement, index): Control<AwsSubject>[] => {
        if (statement.Effect !== 'Deny' || !sharesAction(statement, actions)) return [];
        const which = statement.Sid ? `\`${statement.Sid}\`` : `statement ${index + 1}`;
        return [
          {
            name: `the Deny ${which} of ${place} ${policy + 1}`,
            without: (one) => withoutStatement(one, statement),
          },
        ];
      }),
    ),
  );
}

interface NamedPolicies {
  readonly place: string;
  readonly policies: readonly AwsPolicy[];
}

function placesOf(subject: AwsSubject): NamedPolicies[] {
  if (!isStack(subject)) return [{ place: 'policy', policies: subject }];
  const { identity, resource = [], boundary = [], session = [] } = subject;
  const levels = LEVELS.flatMap((layer) =>
    (subject[layer] ?? []).map((policies, at) => ({
      place: `${layer} level ${at + 1}, policy`,
      policies,
    })),
  );
  return [
    { place: 'identity policy', policies: identity },
    { place: 'resource policy', policies: resource },
    { place: 'boundary policy', policies: boundary },
    { place: 'session policy', policies: session },
    ...levels,
  ];
}

function withoutStatement(subject: AwsSubject, statement: Statement): AwsSubject {
  const drop = (policies: readonly AwsPolicy[]): AwsPolicy[] =>
    policies.map((policy) =>
      policy.document.Statement.includes(statement)
        ? withStatements(policy, (one) => one !== statement)
        : policy,
    );
  return mapPolicies(subject, drop);
}

/** A subject with every list of policies changed. */
export function mapPolicies(
  subject: AwsSubject,
  change: (policies: readonly AwsPolicy[]) => readonly AwsPolicy[],
): AwsSubject {
  if (!isStack(subject)) return change(subject);
  const { identity, resource, boundary, session, scp, rcp, ...about } = subject;
  return {
    ...about,
    identity: change(identity),
    ...(resource === undefined ? {} : { resource: change(resource) }),
    ...(boundary === undefined ? {} : { boundary: change(boundary) }),
    ...(session === undefined ? {} : { session: change(session) }),
    ...(scp === undefined ? {} : { scp: scp.map(change) }),
    ...(rcp === undefined ? {} : { rcp: rcp.map(change) }),
  };
}
