import { answered, type SignedIn } from '../client/server.ts';
import { refusal } from '../frame/failure.ts';
import { publicKeyOf } from '../ssh/ssh-keygen.ts';
import { type Signer, signerOf } from './credential.ts';

/** The human signed in, with the credential of that key; refuses NOT_A_HUMAN and NOT_YOUR_KEY. */
export async function ownSigner(server: SignedIn, keyPath: string): Promise<Signer> {
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
