import type { AwsPolicy, AwsSubject } from '../aws-iam/model.ts';
import { isStack } from '../aws-iam/subject.ts';
import { actionsOf, mapPolicies, sharesAction } from './aws-controls.ts';
import { withStatements } from './aws-documents.ts';
import type { Pattern } from './guardrail.ts';

/**
 * A subject reduced to the statements that can be about an action of the pattern. Exact for requests of the pattern: the
 * others match none of them, whether they allow or deny. A policy without any such statement stays where its being there
 * is itself a limit (boundary, session, organization levels).
 */
export function focusedOn(subject: AwsSubject, pattern: Pattern): AwsSubject {
  const actions = actionsOf(pattern);
  const reduced = mapPolicies(subject, (policies) =>
    policies.map((one) => reducedTo(one, actions)),
  );
  if (!isStack(reduced)) return reduced.filter(hasStatements);
  return { ...reduced, identity: reduced.identity.filter(hasStatements) };
}

/** A policy with the statements that can be about one of the actions (in lower case). */
export function reducedTo(policy: AwsPolicy, actions: readonly string[]): AwsPolicy {
  const isKept = policy.document.Statement.map((one) => sharesAction(one, actions));
  if (!isKept.includes(false)) return policy;
  return withStatements(policy, (_, index) => isKept[index] === true);
}

function hasStatements({ document }: AwsPolicy): boolean {
  return document.Statement.length > 0;
}
