import type { OutputOf } from '@countersign/api';
import type { Json } from '@countersign/evidence';
import type { CandidateView } from '../client/views.ts';
import { frozen } from './approval-statement.ts';
import type { Signer } from './credential.ts';

/** What a human approved before, read from their own signature, and the proof that nothing they approved changed. */
export interface SinceOwnApproval {
  readonly approved: string;
  readonly approvedText: string;
  readonly at: string;
  readonly void: string;
  readonly change: Change;
  /** Why one gesture is not enough; empty where it is. */
  readonly why: readonly string[];
}

/** From what was approved to what is proposed now, as this program's own analysis says it. */
export interface Change {
  readonly verdict: string;
  readonly newlyAllowed: readonly string[];
  readonly newlyDenied: readonly string[];
  readonly possible: readonly string[];
  readonly assumptions: readonly string[];
}

/**
 * What changed since the signer approved, and whether signing again may be one gesture: the signer's own key signed the
 * former approval, what is proposed now is proved equivalent by this program's own analysis, and nothing else that was
 * accepted then grew (INV-3). The server is believed in nothing: the former statement is read from the signed envelope,
 * the former policy by its digest. `null` where no such approval is found.
 */
export async function sinceOwnApproval(
  view: CandidateView,
  { approval }: OutputOf<'getSinceApproval'>,
  signer: Signer,
): Promise<SinceOwnApproval | null> {
  const former = approval === null ? undefined : await signedBefore(approval, signer);
  if (approval === null || former === undefined) return null;
  const { digest, utf8 } = await import('@countersign/evidence');
  if (digest(utf8(approval.text)) !== former.to) return null;
  const change = await changeSince(view, approval.text);
  const isEquivalent = change.verdict === 'equivalent';
  const proof = `what is proposed now is ${change.verdict}, not proved equivalent to what you approved`;
  return {
    approved: former.to,
    approvedText: approval.text,
    at: approval.at,
    void: approval.void,
    change,
    // Whoever took an approval back had a reason; the full way asks for it again.
    why: [
      ...(approval.void === 'taken back' ? ['you took that approval back yourself'] : []),
      ...grownSince(view, former, signer),
      ...(isEquivalent ? [] : [proof]),
    ],
  };
}

type Approval = NonNullable<OutputOf<'getSinceApproval'>['approval']>;

/** What of a former statement must not have grown. */
interface Former {
  readonly human: string;
  readonly candidate: string;
  readonly policy: string;
  readonly environment: string;
  readonly from: string | null;
  readonly to: string;
  readonly requirement: string;
  readonly tier: string;
  readonly reasons: readonly string[];
  readonly exceptions: readonly string[];
  readonly owner: string;
  readonly backup: string;
}

async function signedBefore({ envelope }: Approval, signer: Signer): Promise<Former | undefined> {
  const evidence = await import('@countersign/evidence');
  const parsed = evidence.readEnvelope({ ...envelope } as unknown as Json);
  const own = parsed.ok ? parsed.value.envelope.signatures[0] : undefined;
  if (!parsed.ok || own === undefined) return undefined;
  const keys = signer.human.credentials.filter(({ id }) => id === own.keyid);
  const armored = evidence.decodeUtf8(evidence.fromBase64(own.sig) ?? new Uint8Array()) ?? '';
  const isOwn = keys.some(
    ({ publicKey, type }) =>
      // A passkey's signature names an origin that this program cannot know; the terminal signs with ssh keys.
      type !== 'webauthn-es256' &&
      evidence.verifySshSignature({
        message: evidence.pae(parsed.value.payload),
        armored,
        namespace: 'countersign-approval',
        publicKey,
      }).ok,
  );
  if (!isOwn) return undefined;
  const statement = evidence.parseStatement(parsed.value.payload, 'urn:countersign:approval:v1');
  const approval = statement.ok ? evidence.parseApproval(statement.value.predicate) : undefined;
  if (approval?.ok !== true) return undefined;
  const { candidate, policy, environment, from, to, requirement, tier } = approval.value;
  const { risk, exceptions, ownership } = approval.value.confirmations;
  return {
    human: approval.value.approver.human,
    candidate,
    policy,
    environment,
    from,
    to,
    requirement,
    tier,
    reasons: risk.reasons,
    exceptions: exceptions.ids,
    ...ownership,
  };
}

/** Sentences for everything that is more than, or other than, what was accepted then. */
function grownSince(view: CandidateView, former: Former, signer: Signer): readonly string[] {
  const { tier, reasons, exceptions } = frozen(view);
  const { owner, backupOwner } = view.requirement.document;
  const unless = (holds: boolean, why: string): readonly string[] => (holds ? [] : [why]);
  return [
    ...unless(former.human === signer.human.id, 'the former approval is not yours'),
    ...unless(
      former.candidate === view.id &&
        former.policy === view.policy.id &&
        former.environment === view.environment,
      'you approved another candidate, policy or environment',
    ),
    ...unless(former.from === view.from, 'what is in force moved since'),
    ...unless(former.requirement === view.requirement.digest, 'the requirement was stated anew'),
    ...unless(tier <= former.tier, `the tier rose from ${former.tier} to ${tier}`),
    ...unless(
      reasons.every((reason) => former.reasons.includes(reason)),
      'the tier has reasons that you did not accept',
    ),
    ...unless(
      exceptions.every((one) => former.exceptions.includes(one)),
      'there are exceptions that you did not accept',
    ),
    ...unless(former.owner === owner && former.backup === backupOwner, 'the owners changed'),
  ];
}

async function changeSince(view: CandidateView, approved: string): Promise<Change> {
  const { canonicalDiff } = await import('@countersign/analysis');
  const { language } = view.requirement.document;
  const compared = canonicalDiff(language, { from: approved, to: view.toText });
  if (!compared.ok) return undecided(compared.refusals.map(({ message }) => message).join('; '));
  const diff = compared.value;
  const words = (classes: readonly { readonly summary: string }[]) =>
    classes.map(({ summary }) => summary);
  return {
    verdict: diff.verdict,
    newlyAllowed: words(diff.newlyAllowed),
    newlyDenied: words(diff.newlyDenied),
    possible: [...words(diff.possible), ...(diff.undetermined ?? [])],
    assumptions: diff.assumptions,
  };
}

function undecided(why: string): Change {
  const verdict = 'undetermined';
  return { verdict, newlyAllowed: [], newlyDenied: [], possible: [why], assumptions: [] };
}
