import { isExpired } from '../instant.ts';
import type { StandingDecisionState, WorkspaceState } from '../state.ts';
import type { Id, Instant } from '../values.ts';

/**
 * Whether an instance counts against cap and ceiling: from its decision until it is recorded as ended, or until it
 * expired where access ends with that. What ended without a record counts on, which only restricts.
 */
export function isLive(
  { ended, onLapse, validUntil }: StandingDecisionState,
  at: Instant,
): boolean {
  return ended === null && !(onLapse === 'deny' && isExpired(validUntil, at));
}

/** The live decisions of a template, all its revisions and delegations together. Cost: one look at every decision. */
export function liveDecisions(
  { standingDecisions }: Pick<WorkspaceState, 'standingDecisions'>,
  template: Id,
  at: Instant,
): readonly StandingDecisionState[] {
  return decisionsOf({ standingDecisions }, template).filter((d) => isLive(d, at));
}

/** Every decision ever made by a template. */
export function decisionsOf(
  { standingDecisions }: Pick<WorkspaceState, 'standingDecisions'>,
  template: Id,
): readonly StandingDecisionState[] {
  return [...standingDecisions.values()].filter((d) => d.template === template);
}
