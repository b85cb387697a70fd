import type {
  Roster,
  RuleSet,
  ServiceTimes,
  SimulatedHistory,
  Workforce,
} from '@countersign/domain';
import { compareHistories, peopleBySource, simulateHistory } from '@countersign/domain';
import { type Json, parseRoster, parseRuleSet } from '@countersign/evidence';
import { answered, signedIn } from '../client/server.ts';
import { readDocument } from '../files/read-document.ts';
import { badInput, EXIT, Failure } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { judged } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { readHistory } from '../history/read-history.ts';
import { historyText } from '../terminal/history-text.ts';

const TIERS = ['T0', 'T1', 'T2', 'T3', 'T4'] as const;

/**
 * Replays a history of changes through a RuleSet file: tier of each, load of each role, lead times, beside another
 * RuleSet where one is named. Needs files alone; only `--in-force` asks the server. Exit 3 when no line could be read.
 */
export async function simulateRuleHistory(given: Given, io: Io): Promise<Outcome> {
  const path = given.text('history');
  const ruleSet = await ruleSetFile(given.argument(0));
  const { other, roster } = await otherLaw(given, io);
  const { changes, unread } = await readHistory(path, ruleSet);
  if (changes.length === 0) {
    const [first] = unread;
    const why = first === undefined ? 'it is empty' : `line ${first.line}: ${first.why}`;
    throw badInput('NO_HISTORY', `\`${path}\` holds no change that can be rated: ${why}`);
  }
  const times = serviceTimes(given);
  const workforceOf = (law: RuleSet): Workforce | null =>
    roster === null ? null : { people: peopleBySource(law, roster, io.now().toISOString()), times };
  const simulated = simulateHistory(ruleSet, changes, workforceOf(ruleSet));
  const before = other === null ? null : simulateHistory(other, changes, workforceOf(other));
  const moved = before === null ? null : compareHistories(before, simulated);
  const found = { simulated, before, moved, unread, times: roster === null ? null : times };
  const json = {
    ...summaryOf(simulated),
    changes: given.flag('each') ? simulated.changes : simulated.changes.length,
    against: before === null ? null : { ...summaryOf(before), changes: before.changes.length },
    moved,
    assumptions: assumptions(roster === null ? null : times),
    unread,
  };
  return judged(EXIT.holds, json, historyText(found, json.assumptions, io.style));
}

function summaryOf({ changes: _, ...rest }: SimulatedHistory): Omit<SimulatedHistory, 'changes'> {
  return rest;
}

async function ruleSetFile(path: string): Promise<RuleSet> {
  const parsed = parseRuleSet((await readDocument(path)) as Json);
  if (parsed.ok) return parsed.value;
  throw new Failure(
    parsed.refusals.map(({ code, message }) => ({ code, message: `\`${path}\`: ${message}` })),
    EXIT.usage,
  );
}

/** What it is compared with, and who there is: files where they are named, the server's for `--in-force`. */
async function otherLaw(
  given: Given,
  io: Io,
): Promise<{ readonly other: RuleSet | null; readonly roster: Roster | null }> {
  const against = given.maybe('against');
  const people = given.maybe('roster');
  if (!given.flag('inForce')) {
    return {
      other: against === undefined ? null : await ruleSetFile(against),
      roster: people === undefined ? null : await rosterFile(people),
    };
  }
  if (against !== undefined) {
    throw badInput(
      'TWO_RULE_SETS',
      '`--in-force` and `--against` name two rule sets to compare with',
    );
  }
  const { api } = await signedIn(io);
  const ruleSet = answered(await api.getRuleSet()).document as RuleSet;
  const roster =
    people === undefined
      ? (answered(await api.getRoster()).document as Roster)
      : await rosterFile(people);
  return { other: ruleSet, roster };
}

async function rosterFile(path: string): Promise<Roster> {
  const parsed = parseRoster((await readDocument(path)) as Json);
  if (parsed.ok) return parsed.value;
  throw new Failure(
    parsed.refusals.map(({ code, message }) => ({ code, message: `\`${path}\`: ${message}` })),
    EXIT.usage,
  );
}

/** Minutes a decision takes where nobody says: read, checked against the need, signed. Guesses, and printed as such. */
const MINUTES = { T0: 2, T1: 5, T2: 10, T3: 20, T4: 45 } as const;
const LATENCY_HOURS = 4;
const HOURS_A_WEEK = 5;

function serviceTimes(given: Given): ServiceTimes {
  const minutesByTier = { ...MINUTES } as Record<(typeof TIERS)[number], number>;
  for (const text of given.list('service')) {
    const [, tier = '', minutes = ''] = /^(T[0-4])=(\d{1,4})$/.exec(text) ?? [];
    const known = TIERS.find((one) => one === tier);
    if (known === undefined || Number(minutes) === 0) {
      throw badInput(
        'BAD_SERVICE_TIME',
        `\`${text}\` is no service time such as \`T3=20\` (minutes)`,
      );
    }
    minutesByTier[known] = Number(minutes);
  }
  return {
    minutesByTier,
    latencyHours: given.count('latencyHours', 0) ?? LATENCY_HOURS,
    hoursAWeek: given.count('hoursAWeek', 1) ?? HOURS_A_WEEK,
  };
}

function assumptions(times: ServiceTimes | null): readonly string[] {
  return [
    'the appetite counts as if it had been accepted before the first change',
    'what a change is compared with was released; no identity belongs to a third party unless its effects say so',
    'of alternatives in a rule the first is taken',
    ...(times === null
      ? ['no roster was given, so that lead times are not estimated']
      : [
          `one decision takes ${TIERS.map((tier) => `${times.minutesByTier[tier]} minutes for ${tier}`).join(', ')}`,
          `somebody looks ${times.latencyHours} hours after a change comes, and gives ${times.hoursAWeek} hours a week to reviews, spread evenly`,
          'whoever holds several roles counts in each, every resource owner owns everything, and nobody is disqualified',
          'all approve, and nobody asks for changes',
        ]),
  ];
}
