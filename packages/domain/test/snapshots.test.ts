import { describe, expect, test } from 'vitest';
import type { SnapshotFacts } from '../src/index.ts';
import { newestSnapshot } from '../src/index.ts';
import { by, forged, verdict } from './forge.ts';
import { Prepared } from './prepared.ts';
import { codes, human, named, sentences } from './world.ts';

const NOW = '2026-11-23T12:00:00.000Z';

class Live extends Prepared {
  snapshot(name: string, more: Partial<SnapshotFacts> = {}): void {
    this.facts.snapshots.set(named(name), {
      kind: 'inventory',
      workspace: 'w',
      environment: this.environment,
      language: 'aws-iam',
      takenAt: '2026-11-23T10:00:00.000Z',
      ...more,
    });
  }
  record(name: string, nhi: string | null = null, actor = human('author')) {
    return this.try(actor, { type: 'recordInventory', document: named(name), nhi });
  }
}

describe('a snapshot', () => {
  test('replaces the one before in its own stream, and only where it is newer', () => {
    const world = new Live();
    world.snapshot('one');
    world.snapshot('two', { takenAt: '2026-11-23T11:00:00.000Z' });
    world.snapshot('old', { takenAt: '2026-11-23T10:00:00.000Z' });
    const first = world.do(human('author'), {
      type: 'recordInventory',
      document: named('one'),
      nhi: null,
    });
    expect(codes(world.record('one'))).toEqual(['NOTHING_CHANGED']);
    const second = world.do(human('rex'), {
      type: 'recordInventory',
      document: named('two'),
      nhi: null,
    });
    expect(second).toBe(first);
    expect(sentences(world.record('old'))).toEqual([
      'the snapshot is of `2026-11-23T10:00:00.000Z`, and one of `2026-11-23T11:00:00.000Z` is recorded',
    ]);
    const key = { kind: 'inventory', language: 'aws-iam', nhi: null } as const;
    const { environment } = world;
    expect(newestSnapshot(world.state, { ...key, environment })).toMatchObject({
      document: named('two'),
      version: 2,
      recordedBy: human('rex'),
    });
    expect(newestSnapshot(world.state, { ...key, environment: 'elsewhere' })).toBeUndefined();
  });

  test.each<[string, Partial<SnapshotFacts>, string[]]>([
    ['from the future', { takenAt: '2026-11-23T12:05:00.001Z' }, ['DATE_NOT_USABLE']],
    ['of now, by a clock that runs ahead', { takenAt: '2026-11-23T12:05:00.000Z' }, []],
    ['of another workspace', { workspace: 'other' }, ['EVENT_MALFORMED']],
    ['of an unknown environment', { environment: 'nowhere' }, ['UNKNOWN_ENVIRONMENT']],
    ['of what was used, by nobody', { kind: 'use' }, ['UNKNOWN_NHI']],
  ])('%s', (_, more, refused) => {
    const world = new Live();
    world.at = NOW;
    world.snapshot('one', more);
    expect(codes(world.record('one'))).toEqual(refused);
  });

  test('of use is about one registered identity of that environment', () => {
    const world = new Live();
    world.snapshot('use', { kind: 'use' });
    expect(codes(world.record('use', world.nhi))).toEqual([]);
    world.snapshot('inventory');
    expect(sentences(world.record('inventory', world.nhi))).toEqual([
      'an inventory is of no single identity',
    ]);
    expect(codes(world.record('unknown'))).toEqual(['DOCUMENT_UNKNOWN']);
  });

  test('is recorded by people and pipelines; an agent does not say what its drafts are held against', () => {
    const world = new Live();
    world.snapshot('one');
    for (const [kind, refused] of [
      ['pipeline', []],
      ['agent', ['NOT_A_HUMAN']],
    ] as const) {
      const id = world.do(human('author'), {
        type: 'createToken',
        kind,
        name: named('t'),
        expiresAt: '2030-01-01T00:00:00.000Z',
      });
      expect(codes(world.record('one', null, { kind, id }))).toEqual(refused);
    }
    expect(codes(world.record('one', null, { kind: 'pipeline', id: 'unknown' }))).toEqual([
      'TOKEN_NOT_LIVE',
    ]);
    expect(codes(world.record('one', null, human('gone')))).toEqual(['NOT_IN_ROSTER']);
  });

  test('forged: in a second stream, or saying what its document does not, is found', () => {
    const world = new Live();
    world.snapshot('one');
    world.snapshot('two', { takenAt: '2026-11-23T11:00:00.000Z' });
    world.do(human('author'), { type: 'recordInventory', document: named('one'), nhi: null });
    const payload = {
      environment: world.environment,
      kind: 'inventory',
      language: 'aws-iam',
      nhi: null,
      document: named('two'),
      takenAt: '2026-11-23T11:00:00.000Z',
    } as const;
    const found = (stream: string, more: object) =>
      verdict(
        world,
        forged(world, 'InventoryRecorded', stream, { ...payload, ...more }, by('author')),
      );
    expect(found('inventory/other', {})).toEqual([
      'ALREADY_EXISTS a snapshot continues the stream of its environment, kind, language and identity',
    ]);
    const [own] = [...world.state.inventories.keys()];
    expect(found(`inventory/${own}`, {})).toEqual([]);
    expect(found(`inventory/${own}`, { takenAt: '2026-11-23T11:30:00.000Z' })).toEqual([
      'EVENT_MALFORMED the snapshot says another workspace, environment, kind, language or time',
    ]);
    expect(found(`inventory/${own}`, { language: 'cedar' })).toEqual([
      'EVENT_MALFORMED field `language` is malformed',
    ]);
  });
});

describe('where a revision comes from', () => {
  const world = new Prepared();
  for (const source of ['human', 'requirement', 'agent'] as const) {
    world.facts.provenances.set(named(source), { source });
  }
  const draft = (source: string, actor = human('author')) =>
    world.try(actor, {
      type: 'draftCandidate',
      policy: world.policy,
      requirement: world.requirement,
      to: named('policy-1'),
      provenance: named(source),
    });

  test('is recorded in the same command, and a new revision starts without it', () => {
    const drafted = draft('requirement');
    if (!drafted.ok) throw new Error(JSON.stringify(drafted.refusals));
    expect(drafted.value.events.map(({ type }) => type)).toEqual([
      'CandidateDrafted',
      'CandidateSourced',
    ]);
    world.append(human('author'), drafted.value.events);
    const [candidate] = [...world.state.candidates.values()];
    expect(candidate?.provenance).toBe(named('requirement'));
    world.do(human('author'), {
      type: 'reviseCandidate',
      candidate: candidate?.id ?? '',
      to: named('policy-2'),
      expected: null,
    });
    expect(world.state.candidates.get(candidate?.id ?? '')?.provenance).toBeNull();
  });

  test('is said by the kind of author that wrote it', () => {
    expect(sentences(draft('agent'))).toEqual([
      'the provenance says `agent`, and `human` wrote it',
    ]);
    expect(codes(draft('human'))).toEqual([]);
    expect(codes(draft('unknown'))).toEqual(['DOCUMENT_UNKNOWN']);
  });

  test('forged: by another, for another revision, or a second time, is found', () => {
    const candidate = world.draft('policy-3');
    const say = (who: string, revision = 1) =>
      verdict(
        world,
        forged(
          world,
          'CandidateSourced',
          `candidate/${candidate}`,
          { revision, provenance: named('human') },
          by(who),
        ),
      );
    expect(say('author')).toEqual([]);
    expect(say('rex')).toEqual(['NOT_AN_AUTHOR `rex` is not an author of the candidate']);
    expect(say('author', 2)).toEqual([
      'EVENT_MALFORMED the provenance is of revision `2`, the candidate is at 1',
    ]);
    world.append(human('author'), [
      {
        type: 'CandidateSourced',
        stream: `candidate/${candidate}`,
        payload: { revision: 1, provenance: named('human') },
      },
    ]);
    expect(say('author')).toEqual([
      'NOTHING_CHANGED where this revision comes from is recorded already',
    ]);
  });
});
