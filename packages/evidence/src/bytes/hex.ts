import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';

/** Lower-case hex. */
export function toHex(bytes: Uint8Array): string {
  return bytesToHex(bytes);
}

/** Bytes of lower-case hex; `undefined` for upper case, an odd length or anything else. */
export function fromHex(text: string): Uint8Array | undefined {
  return /^(?:[0-9a-f]{2})*$/.test(text) ? hexToBytes(text) : undefined;
}
