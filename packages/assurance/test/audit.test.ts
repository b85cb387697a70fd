import {
  appendLeaf,
  canonicalBytes,
  canonicalText,
  type Digest,
  digest,
  digestHex,
  digestOf,
  EMPTY_FRONTIER,
  fromBase64,
  frontierRoot,
  leafHash,
  logOrigin,
  saltedDigest,
  signedCheckpoint,
  toBase64,
  toHex,
  utf8,
} from '@countersign/evidence';
import { describe, expect, it } from 'vitest';
import { verifyExport } from '../src/index.ts';
import { governed } from './gate-world.ts';
import { roster1, ruleSet1 } from './law.ts';
import {
  ANA,
  APPROVED,
  ENVIRONMENT,
  id,
  KEYS,
  OLGA,
  publicKey,
  SAM,
  signBytes,
  WORKSPACE,
} from './people.ts';

const SALT = new Uint8Array(16).fill(7);
const TEXTS = ['payments-bot', 'arn:aws:iam::1:role/payments'].map((text) => ({
  digest: saltedDigest(SALT, text),
  salt: toHex(SALT),
  text,
}));
const [NAME, EXTERNAL] = TEXTS.map((one) => one.digest);
const envelopes = {
  roster: governed('roster', roster1, [ANA, OLGA]),
  ruleSet: governed('ruleset', ruleSet1, [ANA, OLGA]),
};
const DOCUMENTS = [
  canonicalBytes(roster1),
  canonicalBytes(ruleSet1),
  envelopes.roster,
  envelopes.ruleSet,
];

function event(
  seq: number,
  type: string,
  stream: string,
  actor: object,
  payload: object,
): Uint8Array {
  return canonicalBytes({
    v: 1,
    type,
    workspace: WORKSPACE,
    stream,
    version: 1,
    seq,
    at: APPROVED,
    actor,
    payload,
  });
}
const human = (of: { human: string }) => ({ kind: 'human', id: of.human });
const GENESIS = event(
  0,
  'WorkspaceFounded',
  `workspace/${WORKSPACE}`,
  { kind: 'system', id: WORKSPACE },
  {
    mode: 'founded',
    roster: digestOf(roster1),
    ruleSet: digestOf(ruleSet1),
    logKey: publicKey(KEYS.log),
    rosterEnvelope: digest(envelopes.roster),
    ruleSetEnvelope: digest(envelopes.ruleSet),
  },
);
const nhi = (seq: number, actor: object, owner = ANA.human): Uint8Array =>
  event(seq, 'NhiRegistered', `nhi/${id(50 + seq)}`, actor, {
    environment: ENVIRONMENT,
    source: 'aws',
    externalId: EXTERNAL,
    name: NAME,
    owner,
    backupOwner: OLGA.human,
  });
const ENTRIES = [GENESIS, nhi(1, human(ANA)), nhi(2, human(SAM))];

async function checkpointOf(entries: readonly Uint8Array[], signer = KEYS.log): Promise<string> {
  let frontier = EMPTY_FRONTIER;
  for (const entry of entries) frontier = appendLeaf(frontier, leafHash(entry)).frontier;
  const head = { origin: logOrigin(WORKSPACE), size: entries.length, root: frontierRoot(frontier) };
  const key = fromBase64(publicKey(KEYS.log)) ?? new Uint8Array();
  return signedCheckpoint(head, async (message) => signBytes(signer, message), key);
}

const lines = (values: readonly unknown[]): Uint8Array =>
  utf8(values.map((value) => `${canonicalText(value)}\n`).join(''));
const entriesFile = (entries: readonly Uint8Array[]): Uint8Array =>
  lines(entries.map((bytes, index) => ({ index, bytes: toBase64(bytes) })));

/** An export as an honest server makes it of these entries. */
async function exported(
  entries: readonly Uint8Array[] = ENTRIES,
  texts: readonly unknown[] = TEXTS,
) {
  const checkpoint = await checkpointOf(entries);
  const earlier = await checkpointOf(entries.slice(0, 1));
  return new Map<string, Uint8Array>([
    [
      'export.json',
      canonicalBytes({ kind: 'export', v: 1, workspace: WORKSPACE, epoch: 1, checkpoint }),
    ],
    ['entries.jsonl', entriesFile(entries)],
    ...DOCUMENTS.map((bytes) => [`documents/${digestHex(digest(bytes))}`, bytes] as const),
    ['texts.jsonl', lines(texts)],
    ['checkpoints/1', utf8(earlier)],
    [`checkpoints/${entries.length}`, utf8(checkpoint)],
  ]);
}

const audit = (files: ReadonlyMap<string, Uint8Array>, known: string | null = null) =>
  verifyExport({ files, known });
const codes = (report: ReturnType<typeof audit>): string[] => [
  ...new Set(report.findings.map(({ code }) => code)),
];
const changed = async (path: string, bytes: Uint8Array) =>
  new Map([...(await exported()), [path, bytes]]);

describe('an audit', () => {
  it('passes an honest export, and says that completeness is not shown', async () => {
    expect(audit(await exported())).toMatchObject({
      ok: true,
      findings: [],
      size: 3,
      events: 3,
      checkpoints: 2,
      erased: 0,
      completeness: 'not-shown',
    });
  });

  it('shows completeness against a checkpoint kept from before, of any earlier size', async () => {
    for (const size of [1, 2, 3]) {
      const known = await checkpointOf(ENTRIES.slice(0, size));
      expect(audit(await exported(), known)).toMatchObject({ ok: true, completeness: 'shown' });
    }
  });

  it('counts erased texts and does not mind them', async () => {
    expect(audit(await exported(ENTRIES, TEXTS.slice(1)))).toMatchObject({ ok: true, erased: 1 });
  });

  it('finds any flipped byte of the entries', async () => {
    for (let at = 0; at < ENTRIES.length; at += 1) {
      const flipped = ENTRIES.map((bytes, index) =>
        index === at ? bytes.map((byte, i) => (i === 40 ? byte ^ 1 : byte)) : bytes,
      );
      expect(codes(audit(await changed('entries.jsonl', entriesFile(flipped))))).toContain(
        'CHECKPOINT_MISMATCH',
      );
    }
  });

  it('finds a truncation by the checkpoints that cover more', async () => {
    const cut = await changed('entries.jsonl', entriesFile(ENTRIES.slice(0, 2)));
    expect(codes(audit(cut))).toEqual(['LOG_TRUNCATED']);
  });

  it('finds a truncation that the server signed anew, by the known checkpoint', async () => {
    const report = audit(await exported(ENTRIES.slice(0, 2)), await checkpointOf(ENTRIES));
    expect(codes(report)).toEqual(['LOG_TRUNCATED']);
    expect(report).toMatchObject({ ok: false, completeness: 'not-shown' });
  });

  it('finds a reordering', async () => {
    const [first, second, third] = ENTRIES.map((bytes, index) => ({
      index,
      bytes: toBase64(bytes),
    }));
    expect(codes(audit(await changed('entries.jsonl', lines([first, third, second]))))).toContain(
      'ENTRY_ORDER',
    );
    const renumbered = entriesFile(
      [ENTRIES[0], ENTRIES[2], ENTRIES[1]].map((bytes) => bytes ?? GENESIS),
    );
    expect(codes(audit(await changed('entries.jsonl', renumbered)))).toEqual(
      expect.arrayContaining(['EVENT_ORDER', 'CHECKPOINT_MISMATCH']),
    );
  });

  it('finds a full rewrite, signed and consistent in itself, by the known checkpoint alone', async () => {
    const rewritten = await exported([GENESIS, nhi(1, human(SAM)), nhi(2, human(ANA))]);
    expect(audit(rewritten)).toMatchObject({ ok: true, completeness: 'not-shown' });
    expect(codes(audit(rewritten, await checkpointOf(ENTRIES)))).toEqual(['LOG_REWRITTEN']);
  });

  it('names a decision that was not legitimate at its time, by index, type and code', async () => {
    const report = audit(await exported([GENESIS, nhi(1, human(ANA), id(99))]));
    expect(report.findings).toMatchObject([
      { code: 'ILLEGITIMATE', index: 1, refusals: [{ code: 'NO_ACCOUNTABLE_HUMAN' }] },
    ]);
    expect(report.findings[0]?.message).toContain('`NhiRegistered`');
  });

  it('finds a founding that its quorum did not sign', async () => {
    const alone = governed('roster', roster1, [ANA]);
    const genesis = canonicalBytes({
      ...JSON.parse(new TextDecoder().decode(GENESIS)),
      payload: {
        ...JSON.parse(new TextDecoder().decode(GENESIS)).payload,
        rosterEnvelope: digest(alone),
      },
    });
    const files = new Map([
      ...(await exported([genesis])),
      [`documents/${digestHex(digest(alone))}`, alone],
    ]);
    expect(audit(files).findings).toMatchObject([
      { code: 'ILLEGITIMATE', index: 0, refusals: [{ code: 'QUORUM_NOT_MET' }] },
    ]);
  });

  it('finds a document and a text that are not what their digests say', async () => {
    const path = `documents/${digestHex(digestOf(roster1) as Digest)}`;
    expect(codes(audit(await changed(path, utf8('{}'))))).toContain('DOCUMENT_DIGEST');
    const forged = lines([{ ...TEXTS[0], text: 'another' }, TEXTS[1]]);
    expect(codes(audit(await changed('texts.jsonl', forged)))).toEqual(['TEXT_DIGEST']);
  });

  it('finds a checkpoint that another key signed', async () => {
    const forged = await checkpointOf(ENTRIES, KEYS.stranger);
    expect(codes(audit(await changed('checkpoints/3', utf8(forged))))).toContain(
      'CHECKPOINT_SIGNATURE',
    );
  });

  it('finds entries beyond the newest checkpoint, and files that are missing', async () => {
    const files = await exported();
    files.delete('checkpoints/3');
    expect(codes(audit(files))).toContain('NOT_CHECKPOINTED');
    files.delete('entries.jsonl');
    expect(codes(audit(files))).toEqual(['EXPORT_MISSING_FILE']);
  });

  it('names events that the domain cannot read, and goes on', async () => {
    const strange = [
      event(1, 'Nonsense', `nhi/${id(51)}`, human(ANA), {}),
      event(2, 'CandidateSubmitted', `candidate/${id(52)}`, human(ANA), {}),
      event(3, 'GovernanceProposed', `governance/${id(53)}`, human(ANA), { kind: null }),
      nhi(4, human(ANA)),
    ];
    const report = audit(await exported([GENESIS, ...strange]));
    expect(codes(report)).toEqual(['ILLEGITIMATE']);
    expect(report.findings.map(({ index }) => index)).toEqual([1, 2, 3]);
    expect(report.events).toBe(5);
  });
});
