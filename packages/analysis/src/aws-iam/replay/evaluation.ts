import type { Evaluation, Origin, TraceStep } from '../../questions/answer.ts';
import { type ActiveStatement, evaluateSet, type SetOutcome } from './evaluate-set.ts';
import { evaluateStatement } from './evaluate-statement.ts';
import { explainStatement } from './explain-statement.ts';
import { type Facts, factsOf, type Request } from './facts.ts';
import type { ColonRule } from './glob.ts';
import type { ReadDocument, ReadStatement } from './read-document.ts';

/** The three readings of a wildcard at a colon of a `Resource`; AWS documents no single one. */
export const COLON_RULES: readonly ColonRule[] = ['crosses', 'crosses-at-segment-end', 'stays'];

/**
 * What documents that are attached together say to a request, with a line for every statement. Where something is open
 * the decision is the one that holds if it turns out against the request, and `errors` says what is open.
 */
export function evaluatePolicies(documents: readonly ReadDocument[], request: Request): Evaluation {
  const facts = factsOf(request);
  return mostAdverse(
    COLON_RULES.map((rule) => {
      const found = evaluateSet(documents, facts, rule);
      return { ...evaluationOf(found), trace: () => traceSet(documents, facts, rule, {}) };
    }),
  );
}

/** An evaluation under one reading; its trace is only made for the one that is shown. */
export type EvaluationUnderRule = Omit<Evaluation, 'trace'> & {
  readonly trace: () => readonly TraceStep[];
};

/** One evaluation of several readings: of those that differ the one that does not allow, with the doubt named. */
export function mostAdverse(evaluations: readonly EvaluationUnderRule[]): Evaluation {
  const [first] = evaluations;
  if (first === undefined)
    return { decision: 'no-opinion', explicit: false, reasons: [], errors: [] };
  const order = ['deny', 'no-opinion', 'allow'];
  const chosen = evaluations.reduce((worst, one) =>
    order.indexOf(one.decision) < order.indexOf(worst.decision) ? one : worst,
  );
  const isSame = evaluations.every(({ decision }) => decision === chosen.decision);
  const note = 'a wildcard of a resource decides differently if it does not match beyond a colon';
  const errors = isSame ? chosen.errors : [...chosen.errors, note];
  return { ...chosen, errors, trace: chosen.trace() };
}

/** Where a statement stands. */
export function originOf({ policy, statement, source }: ActiveStatement): Partial<Origin> {
  return { policy, statement, sid: source.sid };
}

/** A line for every statement of a set; `place` is added to each origin. */
export function traceSet(
  documents: readonly ReadDocument[],
  facts: Facts,
  rule: ColonRule,
  place: Partial<Origin>,
): TraceStep[] {
  return documents.flatMap(({ statements, isModern }, policy) =>
    statements.map((source: ReadStatement, statement) => {
      const outcome = evaluateStatement(source, isModern, facts, rule);
      return {
        origin: { policy, statement, sid: source.sid, ...place },
        effect: source.effect,
        matches: outcome.matches === true,
        because: explainStatement(source, outcome, facts),
      };
    }),
  );
}

function evaluationOf({ active, outcome, errors }: SetOutcome): Omit<Evaluation, 'trace'> {
  const denying = decisive(active.filter(({ source }) => source.effect === 'Deny'));
  if (denying.length > 0)
    return { decision: 'deny', explicit: true, reasons: denying.map(originOf), errors };
  if (outcome !== 'allow') return { decision: 'no-opinion', explicit: false, reasons: [], errors };
  const allowing = active.filter(({ matches }) => matches === true);
  return { decision: 'allow', explicit: false, reasons: allowing.map(originOf), errors };
}

/** The statements that match for certain, or else those that may. */
export function decisive(active: readonly ActiveStatement[]): readonly ActiveStatement[] {
  const certain = active.filter(({ matches }) => matches === true);
  return certain.length > 0 ? certain : active;
}
