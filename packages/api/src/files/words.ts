import { z } from 'zod';
import { requirementCase } from '../schemas/inventory.ts';
import { environmentName, label, language } from '../schemas/values.ts';
import { visible } from '../schemas/visible.ts';

/** What every file begins with: the version of all kinds together, and its own kind. */
export function head<K extends string>(
  kind: K,
): { readonly apiVersion: z.ZodLiteral<'countersign/v1'>; readonly kind: z.ZodLiteral<K> } {
  return { apiVersion: z.literal('countersign/v1'), kind: z.literal(kind) };
}

/** Something that files and the server know: its id, its name, or for an identity its external id. */
export const reference = visible(z.string().min(1).max(2048));

/** A human of the Roster, by name or id. */
export const human = label.meta({ description: 'A human of the Roster, by name or id' });

/** A date, which means its end (UTC), or a time in UTC. */
export const when = z
  .string()
  .regex(
    /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?Z)?$/,
    'expected a date such as `2027-05-01` or a time such as `2027-05-01T12:00:00Z`',
  )
  .meta({ description: 'A date, which means its end (UTC), or a time in UTC' });

export const environment = environmentName.meta({
  description: 'The Environment, as the RuleSet names it, such as prod/aws/123456789012',
});

export const languageWord = language.meta({
  description: 'The policy language; aws-iam if it is not given',
});

/** A policy: a document, a list of objects, or the path of a file, from the folder of this one. */
export const policyOrPath = z
  .union([
    z.string().min(1).max(4096),
    z.record(z.string(), z.unknown()),
    z.array(z.record(z.string(), z.unknown())).min(1),
  ])
  .meta({ description: 'The policy itself, or the path of its file, from the folder of this one' });

/** A name of a rule set's parts. */
export const shortName = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'expected a name such as `no-key-deletion`')
  .max(80);

const names = z
  .union([z.string().max(2048), z.array(z.string().max(2048)).min(1).max(1000)])
  .exactOptional();

/** One line of a need; the words with `not` mean everything but what they list. */
export const needCase = requirementCase.extend({
  notActions: names,
  notResources: names,
  notVerbs: names,
  notNames: names,
  notNamespaces: names,
  notRepository: names,
  notResource: names,
});
