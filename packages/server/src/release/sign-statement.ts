import {
  type Digest,
  digestHex,
  type Envelope,
  envelope,
  pae,
  statement,
} from '@countersign/evidence';
import type { Signer } from '../keys/signer.ts';

/** A statement about one file of the bundle, signed by a service key. */
export interface Signed {
  readonly envelope: Envelope;
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
}

/** Signs an in-toto statement as DSSE; `keyid` is the public key itself, a hint that selects nothing. */
export async function signStatement(
  signer: Signer,
  predicateType: string,
  subject: { readonly name: string; readonly digest: Digest },
  predicate: unknown,
): Promise<Signed> {
  const about = [{ name: subject.name, digest: { sha256: digestHex(subject.digest) } }];
  const payload = statement(predicateType, about, predicate);
  const signature = await signer.sign(pae(payload));
  return {
    envelope: envelope(payload, [{ keyid: signer.publicKey, sig: signature }]),
    payload,
    signature,
  };
}
