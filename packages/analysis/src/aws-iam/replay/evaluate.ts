import {
  type Circumstance,
  decide,
  matchingStatements,
  type ReplayRequest,
} from './evaluate-document.ts';
import type { ColonRule } from './glob.ts';

/** A decision on one concrete request, and who made it. */
export interface Evaluation {
  readonly decision: 'allow' | 'deny' | 'no-opinion';
  /** A Deny statement matched: no other grant undoes it. */
  readonly explicit: boolean;
  readonly reasons: readonly { policy: number; statement: number; sid: string | null }[];
  /** What could not be decided; then the decision holds only if it names nothing that matters to it. */
  readonly errors: readonly string[];
}

const RULES: readonly ColonRule[] = ['crosses', 'crosses-at-segment-end', 'stays'];

/**
 * Evaluates JSON policy documents on a request. Conditions and principals are unknown to this version: where they
 * could change the decision, `errors` names them and the decision is the one with none of them holding for an Allow
 * and all of them for a Deny.
 */
export function evaluateDocuments(sources: readonly string[], request: ReplayRequest): Evaluation {
  const outcomes = RULES.map((rule) => evaluateUnder(sources, request, rule));
  const [first, ...others] = outcomes;
  if (first === undefined)
    return { decision: 'no-opinion', explicit: false, reasons: [], errors: [] };
  const differs = others.some((other) => other.decision !== first.decision);
  const note = 'a wildcard of a resource decides differently if it does not match beyond a colon';
  return differs ? { ...first, errors: [...first.errors, note] } : first;
}

function evaluateUnder(
  sources: readonly string[],
  request: ReplayRequest,
  rule: ColonRule,
): Evaluation {
  const statements = matchingStatements(sources, request, rule);
  const cautious = decide(
    statements.filter(
      ({ effect, circumstances }) => effect === 'Deny' || circumstances.length === 0,
    ),
    () => true,
  );
  const generous = decide(
    statements.filter(
      ({ effect, circumstances }) => effect === 'Allow' || circumstances.length === 0,
    ),
    () => true,
  );
  const errors =
    cautious.decision === generous.decision
      ? []
      : statements.flatMap((one) => one.circumstances.map(nameOf));
  return {
    decision: cautious.decision,
    explicit: cautious.decision === 'deny',
    reasons: cautious.by.map(({ policy, statement, sid }) => ({ policy, statement, sid })),
    errors: [...new Set(errors)],
  };
}

function nameOf({ operator, key, values }: Circumstance): string {
  return `not read: ${operator} \`${key}\` ${values.map((value) => `\`${value}\``).join(', ')}`;
}
