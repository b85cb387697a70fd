import { ANY, normalise, SEGMENT_ANY, SEGMENT_STAR, STAR, VARIABLE } from '../../engine/pattern.ts';
import type { Statement } from '../model.ts';
import type { Lookup, ValuePatterns } from './value-patterns.ts';
import { partsOf, type ValuePart } from './variables.ts';

/**
 * How wildcards of a `Resource` treat the colons between the first five segments of an ARN. AWS documents that a `*`
 * which ends a segment can match beyond the colon, and nothing more, so every reading is tried and the adverse counts:
 * `wide`: wildcards cross; `segment-end`: only a `*` that ends its segment does; `segments`: none does, and the missing
 * fields of an incomplete ARN are `*`.
 */
export type Reading = 'wide' | 'segment-end' | 'segments';

export const READINGS: readonly Reading[] = ['wide', 'segment-end', 'segments'];

/** Whether the readings can differ on a statement; errs towards true. */
export function isReadingSensitive(
  { Resource, NotResource }: Statement,
  isVariablesOn: boolean,
): boolean {
  return (Resource ?? NotResource ?? []).some((text) => isSensitiveText(text, isVariablesOn));
}

/** Whether the readings can differ on a resource pattern; errs towards true. */
export function isSensitiveText(text: string, isVariablesOn: boolean): boolean {
  if (/^\*+$/.test(text)) return false;
  const fields = (isVariablesOn ? text.replace(/\$\{[^{}]*\}/g, '') : text).split(':');
  const isIncomplete = text.startsWith('arn:') && fields.length < 6;
  return isIncomplete || fields.slice(0, 5).some((field) => /[*?]/.test(field));
}

/** Tokens of a resource pattern. */
export interface ResourceTokens {
  /** Every variable without a value is a star: contains whatever the pattern can match. */
  readonly over: readonly number[];
  /** Every such variable is a token of its own, equal to itself only. */
  readonly symbolic: readonly number[];
  /** A variable has no value, so the pattern matches nothing. */
  readonly isNothing: boolean;
}

interface Part {
  readonly token: number;
  /** Came from a variable or an escape: itself, and no end of a segment. */
  readonly isFixed: boolean;
}

/** The tokens of a resource pattern under one reading; with a lookup, variables have the values it gives. */
export function resourceTokens(
  text: string,
  reading: Reading,
  isVariablesOn: boolean,
  values: ValuePatterns,
  lookup?: Lookup,
): ResourceTokens {
  let isNothing = false;
  const parts = partsOf(text, isVariablesOn).flatMap((part): Part[] => {
    if (part.kind !== 'variable') return [plainPart(part)];
    if (lookup === undefined) return [{ token: VARIABLE - values.numberOf(part), isFixed: true }];
    const value = values.valueOf(part, lookup);
    if (value === undefined) isNothing = true;
    return Array.from(value ?? '', (char) => ({ token: char.codePointAt(0) ?? 0, isFixed: true }));
  });
  const symbolic = normalise(applyReading(complete(parts, text, reading), reading));
  const over = symbolic.some((token) => token <= VARIABLE)
    ? normalise(symbolic.map((token) => (token <= VARIABLE ? STAR : token)))
    : symbolic;
  return { symbolic, over, isNothing };
}

function plainPart({ kind, point }: Exclude<ValuePart, { kind: 'variable' }>): Part {
  if (kind === 'escaped') return { token: point, isFixed: true };
  return { token: point === 42 ? STAR : point === 63 ? ANY : point, isFixed: false };
}

const isColon = (part: Part | undefined): boolean => part?.token === 58 && !part.isFixed;

/** IAM user guide, Resource: an ARN of fewer than six fields gets `*` for each missing one. */
function complete(parts: readonly Part[], text: string, reading: Reading): readonly Part[] {
  if (reading !== 'segments' || !text.startsWith('arn:')) return parts;
  const missing = 5 - parts.filter(isColon).length;
  const field: Part[] = [
    { token: 58, isFixed: false },
    { token: STAR, isFixed: false },
  ];
  return missing <= 0 ? parts : [...parts, ...Array.from({ length: missing }, () => field).flat()];
}

function applyReading(parts: readonly Part[], reading: Reading): number[] {
  if (reading === 'wide') return parts.map(({ token }) => token);
  const isOnlyStar = parts.every((part) => part.token === STAR);
  let colons = 0;
  return parts.map((part, index) => {
    if (isColon(part)) colons += 1;
    if (isOnlyStar || colons >= 5 || part.isFixed) return part.token;
    const isLast = index === parts.length - 1 || isColon(parts[index + 1]);
    return segmentToken(part.token, reading === 'segment-end' && isLast);
  });
}

/** A wildcard of one of the first five segments, if it does not cross colons. */
function segmentToken(token: number, mayCross: boolean): number {
  if (token === STAR) return mayCross ? STAR : SEGMENT_STAR;
  return token === ANY ? SEGMENT_ANY : token;
}
