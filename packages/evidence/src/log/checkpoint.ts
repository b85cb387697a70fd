import { fromBase64, toBase64 } from '../bytes/base64.ts';
import { concat, equalBytes } from '../bytes/octets.ts';
import { utf8 } from '../bytes/utf8.ts';
import { verifyEd25519 } from '../keys/verify.ts';
import { accepted, type Parsed, quoted, type Refusal, refusal, refused } from '../refusal.ts';
import { isKeyName, keyId, NOTE_ED25519, parseVerifierKey, type VerifierKey } from './note-key.ts';
import { HASH_BYTES } from './tree.ts';

/** The head of a log: which log, how many entries, their root. */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  /** 32 bytes. */
  readonly root: Uint8Array;
}

/** One signature line of a note. */
export interface NoteSignature {
  readonly name: string;
  readonly keyId: Uint8Array;
  readonly signature: Uint8Array;
}

/** What {@link parseCheckpoint} read: nothing in it is verified. */
export interface UnverifiedCheckpoint {
  readonly checkpoint: Checkpoint;
  /** The text that is signed, its last line break included. */
  readonly body: string;
  readonly signatures: readonly NoteSignature[];
}

const MAX_CHECKPOINT_CHARACTERS = 65_536;
const MAX_SIGNATURES = 64;
const KEY_ID_BYTES = 4;

/** The signed text: origin, size, root, one a line (C2SP tlog-checkpoint). Throws on values that have no such text. */
export function checkpointBody({ origin, size, root }: Checkpoint): string {
  if (!isKeyName(origin)) throw new TypeError(`${quoted(origin)} cannot be an origin`);
  if (!Number.isSafeInteger(size) || size < 0) throw new RangeError(`${size} is not a tree size`);
  if (root.length !== HASH_BYTES) throw new TypeError('a root has 32 bytes');
  return `${origin}\n${size}\n${toBase64(root)}\n`;
}

/** A signature line: `— <name> <base64 of key id‖signature>` with its line break (C2SP signed-note). */
export function noteLine(keyName: string, id: Uint8Array, signature: Uint8Array): string {
  return `— ${keyName} ${toBase64(concat(id, signature))}\n`;
}

/**
 * A checkpoint signed by the log's Ed25519 key under its origin. The caller MUST have made sure that no inconsistent
 * checkpoint was ever signed (INV-6); nothing here can know that.
 */
export async function signedCheckpoint(
  checkpoint: Checkpoint,
  sign: (message: Uint8Array) => Promise<Uint8Array>,
  publicKey: Uint8Array,
): Promise<string> {
  const body = checkpointBody(checkpoint);
  const signature = await sign(utf8(body));
  const id = keyId(checkpoint.origin, NOTE_ED25519, publicKey);
  return `${body}\n${noteLine(checkpoint.origin, id, signature)}`;
}

/** Reads a signed checkpoint without checking any signature; refuses CHECKPOINT_FORMAT. */
export function parseCheckpoint(text: string): Parsed<UnverifiedCheckpoint> {
  if (text.length > MAX_CHECKPOINT_CHARACTERS) return badFormat('it is too large');
  const [, body = '', origin = '', size = '', root = '', lines = ''] =
    /^(([^\n]+)\n(0|[1-9][0-9]{0,15})\n([^\n]+)\n)\n((?:[^\n]+\n)+)$/.exec(text) ?? [];
  if (body === '') return badFormat('it is not three lines, an empty line and signature lines');
  const checkpoint = { origin, size: Number(size), root: fromBase64(root) ?? new Uint8Array() };
  if (!isKeyName(origin)) return badFormat('its origin has characters that no origin has');
  if (!Number.isSafeInteger(checkpoint.size)) return badFormat('its size is too large');
  if (checkpoint.root.length !== HASH_BYTES) return badFormat('its root is not 32 bytes in base64');
  const signatures = lines.split('\n').slice(0, -1).map(parseNoteLine);
  if (signatures.length > MAX_SIGNATURES) return badFormat('it has too many signature lines');
  const known = signatures.filter((signature) => signature !== undefined);
  if (known.length < signatures.length) return badFormat('a signature line is malformed');
  return accepted({ checkpoint, body, signatures: known });
}

function parseNoteLine(line: string): NoteSignature | undefined {
  const [, name = '', encoded = ''] = /^— ([^ ]+) ([^ ]+)$/.exec(line) ?? [];
  const bytes = fromBase64(encoded);
  if (bytes === undefined || bytes.length <= KEY_ID_BYTES || !isKeyName(name)) return undefined;
  return { name, keyId: bytes.slice(0, KEY_ID_BYTES), signature: bytes.slice(KEY_ID_BYTES) };
}

/**
 * The checkpoint, once signed by the key `vkey` under its own origin. Lines of unknown keys are ignored; one of the
 * known key that fails refuses the whole (C2SP signed-note). Refuses VERIFIER_KEY, CHECKPOINT_FORMAT,
 * CHECKPOINT_ORIGIN, CHECKPOINT_UNSIGNED, CHECKPOINT_SIGNATURE.
 */
export function openCheckpoint(text: string, vkey: string): Parsed<Checkpoint> {
  const key = parseVerifierKey(vkey);
  const parsed = parseCheckpoint(text);
  if (!(key.ok && parsed.ok)) {
    return refused(...(key.ok ? [] : key.refusals), ...(parsed.ok ? [] : parsed.refusals));
  }
  const refusals = checkpointFaults(parsed.value, key.value);
  return refusals.length === 0 ? accepted(parsed.value.checkpoint) : refused(...refusals);
}

function checkpointFaults(note: UnverifiedCheckpoint, key: VerifierKey): readonly Refusal[] {
  const faults: Refusal[] = [];
  const { origin } = note.checkpoint;
  if (origin !== key.name) {
    const message = `the checkpoint is of log ${quoted(origin)}, not of ${quoted(key.name)}`;
    faults.push(refusal('CHECKPOINT_ORIGIN', message, { origin, expected: key.name }));
  }
  const own = note.signatures.filter(
    (signature) => signature.name === key.name && equalBytes(signature.keyId, key.keyId),
  );
  const message = utf8(note.body);
  const isValid = ({ signature }: NoteSignature): boolean =>
    verifyEd25519({ key: key.publicKey, message, signature });
  if (own.length === 0) {
    faults.push(
      refusal('CHECKPOINT_UNSIGNED', 'the checkpoint has no signature by the known log key'),
    );
  } else if (!own.every(isValid)) {
    faults.push(
      refusal('CHECKPOINT_SIGNATURE', "the log key's signature on the checkpoint is not valid"),
    );
  }
  return faults;
}

function badFormat(why: string): Parsed<never> {
  return refused(refusal('CHECKPOINT_FORMAT', `the text is not a checkpoint: ${why}`));
}
