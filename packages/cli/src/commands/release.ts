import type { ReleaseView } from '@countersign/api';
import { idArgument, named } from '../client/people.ts';
import { answered, everyPage, signedIn } from '../client/server.ts';
import { writeWhole } from '../files/write-output.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { done } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { fields, inert, table } from '../terminal/layout.ts';

const DAY_SECONDS = 86_400;

/** Releases an approved candidate; answered once an anchored, signed checkpoint covers it. */
export async function releaseCreate(given: Given, io: Io): Promise<Outcome> {
  const id = idArgument(given.argument(0), 'candidate');
  const { api } = await signedIn(io);
  const release = answered(await api.releaseCandidate({ params: { id }, body: {} }));
  return done(release, view(release, io));
}

/** The releases, newest first. */
export async function releaseList(given: Given, io: Io): Promise<Outcome> {
  const { api } = await signedIn(io);
  const policy = given.maybe('policy');
  const environment = given.maybe('environment');
  const filter = {
    ...(policy === undefined ? {} : { policy: idArgument(policy, 'policy') }),
    ...(environment === undefined ? {} : { environment }),
  };
  const items = await everyPage((query) => api.listReleases({ query: { ...query, ...filter } }));
  const rows = items.map((release) => [
    release.id,
    inert(release.policy.name ?? release.policy.id),
    inert(release.environment),
    `#${release.number}`,
    release.state,
    release.validUntil,
  ]);
  const head = ['id', 'policy', 'environment', 'number', 'state', 'valid until'];
  return done({ items }, rows.length === 0 ? 'no releases' : table(head, rows, io.style));
}

/** One release. */
export async function releaseShow(given: Given, io: Io): Promise<Outcome> {
  const id = idArgument(given.argument(0), 'release');
  const { api } = await signedIn(io);
  const release = answered(await api.getRelease({ params: { id } }));
  return done(release, view(release, io));
}

/** Fetches the tar a gate checks. */
export async function releaseBundle(given: Given, io: Io): Promise<Outcome> {
  const id = idArgument(given.argument(0), 'release');
  const out = given.text('out');
  const { api } = await signedIn(io);
  const bytes = answered(await api.getReleaseBundle({ params: { id } }));
  await writeWhole(out, bytes);
  return done(
    { release: id, file: out, bytes: bytes.length },
    `wrote ${out} (${bytes.length} bytes)`,
  );
}

/** Fetches a freshness statement and writes it in the bytes a bundle carries as `freshness.dsse`. */
export async function releaseFreshness(given: Given, io: Io): Promise<Outcome> {
  const id = idArgument(given.argument(0), 'release');
  const out = given.text('out');
  const ttlSeconds = given.seconds('ttl') ?? DAY_SECONDS;
  const { api } = await signedIn(io);
  const { envelope } = answered(await api.issueFreshness({ params: { id }, body: { ttlSeconds } }));
  const { canonicalBytes } = await import('@countersign/evidence');
  await writeWhole(out, canonicalBytes(envelope));
  return done(
    { release: id, file: out, ttlSeconds, envelope },
    `wrote ${out}; it holds for ${ttlSeconds} s`,
  );
}

/** Withdraws a release: its freshness is withheld from now on. */
export async function releaseRevoke(given: Given, io: Io): Promise<Outcome> {
  const id = idArgument(given.argument(0), 'release');
  const { api } = await signedIn(io);
  const body = { reason: given.text('reason') };
  const release = answered(await api.revokeRelease({ params: { id }, body }));
  return done(release, `release ${id} is ${release.state}`);
}

function view(release: ReleaseView, io: Io): string {
  return fields(
    [
      ['release', `${release.id}, #${release.number}, ${release.state}`],
      ['policy', `${inert(release.policy.name ?? '')} ${release.policy.id}`],
      ['environment', inert(release.environment)],
      ['digest', release.to],
      ['approvals', release.approvals.join('\n           ')],
      ['triggered by', named(release.triggeredBy, release.people)],
      ['valid until', `${release.validUntil}, then ${release.onLapse}`],
      ['log', `${release.checkpoint.origin}, size ${release.checkpoint.size}`],
    ],
    io.style,
  );
}
