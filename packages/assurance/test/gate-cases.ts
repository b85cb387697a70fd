// For tests: every way a bundle is refused.
import { addSeconds } from '@countersign/domain';
import { digestOf, type Requirement, type RuleSet, utf8 } from '@countersign/evidence';
import type { Asked } from '../src/index.ts';
import { both, roster2, rosters, ruleSet2, ruleSets, SEEN, without } from './gate-fixture.ts';
import { type Changes, manifest } from './gate-world.ts';
import { roster1, ruleSet1, TRUST } from './law.ts';
import { ANA, id, KEYS, MALLORY, NOW, OLGA, publicKey, SAM } from './people.ts';

const text = (files: Map<string, Uint8Array>, path: string) =>
  new TextDecoder().decode(files.get(path));
const scope = (actions: string) => ({
  kind: 'oauth',
  provider: null,
  level: null,
  path: null,
  subject: null,
  actions: [actions],
  repository: null,
  organization: null,
  resource: null,
  notActions: null,
  notRepository: null,
  notResource: null,
});
const GRANTS = {
  v: 2,
  language: 'grants',
  allow: [{ id: 'read', ...scope('invoices:read') }],
  deny: [{ id: 'no-delete', ...scope('invoices:write') }],
} as const;

/** A code, its words, how the bundle is changed or what is asked otherwise. */
export const CASES: readonly (readonly [
  code: string,
  message: RegExp,
  changes: Changes,
  asked?: Partial<Asked>,
])[] = [
  ['BUNDLE_PATH', /no bundle has/, { packed: (files) => files.set('evil.sh', utf8('')) }],
  ['BUNDLE_FILE_MISSING', /no `summary.json`/, { packed: (files) => files.delete('summary.json') }],
  [
    'BUNDLE_FILE_FORMAT',
    /`requirement.json` cannot be read/,
    { packed: (files) => files.set('requirement.json', utf8('{}')) },
  ],
  [
    'MANIFEST_MISMATCH',
    /is not the file the manifest lists/,
    { packed: (files) => files.set('summary.json', utf8('{}')) },
  ],
  [
    'MANIFEST_MISMATCH',
    /is not in the manifest/,
    {
      packed: (files) =>
        files.set('approvals/000009.dsse', files.get('approvals/000001.dsse') ?? utf8('')),
    },
  ],
  [
    'MANIFEST_MISMATCH',
    /says the policy is in `grants`, and it is not in that canonical form/,
    {
      packed: (files) =>
        files.set(
          'manifest.json',
          utf8(text(files, 'manifest.json').replace('"language":"aws-iam"', '"language":"grants"')),
        ),
    },
  ],
  [
    'BINDING_MISMATCH',
    /the requirement is in `grants`, the policy in `aws-iam`/,
    {
      requirement: (value) => ({ ...value, ...GRANTS }) as Requirement,
    },
  ],
  [
    'POLICY_DIGEST',
    /released is/,
    {
      files: (files) =>
        files.set('policy.json', utf8('{"canonical":"aws-iam/1","policy":{"Statement":[{}]}}')),
    },
  ],
  [
    'BINDING_MISMATCH',
    /the first release of a policy says tier `T2`, which needs a released base/,
    {
      release: (value) => ({ ...value, number: 1 }),
      approval: (value) => ({
        ...value,
        tier: 'T2',
        confirmations: { ...value.confirmations, risk: { tier: 'T2', reasons: [] } },
      }),
    },
  ],
  [
    'BINDING_MISMATCH',
    /not the verification/,
    { release: (value) => ({ ...value, verification: digestOf('other') }) },
  ],
  ['ENVIRONMENT_MISMATCH', /stands before `prod`/, {}, { environment: 'prod' }],
  [
    'ENVIRONMENT_MISMATCH',
    /is for `prod`/,
    {
      packed: (files) =>
        files.set(
          'manifest.json',
          manifest(
            new Map(
              [...files].filter(([path]) => path !== 'manifest.json' && path !== 'freshness.dsse'),
            ),
            'prod',
          ),
        ),
    },
  ],
  [
    'WORKSPACE_MISMATCH',
    /trusted is/,
    {},
    { trust: { ...TRUST, workspace: id(77), logKey: publicKey(KEYS.log) } },
  ],
  [
    'MODE_NOT_TRUSTED',
    /`evaluation`, the trust policy takes `founded`/,
    { rosters: [{ document: { ...roster1, mode: 'evaluation' }, by: both }] },
    {
      trust: {
        ...TRUST,
        roster: { number: 1, digest: digestOf({ ...roster1, mode: 'evaluation' }) },
      },
    },
  ],
  [
    'BASIS_NOT_TRUSTED',
    /cannot check the basis `restriction`/,
    { release: (value) => ({ ...value, basis: 'restriction' }) },
    { trust: { ...TRUST, bases: ['restriction'] } },
  ],
  ['BASIS_NOT_TRUSTED', /not among those/, {}, { trust: { ...TRUST, bases: ['standing'] } }],
  [
    'WITNESS_MISSING',
    /asks for witnesses/,
    {},
    { trust: { ...TRUST, witnesses: ['w+00000000+AQ=='] } },
  ],
  ['EPOCH_NOT_FOLLOWED', /Epoch/, { extra: new Map([['epochs/000002.dsse', utf8('{}')]]) }],
  ['TRUST_POLICY', /no Ed25519 key/, {}, { trust: { ...TRUST, logKey: 'nonsense' } }],
  [
    'ROSTER_CHAIN',
    /does not hold roster 1/,
    {},
    { trust: { ...TRUST, roster: { number: 1, digest: digestOf('other') } } },
  ],
  ['ROSTER_CHAIN', /has 1 of 2 signatures/, { rosters: rosters(roster2, [ANA]) }],
  ['ROSTER_CHAIN', /has 1 of 2 signatures/, { rosters: rosters(roster2, [ANA, ANA]) }],
  ['ROSTER_CHAIN', /has 1 of 2 signatures/, { rosters: rosters(roster2, [ANA, SAM]) }],
  [
    'ROSTER_CHAIN',
    /has 1 of 2 signatures/,
    { rosters: rosters(roster2, [ANA, { ...OLGA, seed: MALLORY.seed }]) },
  ],
  ['ROSTER_CHAIN', /does not come right after/, { rosters: rosters({ ...roster2, number: 3 }) }],
  [
    'ROSTER_CHAIN',
    /does not name the version before/,
    { rosters: rosters({ ...roster2, previous: digestOf('x') }) },
  ],
  ['ROSTER_CHAIN', /changes the mode/, { rosters: rosters({ ...roster2, mode: 'evaluation' }) }],
  ['RULESET_CHAIN', /has 1 of 2 signatures/, { ruleSets: ruleSets(ruleSet2, [OLGA]) }],
  [
    'RULESET_CHAIN',
    /which is not proved/,
    { ruleSets: ruleSets({ ...ruleSet2, rosterNumber: 5 }) },
  ],
  [
    'RULESET_CHAIN',
    /does not prove/,
    { release: (value) => ({ ...value, ruleSet: { number: 1, digest: digestOf('other') } }) },
  ],
  ['RELEASE_SIGNATURE', /not signed by a known release key/, { releasedBy: KEYS.strangerEc }],
  [
    'RELEASE_KEY_NOT_IN_FORCE',
    /was no release key/,
    {
      rosters: rosters({
        ...roster2,
        serviceKeys: roster2.serviceKeys.map((key) =>
          key.use === 'release' ? { ...key, until: '2021-01-01T00:00:00.000Z' } : key,
        ),
      }),
    },
  ],
  ['RELEASE_TIME', /is dated/, {}, { now: '2026-11-23T12:30:00.000Z' }],
  ['RELEASE_LAPSED', /as its approvers signed/, {}, { now: '2027-06-01T00:00:00.000Z' }],
  [
    'CLOCK_WENT_BACK',
    /this gate has seen/,
    {},
    { state: { ...SEEN, latestTime: addSeconds(NOW, 3600) } },
  ],
  ['FRESHNESS_MISSING', /withheld/, { freshness: null }],
  ['FRESHNESS_SIGNATURE', /not signed by a freshness key/, { freshBy: KEYS.stranger }],
  ['FRESHNESS_SIGNATURE', /not signed by a freshness key/, { freshBy: KEYS.log }],
  [
    'FRESHNESS_OTHER_RELEASE',
    /`number` differs/,
    { freshness: (value) => ({ ...value, number: 4 }) },
  ],
  [
    'FRESHNESS_EXPIRED',
    /held until/,
    { freshness: (value) => ({ ...value, expiresAt: '2026-11-23T13:30:01.000Z' }) },
  ],
  [
    'FRESHNESS_TOO_OLD',
    /none older than 60 s/,
    {},
    { trust: { ...TRUST, maxFreshnessSeconds: 60 } },
  ],
  ['VERIFICATION_SIGNATURE', /not signed by a release key/, { verifiedBy: KEYS.strangerEc }],
  [
    'VERIFICATION_SIGNATURE',
    /does not verify/,
    { files: (files) => files.set('summary.json', utf8('{}')) },
  ],
  ['VERIFICATION_NOT_PASSED', /`over-grant`/, { tests: { warned: ['over-grant'] } }],
  ['VERIFICATION_NOT_PASSED', /`denials`/, { tests: { failed: ['denials'] } }],
  [
    'APPROVAL_MISSING',
    /does not hold/,
    { files: (files) => files.delete('approvals/000002.dsse') },
  ],
  [
    'APPROVAL_BINDING',
    /does not name/,
    { release: (value) => ({ ...value, approvals: value.approvals.slice(0, 1) }) },
  ],
  ['APPROVAL_SIGNATURE', /does not verify/, { namespace: 'git' }],
  [
    'APPROVAL_SIGNER',
    /not one that roster 1 lists/,
    { signedBy: (who) => (who === SAM ? { ...MALLORY, credential: SAM.credential } : who) },
  ],
  ['APPROVAL_SIGNER', /not one that roster 1 lists/, { approvers: [OLGA, MALLORY] }],
  [
    'APPROVAL_SIGNER',
    /says `webauthn-uv`, its signature shows `ssh`/,
    {
      approval: (value) => ({
        ...value,
        approver: { ...value.approver, assurance: 'webauthn-uv' },
      }),
    },
  ],
  [
    'APPROVAL_SIGNER',
    /not one that roster 1 lists/,
    { approval: (value) => ({ ...value, issuedAt: '2019-01-01T00:00:00.000Z' }) },
  ],
  [
    'APPROVAL_BINDING',
    /`presented` differs/,
    {
      approval: (value) => ({
        ...value,
        presented: digestOf('other'),
        confirmations: { ...value.confirmations, scope: { presented: digestOf('other') } },
      }),
    },
  ],
  [
    'APPROVAL_BINDING',
    /`validUntil` differs/,
    { release: (value) => ({ ...value, validUntil: '2028-01-01T00:00:00.000Z' }) },
  ],
  [
    'APPROVAL_BINDING',
    /do not all bind the same/,
    {
      approval: (value, who) =>
        who === SAM
          ? {
              ...value,
              tier: 'T2',
              confirmations: { ...value.confirmations, risk: { tier: 'T2', reasons: [] } },
            }
          : value,
    },
  ],
  [
    'APPROVAL_BINDING',
    /one human approved twice/,
    {
      approvers: [OLGA, { ...OLGA }],
      approval: (value, who) => (who === OLGA ? value : { ...value, nonce: '0'.repeat(32) }),
    },
  ],
  [
    'APPROVAL_CONFIRMATION',
    /did not confirm `denial`/,
    {
      approval: (value) => ({
        ...value,
        confirmations: { ...value.confirmations, denial: { proved: [] } },
      }),
    },
  ],
  [
    'APPROVAL_TIME',
    /released at/,
    { approval: (value) => ({ ...value, notAfter: '2026-11-23T12:30:00.000Z' }) },
  ],
  ['APPROVAL_TIME', /released at/, { approval: (value) => ({ ...value, issuedAt: NOW }) }],
  [
    'APPROVAL_CHECKPOINT',
    /at 99 entries/,
    { approval: (value) => ({ ...value, checkpoint: { ...value.checkpoint, size: 99 } }) },
  ],
  [
    'RELEASER_IS_APPROVER',
    /released it too/,
    { release: (value) => ({ ...value, triggeredBy: SAM.human }) },
  ],
  ['SIGNED_RULE_NOT_SATISFIED', /as it was signed/, { approvers: [OLGA] }],
  ['SIGNED_RULE_NOT_SATISFIED', /as it was signed/, { approvers: [OLGA, ANA] }],
  ['NEWEST_RULE_NOT_SATISFIED', /under the newest/, { rosters: rosters(without(SAM)) }],
  [
    'NEWEST_RULE_NOT_SATISFIED',
    /under the newest/,
    {
      ruleSets: ruleSets({
        ...ruleSet2,
        rules: [
          {
            ...ruleSet1.rules[0],
            requires: { from: { role: 'security' }, approve: 2 },
          } as RuleSet['rules'][number],
        ],
      }),
    },
  ],
  [
    'RELEASE_NOT_LOGGED',
    /release.tlog-proof/,
    {
      files: (files) =>
        files.set(
          'release.tlog-proof',
          utf8(text(files, 'release.tlog-proof').replace(/^index \d+/m, 'index 0')),
        ),
    },
  ],
  ['EVENT_NOT_LOGGED', /does not carry the event/, { eventBytes: false }],
  [
    'EVENT_NOT_LOGGED',
    /not about this release/,
    { event: (payload) => ({ ...payload, number: 2 }) },
  ],
  ['CHECKPOINT_UNSIGNED', /no signature by the known log key/, { loggedBy: KEYS.stranger }],
  [
    'RELEASE_SUPERSEDED',
    /has let through 4/,
    {},
    { state: { ...SEEN, entries: SEEN.entries.map((entry) => ({ ...entry, number: 4 })) } },
  ],
  [
    'RELEASE_NUMBER_REUSED',
    /before and is/,
    {},
    {
      state: {
        ...SEEN,
        entries: SEEN.entries.map((entry) => ({ ...entry, digest: digestOf('other') })),
      },
    },
  ],
  [
    'GOVERNANCE_WENT_BACK',
    /newest roster is 1, the gate has seen 2/,
    {},
    { state: { ...SEEN, rosterNumber: 2 } },
  ],
  [
    'GOVERNANCE_WENT_BACK',
    /newest rule set is 1, the gate has seen 2/,
    {},
    { state: { ...SEEN, ruleSetNumber: 2 } },
  ],
  ['LOG_WENT_BACK', /has 3 entries, the gate has seen 4/, { padding: 0 }, { state: SEEN }],
  [
    'LOG_FORKED',
    /two heads of 4 entries/,
    { event: (payload) => ({ ...payload, candidate: id(99) }) },
    { state: SEEN },
  ],
];
