import { z } from 'zod';

/** One reason for a refusal: a stable code, one sentence, and what it refers to. */
export const refusal = z.strictObject({
  code: z.string(),
  message: z.string(),
  details: z.record(z.string(), z.unknown()).exactOptional(),
});

/** RFC 9457 problem; `code` is from the closed list in the error table, `refusals` has every reason. */
export const problem = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  refusals: z.array(refusal),
  /** The request id, also in the `x-request-id` header and in the server's log. */
  instance: z.string(),
});

export type Refusal = z.infer<typeof refusal>;
export type Problem = z.infer<typeof problem>;

/** Media type of every refusal. */
export const PROBLEM_MEDIA_TYPE = 'application/problem+json';
