import { parseCanonicalPolicy } from '../aws-iam/canonical/canonical-policy.ts';
import { awsIam } from '../aws-iam/language.ts';
import type { AwsPolicy, AwsRequest, AwsStack, AwsSubject } from '../aws-iam/model.ts';
import { parseStack } from '../aws-iam/parse/parse-stack.ts';
import { ask } from '../aws-iam/questions/ask.ts';
import { evaluate } from '../aws-iam/questions/evaluate.ts';
import { reasonOf } from '../aws-iam/questions/reasons.ts';
import { parseRequestPattern, patternPolicy } from '../aws-iam/questions/request-pattern.ts';
import { matchesText } from '../aws-iam/service-table/matches-text.ts';
import { isStack } from '../aws-iam/subject.ts';
import { Session } from '../aws-iam/translate/session.ts';
import type { Json } from '../canonical/jcs.ts';
import { DEFAULT_STEPS } from '../engine/budget.ts';
import type { Origin } from '../questions/answer.ts';
import type { Parsed } from '../refusal.ts';
import { type Answer, type Asker, answerOf, openFor, type Placed } from './asker.ts';
import { awsControls } from './aws-controls.ts';
import { delegationTo, denialsOf, documentOf, EVERYTHING, TO_EVERYONE } from './aws-documents.ts';
import { focusedOn } from './aws-focus.ts';
import type { Pattern } from './guardrail.ts';
import type { GuardrailContext } from './guardrail-context.ts';

/** Guardrails over AWS IAM. A whole stack is one subject; without surroundings the candidate is a set by itself. */
export const awsAsker: Asker<AwsSubject> = {
  place,
  narrowed: (pattern, identities, placed, context) => {
    if (identities.includes('*')) return { pattern, isInScope: () => true };
    if (isAskedByOthers(placed.after, context)) {
      const asked = withCallers(pattern, identities);
      return { pattern: asked, isInScope: () => true };
    }
    const id = identityOf(placed.after, context);
    const isIn = id === null || identities.some((one) => matchesText(one, id));
    return isIn ? { pattern, isInScope: () => true } : 'nobody';
  },
  allowsNone: (subject, pattern, steps) => proved('must-deny', subject, pattern, steps),
  allowsAll: (subject, pattern, steps) => proved('must-allow', subject, pattern, steps),
  addsNone,
  denialsOnly: (subject) =>
    isStack(subject) ? denialsOfStack(subject) : [EVERYTHING, ...subject.map(denialsOf)],
  opened: (subject) =>
    isStack(subject)
      ? {
          ...subject,
          identity: [...subject.identity, EVERYTHING],
          resource: [...(subject.resource ?? []), TO_EVERYONE],
        }
      : [...subject, EVERYTHING],
  except: (subject, identities) => {
    const barred = documentOf([
      {
        Effect: 'Deny',
        Principal: '*',
        Action: '*',
        Resource: '*',
        Condition: { StringLike: { [CALLER]: [...identities] } },
      },
    ]);
    return isStack(subject)
      ? { ...subject, resource: [...(subject.resource ?? []), barred] }
      : [...subject, barred];
  },
  controls: awsControls,
  whereOf: (subject, witness) => {
    const { decision, reasons } = evaluate(subject, witness as AwsRequest);
    if (decision !== 'allow') return [];
    return [...new Set(reasons.filter((one) => !isOurs(one, subject)).map(placeInWords))];
  },
};

/** The key that says who asks; a session carries the ARN of its role. */
const CALLER = 'aws:PrincipalArn';

function proved(
  property: 'must-deny' | 'must-allow',
  subject: AwsSubject,
  pattern: Pattern,
  steps: number | undefined,
): Answer {
  const policies = [focusedOn(subject, pattern)];
  return answerOf(
    awsIam.prove({ property, policies, pattern }, steps === undefined ? {} : { steps }),
  );
}

function place(
  from: string | null,
  to: string,
  { surroundings, identity }: GuardrailContext,
): Parsed<Placed<AwsSubject>> {
  const before = from === null ? null : policyOf(from, 'from');
  const after = policyOf(to, 'to');
  if (surroundings === null || surroundings.language !== 'aws-iam') {
    const alone = { before: before === null ? [] : [before], after: [after] };
    return { ok: true, value: { ...alone, isComplete: false, assumptions: [] } };
  }
  const read = parseStack(surroundings.stack);
  if (!read.ok) return read;
  const { layer, complete } = surroundings;
  const { stack, assumptions } = delegated(named(read.value, layer, identity), layer);
  const placed = (policy: AwsPolicy | null): AwsStack =>
    policy === null ? stack : { ...stack, [layer]: [...(stack[layer] ?? []), policy] };
  return {
    ok: true,
    value: {
      before: placed(before),
      after: placed(after),
      // Without an account nothing can be said of roles and keys, whose policies are not there.
      isComplete: complete && (layer === 'resource' || stack.resource !== undefined),
      assumptions,
    },
  };
}

function policyOf(text: string, name: string): AwsPolicy {
  const parsed = parseCanonicalPolicy(text);
  if (parsed.ok) return parsed.value;
  throw new RangeError(`\`${name}\`: ${parsed.refusals.map(({ message }) => message).join('; ')}`);
}

type Layer = 'identity' | 'resource' | 'boundary' | 'session';

/** Who asks is the identity whose policy it is, but for the policy of a resource, which anybody may meet. */
function named(stack: AwsStack, layer: Layer, identity: GuardrailContext['identity']): AwsStack {
  const isNamed = stack.principal !== undefined || layer === 'resource' || identity === null;
  if (isNamed || !/^arn:[^:]*:iam::/.test(identity.externalId)) return stack;
  return { ...stack, principal: identity.externalId };
}

/**
 * Roles, keys and what other accounts own have policies of their own. Where those are not in the input they are taken to
 * leave the decision to the policies of the identity: otherwise nothing about them could ever be allowed, and every
 * denial would hold for the wrong reason.
 */
function delegated(
  stack: AwsStack,
  layer: Layer,
): { readonly stack: AwsStack; readonly assumptions: readonly string[] } {
  const account = accountOf(stack);
  if (layer === 'resource' || stack.resource !== undefined || account === null)
    return { stack, assumptions: [] };
  return { stack: { ...stack, resource: [delegationTo(account)] }, assumptions: [DELEGATION] };
}

const DELEGATION =
  'policies of resources are not in the input and taken to leave it to the identity’s own';

function accountOf({ principal, account }: AwsStack): string | null {
  const id = typeof principal === 'string' ? principal.split(':')[4] : account;
  return id !== undefined && /^\d{12}$/.test(id) ? id : null;
}

/** A policy of a resource is met by others than the identity it belongs to. */
function isAskedByOthers(subject: AwsSubject, { surroundings }: GuardrailContext): boolean {
  if (surroundings?.language === 'aws-iam') return surroundings.layer === 'resource';
  return !isStack(subject) && subject.some(namesPrincipals);
}

/** Whether a policy says who it is for, as the policies of resources do and no other. */
export function namesPrincipals({ document }: AwsPolicy): boolean {
  return document.Statement.some(
    ({ Principal, NotPrincipal }) => (Principal ?? NotPrincipal) !== undefined,
  );
}

function identityOf(subject: AwsSubject, { identity }: GuardrailContext): string | null {
  const principal = isStack(subject) ? subject.principal : undefined;
  return typeof principal === 'string' ? principal : (identity?.externalId ?? null);
}

/** A pattern that says itself who asks stays as it is. */
export function withCallers(pattern: Pattern, identities: readonly string[]): Pattern {
  const context = (pattern['context'] ?? {}) as { readonly [key: string]: Json };
  const isSaid = Object.keys(context).some((key) => key.toLowerCase() === CALLER.toLowerCase());
  return isSaid ? pattern : { ...pattern, context: { ...context, [CALLER]: [...identities] } };
}

function addsNone(
  left: AwsSubject,
  right: AwsSubject,
  pattern: Pattern,
  steps: number = DEFAULT_STEPS,
): Answer {
  const parsed = parseRequestPattern(pattern);
  if (!parsed.ok) return openFor(parsed.refusals);
  const wanted = patternPolicy(parsed.value);
  if (!wanted.ok) return openFor(wanted.refusals);
  const [more, less] = [focusedOn(right, pattern), focusedOn(left, pattern)];
  const session = new Session([more, less, [wanted.value]], steps);
  const found = ask({ inside: [more, [wanted.value]], outside: [less] }, session);
  const witness = found.certain.map((one) => one.witness).find((one) => one !== null);
  if (witness) return { verdict: 'refuted', witness };
  const open = [...found.certain, ...found.possible].map(reasonOf);
  const reasons = [...found.stopped, ...open];
  if (reasons.length === 0) return { verdict: 'proved' };
  return { verdict: 'undetermined', reason: [...new Set(reasons)].join('; ') };
}

/** Every layer grants everything, and denies what it denies. */
function denialsOfStack(stack: AwsStack): AwsStack {
  const { identity, resource = [], boundary, session, scp, rcp, ...about } = stack;
  const open = (policies: readonly AwsPolicy[]): AwsPolicy[] => [
    EVERYTHING,
    ...policies.map(denialsOf),
  ];
  return {
    ...about,
    identity: open(identity),
    resource: [TO_EVERYONE, ...resource.map(denialsOf)],
    ...(boundary === undefined ? {} : { boundary: open(boundary) }),
    ...(session === undefined ? {} : { session: open(session) }),
    ...(scp === undefined ? {} : { scp: scp.map(open) }),
    ...(rcp === undefined ? {} : { rcp: rcp.map(open) }),
  };
}

/** What was taken for granted is nobody's statement. */
function isOurs({ layer, policy = 0 }: Partial<Origin>, subject: AwsSubject): boolean {
  if (layer !== 'resource' || !isStack(subject)) return false;
  const account = accountOf(subject);
  return account !== null && subject.resource?.[policy]?.source === delegationTo(account).source;
}

function placeInWords({ layer, level, policy = 0, statement = 0, sid }: Partial<Origin>): string {
  const name = sid ? `\`${sid}\`` : `statement ${statement + 1}`;
  if (layer === undefined) return `${name} of policy ${policy + 1}`;
  const place = level === undefined ? `${layer} policy` : `${layer} level ${level + 1}, policy`;
  return `${name} of ${place} ${policy + 1}`;
}
