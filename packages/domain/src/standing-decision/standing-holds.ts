import { riskUnder, tierUnder } from '../candidate/assessed-risk.ts';
import { movedContent } from '../candidate/moved-bindings.ts';
import { type SubmissionWorld, submissionInputs } from '../candidate/submission.ts';
import { judgePeople } from '../candidate/submit-candidate.ts';
import { isSame } from '../equality.ts';
import type { StandingDecision } from '../event.ts';
import type { InstanceFacts } from '../facts.ts';
import { isExpired } from '../instant.ts';
import { documentUnknown } from '../law.ts';
import { covers } from '../pattern.ts';
import { refusal, unless } from '../refusal.ts';
import { isTierAtLeast } from '../rule/assurance.ts';
import { delegationInForce, unknownDelegation } from '../template/delegation.ts';
import { requireStandingSatisfied } from '../template/evaluate-standing.ts';
import { signaturesOf } from '../template/sign-standing-approval.ts';
import { unknownTemplate } from '../template/template-event.ts';
import type { Refusal } from '../values.ts';
import type { Deciding } from './compute-decision.ts';

/**
 * Every reason a standing approval does not hold for a candidate, when it is decided and again when it is released
 * (INV-1, INV-3): STANDING_NOT_IN_FORCE, OUTSIDE_TEMPLATE, SELECTOR_MISMATCH, NOT_AN_INSTANTIATOR, UNKNOWN_DELEGATION,
 * TIER_ABOVE_STANDING, ABOVE_APPETITE, RULE_NOT_SATISFIED, VERIFICATION_FAILED, BASE_MOVED, BINDING_MOVED, and whatever INV-11 asks.
 */
export function judgeStandingHolds(
  about: Deciding,
  decision: StandingDecision,
  world: SubmissionWorld,
): readonly Refusal[] {
  const instance = world.facts.instance(decision.instance);
  if (instance === undefined) return [documentUnknown(decision.instance, 'instance')];
  return [
    ...judgeInForce(about, decision, world),
    ...judgeInstance(about, decision, instance, world),
    ...judgeSelector(about, instance, world),
    ...judgeInstantiators(about, decision, world),
    ...judgeEvidence(about, world),
    ...requireStandingSatisfied(about.template, instance.disqualified, world),
    ...judgePeople(about.candidate, world),
    ...movedContent(about.candidate, world).map((m) => m.refusal),
  ];
}

function judgeInForce(
  { template, document }: Deciding,
  decision: StandingDecision,
  { at, workspace }: SubmissionWorld,
): readonly Refusal[] {
  const { validUntil } = template.standing.submission;
  const inForce = (holds: boolean, why: string): readonly Refusal[] =>
    unless(holds, 'STANDING_NOT_IN_FORCE', why, { template: template.id });
  return [
    ...inForce(
      template.state === 'approved',
      `the template is ${template.state}: no standing approval is in force`,
    ),
    ...inForce(
      !isExpired(validUntil, at),
      `the standing approval was valid until \`${validUntil}\``,
    ),
    ...inForce(!isExpired(document.expires, at), `the template expired at \`${document.expires}\``),
    ...inForce(
      decision.templateDigest === template.templateDigest &&
        template.standing.submission.templateDigest === template.templateDigest,
      'the template was edited since: an edit voids the standing approval',
    ),
    ...inForce(
      isSame(decision.approvals, signaturesOf(template)),
      'the signatures named are not those on the standing approval',
    ),
    ...inForce(document.workspace === workspace.id, 'the template is of another workspace'),
  ];
}

/** The instance is of this template, for this candidate, and its policy is what the template makes of the values. */
function judgeInstance(
  { candidate, template, document }: Deciding,
  decision: StandingDecision,
  instance: InstanceFacts,
  world: SubmissionWorld,
): readonly Refusal[] {
  const authors = candidate.authors.map((a) => a.human);
  const policy = world.state.policies.get(candidate.policy);
  const named: readonly (readonly [string, unknown, unknown])[] = [
    ['workspace', instance.workspace, world.workspace.id],
    ['template', instance.template, template.id],
    ['templateDigest', instance.templateDigest, template.templateDigest],
    ['candidate', instance.candidate, candidate.id],
    ['revision', decision.revision, candidate.revision],
    ['policy', instance.policy, candidate.policy],
    ['environment', instance.environment, candidate.environment],
    ['template environment', document.environment, candidate.environment],
    ['language', document.language, policy?.language],
    ['nhi', instance.nhi, candidate.nhi],
    ['to', decision.to, candidate.to],
    ['authors', instance.authors, authors],
    ['disqualified', instance.disqualified, barredFrom(candidate, world)],
  ];
  const moved = named.filter(([, is, due]) => !isSame(is, due)).map(([field]) => field);
  return [
    ...moved.map((field) =>
      refusal('BINDING_MOVED', `the instance is about another \`${field}\``, { field }),
    ),
    ...instance.unfit.map((why) => refusal('OUTSIDE_TEMPLATE', why)),
    ...unless(
      instance.to === candidate.to || instance.unfit.length > 0,
      'OUTSIDE_TEMPLATE',
      'the content is not what the template makes of these values',
      { expected: instance.to, actual: candidate.to },
    ),
  ];
}

/** INV-4: who does not count for this candidate, whatever they signed before. */
export function barredFrom(
  candidate: Deciding['candidate'],
  world: Pick<SubmissionWorld, 'state' | 'facts'>,
): InstanceFacts['disqualified'] {
  return submissionInputs(candidate, [], world).disqualified;
}

/** R31: only identities of the class. */
function judgeSelector(
  { candidate, document }: Deciding,
  { externalId }: InstanceFacts,
  { state }: SubmissionWorld,
): readonly Refusal[] {
  const { externalIds, nhis } = document.selector;
  const nhi = state.nhis.get(candidate.nhi);
  const mismatch = (holds: boolean, why: string): readonly Refusal[] =>
    unless(holds, 'SELECTOR_MISMATCH', why, { nhi: candidate.nhi });
  return [
    ...mismatch(
      nhis === null || nhis.includes(candidate.nhi),
      `the template is not for identity \`${candidate.nhi}\``,
    ),
    ...mismatch(
      nhi?.environment === document.environment,
      'the identity lives in another environment than the template',
    ),
    ...mismatch(
      externalIds === null || (externalId !== null && externalId.digest === nhi?.externalId),
      'the external id given is not the one the identity was registered with',
    ),
    ...mismatch(
      externalIds === null ||
        (externalId !== null && externalIds.some((p) => covers(p, externalId.text))),
      'the external id of the identity is of another class than the template is for',
    ),
  ];
}

/** R32: every human behind the content may instantiate, in their own right or by a delegation in force. */
function judgeInstantiators(
  { candidate, template, document }: Deciding,
  { delegation }: StandingDecision,
  world: SubmissionWorld,
): readonly Refusal[] {
  const found = delegation === null ? undefined : delegationInForce(template, delegation, world);
  const others = candidate.authors
    .map((a) => a.human)
    .filter((h) => !document.instantiators.includes(h) && h !== found?.delegate);
  return [
    ...(delegation !== null && found === undefined ? [unknownDelegation(delegation)] : []),
    ...others.map((human) =>
      refusal('NOT_AN_INSTANTIATOR', `\`${human}\` may not instantiate this template`, { human }),
    ),
  ];
}

/**
 * INV-2, INV-5, R11: every check of the candidate itself passed, it is within the appetite without an Exception, and of
 * no higher tier, under the rules of now, than humans approved.
 */
function judgeEvidence(
  { candidate, template }: Deciding,
  world: SubmissionWorld,
): readonly Refusal[] {
  if (!('verification' in candidate)) return [];
  const { outcome, verdict } = candidate.verification;
  const { ruleSet } = world;
  const { tier } = tierUnder(ruleSet, candidate, world);
  const approved = template.standing.submission.tier;
  return [
    ...unless(
      outcome === 'passed' && verdict !== 'undetermined',
      'VERIFICATION_FAILED',
      `a standing approval needs every check to pass, this candidate is \`${outcome}\``,
    ),
    ...unless(
      isTierAtLeast(approved, tier),
      'TIER_ABOVE_STANDING',
      `the candidate is ${tier}, the standing approval reaches ${approved}`,
      { tier, standing: approved },
    ),
    ...riskUnder(ruleSet, candidate, { ...world, tier, among: [] }).refusals,
  ];
}

/** The template of a decision with its document, or why there is none. */
export function decidedBy(
  id: string,
  { state, facts }: Pick<SubmissionWorld, 'state' | 'facts'>,
):
  | { readonly ok: true; readonly value: Omit<Deciding, 'candidate'> }
  | { readonly ok: false; readonly refusals: readonly Refusal[] } {
  const template = state.templates.get(id);
  if (template === undefined) return { ok: false, refusals: unknownTemplate(id) };
  if (!('standing' in template)) {
    const message = `the template is ${template.state}: no standing approval is in force`;
    return { ok: false, refusals: [refusal('STANDING_NOT_IN_FORCE', message, { template: id })] };
  }
  const document = facts.template(template.templateDigest);
  return document === undefined
    ? { ok: false, refusals: [documentUnknown(template.templateDigest, 'template')] }
    : { ok: true, value: { template, document } };
}
