import type { Digest, Id } from '@countersign/domain';
import {
  isJsonObject,
  type Json,
  PREDICATES,
  parseCanonical,
  parseEnvelope,
  parseStatement,
  parseVerificationResult,
  type VerificationResult,
} from '@countersign/evidence';
import type { QueryDeps } from './people.ts';

/** The signed result of a recorded Verification. */
export async function signedResult(
  { store }: Pick<QueryDeps, 'store'>,
  workspace: Id,
  verification: Digest,
): Promise<VerificationResult> {
  const envelope = parseEnvelope(
    (await store.document(workspace, verification)) ?? new Uint8Array(),
  );
  const statement = envelope.ok
    ? parseStatement(envelope.value.payload, PREDICATES.verification)
    : envelope;
  const result = statement.ok ? parseVerificationResult(statement.value.predicate) : statement;
  if (!result.ok) throw new Error(`document ${verification} is no verification`);
  return result.value;
}

/** A document that the signed result names, as JSON; null where it names none of that name. */
export async function namedDocument(
  { store }: Pick<QueryDeps, 'store'>,
  workspace: Id,
  { configuration }: VerificationResult,
  name: 'report' | 'context',
): Promise<Readonly<Record<string, Json>> | null> {
  const entry = configuration.find((one) => one.name === name);
  if (entry === undefined) return null;
  const bytes = await store.document(workspace, `sha256:${entry.digest.sha256}`);
  const json = bytes === undefined ? undefined : parseCanonical(bytes);
  return json?.ok === true && isJsonObject(json.value) ? json.value : null;
}
