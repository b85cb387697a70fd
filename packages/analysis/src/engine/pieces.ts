import type { Patterns, Piece } from './glob-set.ts';
import type { Pattern } from './pattern.ts';
import type { PatternList } from './pattern-list.ts';

/** Whether a piece may share a string with the list; errs towards true. */
export function touchesPieces(
  pieces: readonly Piece[],
  list: PatternList,
  patterns: Patterns,
): boolean {
  return pieces.some((piece) =>
    near(piece, list).some((pattern) =>
      piece.all.every((one) => patterns.relation(one, pattern) !== 'disjoint'),
    ),
  );
}

/** The strings of the pieces that a pattern of the list matches; the same array if that is all of them. */
export function intersectPieces(
  pieces: readonly Piece[],
  list: PatternList,
  patterns: Patterns,
): readonly Piece[] {
  if (list.hasAll) return pieces;
  const kept: Piece[] = [];
  let isWhole = true;
  for (const piece of pieces) {
    patterns.budget.charge(1);
    const close = near(piece, list);
    if (close.some((pattern) => isWithin(piece, pattern, patterns))) {
      kept.push(piece);
      continue;
    }
    isWhole = false;
    for (const pattern of close) {
      const part = meet(piece, pattern, patterns);
      if (part !== null) kept.push(part);
    }
  }
  return isWhole ? pieces : kept;
}

/** The strings of the pieces that no pattern of the list matches; the same array if that is all of them. */
export function subtractPieces(
  pieces: readonly Piece[],
  list: PatternList,
  patterns: Patterns,
): readonly Piece[] {
  if (list.hasAll) return [];
  const kept: Piece[] = [];
  let isWhole = true;
  for (const piece of pieces) {
    patterns.budget.charge(1);
    const part = without(piece, list, patterns);
    if (part !== piece) isWhole = false;
    if (part !== null) kept.push(part);
  }
  return isWhole ? pieces : kept;
}

/** The members that may meet the piece, by its most telling pattern. */
function near(piece: Piece, list: PatternList): readonly Pattern[] {
  let longest: Pattern | undefined;
  for (const pattern of piece.all)
    if (longest === undefined || pattern.prefix.length > longest.prefix.length) longest = pattern;
  return longest === undefined ? list.patterns : list.near(longest);
}

function isWithin(piece: Piece, pattern: Pattern, patterns: Patterns): boolean {
  return piece.all.some((one) => {
    const relation = patterns.relation(one, pattern);
    return relation === 'inside' || relation === 'equal';
  });
}

/** The part of the piece that the pattern matches. */
function meet(piece: Piece, pattern: Pattern, patterns: Patterns): Piece | null {
  const all: Pattern[] = [];
  for (const one of piece.all) {
    const relation = patterns.relation(one, pattern);
    if (relation === 'disjoint') return null;
    if (relation !== 'around') all.push(one);
  }
  all.push(pattern);
  const none: Pattern[] = [];
  for (const one of piece.none) {
    const relation = patterns.relation(pattern, one);
    if (relation === 'inside' || relation === 'equal') return null;
    if (relation !== 'disjoint') none.push(one);
  }
  const { sample } = piece;
  return patterns.accepts(pattern, sample) ? { all, none, sample } : patterns.piece(all, none);
}

function without(piece: Piece, list: PatternList, patterns: Patterns): Piece | null {
  const added: Pattern[] = [];
  for (const pattern of near(piece, list)) {
    const relations = piece.all.map((one) => patterns.relation(one, pattern));
    if (relations.includes('disjoint')) continue;
    if (relations.includes('inside') || relations.includes('equal')) return null;
    if (!piece.none.includes(pattern)) added.push(pattern);
  }
  return added.length === 0
    ? piece
    : patterns.piece(piece.all, [...piece.none, ...added], piece.sample);
}
