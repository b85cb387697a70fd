import { digest, digestHex, utf8 } from '@countersign/evidence';

/** Longest name a policy can have on the server. */
const LONGEST = 200;
const KEPT = 160;

/** A name that fits: the end of a longer one, with a digest of the whole, so that two stay two. */
export function policyName(name: string): string {
  if (name.length <= LONGEST) return name;
  return `${name.slice(-KEPT)}~${digestHex(digest(utf8(name))).slice(0, 16)}`;
}
