import type { EventOf } from '../event.ts';
import { type EventRule, type Judged, streamOf, versioned } from '../event-rule.ts';
import { requireHuman } from '../people.ts';
import { unless } from '../refusal.ts';
import type { WorkspaceState } from '../state.ts';
import type { Digest, Refusal } from '../values.ts';
import { judgeNextVersion } from './propose-governance.ts';
import { quorumRefusals } from './quorum.ts';
import { requireOpen, unknownGovernance } from './sign-governance.ts';

/** NOT_A_HUMAN, NOT_IN_ROSTER, GOVERNANCE_CHAIN, QUORUM_NOT_MET, RULE_SET_UNSOUND, WRONG_STATE: under the versions in force (INV-8). */
export const rosterAdopted: EventRule<'RosterAdopted'> = {
  stream: 'workspace',
  judge: (judged) => judgeAdoption(judged, { kind: 'roster', document: judged.payload.roster }),
  evolve: (state, event) => {
    if (state.workspace === null) return state;
    const roster = { number: event.payload.number, digest: event.payload.roster };
    const adopted = { ...roster, envelope: event.payload.envelope, at: event.at };
    const rosters = [...state.workspace.rosters, adopted];
    const workspace = { ...state.workspace, ...versioned(event), roster, rosters };
    return closed({ ...state, workspace }, event);
  },
};

/** As for a Roster. */
export const ruleSetAdopted: EventRule<'RuleSetAdopted'> = {
  stream: 'workspace',
  judge: (judged) => judgeAdoption(judged, { kind: 'ruleset', document: judged.payload.ruleSet }),
  evolve: (state, event) => {
    if (state.workspace === null) return state;
    const ruleSet = { number: event.payload.number, digest: event.payload.ruleSet };
    const adopted = { ...ruleSet, envelope: event.payload.envelope, at: event.at };
    const ruleSets = [...state.workspace.ruleSets, adopted];
    const workspace = { ...state.workspace, ...versioned(event), ruleSet, ruleSets };
    return closed({ ...state, workspace }, event);
  },
};

type Adoption = 'RosterAdopted' | 'RuleSetAdopted';

function judgeAdoption(
  judged: Judged<'RosterAdopted'> | Judged<'RuleSetAdopted'>,
  adopted: { readonly kind: 'roster' | 'ruleset'; readonly document: Digest },
): readonly Refusal[] {
  const { payload, event, state } = judged;
  const governance = state.governance.get(payload.governance);
  if (governance === undefined) return unknownGovernance(payload.governance);
  const matches =
    governance.kind === adopted.kind &&
    governance.document === adopted.document &&
    governance.number === payload.number;
  return [
    ...requireHuman(judged),
    ...unless(
      event.stream === streamOf('workspace', judged.workspace.id),
      'EVENT_MALFORMED',
      `an adoption does not belong in stream \`${event.stream}\``,
    ),
    ...requireOpen(governance),
    ...unless(matches, 'GOVERNANCE_CHAIN', 'what is adopted is not what was proposed'),
    ...judgeNextVersion(governance, judged),
    ...quorumRefusals({ ...adopted, envelope: payload.envelope }, judged),
  ];
}

/** Marks the proposal adopted; the one event that touches a second aggregate, where the state holds it. */
function closed(state: WorkspaceState, event: EventOf<Adoption>): WorkspaceState {
  const governance = state.governance.get(event.payload.governance);
  if (governance === undefined) return state;
  const adopted = { ...governance, state: 'adopted' as const };
  return { ...state, governance: state.governance.set(governance.id, adopted) };
}
