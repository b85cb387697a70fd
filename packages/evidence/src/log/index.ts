export {
  type Checkpoint,
  checkpointBody,
  type NoteSignature,
  noteLine,
  openCheckpoint,
  parseCheckpoint,
  signedCheckpoint,
  type UnverifiedCheckpoint,
} from './checkpoint.ts';
export {
  appendLeaf,
  type CompletedNode,
  EMPTY_FRONTIER,
  type Frontier,
  frontierRoot,
} from './frontier.ts';
export {
  isKeyName,
  keyId,
  NOTE_ED25519,
  noteKeyHash,
  parseVerifierKey,
  type VerifierKey,
  verifierKey,
} from './note-key.ts';
export { consistencyProof, inclusionProof, verifyConsistency, verifyInclusion } from './proof.ts';
export {
  entryBundle,
  hashTile,
  MAX_ENTRY_BYTES,
  parseEntryBundle,
  TILE_HEIGHT,
  TILE_WIDTH,
  tilePath,
} from './tile.ts';
export { parseTlogProof, type TlogProof, tlogProof, verifyTlogProof } from './tlog-proof.ts';
export { EMPTY_ROOT, HASH_BYTES, leafHash, nodeHash, type ReadNode } from './tree.ts';
