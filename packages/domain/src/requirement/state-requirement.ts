import type { CommandOf } from '../command.ts';
import { distinct } from '../equality.ts';
import { type EventRule, type Judged, type Step, streamOf, versioned } from '../event-rule.ts';
import type { RequirementFacts } from '../facts.ts';
import { isExpired } from '../instant.ts';
import { documentUnknown, requireEnvironment } from '../law.ts';
import { requireAccountable, requireHuman } from '../people.ts';
import { accepted, refusal, refused, unless } from '../refusal.ts';
import type { Refusal } from '../values.ts';

/** States a business need, or states it anew; candidates that stand on the former statement go back. */
export function stateRequirement(command: CommandOf<'stateRequirement'>): readonly Step[] {
  return [
    ({ facts, newId }) => {
      const { document } = command;
      const requirement = facts.requirement(document);
      if (requirement === undefined) return refused([documentUnknown(document, 'requirement')]);
      const stream = streamOf('requirement', command.requirement ?? newId());
      const { nhi, environment } = requirement;
      const payload = { nhi, environment, document };
      return accepted([{ type: 'RequirementStated', stream, payload }]);
    },
  ];
}

/** NOT_A_HUMAN, DOCUMENT_UNKNOWN, NO_INTENDED_DENIAL, NO_ACCOUNTABLE_HUMAN, UNKNOWN_NHI, ENVIRONMENT_MISMATCH, LANGUAGE_MISMATCH, DATE_NOT_USABLE. */
export const requirementStated: EventRule<'RequirementStated'> = {
  stream: 'requirement',
  judge: (judged) => {
    const { payload, facts } = judged;
    const requirement = facts.requirement(payload.document);
    if (requirement === undefined) return [documentUnknown(payload.document, 'requirement')];
    return [
      ...requireHuman(judged),
      ...judgeDocument(judged, requirement),
      ...judgeIdentity(judged, requirement),
      ...judgeRestatement(judged),
    ];
  },
  evolve: (state, event) => {
    const own = versioned(event);
    const former = state.requirements.get(own.id)?.statedBy ?? [];
    const statedBy = distinct([...former, event.actor.id]);
    const stated = { ...own, ...event.payload, statedBy, statedAt: event.at };
    return { ...state, requirements: state.requirements.set(own.id, stated) };
  },
};

function judgeDocument(
  judged: Judged<'RequirementStated'>,
  requirement: RequirementFacts,
): readonly Refusal[] {
  const { payload, at } = judged;
  return [
    ...unless(
      requirement.workspace === judged.workspace.id &&
        requirement.nhi === payload.nhi &&
        requirement.environment === payload.environment,
      'EVENT_MALFORMED',
      'the requirement document says another workspace, identity or environment',
    ),
    ...unless(
      requirement.denials.length >= 1,
      'NO_INTENDED_DENIAL',
      'a requirement names at least one intended denial',
    ),
    ...unless(
      !isExpired(requirement.expires, at),
      'DATE_NOT_USABLE',
      `the requirement expired at \`${requirement.expires}\``,
    ),
    ...requireEnvironment(judged.ruleSet, payload.environment),
    ...requireAccountable([requirement.owner], 'owner', judged),
    ...requireAccountable([requirement.backupOwner], 'backup owner', judged),
  ];
}

function judgeIdentity(
  { state, payload }: Judged<'RequirementStated'>,
  requirement: RequirementFacts,
): readonly Refusal[] {
  const nhi = state.nhis.get(payload.nhi);
  if (nhi === undefined) {
    return [refusal('UNKNOWN_NHI', `there is no identity \`${payload.nhi}\``)];
  }
  return [
    ...unless(
      nhi.environment === payload.environment,
      'ENVIRONMENT_MISMATCH',
      `the identity lives in \`${nhi.environment}\`, not in \`${payload.environment}\``,
    ),
    ...unless(
      nhi.owner === requirement.owner && nhi.backupOwner === requirement.backupOwner,
      'NO_ACCOUNTABLE_HUMAN',
      'owner and backup owner are not those of the identity',
    ),
  ];
}

function judgeRestatement({
  state,
  id,
  payload,
  facts,
}: Judged<'RequirementStated'>): readonly Refusal[] {
  const former = state.requirements.get(id);
  if (former === undefined) return [];
  return [
    ...unless(
      former.document !== payload.document,
      'NOTHING_CHANGED',
      'this is what the requirement says already',
    ),
    ...unless(
      former.nhi === payload.nhi,
      'ENVIRONMENT_MISMATCH',
      'a requirement stays with its identity',
    ),
    ...unless(
      facts.requirement(former.document)?.language ===
        facts.requirement(payload.document)?.language,
      'LANGUAGE_MISMATCH',
      'a requirement keeps its language',
    ),
  ];
}
