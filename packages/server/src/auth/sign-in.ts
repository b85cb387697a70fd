import { randomBytes } from 'node:crypto';
import type { LoginChallenge, Refusal } from '@countersign/api';
import {
  addSeconds,
  type Credential,
  type Id,
  type Instant,
  isInForce,
  type Roster,
} from '@countersign/domain';
import {
  canonicalBytes,
  equalBytes,
  parseSshPublicKey,
  parseSshSignature,
  SSH_NAMESPACES,
  verifySshSignature,
} from '@countersign/evidence';
import { newSecret } from '../store/secrets.ts';
import type { Store } from '../store/store.ts';
import type { ReadRoster } from './roster.ts';

export interface SignInDeps {
  readonly store: Store;
  readonly now: () => Instant;
  readonly rosterOf: ReadRoster;
  /** The one origin of this installation. */
  readonly origin: string;
}

type Refused = { readonly ok: false; readonly refusals: readonly Refusal[] };

const CHALLENGE_SECONDS = 120;
const SESSION_SECONDS = 12 * 3600;
const NONCE_BYTES = 32;

/** What to sign to come in: for this origin and workspace, for two minutes, once. Refuses UNKNOWN_WORKSPACE. */
export async function issueChallenge(
  deps: SignInDeps,
  workspace: Id,
): Promise<{ readonly ok: true; readonly challenge: LoginChallenge } | Refused> {
  if ((await deps.rosterOf(workspace)) === undefined) return unknownWorkspace(workspace);
  const issuedAt = deps.now();
  const challenge: LoginChallenge = {
    v: 1,
    kind: 'login-challenge',
    origin: deps.origin,
    workspace,
    nonce: randomBytes(NONCE_BYTES).toString('base64url'),
    issuedAt,
    expiresAt: addSeconds(issuedAt, CHALLENGE_SECONDS),
  };
  await deps.store.access.putChallenge(workspace, challenge.nonce, challenge.expiresAt);
  return { ok: true, challenge };
}

export type SignedIn =
  | { readonly ok: true; readonly token: string; readonly human: Id; readonly expiresAt: Instant }
  | Refused;

/**
 * Opens a session for the human whose key signed the challenge. The challenge is spent before the signature is
 * looked at: one challenge, one try. Refuses CHALLENGE_MISMATCH, CHALLENGE_UNKNOWN, CREDENTIAL_NOT_IN_FORCE and what
 * the signature is refused for.
 */
export async function openSession(
  deps: SignInDeps,
  workspace: Id,
  input: { readonly challenge: LoginChallenge; readonly signature: string },
): Promise<SignedIn> {
  const { challenge, signature } = input;
  const roster = await deps.rosterOf(workspace);
  if (roster === undefined) return unknownWorkspace(workspace);
  if (challenge.origin !== deps.origin || challenge.workspace !== workspace) {
    return refused(
      'CHALLENGE_MISMATCH',
      `the challenge is not for \`${deps.origin}\` and this workspace`,
    );
  }
  const at = deps.now();
  if (!(await deps.store.access.takeChallenge(workspace, challenge.nonce, at))) {
    return refused('CHALLENGE_UNKNOWN', 'the challenge was used, has expired or was never issued');
  }
  const signer = signerOf(deps, roster, { challenge, signature });
  if (!signer.ok) return signer;
  const { secret, secretDigest } = newSecret('session', workspace);
  const expiresAt = addSeconds(at, SESSION_SECONDS);
  const { human, credential } = signer;
  const session = { workspace, kind: 'human', human, credential, expiresAt } as const;
  await deps.store.access.openSession({ ...session, secretDigest });
  return { ok: true, token: secret, human, expiresAt };
}

type Signer = { readonly ok: true; readonly human: Id; readonly credential: Id } | Refused;

/** The human of the newest Roster whose key, in force now, made the signature in the login namespace. */
function signerOf(
  deps: SignInDeps,
  roster: Roster,
  { challenge, signature }: { readonly challenge: LoginChallenge; readonly signature: string },
): Signer {
  const parsed = parseSshSignature(signature);
  if (!parsed.ok) return parsed;
  const owner = ownerOf(roster, parsed.value.publicKey.blob, deps.now());
  if (owner === undefined) {
    return refused(
      'CREDENTIAL_NOT_IN_FORCE',
      'the newest roster does not list the key that signed',
    );
  }
  const { rpId } = owner.credential;
  const verified = verifySshSignature({
    message: canonicalBytes(challenge),
    armored: signature,
    namespace: SSH_NAMESPACES.login,
    publicKey: owner.credential.publicKey,
    ...(rpId === null ? {} : { rpId, origins: [deps.origin] }),
  });
  if (!verified.ok) return verified;
  return { ok: true, human: owner.human, credential: owner.credential.id };
}

function ownerOf(
  roster: Roster,
  blob: Uint8Array,
  at: Instant,
): { readonly human: Id; readonly credential: Credential } | undefined {
  for (const human of roster.humans.filter((one) => isInForce(one, at))) {
    const credential = human.credentials.find((one) => {
      const key = parseSshPublicKey(one.publicKey);
      return key.ok && equalBytes(key.value.blob, blob) && isInForce(one, at);
    });
    if (credential !== undefined) return { human: human.id, credential };
  }
  return undefined;
}

function unknownWorkspace(workspace: Id): Refused {
  return refused('UNKNOWN_WORKSPACE', `there is no workspace \`${workspace}\` here`);
}

function refused(code: string, message: string): Refused {
  return { ok: false, refusals: [{ code, message }] };
}
