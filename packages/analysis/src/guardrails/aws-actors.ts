import { parseCanonicalPolicy } from '../aws-iam/canonical/canonical-policy.ts';
import type { AwsPolicy, AwsStack, AwsSubject } from '../aws-iam/model.ts';
import { isStack, policiesOf } from '../aws-iam/subject.ts';
import type { Answer } from './asker.ts';
import { awsAsker, namesPrincipals } from './aws-asker.ts';
import { sharesAction } from './aws-controls.ts';
import { delegationTo } from './aws-documents.ts';
import type { Pattern } from './guardrail.ts';
import type { GuardrailContext, GuardrailIdentity } from './guardrail-context.ts';

/** An identity with what it may do, and who may act as it. */
export interface Actor {
  /** External id; null: the candidate's own, which is not known. */
  readonly id: string | null;
  readonly powers: AwsSubject;
  /** Policies that say who may assume it; empty: none in the input. */
  readonly trust: readonly AwsPolicy[];
}

/** The identity a candidate belongs to, with everything that is in force for it. */
export function ownActor(subject: AwsSubject, context: GuardrailContext): Actor {
  const { surroundings, identity, estate } = context;
  const id = identity?.externalId ?? null;
  const listed = estate.find((one) => one.id === id);
  const known = listed === undefined ? [] : readAll(listed).policies.filter(namesPrincipals);
  const isOfResource = surroundings?.language === 'aws-iam' && surroundings.layer === 'resource';
  if (!isStack(subject) || !isOfResource) return { id, powers: subject, trust: known };
  const { resource = [], ...stack } = subject;
  const powers = withDelegation({ ...stack, ...(id === null ? {} : { principal: id }) });
  return { id, powers, trust: resource };
}

/** The other identities of AWS in the estate; the same organization policies apply to those of the same account. */
export function otherActors(
  own: Actor,
  { estate }: GuardrailContext,
): { readonly actors: readonly Actor[]; readonly unread: readonly string[] } {
  const read = estate
    .filter(({ id, language }) => language === 'aws-iam' && id !== own.id)
    .map((one) => ({ one, ...readAll(one) }));
  const account = own.id?.split(':')[4];
  const scp = isStack(own.powers) ? own.powers.scp : undefined;
  return {
    actors: read.map(({ one, policies }) => ({
      id: one.id,
      powers: withDelegation({
        identity: policies.filter((policy) => !namesPrincipals(policy)),
        principal: one.id,
        ...(scp !== undefined && one.id.split(':')[4] === account ? { scp } : {}),
      }),
      trust: policies.filter(namesPrincipals),
    })),
    unread: read.flatMap(({ one, isWhole }) =>
      isWhole ? [] : [`a policy of \`${one.id}\` cannot be read`],
    ),
  };
}

function readAll({ policies }: GuardrailIdentity): {
  readonly policies: readonly AwsPolicy[];
  readonly isWhole: boolean;
} {
  const read = policies.map((text) => parseCanonicalPolicy(text));
  return {
    policies: read.flatMap((one) => (one.ok ? [one.value] : [])),
    isWhole: read.every(({ ok }) => ok),
  };
}

function withDelegation(stack: AwsStack): AwsStack {
  const account = typeof stack.principal === 'string' ? stack.principal.split(':')[4] : undefined;
  if (account === undefined || !/^\d{12}$/.test(account)) return stack;
  return { ...stack, resource: [delegationTo(account)] };
}

/** Whether an identity may do something of a pattern; one that has no such action is not put to the prover. */
export function mayDo({ powers }: Actor, pattern: Pattern, steps: number | undefined): Answer {
  const given = [pattern['actions'] ?? pattern['action'] ?? '*'].flat();
  const actions = given.map((one) => String(one).toLowerCase());
  const grants = isStack(powers) ? powers.identity : policiesOf(powers);
  const isGranted = grants.some(({ document }) =>
    document.Statement.some((one) => one.Effect === 'Allow' && sharesAction(one, actions)),
  );
  return isGranted ? awsAsker.allowsNone(powers, pattern, steps) : { verdict: 'proved' };
}

/** Actions by which whoever may do them on an identity comes to act as it, whatever its trust policy says. */
const TAKEOVER = {
  role: ['iam:UpdateAssumeRolePolicy'],
  user: ['iam:CreateAccessKey', 'iam:CreateLoginProfile', 'iam:UpdateLoginProfile'],
} as const;

/** Every action by which one identity comes to act as another, in lower case. */
export const ACTING: readonly string[] = [
  'sts:AssumeRole',
  'iam:PassRole',
  ...TAKEOVER.role,
  ...TAKEOVER.user,
].map((one) => one.toLowerCase());

/**
 * Whether one identity can act as another: it may assume it and the trust policy agrees; it may pass it to a service
 * that the trust policy names; or it may change who can act as it.
 */
export function canActAs(actor: Actor, other: Actor, steps: number | undefined): Answer {
  if (other.id === null || actor === other) return { verdict: 'proved' };
  const kind = /:iam::\d{12}:(role|user)\//.exec(other.id)?.[1];
  if (kind !== 'role' && kind !== 'user') return { verdict: 'proved' };
  const resources = [other.id];
  return firstRefuted([
    () => mayDo(actor, { actions: [...TAKEOVER[kind]], resources }, steps),
    () => mayAssume(actor, other, steps),
    () =>
      trustsService(other)
        ? mayDo(actor, { actions: ['iam:PassRole'], resources }, steps)
        : { verdict: 'proved' },
  ]);
}

/** The first way that is open; else, one that is not decided. */
function firstRefuted(ways: readonly (() => Answer)[]): Answer {
  let result: Answer = { verdict: 'proved' };
  for (const way of ways) {
    const answer = way();
    if (answer.verdict === 'refuted') return answer;
    if (answer.verdict === 'undetermined') result = answer;
  }
  return result;
}

function mayAssume(
  { id, powers }: Actor,
  { id: role, trust }: Actor,
  steps: number | undefined,
): Answer {
  if (!isStack(powers) || id === null || role === null || !mayTrust(trust, id))
    return { verdict: 'proved' };
  const pattern = { actions: ['sts:AssumeRole'], resources: [role] };
  return awsAsker.allowsNone({ ...powers, resource: trust }, pattern, steps);
}

/** Whether a trust policy can be about this identity, by its text; errs towards yes. */
function mayTrust(trust: readonly AwsPolicy[], id: string): boolean {
  const account = id.split(':')[4] ?? '';
  return trust.some(
    ({ source }) =>
      source.includes(account) || source.includes('"*"') || source.includes('NotPrincipal'),
  );
}

function trustsService({ trust }: Actor): boolean {
  return trust.some(({ document }) =>
    document.Statement.some(
      ({ Effect, Principal }) =>
        Effect === 'Allow' &&
        Principal !== undefined &&
        (Principal === '*' || 'Service' in Principal),
    ),
  );
}
