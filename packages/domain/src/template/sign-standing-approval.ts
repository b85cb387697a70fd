import type { CommandOf } from '../command.ts';
import { isSame } from '../equality.ts';
import { type EventRule, type Judged, type Step, streamOf } from '../event-rule.ts';
import type { VerifiedStandingApproval } from '../facts.ts';
import { isExpired } from '../instant.ts';
import { documentUnknown } from '../law.ts';
import { requireEligible } from '../people.ts';
import { accepted, refused, unless } from '../refusal.ts';
import {
  givenSignature,
  judgeApproverNamed,
  judgeAssurance,
  judgeCredential,
  judgeDisqualified,
  judgeFresh,
} from '../rule/signature.ts';
import type { Digest, Id, Refusal } from '../values.ts';
import { requireStandingSatisfied } from './evaluate-standing.ts';
import { movedLawOf, movedStanding, standingBindings } from './standing-bindings.ts';
import { evolveStanding, judgeSubmitted, type SubmittedTemplate } from './template-event.ts';

/** Records a human's signature on a template; with the last one its rule needs the standing approval is in force. */
export function signStandingApproval(command: CommandOf<'signStandingApproval'>): readonly Step[] {
  return [signed(command), granted(command.template)];
}

function signed({ template, approval }: CommandOf<'signStandingApproval'>): Step {
  return (now) => {
    const given = now.facts.standingApproval(approval);
    // INV-12: whoever is no human hears that first, whatever else is wrong.
    if (now.actor.kind !== 'human') {
      const scope = { environment: '', tier: 'T4' as const, at: now.at };
      return refused(requireEligible(now.actor.id, scope, now));
    }
    if (given === undefined) {
      return refused([documentUnknown(approval, 'signed standing approval')]);
    }
    const payload = givenSignature(approval, given, now);
    const stream = streamOf('template', template);
    return accepted([{ type: 'StandingApprovalSigned', stream, payload }]);
  };
}

function granted(id: Id): Step {
  return (now) => {
    const template = now.state.templates.get(id);
    if (template?.state !== 'in-review' || notGrantable(template, now).length > 0) {
      return accepted([]);
    }
    const payload = { approvals: signaturesOf(template) };
    const stream = streamOf('template', id);
    return accepted([{ type: 'StandingApprovalGranted', stream, payload }]);
  };
}

/** Digests of the signatures, in the order given. */
export function signaturesOf({ standing }: SubmittedTemplate): readonly Digest[] {
  return standing.approvals.map((a) => a.approval);
}

function notGrantable(
  template: SubmittedTemplate,
  world: Parameters<typeof requireStandingSatisfied>[2],
): readonly Refusal[] {
  const { notAfter, validUntil } = template.standing.submission;
  const expiry = isExpired(notAfter, world.at) ? notAfter : validUntil;
  return [
    ...unless(
      !isExpired(expiry, world.at),
      'APPROVAL_EXPIRED',
      `the review ended at \`${expiry}\``,
    ),
    ...requireStandingSatisfied(template, [], world),
    ...movedLawOf(template, world),
  ];
}

/**
 * NOT_A_HUMAN, NOT_IN_ROSTER, NOT_ELIGIBLE, UNKNOWN_TEMPLATE, WRONG_STATE, SELF_APPROVAL, DISQUALIFIED,
 * ALREADY_DECIDED, CREDENTIAL_NOT_IN_FORCE, ASSURANCE_TOO_LOW, BINDING_MOVED, APPROVAL_REUSED, APPROVAL_EXPIRED,
 * DOCUMENT_UNKNOWN.
 */
export const standingApprovalSigned: EventRule<'StandingApprovalSigned'> = {
  stream: 'template',
  judge: (judged) =>
    judgeSubmitted(judged, (template) => {
      const { payload, facts } = judged;
      const given = facts.standingApproval(payload.approval);
      if (given === undefined) {
        return [documentUnknown(payload.approval, 'signed standing approval')];
      }
      const { tier } = template.standing.submission;
      const scope = { environment: template.environment, tier };
      return [
        ...judgeSigner(judged, template),
        ...judgeCredential(payload, given, judged),
        ...judgeAssurance(payload.assurance, scope, judged),
        ...movedStanding(given.statement, standingBindings(template, judged)),
        ...movedLawOf(template, judged),
        ...judgeApproverNamed(payload, given.statement, judged),
        ...judgeFreshness(judged, template, given),
      ];
    }),
  evolve: (state, event) =>
    evolveStanding(state, event, (template) => {
      const { standing, spentApprovals } = template;
      const approvals = [...standing.approvals, { ...event.payload, at: event.at }];
      return {
        ...template,
        spentApprovals: [...spentApprovals, event.payload.approval],
        standing: { ...standing, approvals },
      };
    }),
};

type Signed = Judged<'StandingApprovalSigned'>;

/** INV-4: an eligible human in person, not disqualified, once. */
function judgeSigner(judged: Signed, template: SubmittedTemplate): readonly Refusal[] {
  const { human } = judged.payload;
  const { tier, inputs } = template.standing.submission;
  const scope = { environment: template.environment, tier, at: judged.at };
  return [
    ...requireEligible(human, scope, judged),
    ...judgeDisqualified(human, inputs.disqualified, 'template'),
    ...unless(
      !template.standing.approvals.some((a) => a.human === human),
      'ALREADY_DECIDED',
      `\`${human}\` has approved already`,
      { human },
    ),
  ];
}

function judgeFreshness(
  { at, facts, payload }: Signed,
  template: SubmittedTemplate,
  { statement }: VerifiedStandingApproval,
): readonly Refusal[] {
  const { submittedAt, submission } = template.standing;
  const spent = template.spentApprovals.map((approval) => ({
    approval,
    nonce: facts.standingApproval(approval)?.statement.nonce,
  }));
  const review = { submittedAt, notAfter: submission.notAfter, spent };
  return judgeFresh({ ...statement, approval: payload.approval }, review, at);
}

/** INV-1: RULE_NOT_SATISFIED unless eligible humans satisfied the rule, as signed and under the newest law. */
export const standingApprovalGranted: EventRule<'StandingApprovalGranted'> = {
  stream: 'template',
  judge: (judged) =>
    judgeSubmitted(judged, (template) => [
      ...notGrantable(template, judged),
      ...unless(
        isSame(judged.payload.approvals, signaturesOf(template)),
        'BINDING_MOVED',
        'the signatures named are not those given',
      ),
    ]),
  evolve: (state, event) =>
    evolveStanding(state, event, (template) => ({
      ...template,
      state: 'approved',
      standing: { ...template.standing, approvedAt: event.at },
    })),
};
