import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  approved,
  drafted,
  OTHER,
  type Surroundings,
  surroundings,
} from '../commands/testing/steps.ts';
import { PEOPLE, STAGING } from '../commands/testing/world.ts';
import { type Served, served } from './testing/served.ts';

let world: Served;
let around: Surroundings;
let author: ReturnType<Served['client']>;

beforeAll(async () => {
  world = await served();
  author = world.client(await world.signIn(PEOPLE.author));
});
beforeEach(async () => {
  around = await surroundings(world);
});
afterAll(() => world.close());

describe('over HTTP', () => {
  test('an identity is handed over, and the answer shows its owners', async () => {
    const owners = { owner: PEOPLE.security.human, backupOwner: PEOPLE.backup.human };
    const answer = await author.changeNhiOwners({ params: { id: around.nhi }, body: owners });
    expect(answer.ok && answer.value).toMatchObject({ ...owners, id: around.nhi });
  });

  test('an assignment of resources ends once', async () => {
    const assigned = await author.assignResourceOwner({
      body: { environment: STAGING, resources: ['arn:aws:s3:::x'], owner: PEOPLE.owner.human },
    });
    if (!assigned.ok) throw new Error(assigned.problem.detail);
    expect(assigned.value.removedAt).toBeNull();
    const call = { params: { id: assigned.value.id }, body: { reason: 'left the team' } };
    const removed = await author.removeResourceOwner(call);
    expect(removed.ok && removed.value.removedAt).toBe(world.deps.now());
    const again = await author.removeResourceOwner(call);
    expect(again.ok || [again.problem.status, again.problem.code, again.problem.detail]).toEqual([
      409,
      'WRONG_STATE',
      'the resource owner is removed already',
    ]);
  });

  test('a requirement is stated anew for the identity it is about', async () => {
    const answer = await author.restateRequirement({
      params: { id: around.requirement },
      body: {
        purpose: 'read invoices for the auditors',
        expires: '2026-05-01T00:00:00.000Z',
        allow: [{ id: 'read', actions: ['s3:GetObject'], resources: ['arn:aws:s3:::invoices/*'] }],
        deny: [{ id: 'no-delete', actions: ['s3:DeleteObject'], resources: ['*'] }],
      },
    });
    expect(answer.ok && [answer.value.purpose, answer.value.document.nhi]).toEqual([
      'read invoices for the auditors',
      around.nhi,
    ]);
  });

  test('an approval is taken back by who gave it, and a candidate replaced by its author', async () => {
    const security = world.client(await world.signIn(PEOPLE.security));
    const id = await approved(world, around);
    const back = await security.revokeApproval({ params: { id } });
    expect(back.ok && back.value.state).toBe('in-review');
    const none = await author.revokeApproval({ params: { id } });
    expect(none.ok || none.problem.code).toBe('NOTHING_TO_WITHDRAW');
    const by = await drafted(world, around, OTHER);
    const replaced = await author.supersedeCandidate({ params: { id }, body: { by } });
    expect(replaced.ok && replaced.value.state).toBe('superseded');
  });
});
