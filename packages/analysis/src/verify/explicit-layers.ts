import type { AwsPolicy, AwsSubject } from '../aws-iam/model.ts';
import { parseRequestPattern, patternPolicy } from '../aws-iam/questions/request-pattern.ts';
import { isStack } from '../aws-iam/subject.ts';
import type { Language } from '../questions/language.ts';
import { patternOf, type RequirementCase } from '../requirement/requirement-case.ts';

/**
 * The layers of a stack whose explicit Denies stand against every request of a case, alone or, where no one layer does,
 * all together. Empty where it is proved for none; other languages have no denials.
 */
export function explicitLayers(
  language: Language,
  subject: unknown,
  one: RequirementCase,
  steps: number,
): string[] {
  if (language.name !== 'aws-iam') return [];
  const stack = subject as AwsSubject;
  if (!isStack(stack)) return [];
  const layers: [string, readonly AwsPolicy[]][] = [
    ...(stack.scp ?? []).map((level, index): [string, readonly AwsPolicy[]] => [
      `service control policies of level ${index + 1}`,
      level,
    ]),
    ...(stack.rcp ?? []).map((level, index): [string, readonly AwsPolicy[]] => [
      `resource control policies of level ${index + 1}`,
      level,
    ]),
    ['boundary', stack.boundary ?? []],
    ['identity policies', stack.identity],
    ['session policy', stack.session ?? []],
    ['resource policy', stack.resource ?? []],
  ];
  const pattern = parseRequestPattern(patternOf(one));
  const asked = pattern.ok ? patternPolicy(pattern.value) : pattern;
  if (!asked.ok) return [];
  const denying = layers
    .map(([name, policies]) => ({ name, policies: policies.flatMap(denialsAsGrants) }))
    .filter(({ policies }) => policies.length > 0);
  const covers = (policies: readonly AwsPolicy[]): boolean => {
    const question = { property: 'implies', policies: [[asked.value], policies] };
    const proof = language.prove(question, { steps });
    return proof.ok && proof.value.verdict === 'proved';
  };
  const alone = denying.filter(({ policies }) => covers(policies)).map(({ name }) => name);
  if (alone.length > 0 || denying.length < 2) return alone;
  return covers(denying.flatMap(({ policies }) => policies)) ? denying.map(({ name }) => name) : [];
}

/** A policy that allows exactly what the Deny statements of another deny; nothing where it has none. */
function denialsAsGrants({ document }: AwsPolicy): AwsPolicy[] {
  const denies = document.Statement.filter(({ Effect }) => Effect === 'Deny');
  if (denies.length === 0) return [];
  const Statement = denies.map((one) => ({ ...one, Effect: 'Allow' as const }));
  const made = { ...document, Statement };
  return [{ document: made, source: JSON.stringify(made), positions: [] }];
}
