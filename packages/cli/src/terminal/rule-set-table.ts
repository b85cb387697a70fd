import type { RuleSetView } from '@countersign/api';
import { inert, table } from './layout.ts';
import type { Style } from './style.ts';

type Rule = RuleSetView['document']['rules'][number];
type Requires = Rule['requires'];
type Source = Extract<Requires, { approve: number }>['from'];

/** The rules in the order in which they are tried: the first whose condition holds governs. */
export function rulesTable(rules: readonly Rule[], style: Style): string {
  const rows = rules.map((rule, index) => [
    String(index + 1),
    inert(rule.name),
    conditionWords(rule.if),
    `${requiresWords(rule.requires)}${peopleWords(rule)}`,
    vetoWords(rule.deny),
  ]);
  return table(['', 'rule', 'when', 'needs', 'veto'], rows, style);
}

/** The Environments: class, weakest signature that counts, and what happens when access lapses. */
export function environmentsTable(
  environments: RuleSetView['document']['environments'],
  style: Style,
): string {
  const rows = environments.map((one) => [
    inert(one.name),
    inert(one.class),
    one.minimumAssurance,
    one.onLapse,
    `${Math.floor(one.maxValiditySeconds / DAY_SECONDS)} days`,
  ]);
  return table(['environment', 'class', 'at least', 'on lapse', 'at most'], rows, style);
}

const DAY_SECONDS = 86_400;

/** When a rule governs, in words. */
export function conditionWords({
  verdict,
  tierAtLeast,
  tierAtMost,
  environmentClass,
}: Rule['if']): string {
  const tiers =
    tierAtLeast !== null && tierAtLeast === tierAtMost
      ? [tierAtLeast]
      : [
          ...(tierAtLeast === null ? [] : [`${tierAtLeast} and up`]),
          ...(tierAtMost === null ? [] : [`up to ${tierAtMost}`]),
        ];
  const parts = [
    ...(verdict === null ? [] : [verdict.join(' or ')]),
    ...tiers,
    ...(environmentClass === null ? [] : [`class ${environmentClass.map(inert).join(' or ')}`]),
  ];
  return parts.join(', ') || 'anything else';
}

/** What a rule asks for, in words. */
export function requiresWords(requires: Requires): string {
  if ('approve' in requires) return `${requires.approve} ${sourceWords(requires.from)}`;
  const parts = 'all' in requires ? requires.all : requires.any;
  const words = parts.map((part) =>
    'approve' in part ? requiresWords(part) : `(${requiresWords(part)})`,
  );
  const last = words.pop() ?? 'nothing';
  const joint = 'all' in requires ? 'and' : 'or';
  return words.length === 0 ? last : `${words.join(', ')} ${joint} ${last}`;
}

/** That two parts are met by two people is the rule; what is told is where it is not. */
export function peopleWords({ requires, distinct }: Rule): string {
  return distinct || 'approve' in requires ? '' : ' (one person may be several)';
}

/** Who can end a candidate under a rule. */
export function vetoWords(deny: Rule['deny']): string {
  return deny === null ? 'none' : `${deny.count} ${sourceWords(deny.from)}`;
}

function sourceWords(source: Source): string {
  return 'role' in source ? inert(source.role) : `of group ${inert(source.group)}`;
}
