import type { AwsPolicy } from '../model.ts';
import { distinct, finding, type PolicyFinding } from './finding.ts';
import { policiesOf, policyOf, type Subject } from './subject.ts';

const EVERYTHING: AwsPolicy = policyOf([{ Effect: 'Allow', Action: ['*'], Resource: ['*'] }]);

/** The finding that everything is allowed whatever conditions say; nothing where that is not proved. */
export function administrator(subject: Subject): PolicyFinding | undefined {
  const { granted, allowance } = subject;
  const allows = granted.filter(({ body }) => body.Effect === 'Allow' && isWhole(body));
  if (allows.length === 0) return undefined;
  if (allowance.implies([EVERYTHING], policiesOf(granted)).verdict !== 'proved') return undefined;
  return finding(
    'ADMINISTRATOR',
    'high',
    'can do everything: every action is allowed on every resource, and so every escalation path',
    distinct(allows.map(({ origin }) => origin)),
  );
}

/** Could give everything; what does not name the star, in an Allow of its own, does not. */
function isWhole({
  Action,
  NotAction,
}: {
  Action?: readonly string[];
  NotAction?: readonly string[];
}): boolean {
  return NotAction !== undefined || Action?.some((text) => /^[*:?]+$/.test(text)) === true;
}
