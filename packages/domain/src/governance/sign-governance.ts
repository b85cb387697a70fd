import type { CommandOf } from '../command.ts';
import { distinct } from '../equality.ts';
import type { NewEvent } from '../event.ts';
import {
  type Deciding,
  type EventRule,
  type Judged,
  type Step,
  streamOf,
  versioned,
} from '../event-rule.ts';
import { documentUnknown } from '../law.ts';
import { requireHuman, requireSelf } from '../people.ts';
import { accepted, refusal, refused, unless } from '../refusal.ts';
import type { GovernanceState } from '../state.ts';
import type { Decided, Id, Refusal } from '../values.ts';
import { judgeNextVersion } from './propose-governance.ts';
import { signerOf } from './quorum.ts';

/** Signs a proposed Roster or RuleSet; with the quorum's last signature it is adopted in the same append. */
export function signGovernance(command: CommandOf<'signGovernance'>): readonly Step[] {
  return [signed(command), adopted(command)];
}

function signed(command: CommandOf<'signGovernance'>): Step {
  return ({ actor }) =>
    accepted([
      {
        type: 'GovernanceSigned',
        stream: streamOf('governance', command.governance),
        payload: { human: actor.id, credential: command.credential, envelope: command.envelope },
      },
    ]);
}

function adopted(command: CommandOf<'signGovernance'>): Step {
  return (now): Decided<readonly NewEvent[]> => {
    const governance = now.state.governance.get(command.governance);
    if (governance === undefined) return refused(unknownGovernance(command.governance));
    return accepted(isQuorumMet(governance, now) ? [adoption(governance, now, command)] : []);
  };
}

/** INV-4: distinct humans of the quorum, with `>=`. */
function isQuorumMet(governance: GovernanceState, { roster }: Deciding): boolean {
  const humans = distinct(governance.signatures.map((s) => s.human));
  const ofQuorum = humans.filter((human) => roster.quorum.humans.includes(human));
  return ofQuorum.length >= roster.quorum.threshold;
}

function adoption(
  governance: GovernanceState,
  { workspace }: Deciding,
  { envelope }: CommandOf<'signGovernance'>,
): NewEvent {
  const stream = streamOf('workspace', workspace.id);
  const { id, number, document } = governance;
  return governance.kind === 'roster'
    ? {
        type: 'RosterAdopted',
        stream,
        payload: { number, roster: document, envelope, governance: id },
      }
    : {
        type: 'RuleSetAdopted',
        stream,
        payload: { number, ruleSet: document, envelope, governance: id },
      };
}

/** NOT_A_HUMAN, NOT_IN_ROSTER, NOT_IN_QUORUM, UNKNOWN_GOVERNANCE, WRONG_STATE, ALREADY_DECIDED, CREDENTIAL_NOT_IN_FORCE. */
export const governanceSigned: EventRule<'GovernanceSigned'> = {
  stream: 'governance',
  judge: (judged) => {
    const human = requireHuman(judged);
    const governance = judged.state.governance.get(judged.id);
    if (governance === undefined) return [...human, ...unknownGovernance(judged.id)];
    const { roster, payload } = judged;
    return [
      ...human,
      ...requireSelf(payload.human, judged.actor),
      ...requireOpen(governance),
      ...unless(
        roster.quorum.humans.includes(payload.human),
        'NOT_IN_QUORUM',
        `\`${payload.human}\` is not of the quorum of roster ${roster.number}`,
      ),
      ...unless(
        !governance.signatures.some((s) => s.human === payload.human),
        'ALREADY_DECIDED',
        `\`${payload.human}\` has signed already`,
      ),
      ...judgeNextVersion(governance, judged),
      ...judgeSignature(judged, governance),
    ];
  },
  evolve: (state, event) => {
    const { id, version } = versioned(event);
    const governance = state.governance.get(id);
    if (governance === undefined) return state;
    const signatures = [...governance.signatures, { ...event.payload, at: event.at }];
    return {
      ...state,
      governance: state.governance.set(id, { ...governance, version, signatures }),
    };
  },
};

function judgeSignature(
  { payload, roster, at, facts }: Judged<'GovernanceSigned'>,
  governance: GovernanceState,
): readonly Refusal[] {
  const envelope = facts.governanceEnvelope(payload.envelope);
  if (envelope === undefined) return [documentUnknown(payload.envelope, 'signed envelope')];
  const own = envelope.signatures.find((s) => s.credential === payload.credential);
  return [
    ...unless(
      envelope.kind === governance.kind && envelope.document === governance.document,
      'GOVERNANCE_CHAIN',
      `the envelope carries \`${envelope.document}\`, not \`${governance.document}\``,
    ),
    ...unless(
      own !== undefined && signerOf(own, { roster, at }).includes(payload.human),
      'CREDENTIAL_NOT_IN_FORCE',
      `credential \`${payload.credential}\` of \`${payload.human}\` did not sign or is not in force`,
    ),
  ];
}

/** WRONG_STATE unless the proposal is still open. */
export function requireOpen(governance: GovernanceState): readonly Refusal[] {
  return unless(governance.state === 'open', 'WRONG_STATE', `the proposal is ${governance.state}`);
}

/** UNKNOWN_GOVERNANCE. */
export function unknownGovernance(id: Id): readonly Refusal[] {
  return [refusal('UNKNOWN_GOVERNANCE', `there is no proposal \`${id}\``)];
}
