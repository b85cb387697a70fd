import { fromBase64, toBase64 } from '../bytes/base64.ts';
import { accepted, type Parsed, refusal, refused } from '../refusal.ts';
import { type Checkpoint, openCheckpoint, parseCheckpoint } from './checkpoint.ts';
import { verifyInclusion } from './proof.ts';
import { HASH_BYTES, leafHash } from './tree.ts';

const HEADER = 'c2sp.org/tlog-proof@v1';
const MAX_HASHES = 63;

/** That an entry is in a log, for use offline (C2SP tlog-proof). */
export interface TlogProof {
  readonly index: number;
  readonly proof: readonly Uint8Array[];
  /** The signed checkpoint, as text. */
  readonly checkpoint: string;
}

/** The proof as a `.tlog-proof` file. */
export function tlogProof({ index, proof, checkpoint }: TlogProof): string {
  const hashes = proof.map((hash) => `${toBase64(hash)}\n`).join('');
  return `${HEADER}\nindex ${index}\n${hashes}\n${checkpoint}`;
}

/** Reads a `.tlog-proof` without verifying it; refuses TLOG_PROOF_FORMAT, also for the unauthenticated `extra` line. */
export function parseTlogProof(text: string): Parsed<TlogProof> {
  const blank = text.indexOf('\n\n');
  const [header, indexLine = '', ...lines] = text.slice(0, Math.max(blank, 0)).split('\n');
  const index = /^index (0|[1-9][0-9]{0,15})$/.exec(indexLine)?.[1];
  if (header !== HEADER || index === undefined)
    return badProof('its first lines are not those of a proof');
  const proof = lines.slice(0, MAX_HASHES + 1).flatMap((line) => fromBase64(line) ?? []);
  const isProof =
    proof.length === lines.length && proof.every(({ length }) => length === HASH_BYTES);
  if (!isProof || lines.length > MAX_HASHES)
    return badProof('its hashes are not at most 63 of 32 bytes');
  const checkpoint = text.slice(blank + 2);
  const opened = parseCheckpoint(checkpoint);
  return opened.ok ? accepted({ index: Number(index), proof, checkpoint }) : opened;
}

/**
 * The checkpoint under which `entry` is in the log, once signature and inclusion hold. Refuses TLOG_PROOF_FORMAT,
 * what `openCheckpoint` refuses, and NOT_INCLUDED.
 */
export function verifyTlogProof(claim: {
  readonly text: string;
  readonly entry: Uint8Array;
  readonly vkey: string;
}): Parsed<Checkpoint & { readonly index: number }> {
  const parsed = parseTlogProof(claim.text);
  if (!parsed.ok) return parsed;
  const { index, proof, checkpoint } = parsed.value;
  const opened = openCheckpoint(checkpoint, claim.vkey);
  if (!opened.ok) return opened;
  const { size, root } = opened.value;
  const isIncluded = verifyInclusion({ leafHash: leafHash(claim.entry), index, size, proof, root });
  if (isIncluded) return accepted({ ...opened.value, index });
  return refused(
    refusal(
      'NOT_INCLUDED',
      `the proof does not show the entry at index ${index} of a log of ${size}`,
      { index, size },
    ),
  );
}

function badProof(why: string): Parsed<never> {
  return refused(refusal('TLOG_PROOF_FORMAT', `the text is not a tlog proof: ${why}`));
}
