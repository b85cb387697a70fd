import type { TemplateParameter } from '../../draft/template.ts';
import type { LanguageName } from '../../questions/language.ts';
import type { RequirementCases } from '../requirement-case.ts';

/**
 * A need that many teams have, with both sides told: what it allows, and what must stay denied, so that a candidate that
 * is one step wider is caught by a denial with a witness (R18, R19).
 */
export interface Intent {
  readonly name: string;
  readonly language: LanguageName;
  /** What it is for, in one sentence. */
  readonly purpose: string;
  readonly parameters: readonly TemplateParameter[];
  /** What it leaves to others: no case says anything about it. */
  readonly doesNot: string;
  cases(values: IntentValues): RequirementCases;
}

/** Values of parameters, read already. */
export interface IntentValues {
  one(name: string): string;
  many(name: string): readonly string[];
}

/** A parameter with no bound but those given. */
export function parameter(
  name: string,
  kind: TemplateParameter['kind'],
  bounds: Partial<TemplateParameter> = {},
): TemplateParameter {
  return {
    name,
    kind,
    list: null,
    oneOf: null,
    pattern: null,
    maxLength: null,
    characters: null,
    service: null,
    resourceType: null,
    ...bounds,
  };
}

/** A few names: what one need lists. */
export const A_FEW: TemplateParameter['list'] = { minItems: 1, maxItems: 20 };
