import type { CommandOf } from '../command.ts';
import {
  type EventRule,
  type Judged,
  type Law,
  type Step,
  streamOf,
  versioned,
} from '../event-rule.ts';
import type { Facts } from '../facts.ts';
import { documentUnknown } from '../law.ts';
import { requireHuman } from '../people.ts';
import { accepted, refused, unless } from '../refusal.ts';
import type { Roster, RuleSet } from '../roster.ts';
import type { Digest, Instant, Refusal } from '../values.ts';
import { lintRefusals } from '../workspace/found-workspace.ts';
import { judgeSoundness } from './sound-roster.ts';

/** Proposes the next Roster or RuleSet (INV-8); proposing does not disqualify from signing (FORMATS section 3). */
export function proposeGovernance(command: CommandOf<'proposeGovernance'>): readonly Step[] {
  return [
    ({ facts, newId }) => {
      const { kind, document } = command;
      const proposed = governed(kind, document, facts);
      if (proposed === undefined) return refused([documentUnknown(document, kind)]);
      const { number, previous } = proposed;
      if (previous === null) return refused(chainRefusals(false, `the ${kind} follows no version`));
      const payload = { kind, document, number, previous };
      return accepted([
        { type: 'GovernanceProposed', stream: streamOf('governance', newId()), payload },
      ]);
    },
  ];
}

/** NOT_A_HUMAN, NOT_IN_ROSTER, DOCUMENT_UNKNOWN, GOVERNANCE_CHAIN, RULE_SET_UNSOUND. */
export const governanceProposed: EventRule<'GovernanceProposed'> = {
  stream: 'governance',
  judge: (judged) => [
    ...requireHuman(judged),
    ...unless(!judged.state.governance.has(judged.id), 'ALREADY_EXISTS', 'this proposal exists'),
    ...judgeNextVersion(judged.payload, judged),
  ],
  evolve: (state, event) => ({
    ...state,
    governance: state.governance.set(versioned(event).id, {
      ...versioned(event),
      ...event.payload,
      proposedBy: event.actor.id,
      proposedAt: event.at,
      state: 'open',
      signatures: [],
    }),
  }),
};

type Proposal = Judged<'GovernanceProposed'>['payload'];

/** Whether a proposed document is the next version of what is in force, of this workspace, and sound. */
export function judgeNextVersion(
  proposal: Proposal,
  world: Law & { readonly facts: Facts; readonly at: Instant },
): readonly Refusal[] {
  const document = governed(proposal.kind, proposal.document, world.facts);
  if (document === undefined) return [documentUnknown(proposal.document, proposal.kind)];
  const inForce = proposal.kind === 'roster' ? world.workspace.roster : world.workspace.ruleSet;
  const next = inForce.number + 1;
  return [
    ...chainRefusals(
      proposal.number === next && document.number === next,
      `number \`${document.number}\` was proposed where ${next} is next`,
    ),
    ...chainRefusals(
      proposal.previous === inForce.digest && document.previous === inForce.digest,
      `the ${proposal.kind} follows \`${document.previous}\`, in force is \`${inForce.digest}\``,
    ),
    ...chainRefusals(
      document.workspace === world.workspace.id,
      `the ${proposal.kind} is of another workspace`,
    ),
    ...(document.kind === 'roster' ? judgeRoster(document, world) : judgeRuleSet(document, world)),
  ];
}

function judgeRoster(roster: Roster, world: Law & { readonly at: Instant }): readonly Refusal[] {
  return [
    ...chainRefusals(
      roster.mode === world.workspace.mode,
      `a workspace of mode \`${world.workspace.mode}\` stays so for ever`,
    ),
    ...judgeSoundness(roster, { logKey: world.workspace.logKey, at: world.at }),
  ];
}

function judgeRuleSet(ruleSet: RuleSet, world: Law): readonly Refusal[] {
  return [
    ...chainRefusals(
      ruleSet.rosterNumber === world.workspace.roster.number,
      `the rule set stands on roster \`${ruleSet.rosterNumber}\`, in force is ${world.workspace.roster.number}`,
    ),
    ...lintRefusals(ruleSet, world.roster),
  ];
}

function chainRefusals(holds: boolean, message: string): readonly Refusal[] {
  return unless(holds, 'GOVERNANCE_CHAIN', message);
}

function governed(
  kind: 'roster' | 'ruleset',
  document: Digest,
  facts: Facts,
): Roster | RuleSet | undefined {
  return kind === 'roster' ? facts.roster(document) : facts.ruleSet(document);
}
