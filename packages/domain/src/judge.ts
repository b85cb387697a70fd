import type { DomainEvent, EventOf, EventType } from './event.ts';
import { type EventRule, idOfStream, kindOfStream } from './event-rule.ts';
import { eventRules } from './event-rules.ts';
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
  const rule = Object.hasOwn(eventRules, event.type) ? eventRules[event.type] : undefined;
  if (rule === undefined) {
    return [refusal('EVENT_MALFORMED', `unknown event type \`${String(event.type)}\``)];
  }
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
  ];
}
