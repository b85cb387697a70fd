import { foldCase } from '../../engine/fold.ts';
import { contains, type Piece } from '../../engine/glob-set.ts';
import {
  ANY,
  accepts,
  type Pattern,
  pointsOf,
  SEGMENT_ANY,
  SEGMENT_STAR,
  STAR,
} from '../../engine/pattern.ts';
import { PatternList } from '../../engine/pattern-list.ts';
import { intersectPieces } from '../../engine/pieces.ts';
import type { TextValue } from '../../engine/text-literal.ts';
import {
  actionsMatching,
  exampleResource,
  resourcePatternsOf,
} from '../service-table/service-table.ts';
import { fillAction, fillResource, KNOWN_ACTIONS } from './examples.ts';
import type { Session } from './session.ts';

/** Most real actions tried before a made-up pair will do. */
const MAX_ACTIONS = 8;

/**
 * An action and a resource of these values: a real action on a resource it accepts where there is one, else an action
 * and a resource that read like it. An undefined value is everything.
 */
export function readableRequest(
  action: TextValue | undefined,
  resource: TextValue | undefined,
  session: Session,
): { action: string; resource: string } {
  const actions = realActions(action);
  for (const one of actions) {
    const found = fittingResource(one, resource, session);
    if (found !== undefined) return { action: one, resource: found };
  }
  const name = actions[0] ?? madeUpAction(action);
  return { action: name, resource: madeUpResource(name, resource) };
}

function realActions(value: TextValue | undefined): string[] {
  if (value === undefined) return KNOWN_ACTIONS.slice(0, MAX_ACTIONS);
  const found: string[] = [];
  for (const piece of value.pieces) {
    const isIn = (text: string): boolean => contains(piece.all, piece.none, foldCase(text));
    const narrowest = piece.all.reduce((one, other) =>
      other.prefix.length > one.prefix.length ? other : one,
    );
    // A pattern that leaves the service open would have every action of AWS looked at.
    const isOpen = !narrowest.prefix.includes(':');
    const others = isOpen ? [] : actionsMatching(narrowest.text);
    const candidates = [...KNOWN_ACTIONS, ...others];
    for (const candidate of candidates) {
      if (isIn(candidate)) found.push(candidate);
      if (found.length >= MAX_ACTIONS) return found;
    }
  }
  return found;
}

/** A resource the action accepts within the value. */
function fittingResource(
  action: string,
  value: TextValue | undefined,
  session: Session,
): string | undefined {
  const example = exampleResource(action);
  if (value === undefined) return example;
  const isIn = (text: string): boolean =>
    value.pieces.some(({ all, none }) => contains(all, none, text));
  if (isIn(example)) return example;
  const accepted = resourcePatternsOf(action)
    .filter((text) => text !== '*')
    .map((text) => session.fields.patterns.intern(text, arnTokens(text)));
  const filled = value.pieces.flatMap((piece) =>
    readings(piece).filter((text) => contains(piece.all, piece.none, text)),
  );
  const fitting = filled.find((text) => accepted.some((pattern) => accepts(pattern, text)));
  return fitting ?? withinPattern(value, accepted.slice(0, MAX_TYPES), session);
}

/** Most kinds of resource an action accepts that are tried. */
const MAX_TYPES = 4;

function withinPattern(
  value: TextValue,
  accepted: readonly Pattern[],
  session: Session,
): string | undefined {
  for (const pattern of accepted) {
    const list = new PatternList([pattern]);
    const [piece] = intersectPieces(value.pieces, list, session.fields.patterns);
    if (piece !== undefined) return readable(piece) ?? piece.sample;
  }
  return undefined;
}

/** An ARN of this form: each part that varies has a character or more, and none of the first five a colon. */
function arnTokens(text: string): readonly number[] {
  let colons = 0;
  return pointsOf(text).flatMap((point) => {
    if (point === COLON) colons += 1;
    if (point !== ASTERISK) return [point];
    return colons < 5 ? [SEGMENT_ANY, SEGMENT_STAR] : [ANY, STAR];
  });
}

const COLON = 58;
const ASTERISK = 42;

/** The piece's own patterns, filled so that they read like an ARN. */
function readable(piece: Piece): string | undefined {
  return readings(piece).find((text) => contains(piece.all, piece.none, text));
}

/** With one part for the last star, and with two, as many ARNs have. */
function readings(piece: Piece): string[] {
  return piece.all.flatMap(({ text }) => {
    const filled = fillResource(text);
    return text.endsWith('*') ? [filled, `${filled}/example`] : [filled];
  });
}

function madeUpAction(value: TextValue | undefined): string {
  for (const piece of value?.pieces ?? []) {
    const found = piece.all
      .map(({ text }) => fillAction(text))
      .find((text) => contains(piece.all, piece.none, foldCase(text)));
    if (found !== undefined) return found;
  }
  return value?.pieces[0]?.sample ?? 'example:Example';
}

function madeUpResource(action: string, value: TextValue | undefined): string {
  if (value === undefined) return exampleResource(action);
  for (const piece of value.pieces) {
    const found = readable(piece);
    if (found !== undefined) return found;
  }
  return value.pieces[0]?.sample ?? '*';
}
