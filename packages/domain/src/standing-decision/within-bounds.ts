import { isReleaseKey } from '../candidate/record-verification.ts';
import type { SubmissionWorld } from '../candidate/submission.ts';
import { distinct, isSame } from '../equality.ts';
import type { StandingDecision, UsageCap } from '../event.ts';
import { isExpired } from '../instant.ts';
import { refusal, unless } from '../refusal.ts';
import type { StandingDecisionState } from '../state.ts';
import { delegationInForce } from '../template/delegation.ts';
import type { Digest, Refusal } from '../values.ts';
import type { Deciding } from './compute-decision.ts';
import { decisionsOf, liveDecisions } from './live-decisions.ts';

/**
 * The policies that have to be within the ceiling together: those of the identity's live instances and the new one,
 * sorted. What the proof was made of must be exactly these.
 */
export function unionOf(
  decision: Pick<StandingDecision, 'template' | 'nhi' | 'to'>,
  { state, at }: Pick<SubmissionWorld, 'state' | 'at'>,
): readonly Digest[] {
  const live = liveDecisions(state, decision.template, at).filter((d) => d.nhi === decision.nhi);
  return distinct([...live.map((d) => d.to), decision.to]).toSorted();
}

/**
 * What holds of all live instances together, judged from the state under the lock: CAP_REACHED, CEILING_MOVED,
 * NOT_PROVED_WITHIN, SAMPLE_OVERDUE, STANDING_NOT_IN_FORCE after a concern.
 */
export function judgeBounds(
  about: Deciding,
  decision: StandingDecision,
  world: SubmissionWorld,
): readonly Refusal[] {
  const live = liveDecisions(world.state, decision.template, world.at);
  return [
    ...judgeCap(about.document.cap, { live, nhi: decision.nhi, whose: 'template' }),
    ...judgeDelegated(about, decision, { live, world }),
    ...judgeProof(about, decision, world),
    ...judgeLookedAt(about, world),
  ];
}

function judgeCap(
  cap: UsageCap,
  used: {
    readonly live: readonly StandingDecisionState[];
    readonly nhi: string;
    readonly whose: 'template' | 'delegation';
  },
): readonly Refusal[] {
  const { live, nhi, whose } = used;
  const own = live.filter((d) => d.nhi === nhi).length;
  return [
    ...unless(
      live.length < cap.total,
      'CAP_REACHED',
      `${live.length} instances of the ${whose} are live, ${cap.total} may be`,
      { live: live.length, cap: cap.total },
    ),
    ...unless(
      own < cap.perNhi,
      'CAP_REACHED',
      `${own} instances of the ${whose} are live for this identity, ${cap.perNhi} may be`,
      { live: own, cap: cap.perNhi },
    ),
  ];
}

function judgeDelegated(
  { template }: Deciding,
  { delegation, nhi }: StandingDecision,
  used: { readonly live: readonly StandingDecisionState[]; readonly world: SubmissionWorld },
): readonly Refusal[] {
  if (delegation === null) return [];
  const found = delegationInForce(template, delegation, used.world);
  if (found === undefined) return [];
  const live = used.live.filter((d) => d.delegation === delegation);
  return judgeCap(found.cap, { live, nhi, whose: 'delegation' });
}

/** INV-5: what is not proved to be within is outside. */
function judgeProof(
  { template, document }: Deciding,
  decision: StandingDecision,
  world: SubmissionWorld,
): readonly Refusal[] {
  const proof = world.facts.proof(decision.proof);
  if (proof === undefined) {
    const message = 'nothing signed proves that the instance is within envelope and ceiling';
    return [refusal('NOT_PROVED_WITHIN', message)];
  }
  const { delegation } = decision;
  const delegated =
    delegation === null ? undefined : delegationInForce(template, delegation, world);
  const bound: readonly (readonly [string, Digest | undefined, Digest | undefined])[] = [
    ['policy', proof.of, decision.to],
    ['instance', proof.configuration['instance'], decision.instance],
    ['template', proof.configuration['template'], decision.templateDigest],
    ['envelope', proof.configuration['envelope'], document.envelope],
    ['ceiling', proof.configuration['ceiling'], document.ceiling],
    ['delegation', proof.configuration['delegation'], delegated?.envelope],
  ];
  const tests = ['instantiates', 'within-envelope', 'within-ceiling'].concat(
    delegation === null ? [] : ['within-delegation'],
  );
  return [
    ...bound
      .filter(([, is, due]) => is !== due)
      .map(([field]) =>
        refusal('NOT_PROVED_WITHIN', `the proof is about another ${field}`, { field }),
      ),
    ...tests
      .filter((test) => !proof.passed.includes(test))
      .map((test) => refusal('NOT_PROVED_WITHIN', `\`${test}\` is not proved`, { test })),
    ...[...proof.failed, ...proof.undetermined]
      .filter((test) => !tests.includes(test))
      .map((test) => refusal('NOT_PROVED_WITHIN', `\`${test}\` is not proved`, { test })),
    ...unless(
      isReleaseKey(world.roster, proof.publicKey, world.at),
      'NOT_PROVED_WITHIN',
      'the proof is not signed by a release key of the roster',
    ),
    ...judgeUnion(decision, proof.configuration['union'], world),
  ];
}

/** The ceiling holds on everything live now, not on what was live when it was proved. */
function judgeUnion(
  decision: StandingDecision,
  union: Digest | undefined,
  world: SubmissionWorld,
): readonly Refusal[] {
  const proved = union === undefined ? undefined : world.facts.policySet(union);
  const due = unionOf(decision, world);
  return unless(
    proved !== undefined && isSame(proved, due),
    'CEILING_MOVED',
    'other instances of this identity went live or ended since the ceiling was proved',
    { due },
  );
}

/** Decisions nobody looks at, or that somebody has a concern about, end the automatism. */
function judgeLookedAt({ template }: Deciding, { state, at }: SubmissionWorld): readonly Refusal[] {
  const since = template.standing.approvedAt ?? '';
  const own = decisionsOf(state, template.id).filter((d) => d.decidedAt >= since);
  const overdue = own.find((d) => d.reviewed === null && isExpired(d.reviewBy, at));
  const concern = own.find((d) => d.reviewed?.verdict === 'concern');
  return [
    ...unless(
      overdue === undefined,
      'SAMPLE_OVERDUE',
      `a human was to look at decision \`${overdue?.id}\` by \`${overdue?.reviewBy}\``,
      { decision: overdue?.id },
    ),
    ...unless(
      concern === undefined,
      'STANDING_NOT_IN_FORCE',
      `there is a concern about decision \`${concern?.id}\``,
      { decision: concern?.id },
    ),
  ];
}
