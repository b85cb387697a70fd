import { conditionHolds } from './condition.ts';
import type { Facts } from './facts.ts';
import type { ColonRule } from './glob.ts';
import { matchesAction, matchesResource, type Pattern } from './pattern.ts';
import {
  EVERYONE,
  isOpen,
  type Meeting,
  matchPrincipal,
  meets,
  NOBODY,
  narrowed,
} from './principal.ts';
import type { ReadCondition } from './read-condition.ts';
import type { Element, ReadStatement } from './read-document.ts';
import { Scope } from './scope.ts';
import { all, any, not, type Tri } from './tri.ts';

/** What a statement says to a request. */
export interface StatementOutcome {
  /** Whether every element matches. */
  readonly matches: Tri;
  /** The same by how it meets the caller: `matches` is any of them. */
  readonly meeting: Meeting;
  /** The first element that does not match. */
  readonly stopped: Stopped | null;
  /** Why `matches` is open, in words. */
  readonly notes: readonly string[];
}

/** An element of a statement. */
export type Stopped = 'action' | 'resource' | 'principal' | ReadCondition;

/** Looks at action, resource, principal and conditions, in this order, and ends at the first that does not match. */
export function evaluateStatement(
  statement: ReadStatement,
  isModern: boolean,
  facts: Facts,
  rule: ColonRule,
): StatementOutcome {
  if (!matchesActionElement(statement.action, facts.action)) return OTHER_ACTION;
  const scope = new Scope(facts, rule, isModern);
  const resource = statement.resource === null || matchesResourceElement(statement.resource, scope);
  if (resource === false) return stoppedAt('resource');
  const { principal, conditions } = statement;
  const met = principal === null ? EVERYONE : matchPrincipal(principal, facts.caller);
  if (meets(met) === false) return stoppedAt('principal');
  if (isOpen(met)) scope.open(whyOpen(facts));
  const truths: Tri[] = [resource];
  for (const condition of conditions) {
    const holds = conditionHolds(condition, scope);
    if (holds === false) return stoppedAt(condition);
    truths.push(holds);
  }
  const meeting = narrowed(met, all(...truths));
  return { matches: meets(meeting), meeting, stopped: null, notes: scope.notes };
}

const OTHER_ACTION: StatementOutcome = stoppedAt('action');

function stoppedAt(stopped: Stopped): StatementOutcome {
  return { matches: false, meeting: NOBODY, stopped, notes: [] };
}

function matchesActionElement({ members, negated }: Element<Pattern>, action: string): boolean {
  return members.some((pattern) => matchesAction(pattern, action)) !== negated;
}

function matchesResourceElement({ members, negated }: Element<Pattern>, scope: Scope): Tri {
  const { facts, rule } = scope;
  const some = any(
    ...members.map((pattern) =>
      scope.withVariables((lookup) => matchesResource(pattern, facts.resource, rule, lookup)),
    ),
  );
  return negated ? not(some) : some;
}

function whyOpen({ caller }: Facts): string {
  return caller.kind === 'unnamed'
    ? 'the request names no principal'
    : 'which user made the federated session';
}
