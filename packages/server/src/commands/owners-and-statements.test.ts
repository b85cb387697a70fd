import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { resourceOwnerView } from '../queries/inventory-views.ts';
import { changeNhiOwners } from './change-nhi-owners.ts';
import { releaseCandidate } from './release-candidate.ts';
import { removeResourceOwner } from './remove-resource-owner.ts';
import { type RestatementInput, restateRequirement } from './restate-requirement.ts';
import { revokeApproval } from './revoke-approval.ts';
import { supersedeCandidate } from './supersede-candidate.ts';
import {
  approve,
  approved,
  codesOf,
  drafted,
  must,
  OTHER,
  type Surroundings,
  submit,
  surroundings,
  viewOf,
} from './testing/steps.ts';
import { foundedWorld, PEOPLE, type World } from './testing/world.ts';

let world: World;
let around: Surroundings;

beforeAll(async () => {
  world = await foundedWorld();
});
beforeEach(async () => {
  around = await surroundings(world);
});
afterAll(() => world.close());

const as = (who: (typeof PEOPLE)[keyof typeof PEOPLE]) => world.caller(who);

const restated = (more: Partial<RestatementInput> = {}): RestatementInput => ({
  requirement: around.requirement,
  purpose: 'read invoices to answer customers',
  dataClass: null,
  ticket: null,
  expires: '2026-05-01T00:00:00.000Z',
  allow: [
    {
      id: 'read',
      actions: ['s3:GetObject', 's3:GetObjectVersion'],
      resources: ['arn:aws:s3:::invoices/*'],
    },
  ],
  deny: [{ id: 'no-delete', actions: ['s3:DeleteObject'], resources: ['arn:aws:s3:::invoices/*'] }],
  ...more,
});

describe('the owners of an identity', () => {
  test('change by an owner, and what was approved under the former ones is approved no more', async () => {
    const candidate = await approved(world, around);
    const input = {
      nhi: around.nhi,
      owner: PEOPLE.security.human,
      backupOwner: PEOPLE.backup.human,
    };
    must(await changeNhiOwners(world.deps, as(PEOPLE.author), input));
    const view = await viewOf(world, candidate);
    expect(view.nhi.owner).toBe(PEOPLE.security.human);
    expect(view.submission).toBeNull();
    expect(view.reviews.map((review) => review.void)).toEqual(['owners-moved', 'owners-moved']);
  });

  test('are not changed by somebody else, nor to one human twice', async () => {
    const owners = { owner: PEOPLE.owner.human, backupOwner: PEOPLE.owner.human };
    const input = { nhi: around.nhi, ...owners };
    expect(codesOf(await changeNhiOwners(world.deps, as(PEOPLE.stranger), input))).toEqual([
      'NOT_IN_QUORUM',
      'NO_ACCOUNTABLE_HUMAN',
    ]);
  });
});

describe('a resource owner', () => {
  test('who is removed no longer counts, and the assignment says since when', async () => {
    const candidate = await drafted(world, around);
    must(await submit(world, candidate));
    for (const id of await assignments()) {
      const input = { resourceOwner: id, reason: 'left the team' };
      must(await removeResourceOwner(world.deps, as(PEOPLE.author), input));
    }
    expect((await viewOf(world, candidate)).submission).toBeNull();
    const [id = ''] = await assignments();
    const view = await resourceOwnerView(world.deps, world.workspace, id);
    expect(view?.removedAt).toBe(world.deps.now());
    const again = { resourceOwner: id, reason: 'again' };
    expect(codesOf(await removeResourceOwner(world.deps, as(PEOPLE.author), again))).toEqual([
      'WRONG_STATE',
    ]);
  });

  async function assignments(): Promise<string[]> {
    const page = await world.deps.store.aggregates(world.workspace, 'resource-owner');
    return page.items.map(({ id }) => id);
  }
});

describe('a requirement stated anew', () => {
  test('binds candidates to the new statement, so approvals over the former one are void', async () => {
    const candidate = await approved(world, around);
    const before = await viewOf(world, candidate);
    const input = restated({ ticket: 'OPS-1' });
    must(await restateRequirement(world.deps, as(PEOPLE.author), input));
    const after = await viewOf(world, candidate);
    expect(after.requirement.digest).not.toBe(before.requirement.digest);
    expect(after.requirement.document.ticket).toBe('OPS-1');
    expect([after.state, after.submission]).toEqual(['verified', null]);
    expect(after.reviews.map((review) => review.void)).toEqual([
      'requirement-moved',
      'requirement-moved',
    ]);
  });

  test('in the same words is no new statement', async () => {
    const once = restated({ ticket: 'OPS-2' });
    must(await restateRequirement(world.deps, as(PEOPLE.author), once));
    expect(codesOf(await restateRequirement(world.deps, as(PEOPLE.author), once))).toEqual([
      'NOTHING_CHANGED',
    ]);
    const other = { ...once, purpose: 'read invoices for the auditors' };
    expect(codesOf(await restateRequirement(world.deps, as(PEOPLE.author), other))).toEqual([]);
  });

  test('still needs an intended denial, and a requirement that is there', async () => {
    const none = restated({ deny: [] });
    expect(codesOf(await restateRequirement(world.deps, as(PEOPLE.author), none))).toEqual([
      'NO_INTENDED_DENIAL',
    ]);
    const absent = restated({ requirement: around.nhi });
    expect(codesOf(await restateRequirement(world.deps, as(PEOPLE.author), absent))).toEqual([
      'UNKNOWN_REQUIREMENT',
    ]);
  });
});

describe('an approval taken back', () => {
  test('no longer counts and stays in sight', async () => {
    const candidate = await approved(world, around);
    must(await revokeApproval(world.deps, as(PEOPLE.security), { candidate }));
    const view = await viewOf(world, candidate);
    expect(view.state).toBe('in-review');
    expect(view.reviews.map((review) => review.void)).toEqual([null, 'taken back']);
    expect(codesOf(await releaseCandidate(world.deps, as(PEOPLE.author), { candidate }))).toEqual([
      'NOT_APPROVED',
    ]);
    must(await approve(world, candidate, PEOPLE.security, 'security'));
    expect((await viewOf(world, candidate)).state).toBe('approved');
  });

  test('is one’s own: who gave none has nothing to take back', async () => {
    const candidate = await approved(world, around);
    const answer = await revokeApproval(world.deps, as(PEOPLE.author), { candidate });
    expect(codesOf(answer)).toEqual(['NOTHING_TO_WITHDRAW']);
  });
});

describe('a candidate that another one replaces', () => {
  test('is ended by its author', async () => {
    const [candidate, by] = [await drafted(world, around), await drafted(world, around, OTHER)];
    must(await supersedeCandidate(world.deps, as(PEOPLE.author), { candidate, by }));
    expect((await viewOf(world, candidate)).state).toBe('superseded');
  });

  test('is not replaced by itself, by one of another policy, or by a stranger', async () => {
    const candidate = await drafted(world, around);
    const foreign = await drafted(world, await surroundings(world));
    const codes = async (who: 'author' | 'stranger', by: string) =>
      codesOf(await supersedeCandidate(world.deps, as(PEOPLE[who]), { candidate, by }));
    expect(await codes('author', candidate)).toEqual(['UNKNOWN_CANDIDATE']);
    expect(await codes('author', foreign)).toEqual(['ENVIRONMENT_MISMATCH']);
    expect(await codes('stranger', foreign)).toEqual(['ENVIRONMENT_MISMATCH', 'NOT_AN_AUTHOR']);
  });
});
