import { fillIn, type Patterns, type Piece } from './glob-set.ts';
import type { Pattern } from './pattern.ts';
import type { PatternList } from './pattern-list.ts';

/** What is left of a field: pieces of strings, or a truth value. Absent from a cube: everything. */
export type FieldValue = readonly Piece[] | boolean;

/** `field ∈ set`. A new kind of field is a new implementation; the search knows no other. */
export interface Literal {
  readonly field: number;
  /** Equal keys mean equal sets. */
  readonly key: string;
  /** Cheap and may err towards true. */
  meets(value: FieldValue | undefined): boolean;
  /** What of the value lies in the set; null: nothing. */
  inside(value: FieldValue | undefined): FieldValue | null;
  /** What of the value lies outside; null: nothing. */
  outside(value: FieldValue | undefined): FieldValue | null;
}

/** A truth value that must be `wanted`. */
export class FlagLiteral implements Literal {
  readonly field: number;
  readonly wanted: boolean;
  readonly key: string;

  constructor(field: number, wanted: boolean) {
    this.field = field;
    this.wanted = wanted;
    this.key = `${field}=${wanted}`;
  }

  meets(value: FieldValue | undefined): boolean {
    return value === undefined || value === this.wanted;
  }

  inside(value: FieldValue | undefined): FieldValue | null {
    return this.meets(value) ? this.wanted : null;
  }

  outside(value: FieldValue | undefined): FieldValue | null {
    return value === this.wanted ? null : !this.wanted;
  }
}

/** A string that one of the patterns matches, or, negated, none. */
export class GlobLiteral implements Literal {
  readonly field: number;
  readonly list: PatternList;
  readonly isNegated: boolean;
  readonly key: string;
  private readonly patterns: Patterns;
  private readonly everything: Pattern;

  constructor(
    field: number,
    list: PatternList,
    isNegated: boolean,
    patterns: Patterns,
    everything: Pattern,
  ) {
    this.field = field;
    this.list = list;
    this.isNegated = isNegated;
    this.patterns = patterns;
    this.everything = everything;
    const ids = list.patterns.map((pattern) => pattern.id).sort((left, right) => left - right);
    this.key = `${field}${isNegated ? '!' : ':'}${ids.join(',')}`;
  }

  meets(value: FieldValue | undefined): boolean {
    if (this.isNegated || this.list.hasAll) return true;
    return this.pieces(value).some((piece) => this.touches(piece));
  }

  inside(value: FieldValue | undefined): FieldValue | null {
    return this.isNegated ? this.subtract(this.pieces(value)) : this.intersect(this.pieces(value));
  }

  outside(value: FieldValue | undefined): FieldValue | null {
    return this.isNegated ? this.intersect(this.pieces(value)) : this.subtract(this.pieces(value));
  }

  private pieces(value: FieldValue | undefined): readonly Piece[] {
    if (Array.isArray(value)) return value;
    return [{ all: [this.everything], none: [], sample: fillIn(this.everything, 'example') }];
  }

  private touches(piece: Piece): boolean {
    return this.near(piece).some((pattern) =>
      piece.all.every((one) => this.patterns.relation(one, pattern) !== 'disjoint'),
    );
  }

  private near(piece: Piece): readonly Pattern[] {
    let longest = piece.all[0] ?? this.everything;
    for (const pattern of piece.all)
      if (pattern.prefix.length > longest.prefix.length) longest = pattern;
    return this.list.near(longest);
  }

  private intersect(pieces: readonly Piece[]): readonly Piece[] | null {
    if (this.list.hasAll) return pieces;
    const kept: Piece[] = [];
    for (const piece of pieces) {
      this.patterns.budget.charge(1);
      if (this.isWithin(piece)) {
        kept.push(piece);
        continue;
      }
      for (const pattern of this.near(piece)) {
        const part = this.meet(piece, pattern);
        if (part !== null) kept.push(part);
      }
    }
    return kept.length > 0 ? kept : null;
  }

  private isWithin(piece: Piece): boolean {
    return this.near(piece).some((pattern) =>
      piece.all.some((one) => {
        const relation = this.patterns.relation(one, pattern);
        return relation === 'inside' || relation === 'equal';
      }),
    );
  }

  /** The part of the piece that the pattern matches. */
  private meet(piece: Piece, pattern: Pattern): Piece | null {
    const all: Pattern[] = [];
    for (const one of piece.all) {
      const relation = this.patterns.relation(one, pattern);
      if (relation === 'disjoint') return null;
      if (relation !== 'around') all.push(one);
    }
    all.push(pattern);
    const none: Pattern[] = [];
    for (const one of piece.none) {
      const relation = this.patterns.relation(pattern, one);
      if (relation === 'inside' || relation === 'equal') return null;
      if (relation !== 'disjoint') none.push(one);
    }
    return this.patterns.piece(all, none);
  }

  private subtract(pieces: readonly Piece[]): readonly Piece[] | null {
    if (this.list.hasAll) return null;
    const kept: Piece[] = [];
    for (const piece of pieces) {
      this.patterns.budget.charge(1);
      const part = this.without(piece);
      if (part !== null) kept.push(part);
    }
    return kept.length > 0 ? kept : null;
  }

  private without(piece: Piece): Piece | null {
    const added: Pattern[] = [];
    for (const pattern of this.near(piece)) {
      const relations = piece.all.map((one) => this.patterns.relation(one, pattern));
      if (relations.includes('disjoint')) continue;
      if (relations.includes('inside') || relations.includes('equal')) return null;
      if (!piece.none.includes(pattern)) added.push(pattern);
    }
    return added.length === 0
      ? piece
      : this.patterns.piece(piece.all, [...piece.none, ...added], piece.sample);
  }
}
