import type { ApprovalStatement } from '../approval-statement.ts';
import type { EventPayloads, Submission } from '../event.ts';
import type { Law } from '../event-rule.ts';
import type { VerifiedSignature } from '../facts.ts';
import { addSeconds, CLOCK_SKEW_SECONDS, isExpired, isInstant } from '../instant.ts';
import { environmentOf } from '../law.ts';
import { refusal, unless } from '../refusal.ts';
import type { Assurance, Digest, Instant, Refusal } from '../values.ts';
import { isAtLeast, lowerAssurance, minimumAssuranceFor } from './assurance.ts';
import { activeHuman, credentialInForce, type Scope } from './eligibility.ts';

/** A human's signature on a statement that names its approver. */
export interface SignedStatement extends VerifiedSignature {
  readonly statement: Pick<ApprovalStatement, 'approver' | 'checkpoint'>;
}

/** What the log says of a signature. */
export type GivenSignature = EventPayloads['ReviewApproved'];

type RosterAt = Pick<Law, 'roster'> & { readonly at: Scope['at'] };

/** What to record of a signature. */
export function givenSignature(
  approval: Digest,
  signed: SignedStatement,
  world: RosterAt,
): GivenSignature {
  const { human, role } = signed.statement.approver;
  const { credential } = signed;
  return { approval, human, credential, assurance: effectiveAssurance(signed, world), role };
}

/** The lower of what the Roster recorded for the credential and what the signature shows; `ssh` when unknown. */
function effectiveAssurance(signed: SignedStatement, { roster, at }: RosterAt): Assurance {
  const owner = { human: signed.statement.approver.human, credential: signed.credential };
  const credential = credentialInForce(roster, owner, at);
  return credential === undefined ? 'ssh' : lowerAssurance(credential.assurance, signed.assurance);
}

/** SELF_APPROVAL for those who wrote it, DISQUALIFIED for the others whom INV-4 bars. */
export function judgeDisqualified(
  human: string,
  disqualified: Submission['inputs']['disqualified'],
  what: string,
): readonly Refusal[] {
  return disqualified
    .filter((d) => d.human === human)
    .map(({ why }) =>
      why === 'author' || why === 'editor' || why === 'behind-token'
        ? refusal('SELF_APPROVAL', `\`${human}\` wrote this ${what} and cannot decide on it`, {
            human,
            why,
          })
        : refusal('DISQUALIFIED', `\`${human}\` cannot decide on this ${what}: ${why}`, {
            human,
            why,
          }),
    );
}

/** CREDENTIAL_NOT_IN_FORCE, NOT_ELIGIBLE for a role not held, ASSURANCE_TOO_LOW where another was recorded. */
export function judgeCredential(
  given: GivenSignature,
  signed: SignedStatement,
  world: RosterAt,
): readonly Refusal[] {
  const { human, role } = given;
  const credential = credentialInForce(world.roster, given, world.at);
  const listed = activeHuman(world.roster, human, world.at);
  const effective = effectiveAssurance(signed, world);
  return [
    ...unless(
      credential !== undefined &&
        credential.publicKey === signed.publicKey &&
        signed.credential === given.credential,
      'CREDENTIAL_NOT_IN_FORCE',
      `credential \`${given.credential}\` of \`${human}\` is not in force, or another key signed`,
    ),
    ...unless(
      role === 'reviewer' || (listed?.roles.includes(role) ?? false),
      'NOT_ELIGIBLE',
      `\`${human}\` does not hold role \`${role}\``,
      { role },
    ),
    ...unless(
      given.assurance === effective,
      'ASSURANCE_TOO_LOW',
      `assurance \`${given.assurance}\` was recorded where \`${effective}\` is effective`,
    ),
  ];
}

/** FORMATS section 3: from T2 up in production a plain `ssh` key is never enough. */
export function judgeAssurance(
  assurance: Assurance,
  scope: Omit<Scope, 'at'>,
  { ruleSet }: Pick<Law, 'ruleSet'>,
): readonly Refusal[] {
  const environment = environmentOf(ruleSet, scope.environment);
  if (environment === undefined) {
    return [
      refusal('UNKNOWN_ENVIRONMENT', `the rule set has no environment \`${scope.environment}\``),
    ];
  }
  const minimum = minimumAssuranceFor(environment, scope.tier);
  return unless(
    isAtLeast(assurance, minimum),
    'ASSURANCE_TOO_LOW',
    `assurance \`${assurance}\` is below \`${minimum}\`, which ${scope.tier} in \`${environment.name}\` needs`,
    { assurance, minimum },
  );
}

/** BINDING_MOVED unless the statement names the approver as recorded, in person, and a head of this log. */
export function judgeApproverNamed(
  given: GivenSignature,
  { approver, checkpoint }: SignedStatement['statement'],
  { workspace }: Pick<Law, 'workspace'>,
): readonly Refusal[] {
  const bound = (holds: boolean, field: string): readonly Refusal[] =>
    unless(holds, 'BINDING_MOVED', `the approval binds another \`${field}\``, { field });
  return [
    ...bound(approver.human === given.human, 'approver.human'),
    ...bound(approver.credential === given.credential, 'approver.credential'),
    ...bound(approver.assurance === given.assurance, 'approver.assurance'),
    ...bound(approver.role === given.role, 'approver.role'),
    // Deputies do not exist yet: nobody decides on behalf of another.
    ...bound(approver.onBehalfOf === null, 'approver.onBehalfOf'),
    ...bound(checkpoint.origin === `countersign/${workspace.id}`, 'checkpoint.origin'),
    // Whether its root is this log's, and from before the approval, who has the log checks (`assurance`).
    ...bound(Number.isSafeInteger(checkpoint.size) && checkpoint.size >= 1, 'checkpoint.size'),
  ];
}

/** APPROVAL_EXPIRED outside the review it was made in, APPROVAL_REUSED where it or its nonce was given before. */
export function judgeFresh(
  signed: { readonly approval: Digest; readonly issuedAt: Instant; readonly nonce: string },
  review: {
    readonly submittedAt: Instant;
    readonly notAfter: Instant;
    readonly spent: readonly { readonly approval: Digest; readonly nonce: string | undefined }[];
  },
  at: Instant,
): readonly Refusal[] {
  const { issuedAt, nonce } = signed;
  const earliest = addSeconds(review.submittedAt, -CLOCK_SKEW_SECONDS);
  const latest = addSeconds(at, CLOCK_SKEW_SECONDS);
  const isTimely = isInstant(issuedAt) && issuedAt >= earliest && issuedAt <= latest;
  const isUsed = review.spent.some(
    (spent) => spent.approval === signed.approval || spent.nonce === nonce,
  );
  return [
    ...unless(
      !isExpired(review.notAfter, at),
      'APPROVAL_EXPIRED',
      `the review ended at \`${review.notAfter}\``,
    ),
    ...unless(
      isTimely,
      'APPROVAL_EXPIRED',
      `the approval was issued at \`${issuedAt}\`, outside this review`,
    ),
    ...unless(
      nonce !== '' && !isUsed,
      'APPROVAL_REUSED',
      'this approval, or its nonce, was used before',
    ),
  ];
}
