import { z } from 'zod';
import { requirementCase } from '../schemas/inventory.ts';
import { label, prose } from '../schemas/values.ts';
import { environment, head, human, languageWord, reference, when } from './words.ts';

/** A business need: which identity may do what, until when and why, and at least one thing that stays denied. */
export const accessRequirement = z.strictObject({
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
    .array(requirementCase)
    .min(1)
    .max(200)
    .meta({ description: 'What must be allowed, in the words of the language' }),
  deny: z
    .array(requirementCase)
    .min(1, 'an intended denial is missing: name at least one thing that must stay denied')
    .max(200)
    .meta({ description: 'What must stay denied: at least one case' }),
});

export type AccessRequirementFile = z.infer<typeof accessRequirement>;
