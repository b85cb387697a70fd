import { evaluateStatement, type StatementOutcome } from './evaluate-statement.ts';
import { type Facts, factsOf, type Request } from './facts.ts';
import type { ColonRule } from './glob.ts';
import type { ReadDocument, ReadStatement } from './read-document.ts';
import { any, type Tri } from './tri.ts';

/** A decision that admits what is open: `unknown` is neither. */
export type Outcome = 'allow' | 'not-allowed' | 'unknown';

/** A statement that matches a request or may match it. */
export interface ActiveStatement extends StatementOutcome {
  /** Which document of the set, which statement of the document. */
  readonly policy: number;
  readonly statement: number;
  readonly source: ReadStatement;
}

/** What a set of documents that apply together says to a request. */
export interface SetOutcome {
  readonly outcome: Outcome;
  /** Whether a Deny matches, whether an Allow does. */
  readonly denies: Tri;
  readonly allows: Tri;
  readonly active: readonly ActiveStatement[];
  /** Why the outcome is or may be open, and why this is no possible request. */
  readonly errors: readonly string[];
}

/** Evaluates documents that are attached together: a Deny wins, else an Allow is needed. */
export function evaluateDocuments(
  documents: readonly ReadDocument[],
  request: Request,
  rule: ColonRule,
): SetOutcome {
  return evaluateSet(documents, factsOf(request), rule);
}

/** The same for a request that was read before. */
export function evaluateSet(
  documents: readonly ReadDocument[],
  facts: Facts,
  rule: ColonRule,
): SetOutcome {
  const active = activeStatements(documents, facts, rule);
  const faults = documents.flatMap((document) => document.faults);
  const isOpen: Tri = faults.length > 0 || facts.errors.length > 0 ? 'unknown' : false;
  const truths = (effect: string): Tri[] =>
    active.filter(({ source }) => source.effect === effect).map(({ matches }) => matches);
  const denies = any(...truths('Deny'), isOpen);
  const allows = any(...truths('Allow'), isOpen);
  const notes = active.flatMap((one) => (one.matches === true ? [] : one.notes));
  const outcome = outcomeOf(denies, allows);
  return {
    outcome: facts.errors.length > 0 ? 'unknown' : outcome,
    denies,
    allows,
    active,
    errors: [...new Set([...facts.errors, ...faults, ...(outcome === 'unknown' ? notes : [])])],
  };
}

function outcomeOf(denies: Tri, allows: Tri): Outcome {
  if (denies === true || allows === false) return 'not-allowed';
  return denies === false && allows === true ? 'allow' : 'unknown';
}

function activeStatements(
  documents: readonly ReadDocument[],
  facts: Facts,
  rule: ColonRule,
): ActiveStatement[] {
  const active: ActiveStatement[] = [];
  for (const [policy, { statements, isModern }] of documents.entries()) {
    for (const [statement, source] of statements.entries()) {
      const outcome = evaluateStatement(source, isModern, facts, rule);
      if (outcome.matches !== false) active.push({ ...outcome, policy, statement, source });
    }
  }
  return active;
}
