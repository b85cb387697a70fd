import { expect, test } from 'vitest';
import { emptyState, evolve, judge } from '../src/index.ts';
import { Prepared } from './prepared.ts';

test('a change goes from requirement to released by two distinct humans, triggered by its author', () => {
  const world = new Prepared();
  const candidate = world.submitted();
  world.approve(candidate, 'rosa');
  expect(world.state.candidates.get(candidate)?.state).toBe('in-review');
  world.approve(candidate, 'sam');
  expect(world.state.candidates.get(candidate)?.state).toBe('approved');
  const release = world.release(candidate);
  expect(world.state.candidates.get(candidate)?.state).toBe('released');
  expect(world.state.releases.get(release)?.terms.number).toBe(1);
  expect(world.state.policies.get(world.policy)?.base).toBe('sha256:policy-1');
});

test('a second release gets the next number and supersedes the first', () => {
  const world = new Prepared();
  const first = world.release(world.approved('policy-1'));
  const second = world.release(world.approved('policy-2'));
  expect(world.state.releases.get(second)?.terms.number).toBe(2);
  expect(world.state.releases.get(first)?.state).toBe('superseded');
});

test('the replay of every event finds each legitimate at its time', () => {
  const world = new Prepared();
  world.release(world.approved());
  let state = emptyState();
  for (const event of world.events) {
    expect(judge(state, event, world.facts)).toEqual([]);
    state = evolve(state, event);
  }
  expect(state.seq).toBe(world.events.length - 1);
});
