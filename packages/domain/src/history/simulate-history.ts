import type { Roster, RuleSet } from '../roster.ts';
import { whyNotOfSource } from '../rule/eligibility.ts';
import type { Instant, Tier } from '../values.ts';
import { type LeadTimes, leadTimes, type ServiceTimes } from './lead-time.ts';
import { type PastChange, type RatedChange, rateChange, weekOf } from './rate-change.ts';

/** What a history would have been under a rule set. */
export interface SimulatedHistory {
  readonly changes: readonly RatedChange[];
  readonly byTier: Readonly<Record<Tier, number>>;
  /** How often each reason was among those of a change, the most frequent first. */
  readonly reasons: readonly { readonly code: string; readonly changes: number }[];
  /** Approvals asked of each source. */
  readonly load: readonly SourceLoad[];
  /** Changes no approval rule governs: refused. */
  readonly ungoverned: number;
  readonly aboveAppetite: number;
  readonly undetermined: number;
  /** Empty where nobody said who there is. */
  readonly leadTimes: readonly LeadTimes[];
}

export interface SourceLoad {
  readonly source: string;
  /** How many people there are; null where nobody said. */
  readonly people: number | null;
  readonly approvals: number;
  readonly weeks: number;
  /** Approvals in a week, over the weeks from the first change to the last. */
  readonly mean: number;
  readonly busiest: { readonly week: string; readonly approvals: number };
}

/** Who there is, and what is assumed of them. */
export interface Workforce {
  readonly people: ReadonlyMap<string, number>;
  readonly times: ServiceTimes;
}

/**
 * Replays changes of the past through a rule set: the tier of each, whom it would have needed, what that comes to for
 * each role, and how long it would have taken. Pure; every assumption is an argument.
 */
export function simulateHistory(
  ruleSet: RuleSet,
  history: readonly PastChange[],
  workforce: Workforce | null,
): SimulatedHistory {
  const changes = history.map((change) => rateChange(ruleSet, change));
  const byTier = { T0: 0, T1: 0, T2: 0, T3: 0, T4: 0 };
  for (const { tier } of changes) byTier[tier] += 1;
  return {
    changes,
    byTier,
    reasons: counted(changes.flatMap(({ reasons }) => reasons)),
    load: loadOf(changes, workforce),
    ungoverned: changes.filter(({ rule }) => rule === null).length,
    aboveAppetite: changes.filter((one) => one.isAboveAppetite).length,
    undetermined: changes.filter((one) => one.isUndetermined).length,
    leadTimes: workforce === null ? [] : leadTimes(changes, workforce.people, workforce.times),
  };
}

function counted(codes: readonly string[]): SimulatedHistory['reasons'] {
  const counts = new Map<string, number>();
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts]
    .map(([code, changes]) => ({ code, changes }))
    .toSorted((left, right) => right.changes - left.changes);
}

function loadOf(
  changes: readonly RatedChange[],
  workforce: Workforce | null,
): readonly SourceLoad[] {
  const weeks = weeksOf(changes.map(({ at }) => at));
  const bySource = new Map<string, Map<string, number>>();
  for (const { at, needs } of changes) {
    for (const { source, count } of needs) {
      const byWeek = bySource.get(source) ?? new Map<string, number>();
      byWeek.set(weekOf(at), (byWeek.get(weekOf(at)) ?? 0) + count);
      bySource.set(source, byWeek);
    }
  }
  return [...bySource].map(([source, byWeek]) => {
    const approvals = [...byWeek.values()].reduce((sum, one) => sum + one, 0);
    const [week = '', most = 0] = [...byWeek].toSorted((l, r) => r[1] - l[1])[0] ?? [];
    return {
      source,
      people: workforce === null ? null : (workforce.people.get(source) ?? 0),
      approvals,
      weeks,
      mean: approvals / weeks,
      busiest: { week, approvals: most },
    };
  });
}

/** Weeks from the first to the last, both counted. */
function weeksOf(times: readonly Instant[]): number {
  const weeks = times.map(weekOf).toSorted();
  const [first] = weeks;
  const last = weeks.at(-1);
  if (first === undefined || last === undefined) return 1;
  return Math.round((Date.parse(last) - Date.parse(first)) / (7 * 86_400_000)) + 1;
}

/** How many people of a Roster are active and of each source that a rule set names; every resource owner counts. */
export function peopleBySource(
  { rules }: RuleSet,
  roster: Roster,
  at: Instant,
): ReadonlyMap<string, number> {
  const resourceOwners = roster.humans.map(({ id }) => id);
  const sources = rules.flatMap(({ requires }) => sourcesIn(requires));
  return new Map(
    sources.map(({ name, source }) => [
      name,
      roster.humans.filter(
        ({ id }) => whyNotOfSource(source, id, { roster, resourceOwners, at }) === null,
      ).length,
    ]),
  );
}

type Requires = RuleSet['rules'][number]['requires'];
type Source = Extract<Requires, { approve: number }>['from'];

function sourcesIn(
  requires: Requires,
): readonly { readonly name: string; readonly source: Source }[] {
  if ('approve' in requires) {
    const { from } = requires;
    return [{ name: 'group' in from ? `group ${from.group}` : from.role, source: from }];
  }
  return ('all' in requires ? requires.all : requires.any).flatMap(sourcesIn);
}

/** How the tiers of the same changes differ under two rule sets. */
export interface TierMoves {
  readonly higher: number;
  readonly lower: number;
  readonly same: number;
  /** How many went from which tier to which. */
  readonly moves: readonly { readonly from: Tier; readonly to: Tier; readonly changes: number }[];
}

/** Compares two simulations of one history, change by change. */
export function compareHistories(before: SimulatedHistory, after: SimulatedHistory): TierMoves {
  const counts = new Map<string, number>();
  after.changes.forEach(({ tier }, at) => {
    const key = `${before.changes[at]?.tier ?? tier} ${tier}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  });
  const moves = [...counts].map(([key, changes]) => {
    const [from, to] = key.split(' ') as [Tier, Tier];
    return { from, to, changes };
  });
  const total = (test: (move: (typeof moves)[number]) => boolean): number =>
    moves.filter(test).reduce((sum, { changes }) => sum + changes, 0);
  return {
    higher: total(({ from, to }) => to > from),
    lower: total(({ from, to }) => to < from),
    same: total(({ from, to }) => to === from),
    moves: moves.toSorted((l, r) => (`${l.from}${l.to}` < `${r.from}${r.to}` ? -1 : 1)),
  };
}
