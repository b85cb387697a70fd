import { z } from 'zod';
import { parseWith } from '../faults.ts';
import type { Refusal } from '../problem.ts';
import { suggestionFor } from '../suggestion.ts';
import { accessRequirement } from './access-requirement.ts';
import { candidate } from './candidate.ts';
import { exception } from './exception.ts';
import { guardrail } from './guardrail.ts';
import { nhi } from './nhi.ts';
import { policy } from './policy.ts';
import { suite } from './suite.ts';

/** Kinds of files that people write (`apiVersion: countersign/v1`), each with its one definition. */
export const fileKinds = {
  AccessRequirement: { schema: accessRequirement, about: 'a business need' },
  Candidate: { schema: candidate, about: 'a proposed next content of a policy' },
  Exception: { schema: exception, about: 'a dated, owned deviation' },
  Guardrail: { schema: guardrail, about: 'a standing obligation' },
  Nhi: { schema: nhi, about: 'a non-human identity' },
  Policy: { schema: policy, about: 'a policy as it is live' },
  Suite: { schema: suite, about: 'requests and patterns of your own' },
} as const;

export type FileKind = keyof typeof fileKinds;

/** A file that was read, by its kind. */
export type FileDocument = {
  [K in FileKind]: z.infer<(typeof fileKinds)[K]['schema']>;
}[FileKind];

/** Reads one document of a file; every fault at once, each with a JSON pointer. */
export function parseFile(
  value: unknown,
): { ok: true; value: FileDocument } | { ok: false; refusals: Refusal[] } {
  const kind = kindOf(value);
  if (typeof kind !== 'string') return { ok: false, refusals: [kind] };
  const { schema } = fileKinds[kind as FileKind];
  return parseWith<z.ZodType<FileDocument>>(schema, value, 'file');
}

function kindOf(value: unknown): FileKind | Refusal {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refusal('WRONG_TYPE', 'the file must be an object', '');
  }
  const { kind } = value as { readonly kind?: unknown };
  if (typeof kind !== 'string') return refusal('MISSING_FIELD', 'missing field `kind`', '/kind');
  if (Object.hasOwn(fileKinds, kind)) return kind as FileKind;
  const meant = suggestionFor(kind, Object.keys(fileKinds));
  const help =
    meant === undefined
      ? `one of ${Object.keys(fileKinds).join(', ')}`
      : `did you mean \`${meant}\``;
  return refusal('UNKNOWN_KIND', `the kind \`${kind}\` is not known; ${help}`, '/kind');
}

function refusal(code: string, message: string, pointer: string): Refusal {
  return { code, message, details: { in: 'file', pointer } };
}

/** The JSON Schema of a kind, for editors. */
export function fileSchema(kind: FileKind): Readonly<Record<string, unknown>> {
  const { schema, about } = fileKinds[kind];
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return {
    $schema,
    $id: `urn:countersign:file:${kind}:v1`,
    title: kind,
    description: `Countersign: ${about}`,
    ...rest,
  };
}
