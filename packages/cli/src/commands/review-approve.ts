import { randomBytes } from 'node:crypto';
import { approvalStatement, frozen, roleOf } from '../approval/approval-statement.ts';
import { askConfirmations, confirmationsOf } from '../approval/confirmations.ts';
import { type Signer, signerOf } from '../approval/credential.ts';
import { refuseIneligible } from '../approval/eligible.ts';
import { type Recomputed, recompute } from '../approval/recompute.ts';
import { idArgument } from '../client/people.ts';
import { answered, type SignedIn, signedIn } from '../client/server.ts';
import type { CandidateView } from '../client/views.ts';
import { EXIT, refusal } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { judged } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { publicKeyOf, sshSign } from '../ssh/ssh-keygen.ts';
import { createAsker } from '../terminal/ask.ts';
import { heading } from '../terminal/layout.ts';
import { reviewScreen } from '../terminal/review-screen.ts';
import { ruleTreeText } from '../terminal/rule-tree.ts';

const NONCE_BYTES = 16;
const SALT_BYTES = 16;

/** Fetches, recomputes, shows, asks, signs, posts. Nothing here can be skipped by an option (DESIGN section 6). */
export async function reviewApprove(given: Given, io: Io): Promise<Outcome> {
  const id = idArgument(given.argument(0), 'candidate');
  const keyPath = given.text('key');
  const server = await signedIn(io);
  const view = answered(await server.api.getCandidate({ params: { id } }));
  frozen(view);
  const signer = await ownSigner(server, keyPath);
  refuseIneligible(view, signer.human.id);
  const role = roleOf(view, signer.human, given.maybe('role'));
  const recomputed = await recompute(view);
  io.note(`${reviewScreen(view, recomputed.described, io.noteStyle)}\n`);
  const reason = await confirmed(view, recomputed, role, io);
  const salt = randomBytes(SALT_BYTES);
  const { saltedDigest } = await import('@countersign/evidence');
  const statement = approvalStatement(view, {
    workspace: server.workspace,
    signer,
    role,
    reason: saltedDigest(salt, reason),
    provedDenials: recomputed.provedDenials,
    nonce: randomBytes(NONCE_BYTES).toString('hex'),
    issuedAt: io.now().toISOString(),
  });
  const envelope = await signed(statement, view, signer, keyPath);
  const body = { envelope, reason: { text: reason, salt: salt.toString('hex') } };
  const after = answered(await server.api.approveCandidate({ params: { id }, body }));
  const tree =
    after.ruleTree === null ? '' : `\n${ruleTreeText(after.ruleTree, after.people, io.style)}`;
  return judged(EXIT.holds, after, `signed and counted; candidate ${id} is ${after.state}${tree}`);
}

async function ownSigner(server: SignedIn, keyPath: string): Promise<Signer> {
  const who = answered(await server.api.whoami());
  if (who.actor.kind !== 'human') {
    throw refusal(
      'NOT_A_HUMAN',
      `a ${who.actor.kind} cannot approve`,
      'only people decide; sign in with an own key',
    );
  }
  const roster = answered(await server.api.getRoster());
  const signer = signerOf(roster.document, await publicKeyOf(keyPath));
  if (signer.human.id === who.actor.id) return signer;
  throw refusal('NOT_YOUR_KEY', 'the key belongs to another human than the one signed in');
}

async function confirmed(
  view: CandidateView,
  { provedDenials }: Recomputed,
  role: string,
  io: Io,
): Promise<string> {
  const asker = createAsker(io);
  const style = io.noteStyle;
  try {
    io.note(`\n${heading(`Your decision, as ${role}`, style)}\n`);
    await askConfirmations(confirmationsOf(view, provedDenials), asker, style);
    const reason = await asker.ask('\nyour reason, one line, shown to the others: ');
    if (reason !== '') return reason;
    throw refusal('NO_REASON', 'an approval needs a reason', 'nothing was signed');
  } finally {
    asker.close();
  }
}

async function signed(
  predicate: Record<string, unknown>,
  view: CandidateView,
  signer: Signer,
  keyPath: string,
) {
  const { digestHex, envelope, pae, statement, utf8 } = await import('@countersign/evidence');
  const subject = [{ name: 'policy', digest: { sha256: digestHex(view.to) } }];
  const payload = statement('urn:countersign:approval:v1', subject, predicate);
  const armored = await sshSign(keyPath, 'countersign-approval', pae(payload));
  const {
    payloadType,
    payload: text,
    signatures,
  } = envelope(payload, [{ keyid: signer.credential.id, sig: utf8(armored) }]);
  return { payloadType, payload: text, signatures: [...signatures] };
}
