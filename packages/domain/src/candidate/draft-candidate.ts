import type { CommandOf } from '../command.ts';
import { isSame } from '../equality.ts';
import type { EventPayloads } from '../event.ts';
import {
  type Deciding,
  type EventRule,
  type Judged,
  type Step,
  streamOf,
  versioned,
} from '../event-rule.ts';
import type { Facts } from '../facts.ts';
import { requireEnvironment } from '../law.ts';
import { accountableFor, requireActive, requireDrafter } from '../people.ts';
import { requireContent, requireLanguage } from '../policy/policy-language.ts';
import { accepted, refusal, refused, unless } from '../refusal.ts';
import type { Decided, Digest, PolicyLanguage, Refusal } from '../values.ts';
import { sourced } from './source-candidate.ts';

/** Proposes a next content for a policy, compared with what is in force or was adopted. */
export function draftCandidate(command: CommandOf<'draftCandidate'>): readonly Step[] {
  return [
    (now) => {
      const drafted = draft(command, now);
      if (!drafted.ok) return drafted;
      const stream = streamOf('candidate', now.newId());
      return accepted([
        { type: 'CandidateDrafted', stream, payload: drafted.value },
        ...sourced(stream, 1, command.provenance),
      ]);
    },
  ];
}

type Drafted = EventPayloads['CandidateDrafted'];

function draft(command: CommandOf<'draftCandidate'>, now: Deciding): Decided<Drafted> {
  const policy = now.state.policies.get(command.policy);
  const requirement = now.state.requirements.get(command.requirement);
  if (policy === undefined || requirement === undefined) {
    return refused(unknownParts(command, { policy, requirement }));
  }
  return accepted({
    policy: policy.id,
    environment: policy.environment,
    nhi: requirement.nhi,
    requirement: requirement.id,
    requirementDigest: requirement.document,
    from: policy.base,
    to: command.to,
    authors: accountableFor(now),
  });
}

function unknownParts(
  named: { readonly policy: string; readonly requirement: string },
  found: { readonly policy: unknown; readonly requirement: unknown },
): readonly Refusal[] {
  const { policy, requirement } = named;
  return [
    ...unless(found.policy !== undefined, 'UNKNOWN_POLICY', `there is no policy \`${policy}\``),
    ...unless(
      found.requirement !== undefined,
      'UNKNOWN_REQUIREMENT',
      `there is no requirement \`${requirement}\``,
    ),
  ];
}

/** TOKEN_NOT_LIVE, NOT_IN_ROSTER, LINEAGE_WITHOUT_HUMAN, UNKNOWN_*, ENVIRONMENT_MISMATCH, LANGUAGE_MISMATCH, BASE_MOVED, NOTHING_CHANGED. */
export const candidateDrafted: EventRule<'CandidateDrafted'> = {
  stream: 'candidate',
  judge: (judged) => [
    ...requireDrafter(judged),
    ...unless(!judged.state.candidates.has(judged.id), 'ALREADY_EXISTS', 'this candidate exists'),
    ...requireEnvironment(judged.ruleSet, judged.payload.environment),
    ...judgeLineage(judged),
    ...judgeParts(judged),
  ],
  evolve: (state, event) => {
    const { authors: humans, ...payload } = event.payload;
    const isHuman = event.actor.kind === 'human';
    const why = isHuman ? ('author' as const) : ('behind-token' as const);
    const candidate = {
      ...versioned(event),
      ...payload,
      state: 'drafting' as const,
      revision: 1,
      authors: humans.map((human) => ({ human, why })),
      agents: isHuman ? [] : [event.actor.id],
      draftedAt: event.at,
      comments: [],
      spentApprovals: [],
      provenance: null,
    };
    return { ...state, candidates: state.candidates.set(candidate.id, candidate) };
  },
};

/** INV-4: the humans named are the ones accountable for the actor, and there is at least one. */
export function judgeLineage(
  judged: Judged<'CandidateDrafted'> | Judged<'CandidateRevised'>,
): readonly Refusal[] {
  const { authors } = judged.payload;
  return [
    ...unless(
      authors.length >= 1 && isSame(authors, accountableFor(judged)),
      'LINEAGE_WITHOUT_HUMAN',
      `the authors named are not the humans accountable for \`${judged.actor.id}\``,
    ),
    ...authors.flatMap((human) => requireActive(human, judged)),
  ];
}

function judgeParts(judged: Judged<'CandidateDrafted'>): readonly Refusal[] {
  const { state, payload, facts } = judged;
  const policy = state.policies.get(payload.policy);
  const requirement = state.requirements.get(payload.requirement);
  if (policy === undefined || requirement === undefined) {
    return unknownParts(payload, { policy, requirement });
  }
  const environments = [policy.environment, requirement.environment];
  return [
    ...(state.nhis.has(payload.nhi)
      ? []
      : [refusal('UNKNOWN_NHI', `there is no identity \`${payload.nhi}\``)]),
    ...unless(
      environments.every((e) => e === payload.environment),
      'ENVIRONMENT_MISMATCH',
      `policy and requirement are of \`${environments.join('` and `')}\``,
    ),
    ...unless(
      requirement.document === payload.requirementDigest && requirement.nhi === payload.nhi,
      'BINDING_MOVED',
      `the requirement now reads \`${requirement.document}\``,
      { field: 'requirement' },
    ),
    ...unless(
      policy.base === payload.from,
      'BASE_MOVED',
      `the base of the policy is now \`${policy.base}\``,
      { current: policy.base },
    ),
    ...unless(payload.to !== payload.from, 'NOTHING_CHANGED', 'this is the base already'),
    ...requireContent(payload.to, policy.language, facts),
    ...judgeRequirementLanguage(policy.language, payload.requirementDigest, facts),
  ];
}

/** What is asked for and what would grant it are said in one language, or no proof could hold them together. */
function judgeRequirementLanguage(
  policy: PolicyLanguage,
  requirement: Digest,
  facts: Facts,
): readonly Refusal[] {
  const stated = facts.requirement(requirement);
  return stated === undefined ? [] : requireLanguage(policy, stated.language, 'requirement');
}
