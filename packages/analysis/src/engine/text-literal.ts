import type { Patterns, Piece } from './glob-set.ts';
import type { Literal } from './literal.ts';
import type { PatternList } from './pattern-list.ts';
import { intersectPieces, subtractPieces, touchesPieces } from './pieces.ts';

/** Strings a field can still be, and whether it can be absent. */
export interface TextValue {
  readonly absent: boolean;
  readonly pieces: readonly Piece[];
}

/** A field that holds one string, or, if it is optional, none. */
export interface TextField {
  readonly field: number;
  readonly patterns: Patterns;
  /** All the field can be. */
  readonly universe: TextValue;
}

/** What a literal asks of a text field. */
export interface TextSet {
  readonly list: PatternList;
  /** Holds for the strings that no pattern of the list matches. */
  readonly isNegated?: boolean;
  /** Holds also for a request without the field. */
  readonly holdsAbsent?: boolean;
}

/** A string that one of the patterns matches, or, negated, none; a field that is absent holds where the set says so. */
export class TextLiteral implements Literal<TextValue> {
  readonly field: number;
  readonly key: string;
  readonly list: PatternList;
  readonly isNegated: boolean;
  readonly holdsAbsent: boolean;
  private readonly of: TextField;

  constructor(of: TextField, { list, isNegated = false, holdsAbsent = false }: TextSet) {
    this.of = of;
    this.field = of.field;
    this.list = list;
    this.isNegated = isNegated;
    this.holdsAbsent = holdsAbsent;
    this.key = `${of.field}${isNegated ? '!' : ':'}${holdsAbsent ? '?' : ''}${list.key}`;
  }

  meets(value: TextValue = this.of.universe): boolean {
    if (value.absent && this.holdsAbsent) return true;
    if (this.isNegated || this.list.hasAll) return value.pieces.length > 0;
    return touchesPieces(value.pieces, this.list, this.of.patterns);
  }

  inside(value: TextValue = this.of.universe): TextValue | null {
    return this.narrow(value, this.isNegated, this.holdsAbsent);
  }

  outside(value: TextValue = this.of.universe): TextValue | null {
    return this.narrow(value, !this.isNegated, !this.holdsAbsent);
  }

  private narrow(value: TextValue, isNegated: boolean, holdsAbsent: boolean): TextValue | null {
    const absent = value.absent && holdsAbsent;
    const pieces = isNegated
      ? subtractPieces(value.pieces, this.list, this.of.patterns)
      : intersectPieces(value.pieces, this.list, this.of.patterns);
    if (pieces === value.pieces && absent === value.absent) return value;
    return pieces.length > 0 || absent ? { absent, pieces } : null;
  }
}
