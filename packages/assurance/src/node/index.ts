export { type GateOutcome, gateVerify, readTrustPolicy } from './gate-verify.ts';
export { readBundleFiles } from './read-bundle-files.ts';
export { gateInit } from './state-store.ts';
export { readTar } from './tar.ts';
