import { z } from 'zod';
import { label, language } from '../schemas/values.ts';
import { head, human, shortName, when } from './words.ts';

const pattern = z.record(z.string(), z.unknown()).meta({
  description: 'Requests, in the words of the language, as must-deny takes them',
});
const patterns = z.array(z.string().min(1).max(2048)).min(1).max(1000);

/** What is obliged, each by the name of its kind. */
const obligation = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('must-deny'), request: pattern }),
  z.strictObject({ type: z.literal('must-allow'), request: pattern }),
  z.strictObject({ type: z.literal('only'), request: pattern, identities: patterns }),
  z.strictObject({ type: z.literal('never-together'), first: pattern, second: pattern }),
  z.strictObject({ type: z.literal('keeps'), request: pattern }),
]);

/** A standing obligation on the policies of an Environment; it comes into force with a RuleSet. */
export const guardrail = z.strictObject({
  ...head('Guardrail'),
  name: shortName,
  type: z
    .enum(['compensating-control', 'break-glass-path', 'regulatory', 'separation-of-duty'])
    .meta({ description: 'What the guardrail is for' }),
  severity: z.enum(['block', 'escalate']),
  language,
  scope: z.strictObject({
    environments: patterns.meta({ description: 'Environments, or beginnings that end in *' }),
    environmentClasses: z.array(label).min(1).nullable().exactOptional(),
    dataClasses: z.array(label).min(1).nullable().exactOptional(),
    identities: patterns
      .meta({ description: 'External ids with * and ?; every identity if it is not given' })
      .exactOptional(),
  }),
  owner: human,
  frameworks: z
    .array(z.strictObject({ framework: label, id: label }))
    .max(64)
    .exactOptional(),
  until: when.nullable().exactOptional(),
  why: z.string().min(1).max(1000),
  obligation,
});

export type GuardrailFile = z.infer<typeof guardrail>;
