import { randomBytes } from 'node:crypto';
import { approvalStatement, frozen, roleOf } from '../approval/approval-statement.ts';
import { askDecision } from '../approval/ask-decision.ts';
import { confirmationsOf } from '../approval/confirmations.ts';
import { refuseIneligible } from '../approval/eligible.ts';
import { ownSigner } from '../approval/own-signer.ts';
import { type SinceOwnApproval, sinceOwnApproval } from '../approval/re-affirmation.ts';
import { type Recomputed, recompute } from '../approval/recompute.ts';
import { signStatement } from '../approval/sign-statement.ts';
import { idArgument } from '../client/people.ts';
import { answered, signedIn } from '../client/server.ts';
import type { CandidateView } from '../client/views.ts';
import { EXIT, refusal } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { judged } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { createAsker } from '../terminal/ask.ts';
import { heading, inert } from '../terminal/layout.ts';
import { reviewScreen } from '../terminal/review-screen.ts';
import { ruleTreeText } from '../terminal/rule-tree.ts';
import { reAffirmScreen, sinceApprovalText } from '../terminal/since-approval-text.ts';

const NONCE_BYTES = 16;
const SALT_BYTES = 16;
/** The one word of a re-affirmation: no confirmation has it. */
const RE_AFFIRM = 're-affirm';

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
  const former = answered(await server.api.getSinceApproval({ params: { id } }));
  const since = await sinceOwnApproval(view, former, signer);
  const reason =
    since?.why.length === 0
      ? await reAffirmed(view, since, role, io)
      : await decided(view, { recomputed, since, role }, io);
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
  const unsigned = {
    predicateType: 'urn:countersign:approval:v1',
    subject: { name: 'policy', digest: view.to },
    predicate: statement,
  };
  const envelope = await signStatement(unsigned, signer, keyPath);
  const body = { envelope, reason: { text: reason, salt: salt.toString('hex') } };
  const after = answered(await server.api.approveCandidate({ params: { id }, body }));
  const tree =
    after.ruleTree === null ? '' : `\n${ruleTreeText(after.ruleTree, after.people, io.style)}`;
  return judged(EXIT.holds, after, `signed and counted; candidate ${id} is ${after.state}${tree}`);
}

/** One gesture where it is proved that nothing the signer approved changed; the statement says all of it again. */
async function reAffirmed(
  view: CandidateView,
  since: SinceOwnApproval,
  role: string,
  io: Io,
): Promise<string> {
  const style = io.noteStyle;
  io.note(`${reAffirmScreen(since, view.toText, style)}\n`);
  const asker = createAsker(io);
  try {
    io.note(`\n${heading(`Your decision, as ${role}, again`, style)}\n`);
    const answer = await asker.ask(
      `\ntype ${style.bold(RE_AFFIRM)} to sign what is proved equivalent: `,
    );
    if (answer === RE_AFFIRM) return `re-affirmed: proved equivalent to ${since.approved}`;
    const message = `\`${RE_AFFIRM}\` was not given; the answer was \`${inert(answer)}\``;
    throw refusal('NOT_CONFIRMED', message, 'nothing was signed');
  } finally {
    asker.close();
  }
}

interface Shown {
  readonly recomputed: Recomputed;
  readonly since: SinceOwnApproval | null;
  readonly role: string;
}

/** Shows everything, what changed since the signer's own approval first, and asks the six confirmations. */
async function decided(
  view: CandidateView,
  { recomputed, since, role }: Shown,
  io: Io,
): Promise<string> {
  const style = io.noteStyle;
  if (since !== null) io.note(`${sinceApprovalText(since, style)}\n\n`);
  io.note(`${reviewScreen(view, recomputed.described, style)}\n`);
  return askDecision(confirmationsOf(view, recomputed.provedDenials), role, io);
}
