import type { AwsPolicy, AwsSubject } from '../aws-iam/model.ts';
import { isStack } from '../aws-iam/subject.ts';
import type { Language } from '../questions/language.ts';
import type { RequirementCase } from '../requirement/requirement-case.ts';
import { proofOf } from './fit.ts';

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
  const denying = layers
    .map(([name, policies]) => ({ name, policies: policies.flatMap(denialsOf) }))
    .filter(({ policies }) => policies.length > 0);
  const covers = (policies: readonly AwsPolicy[]): boolean =>
    proofOf(language, 'must-deny', policies, one, steps).kind === 'explicit';
  const alone = denying.filter(({ policies }) => covers(policies)).map(({ name }) => name);
  if (alone.length > 0 || denying.length < 2) return alone;
  return covers(denying.flatMap(({ policies }) => policies)) ? denying.map(({ name }) => name) : [];
}

/** The policy with its Deny statements alone; nothing where it has none. */
function denialsOf(policy: AwsPolicy): AwsPolicy[] {
  const denies = policy.document.Statement.filter(({ Effect }) => Effect === 'Deny');
  if (denies.length === 0) return [];
  const document = { ...policy.document, Statement: denies };
  return [{ document, source: JSON.stringify(document), positions: [] }];
}
