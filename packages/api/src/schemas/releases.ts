import { z } from 'zod';
import {
  checkpointView,
  digest,
  envelope,
  id,
  instant,
  onLapse,
  pageQuery,
  people,
  prose,
} from './values.ts';

export const releaseView = z.strictObject({
  id,
  candidate: id,
  policy: z.strictObject({ id, name: z.string().nullable() }),
  environment: z.string(),
  number: z.int(),
  basis: z.enum(['approvals', 'standing', 'restriction', 'break-glass']),
  state: z.enum(['issued', 'in-force', 'superseded', 'revoked', 'lapsed']),
  from: digest.nullable(),
  to: digest,
  approvals: z.array(digest),
  verification: digest,
  /** Digest of the signed statement. */
  statement: digest,
  triggeredBy: id,
  issuedAt: instant,
  validUntil: instant,
  onLapse,
  people,
  /** The anchored, signed checkpoint that covers it. */
  checkpoint: checkpointView,
});

export const releaseQuery = pageQuery.extend({
  policy: id.exactOptional(),
  environment: z.string().exactOptional(),
});

/** Asks for a bundle also of a release that is revoked or lapsed. */
export const bundleQuery = z.strictObject({ any: z.enum(['true', 'false']).exactOptional() });

export const issueFreshness = z.strictObject({
  /** How long the statement holds, and so how long a revocation can stay unseen: 1 second to 24 hours. */
  ttlSeconds: z.int().min(1).max(86_400).default(86_400),
});
export const freshnessIssued = z.strictObject({ envelope });
export const revokeRelease = z.strictObject({ reason: prose });

export const entriesQuery = z.strictObject({
  /** Index of the last entry already known; absent: from the first. */
  after: z.coerce.number<number>().int().min(0).exactOptional(),
  limit: z.coerce.number<number>().int().min(1).max(1000).default(100),
  /** Only the events of this stream, `candidate/<id>`. */
  stream: z.string().max(80).exactOptional(),
});
export const entryView = z.strictObject({
  index: z.int(),
  kind: z.enum(['event', 'hashedrekord']),
  /** The leaf's exact bytes. */
  bytes: z.base64(),
});
export const entryParams = z.strictObject({ index: z.coerce.number<number>().int().min(0) });
export const tileParams = z.strictObject({ workspace: id, '*': z.string().max(120) });

export type ReleaseView = z.infer<typeof releaseView>;
export type EntryView = z.infer<typeof entryView>;
