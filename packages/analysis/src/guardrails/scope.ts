import { matchesText } from '../aws-iam/service-table/matches-text.ts';
import type { LanguageName } from '../questions/language.ts';
import type { Guardrail } from './guardrail.ts';

/** Where a policy is in force. */
export interface Place {
  readonly language: LanguageName;
  readonly environment: { readonly name: string; readonly class: string | null };
  readonly dataClass: string | null;
}

/**
 * Whether a guardrail speaks of policies in this place; whom it speaks of is another matter. What is not known (a null
 * class) is in scope: a guardrail must not lapse because a fact is missing.
 */
export function appliesTo({ language, scope }: Guardrail, place: Place): boolean {
  const { environments, environmentClasses, dataClasses } = scope;
  const isListed = (list: readonly string[] | null, value: string | null): boolean =>
    list === null || value === null || list.includes(value);
  return (
    language === place.language &&
    environments.some((one) => matchesText(one, place.environment.name)) &&
    isListed(environmentClasses, place.environment.class) &&
    isListed(dataClasses, place.dataClass)
  );
}

/** Whether the guardrail has ended at this instant; both are `YYYY-MM-DDTHH:MM:SS.mmmZ`, which order as times do. */
export function hasExpired({ until }: Guardrail, at: string): boolean {
  return until !== null && until <= at;
}
