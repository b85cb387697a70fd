export { fromBase64, fromBase64Url, toBase64, toBase64Url } from './base64.ts';
export { canonicalBytes, canonicalText, parseCanonical } from './canonical.ts';
export {
  digest,
  digestBytes,
  digestHex,
  digestOf,
  isDigest,
  saltedDigest,
  sha256,
  sha512,
} from './digest.ts';
export { fromHex, toHex } from './hex.ts';
export {
  isJsonObject,
  type Json,
  type JsonLimits,
  MAX_DEPTH,
  MAX_JSON_BYTES,
  parseJson,
} from './json.ts';
export { concat, equalBytes } from './octets.ts';
export { decodeUtf8, isWellFormed, utf8 } from './utf8.ts';
