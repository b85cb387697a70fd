import {
  type Circumstance,
  decide,
  type Holds,
  type MatchingStatement,
  matchingStatements,
  type ReadDocument,
  type ReplayRequest,
} from './evaluate-document.ts';
import { type ColonRule, withoutCase } from './glob.ts';

/** JSON texts of a set of policies, or what readDocument() made of them. */
export type Documents = readonly (string | ReadDocument)[];

/** What a witness claims: every document set of `inside` allows the request, none of `outside` does. */
export interface Claim {
  readonly inside: readonly Documents[];
  readonly outside: readonly Documents[];
  readonly request: ReplayRequest;
  readonly rule: ColonRule;
  /** Truth of circumstances; null: the claim is made for every assignment. */
  readonly assuming:
    | readonly { operator: string; key: string; values: readonly string[]; holds: boolean }[]
    | null;
}

/** Whether the claim is true when the documents are evaluated on the request, statement by statement. */
export function replay(claim: Claim): boolean {
  const match = (sources: Documents): MatchingStatement[] =>
    matchingStatements(sources, claim.request, claim.rule);
  const inside = claim.inside.map(match);
  const outside = claim.outside.map(match);
  const isAllowed = (statements: readonly MatchingStatement[], holds: Holds): boolean =>
    decide(statements, holds).decision === 'allow';
  const assignments =
    claim.assuming === null ? extremes([...inside, ...outside]) : [assignmentOf(claim.assuming)];
  return assignments.every(
    (holds) =>
      inside.every((statements) => isAllowed(statements, holds)) &&
      !outside.some((statements) => isAllowed(statements, holds)),
  );
}

/**
 * Statements ask circumstances to hold, never not to. So if some assignment makes a set allow, one does that holds for
 * exactly what one Allow asks; if some makes it not allow, the empty one does or one that holds for exactly what one
 * Deny asks. These assignments, and everything at once, stand for all.
 */
function extremes(sets: readonly (readonly MatchingStatement[])[]): Holds[] {
  const exactly = sets.flat().map((statement) => {
    const keys = new Set(statement.circumstances.map(nameOf));
    return (circumstance: Circumstance): boolean => keys.has(nameOf(circumstance));
  });
  return [(): boolean => false, (): boolean => true, ...exactly];
}

function assignmentOf(assuming: NonNullable<Claim['assuming']>): Holds {
  const table = new Map(assuming.map((one) => [nameOf(one), one.holds]));
  return (circumstance) => table.get(nameOf(circumstance)) ?? false;
}

function nameOf({ operator, key, values }: Circumstance): string {
  const distinct = [...new Set(values)].sort((left, right) => (left < right ? -1 : 1));
  const [family, ...tag] = key.split('/');
  const parts = [withoutCase(operator), withoutCase(family ?? ''), tag, distinct];
  return JSON.stringify(parts);
}
