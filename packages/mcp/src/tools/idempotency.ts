import { z } from 'zod';

/** The same call under the same key does its work once, and answers the same for seven days. */
export const idempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,200}$/, 'expected 1 to 200 printable ASCII characters without spaces')
  .exactOptional()
  .describe('a key of your own: a repeated call with it does nothing twice');

/** The options of a call that may carry a key. */
export function keyed(key: string | undefined): { readonly idempotencyKey?: string } {
  return key === undefined ? {} : { idempotencyKey: key };
}
