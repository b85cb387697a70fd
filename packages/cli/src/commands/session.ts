import type { LoginChallenge } from '@countersign/api';
import { answered, serverAt, signedIn } from '../client/server.ts';
import { removeSignIn, writeSignIn } from '../config/config.ts';
import { EXIT, Failure } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { done } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { sshSign } from '../ssh/ssh-keygen.ts';
import { fields, inert } from '../terminal/layout.ts';

/** Signs in: fetches a challenge, refuses one that is not for this address, signs it, opens the session. */
export async function login(given: Given, io: Io): Promise<Outcome> {
  const workspace = given.text('workspace');
  const { origin, api } = await serverAt(given.text('server'));
  const { challenge } = answered(
    await api.createLoginChallenge({ params: { workspace }, body: {} }),
  );
  refuseForeignChallenge(challenge, origin, workspace);
  const { canonicalBytes } = await import('@countersign/evidence');
  const signature = await sshSign(
    given.text('key'),
    'countersign-login',
    canonicalBytes(challenge),
  );
  const session = answered(
    await api.createSession({ params: { workspace }, body: { challenge, signature } }),
  );
  const path = await writeSignIn(io.env, { server: origin, workspace, token: session.token });
  const { human, expiresAt } = session;
  return done(
    { server: origin, workspace, human, expiresAt },
    `signed in at ${io.style.bold(origin)} as ${human} until ${expiresAt}\n${io.style.dim(`kept in ${path}`)}`,
  );
}

// A server in the middle could pass on another server's challenge: what is signed names where it is for.
function refuseForeignChallenge(
  challenge: LoginChallenge,
  origin: string,
  workspace: string,
): void {
  const reasons = [];
  if (challenge.origin !== origin) {
    reasons.push({
      code: 'CHALLENGE_ORIGIN',
      message: `the challenge is for \`${inert(challenge.origin)}\`, this is \`${origin}\``,
    });
  }
  if (challenge.workspace !== workspace) {
    reasons.push({
      code: 'CHALLENGE_WORKSPACE',
      message: `the challenge is for workspace \`${inert(challenge.workspace)}\`, not \`${workspace}\``,
    });
  }
  if (reasons.length > 0) {
    throw new Failure(
      reasons,
      EXIT.doesNotHold,
      'sign in with the very address the server was told to use',
    );
  }
}

/** Ends the session at the server and forgets it here. */
export async function logout(_given: Given, io: Io): Promise<Outcome> {
  const { api } = await signedIn(io);
  const ended = await api.deleteSession();
  await removeSignIn(io.env);
  return done({ ended: ended.ok }, 'signed out');
}

/** Who is signed in and what they may accept. */
export async function whoami(_given: Given, io: Io): Promise<Outcome> {
  const { api, origin } = await signedIn(io);
  const who = answered(await api.whoami());
  const accepts = who.accepts.map(
    ({ environment, upTo, until }) =>
      `up to ${upTo} in ${inert(environment)}${until === null ? '' : ` until ${until}`}`,
  );
  const rows = [
    ['server', origin],
    ['workspace', `${who.workspace} (${who.mode})`],
    [who.actor.kind, `${who.name === null ? '' : `${inert(who.name)}  `}${who.actor.id}`],
    ['roles', who.roles.map(inert).join(', ') || 'none'],
    ['accepts', accepts.join('; ') || 'nothing'],
  ] as const;
  return done(who, fields(rows, io.style));
}
