import { z } from 'zod';
import { label } from '../schemas/values.ts';
import { environment, head, human, languageWord, policyOrPath } from './words.ts';

/** A policy as it is found live: the base of changes, nothing a gate passes. */
export const policy = z.strictObject({
  ...head('Policy'),
  name: label.meta({ description: 'Its name here, and in other files' }),
  environment,
  language: languageWord.exactOptional(),
  owner: human,
  policy: policyOrPath.nullable().meta({ description: 'What is live; null: there is none yet' }),
});

export type PolicyFileDocument = z.infer<typeof policy>;
