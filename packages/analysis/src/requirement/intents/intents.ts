import { readValues } from '../../draft/instantiate.ts';
import type { ParameterValues } from '../../draft/template.ts';
import { suggest } from '../../parse/suggest.ts';
import type { LanguageName } from '../../questions/language.ts';
import type { Parsed } from '../../refusal.ts';
import { readCases } from '../read-case.ts';
import type { RequirementCases } from '../requirement-case.ts';
import type { Intent } from './intent.ts';
import { oneApiScope, oneKeyScope } from './one-api-scope.ts';
import { oneNamespaceVerbs } from './one-namespace-verbs.ts';
import { oneRepository } from './one-repository.ts';
import {
  assumeOneRole,
  invokeOneFunction,
  publishOneTopic,
  readOneSecret,
  sendToOneQueue,
} from './one-resource.ts';
import { readBucketPrefix } from './read-bucket-prefix.ts';

/** Every built-in intent by name. To add one, write its file and add it here. */
export const INTENTS: ReadonlyMap<string, Intent> = new Map(
  [
    oneRepository,
    oneApiScope,
    oneKeyScope,
    readBucketPrefix,
    oneNamespaceVerbs,
    invokeOneFunction,
    assumeOneRole,
    readOneSecret,
    publishOneTopic,
    sendToOneQueue,
  ].map((one) => [one.name, one]),
);

/**
 * The cases of a built-in intent. Refused, all at once: an unknown intent, values that are missing, unknown or out of
 * bounds, with pointers into the values.
 */
export function casesOfIntent(
  name: string,
  values: ParameterValues,
): Parsed<{ readonly language: LanguageName; readonly cases: RequirementCases }> {
  const intent = INTENTS.get(name);
  if (intent === undefined) {
    const meant = suggest(name, [...INTENTS.keys()]);
    const help = meant === undefined ? '' : `; did you mean \`${meant}\``;
    const message = `there is no intent \`${name}\`${help}`;
    return { ok: false, refusals: [{ code: 'UNKNOWN_INTENT', message }] };
  }
  const read = readValues(intent, values);
  if (!read.ok) return read;
  const given = (key: string): readonly string[] => [read.value.get(key) ?? []].flat();
  const made = intent.cases({ one: (key) => given(key)[0] ?? '', many: given });
  const cases = readCases(intent.language, made);
  return cases.ok ? { ok: true, value: { language: intent.language, cases: cases.value } } : cases;
}
