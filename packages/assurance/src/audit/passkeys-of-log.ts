import { type Digest, decodeUtf8, parseLogEvent, parseRoster } from '@countersign/evidence';
import type { PasskeySource } from '../facts/envelopes.ts';
import { passkeysIn } from '../facts/passkeys-in.ts';

/**
 * Where passkeys may have signed: what the Rosters list that the log says were in force. One that was merely proposed
 * says nothing, else whoever proposed it could make every passkey's signature unverifiable.
 */
export function passkeysOfLog(
  entries: readonly Uint8Array[],
  documents: ReadonlyMap<Digest, Uint8Array>,
): PasskeySource | null {
  const humans = entries.flatMap(rosterNamed).flatMap((digest) => {
    const roster = parseRoster(documents.get(digest) ?? new Uint8Array());
    return roster.ok ? roster.value.humans : [];
  });
  return passkeysIn(humans, documents.values());
}

const NAMING = ['"type":"WorkspaceFounded"', '"type":"RosterAdopted"'];

/** The Roster that a founding or an adoption names; the text is looked at first because most entries name none. */
function rosterNamed(entry: Uint8Array): readonly Digest[] {
  const text = decodeUtf8(entry) ?? '';
  if (!NAMING.some((type) => text.includes(type))) return [];
  const parsed = parseLogEvent(entry);
  const roster = parsed.ok ? parsed.value.payload['roster'] : undefined;
  return typeof roster === 'string' ? [roster as Digest] : [];
}
