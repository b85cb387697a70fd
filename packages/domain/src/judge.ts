import type { DomainEvent, EventOf, EventType } from './event.ts';
import { type EventRule, idOfStream, kindOfStream } from './event-rule.ts';
import { eventRules } from './event-rules.ts';
import { shapeFaults } from './event-shapes.ts';
import type { Facts } from './facts.ts';
import { isInstant } from './instant.ts';
import { lawInForce } from './law.ts';
import { refusal, unless } from './refusal.ts';
import type { WorkspaceState } from './state.ts';
import type { Refusal } from './values.ts';
import { versionOf } from './version-of.ts';
import { judgeFounding } from './workspace/found-workspace.ts';

/**
 * Whether one event was legitimate at its time: given the state before it, what is proved outside, and the law in
 * force then. Answers every reason against it. `decide` and the audit replay both stand on this one function.
 */
export function judge(state: WorkspaceState, event: DomainEvent, facts: Facts): readonly Refusal[] {
  const envelope = judgeEnvelope(state, event);
  if (envelope.length > 0) return envelope;
  if (event.type === 'WorkspaceFounded') return judgeFounding(state, event, facts);
  const law = lawInForce(state, facts);
  if (!law.ok) return law.refusals;
  const rule: EventRule<EventType> = eventRules[event.type];
  const { payload, at, actor } = event;
  const id = idOfStream(event.stream);
  return rule.judge({
    ...law.value,
    state,
    event: event as EventOf<EventType>,
    payload: payload as EventOf<EventType>['payload'],
    id,
    at,
    actor,
    facts,
  });
}

function judgeEnvelope(state: WorkspaceState, event: DomainEvent): readonly Refusal[] {
  const faults = shapeFaults(event);
  if (faults.length > 0) return faults.map((fault) => refusal('EVENT_MALFORMED', fault));
  const rule = eventRules[event.type];
  const workspace = state.workspace?.id ?? event.workspace;
  const expected = versionOf(state, event.stream) + 1;
  return [
    ...unless(
      kindOfStream(event.stream) === rule.stream && idOfStream(event.stream) !== '',
      'EVENT_MALFORMED',
      `\`${event.type}\` does not belong in stream \`${event.stream}\``,
    ),
    ...unless(
      event.workspace === workspace,
      'EVENT_MALFORMED',
      `the event names workspace \`${event.workspace}\`, the log is of \`${workspace}\``,
    ),
    ...unless(
      event.version === expected,
      'EVENT_MALFORMED',
      `version \`${event.version}\` of stream \`${event.stream}\` came where ${expected} was due`,
    ),
    ...unless(
      event.seq > state.seq,
      'EVENT_MALFORMED',
      `seq \`${event.seq}\` is not after ${state.seq}`,
    ),
    ...unless(isInstant(event.at), 'EVENT_MALFORMED', `\`${event.at}\` is no instant`),
    // INV-9: time is an argument, so an event dated before the one before it could undo what has expired.
    ...unless(
      state.at === null || event.at >= state.at,
      'EVENT_MALFORMED',
      `\`${event.at}\` is before \`${state.at}\`, when the event before it happened`,
    ),
  ];
}
