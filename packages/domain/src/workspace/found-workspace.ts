import type { CommandOf } from '../command.ts';
import type { EventOf, NewEvent } from '../event.ts';
import { type EventRule, streamOf, versioned } from '../event-rule.ts';
import type { Facts } from '../facts.ts';
import { quorumRefusals } from '../governance/quorum.ts';
import { judgeSoundness } from '../governance/sound-roster.ts';
import { documentUnknown } from '../law.ts';
import { refusal, unless } from '../refusal.ts';
import type { Roster, RuleSet } from '../roster.ts';
import { lintRuleSet } from '../rule/lint-rule-set.ts';
import type { WorkspaceState } from '../state.ts';
import type { Digest, Refusal } from '../values.ts';

/** Genesis: log entry 0, with Roster 1 and RuleSet 1 and, for a founded workspace, the founders' signatures. */
export function foundWorkspace(command: CommandOf<'foundWorkspace'>): NewEvent {
  const { type: _, workspace, ...payload } = command;
  return { type: 'WorkspaceFounded', stream: streamOf('workspace', workspace), payload };
}

/**
 * ALREADY_EXISTS, DOCUMENT_UNKNOWN, GOVERNANCE_CHAIN, RULE_SET_UNSOUND, QUORUM_NOT_MET. Judged apart from the other
 * events because no law is in force yet: version 1 of the Roster is signed by its own quorum.
 */
export function judgeFounding(
  state: WorkspaceState,
  event: EventOf<'WorkspaceFounded'>,
  facts: Facts,
): readonly Refusal[] {
  const { payload } = event;
  const roster = facts.roster(payload.roster);
  const ruleSet = facts.ruleSet(payload.ruleSet);
  if (state.workspace !== null) {
    return [refusal('ALREADY_EXISTS', `workspace \`${state.workspace.id}\` is already founded`)];
  }
  if (roster === undefined) return [documentUnknown(payload.roster, 'roster')];
  if (ruleSet === undefined) return [documentUnknown(payload.ruleSet, 'rule set')];
  return [
    ...unless(
      event.stream === streamOf('workspace', event.workspace),
      'EVENT_MALFORMED',
      `genesis of \`${event.workspace}\` does not belong in stream \`${event.stream}\``,
    ),
    ...judgeFirstVersions(event, roster, ruleSet),
    ...lintRefusals(ruleSet, roster),
    ...judgeFounders(event, roster, facts),
  ];
}

function judgeFirstVersions(
  event: EventOf<'WorkspaceFounded'>,
  roster: Roster,
  ruleSet: RuleSet,
): readonly Refusal[] {
  const chain = (holds: boolean, message: string): readonly Refusal[] =>
    unless(holds, 'GOVERNANCE_CHAIN', message);
  return [
    ...chain(roster.number === 1 && roster.previous === null, 'the first roster is not number 1'),
    ...chain(
      ruleSet.number === 1 && ruleSet.previous === null,
      'the first rule set is not number 1',
    ),
    ...chain(ruleSet.rosterNumber === 1, 'the first rule set does not stand on roster 1'),
    ...chain(roster.workspace === event.workspace, 'the roster is of another workspace'),
    ...chain(ruleSet.workspace === event.workspace, 'the rule set is of another workspace'),
    ...chain(roster.mode === event.payload.mode, `the roster says mode \`${roster.mode}\``),
    ...judgeSoundness(roster, { logKey: event.payload.logKey, at: event.at }),
  ];
}

function judgeFounders(
  event: EventOf<'WorkspaceFounded'>,
  roster: Roster,
  facts: Facts,
): readonly Refusal[] {
  const { mode, rosterEnvelope, ruleSetEnvelope } = event.payload;
  const signed = (kind: 'roster' | 'ruleset', document: Digest, envelope: Digest | null) => {
    // An evaluation may go unsigned: no gate trusts one unless its TrustPolicy names that mode.
    if (envelope === null && mode === 'evaluation') return [];
    if (envelope === null) return [refusal('QUORUM_NOT_MET', `the ${kind} carries no signatures`)];
    return quorumRefusals({ kind, document, envelope }, { roster, at: event.at, facts });
  };
  return [
    ...signed('roster', event.payload.roster, rosterEnvelope),
    ...signed('ruleset', event.payload.ruleSet, ruleSetEnvelope),
  ];
}

/** RULE_SET_UNSOUND for each error that lint finds. */
export function lintRefusals(ruleSet: RuleSet, roster: Roster): readonly Refusal[] {
  return lintRuleSet(ruleSet, roster)
    .filter((finding) => finding.severity === 'error')
    .map((finding) => refusal('RULE_SET_UNSOUND', finding.message, { ...finding }));
}

export const workspaceFounded: EventRule<'WorkspaceFounded'> = {
  stream: 'workspace',
  judge: ({ workspace }) => [
    refusal('ALREADY_EXISTS', `workspace \`${workspace.id}\` is already founded`),
  ],
  evolve: (state, event) => {
    const { mode, logKey } = event.payload;
    const roster = { number: 1, digest: event.payload.roster };
    const ruleSet = { number: 1, digest: event.payload.ruleSet };
    return {
      ...state,
      workspace: {
        ...versioned(event),
        mode,
        logKey,
        foundedAt: event.at,
        roster,
        ruleSet,
        rosters: [{ ...roster, envelope: event.payload.rosterEnvelope, at: event.at }],
        ruleSets: [{ ...ruleSet, envelope: event.payload.ruleSetEnvelope, at: event.at }],
      },
    };
  },
};
