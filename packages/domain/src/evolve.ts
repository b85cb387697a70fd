import type { DomainEvent, EventOf, EventType } from './event.ts';
import type { EventRule } from './event-rule.ts';
import { eventRules } from './event-rules.ts';
import type { WorkspaceState } from './state.ts';

/**
 * Folds one event into the state: total and blind, it judges nothing. An event about an aggregate the state does
 * not hold leaves the state as it is, apart from `seq`.
 */
export function evolve(state: WorkspaceState, event: DomainEvent): WorkspaceState {
  const rule: EventRule<EventType> = eventRules[event.type];
  return { ...rule.evolve(state, event as EventOf<EventType>), seq: event.seq };
}
