import { createHash, randomBytes } from 'node:crypto';
import type { Digest, Id } from '@countersign/domain';

const PREFIX = { session: 'css_', 'api-token': 'cs_' } as const;
const SECRET_BYTES = 32;
const WORKSPACE_BYTES = 16;

/**
 * A bearer secret that carries its workspace: prefix, then base64url of the workspace's 16 bytes and 32 random ones.
 * The workspace is in it because no row can be read before the row-level security setting is known.
 */
export function newSecret(
  kind: keyof typeof PREFIX,
  workspace: Id,
): { readonly secret: string; readonly secretDigest: Digest } {
  const bytes = Buffer.concat([
    Buffer.from(workspace.replaceAll('-', ''), 'hex'),
    randomBytes(SECRET_BYTES),
  ]);
  const secret = PREFIX[kind] + bytes.toString('base64url');
  return { secret, secretDigest: secretDigest(secret) };
}

/** Workspace, kind and digest of a bearer secret, or `undefined` when it does not look like one of ours. */
export function parseSecret(
  secret: string,
):
  | { readonly workspace: Id; readonly kind: keyof typeof PREFIX; readonly secretDigest: Digest }
  | undefined {
  const kind = (['session', 'api-token'] as const).find((k) => secret.startsWith(PREFIX[k]));
  if (kind === undefined) return undefined;
  const text = secret.slice(PREFIX[kind].length);
  const bytes = Buffer.from(text, 'base64url');
  const isExact = bytes.toString('base64url') === text;
  if (!isExact || bytes.length !== WORKSPACE_BYTES + SECRET_BYTES) return undefined;
  const hex = bytes.subarray(0, WORKSPACE_BYTES).toString('hex');
  const workspace = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return { workspace, kind, secretDigest: secretDigest(secret) };
}

const secretDigest = (secret: string): Digest =>
  `sha256:${createHash('sha256').update(secret).digest('hex')}`;
