export { HASHEDREKORD, hashedrekordBody } from './hashedrekord.ts';
export { BUNDLE_TYPE, type ReleaseBundleParts, releaseBundle } from './release-bundle.ts';
export { sigstoreTrustedRoot } from './trusted-root.ts';
export { type VerifiedRelease, verifyReleaseBundle } from './verify-release-bundle.ts';
