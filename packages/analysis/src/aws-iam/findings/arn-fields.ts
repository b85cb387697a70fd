import { patternsMeet } from '../service-table/patterns-meet.ts';

/** Colons between the six fields of an ARN. */
export const ARN_COLONS = 5;

/** A request that names no resource is one for the star itself, here spelled as a pattern that matches only it. */
export const ONLY_STAR: string = `\${*}`;

/** The six fields, the last with all that follows; fewer for what is no whole ARN. */
export function fieldsOf(arn: string): string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, ARN_COLONS), parts.slice(ARN_COLONS).join(':')];
}

/** How many colons a text has. */
export function colonsIn(text: string): number {
  return text.split(':').length - 1;
}

/** Whether two patterns of whole ARNs match one in common, field by field. */
export function meetByField(one: string, other: string): boolean {
  const left = fieldsOf(one);
  const right = fieldsOf(other);
  return left.every((field, at) => patternsMeet(field, right[at] ?? ''));
}
