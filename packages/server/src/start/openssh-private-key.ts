import { randomBytes } from 'node:crypto';

/** An unencrypted Ed25519 private key as `ssh-keygen` writes it (OpenSSH PROTOCOL.key). */
export function opensshPrivateKey(key: {
  readonly seed: Uint8Array;
  readonly publicKey: Uint8Array;
  /** The wire form of the public key. */
  readonly blob: Uint8Array;
  readonly comment: string;
}): string {
  const check = randomBytes(4);
  const secret = pad(
    Buffer.concat([
      check,
      check,
      wire(Buffer.from('ssh-ed25519')),
      wire(key.publicKey),
      wire(Buffer.concat([key.seed, key.publicKey])),
      wire(Buffer.from(key.comment)),
    ]),
  );
  const none = wire(Buffer.from('none'));
  const body = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    none,
    none,
    wire(Buffer.alloc(0)),
    Buffer.from([0, 0, 0, 1]),
    wire(key.blob),
    wire(secret),
  ]);
  const lines = body.toString('base64').match(/.{1,70}/g) ?? [];
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines.join('\n')}\n-----END OPENSSH PRIVATE KEY-----\n`;
}

function wire(bytes: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** 1, 2, 3, … up to a multiple of the cipher's block, which is 8 for `none`. */
function pad(bytes: Buffer): Buffer {
  const missing = (8 - (bytes.length % 8)) % 8;
  return Buffer.concat([bytes, Buffer.from(Array.from({ length: missing }, (_, i) => i + 1))]);
}
