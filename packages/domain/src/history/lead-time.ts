import { addSeconds } from '../instant.ts';
import type { Instant, Tier } from '../values.ts';
import type { RatedChange } from './rate-change.ts';

/** What an estimate of lead times assumes of the people; each is printed with the estimate. */
export interface ServiceTimes {
  /** What one decision takes of a person's review time. */
  readonly minutesByTier: Readonly<Record<Tier, number>>;
  /** How long until somebody looks, whatever the queue. */
  readonly latencyHours: number;
  /** How much of a week a person gives to reviews, spread evenly over it. */
  readonly hoursAWeek: number;
}

/** Lead times of the changes of one tier, seconds; null where none of them could be approved by anybody. */
export interface LeadTimes {
  readonly tier: Tier;
  readonly changes: number;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly max: number | null;
  /** Changes that ask for more people than there are. */
  readonly unmet: number;
}

const SECONDS_A_WEEK = 7 * 86_400;
const TIERS: readonly Tier[] = ['T0', 'T1', 'T2', 'T3', 'T4'];

/**
 * Waiting at the people who approve: changes queue by source in the order they come, each approval is taken by whoever
 * of that source is free first, no person twice for one change, and a change is through with its last approval. People
 * of several sources have a queue for each, so that load they share is not counted twice against them.
 */
export function leadTimes(
  changes: readonly RatedChange[],
  people: ReadonlyMap<string, number>,
  times: ServiceTimes,
): readonly LeadTimes[] {
  const free = new Map(
    [...people].map(([source, count]) => [source, Array<Instant>(count).fill('')]),
  );
  const ended = changes
    .toSorted((left, right) => (left.at < right.at ? -1 : left.at > right.at ? 1 : 0))
    .map((change) => ({ tier: change.tier, seconds: throughIn(change, free, times) }));
  return TIERS.flatMap((tier) => {
    const own = ended.filter((one) => one.tier === tier);
    return own.length === 0
      ? []
      : [
          summarised(
            tier,
            own.map(({ seconds }) => seconds),
          ),
        ];
  });
}

/** Seconds until the last approval, taking the people it needs; null where there are not enough of them. */
function throughIn(
  { at, tier, rule, needs }: RatedChange,
  free: ReadonlyMap<string, Instant[]>,
  { minutesByTier, latencyHours, hoursAWeek }: ServiceTimes,
): number | null {
  const isMet = needs.every(({ source, count }) => (free.get(source) ?? []).length >= count);
  if (rule === null || !isMet) return null;
  const looks = addSeconds(at, latencyHours * 3600);
  const occupied = minutesByTier[tier] * 60 * (SECONDS_A_WEEK / 3600 / hoursAWeek);
  const ends = needs.flatMap(({ source, count }) => {
    const queue = free.get(source) ?? [];
    queue.sort((left, right) => (left < right ? -1 : left > right ? 1 : 0));
    return Array.from({ length: count }, (_, place) => {
      const begins = (queue[place] ?? '') > looks ? (queue[place] ?? looks) : looks;
      const end = addSeconds(begins, occupied);
      queue[place] = end;
      return end;
    });
  });
  const last = ends.reduce((latest, end) => (end > latest ? end : latest), at);
  return (Date.parse(last) - Date.parse(at)) / 1000;
}

function summarised(tier: Tier, all: readonly (number | null)[]): LeadTimes {
  const seconds = all.filter((one) => one !== null).toSorted((left, right) => left - right);
  const at = (share: number): number | null =>
    seconds[Math.min(Math.floor(seconds.length * share), seconds.length - 1)] ?? null;
  return {
    tier,
    changes: all.length,
    p50: at(0.5),
    p90: at(0.9),
    max: seconds.at(-1) ?? null,
    unmet: all.length - seconds.length,
  };
}
