import {
  type Checkpoint,
  envelopeBytes,
  openCheckpoint,
  parseLogEvent,
  type Refusal,
  type VerifiedRelease,
  verifyReleaseBundle,
  verifyTlogProof,
} from '@countersign/evidence';
import { expectedHashedrekord } from '../audit/hashedrekord.ts';
import { openEntryProof } from './entry-proof.ts';
import { gateRefusal, unless } from './gate-refusal.ts';
import { isSame } from './same.ts';
import type { World } from './world.ts';

/** The release's signature and its places in the log, all under the bundle's one checkpoint. */
export interface LoggedRelease {
  readonly faults: readonly Refusal[];
  /** The release key that signed; null where the signature does not verify. */
  readonly publicKey: string | null;
  /** Signed by the log's key; null where it does not verify. */
  readonly checkpoint: Checkpoint | null;
}

/** Verifies the Sigstore bundle, the checkpoint, and the proofs of both log entries of the release. */
export function loggedRelease(world: World): LoggedRelease {
  const { bundle, vkey, rosters } = world;
  const { checkpoint: text } = bundle.texts;
  const keys =
    rosters.newest === null
      ? []
      : [...rosters.versions.values()].flatMap((one) => one.document.serviceKeys);
  const publicKeys = keys.filter(({ use }) => use === 'release').map(({ publicKey }) => publicKey);
  const verified = verifyReleaseBundle({ bytes: bundle.release.bytes, publicKeys, vkey });
  const checkpoint = openCheckpoint(text, vkey);
  return {
    publicKey: verified.ok ? verified.value.publicKey : null,
    checkpoint: checkpoint.ok ? checkpoint.value : null,
    faults: [
      ...(verified.ok ? recordFaults(verified.value, world) : verified.refusals),
      ...(checkpoint.ok ? [] : checkpoint.refusals),
      ...eventFaults(world),
    ],
  };
}

/** The `hashedrekord` entry: proved once inside the Sigstore bundle and once beside it, for other tools. */
function recordFaults(release: VerifiedRelease, { bundle, vkey }: World): readonly Refusal[] {
  const entry = expectedHashedrekord(envelopeBytes(release.envelope), release.publicKey);
  const text = bundle.texts['release.tlog-proof'];
  const proved = entry === undefined ? undefined : verifyTlogProof({ text, entry, vkey });
  const why =
    proved?.ok === false ? `: ${proved.refusals.map(({ message }) => message).join('; ')}` : '';
  return [
    ...unless(
      proved?.ok === true,
      'RELEASE_NOT_LOGGED',
      `\`release.tlog-proof\` does not prove the release's log entry${why}`,
    ),
    ...unless(
      release.checkpointText === bundle.texts.checkpoint && text.endsWith(bundle.texts.checkpoint),
      'RELEASE_NOT_LOGGED',
      "the release is not proved under the bundle's own checkpoint",
    ),
  ];
}

/** The `ReleaseIssued` event: in the log, and about exactly this release (attack 31: a valid proof of something else). */
function eventFaults({ bundle, vkey }: World): readonly Refusal[] {
  const text = bundle.texts['event.tlog-proof'];
  const opened = openEntryProof(text, vkey);
  if (!opened.ok)
    return opened.refusals.map(({ message }) => gateRefusal('EVENT_NOT_LOGGED', message));
  const event = parseLogEvent(opened.value.entry);
  const { claimed, envelope } = bundle.release;
  const { workspace, ruleSet: _ruleSet, roster: _roster, issuedAt: _issuedAt, ...terms } = claimed;
  const { candidate: _candidate, ...said } = event.ok ? event.value.payload : {};
  const isThis =
    event.ok &&
    event.value.type === 'ReleaseIssued' &&
    event.value.workspace === workspace &&
    isSame(said, { ...terms, statement: envelope });
  return [
    ...unless(isThis, 'EVENT_NOT_LOGGED', 'the event in the log is not about this release'),
    ...unless(
      text.endsWith(bundle.texts.checkpoint),
      'EVENT_NOT_LOGGED',
      "the release event is not proved under the bundle's own checkpoint",
    ),
  ];
}
