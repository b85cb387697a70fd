import type { Finding, Origin, Witness } from '../../questions/answer.ts';
import type { FindingCode, Severity } from './codes.ts';

/** A finding of this folder: always with a documented code, a severity and the statements it is about. */
export interface PolicyFinding extends Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly origins: readonly Origin[];
}

/** A finding; a witness that is null is left out. */
export function finding(
  code: FindingCode,
  severity: Severity,
  message: string,
  origins: readonly Origin[],
  witness: Witness | null = null,
): PolicyFinding {
  return { code, severity, message, origins, ...(witness === null ? {} : { witness }) };
}

/** Texts in backticks, up to `most` of them and how many more. */
export function quoted(texts: readonly string[], most = 3): string {
  const shown = texts.slice(0, most).map((text) => `\`${text}\``);
  const rest = texts.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} and ${rest} more`;
  const last = shown.pop() ?? '';
  return shown.length === 0 ? last : `${shown.join(', ')} and ${last}`;
}

/** Origins without repetition, in order of policy and statement. */
export function distinct(origins: readonly Origin[]): Origin[] {
  const byPlace = new Map(origins.map((one) => [`${one.policy}.${one.statement}`, one]));
  return [...byPlace.values()].toSorted((a, b) => a.policy - b.policy || a.statement - b.statement);
}

/** `, if A and B`, up to four of them; nothing without conditions. */
export function ifText(conditions: readonly string[]): string {
  const distinctTexts = [...new Set(conditions)];
  if (distinctTexts.length === 0) return '';
  const more = distinctTexts.length > 4 ? ' and more' : '';
  return `, if ${distinctTexts.slice(0, 4).join(' and ')}${more}`;
}

/** Weight of what the service table says of a statement, which can lack something: a Deny that does not bite is worse. */
export function doubtful({ Effect }: { readonly Effect: 'Allow' | 'Deny' }): Severity {
  return Effect === 'Deny' ? 'medium' : 'low';
}
