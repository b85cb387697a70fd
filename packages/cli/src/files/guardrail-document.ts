import type { GuardrailFile, RuleSet } from '@countersign/api';
import { instantOf } from './instant.ts';

/** A guardrail as a RuleSet has it. */
export type Guardrail = Extract<RuleSet, { v: 2 }>['guardrails'][number];

/** The guardrail of a file as a RuleSet has it. */
export function guardrailDocument(file: GuardrailFile, owner: string): Guardrail {
  const { apiVersion: _, kind: __, type, scope, frameworks, until, ...rest } = file;
  return {
    ...rest,
    kind: type,
    scope: {
      environments: scope.environments,
      environmentClasses: scope.environmentClasses ?? null,
      dataClasses: scope.dataClasses ?? null,
      identities: scope.identities ?? ['*'],
    },
    owner,
    frameworks: frameworks ?? [],
    until: until === undefined || until === null ? null : instantOf(until, 'until'),
  };
}
