import type { DomainEvent, EventOf, EventType } from './event.ts';
import type { EventRule } from './event-rule.ts';
import { eventRules } from './event-rules.ts';
import type { WorkspaceState } from './state.ts';

/**
 * Folds one event into the state: it judges nothing, and can read whatever `shapeFaults` finds no fault with. An event
 * about an aggregate the state does not hold leaves the state as it is, apart from `seq` and `at`.
 */
export function evolve(state: WorkspaceState, event: DomainEvent): WorkspaceState {
  const rule: EventRule<EventType> = eventRules[event.type];
  const { seq } = event;
  // Streams can be folded one after another, so the newest time is the latest one, not the last one met.
  const at = state.at === null || event.at > state.at ? event.at : state.at;
  return { ...rule.evolve(state, event as EventOf<EventType>), seq, at };
}
