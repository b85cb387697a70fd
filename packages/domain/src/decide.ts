import type { Command, CommandOf } from './command.ts';
import { commandSteps, type GovernedCommandType } from './command-steps.ts';
import type { DomainEvent, NewEvent } from './event.ts';
import { idOfStream, type Step } from './event-rule.ts';
import { evolve } from './evolve.ts';
import type { Facts } from './facts.ts';
import { judge } from './judge.ts';
import { lawInForce } from './law.ts';
import { accepted, refused } from './refusal.ts';
import type { WorkspaceState } from './state.ts';
import type { Actor, Decided, Id, Instant } from './values.ts';
import { versionOf } from './version-of.ts';
import { foundWorkspace } from './workspace/found-workspace.ts';

/** Who asks, when, with fresh ids, and what is proved: time, randomness and identity are arguments (INV-9). */
export interface DecisionContext {
  readonly actor: Actor;
  readonly at: Instant;
  readonly newId: () => Id;
  readonly facts: Facts;
}

/** The events of a command, and the state after them. */
export interface Decision {
  readonly events: readonly NewEvent[];
  readonly state: WorkspaceState;
}

/**
 * Decides a command: each of its steps builds events, every event is judged and folded before the next step looks,
 * and one refusal refuses the whole. What comes out is what the audit's replay will find legitimate.
 */
export function decide(
  state: WorkspaceState,
  command: Command,
  context: DecisionContext,
): Decided<Decision> {
  if (command.type === 'foundWorkspace') {
    return appended({ events: [], state }, [foundWorkspace(command)], context);
  }
  let decision: Decision = { events: [], state };
  for (const step of stepsOf(command)) {
    const law = lawInForce(decision.state, context.facts);
    if (!law.ok) return law;
    const built = step({ ...law.value, ...context, state: decision.state });
    if (!built.ok) return built;
    const next = appended(decision, built.value, context);
    if (!next.ok) return next;
    decision = next.value;
  }
  return accepted(decision);
}

function stepsOf(command: CommandOf<GovernedCommandType>): readonly Step[] {
  const steps: (command: never) => readonly Step[] = commandSteps[command.type];
  return steps(command as never);
}

function appended(
  decision: Decision,
  built: readonly NewEvent[],
  context: DecisionContext,
): Decided<Decision> {
  let { state } = decision;
  for (const newEvent of built) {
    const event = numbered(newEvent, state, context);
    const refusals = judge(state, event, context.facts);
    if (refusals.length > 0) return refused(refusals);
    state = evolve(state, event);
  }
  return accepted({ events: [...decision.events, ...built], state });
}

/** The event as it will stand in the log, but for `seq`, which the store gives. */
function numbered(
  event: NewEvent,
  state: WorkspaceState,
  { actor, at }: DecisionContext,
): DomainEvent {
  const workspace = state.workspace?.id ?? idOfStream(event.stream);
  const version = versionOf(state, event.stream) + 1;
  return { v: 1, ...event, workspace, version, seq: state.seq + 1, at, actor } as DomainEvent;
}
