import { describe, expect, test } from 'vitest';
import type { EventPayloads, NewEvent } from '../src/index.ts';
import { by, forged, verdict, whyNotReleased } from './forge.ts';
import { Prepared } from './prepared.ts';
import { codes, human, named, SYSTEM, sentences } from './world.ts';

/** The events of a release as the honest way makes them, not appended. */
function planned(world: Prepared, candidate: string): readonly NewEvent[] {
  const decided = world.try(human('author'), world.releaseCommand(candidate, 'author'));
  if (!decided.ok) throw new Error(JSON.stringify(decided.refusals));
  return decided.value.events;
}

/** A world with an approved candidate, and the terms a release of it would have. */
function approved(): { world: Prepared; candidate: string; terms: EventPayloads['ReleaseIssued'] } {
  const world = new Prepared();
  const candidate = world.approved();
  const [issued] = planned(world, candidate);
  if (issued?.type !== 'ReleaseIssued') throw new Error('no release');
  return { world, candidate, terms: issued.payload };
}

const issue = (world: Prepared, terms: EventPayloads['ReleaseIssued'], who = 'author') =>
  verdict(world, forged(world, 'ReleaseIssued', 'release/forged', terms, by(who)));

describe('a release that a server forges is refused', () => {
  test('when the same candidate is released twice, its consequences left out', () => {
    const { world, candidate, terms } = approved();
    world.append(human('author'), planned(world, candidate).slice(0, 1));
    expect(issue(world, terms)).toEqual(['RELEASE_NUMBER release number `1` was given before']);
  });

  test('when another candidate takes the same number', () => {
    const { world, candidate } = approved();
    const other = world.approved('policy-2');
    const [second] = planned(world, other);
    world.append(human('author'), planned(world, candidate).slice(0, 1));
    if (second?.type !== 'ReleaseIssued') throw new Error('no release');
    expect(issue(world, second.payload)).toEqual([
      'RELEASE_NUMBER release number `1` was given before',
    ]);
  });

  test('when its number leaves a gap', () => {
    const { world, terms } = approved();
    expect(issue(world, { ...terms, number: 3 })).toContain(
      'RELEASE_NUMBER release number `3` where 1 is next',
    );
  });

  test.each<[string, Partial<EventPayloads['ReleaseIssued']>]>([
    ['other content', { to: named('policy-9') }],
    ['another base', { from: null }],
    ['another environment', { environment: 'prod/aws/222222222222' }],
    ['another policy', { policy: 'other' }],
    ['no approvals', { approvals: [] }],
    ['approvals of another candidate', { approvals: [named('approval 9')] }],
    ['another verification', { verification: named('other') }],
    ['a longer validity', { validUntil: '2029-01-01T00:00:00.000Z' }],
    ['another lapse', { onLapse: 'deny' }],
  ])('when it says %s', (_, more) => {
    const { world, terms } = approved();
    const said = issue(world, { ...terms, ...more });
    expect(said).toContain('BINDING_MOVED the release says something else than what was approved');
    expect(said).toContain(
      'RELEASE_STATEMENT the signed release says something else than this release',
    );
  });

  test('when no human triggered it, or another than it says', () => {
    const { world, terms } = approved();
    const event = forged(world, 'ReleaseIssued', 'release/forged', terms);
    expect(verdict(world, event)).toContain(
      'NOT_A_HUMAN only a human can do this, `system` cannot',
    );
    expect(issue(world, terms, 'rex')).toContain(
      'NOT_A_HUMAN `author` has to act in person, `human` `rex` did',
    );
  });

  test('when its candidate was withdrawn, rejected or never approved', () => {
    const { world, candidate, terms } = approved();
    const reason = named('r');
    world.do(human('author'), { type: 'withdrawCandidate', candidate, reason });
    expect(issue(world, terms)).toEqual(['NOT_APPROVED the candidate is withdrawn, not approved']);
    expect(issue(world, { ...terms, candidate: 'none' })).toEqual([
      'UNKNOWN_CANDIDATE there is no candidate `none`',
    ]);
  });

  test('when its statement is not at hand, or was signed at another time', () => {
    const { world, candidate, terms } = approved();
    expect(issue(world, { ...terms, statement: named('none') })).toEqual([
      'DOCUMENT_UNKNOWN the signed release `sha256:none` is not at hand or not proved',
    ]);
    world.at = '2026-11-23T12:06:00.000Z';
    expect(issue(world, terms)).toEqual([
      'RELEASE_STATEMENT the release was signed at `2026-11-23T12:00:00.000Z`, not now',
    ]);
    expect(whyNotReleased(world, candidate)).toEqual([]);
  });
});

describe('what follows from a release is refused', () => {
  test.each(['CandidateReleased', 'PolicyReleased'] as const)('%s without one', (type) => {
    const { world, candidate, terms } = approved();
    const consequence = planned(world, candidate).find((e) => e.type === type);
    if (consequence === undefined) throw new Error('no consequence');
    const { stream, payload } = consequence;
    const said = verdict(world, forged(world, type, stream, payload as never, by('author')));
    expect(said[0]).toMatch(/^NOT_APPROVED there is no /);
    expect(terms.number).toBe(1);
  });

  test('from anybody but whoever triggered it', () => {
    const { world, candidate } = approved();
    const [issued, ...consequences] = planned(world, candidate);
    world.append(human('author'), issued === undefined ? [] : [issued]);
    for (const { type, stream, payload } of consequences) {
      const event = forged(world, type, stream, payload as never, by('rex'));
      expect(verdict(world, event)).toEqual([
        'NOT_A_HUMAN `author` has to act in person, `human` `rex` did',
      ]);
      expect(verdict(world, { ...event, ...by('author') })).toEqual([]);
    }
  });

  test('with another content or number than was released', () => {
    const { world, candidate } = approved();
    const [issued] = planned(world, candidate);
    world.append(human('author'), issued === undefined ? [] : [issued]);
    const stream = `policy/${world.policy}`;
    const release = issued?.stream.slice('release/'.length) ?? '';
    const said = (payload: EventPayloads['PolicyReleased']) =>
      verdict(world, forged(world, 'PolicyReleased', stream, payload, by('author')));
    expect(said({ release, number: 1, digest: named('policy-9') })).toEqual([
      'NOT_APPROVED there is no such release of this policy',
    ]);
    expect(said({ release, number: 2, digest: named('policy-1') })).toContain(
      'RELEASE_NUMBER release number `2` where 1 is next',
    );
  });
});

describe('the end of a release', () => {
  test('is recorded when its validity is over, by the system alone', () => {
    const world = new Prepared();
    const release = world.release(world.approved());
    const lapse = { type: 'lapseRelease', release } as const;
    const early = world.try(SYSTEM, lapse);
    expect(codes(early)).toEqual(['EVENT_NOT_DUE']);
    expect(sentences(early)).toEqual(['the release is valid until `2027-01-23T12:00:00.000Z`']);
    world.at = '2027-01-23T12:00:00.000Z';
    expect(codes(world.try(human('author'), lapse))).toEqual(['NOT_THE_SYSTEM']);
    world.do(SYSTEM, lapse);
    expect(world.state.releases.get(release)).toMatchObject({ state: 'lapsed', endedAt: world.at });
    expect(codes(world.try(SYSTEM, lapse))).toEqual(['WRONG_STATE']);
  });

  test('by revocation needs one eligible human, and happens once', () => {
    const world = new Prepared();
    const release = world.release(world.approved());
    const revoke = { type: 'revokeRelease', release, reason: named('r') } as const;
    expect(codes(world.try(human('una'), revoke))).toEqual(['NOT_ELIGIBLE']);
    expect(codes(world.try({ kind: 'agent', id: 'rex' }, revoke))).toEqual(['NOT_A_HUMAN']);
    world.do(human('rex'), revoke);
    expect(world.state.releases.get(release)?.state).toBe('revoked');
    expect(codes(world.try(human('rex'), revoke))).toEqual(['WRONG_STATE']);
  });

  test('by a later release needs that release', () => {
    const world = new Prepared();
    const first = world.release(world.approved());
    const end = (successor: string) =>
      verdict(
        world,
        forged(world, 'ReleaseSuperseded', `release/${first}`, { by: successor }, by('author')),
      );
    expect(end(first)).toEqual(['RELEASE_NUMBER no later release of this policy takes its place']);
    expect(end('none')).toEqual(['RELEASE_NUMBER no later release of this policy takes its place']);
  });
});
