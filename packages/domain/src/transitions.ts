import type { EventType } from './event.ts';
import type {
  CandidateStateName,
  NhiState,
  ReleaseState,
  StandingDecisionState,
  TemplateStateName,
} from './state.ts';

/** From which states an event may happen and where it leads; `none` is before the first event. */
export interface Transition<S extends string> {
  readonly from: readonly (S | 'none')[];
  readonly to: readonly S[];
}

export type TransitionTable<E extends EventType, S extends string> = Readonly<
  Record<E, Transition<S>>
>;

export type CandidateEventType = Extract<EventType, `Candidate${string}` | `Review${string}`>;
export type ReleaseEventType = Extract<EventType, `Release${string}`>;
export type NhiEventType = Extract<EventType, `Nhi${string}`>;
export type TemplateEventType = Extract<
  EventType,
  `Template${string}` | `StandingApproval${string}` | `Delegation${string}`
>;
export type StandingDecisionEventType = Extract<EventType, `StandingDecision${string}`>;

const UNSUBMITTED: readonly CandidateStateName[] = ['drafting', 'verifying', 'verified', 'failed'];
const SUBMITTED: readonly CandidateStateName[] = ['in-review', 'approved', 'changes-requested'];
const OPEN: readonly CandidateStateName[] = [...UNSUBMITTED, ...SUBMITTED];

/** The life of a candidate (DESIGN section 1). `judge` refuses what is not here; the documentation renders it. */
export const candidateTransitions: TransitionTable<CandidateEventType, CandidateStateName> = {
  CandidateDrafted: { from: ['none'], to: ['drafting'] },
  CandidateAuthorInvited: { from: UNSUBMITTED, to: UNSUBMITTED },
  CandidateRevised: { from: OPEN, to: ['verifying'] },
  CandidateVerified: { from: UNSUBMITTED, to: ['verified', 'failed'] },
  CandidateSubmitted: { from: ['verified'], to: ['in-review'] },
  ReviewApproved: { from: ['in-review'], to: ['in-review'] },
  ReviewApprovalRevoked: { from: ['in-review', 'approved'], to: ['in-review'] },
  ReviewRejected: { from: ['in-review', 'approved'], to: ['in-review'] },
  ReviewRejectWithdrawn: { from: ['in-review'], to: ['in-review'] },
  ReviewChangesRequested: { from: ['in-review', 'approved'], to: ['changes-requested'] },
  ReviewCommented: { from: OPEN, to: OPEN },
  CandidateApproved: { from: ['in-review'], to: ['approved'] },
  CandidateReturned: { from: OPEN, to: ['verifying'] },
  CandidateReleased: { from: ['approved'], to: ['released'] },
  CandidateRejected: { from: ['in-review'], to: ['rejected'] },
  CandidateExpired: { from: SUBMITTED, to: ['expired'] },
  CandidateWithdrawn: { from: OPEN, to: ['withdrawn'] },
  CandidateSuperseded: { from: OPEN, to: ['superseded'] },
  CandidateSourced: { from: ['drafting', 'verifying'], to: ['drafting', 'verifying'] },
  CandidateStandingApplied: { from: ['verified'], to: ['approved'] },
  CandidateStandingVoided: { from: ['approved'], to: ['verified'] },
};

/** The life of a release. `superseded` is final; a revoked or lapsed one is superseded by the next. */
export const releaseTransitions: TransitionTable<ReleaseEventType, ReleaseState['state']> = {
  ReleaseIssued: { from: ['none'], to: ['in-force'] },
  ReleaseSuperseded: { from: ['in-force', 'lapsed', 'revoked'], to: ['superseded'] },
  ReleaseRevoked: { from: ['in-force', 'lapsed'], to: ['revoked'] },
  ReleaseLapsed: { from: ['in-force'], to: ['lapsed'] },
};

/** The life of an identity, as far as it goes yet. */
export const nhiTransitions: TransitionTable<NhiEventType, NhiState['state']> = {
  NhiRegistered: { from: ['none'], to: ['registered'] },
  NhiOwnerChanged: { from: ['registered'], to: ['registered'] },
};

const TEMPLATE_ENDED: readonly TemplateStateName[] = ['rejected', 'suspended', 'revoked'];
const TEMPLATE_ANY: readonly TemplateStateName[] = [
  'drafted',
  'verified',
  'failed',
  'in-review',
  'approved',
  ...TEMPLATE_ENDED,
];

/** The life of a template and its standing approval. An edit voids the approval; a new round starts at none. */
export const templateTransitions: TransitionTable<TemplateEventType, TemplateStateName> = {
  TemplateDrafted: { from: ['none'], to: ['drafted'] },
  TemplateRevised: { from: TEMPLATE_ANY, to: ['drafted'] },
  TemplateVerified: { from: ['drafted', 'verified', 'failed'], to: ['verified', 'failed'] },
  TemplateSubmitted: {
    from: ['verified', 'in-review', 'approved', ...TEMPLATE_ENDED],
    to: ['in-review'],
  },
  StandingApprovalSigned: { from: ['in-review'], to: ['in-review'] },
  StandingApprovalRejected: { from: ['in-review'], to: ['rejected'] },
  StandingApprovalGranted: { from: ['in-review'], to: ['approved'] },
  StandingApprovalSuspended: { from: ['approved'], to: ['suspended'] },
  StandingApprovalRevoked: { from: ['in-review', 'approved', 'suspended'], to: ['revoked'] },
  DelegationGranted: { from: ['approved'], to: ['approved'] },
  DelegationRevoked: { from: ['approved', 'suspended'], to: ['approved', 'suspended'] },
};

/** The life of an automatic decision: `ended` counts no more. */
export const standingDecisionTransitions: TransitionTable<
  StandingDecisionEventType,
  StandingDecisionState['state']
> = {
  StandingDecisionMade: { from: ['none'], to: ['live'] },
  StandingDecisionReviewed: { from: ['live', 'ended'], to: ['live', 'ended'] },
  StandingDecisionEnded: { from: ['live'], to: ['ended'] },
};

/** The tables as Markdown, the text of `docs/reference/transitions.md`. */
export function describeTransitions(): string {
  return [
    '# Transitions',
    '',
    'Generated from `packages/domain/src/transitions.ts`; a test keeps it in step. What is not here is refused with `WRONG_STATE`.',
    '',
    ...section('Candidate', candidateTransitions),
    ...section('Release', releaseTransitions),
    ...section('Nhi', nhiTransitions),
    ...section('Template', templateTransitions),
    ...section('StandingDecision', standingDecisionTransitions),
  ].join('\n');
}

function section(title: string, table: TransitionTable<never, string>): readonly string[] {
  const rows = Object.entries<Transition<string>>(table).map(
    ([event, transition]) =>
      `| \`${event}\` | ${transition.from.join(', ')} | ${leadsTo(transition)} |`,
  );
  return [`## ${title}`, '', '| event | from | to |', '|---|---|---|', ...rows, ''];
}

function leadsTo({ from, to }: Transition<string>): string {
  const stays = from.length > 1 && from.join() === to.join();
  return stays ? 'unchanged' : to.join(', ');
}
