import {
  type Checkpoint,
  fromBase64,
  type Parsed,
  type TlogProof,
  tlogProof,
  toBase64,
  verifyTlogProof,
} from '@countersign/evidence';
import { gateRefusal } from './gate-refusal.ts';

const HEADER = 'c2sp.org/tlog-proof@v1\n';

/**
 * The proof of an entry that is nowhere else in the bundle: the entry itself stands in the `extra` line (C2SP
 * tlog-proof). What that line says counts only through the leaf hash that the proof leads to the checkpoint.
 */
export function entryProof(proof: TlogProof & { readonly entry: Uint8Array }): string {
  const { entry, ...rest } = proof;
  return tlogProof(rest).replace(HEADER, `${HEADER}extra ${toBase64(entry)}\n`);
}

/** The entry and the checkpoint it is in. Refuses EVENT_NOT_LOGGED, and what `verifyTlogProof` refuses. */
export function openEntryProof(
  text: string,
  vkey: string,
): Parsed<{ readonly entry: Uint8Array; readonly index: number; readonly checkpoint: Checkpoint }> {
  const [, encoded = ''] = /^c2sp\.org\/tlog-proof@v1\nextra ([A-Za-z0-9+/]+=*)\n/.exec(text) ?? [];
  const entry = fromBase64(encoded);
  if (entry === undefined || entry.length === 0) {
    const message = 'the proof of the release event does not carry the event in its `extra` line';
    return { ok: false, refusals: [gateRefusal('EVENT_NOT_LOGGED', message)] };
  }
  const bare = text.replace(`${HEADER}extra ${encoded}\n`, HEADER);
  const verified = verifyTlogProof({ text: bare, entry, vkey });
  if (!verified.ok) return verified;
  const { index, ...checkpoint } = verified.value;
  return { ok: true, value: { entry, index, checkpoint } };
}
