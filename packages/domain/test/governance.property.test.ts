import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Actor, Command, Digest, Id } from '../src/index.ts';
import { human, named, rosterOf, World } from './world.ts';

const QUORUM = ['rosa', 'sam', 'rex'];
const step = fc.record({
  who: fc.constantFrom(
    'rosa',
    'sam',
    'rex',
    'rosa',
    'sam',
    'rex',
    'author',
    'gone',
    'mallory',
    'agent',
  ),
  verb: fc.constantFrom('propose', ...Array<string>(8).fill('sign'), 'forge', 'withdraw'),
  which: fc.nat(2),
});

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

let adoptions = 0;

/** A play with its own book of who signed what, which the oracle counts from. */
class Play {
  readonly world: World = new World().found();
  readonly signers: Map<Id, Set<Id>> = new Map();

  take({ who, verb, which }: Step): void {
    const actor: Actor = who === 'agent' ? { kind: 'agent', id: 'sam' } : human(who);
    const { number, digest } = this.world.state.workspace?.roster ?? {
      number: 0,
      digest: named(''),
    };
    if (verb === 'propose') {
      propose(this.world, actor, { number: number + 1, previous: digest, which });
      return;
    }
    const proposals = [...this.world.state.governance.values()].filter((g) => g.state === 'open');
    const chosen = proposals.toSorted((l, r) => r.number - l.number)[which === 2 ? 1 : 0];
    if (chosen !== undefined) this.act(actor, verb, chosen);
  }

  act(
    actor: Actor,
    verb: string,
    { id, document }: { readonly id: Id; readonly document: Digest },
  ): void {
    const given = this.signers.get(id) ?? new Set<Id>();
    const envelope =
      verb === 'forge'
        ? this.world.envelope('roster', named('something else'), QUORUM)
        : this.world.envelope('roster', document, [...new Set([...given, actor.id])]);
    const credential = `${actor.id}-key`;
    const command: Command =
      verb === 'withdraw'
        ? { type: 'withdrawGovernance', governance: id, reason: named('r') }
        : { type: 'signGovernance', governance: id, credential, envelope };
    const decided = this.world.try(actor, command);
    if (!decided.ok) return;
    if (verb !== 'withdraw') this.signers.set(id, given.add(actor.id));
    const before = this.world.state.workspace?.roster.number ?? 0;
    this.world.append(actor, decided.value.events);
    for (const event of decided.value.events) {
      if (event.type === 'RosterAdopted') this.expectAdoption(event.payload, before);
    }
  }

  expectAdoption(
    adopted: { readonly governance: Id; readonly number: number },
    before: number,
  ): void {
    adoptions += 1;
    const humans = [...(this.signers.get(adopted.governance) ?? [])];
    expect(humans.filter((h) => QUORUM.includes(h)).length).toBeGreaterThanOrEqual(2);
    expect(adopted.number).toBe(before + 1);
  }
}

test('a roster is followed only by one that a quorum of distinct humans of it signed (INV-4, INV-8)', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 10, maxLength: 40 }), (steps) => {
      const play = new Play();
      for (const taken of steps) play.take(taken);
    }),
    { numRuns: 300, seed: 7 },
  );
  expect(adoptions).toBeGreaterThan(20);
});

function propose(
  world: World,
  actor: Actor,
  next: { readonly number: number; readonly previous: Digest; readonly which: number },
): void {
  const document = named(`roster ${next.number} ${next.previous} ${next.which}`);
  const { number, previous } = next;
  world.facts.rosters.set(document, rosterOf({ number, previous }));
  const decided = world.try(actor, { type: 'proposeGovernance', kind: 'roster', document });
  if (decided.ok) world.append(actor, decided.value.events);
}
