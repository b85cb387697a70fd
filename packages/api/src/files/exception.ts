import { z } from 'zod';
import { tier } from '../schemas/values.ts';
import { environment, head, human, reference, shortName, when } from './words.ts';

/** A dated, owned deviation; it comes into force with a RuleSet. */
export const exception = z.strictObject({
  ...head('Exception'),
  name: shortName,
  environment,
  policy: reference
    .nullable()
    .meta({ description: 'One policy, by id or name; every policy if it is not given' })
    .exactOptional(),
  covers: z.strictObject({
    appetite: tier
      .nullable()
      .meta({ description: 'Up to this tier, beyond the appetite' })
      .exactOptional(),
    undetermined: z
      .array(z.string().min(1).max(500))
      .max(64)
      .meta({ description: 'Checks or constructs that may stay undetermined' })
      .exactOptional(),
  }),
  owner: human,
  why: z.string().min(1).max(1000),
  compensatingControl: shortName
    .nullable()
    .meta({ description: 'The guardrail that makes up for it' })
    .exactOptional(),
  since: when,
  until: when,
});

export type ExceptionFile = z.infer<typeof exception>;
