import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DomainEvent, EventPayloads } from '../src/index.ts';
import { emptyState, evolve, judge, shapeFaults } from '../src/index.ts';
import { by, forged, newest, verdict } from './forge.ts';
import { Prepared } from './prepared.ts';
import { human, named, SYSTEM } from './world.ts';

describe('an envelope is refused', () => {
  const world = new Prepared();
  const comment = { human: 'author', comment: named('c') };
  world.at = '2026-11-23T13:00:00.000Z';
  const candidate = world.draft();
  const stream = `candidate/${candidate}`;

  test.each<[string, Partial<DomainEvent>, string]>([
    [
      'that is dated back',
      { at: '2026-11-23T12:59:59.999Z' },
      '`2026-11-23T12:59:59.999Z` is before `2026-11-23T13:00:00.000Z`, when the event before it happened',
    ],
    ['that has no date', { at: '2026-11-24' }, '`2026-11-24` is no instant'],
    [
      'of another workspace',
      { workspace: 'other' },
      'the event names workspace `other`, the log is of `w`',
    ],
    ['that comes twice', { seq: world.events.length - 1 }, 'seq `6` is not after 6'],
    [
      'that leaves a gap in its stream',
      { version: 3 },
      `version \`3\` of stream \`${stream}\` came where 2 was due`,
    ],
    [
      'in the stream of another kind',
      { stream: 'policy/x', version: 1 },
      '`ReviewCommented` does not belong in stream `policy/x`',
    ],
    ['of an unknown type', { type: 'Approved' as never }, 'unknown event type `Approved`'],
    ['of a type every object has', { type: 'toString' as never }, 'unknown event type `toString`'],
  ])('%s', (_, more, sentence) => {
    const event = forged(world, 'ReviewCommented', stream, comment, {
      ...by('author'),
      ...more,
    } as Partial<DomainEvent>);
    expect(verdict(world, event)).toEqual([`EVENT_MALFORMED ${sentence}`]);
  });

  test('at the time of the event before it or later, it is not', () => {
    expect(verdict(world, forged(world, 'ReviewCommented', stream, comment, by('author')))).toEqual(
      [],
    );
  });
});

test.each<[string, unknown, string]>([
  ['nothing', null, 'the payload is no object'],
  ['a list', [], 'the payload is no object'],
  ['a missing field', {}, 'field `reason` of the payload is missing'],
  ['a field of another type', { reason: 7 }, 'field `reason` is malformed'],
  [
    'a field nobody knows',
    { reason: named('r'), note: 'x' },
    'unknown field `note` in the payload',
  ],
])('a payload with %s is refused by name', (_, payload, sentence) => {
  const world = new Prepared();
  const event = forged(world, 'CandidateWithdrawn', 'candidate/x', payload as never);
  expect(verdict(world, event)).toEqual([`EVENT_MALFORMED ${sentence}`]);
});

test('a token that never ends, because its end is no time, is refused', () => {
  const world = new Prepared();
  const payload = { kind: 'agent', sponsor: 'sam', name: named('t'), expiresAt: '~' } as const;
  expect(verdict(world, forged(world, 'TokenCreated', 'token/t', payload, by('sam')))).toEqual([
    'EVENT_MALFORMED field `expiresAt` is malformed',
  ]);
});

test('whatever a payload holds, judge answers, and evolve reads what has no fault of shape', () => {
  const world = new Prepared();
  world.release(world.approved());
  const hostile = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom(null, -1, 1e300, '', '__proto__', [], {}),
  );
  const tampering = fc.record({
    at: fc.nat(world.events.length - 1),
    path: fc.array(fc.nat(12), { minLength: 1, maxLength: 5 }),
    value: hostile,
  });
  fc.assert(
    fc.property(fc.array(tampering, { minLength: 1, maxLength: 3 }), (tamperings) => {
      let state = emptyState();
      for (const [at, event] of world.events.entries()) {
        const payload = tamperings
          .filter((t) => t.at === at)
          .reduce<unknown>((p, t) => replaced(p, t.path, t.value), event.payload);
        const next = { ...event, payload } as DomainEvent;
        expect(Array.isArray(judge(state, next, world.facts))).toBe(true);
        if (shapeFaults(next).length === 0) state = evolve(state, next);
      }
    }),
    { numRuns: 400, seed: 14 },
  );
});

/** The value with one member, found along the path, replaced. */
function replaced(value: unknown, [first = 0, ...rest]: readonly number[], by_: unknown): unknown {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) return by_;
  const keys = Object.keys(value);
  const key = keys[first % keys.length] ?? '';
  const member = (value as Record<string, unknown>)[key];
  const next = rest.length === 0 ? by_ : replaced(member, rest, by_);
  if (Array.isArray(value)) return value.map((m, i) => (String(i) === key ? next : m));
  return { ...value, [key]: next };
}

describe('what a server records on its own is refused when it is not due', () => {
  function inReview(): { world: Prepared; candidate: string; stream: string } {
    const world = new Prepared();
    const candidate = world.submitted();
    world.approve(candidate, 'rosa');
    return { world, candidate, stream: `candidate/${candidate}` };
  }

  test('an approval of the candidate without the approvals its rule asks for', () => {
    const { world, stream } = inReview();
    const { approval } = newest(world, 'ReviewApproved');
    const claim = (approvals: EventPayloads['CandidateApproved']['approvals']) =>
      verdict(world, forged(world, 'CandidateApproved', stream, { approvals }));
    expect(claim([approval])).toEqual(['RULE_NOT_SATISFIED missing 1 approval by security']);
    expect(claim([])).toContain('BINDING_MOVED the approvals named are not those given');
    expect(claim([approval, approval])).toContain(
      'RULE_NOT_SATISFIED missing 1 approval by security',
    );
  });

  test('an approval of the candidate after its review ended', () => {
    const { world, candidate, stream } = inReview();
    const approval = world.signed(candidate, 'sam');
    const given = { type: 'approveCandidate', candidate, approval } as const;
    const decided = world.try(human('sam'), given);
    if (!decided.ok) throw new Error('refused');
    world.append(human('sam'), decided.value.events.slice(0, 1));
    world.at = '2026-12-20T00:00:00.000Z';
    const approvals = [newest(world, 'ReviewApproved').approval];
    const first = world.events.find((e) => e.type === 'ReviewApproved')?.payload;
    const both = first === undefined ? approvals : [first.approval, ...approvals];
    expect(verdict(world, forged(world, 'CandidateApproved', stream, { approvals: both }))).toEqual(
      ['APPROVAL_EXPIRED the review ended at `2026-12-07T12:00:00.000Z`'],
    );
  });

  test('a rejection without the veto', () => {
    const { world, stream } = inReview();
    expect(verdict(world, forged(world, 'CandidateRejected', stream, { by: ['sam'] }))).toEqual([
      'RULE_NOT_SATISFIED the veto of the rule is not reached',
    ]);
  });

  test('an expiry before its time, or by a human', () => {
    const { world, stream } = inReview();
    const event = forged(world, 'CandidateExpired', stream, {});
    expect(verdict(world, event)).toEqual([
      'EVENT_NOT_DUE the review lasts until `2026-12-07T12:00:00.000Z`',
    ]);
    const late = { at: '2026-12-07T12:00:00.000Z' };
    expect(verdict(world, { ...event, ...late })).toEqual([]);
    expect(verdict(world, { ...event, ...late, ...by('rosa') })).toEqual([
      'NOT_THE_SYSTEM `human` cannot record this',
    ]);
  });

  test('a return where nothing moved, or to other bindings', () => {
    const { world, candidate, stream } = inReview();
    const { requirementDigest } = newest(world, 'CandidateDrafted');
    const from = named('policy-0');
    const back = { why: 'base-moved', from, requirementDigest } as const;
    expect(verdict(world, forged(world, 'CandidateReturned', stream, back))).toEqual([
      'NOTHING_CHANGED everything the candidate is bound to still holds',
    ]);
    const other = world.approved('policy-2');
    world.release(other);
    expect(world.state.candidates.get(candidate)?.state).toBe('in-review');
    expect(verdict(world, forged(world, 'CandidateReturned', stream, back))).toEqual([
      'BINDING_MOVED the new bindings are not those that hold',
    ]);
  });

  test.each<[string, Partial<EventPayloads['CandidateVerified']>, string]>([
    ['a lower tier', { tier: 'T0', reasons: ['PROVED_NARROWER'] }, 'result'],
    ['a better verdict', { verdict: 'narrower' }, 'result'],
    ['another Summary', { presented: named('other') }, 'result'],
    ['another revision', { revision: 2 }, 'revision'],
  ])('a verification with %s than was proved', (_, more, field) => {
    const world = new Prepared();
    const candidate = world.draft();
    world.verify(candidate);
    const payload = { ...newest(world, 'CandidateVerified'), ...more };
    expect(
      verdict(world, forged(world, 'CandidateVerified', `candidate/${candidate}`, payload)),
    ).toEqual([`VERIFICATION_MISMATCH the verification is about another ${field}`]);
  });

  test.each([
    ['base', { from: named('policy-9') }],
    ['content', { to: named('policy-9') }],
    ['requirement', { requirement: named('requirement-9') }],
    ['signer', { publicKey: 'log-key' }],
  ])('a verification about another %s', (field, more) => {
    const world = new Prepared();
    const candidate = world.draft();
    const verification = world.proved(candidate, more);
    const decided = world.try(SYSTEM, { type: 'recordVerification', candidate, verification });
    expect(decided).toMatchObject({
      ok: false,
      refusals: [
        {
          code: 'VERIFICATION_MISMATCH',
          message: `the verification is about another ${field}`,
        },
      ],
    });
  });
});
