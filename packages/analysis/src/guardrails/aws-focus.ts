import type { AwsPolicy, AwsSubject } from '../aws-iam/model.ts';
import { isStack } from '../aws-iam/subject.ts';
import { actionsOf, mapPolicies, sharesAction, withSharedActions } from './aws-controls.ts';
import type { Pattern } from './guardrail.ts';

/**
 * A subject reduced to the statements that can be about an action of the pattern, and those to such actions. Exact for requests of the pattern: the
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

/** A policy with the statements that can be about one of the actions (in lower case), and of those the actions. */
function reducedTo(policy: AwsPolicy, actions: readonly string[]): AwsPolicy {
  const { document, positions } = policy;
  const kept = document.Statement.flatMap((statement, index) =>
    sharesAction(statement, actions)
      ? [{ statement: withSharedActions(statement, actions), at: positions[index] }]
      : [],
  );
  const isSame =
    kept.length === document.Statement.length &&
    kept.every(({ statement }, index) => statement === document.Statement[index]);
  if (isSame) return policy;
  const made = { ...document, Statement: kept.map(({ statement }) => statement) };
  return {
    document: made,
    source: JSON.stringify(made),
    positions: kept.flatMap(({ at }) => at ?? []),
  };
}

function hasStatements({ document }: AwsPolicy): boolean {
  return document.Statement.length > 0;
}
