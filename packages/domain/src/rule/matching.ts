import type { Id } from '../values.ts';

/** Part of a rule: so many distinct humans out of these. */
export interface Demand {
  readonly count: number;
  readonly humans: readonly Id[];
}

/**
 * Gives each demand as many humans as can be, no human to two demands: a largest matching, by augmenting paths
 * (Kuhn), exact and independent of the order of humans in its size. Answers who is given to which demand.
 */
export function assignDistinct(demands: readonly Demand[]): readonly (readonly Id[])[] {
  const seats = demands.flatMap((demand, index) =>
    Array.from({ length: demand.count }, () => ({ index, humans: demand.humans })),
  );
  const seatOf = new Map<Id, number>();
  for (let seat = 0; seat < seats.length; seat++) seated(seat, { seats, seatOf, tried: new Set() });
  return demands.map((_, index) =>
    [...seatOf].filter(([, seat]) => seats[seat]?.index === index).map(([human]) => human),
  );
}

interface Search {
  readonly seats: readonly { readonly index: number; readonly humans: readonly Id[] }[];
  readonly seatOf: Map<Id, number>;
  readonly tried: Set<Id>;
}

function seated(seat: number, search: Search): boolean {
  for (const human of search.seats[seat]?.humans ?? []) {
    if (search.tried.has(human)) continue;
    search.tried.add(human);
    const holder = search.seatOf.get(human);
    if (holder === undefined || seated(holder, search)) {
      search.seatOf.set(human, seat);
      return true;
    }
  }
  return false;
}
