import type { LeadTimes, SimulatedHistory, TierMoves } from '@countersign/domain';
import type { UnreadChange } from '../history/read-history.ts';
import { inert, table, wrap } from './layout.ts';
import type { Style } from './style.ts';

const TIERS = ['T0', 'T1', 'T2', 'T3', 'T4'] as const;

interface Found {
  readonly simulated: SimulatedHistory;
  readonly before: SimulatedHistory | null;
  readonly moved: TierMoves | null;
  readonly unread: readonly UnreadChange[];
}

/** A simulated history as tables: tiers, why, load of each role, lead times, and what changes against another rule set. */
export function historyText(
  { simulated, before, moved, unread }: Found,
  assumptions: readonly string[],
  style: Style,
): string {
  const total = simulated.changes.length;
  return [
    `${total} changes`,
    tiersTable(simulated, before, style),
    ...(moved === null ? [] : [movesText(moved)]),
    '',
    reasonsTable(simulated, style),
    '',
    loadTable(simulated, before, style),
    ...(simulated.leadTimes.length === 0 ? [] : ['', leadTable(simulated.leadTimes, style)]),
    '',
    ...countsText(simulated),
    ...unreadText(unread),
    'assumed:',
    ...assumptions.map((text) => wrap(`- ${text}`, '  ', style.width)),
  ].join('\n');
}

function tiersTable(
  { byTier, changes }: SimulatedHistory,
  before: SimulatedHistory | null,
  style: Style,
): string {
  const rows = TIERS.map((tier) => [
    tier,
    String(byTier[tier]),
    share(byTier[tier], changes.length),
    ...(before === null ? [] : [String(before.byTier[tier])]),
  ]);
  return table(['tier', 'changes', 'share', ...(before === null ? [] : ['before'])], rows, style);
}

function movesText({ higher, lower, same, moves }: TierMoves): string {
  const each = moves
    .filter(({ from, to }) => from !== to)
    .map(({ from, to, changes }) => `${from} to ${to}: ${changes}`);
  const details = each.length === 0 ? '' : ` (${each.join(', ')})`;
  return `against the other rule set ${higher} higher, ${lower} lower, ${same} as before${details}`;
}

const SHOWN_REASONS = 12;

function reasonsTable({ reasons, changes }: SimulatedHistory, style: Style): string {
  const rows = reasons
    .slice(0, SHOWN_REASONS)
    .map((one) => [inert(one.code), String(one.changes), share(one.changes, changes.length)]);
  return table(['reason', 'changes', 'share'], rows, style);
}

function loadTable(
  { load }: SimulatedHistory,
  before: SimulatedHistory | null,
  style: Style,
): string {
  const rows = load.map(({ source, people, approvals, mean, busiest }) => [
    inert(source),
    people === null ? 'not given' : String(people),
    String(approvals),
    mean.toFixed(1),
    `${busiest.approvals} (week of ${busiest.week})`,
    ...(before === null
      ? []
      : [(before.load.find((one) => one.source === source)?.mean ?? 0).toFixed(1)]),
  ]);
  const titles = ['role', 'people', 'approvals', 'a week', 'busiest week'];
  return table([...titles, ...(before === null ? [] : ['a week before'])], rows, style);
}

function leadTable(leads: readonly LeadTimes[], style: Style): string {
  const rows = leads.map(({ tier, p50, p90, max, unmet }) => [
    tier,
    hours(p50),
    hours(p90),
    hours(max),
    String(unmet),
  ]);
  return table(['lead time', 'half within', 'nine of ten', 'longest', 'nobody could'], rows, style);
}

function countsText({ ungoverned, aboveAppetite, undetermined }: SimulatedHistory): string[] {
  return [
    ...(aboveAppetite > 0 ? [`${aboveAppetite} above the appetite: each takes an exception`] : []),
    ...(ungoverned > 0 ? [`${ungoverned} governed by no approval rule: refused`] : []),
    ...(undetermined > 0 ? [`${undetermined} not decided: each takes an exception`] : []),
  ];
}

const SHOWN_UNREAD = 5;

function unreadText(unread: readonly UnreadChange[]): string[] {
  if (unread.length === 0) return [];
  const shown = unread.slice(0, SHOWN_UNREAD);
  return [
    `${unread.length} lines could not be rated and are left out:`,
    ...shown.map(({ line, why }) => `  line ${line}: ${inert(why)}`),
    ...(unread.length > shown.length ? [`  and ${unread.length - shown.length} more`] : []),
  ];
}

function share(part: number, whole: number): string {
  return whole === 0 ? '' : `${((100 * part) / whole).toFixed(1)} %`;
}

function hours(seconds: number | null): string {
  if (seconds === null) return 'never';
  const count = seconds / 3600;
  return count < 48 ? `${count.toFixed(1)} h` : `${(count / 24).toFixed(1)} days`;
}
