import type { RangeValue } from './range-literal.ts';
import type { SetValue } from './set-literal.ts';
import type { TextValue } from './text-literal.ts';

/** What is left of a field. Absent from a cube: all the field can be. */
export type FieldValue = TextValue | RangeValue | SetValue | boolean;

/** `field ∈ set`. A new kind of field is a new implementation; the search knows no other. */
export interface Literal<V extends FieldValue = FieldValue> {
  readonly field: number;
  /** Equal keys mean equal sets. */
  readonly key: string;
  /** Cheap and may err towards true. */
  meets(value: V | undefined): boolean;
  /** What of the value lies in the set; null: nothing. */
  inside(value: V | undefined): V | null;
  /** What of the value lies outside; null: nothing. */
  outside(value: V | undefined): V | null;
  /** What else holds wherever a truth value is true. */
  readonly consequences?: readonly Literal[];
}
