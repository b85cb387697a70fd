import { addSeconds, type StandingApprovalStatement } from '@countersign/domain';
import { digestOf } from '@countersign/evidence';
import { describe, expect, it } from 'vitest';
import { type Asked, verifyBundle } from '../src/index.ts';
import { ASKED, roster2, rosters, verdictOf, without } from './gate-fixture.ts';
import { bundle } from './gate-world.ts';
import { roster1, TRUST } from './law.ts';
import { ANA, id, KEYS, MALLORY, OLGA, RELEASED, SAM } from './people.ts';
import { type StandingChanges, standing } from './standing-bundle.ts';

const STANDING: Partial<Asked> = { trust: { ...TRUST, bases: ['approvals', 'standing'] } };
const ask = (changes: StandingChanges = {}, asked: Partial<Asked> = STANDING) =>
  verdictOf(standing(changes), asked);

const asResourceOwner = {
  ...roster1,
  humans: roster1.humans.map((one) =>
    one.id === ANA.human ? { ...one, roles: ['founder', 'resource-owner'] } : one,
  ),
};

/** Another thing signed, and confirmed as such. */
function rebound(
  value: StandingApprovalStatement,
  more: Partial<StandingApprovalStatement>,
): StandingApprovalStatement {
  const next = { ...value, ...more };
  const { presented, envelope, ceiling, cap, templateDigest } = next;
  const confirmations = {
    ...value.confirmations,
    intent: { template: templateDigest },
    scope: { presented, envelope, ceiling, cap },
  };
  return { ...next, confirmations };
}

/** A code, its words, what is changed, what is asked otherwise. */
const CASES: readonly (readonly [string, RegExp, StandingChanges, Partial<Asked>?])[] = [
  ['BASIS_NOT_TRUSTED', /`standing` is not among those/, {}, { trust: TRUST }],
  [
    'STANDING_FILES',
    /needs `template.json`/,
    { more: { files: (files) => files.delete('template.json') } },
  ],
  [
    'STANDING_FILES',
    /needs .*`standing-proof.dsse`/,
    { more: { files: (files) => files.delete('standing-proof.dsse') } },
  ],
  // Another template than the one that was signed.
  [
    'APPROVAL_BINDING',
    /`templateDigest` differs/,
    { approval: (value) => rebound(value, { templateDigest: digestOf('another') }) },
  ],
  [
    'APPROVAL_BINDING',
    /`cap.total` differs/,
    { approval: (value) => rebound(value, { cap: { perNhi: 1, total: 1 } }) },
  ],
  [
    'APPROVAL_BINDING',
    /`envelope`, `ceiling` differs/,
    {
      approval: (value) => rebound(value, { envelope: digestOf('a'), ceiling: digestOf('b') }),
    },
  ],
  // Other values, or another policy than they make.
  [
    'INSTANCE_OUTSIDE_TEMPLATE',
    /does not match the pattern `team-\*`/,
    {
      instance: (value) => ({ ...value, values: [{ name: 'prefix', values: ['everything'] }] }),
    },
  ],
  [
    'INSTANCE_OUTSIDE_TEMPLATE',
    /holds `\*`, which could change what the policy says/,
    { instance: (value) => ({ ...value, values: [{ name: 'prefix', values: ['team-*'] }] }) },
  ],
  [
    'INSTANCE_OUTSIDE_TEMPLATE',
    /there is no parameter `bucket`/,
    {
      instance: (value) => ({
        ...value,
        values: [...value.values, { name: 'bucket', values: ['other'] }],
      }),
    },
  ],
  [
    'INSTANCE_OUTSIDE_TEMPLATE',
    /the template makes `sha256:.*` of these values, released is/,
    { policy: { canonical: 'aws-iam/1', policy: { Statement: [], Version: '2012-10-17' } } },
  ],
  [
    'INSTANCE_BINDING',
    /not of the template in the bundle/,
    { instance: (value) => ({ ...value, templateDigest: digestOf('another') }) },
  ],
  ['INSTANCE_BINDING', /another `policy`/, { instance: (value) => ({ ...value, policy: id(77) }) }],
  ['INSTANCE_BINDING', /another `nhi`/, { instance: (value) => ({ ...value, nhi: id(77) }) }],
  [
    'INSTANCE_SELECTOR',
    /of another class/,
    {
      instance: (value) => ({
        ...value,
        externalId: { text: 'billing-service', salt: '07'.repeat(16) },
      }),
    },
  ],
  ['INSTANCE_SELECTOR', /of another class/, { instance: (v) => ({ ...v, externalId: null }) }],
  [
    'INSTANCE_SELECTOR',
    /not for identity/,
    { template: (v) => ({ ...v, selector: { externalIds: null, nhis: [id(78)] } }) },
  ],
  // Too long, too late.
  [
    'STANDING_EXPIRED',
    /lives for 86400 s at most/,
    { release: (value) => ({ ...value, validUntil: '2026-12-24T00:00:00.000Z' }) },
  ],
  [
    'STANDING_EXPIRED',
    /the standing approval was valid until/,
    { approval: (value) => ({ ...value, validUntil: addSeconds(RELEASED, -60) }) },
  ],
  [
    'STANDING_EXPIRED',
    /the template expired at/,
    { template: (value) => ({ ...value, expires: '2026-01-01T00:00:00.000Z' }) },
  ],
  [
    'INSTANCE_BINDING',
    /`deny` on lapse, the release `keep`/,
    { release: (v) => ({ ...v, onLapse: 'keep' }) },
  ],
  [
    'INSTANCE_BINDING',
    /lets a human trigger each release/,
    { template: (value) => ({ ...value, release: 'by-hand' }) },
  ],
  [
    'APPROVAL_TIME',
    /released at/,
    { approval: (value) => ({ ...value, issuedAt: addSeconds(RELEASED, 3600) }) },
  ],
  // One signature short, or one that is worth nothing.
  ['SIGNED_RULE_NOT_SATISFIED', /missing 1 approval by security/, { approvers: [OLGA] }],
  ['NEWEST_RULE_NOT_SATISFIED', /missing/, { approvers: [OLGA] }],
  ['BUNDLE_FILE_FORMAT', /is empty though the basis is `standing`/, { approvers: [] }],
  [
    'APPROVAL_MISSING',
    /does not hold/,
    { release: (v) => ({ ...v, approvals: [...v.approvals, digestOf('x')] }) },
  ],
  [
    'APPROVAL_BINDING',
    /the release does not name/,
    { release: (value) => ({ ...value, approvals: value.approvals.slice(0, 1) }) },
  ],
  ['APPROVAL_SIGNATURE', /does not verify/, { namespace: 'countersign-login' }],
  [
    'APPROVAL_SIGNER',
    /is not one that roster 1 lists/,
    { signedBy: (who) => (who === SAM ? MALLORY : who) },
  ],
  [
    'APPROVAL_CONFIRMATION',
    /`denial`/,
    {
      approval: (value) => ({
        ...value,
        confirmations: { ...value.confirmations, denial: { proved: [] } },
      }),
    },
  ],
  [
    'RELEASER_IS_APPROVER',
    /released an instance of it too/,
    { release: (v) => ({ ...v, triggeredBy: SAM.human }) },
  ],
  // The author among the signers; a signer among the instance's authors.
  [
    'SIGNED_RULE_NOT_SATISFIED',
    /missing 1 approval by resource-owner/,
    {
      roster: asResourceOwner,
      approvers: [ANA, SAM],
      more: { rosters: [{ document: asResourceOwner, by: [ANA, OLGA] }] },
    },
    {
      trust: {
        ...TRUST,
        bases: ['standing'],
        roster: { number: 1, digest: digestOf(asResourceOwner) },
      },
    },
  ],
  [
    'SIGNED_RULE_NOT_SATISFIED',
    /missing 1 approval by security/,
    { instance: (value) => ({ ...value, authors: [ANA.human, SAM.human] }) },
  ],
  [
    'SIGNED_RULE_NOT_SATISFIED',
    /missing 1 approval by resource-owner/,
    { more: { requirement: (value) => value } },
  ],
  ['NEWEST_RULE_NOT_SATISFIED', /missing/, { more: { rosters: rosters(without(SAM)) } }],
  // Not proved: the cap and the ceiling are in what the server signs and the audit judges.
  [
    'INSTANCE_NOT_PROVED',
    /`within-ceiling` is not proved/,
    { proof: (value) => ({ ...value, passed: ['instantiates', 'within-envelope'] }) },
  ],
  [
    'INSTANCE_NOT_PROVED',
    /`within-envelope` is not proved/,
    {
      proof: (value) => ({
        ...value,
        passed: ['instantiates', 'within-ceiling'],
        failed: ['within-envelope'],
      }),
    },
  ],
  [
    'INSTANCE_NOT_PROVED',
    /about another instance/,
    {
      proof: (value) => ({
        ...value,
        configuration: { ...value.configuration, instance: digestOf('another') },
      }),
    },
  ],
  [
    'INSTANCE_NOT_PROVED',
    /about another policy/,
    { proof: (v) => ({ ...v, of: digestOf('other') }) },
  ],
  ['INSTANCE_NOT_PROVED', /not signed by a release key/, { proofBy: KEYS.strangerEc }],
  // Revoked: the server signs no freshness any more.
  ['FRESHNESS_MISSING', /./, { more: { freshness: null } }],
  [
    'VERIFICATION_NOT_PASSED',
    /not proved: `denies\/no-delete`/,
    { more: { tests: { warned: ['denies/no-delete'] } } },
  ],
  [
    'TIER_TOO_LOW',
    /approved as T2, where rule set 1 gives at least T3/,
    {
      approval: (value) => ({
        ...value,
        tier: 'T2',
        confirmations: { ...value.confirmations, risk: { tier: 'T2', reasons: [] } },
      }),
    },
  ],
  ['VERIFICATION_NOT_PASSED', /not proved/, { more: { tests: { failed: ['denies/no-delete'] } } }],
];

describe('a bundle of a standing approval', () => {
  it('passes where the trust policy takes the basis and everything holds', async () => {
    const verdict = await ask();
    expect(verdict).toMatchObject({ ok: true, release: { basis: 'standing', number: 3 } });
  });

  it('passes with an instance that a human released who did not sign the template', async () => {
    const changes: StandingChanges = {
      template: (value) => ({ ...value, release: 'by-hand' }),
      release: (value) => ({ ...value, triggeredBy: ANA.human }),
    };
    expect(await ask(changes)).toMatchObject({ ok: true });
  });

  it('passes although a signer left after the release', async () => {
    const left = {
      ...roster2,
      humans: roster2.humans.map((one) =>
        one.id === SAM.human ? { ...one, until: addSeconds(RELEASED, 60) } : one,
      ),
    };
    expect(await ask({ more: { rosters: rosters(left) } })).toMatchObject({ ok: true });
  });

  for (const [code, message, changes, asked] of CASES) {
    it(`is refused: ${code} ${message.source}`, async () => {
      const verdict = await ask(changes, { ...STANDING, ...asked });
      const refusals = verdict.ok ? [] : verdict.refusals;
      expect(refusals.map((one) => one.code)).toContain(code);
      const own = refusals.filter((one) => one.code === code);
      expect(own.map((one) => one.message).join('\n')).toMatch(message);
    });
  }

  it('is refused whichever bit of it is flipped', async () => {
    const files = await bundle(standing());
    const asked = { ...ASKED, ...STANDING };
    for (const [path, bytes] of files) {
      for (const at of [0, Math.floor(bytes.length / 3), bytes.length - 2]) {
        const flipped = Uint8Array.from(bytes, (byte, index) => (index === at ? byte ^ 1 : byte));
        const verdict = verifyBundle(new Map([...files, [path, flipped]]), asked);
        expect(verdict.ok, `${path} at ${at}`).toBe(false);
      }
    }
  });

  it('does not lend its files to a release on another basis', async () => {
    const extra = standing().extra ?? new Map();
    const verdict = await verdictOf({ extra }, STANDING);
    expect(verdict.ok ? [] : verdict.refusals.map((one) => one.code)).toContain('STANDING_FILES');
  });

  it('does not count an approval of this change beside it', async () => {
    const approved = await bundle();
    const extra = new Map([...approved].filter(([path]) => path.startsWith('approvals/')));
    const verdict = await ask({ more: { extra } });
    expect(verdict.ok ? [] : verdict.refusals.map((one) => one.code)).toContain('STANDING_FILES');
  });
});
