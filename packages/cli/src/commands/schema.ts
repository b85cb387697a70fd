import { fileKinds, fileSchema, suggestionFor } from '@countersign/api';
import { ruleSetSchema, trustPolicySchema } from '@countersign/evidence';
import { badInput } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { done } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { table } from '../terminal/layout.ts';

/** Documents that are signed or pinned as they are; their formats have schemas of their own. */
const FORMATS: Readonly<Record<string, { readonly schema: unknown; readonly about: string }>> = {
  RuleSet: { schema: ruleSetSchema, about: 'the numbered, signed rules (`rule propose`)' },
  TrustPolicy: { schema: trustPolicySchema, about: 'what one gate trusts' },
};

/** The JSON Schema of a kind of file; without a kind, which there are. */
export async function schemaCommand(given: Given, io: Io): Promise<Outcome> {
  const kind = given.maybeArgument(0);
  const kinds = { ...fileKinds, ...FORMATS };
  if (kind === undefined) {
    const rows = Object.entries(kinds).map(([name, { about }]) => [name, about]);
    return done({ kinds: Object.keys(kinds) }, table(['kind', 'is'], rows, io.style));
  }
  const schema = Object.hasOwn(fileKinds, kind)
    ? fileSchema(kind as keyof typeof fileKinds)
    : Object.hasOwn(FORMATS, kind)
      ? FORMATS[kind]?.schema
      : undefined;
  if (schema !== undefined) return done(schema, JSON.stringify(schema, null, 2));
  const meant = suggestionFor(kind, Object.keys(kinds));
  throw badInput(
    'UNKNOWN_KIND',
    `the kind \`${kind}\` is not known`,
    meant === undefined ? '`countersign schema` lists them' : `did you mean \`${meant}\``,
  );
}
