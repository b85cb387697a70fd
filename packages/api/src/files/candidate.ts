import { z } from 'zod';
import { id, label } from '../schemas/values.ts';
import { environment, head, languageWord, needCase, policyOrPath, reference } from './words.ts';

const path = z.string().min(1).max(4096);

/** A proposed next content of a policy, with the need it answers. */
export const candidate = z.strictObject({
  ...head('Candidate'),
  language: languageWord.exactOptional(),
  environment: environment.exactOptional(),
  environmentClass: label.exactOptional(),
  dataClass: label.exactOptional(),
  identity: reference
    .meta({ description: 'External id of the identity that gets it' })
    .exactOptional(),
  policy: z.strictObject({
    name: label.meta({ description: 'The name of the policy here' }).exactOptional(),
    from: policyOrPath.nullable().exactOptional(),
    to: policyOrPath,
  }),
  requirement: z
    .union([path, z.strictObject({ allow: z.array(needCase), deny: z.array(needCase) })])
    .meta({ description: 'The path of an AccessRequirement file, or cases' }),
  guardrails: z.array(path).exactOptional(),
  suites: z.array(path).exactOptional(),
  submit: z
    .strictObject({ policy: id, requirement: id })
    .meta({ description: 'Under which ids the workspace knows policy and requirement' })
    .exactOptional(),
});

export type CandidateFileDocument = z.infer<typeof candidate>;
