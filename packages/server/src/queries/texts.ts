import type { Digest, Id } from '@countersign/domain';
import { decodeUtf8, type Json } from '@countersign/evidence';
import type { QueryDeps } from './people.ts';

/** The text behind a salted digest; `null` when it was erased. */
export async function textOf(
  { store }: QueryDeps,
  workspace: Id,
  digest: Digest,
): Promise<string | null> {
  return (await store.texts(workspace, [digest])).get(digest) ?? null;
}

/** A stored document as the text it is, `null` where there is none. */
export async function documentText(
  { store }: QueryDeps,
  workspace: Id,
  digest: Digest | null,
): Promise<string | null> {
  const bytes = digest === null ? undefined : await store.document(workspace, digest);
  return bytes === undefined ? null : (decodeUtf8(bytes) ?? null);
}

/**
 * A stored document as JSON. It is content-addressed and was parsed strictly before it was stored, so a document
 * that is missing here is a bug of ours and throws.
 */
export async function documentJson(deps: QueryDeps, workspace: Id, digest: Digest): Promise<Json> {
  const text = await documentText(deps, workspace, digest);
  if (text === null) throw new Error(`document ${digest} is missing`);
  return JSON.parse(text) as Json;
}
