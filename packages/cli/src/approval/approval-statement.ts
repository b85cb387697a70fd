import type { ResolvedRequires } from '@countersign/domain';
import type { CandidateView, SubmissionView } from '../client/views.ts';
import { badInput, refusal } from '../frame/failure.ts';
import type { Signer } from './credential.ts';

/** What depends on this one signature; everything else was frozen at submission. */
export interface OwnPart {
  readonly workspace: string;
  readonly signer: Signer;
  readonly role: string;
  readonly reason: string;
  readonly provedDenials: readonly string[];
  readonly nonce: string;
  readonly issuedAt: string;
}

/** The predicate of an Approval (FORMATS section 6). */
export function approvalStatement(view: CandidateView, own: OwnPart): Record<string, unknown> {
  const submission = frozen(view);
  const { document, digest: requirement } = view.requirement;
  return {
    decision: 'approve',
    workspace: own.workspace,
    candidate: view.id,
    policy: view.policy.id,
    environment: view.environment,
    from: view.from,
    to: view.to,
    requirement,
    verification: view.verification?.digest ?? null,
    presented: view.presented,
    tier: submission.tier,
    rule: submission.rule,
    rosterNumber: submission.rosterNumber,
    inputs: submission.inputs,
    approver: {
      human: own.signer.human.id,
      credential: own.signer.credential.id,
      assurance: own.signer.credential.assurance,
      role: own.role,
      onBehalfOf: null,
    },
    confirmations: {
      intent: { requirement },
      risk: { tier: submission.tier, reasons: submission.reasons },
      denial: { proved: own.provedDenials },
      ownership: { owner: document.owner, backup: document.backupOwner },
      scope: { presented: view.presented },
      exceptions: { ids: submission.exceptions },
    },
    reason: own.reason,
    recertifyBy: submission.recertifyBy,
    validUntil: submission.validUntil,
    onLapse: submission.onLapse,
    rollbackUntil: submission.rollbackUntil,
    checkpoint: view.checkpoint,
    nonce: own.nonce,
    issuedAt: own.issuedAt,
    notAfter: submission.notAfter,
  };
}

/** The terms frozen at submission; refuses WRONG_STATE where there are none. */
export function frozen(view: CandidateView): SubmissionView {
  if (view.submission !== null && view.state === 'in-review') return view.submission;
  throw refusal('WRONG_STATE', `candidate \`${view.id}\` is ${view.state}, not in review`);
}

/**
 * The role a human decides in: the one asked for, else the first source of the rule that lists this human, else
 * `reviewer`. Whether it counts is judged by the server and by every gate.
 */
export function roleOf(
  view: CandidateView,
  human: Signer['human'],
  asked: string | undefined,
): string {
  return roleIn(frozen(view), human, asked);
}

/** The same of a rule as frozen, of a candidate or a template. */
export function roleIn(
  submission: Pick<SubmissionView, 'rule'>,
  human: Signer['human'],
  asked: string | undefined,
): string {
  const roles = sources(submission.rule.resolved.requires as ResolvedRequires).filter(
    ({ humans }) => humans.includes(human.id),
  );
  const names = roles.map(({ from }) => ('role' in from ? from.role : from.group));
  if (asked === undefined) return names[0] ?? 'reviewer';
  if (names.includes(asked)) return asked;
  throw badInput(
    'NOT_YOUR_ROLE',
    `you cannot decide as \`${asked}\` here`,
    names.length === 0 ? 'the rule calls on others' : `as ${names.join(' or ')}`,
  );
}

type Leaf = Extract<ResolvedRequires, { from: unknown }>;

/** Everyone a resolved rule calls on, part by part. */
export function sources(requires: ResolvedRequires): Leaf[] {
  if ('all' in requires) return requires.all.flatMap(sources);
  if ('any' in requires) return requires.any.flatMap(sources);
  return [requires];
}
