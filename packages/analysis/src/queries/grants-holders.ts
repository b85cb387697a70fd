import { parseGrants } from '../grants/parse/parse-grants.ts';
import { subjectKey } from '../grants/sets/atom.ts';
import { subjectOf } from '../grants/sets/side.ts';
import type { Parsed } from '../refusal.ts';
import type { Holder } from './holder.ts';

const WORDS = { 'github-app': 'app', oauth: 'client', 'api-key': 'key', any: 'subject' } as const;

/** Apps, clients and keys of grants; every grant counts, since they only add up. Refused: what is no grants object. */
export function grantsHolders(values: readonly unknown[]): Parsed<readonly Holder[]> {
  const together = JSON.stringify(values.flat());
  const parsed = parseGrants(together);
  if (!parsed.ok) return parsed;
  const subjects = new Map(
    parsed.value.grants.map((grant) => [subjectKey(subjectOf(grant)), subjectOf(grant)]),
  );
  return {
    ok: true,
    value: [...subjects.values()].map(({ kind, name, provider }) => ({
      id: name ?? '',
      kind,
      names: [],
      formsFor: () => [{ member: together, isWhole: true }],
      words: { [WORDS[kind]]: name, ...(provider === null ? {} : { provider }) },
      missingFor: () => [],
      placeOf: ({ statement = 0 }) => `grant ${statement + 1}`,
    })),
  };
}
