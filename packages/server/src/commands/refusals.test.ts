import { afterAll, beforeAll, expect, test } from 'vitest';
import { adoptPolicy } from './adopt-policy.ts';
import { approveCandidate } from './approve-candidate.ts';
import { createToken } from './create-token.ts';
import { draftCandidate } from './draft-candidate.ts';
import { registerNhi } from './register-nhi.ts';
import { releaseCandidate } from './release-candidate.ts';
import { reviewCandidate } from './review-candidate.ts';
import { reviseCandidate } from './revise-candidate.ts';
import { stateRequirement } from './state-requirement.ts';
import { approvalEnvelope } from './testing/people.ts';
import {
  approvalOf,
  approve,
  approved,
  COSMETIC,
  codesOf,
  drafted,
  must,
  policyText,
  READ,
  READ_AND_LIST,
  type Surroundings,
  submit,
  surroundings,
  viewOf,
} from './testing/steps.ts';
import { foundedWorld, PEOPLE, PRODUCTION, STAGING, type World } from './testing/world.ts';
import { withdrawReject } from './withdraw-reject.ts';

let world: World;
let around: Surroundings;

beforeAll(async () => {
  world = await foundedWorld();
  around = await surroundings(world);
});

afterAll(() => world.close());

async function inReview(text = READ_AND_LIST): Promise<string> {
  const candidate = await drafted(world, around, text);
  must(await submit(world, candidate));
  return candidate;
}

const messages = (answer: Awaited<ReturnType<typeof approve>>): string =>
  answer.ok ? '' : answer.refusals.map(({ message }) => message).join('\n');

test('the author of a candidate cannot approve it', async () => {
  const refused = await approve(world, await inReview(), PEOPLE.author, 'reviewer');
  expect(codesOf(refused)).toContain('SELF_APPROVAL');
  expect(messages(refused)).toMatch(/wrote this candidate and cannot decide on it/);
});

test('neither an agent nor a pipeline has a verb that decides, whoever is behind it', async () => {
  const candidate = await inReview();
  const approval = approvalOf(
    world,
    await viewOf(world, candidate),
    PEOPLE.owner,
    'resource-owner',
  );
  const envelope = approvalEnvelope(approval, PEOPLE.owner);
  for (const kind of ['agent', 'pipeline'] as const) {
    const token = must(
      await createToken(world.deps, world.caller(PEOPLE.owner), {
        kind,
        name: 'bot',
        ttlSeconds: 3600,
      }),
    );
    const caller = world.as({ kind, id: token.id });
    const refused = await approveCandidate(world.deps, caller, {
      candidate,
      envelope,
      reason: null,
    });
    expect(codesOf(refused)).toContain('NOT_A_HUMAN');
    const released = await releaseCandidate(world.deps, caller, { candidate });
    expect(codesOf(released)).toContain('NOT_APPROVED');
  }
});

test('a person cannot hand in an approval that another signed', async () => {
  const candidate = await inReview();
  const approval = approvalOf(
    world,
    await viewOf(world, candidate),
    PEOPLE.owner,
    'resource-owner',
  );
  const envelope = approvalEnvelope(approval, PEOPLE.owner);
  const stranger = world.caller(PEOPLE.stranger);
  const refused = await approveCandidate(world.deps, stranger, {
    candidate,
    envelope,
    reason: null,
  });
  expect(refused.ok).toBe(false);
});

test('words that the signature does not bind are refused', async () => {
  const candidate = await inReview();
  const approval = approvalOf(
    world,
    await viewOf(world, candidate),
    PEOPLE.owner,
    'resource-owner',
  );
  const refused = await approveCandidate(world.deps, world.caller(PEOPLE.owner), {
    candidate,
    envelope: approvalEnvelope(approval, PEOPLE.owner),
    reason: { text: 'other words', salt: '00'.repeat(16) },
  });
  expect(refused).toEqual({
    ok: false,
    refusals: [
      {
        code: 'REASON_MISMATCH',
        message: 'the reason given is not the one whose digest was signed',
      },
    ],
  });
});

test('a token drafts in the name of its human, who then cannot approve', async () => {
  const token = must(
    await createToken(world.deps, world.caller(PEOPLE.stranger), {
      kind: 'agent',
      name: 'bot',
      ttlSeconds: 3600,
    }),
  );
  const { policy, requirement } = around;
  const caller = world.as({ kind: 'agent', id: token.id });
  const { id } = must(
    await draftCandidate(world.deps, caller, { policy, requirement, text: READ_AND_LIST }),
  );
  expect(await viewOf(world, id)).toMatchObject({ authors: [PEOPLE.stranger.human] });
  must(await submit(world, id, PEOPLE.stranger));
  const refused = await approve(world, id, PEOPLE.stranger, 'reviewer');
  expect(codesOf(refused)).toContain('SELF_APPROVAL');
});

test('a plain ssh key is not enough for production, and the code says so', async () => {
  const there = await surroundings(world, PRODUCTION);
  const candidate = await drafted(world, there);
  must(await submit(world, candidate));
  const refused = await approve(world, candidate, PEOPLE.owner, 'resource-owner');
  expect(codesOf(refused)).toContain('ASSURANCE_TOO_LOW');
});

test('an edit after approval voids it, and the approval stays to be seen with the reason why', async () => {
  const candidate = await inReview();
  must(await approve(world, candidate, PEOPLE.owner, 'resource-owner'));
  const text = policyText(
    ['s3:GetObject', 's3:GetObjectVersion', 's3:ListBucket'],
    'arn:aws:s3:::invoices/*',
  );
  must(
    await reviseCandidate(world.deps, world.caller(PEOPLE.author), {
      candidate,
      text,
      expected: null,
    }),
  );
  const view = await viewOf(world, candidate);
  expect(view.submission).toBeNull();
  expect(view.reviews).toMatchObject([
    {
      kind: 'approve',
      human: PEOPLE.owner.human,
      reason: 'looks right',
      void: 'the candidate was revised',
    },
  ]);
});

test('a cosmetic edit is no event and leaves the approval standing', async () => {
  const candidate = await inReview();
  must(await approve(world, candidate, PEOPLE.owner, 'resource-owner'));
  const before = await viewOf(world, candidate);
  must(
    await reviseCandidate(world.deps, world.caller(PEOPLE.author), {
      candidate,
      text: COSMETIC,
      expected: before.to,
    }),
  );
  const after = await viewOf(world, candidate);
  expect(after).toMatchObject({ state: 'in-review', revision: before.revision, to: before.to });
  expect(after.reviews).toMatchObject([{ kind: 'approve', void: null }]);
});

test('only authors revise', async () => {
  const candidate = await drafted(world, around);
  const text = policyText(['s3:PutObject'], 'arn:aws:s3:::invoices/*');
  const refused = await reviseCandidate(world.deps, world.caller(PEOPLE.stranger), {
    candidate,
    text,
    expected: null,
  });
  expect(codesOf(refused)).toContain('NOT_AN_AUTHOR');
});

test('of two edits that started from one digest the second is told the current digest', async () => {
  const candidate = await drafted(world, around);
  const { to } = await viewOf(world, candidate);
  const edits = [['s3:GetObjectTagging'], ['s3:GetObjectAcl']].map((actions) =>
    reviseCandidate(world.deps, world.caller(PEOPLE.author), {
      candidate,
      text: policyText(['s3:GetObject', ...actions], 'arn:aws:s3:::invoices/*'),
      expected: to,
    }),
  );
  const answers = await Promise.all(edits);
  const current = (await viewOf(world, candidate)).to;
  expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
  expect(answers.find(({ ok }) => !ok)).toEqual({
    ok: false,
    refusals: [
      {
        code: 'CURRENT_DIGEST',
        message: `the candidate now reads \`${current}\``,
        details: { current },
      },
    ],
  });
});

test('a request that comes twice with one key is done once', async () => {
  const input = {
    name: 'twice',
    environment: STAGING,
    language: 'aws-iam' as const,
    text: READ,
    owner: PEOPLE.author.human,
  };
  const caller = world.caller(PEOPLE.author, 'key-1');
  const first = await adoptPolicy(world.deps, caller, input);
  const second = await adoptPolicy(world.deps, caller, input);
  expect(must(second)).toEqual(must(first));
  expect(second).toMatchObject({ replayed: true });
});

test('a key that was used for another request is refused', async () => {
  const input = {
    name: 'once',
    environment: STAGING,
    language: 'aws-iam' as const,
    text: READ,
    owner: PEOPLE.author.human,
  };
  must(await adoptPolicy(world.deps, world.caller(PEOPLE.author, 'key-2'), input));
  const other = {
    ...world.caller(PEOPLE.author),
    idempotency: { key: 'key-2', request: `sha256:${'1'.repeat(64)}` as const },
  };
  expect(codesOf(await adoptPolicy(world.deps, other, input))).toEqual(['IDEMPOTENCY_MISMATCH']);
});

test('a token made twice with one key shows its secret once', async () => {
  const caller = world.caller(PEOPLE.author, 'key-3');
  const input = { kind: 'agent', name: 'bot', ttlSeconds: 3600 } as const;
  expect(must(await createToken(world.deps, caller, input)).secret).toMatch(/^cs_/);
  expect(codesOf(await createToken(world.deps, caller, input))).toEqual(['SECRET_SHOWN_ONCE']);
});

test('a policy with two faults is refused with both, each with its line and column', async () => {
  const { policy, requirement } = around;
  const text =
    '{"Version":"2012-10-17",\n"Statement":[{"Effect":"Maybe","Action":"s3:*","Resource":"*",\n"Surprise":1}]}';
  const refused = await draftCandidate(world.deps, world.caller(PEOPLE.author), {
    policy,
    requirement,
    text,
  });
  if (refused.ok) throw new Error('was drafted');
  expect(refused.refusals).toHaveLength(2);
  for (const { details } of refused.refusals) {
    expect(details).toMatchObject({ line: expect.any(Number), column: expect.any(Number) });
  }
});

test('a requirement without an intended denial, or for nobody known, is refused', async () => {
  const caller = world.caller(PEOPLE.author);
  const input = {
    nhi: around.nhi,
    environment: STAGING,
    language: 'aws-iam' as const,
    purpose: 'x',
    dataClass: null,
    ticket: null,
    expires: '2026-06-01T00:00:00.000Z',
    allow: [{ id: 'read', actions: ['s3:GetObject'], resources: ['*'] }],
    deny: [],
  };
  expect(codesOf(await stateRequirement(world.deps, caller, input))).toEqual([
    'NO_INTENDED_DENIAL',
  ]);
  const deny = [{ id: 'no-delete', actions: ['s3:DeleteObject'], resources: ['*'] }];
  const unknown = { ...input, deny, nhi: PEOPLE.author.human };
  expect(codesOf(await stateRequirement(world.deps, caller, unknown))).toEqual(['UNKNOWN_NHI']);
});

test('an identity without an accountable human is refused', async () => {
  const refused = await registerNhi(world.deps, world.caller(PEOPLE.author), {
    environment: STAGING,
    source: 'aws-iam',
    externalId: 'x',
    name: 'x',
    owner: '01980000-0000-7000-8000-00000000dead',
    backupOwner: PEOPLE.backup.human,
  });
  expect(codesOf(refused)).toEqual(['NO_ACCOUNTABLE_HUMAN']);
});

test('a reject blocks until its author withdraws it', async () => {
  const candidate = await inReview();
  const caller = world.caller(PEOPLE.stranger);
  must(
    await reviewCandidate(world.deps, caller, {
      candidate,
      decision: 'reject',
      reason: 'too wide',
    }),
  );
  must(await approve(world, candidate, PEOPLE.owner, 'resource-owner'));
  must(await approve(world, candidate, PEOPLE.security, 'security'));
  expect(await viewOf(world, candidate)).toMatchObject({ state: 'in-review' });
  must(await withdrawReject(world.deps, caller, { candidate }));
  const view = await viewOf(world, candidate);
  expect(view.state).toBe('approved');
  expect(view.reviews[0]).toMatchObject({ kind: 'reject', reason: 'too wide', void: 'taken back' });
});

test('a veto of security ends the candidate', async () => {
  const candidate = await inReview();
  const caller = world.caller(PEOPLE.security);
  must(await reviewCandidate(world.deps, caller, { candidate, decision: 'reject', reason: 'no' }));
  expect(await viewOf(world, candidate)).toMatchObject({ state: 'rejected' });
});

test('whoever approved cannot trigger the release', async () => {
  const candidate = await approved(world, around);
  const refused = await releaseCandidate(world.deps, world.caller(PEOPLE.security), { candidate });
  expect(codesOf(refused)).toContain('RELEASER_IS_APPROVER');
});
