import type { ErrorRows } from './error-row.ts';

/** What bytes, signatures and proofs are refused for (`packages/evidence`). */
export const evidenceErrors = {
  CHECKPOINT_FORMAT: { status: null, help: 'The checkpoint is not a signed note; fetch it again.' },
  CHECKPOINT_ORIGIN: { status: null, help: 'The checkpoint is of another log.' },
  CHECKPOINT_SIGNATURE: {
    status: null,
    help: 'Somebody changed the checkpoint, or its log key is another.',
  },
  CHECKPOINT_UNSIGNED: {
    status: null,
    help: 'The checkpoint does not carry the signature of the known log key.',
  },
  DUPLICATE_KEY: { status: 400, help: 'Keep one of the two; readers disagree about which counts.' },
  ENTRY_BUNDLE: { status: null, help: 'The bundle of entries is cut or damaged; fetch it again.' },
  ENVELOPE_FORMAT: {
    status: 400,
    help: 'Send a DSSE envelope: payloadType, payload and signatures, in base64.',
  },
  LONE_SURROGATE: { status: 400, help: 'Replace the broken character.' },
  NOT_CANONICAL: { status: 400, help: 'Write the document in its canonical form (RFC 8785).' },
  NOT_INCLUDED: { status: null, help: 'The entry is not in the log this checkpoint describes.' },
  PAYLOAD_TYPE: { status: 400, help: 'The envelope must hold an in-toto statement.' },
  PREDICATE_TYPE: {
    status: 400,
    help: 'The statement is of another kind than what is asked for here.',
  },
  SSH_KEY_FORMAT: { status: 400, help: 'Give a line of an OpenSSH public key file.' },
  SSH_KEY_MISMATCH: { status: 401, help: 'Sign with the key the Roster lists.' },
  SSH_KEY_TYPE: { status: 422, help: 'Use a key of one of the types the message lists.' },
  SSH_NAMESPACE: {
    status: 401,
    help: 'Sign in the namespace that fits the act; the CLI does it right.',
  },
  SSH_SIGNATURE_FORMAT: {
    status: 400,
    help: 'Send the armored text that `ssh-keygen -Y sign` writes.',
  },
  SSH_SIGNATURE_INVALID: {
    status: 401,
    help: 'The signature does not fit the message; sign again what was given.',
  },
  STATEMENT_FORMAT: { status: 400, help: 'The payload is not an in-toto statement of version 1.' },
  TLOG_PROOF_FORMAT: {
    status: null,
    help: 'The proof is not in the tlog-proof format; fetch it again.',
  },
  TOO_DEEP: { status: 400, help: 'Write it with less nesting.' },
  TOO_LARGE: { status: 413, help: 'It is larger than what is read; the message has the limit.' },
  USER_NOT_PRESENT: { status: 401, help: 'Touch the key when it blinks.' },
  USER_NOT_VERIFIED: { status: 401, help: 'Use a key that asks for its PIN or for biometry.' },
  VERIFIER_KEY: { status: null, help: 'Give the verifier key as the server printed it.' },
  WEBAUTHN_CHALLENGE: { status: 401, help: 'Sign again what was given.' },
  WEBAUTHN_CLIENT_DATA: { status: 400, help: 'The browser sent something unusual; try again.' },
  WEBAUTHN_FLAGS: {
    status: 400,
    help: 'The authenticator sent something unusual; try again or use another one.',
  },
  WEBAUTHN_ORIGIN: { status: 401, help: 'Sign on a page of this installation.' },
  WEBAUTHN_RP_ID: { status: 401, help: 'Use a passkey that was enrolled at this installation.' },
  BUNDLE_BODY: {
    status: null,
    help: 'The bundle was put together from two releases; download it again.',
  },
  BUNDLE_FORMAT: { status: null, help: 'The release bundle cannot be read; download it again.' },
  BUNDLE_PATH: { status: null, help: 'Take the file away: a bundle holds a closed list.' },
  BUNDLE_TOO_LARGE: { status: null, help: 'No bundle is that large; download it again.' },
  RELEASE_SIGNATURE: {
    status: null,
    help: 'The release was not signed by a release key of the Roster.',
  },
  TOO_LONG: { status: 400, help: 'Shorten it to what the message says.' },
  WRONG_LENGTH: { status: 400, help: 'Give as many as the message says.' },
} as const satisfies ErrorRows;
