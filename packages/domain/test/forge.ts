import {
  type Actor,
  type Credential,
  type Digest,
  type DomainEvent,
  type EventPayloads,
  type EventType,
  type Id,
  judge,
  type Refusal,
  type Roster,
  type RosterHuman,
  type RuleSet,
  type RuleSetV1,
  type RuleSetV2,
} from '../src/index.ts';
import type { Prepared } from './prepared.ts';
import {
  human,
  keyOf,
  named,
  PEOPLE,
  rosterOf,
  ruleSetOf,
  ruleSetV2,
  SYSTEM,
  type World,
} from './world.ts';

/** An event as a dishonest server would append it next: the envelope is right unless a test says otherwise. */
export function forged<T extends EventType>(
  world: World,
  type: T,
  stream: string,
  payload: EventPayloads[T],
  more: Partial<DomainEvent> = {},
): DomainEvent {
  const version = world.events.filter((e) => e.stream === stream).length + 1;
  const seq = world.events.length;
  const event = { v: 1, type, workspace: 'w', stream, version, seq, at: world.at, actor: SYSTEM };
  return { ...event, payload, ...more } as unknown as DomainEvent;
}

/** What `judge` says of it: `CODE sentence`, one for each reason. */
export function verdict(world: World, event: DomainEvent): readonly string[] {
  return judge(world.state, event, world.facts).map(said);
}

/** A refusal as `CODE sentence`. */
export function said({ code, message }: Refusal): string {
  return `${code} ${message}`;
}

/** The newest event of a type, as the honest way made it. */
export function newest<T extends EventType>(world: World, type: T): EventPayloads[T] {
  const event = world.events.findLast((e) => e.type === type);
  if (event === undefined) throw new Error(`no ${type}`);
  return event.payload as EventPayloads[T];
}

export const by = (id: Id): { readonly actor: Actor } => ({ actor: human(id) });

/** The next Roster, adopted by rosa and rex. */
export function adoptRoster(world: World, more: Partial<Roster>): void {
  const { number, digest } = lawOf(world).roster;
  const document = named(`roster-${number + 1}`);
  world.facts.rosters.set(document, rosterOf({ number: number + 1, previous: digest, ...more }));
  adopt(world, 'roster', document);
}

/** The next RuleSet, adopted by rosa and rex. */
export function adoptRuleSet(world: World, more: Partial<RuleSetV1>): void {
  adoptNext(world, ruleSetOf(more));
}

/** The next RuleSet as version 2, adopted by rosa and rex. */
export function adoptRuleSetV2(world: World, more: Partial<RuleSetV2>): void {
  adoptNext(world, ruleSetV2(more));
}

function adoptNext(world: World, ruleSet: RuleSet): void {
  const { number, digest } = lawOf(world).ruleSet;
  const rosterNumber = lawOf(world).roster.number;
  const document = named(`ruleset-${number + 1}`);
  world.facts.ruleSets.set(document, {
    ...ruleSet,
    number: number + 1,
    previous: digest,
    rosterNumber,
  });
  adopt(world, 'ruleset', document);
}

function lawOf(world: World): NonNullable<World['state']['workspace']> {
  const { workspace } = world.state;
  if (workspace === null) throw new Error('not founded');
  return workspace;
}

function adopt(world: World, kind: 'roster' | 'ruleset', document: Digest): void {
  const governance = world.do(human('rosa'), { type: 'proposeGovernance', kind, document });
  for (const signers of [['rosa'], ['rosa', 'rex']]) {
    const signer = signers.at(-1) ?? '';
    const envelope = world.envelope(kind, document, signers);
    const credential = `${signer}-key`;
    world.do(human(signer), { type: 'signGovernance', governance, credential, envelope });
  }
}

/** The people of the first Roster, one of them changed. */
export function peopleWith(id: Id, more: Partial<RosterHuman>): readonly RosterHuman[] {
  return PEOPLE.map((h) => (h.id === id ? { ...h, ...more } : h));
}

/** A second key of a human. */
export function secondKey(id: Id): Credential {
  return { ...keyOf(id), id: `${id}-second`, publicKey: `ssh-ed25519 ${id} second` };
}

/** The tries to release that candidate, as `CODE sentence`; none when it can be. */
export function whyNotReleased(world: Prepared, candidate: Id): readonly string[] {
  const decided = world.try(human('author'), world.releaseCommand(candidate, 'author'));
  return decided.ok ? [] : decided.refusals.map(said);
}
