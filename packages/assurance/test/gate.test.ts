import { digestOf } from '@countersign/evidence';
import { describe, expect, it } from 'vitest';
import { verifyBundle } from '../src/index.ts';
import { CASES } from './gate-cases.ts';
import {
  ASKED,
  FILES,
  passed,
  roster2,
  rosters,
  rosters2,
  ruleSet2,
  ruleSets,
  SEEN,
  verdictOf,
} from './gate-fixture.ts';
import { TRUST } from './law.ts';
import { ENVIRONMENT, KEYS, NOW, OLGA, publicKey, SAM } from './people.ts';

describe('a bundle passes', () => {
  it('where everything holds, and the gate remembers what it saw', () => {
    expect(passed).toMatchObject({
      ok: true,
      release: { number: 3 },
      state: {
        entries: [{ environment: ENVIRONMENT, number: 3 }],
        rosterNumber: 1,
        ruleSetNumber: 1,
        latestTime: NOW,
      },
    });
  });

  it('again, under the state it left', () => {
    expect(verifyBundle(FILES, { ...ASKED, state: SEEN })).toMatchObject({ ok: true });
  });

  it('with the log key spelled as the Roster spells it', async () => {
    const trust = { ...TRUST, logKey: publicKey(KEYS.log) };
    expect(await verdictOf({}, { trust })).toMatchObject({ ok: true });
  });

  it('along a chain whose next versions a quorum of the version before signed', async () => {
    const changes = { rosters: rosters2, ruleSets: ruleSets({ ...ruleSet2, rosterNumber: 2 }) };
    expect(await verdictOf(changes)).toMatchObject({
      ok: true,
      state: { rosterNumber: 2, ruleSetNumber: 2 },
    });
  });

  it('where the pin is a later version, and earlier ones are named by hash', async () => {
    const trust = { ...TRUST, roster: { number: 2, digest: digestOf(roster2) } };
    expect(await verdictOf({ rosters: rosters2 }, { trust })).toMatchObject({ ok: true });
  });

  it('although an approver left after the release', async () => {
    const left = {
      ...roster2,
      humans: roster2.humans.map((one) => (one.id === SAM.human ? { ...one, until: NOW } : one)),
    };
    expect(await verdictOf({ rosters: rosters(left) })).toMatchObject({ ok: true });
  });
});

describe('a bundle is refused', () => {
  for (const [code, message, changes, asked] of CASES) {
    it(`${code}: ${message.source}`, async () => {
      const verdict = await verdictOf(changes, asked);
      const refusals = verdict.ok ? [] : verdict.refusals;
      expect(refusals.map((one) => one.code)).toContain(code);
      const own = refusals.filter((one) => one.code === code);
      expect(own.map((one) => one.message).join('\n')).toMatch(message);
    });
  }

  it('with every reason at once', async () => {
    const verdict = await verdictOf(
      { freshness: null, approvers: [OLGA] },
      { environment: 'prod', now: '2027-06-01T00:00:00.000Z' },
    );
    expect(verdict.ok ? [] : [...new Set(verdict.refusals.map(({ code }) => code))]).toEqual([
      'ENVIRONMENT_MISMATCH',
      'SIGNED_RULE_NOT_SATISFIED',
      'NEWEST_RULE_NOT_SATISFIED',
      'RELEASE_LAPSED',
      'FRESHNESS_MISSING',
    ]);
  });

  it('whichever bit of it is flipped', () => {
    const files = FILES;
    for (const [path, bytes] of files) {
      for (const at of [0, Math.floor(bytes.length / 3), bytes.length - 2]) {
        const flipped = Uint8Array.from(bytes, (byte, index) => (index === at ? byte ^ 1 : byte));
        const verdict = verifyBundle(new Map([...files, [path, flipped]]), ASKED);
        expect(verdict.ok, `${path} at ${at}`).toBe(false);
      }
    }
  });
});
