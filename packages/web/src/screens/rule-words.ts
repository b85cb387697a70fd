import type { RuleSetView } from '@countersign/api';

type Document = Extract<RuleSetView['document'], { v: 2 }>;
type Rule = RuleSetView['document']['rules'][number];

/** When an approval rule governs, in words. */
export function conditionWords(when: Rule['if']): string {
  return said([
    when.verdict?.join(' or '),
    when.tierAtLeast === null ? undefined : `${when.tierAtLeast} and up`,
    when.tierAtMost === null ? undefined : `up to ${when.tierAtMost}`,
    when.environmentClass === null ? undefined : `class ${when.environmentClass.join(' or ')}`,
  ]);
}

/** When a tier rule holds, in words: all of what it names. */
export function tierConditionWords(when: Document['tierRules'][number]['when']): string {
  return said([
    when.effects?.join(' or '),
    when.verdict === null ? undefined : `verdict ${when.verdict.join(' or ')}`,
    when.environmentClass === null ? undefined : `class ${when.environmentClass.join(' or ')}`,
    when.dataClass === null ? undefined : `data ${when.dataClass.join(' or ')}`,
    when.author === null ? undefined : `author ${when.author.join(' or ')}`,
    when.facts?.join(' or '),
  ]);
}

/** Where a guardrail applies, in words. */
export function scopeWords(scope: Document['guardrails'][number]['scope']): string {
  return said([
    `environments ${scope.environments.join(', ')}`,
    scope.environmentClasses === null ? undefined : `class ${scope.environmentClasses.join(', ')}`,
    scope.dataClasses === null ? undefined : `data ${scope.dataClasses.join(', ')}`,
    `identities ${scope.identities.join(', ')}`,
  ]);
}

function said(parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join('; ') || 'anything else';
}
