import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Table } from './table.ts';

test('a table holds what a map would, and older tables keep what they held', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string({ maxLength: 3 }), fc.nat())), (writes) => {
      const map = new Map<string, number>();
      let table = Table.empty<number>();
      for (const [id, value] of writes) {
        const before = table;
        const former = map.get(id);
        table = table.set(id, value);
        map.set(id, value);
        expect(before.get(id)).toBe(former);
      }
      expect(new Map(table.entries())).toEqual(map);
      expect(table.size).toBe(map.size);
    }),
  );
});

test('a thousand aggregates are found again', () => {
  let table = Table.empty<number>();
  for (let i = 0; i < 1000; i++) table = table.set(`id-${i}`, i);
  for (let i = 0; i < 1000; i++) expect(table.get(`id-${i}`)).toBe(i);
  expect(table.get('id-1000')).toBeUndefined();
});
