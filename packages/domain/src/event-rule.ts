import type { DomainEvent, EventOf, EventType, NewEvent } from './event.ts';
import type { Facts } from './facts.ts';
import type { Roster, RuleSet } from './roster.ts';
import type { WorkspaceRecord, WorkspaceState } from './state.ts';
import type { Actor, Decided, Id, Instant, Refusal } from './values.ts';

/** The law in force when something happens. */
export interface Law {
  readonly workspace: WorkspaceRecord;
  readonly roster: Roster;
  readonly ruleSet: RuleSet;
}

/** One event before the state it would change, with what is proved and what is in force. */
export interface Judged<T extends EventType> extends Law {
  readonly state: WorkspaceState;
  readonly event: EventOf<T>;
  readonly payload: EventOf<T>['payload'];
  /** The id in the event's stream. */
  readonly id: Id;
  readonly at: Instant;
  readonly actor: Actor;
  readonly facts: Facts;
}

/** All there is to know about one type of event: one object, one line in the registry. */
export interface EventRule<T extends EventType> {
  readonly stream: StreamKind;
  /** Every reason the event is not legitimate; none means it is. */
  judge(judged: Judged<T>): readonly Refusal[];
  evolve(state: WorkspaceState, event: EventOf<T>): WorkspaceState;
}

export type StreamKind =
  | 'workspace'
  | 'governance'
  | 'token'
  | 'nhi'
  | 'resource-owner'
  | 'requirement'
  | 'policy'
  | 'candidate'
  | 'release'
  | 'inventory'
  | 'template'
  | 'standing-decision';

/** The world in which a command is decided, after the events decided so far. */
export interface Deciding extends Law {
  readonly state: WorkspaceState;
  readonly actor: Actor;
  readonly at: Instant;
  readonly newId: () => Id;
  readonly facts: Facts;
}

/** One step of a command: builds events; they are judged and evolved before the next step looks. */
export type Step = (now: Deciding) => Decided<readonly NewEvent[]>;

/** `<kind>/<id>` */
export function streamOf(kind: StreamKind, id: Id): string {
  return `${kind}/${id}`;
}

/** The id of a stream, or an empty text where the stream has none. */
export function idOfStream(stream: string): Id {
  return stream.slice(stream.indexOf('/') + 1);
}

/** The kind of a stream. */
export function kindOfStream(stream: string): string {
  return stream.slice(0, Math.max(stream.indexOf('/'), 0));
}

/** The envelope fields an aggregate keeps: its id and the number of its newest event. */
export function versioned(event: Pick<DomainEvent, 'stream' | 'version'>): {
  readonly id: Id;
  readonly version: number;
} {
  return { id: idOfStream(event.stream), version: event.version };
}
