// For tests only. What stands in `vectors/formats/`: a value of each format with its permanent bytes, their digest
// and, for what is signed, a signed envelope. A difference is a broken signature or log, never a reason to write the
// files anew; a changed format is a new version beside the old.
import { ed25519 } from '@noble/curves/ed25519.js';
import { p256 } from '@noble/curves/nist.js';
import {
  canonicalBytes,
  canonicalText,
  digest,
  digestHex,
  toBase64,
  utf8,
} from '../../bytes/index.ts';
import { type Envelope, envelope, envelopeBytes, pae, statement } from '../../dsse/index.ts';
import { subjectPublicKeyInfo } from '../../keys/verify.ts';
import { signSsh, sshPublicKeyLine, sshPublicKeyOfSeed } from '../../ssh/index.ts';
import { PREDICATES, SSH_NAMESPACES } from '../names.ts';
import { SAMPLES, SIGNER_SEED } from './samples.ts';

type GoldenKey = 'ssh' | 'ecdsa-p256' | 'ed25519';

// The fixed keys, public halves as a Roster lists them.
const KEYS: Readonly<Record<GoldenKey, string>> = {
  ssh: sshPublicKeyLine(sshPublicKeyOfSeed(SIGNER_SEED)),
  'ecdsa-p256': toBase64(subjectPublicKeyInfo('ecdsa-p256', p256.getPublicKey(SIGNER_SEED, false))),
  ed25519: toBase64(ed25519.getPublicKey(SIGNER_SEED)),
};

/** A golden file. */
export interface GoldenFormat {
  readonly value: unknown;
  /** The canonical text; its UTF-8 bytes are what is hashed. */
  readonly bytes: string;
  readonly digest: string;
  /** For what is signed: who signs how, and the statement in its envelope. */
  readonly signed: {
    readonly key: GoldenKey;
    readonly publicKey: string;
    readonly namespace: string | null;
    readonly predicateType: string;
    readonly envelope: Envelope;
    readonly envelopeDigest: string;
  } | null;
}

type Signing =
  | {
      readonly key: 'ssh';
      readonly predicate: keyof typeof PREDICATES;
      readonly namespace: keyof typeof SSH_NAMESPACES;
    }
  | { readonly key: 'ecdsa-p256' | 'ed25519'; readonly predicate: keyof typeof PREDICATES };

// Humans sign with ssh keys in the namespace of the act, the server with its release and freshness keys.
const SIGNINGS: Readonly<Partial<Record<keyof typeof SAMPLES, Signing>>> = {
  approval: { key: 'ssh', predicate: 'approval', namespace: 'approval' },
  revocation: { key: 'ssh', predicate: 'revocation', namespace: 'approval' },
  roster: { key: 'ssh', predicate: 'roster', namespace: 'roster' },
  'rule-set': { key: 'ssh', predicate: 'ruleset', namespace: 'ruleset' },
  // Whoever may extend the Roster may also reopen the log.
  epoch: { key: 'ssh', predicate: 'epoch', namespace: 'roster' },
  verification: { key: 'ecdsa-p256', predicate: 'verification' },
  release: { key: 'ecdsa-p256', predicate: 'release' },
  freshness: { key: 'ed25519', predicate: 'freshness' },
};

/** Every golden file by its name, computed anew. */
export function goldenFormats(): Readonly<Record<string, GoldenFormat>> {
  const names = Object.keys(SAMPLES) as (keyof typeof SAMPLES)[];
  return Object.fromEntries(names.map((name) => [name, golden(name)]));
}

function golden(name: keyof typeof SAMPLES): GoldenFormat {
  const value = SAMPLES[name];
  const bytes = canonicalBytes(value);
  const signing = SIGNINGS[name];
  return {
    value,
    bytes: canonicalText(value),
    digest: digest(bytes),
    signed: signing === undefined ? null : signed(name, signing),
  };
}

function signed(name: keyof typeof SAMPLES, signing: Signing): GoldenFormat['signed'] {
  const value = SAMPLES[name];
  // Documents are about themselves; approvals, verifications and releases about the policy.
  const about = 'to' in value ? value.to : digest(canonicalBytes(value));
  const predicateType = PREDICATES[signing.predicate];
  const subject = [{ name, digest: { sha256: digestHex(about) } }];
  const payload = statement(predicateType, subject, value);
  const made = envelope(payload, [{ keyid: 'golden', sig: signature(pae(payload), signing) }]);
  return {
    key: signing.key,
    publicKey: KEYS[signing.key],
    namespace: 'namespace' in signing ? SSH_NAMESPACES[signing.namespace] : null,
    predicateType,
    envelope: made,
    envelopeDigest: digest(envelopeBytes(made)),
  };
}

function signature(message: Uint8Array, signing: Signing): Uint8Array {
  switch (signing.key) {
    case 'ssh': {
      const namespace = SSH_NAMESPACES[signing.namespace];
      return utf8(signSsh({ message, namespace, seed: SIGNER_SEED }));
    }
    case 'ecdsa-p256':
      return p256.sign(message, SIGNER_SEED, { format: 'der' });
    case 'ed25519':
      return ed25519.sign(message, SIGNER_SEED);
    default:
      return signing satisfies never;
  }
}
