import type { AwsPolicy, AwsStack, AwsSubject } from './model.ts';
import type { StatementRef } from './translate/statement-reader.ts';

/** One policy, a set that is attached together, a whole stack, or nothing. */
export type Policies = AwsPolicy | AwsSubject | null;

/** Policies as a subject; nothing is the empty set. */
export function subjectOf(policies: Policies): AwsSubject {
  if (policies === null) return [];
  return isPolicy(policies) ? [policies] : policies;
}

function isPolicy(policies: AwsPolicy | AwsSubject): policies is AwsPolicy {
  return 'document' in policies;
}

/** Whether the subject is a whole stack. */
export function isStack(subject: AwsSubject): subject is AwsStack {
  return !Array.isArray(subject);
}

/** Every policy of a subject, layer by layer. */
export function policiesOf(subject: AwsSubject): readonly AwsPolicy[] {
  if (!isStack(subject)) return subject;
  const { identity, resource = [], boundary = [], session = [], scp = [], rcp = [] } = subject;
  return [...scp.flat(), ...identity, ...boundary, ...session, ...rcp.flat(), ...resource];
}

/** The policy a statement stands in; undefined where the subject has no such. */
export function policyOf(
  { policy, place }: Omit<StatementRef, 'statement'>,
  subject: AwsSubject,
): AwsPolicy | undefined {
  if (!isStack(subject)) return subject[policy];
  if (place === undefined) return undefined;
  const { layer, level = 0 } = place;
  const policies = layer === 'scp' || layer === 'rcp' ? subject[layer]?.[level] : subject[layer];
  return policies?.[policy];
}
