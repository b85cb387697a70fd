// Every runtime we support has these two (Node, browsers, workers); the core compiles without DOM or Node types.
declare const TextEncoder: new () => { encode(text: string): Uint8Array };
declare const TextDecoder: new (
  label: 'utf-8',
  options: { fatal: boolean; ignoreBOM: boolean },
) => { decode(bytes: Uint8Array): string };

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Whether the text has no lone surrogate, that is, whether it can be written as UTF-8 at all. */
export function isWellFormed(text: string): boolean {
  return !LONE_SURROGATE.test(text);
}

/** The UTF-8 bytes of a text. Throws on a lone surrogate: replacing it would give two texts one digest. */
export function utf8(text: string): Uint8Array {
  if (!isWellFormed(text)) throw new TypeError('text has a lone surrogate and no UTF-8 form');
  return encoder.encode(text);
}

/** The text of UTF-8 bytes, a byte order mark kept; `undefined` when they are not UTF-8 (RFC 3629). */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}
