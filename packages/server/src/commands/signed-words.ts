import type { Id } from '@countersign/domain';
import {
  fromHex,
  isJsonObject,
  parseEnvelope,
  parseStatement,
  saltedDigest,
  toBase64,
} from '@countersign/evidence';
import { type Deps, type Refused, refuse } from './deps.ts';

export type Predicate = Readonly<Record<string, unknown>>;

/** The words behind a statement's `reason`, kept apart and erasable. */
export interface Reason {
  readonly text: string;
  readonly salt: string;
}

/** The predicate of a signed statement, unverified: what the domain cannot look at is held against it first. */
export function signedPredicate(
  bytes: Uint8Array,
  predicateType: string,
): { readonly ok: true; readonly value: Predicate } | Refused {
  const envelope = parseEnvelope(bytes);
  if (!envelope.ok) return envelope;
  const statement = parseStatement(envelope.value.payload, predicateType);
  if (!statement.ok) return statement;
  const { predicate } = statement.value;
  return { ok: true, value: isJsonObject(predicate) ? predicate : {} };
}

/** Words that the signature does not bind are not the signer's. */
export function reasonFaults(predicate: Predicate, reason: Reason | null): Refused | null {
  const signed = predicate['reason'];
  if (reason === null || saltedDigest(saltOf(reason.salt), reason.text) === signed) return null;
  return refuse('REASON_MISMATCH', 'the reason given is not the one whose digest was signed');
}

/**
 * The checkpoint the signer saw has to be one of this log: an approval that names another would make every later
 * audit fail. Roots of committed sizes never change, so this may be asked before the lock.
 */
export async function checkpointFaults(
  { store }: Deps,
  workspace: Id,
  { checkpoint }: Predicate,
): Promise<Refused | null> {
  // What is not a checkpoint at all is for the approval's own parser to refuse.
  if (!isJsonObject(checkpoint)) return null;
  const { size, root } = checkpoint;
  const known = typeof size === 'number' && size >= 1 && size <= (await store.log.size(workspace));
  if (known && toBase64(await store.log.root(workspace, size)) === root) return null;
  return refuse('APPROVAL_CHECKPOINT', 'the checkpoint that was signed is not one of this log');
}

/** A salt from its hex digits. */
export function saltOf(hex: string): Uint8Array {
  return fromHex(hex) ?? new Uint8Array();
}
