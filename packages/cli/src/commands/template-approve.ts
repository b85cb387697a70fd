import { randomBytes } from 'node:crypto';
import { roleIn } from '../approval/approval-statement.ts';
import { askDecision } from '../approval/ask-decision.ts';
import { refuseBarred } from '../approval/eligible.ts';
import { ownSigner } from '../approval/own-signer.ts';
import { recomputeEnvelope } from '../approval/recompute-envelope.ts';
import { signStatement } from '../approval/sign-statement.ts';
import { standingConfirmations } from '../approval/standing-confirmations.ts';
import { frozenTemplate, standingStatement } from '../approval/standing-statement.ts';
import { idArgument } from '../client/people.ts';
import { answered, signedIn } from '../client/server.ts';
import { EXIT } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { judged } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { ruleTreeText } from '../terminal/rule-tree.ts';
import { templateScreen } from '../terminal/template-screen.ts';

const NONCE_BYTES = 16;
const SALT_BYTES = 16;

/** Fetches, recomputes, shows, asks, signs, posts: as for a candidate, and nothing can be skipped by an option. */
export async function templateApprove(given: Given, io: Io): Promise<Outcome> {
  const id = idArgument(given.argument(0), 'template');
  const keyPath = given.text('key');
  const server = await signedIn(io);
  const view = answered(await server.api.getTemplate({ params: { id } }));
  const submission = frozenTemplate(view);
  const signer = await ownSigner(server, keyPath);
  const help = `countersign template show ${id}`;
  const { people } = view;
  refuseBarred({ ...submission, what: 'template', people, help }, signer.human.id);
  const role = roleIn(submission, signer.human, given.maybe('role'));
  const { described, provedDenials } = await recomputeEnvelope(view);
  io.note(`${templateScreen(view, described, io.noteStyle)}\n`);
  const reason = await askDecision(standingConfirmations(view, provedDenials), role, io);
  const salt = randomBytes(SALT_BYTES);
  const { saltedDigest } = await import('@countersign/evidence');
  const predicate = standingStatement(view, {
    workspace: server.workspace,
    signer,
    role,
    reason: saltedDigest(salt, reason),
    provedDenials,
    nonce: randomBytes(NONCE_BYTES).toString('hex'),
    issuedAt: io.now().toISOString(),
  });
  const unsigned = {
    predicateType: 'urn:countersign:standing-approval:v1',
    subject: { name: 'template.json', digest: view.digest },
    predicate,
  };
  const envelope = await signStatement(unsigned, signer, keyPath);
  const body = { envelope, reason: { text: reason, salt: salt.toString('hex') } };
  const after = answered(await server.api.signStandingApproval({ params: { id }, body }));
  const tree =
    after.ruleTree === null ? '' : `\n${ruleTreeText(after.ruleTree, after.people, io.style)}`;
  return judged(EXIT.holds, after, `signed and counted; template ${id} is ${after.state}${tree}`);
}
