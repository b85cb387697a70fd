import type { Assurance, Credential } from '@countersign/domain';
import { badInput } from '../frame/failure.ts';
import type { PublicKeyLine } from '../ssh/ssh-keygen.ts';

const KINDS: Readonly<Record<string, { type: Credential['type']; assurance: Assurance }>> = {
  'ssh-ed25519': { type: 'ssh-ed25519', assurance: 'ssh' },
  'sk-ssh-ed25519@openssh.com': { type: 'sk-ssh-ed25519', assurance: 'ssh-sk-verified' },
  'sk-ecdsa-sha2-nistp256@openssh.com': { type: 'sk-ecdsa-p256', assurance: 'ssh-sk-verified' },
};

/** What a Roster records of an OpenSSH key: a key file is `ssh`, a hardware key is `ssh-sk-verified`. */
export function credentialOf(id: string, key: PublicKeyLine, since: string): Credential {
  const type = key.line.split(' ')[0] ?? '';
  const kind = KINDS[type];
  if (kind === undefined) {
    throw badInput(
      'KEY_TYPE',
      `a key of type \`${type}\` is not accepted`,
      'make one with `ssh-keygen -t ed25519-sk` (hardware) or `ssh-keygen -t ed25519`',
    );
  }
  return { id, ...kind, publicKey: key.line, rpId: null, since, until: null };
}
