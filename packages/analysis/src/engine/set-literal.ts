import type { Patterns, Piece } from './glob-set.ts';
import type { Literal } from './literal.ts';
import type { PatternList } from './pattern-list.ts';
import { intersectPieces, subtractPieces, touchesPieces } from './pieces.ts';

/**
 * Sets of strings: the empty set if `mayBeEmpty`, and every set within `within` that hits each of `hits`. An absent
 * field is the empty set.
 */
export interface SetValue {
  readonly mayBeEmpty: boolean;
  readonly within: readonly Piece[];
  /** Each a part of `within`. */
  readonly hits: readonly (readonly Piece[])[];
}

/** A field that holds any number of strings. */
export interface SetField {
  readonly field: number;
  readonly patterns: Patterns;
  readonly universe: SetValue;
}

/** Strings that one of the patterns matches, or, negated, none. */
export interface Members {
  readonly list: PatternList;
  readonly isNegated?: boolean;
}

/** `every`: each member is one of these (so the empty set holds). `some`: at least one member is. */
export class SetLiteral implements Literal<SetValue> {
  readonly field: number;
  readonly key: string;
  readonly quantifier: 'every' | 'some';
  private readonly of: SetField;
  private readonly list: PatternList;
  private readonly isNegated: boolean;

  constructor(of: SetField, quantifier: 'every' | 'some', { list, isNegated = false }: Members) {
    this.of = of;
    this.field = of.field;
    this.quantifier = quantifier;
    this.list = list;
    this.isNegated = isNegated;
    this.key = `${of.field}${quantifier}${isNegated ? '!' : ':'}${list.key}`;
  }

  meets(value: SetValue = this.of.universe): boolean {
    if (this.quantifier === 'every') return value.mayBeEmpty || value.within.length > 0;
    if (this.isNegated || this.list.hasAll) return value.within.length > 0;
    return touchesPieces(value.within, this.list, this.of.patterns);
  }

  inside(value: SetValue = this.of.universe): SetValue | null {
    return this.quantifier === 'every'
      ? this.within(value, this.isNegated)
      : this.hit(value, this.isNegated);
  }

  /** Not every member is one of these: some member is none of them; and the other way round. */
  outside(value: SetValue = this.of.universe): SetValue | null {
    return this.quantifier === 'every'
      ? this.hit(value, !this.isNegated)
      : this.within(value, !this.isNegated);
  }

  private part(pieces: readonly Piece[], isNegated: boolean): readonly Piece[] {
    return isNegated
      ? subtractPieces(pieces, this.list, this.of.patterns)
      : intersectPieces(pieces, this.list, this.of.patterns);
  }

  private within(value: SetValue, isNegated: boolean): SetValue | null {
    const within = this.part(value.within, isNegated);
    const hits = value.hits.map((hit) => this.part(hit, isNegated));
    if (hits.some((hit) => hit.length === 0)) return null;
    return within.length > 0 || value.mayBeEmpty ? { ...value, within, hits } : null;
  }

  private hit(value: SetValue, isNegated: boolean): SetValue | null {
    const hit = this.part(value.within, isNegated);
    if (hit.length === 0) return null;
    return { mayBeEmpty: false, within: value.within, hits: [...value.hits, hit] };
  }
}
