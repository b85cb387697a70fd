export {
  parseSshPublicKey,
  type SshKeyType,
  type SshPublicKey,
  sshFingerprint,
  sshPublicKey,
  sshPublicKeyLine,
} from './public-key.ts';
export { signSsh, sshPublicKeyOfSeed } from './sign.ts';
export {
  type AuthenticatorData,
  armorSshSignature,
  parseSshSignature,
  type SshSignature,
  type SshSignatureType,
  signedData,
  WEBAUTHN_TYPE,
  type WebauthnData,
} from './signature.ts';
export {
  type SignatureAssurance,
  type SshSignatureClaim,
  type VerifiedSshSignature,
  verifySshSignature,
} from './verify.ts';
