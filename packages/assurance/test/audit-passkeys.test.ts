import { canonicalBytes, type Digest, digest, sshPublicKeyLine } from '@countersign/evidence';
import { softwareKey } from '@countersign/evidence/testing';
import { expect, it } from 'vitest';
import { passkeysOfLog } from '../src/audit/passkeys-of-log.ts';
import { AuditWorld, human } from './audit-world.ts';
import { roster1 } from './law.ts';
import { ANA, id } from './people.ts';

/** Roster 2, whose first human has a passkey of that relying party. */
function rosterWith(rpId: string, previous: Digest): Uint8Array {
  const key = softwareKey('sk-ecdsa-sha2-nistp256@openssh.com', new Uint8Array(32).fill(5), rpId);
  const passkey = {
    id: id(70),
    type: 'webauthn-es256',
    publicKey: sshPublicKeyLine(key.publicKey),
    assurance: 'webauthn-uv',
    rpId,
    since: '2020-01-01T00:00:00.000Z',
    until: null,
  } as const;
  const humans = roster1.humans.map((one, at) =>
    at === 0 ? { ...one, credentials: [...one.credentials, passkey] } : one,
  );
  return canonicalBytes({ ...roster1, number: 2, previous, humans });
}

it('a roster that was merely proposed does not say where passkeys sign, an adopted one does', () => {
  const world = new AuditWorld().found();
  const previous = world.state.workspace?.roster.digest ?? digest(new Uint8Array());
  const evil = world.put(rosterWith('evil.example', previous));
  world.do(human(ANA), { type: 'proposeGovernance', kind: 'roster', document: evil });
  expect(passkeysOfLog(world.entries, world.documents)).toBeNull();
  const adopted = world.put(rosterWith('countersign.example', previous));
  world.append({
    type: 'RosterAdopted',
    stream: `workspace/${world.state.workspace?.id}`,
    payload: { number: 2, roster: adopted, envelope: evil, governance: id(80) },
    actor: human(ANA),
    at: world.at,
  });
  expect(passkeysOfLog(world.entries, world.documents)).toEqual({
    rpId: 'countersign.example',
    origins: [],
  });
});
