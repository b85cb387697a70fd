// For tests: a small log that ends with one release.
import {
  appendLeaf,
  canonicalBytes,
  digest,
  EMPTY_FRONTIER,
  type Envelope,
  envelopeBytes,
  fromBase64,
  frontierRoot,
  hashedrekordBody,
  inclusionProof,
  leafHash,
  logOrigin,
  pae,
  type Release,
  releaseBundle,
  sha256,
  signedCheckpoint,
  tlogProof,
  utf8,
} from '@countersign/evidence';
import { entryProof } from '../src/gate/entry-proof.ts';
import type { Changes } from './gate-world.ts';
import { ANA, id, KEYS, publicKey, RELEASED, signBytes, WORKSPACE } from './people.ts';

const same = <T>(value: T): T => value;

/** The files that prove the release's two entries under one checkpoint. */
export async function log(
  released: Envelope,
  release: Release,
  changes: Changes,
): Promise<[string, Uint8Array][]> {
  const { workspace, ruleSet: _a, roster: _b, issuedAt: _c, ...terms } = release;
  const payload = { ...terms, candidate: id(4), statement: digest(envelopeBytes(released)) };
  const event = canonicalBytes({
    v: 1,
    type: 'ReleaseIssued',
    workspace,
    stream: `release/${id(5)}`,
    version: 1,
    seq: 9,
    at: RELEASED,
    actor: { kind: 'human', id: ANA.human },
    payload: (changes.event ?? same)(payload),
  });
  const key = publicKey(changes.releasedBy ?? KEYS.release);
  const signature = fromBase64(released.signatures[0]?.sig ?? '') ?? new Uint8Array();
  const record = hashedrekordBody(
    sha256(pae(fromBase64(released.payload) ?? new Uint8Array())),
    signature,
    key,
  );
  const padding = Array.from({ length: changes.padding ?? 1 }, (_, at) => utf8(`padding ${at}`));
  const entries = [utf8('genesis'), ...padding, event, record];
  const nodes = new Map<string, Uint8Array>();
  let frontier = EMPTY_FRONTIER;
  for (const entry of entries) {
    const appended = appendLeaf(frontier, leafHash(entry));
    for (const { level, index, hash } of appended.completed) nodes.set(`${level}/${index}`, hash);
    frontier = appended.frontier;
  }
  const logKey = changes.loggedBy ?? KEYS.log;
  const raw = fromBase64(publicKey(logKey)) ?? new Uint8Array();
  const head = { origin: logOrigin(WORKSPACE), size: entries.length, root: frontierRoot(frontier) };
  const checkpoint = await signedCheckpoint(
    head,
    async (message) => signBytes(logKey, message),
    raw,
  );
  const proofOf = (index: number) =>
    inclusionProof(index, entries.length, (level, at) => nodes.get(`${level}/${at}`));
  const at = entries.length - 2;
  const own = { index: at, proof: proofOf(at), checkpoint };
  const last = { index: at + 1, proof: proofOf(at + 1), checkpoint };
  const sigstore = releaseBundle({
    envelope: released,
    publicKey: key,
    index: at + 1,
    proof: last.proof,
    checkpoint,
    logPublicKey: raw,
  });
  return [
    ['release.sigstore.json', sigstore],
    ['release.tlog-proof', utf8(tlogProof(last))],
    [
      'event.tlog-proof',
      utf8(changes.eventBytes === false ? tlogProof(own) : entryProof({ ...own, entry: event })),
    ],
    ['checkpoint', utf8(checkpoint)],
  ];
}
