import { CASE_WORDS } from '@countersign/analysis';
import { requirementV2Schema } from '@countersign/evidence';
import { expect, test } from 'vitest';

interface Fields {
  readonly properties: Readonly<
    Record<string, { readonly enum?: readonly string[]; readonly items?: Fields }>
  >;
}

const byText = (left: unknown, right: unknown): number => (String(left) < String(right) ? -1 : 1);

test('a requirement holds every word that analysis reads in a case, and no other', () => {
  const languages = requirementV2Schema['oneOf'] as readonly Fields[];
  const held = languages.map(({ properties }) => [
    properties['language']?.enum?.[0],
    Object.keys(properties['deny']?.items?.properties ?? {}).toSorted(byText),
  ]);
  const read = Object.entries(CASE_WORDS).map(([language, words]) => [
    language,
    ['id', ...words.map(({ name }) => name)].toSorted(byText),
  ]);
  expect(held.toSorted(byText)).toEqual(read.toSorted(byText));
});
