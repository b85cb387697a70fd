import type { Roster } from '@countersign/api';
import { refusal } from '../frame/failure.ts';
import type { PublicKeyLine } from '../ssh/ssh-keygen.ts';

/** A human of the Roster and the credential a key on this machine belongs to. */
export interface Signer {
  readonly human: Roster['humans'][number];
  readonly credential: Roster['humans'][number]['credentials'][number];
}

/** Finds whose key this is. Refuses KEY_NOT_IN_ROSTER; standing and time are judged where the signature is checked. */
export function signerOf(roster: Roster, key: PublicKeyLine): Signer {
  for (const human of roster.humans) {
    const credential = human.credentials.find(({ publicKey }) => publicKey === key.line);
    if (credential !== undefined) return { human, credential };
  }
  throw refusal(
    'KEY_NOT_IN_ROSTER',
    `the key \`${key.line.slice(0, 40)}…\` belongs to nobody in Roster ${roster.number}`,
    '`countersign human enroll` proposes a Roster with it',
  );
}
