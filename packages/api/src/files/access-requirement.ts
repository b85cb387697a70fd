import { z } from 'zod';
import { label, prose } from '../schemas/values.ts';
import {
  environment,
  head,
  human,
  languageWord,
  needCase,
  reference,
  shortName,
  when,
} from './words.ts';

const value = z.string().max(2048);

/** A built-in intent with its values: it writes what is allowed and what stays denied. */
const intent = z.strictObject({
  name: shortName.meta({ description: 'A built-in intent, such as read-bucket-prefix' }),
  parameters: z.record(z.string(), z.union([value, z.array(value).max(100)])),
});

/**
 * A business need: which identity may do what, until when and why, and at least one thing that stays denied; in cases of
 * its own, or by an intent.
 */
export const accessRequirement = z
  .strictObject({
    ...head('AccessRequirement'),
    name: label.meta({ description: 'What other files call it' }).exactOptional(),
    nhi: reference
      .meta({ description: 'The identity that gets access: its id, name or external id' })
      .exactOptional(),
    owner: human.exactOptional(),
    backupOwner: human.exactOptional(),
    environment,
    language: languageWord.exactOptional(),
    purpose: prose.meta({ description: 'Why the access is needed, in the words of who needs it' }),
    dataClass: label.exactOptional(),
    ticket: label.exactOptional(),
    expires: when.exactOptional(),
    allow: z
      .array(needCase)
      .min(1)
      .max(200)
      .meta({ description: 'What must be allowed, in the words of the language' })
      .exactOptional(),
    deny: z
      .array(needCase)
      .min(1, 'an intended denial is missing: name at least one thing that must stay denied')
      .max(200)
      .meta({ description: 'What must stay denied: at least one case' })
      .exactOptional(),
    intent: intent.exactOptional(),
  })
  .refine(saysWhat, 'give `allow` and `deny`, or `intent`')
  .meta({
    oneOf: [
      { required: ['allow', 'deny'], not: { required: ['intent'] } },
      { required: ['intent'], not: { anyOf: [{ required: ['allow'] }, { required: ['deny'] }] } },
    ],
  });

function saysWhat(read: { allow?: unknown; deny?: unknown; intent?: unknown }): boolean {
  const own = [read.allow, read.deny].filter((one) => one !== undefined).length;
  return read.intent === undefined ? own === 2 : own === 0;
}

export type AccessRequirementFile = z.infer<typeof accessRequirement>;
