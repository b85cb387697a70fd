import { sshSign } from '../ssh/ssh-keygen.ts';
import type { Signer } from './credential.ts';

/** What is signed: a predicate about one document. */
export interface Unsigned {
  readonly predicateType: string;
  readonly subject: { readonly name: string; readonly digest: `sha256:${string}` };
  readonly predicate: Record<string, unknown>;
}

/** Signs a statement with the signer's own key, in the namespace of approvals. */
export async function signStatement(unsigned: Unsigned, signer: Signer, keyPath: string) {
  const { digestHex, envelope, pae, statement, utf8 } = await import('@countersign/evidence');
  const { predicateType, subject, predicate } = unsigned;
  const about = [{ name: subject.name, digest: { sha256: digestHex(subject.digest) } }];
  const payload = statement(predicateType, about, predicate);
  const armored = await sshSign(keyPath, 'countersign-approval', pae(payload));
  const {
    payloadType,
    payload: text,
    signatures,
  } = envelope(payload, [{ keyid: signer.credential.id, sig: utf8(armored) }]);
  return { payloadType, payload: text, signatures: [...signatures] };
}
