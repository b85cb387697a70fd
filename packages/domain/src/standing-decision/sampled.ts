import type { Digest } from '../values.ts';

/** 2^32: the sample is drawn by the first 32 bits of a digest. */
const RANGE = 4_294_967_296;
const PER_MILLE = 1000;

/**
 * Whether a decision is one of those a human looks at afterwards: by the digest of its instance, which names the
 * candidate, so that anyone can draw the same sample again and nobody draws another. What is no digest is in it.
 */
export function isSampled(instance: Digest, perMille: number): boolean {
  const first = Number.parseInt(instance.slice('sha256:'.length, 'sha256:'.length + 8), 16);
  return Number.isNaN(first) || first * PER_MILLE < perMille * RANGE;
}
