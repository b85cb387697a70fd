import type { FindingCode, Severity } from './codes.ts';
import { distinct, finding, type PolicyFinding } from './finding.ts';
import type { Reach } from './reach.ts';

const WHOLE: readonly [string, FindingCode, Severity, string][] = [
  ['iam:PassRole', 'PASS_ROLE_ANY', 'medium', 'can pass every role to every service'],
  [
    'iam:CreateServiceLinkedRole',
    'SERVICE_LINKED_ROLE_ANY',
    'low',
    'can make the service-linked role of every AWS service',
  ],
];

/** Actions that are meant for single resources and allowed on all of them, whatever conditions say. */
export function breadth(reach: Reach): PolicyFinding[] {
  return WHOLE.flatMap(([action, code, severity, can]) => {
    const found = reach.ask({ action });
    if (found.how !== 'always' || !reach.isEverywhere({ action })) return [];
    const message = `${can}: \`${action}\` is allowed on all of them without a condition`;
    return [finding(code, severity, message, distinct(found.grants().origins), found.witness)];
  });
}
