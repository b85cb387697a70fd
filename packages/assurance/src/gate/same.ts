import { canonicalText } from '@countersign/evidence';

/** Whether two values are the same JSON value: their canonical texts are. */
export function isSame(left: unknown, right: unknown): boolean {
  return canonicalText(left) === canonicalText(right);
}
