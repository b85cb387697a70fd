import { z } from 'zod';
import { digest, language, verdict } from './values.ts';

/** Where a class comes from: the index of a statement of the canonical policy. */
export const origin = z.int();

/** One concrete request in the language's own words. */
export const request = z.looseObject({});

/** A class of requests that became allowed or denied, with its witness (DESIGN section 7). */
export const requestClass = z.looseObject({
  summary: z.string(),
  actions: z.array(z.string()),
  resources: z.array(z.string()),
  conditions: z.array(z.unknown()),
  witness: request.nullable(),
  from: z.array(origin),
  to: z.array(origin),
});

const decided = z.enum(['none', 'some', 'undetermined']);

/**
 * What a reviewer is shown (FORMATS section 4). Made by analysis alone; its digest is `presented`.
 * The server passes it on as it is: whoever signs recomputes it and compares digests.
 */
export const summary = z.looseObject({
  v: z.literal(1),
  format: z.literal('summary/1'),
  analysis: z.string(),
  language,
  from: digest.nullable(),
  to: digest,
  requirement: digest,
  verdict,
  allowed: decided,
  denied: decided,
  newlyAllowed: z.array(requestClass),
  newlyDenied: z.array(requestClass),
  possible: z.array(requestClass),
  requirementFit: z.looseObject({ under: z.array(z.unknown()), over: z.array(z.unknown()) }),
  denials: z.array(
    z.looseObject({ case: z.string(), verdict: z.string(), kind: z.string().nullish() }),
  ),
  assumptions: z.array(z.unknown()),
});

export type Summary = z.infer<typeof summary>;
export type RequestClass = z.infer<typeof requestClass>;
