import { z } from 'zod';
import { label } from '../schemas/values.ts';
import { head, languageWord } from './words.ts';

const words = z.record(z.string(), z.unknown());

/** Requests and patterns of one's own, with what policies are to say to them. */
export const suite = z.strictObject({
  ...head('Suite'),
  name: label,
  language: languageWord.exactOptional(),
  policies: z.array(z.string().min(1).max(4096)).exactOptional(),
  cases: z
    .array(
      z.union([
        z.strictObject({ id: label, request: words, expect: z.enum(['allow', 'deny']) }),
        z.strictObject({ id: label, pattern: words, expect: z.enum(['must-allow', 'must-deny']) }),
      ]),
    )
    .min(1)
    .max(10_000),
});
