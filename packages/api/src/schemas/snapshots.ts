import { z } from 'zod';
import { actor, digest, id, instant, language, people } from './values.ts';

/** An inventory or a use as its reader made it, without the workspace; the server reads it by the format's own parser. */
export const recordInventory = z.strictObject({ document: z.looseObject({}) });

/** A snapshot in short. */
export const inventoryView = z.strictObject({
  id,
  environment: z.string(),
  kind: z.enum(['inventory', 'use']),
  language,
  /** Whose use it is; `null` for what is live in the whole environment. */
  nhi: id.nullable(),
  digest,
  takenAt: instant,
  recordedAt: instant,
  recordedBy: actor,
  source: z.string(),
  tool: z.string(),
  toolVersion: z.string(),
  /** What is in it, counted. */
  holds: z.union([
    z.strictObject({
      identities: z.int(),
      policies: z.int(),
      objects: z.int(),
      /** Policies that are attached and could not be read. */
      missing: z.int(),
    }),
    z.strictObject({ requests: z.int(), unread: z.int(), from: instant, to: instant }),
  ]),
  people,
});

export type InventoryView = z.infer<typeof inventoryView>;
