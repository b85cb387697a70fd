import { z } from 'zod';
import { visible } from './visible.ts';

/** UUID in lower case (RFC 9562); every id in a path is one. */
export const id = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, 'expected a UUID')
  .meta({ format: 'uuid' });

/** `sha256:` and 64 lower-case hex digits. */
export const digest = z.templateLiteral(['sha256:', z.string().regex(/^[0-9a-f]{64}$/)]);

/** RFC 3339 UTC with milliseconds. */
export const instant = z
  .string()
  .regex(
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/,
    'expected a time such as `2026-11-23T12:00:00.000Z`',
  )
  .meta({ format: 'date-time' });

/** A short text that people read: names, labels. */
export const label = visible(z.string().min(1).max(200));

/** Free text of a person: purposes, reasons, comments. Stored salted and erasable. */
export const prose = visible(z.string().min(1).max(4000), 'prose');

/** The name of an Environment, such as `prod/aws/123456789012`. */
export const environmentName = z.string().min(1).max(200);

/** A policy as text; the byte limit of 256 KB and everything inside is judged by the analysis. */
export const policyText = z.string();

/** The languages a policy and a requirement may be written in. */
export const language = z.enum(['aws-iam', 'kubernetes-rbac', 'grants']);

export const tier = z.enum(['T0', 'T1', 'T2', 'T3', 'T4']);
export const assurance = z.enum(['ssh', 'ssh-sk-verified', 'webauthn-uv']);
export const onLapse = z.enum(['keep', 'deny']);
export const mode = z.enum(['founded', 'evaluation']);
export const verdict = z.enum([
  'equivalent',
  'narrower',
  'broader',
  'incomparable',
  'undetermined',
]);
export const outcome = z.enum(['passed', 'failed', 'undetermined']);

/** Opaque ids of people and the names this workspace knows for them; an erased name is absent. */
export const people = z.record(z.string(), z.string());

/** A DSSE envelope: payload and signatures in base64. */
export const envelope = z.strictObject({
  payloadType: z.string(),
  payload: z.base64(),
  signatures: z
    .array(z.strictObject({ keyid: z.string(), sig: z.base64() }))
    .min(1)
    .max(64),
});

/** Where the log stands: its origin, size and root (base64). */
export const checkpointView = z.strictObject({
  origin: z.string(),
  size: z.int(),
  root: z.string(),
});

/** Who acts: a person, a token, or the visitor of an evaluation. */
export const actor = z.strictObject({
  kind: z.enum(['human', 'agent', 'pipeline', 'system', 'visitor']),
  id,
});

/** One thing a command changed, in the order of the log. */
export const empty = z.strictObject({});

/** `?cursor=&limit=` of every list. */
export const pageQuery = z.strictObject({
  cursor: z.string().max(200).exactOptional(),
  limit: z.coerce.number<number>().int().min(1).max(100).default(50),
});

export const idParams = z.strictObject({ id });

/** A page of a list; `next` is the cursor of the following one, `null` at the end. */
export function page<T extends z.ZodType>(item: T): z.ZodObject<PageShape<T>, z.core.$strict> {
  return z.strictObject({ items: z.array(item), next: z.string().nullable() });
}

type PageShape<T extends z.ZodType> = {
  items: z.ZodArray<T>;
  next: z.ZodNullable<z.ZodString>;
};

export type PolicyLanguage = z.infer<typeof language>;
export type Envelope = z.infer<typeof envelope>;
export type CheckpointView = z.infer<typeof checkpointView>;
export type ActorView = z.infer<typeof actor>;
export type Page<T> = { items: T[]; next: string | null };
