import { ARN_FIELDS, type GlobPart, globMatches } from './glob-smt.ts';
import { type PatternText, type ReadVariable, readPattern } from './policy-text.ts';
import { and } from './smt-text.ts';
import type { Subjects } from './subjects.ts';

/** The three readings of a `Resource`: wildcards cross the first five colons, only at the end of a segment, or not. */
export type ResourceReading = 'wide' | 'segment-end' | 'segments';

export const RESOURCE_READINGS: readonly ResourceReading[] = ['wide', 'segment-end', 'segments'];

/** Whether a resource matches a pattern of `Resource` or `NotResource`. */
export function resourceMatches(
  text: string,
  reading: ResourceReading,
  variables: ReadVariable | null,
  subject: string,
  subjects: Subjects,
): string {
  const pattern = readPattern(text, 'glob', variables);
  const parts = isBare(text) || reading === 'wide' ? pattern.parts : restricted(pattern, reading);
  return and([...pattern.isPresent, globMatches(parts, subject, subjects)]);
}

/** Whether the readings can differ on a pattern; errs towards true. */
export function isReadingSensitive(text: string): boolean {
  if (isBare(text)) return false;
  const fields = text.replace(/\$\{[^{}]*\}/g, '').split(':');
  return (
    fields.length < ARN_FIELDS || fields.slice(0, ARN_FIELDS - 1).some((one) => /[*?]/.test(one))
  );
}

const isBare = (text: string): boolean => /^\*+$/.test(text);

function restricted({ parts }: PatternText, reading: ResourceReading): GlobPart[] {
  const split = parts.flatMap(splitAtColons);
  const whole = reading === 'segments' ? completed(split) : split;
  let colons = 0;
  return whole.map((part, at) => {
    if (isColon(part)) colons += 1;
    if (part.kind !== 'many' && part.kind !== 'one') return part;
    const next = whole[at + 1];
    const isLast = part.kind === 'many' && (next === undefined || isColon(next));
    const isFree = colons >= ARN_FIELDS - 1 || (reading === 'segment-end' && isLast);
    return { ...part, isFree };
  });
}

/** A colon of the pattern as a part of its own; one inside the value of a variable ends no segment. */
function splitAtColons(part: GlobPart): GlobPart[] {
  if (part.kind !== 'text') return [part];
  return part.text
    .split(/(:)/)
    .filter((text) => text !== '')
    .map((text): GlobPart => ({ kind: 'text', text }));
}

const isColon = (part: GlobPart): boolean => part.kind === 'text' && part.text === ':';

/** An ARN with fewer than six fields has `*` in each missing one. */
function completed(parts: readonly GlobPart[]): GlobPart[] {
  const [scheme, colon] = parts;
  const isArn = scheme?.kind === 'text' && scheme.text === 'arn' && colon && isColon(colon);
  const missing = isArn ? ARN_FIELDS - 1 - parts.filter(isColon).length : 0;
  const field: GlobPart[] = [
    { kind: 'text', text: ':' },
    { kind: 'many', isFree: false },
  ];
  return [...parts, ...Array.from({ length: Math.max(0, missing) }, () => field).flat()];
}
