import { foldCase } from '../../engine/fold.ts';
import { ANY, normalise, SEGMENT_ANY, SEGMENT_STAR, STAR, VARIABLE } from '../../engine/pattern.ts';
import type { Statement } from '../model.ts';

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
  return [...(Resource ?? []), ...(NotResource ?? [])].some((text) =>
    isSensitiveText(text, isVariablesOn),
  );
}

/** Whether the readings can differ on a resource pattern; errs towards true. */
export function isSensitiveText(text: string, isVariablesOn: boolean): boolean {
  if (/^\*+$/.test(text)) return false;
  const fields = (isVariablesOn ? text.replace(/\$\{[^{}]*\}/g, '') : text).split(':');
  const isIncomplete = text.startsWith('arn:') && fields.length < 6;
  return isIncomplete || fields.slice(0, 5).some((field) => /[*?]/.test(field));
}

/** What policy variables stand for: unknown strings, or the values of a request. */
export type Variables = 'unknown' | ((key: string) => string);

/** Tokens of a resource, and the keys of the variables in it. */
export interface ResourceTokens {
  /** Every variable is a star: contains whatever the pattern can match. */
  readonly over: readonly number[];
  /** Every variable is a token of its own, equal to itself only. */
  readonly symbolic: readonly number[];
  readonly variables: readonly string[];
}

interface Part {
  readonly token: number;
  readonly isVariable: boolean;
}

const VARIABLE_FORM = /\$\{([^{}]*)\}/y;
const ESCAPED = /^[*?$]$/;

/** Whether a text has a policy variable in it; in `2008-10-17` policies `${` is plain text. */
export function variableKeys(text: string, isVariablesOn: boolean): string[] {
  if (!isVariablesOn) return [];
  const keys: string[] = [];
  for (const match of text.matchAll(/\$\{([^{}]*)\}/g)) {
    const body = match[1] ?? '';
    if (!ESCAPED.test(body)) keys.push(variableKey(body));
  }
  return keys;
}

function variableKey(body: string): string {
  return foldCase((body.split(',')[0] ?? '').trim());
}

/** The tokens of a resource pattern under one reading. */
export function readResource(
  text: string,
  reading: Reading,
  isVariablesOn: boolean,
  variables: Variables,
  indexOf: (variable: string) => number,
): ResourceTokens {
  const parts = split(text, isVariablesOn, variables, indexOf);
  const found = variableKeys(text, isVariablesOn);
  const symbolic = normalise(applyReading(complete(parts, text, reading), reading));
  return {
    symbolic,
    over: normalise(symbolic.map((token) => (token <= VARIABLE ? STAR : token))),
    variables: variables === 'unknown' ? found : [],
  };
}

function split(
  text: string,
  isVariablesOn: boolean,
  variables: Variables,
  indexOf: (variable: string) => number,
): Part[] {
  const parts: Part[] = [];
  for (let index = 0; index < text.length; ) {
    const special = isVariablesOn ? readSpecial(text, index, variables, indexOf) : undefined;
    const point = text.codePointAt(index) ?? 0;
    parts.push(...(special?.parts ?? [{ token: plainToken(point), isVariable: false }]));
    index += special?.length ?? String.fromCodePoint(point).length;
  }
  return parts;
}

function plainToken(point: number): number {
  if (point === 42) return STAR;
  return point === 63 ? ANY : point;
}

function readSpecial(
  text: string,
  index: number,
  variables: Variables,
  indexOf: (variable: string) => number,
): { parts: Part[]; length: number } | undefined {
  if (text[index] !== '$') return undefined;
  VARIABLE_FORM.lastIndex = index;
  const form = VARIABLE_FORM.exec(text);
  if (form === null) return undefined;
  const body = form[1] ?? '';
  if (ESCAPED.test(body)) return { parts: fixed(body), length: form[0].length };
  if (variables !== 'unknown')
    return { parts: fixed(variables(variableKey(body))), length: form[0].length };
  return { parts: [{ token: VARIABLE - indexOf(body), isVariable: true }], length: form[0].length };
}

/** Characters that are themselves; a `:` in a variable's value does not end a segment of the pattern. */
function fixed(text: string): Part[] {
  return Array.from(text, (char) => ({ token: char.codePointAt(0) ?? 0, isVariable: true }));
}

const isColon = (part: Part | undefined): boolean => part?.token === 58 && !part.isVariable;

/** IAM user guide, Resource: an ARN of fewer than six fields gets `*` for each missing one. */
function complete(parts: readonly Part[], text: string, reading: Reading): readonly Part[] {
  if (reading !== 'segments' || !text.startsWith('arn:')) return parts;
  const missing = 5 - parts.filter(isColon).length;
  const field: Part[] = [
    { token: 58, isVariable: false },
    { token: STAR, isVariable: false },
  ];
  return missing <= 0 ? parts : [...parts, ...Array.from({ length: missing }, () => field).flat()];
}

function applyReading(parts: readonly Part[], reading: Reading): number[] {
  const isOnlyStar = parts.every((part) => part.token === STAR);
  let colons = 0;
  return parts.map((part, index) => {
    if (isColon(part)) colons += 1;
    const isFree = reading === 'wide' || isOnlyStar || colons >= 5 || part.isVariable;
    if (isFree) return part.token;
    const isLast = index === parts.length - 1 || isColon(parts[index + 1]);
    return segmentToken(part.token, reading === 'segment-end' && isLast);
  });
}

/** A wildcard of one of the first five segments, if it does not cross colons. */
function segmentToken(token: number, mayCross: boolean): number {
  if (token === STAR) return mayCross ? STAR : SEGMENT_STAR;
  return token === ANY ? SEGMENT_ANY : token;
}
