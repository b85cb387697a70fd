import { describe, expect, it } from 'vitest';
import { sshPublicKeyLine } from '../ssh/index.ts';
import { softwareKey } from '../ssh/testing/software-authenticator.ts';
import { type FormatName, VALUES } from './testing/golden-formats.ts';
import { edited, FORMATS, refusalsOf } from './testing/parsers.ts';
import { ALICE, BEN, id, LOG_KEY, publicKeyLine, RELEASE_KEY, SAM } from './testing/story-keys.ts';

/** The refusals of a golden document with these edits. */
const refusals = (name: FormatName, edits: Readonly<Record<string, unknown>>): readonly string[] =>
  refusalsOf(FORMATS[name].parse(edited(VALUES[name], edits)));

const hardwareKey = (byte: number, application?: string): string =>
  sshPublicKeyLine(
    softwareKey('sk-ecdsa-sha2-nistp256@openssh.com', new Uint8Array(32).fill(byte), application)
      .publicKey,
  );

describe('a roster is refused', () => {
  it('when a threshold is below one, which would always be met', () => {
    expect(refusals('roster', { '/quorum/threshold': 0 })).toEqual([
      'WRONG_VALUE `/quorum/threshold` is 0, expected an integer from 1 to 10000',
    ]);
  });

  it('when its quorum can never be met', () => {
    expect(refusals('roster', { '/quorum/threshold': 3 })).toEqual([
      'WRONG_VALUE `/quorum/threshold` is more than the 2 humans of the quorum',
    ]);
  });

  it('when the quorum counts somebody twice, or nobody', () => {
    expect(refusals('roster', { '/quorum/humans': [ALICE.human, ALICE.human] })).toEqual([
      `WRONG_VALUE \`/quorum/humans/1\` repeats \`${ALICE.human}\``,
    ]);
    expect(refusals('roster', { '/quorum/humans': [] })).toEqual([
      'WRONG_LENGTH `/quorum/humans` has 0 items, expected 1 to 10000',
    ]);
  });

  it('when quorum or groups name strangers, all of them at once', () => {
    const edits = { '/quorum/humans/1': id(0xfff), '/groups/0/members/0/human': id(0xffe) };
    expect(refusals('roster', edits)).toEqual([
      'WRONG_VALUE `/quorum/humans/1` names somebody who is not in the roster',
      'WRONG_VALUE `/groups/0/members/0/human` names somebody who is not in the roster',
    ]);
  });

  it('when it names a human, a group, a member or a role twice', () => {
    expect(refusals('roster', { '/humans/1/id': ALICE.human })).toContain(
      `WRONG_VALUE \`/humans/1\` repeats \`${ALICE.human}\``,
    );
    expect(refusals('roster', { '/groups/1': { name: 'data-platform', members: [] } })).toEqual([
      'WRONG_VALUE `/groups/1` repeats `data-platform`',
    ]);
    expect(refusals('roster', { '/groups/0/members/0/human': SAM.human })).toEqual([
      `WRONG_VALUE \`/groups/0/members/1\` repeats \`${SAM.human}\``,
    ]);
    expect(refusals('roster', { '/humans/0/roles': ['founder', 'founder'] })).toEqual([
      'WRONG_VALUE `/humans/0/roles/1` repeats `founder`',
    ]);
  });

  it('when two credentials share an id or a key, so that no human counts twice', () => {
    expect(refusals('roster', { '/humans/1/credentials/0/id': ALICE.credential })).toEqual([
      'WRONG_VALUE `/humans/1/credentials/0/id` is the id of another credential already',
    ]);
    expect(
      refusals('roster', { '/humans/1/credentials/0/publicKey': publicKeyLine(ALICE) }),
    ).toEqual([
      "WRONG_VALUE `/humans/1/credentials/0/publicKey` is listed already, and a key is one person's",
    ]);
  });

  it('when one secret hides behind two applications of a hardware key', () => {
    const edits = {
      '/humans/1/credentials/0/type': 'sk-ecdsa-p256',
      '/humans/1/credentials/0/publicKey': hardwareKey(5, 'ssh:'),
    };
    expect(refusals('roster', edits)).toEqual([
      "WRONG_VALUE `/humans/3/credentials/1/publicKey` is listed already, and a key is one person's",
    ]);
  });

  it('when a key has another spelling or is of another type than its credential', () => {
    const unpadded = publicKeyLine(BEN).replace(/.$/, '');
    for (const publicKey of [unpadded, 'ssh-ed25519 AAAA', 'ssh-rsa AAAAB3NzaC1yc2E=']) {
      expect(refusals('roster', { '/humans/1/credentials/0/publicKey': publicKey })).toEqual([
        'WRONG_VALUE `/humans/1/credentials/0/publicKey` is not an OpenSSH public key in its one spelling',
      ]);
    }
    expect(refusals('roster', { '/humans/1/credentials/0/publicKey': hardwareKey(9) })).toEqual([
      'WRONG_VALUE `/humans/1/credentials/0/publicKey` is a `sk-ecdsa-sha2-nistp256@openssh.com` key, which a `ssh-ed25519` is not',
    ]);
  });

  it('when a passkey has no relying party, or a plain key has one', () => {
    const edits = {
      '/humans/0/credentials/0/rpId': 'countersign.example',
      '/humans/3/credentials/1/rpId': null,
    };
    expect(refusals('roster', edits)).toEqual([
      'WRONG_VALUE `/humans/0/credentials/0/rpId` is null except for `webauthn-es256`',
      'WRONG_VALUE `/humans/3/credentials/1/rpId` is null except for `webauthn-es256`',
    ]);
  });

  it('when something ends before it begins', () => {
    const early = '2020-01-01T00:00:00.000Z';
    const edits = {
      '/humans/0/until': early,
      '/humans/1/credentials/0/until': early,
      '/serviceKeys/0/until': early,
    };
    expect(refusals('roster', edits)).toEqual([
      'WRONG_VALUE `/humans/0/until` is not after `since`',
      'WRONG_VALUE `/humans/1/credentials/0/until` is not after `since`',
      'WRONG_VALUE `/serviceKeys/0/until` is not after `since`',
    ]);
  });

  it('when a service key is of another type than its use, malformed, or serves twice', () => {
    expect(refusals('roster', { '/serviceKeys/1/type': 'ed25519' })).toEqual([
      'WRONG_VALUE `/serviceKeys/1/type` is `ed25519`, a release key is `ecdsa-p256`',
      'WRONG_VALUE `/serviceKeys/1/publicKey` is not base64 of 32 bytes',
    ]);
    expect(refusals('roster', { '/serviceKeys/1/publicKey': LOG_KEY.publicKey })).toEqual([
      'WRONG_VALUE `/serviceKeys/1/publicKey` is not base64 of a P-256 SubjectPublicKeyInfo',
    ]);
    expect(refusals('roster', { '/serviceKeys/2/publicKey': LOG_KEY.publicKey })).toEqual([
      `WRONG_VALUE \`/serviceKeys/2\` repeats \`${LOG_KEY.publicKey}\``,
    ]);
    expect(RELEASE_KEY.publicKey).toHaveLength(124);
  });

  it('when the first version names a previous one, or a later one does not', () => {
    expect(refusals('roster', { '/previous': null })).toEqual([
      'WRONG_VALUE `/previous` is null in version 1 and in no other',
    ]);
    expect(refusals('roster', { '/number': 1 })).toEqual([
      'WRONG_VALUE `/previous` is null in version 1 and in no other',
    ]);
  });
});

describe('a rule set is refused', () => {
  it('when any threshold is below one: such a rule would always be satisfied', () => {
    const edits = {
      '/rules/0/requires/approve': 0,
      '/rules/1/deny/count': -1,
      '/rules/1/requires/all/1/any/0/approve': 0,
    };
    expect(refusals('rule-set', edits)).toEqual([
      'WRONG_VALUE `/rules/0/requires/approve` is 0, expected an integer from 1 to 100',
      'WRONG_VALUE `/rules/1/requires/all/1/any/0/approve` is 0, expected an integer from 1 to 100',
      'WRONG_VALUE `/rules/1/deny/count` is -1, expected an integer from 1 to 100',
    ]);
  });

  it('when `all` or `any` is empty: nothing would be asked, or nothing would do', () => {
    for (const kind of ['all', 'any']) {
      expect(refusals('rule-set', { '/rules/0/requires': { [kind]: [] } })).toEqual([
        `WRONG_LENGTH \`/rules/0/requires/${kind}\` has 0 items, expected 1 to 16`,
      ]);
    }
  });

  it('when a part says two things at once, or misspells the one', () => {
    expect(refusals('rule-set', { '/rules/0/requires': { all: [], any: [] } })).toEqual([
      'WRONG_VALUE `/rules/0/requires` has more than one of the fields `all`, `any`, `from`',
    ]);
    expect(refusals('rule-set', { '/rules/0/requires': { form: {}, approve: 1 } })).toEqual([
      'MISSING_FIELD `/rules/0/requires` has none of the fields `all`, `any`, `from`',
      'UNKNOWN_FIELD `/rules/0/requires` has an unknown field `form`, did you mean `from`',
    ]);
    expect(refusals('rule-set', { '/rules/0/requires/from': { role: 'a', group: 'b' } })).toEqual([
      'WRONG_VALUE `/rules/0/requires/from` has more than one of the fields `role`, `group`',
    ]);
  });

  it('when it names a rule or an environment twice', () => {
    const edits = { '/rules/1/name': 'narrower', '/environments/1/name': 'prod/aws/123456789012' };
    expect(refusals('rule-set', edits)).toEqual([
      'WRONG_VALUE `/environments/1` repeats `prod/aws/123456789012`',
      'WRONG_VALUE `/rules/1` repeats `narrower`',
    ]);
  });

  it('when no tier can ever fall under a rule', () => {
    expect(refusals('rule-set', { '/rules/1/if/tierAtMost': 'T2' })).toEqual([
      'WRONG_VALUE `/rules/1/if/tierAtMost` is below `tierAtLeast` `T3`',
    ]);
  });

  it('when it would allow by default', () => {
    expect(refusals('rule-set', { '/default': 'allow' })).toEqual([
      'WRONG_VALUE `/default` is `allow`, expected `deny`',
    ]);
  });

  it('when its first version names a previous one', () => {
    expect(refusals('rule-set', { '/previous': `sha256:${'0'.repeat(64)}` })).toEqual([
      'WRONG_VALUE `/previous` is null in version 1 and in no other',
    ]);
  });

  it('when a value that never was bytes is nested without end, and the stack holds', () => {
    let requires: unknown = { from: { role: 'reviewer' }, approve: 1 };
    for (let depth = 0; depth < 50_000; depth++) requires = { all: [requires] };
    const value = { ...(VALUES['rule-set'] as object), rules: [] as unknown[] };
    const [rule] = (VALUES['rule-set'] as { rules: object[] }).rules;
    value.rules = [{ ...rule, requires }];
    const parsed = FORMATS['rule-set'].parse(value as never);
    expect(parsed.ok ? [] : parsed.refusals.map(({ code }) => code)).toEqual(['TOO_DEEP']);
  });

  it('with an environment whose name climbs or has no end', () => {
    for (const name of ['prod/../staging', 'prod//aws', 'Prod', 'prod/', 'a'.repeat(201)]) {
      expect(refusals('rule-set', { '/environments/1/name': name })).toHaveLength(1);
    }
  });
});

describe('an approval is refused', () => {
  const other = `sha256:${'0'.repeat(64)}`;

  it('when a confirmation is of another value than what is bound', () => {
    const edits = {
      '/confirmations/intent/requirement': other,
      '/confirmations/risk/tier': 'T0',
      '/confirmations/scope/presented': other,
    };
    for (const name of ['approval', 'revocation'] as const) {
      expect(refusals(name, edits)).toEqual([
        'WRONG_VALUE `/confirmations/intent/requirement` confirms another value than `requirement`',
        'WRONG_VALUE `/confirmations/risk/tier` confirms another value than `tier`',
        'WRONG_VALUE `/confirmations/scope/presented` confirms another value than `presented`',
      ]);
    }
  });

  it('when its checkpoint is of another log', () => {
    expect(refusals('approval', { '/checkpoint/origin': 'countersign/other' })).toEqual([
      `WRONG_VALUE \`/checkpoint/origin\` is not \`countersign/${id(1)}\``,
    ]);
  });

  it('when it ends before it is given', () => {
    expect(refusals('approval', { '/notAfter': '2026-01-01T00:00:00.000Z' })).toEqual([
      'WRONG_VALUE `/notAfter` is not after `issuedAt`',
    ]);
  });

  it('when its decision is the other one', () => {
    expect(refusals('approval', { '/decision': 'revoke' })).toEqual([
      'WRONG_VALUE `/decision` is `revoke`, expected `approve`',
    ]);
    expect(refusals('revocation', { '/decision': 'approve' })).toEqual([
      'WRONG_VALUE `/decision` is `approve`, expected `revoke`',
    ]);
  });
});

describe('a requirement is refused', () => {
  it('without an intended denial', () => {
    expect(refusals('requirement', { '/deny': [] })).toEqual([
      'WRONG_LENGTH `/deny` has 0 items, expected 1 to 200',
    ]);
  });

  it('when a case id is used twice, be it to allow and to deny', () => {
    expect(refusals('requirement', { '/deny/0/id': 'read-reports' })).toEqual([
      'WRONG_VALUE `/deny/0/id` is `read-reports`, which names another case already',
    ]);
  });

  it('when a text carries what a reader cannot see', () => {
    for (const hidden of [
      '\u202e',
      '\u200b',
      '\u2066',
      '\u{e0041}',
      '\u0000',
      '\ufeff',
      '\ud800',
    ]) {
      expect(refusals('requirement', { '/ticket': `OPS-1${hidden}` })).toEqual([
        'WRONG_VALUE `/ticket` has a control or invisible character',
      ]);
    }
  });

  it('when what is optional is empty instead of null', () => {
    expect(refusals('requirement', { '/ticket': '' })).toEqual(['WRONG_VALUE `/ticket` is empty']);
  });

  it('when a text is too long, counted in characters', () => {
    expect(refusals('requirement', { '/ticket': '\u{1f600}'.repeat(200) })).toEqual([]);
    expect(refusals('requirement', { '/ticket': '\u{1f600}'.repeat(201) })).toEqual([
      'TOO_LONG `/ticket` has more than 200 characters',
    ]);
  });
});

describe('a verification is refused', () => {
  it('when its result contradicts its tests', () => {
    const edits = { '/result': 'PASSED', '/failedTests': ['base'] };
    expect(refusals('verification', edits)).toEqual([
      'WRONG_VALUE `/result` contradicts the tests, which come to `FAILED`',
    ]);
    expect(refusals('verification', { '/result': 'PASSED' })).toEqual([
      'WRONG_VALUE `/result` contradicts the tests, which come to `WARNED`',
    ]);
  });

  it('when a test both passed and did not', () => {
    expect(refusals('verification', { '/warnedTests/0': 'parses' })).toEqual([
      'WRONG_VALUE `/passedTests` names `parses`, which did not pass',
    ]);
  });

  it('when it has two answers to what it was computed from', () => {
    expect(refusals('verification', { '/configuration/1/name': 'requirement' })).toEqual([
      'WRONG_VALUE `/configuration/1` repeats `requirement`',
    ]);
  });
});

describe('what a server or a gate says is refused', () => {
  it('when a release rests on approvals and names none, or one twice', () => {
    expect(refusals('release', { '/approvals': [] })).toEqual([
      'WRONG_VALUE `/approvals` is empty though the basis is `approvals`',
    ]);
    const [one] = (VALUES.release as { approvals: string[] }).approvals;
    expect(refusals('release', { '/approvals/1': one })).toEqual([
      `WRONG_VALUE \`/approvals/1\` repeats \`${one}\``,
    ]);
  });

  it.each([
    ['release', '/validUntil'],
    ['freshness', '/expiresAt'],
    ['login-challenge', '/expiresAt'],
  ] as const)('when a %s ends before it begins', (name, pointer) => {
    expect(refusals(name, { [pointer]: '2026-01-01T00:00:00.000Z' })).toEqual([
      `WRONG_VALUE \`${pointer}\` is not after \`issuedAt\``,
    ]);
  });

  it('when a trust policy asks for what this version cannot check', () => {
    const { logKey } = VALUES['trust-policy'] as { logKey: string };
    expect(refusals('trust-policy', { '/witnesses': [logKey] })).toEqual([
      'WRONG_VALUE `/witnesses` asks for cosignatures, which this version cannot check',
    ]);
  });

  it('when a log key is none, or the key of another log', () => {
    expect(refusals('trust-policy', { '/logKey': LOG_KEY.publicKey })).toEqual([]);
    expect(refusals('trust-policy', { '/logKey': 'key' })).toEqual([
      'WRONG_VALUE `/logKey` is neither a verifier key `name+id+key` nor base64 of an Ed25519 key',
    ]);
    expect(refusals('trust-policy', { '/workspace': id(2) })).toEqual([
      `WRONG_VALUE \`/logKey\` is not a key of the log \`countersign/${id(2)}\``,
    ]);
    expect(refusals('epoch', { '/newLogKey': 'key' })).toEqual([
      'WRONG_VALUE `/newLogKey` is not an Ed25519 verifier key `name+id+key`',
    ]);
  });

  it('when a checkpoint is none, or of another log', () => {
    expect(refusals('gate-state', { '/checkpoint': 'size 5' })).toEqual([
      'WRONG_VALUE `/checkpoint` is not the text of a signed checkpoint',
    ]);
    expect(refusals('export-header', { '/workspace': id(2) })).toEqual([
      `WRONG_VALUE \`/checkpoint\` is not of the log \`countersign/${id(2)}\``,
    ]);
  });

  it('when a gate would remember two numbers for one policy', () => {
    const [entry] = (VALUES['gate-state'] as { entries: object[] }).entries;
    expect(refusals('gate-state', { '/entries/1': { ...entry, number: 1 } })).toHaveLength(1);
  });

  it('when the gap of an epoch ends before it begins', () => {
    expect(refusals('epoch', { '/gap/to': 0 })).toEqual([
      'WRONG_VALUE `/gap/to` is less than `from`',
    ]);
  });
});
