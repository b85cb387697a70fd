import { addSeconds, decisionOf, type Id, isExpired, type ReleaseState } from '@countersign/domain';
import type { Envelope } from '@countersign/evidence';
import { signStatement } from '../release/sign-statement.ts';
import { type Caller, type Deps, type Refused, refuse } from './deps.ts';

/** Longest a freshness statement may hold: how long a revocation can stay unseen by a gate. */
export const FRESHNESS_MAX_SECONDS = 86_400;

/**
 * Signs that this release is the current one of its policy, for 1 second to 24 hours. Withheld when it is revoked,
 * superseded or lapsed. It changes nothing, so it is no event; the log head decides what is current.
 */
export async function issueFreshness(
  deps: Deps,
  { workspace }: Pick<Caller, 'workspace'>,
  input: { readonly release: Id; readonly ttlSeconds: number },
): Promise<{ readonly ok: true; readonly value: Envelope } | Refused> {
  const { release: id, ttlSeconds } = input;
  if (!Number.isInteger(ttlSeconds) || ttlSeconds < 1 || ttlSeconds > FRESHNESS_MAX_SECONDS) {
    const message = `a freshness statement holds 1 to ${FRESHNESS_MAX_SECONDS} seconds, not \`${ttlSeconds}\``;
    return refuse('VALIDITY_TOO_LONG', message);
  }
  const status = await deps.publisher.check(workspace);
  if (status.state !== 'open') return { ok: false, refusals: [status.refusal] };
  const release = (await deps.store.aggregate(workspace, 'release', id))?.state;
  if (release === undefined) return refuse('UNKNOWN_RELEASE', `there is no release \`${id}\``);
  const issuedAt = deps.now();
  const why = withheldBecause(release, issuedAt) ?? (await standingEnded(deps, workspace, release));
  if (why !== null) {
    return refuse('FRESHNESS_WITHHELD', `no freshness for release \`${id}\`: it is ${why}`, {
      state: why,
    });
  }
  return sign(deps, workspace, release, { issuedAt, expiresAt: addSeconds(issuedAt, ttlSeconds) });
}

function withheldBecause(release: ReleaseState, at: string): string | null {
  if (release.state !== 'in-force') return release.state;
  return isExpired(release.terms.validUntil, at) ? 'lapsed' : null;
}

/**
 * A standing approval that a human revoked, or has a concern about, takes what it let through with it: no gate gets a
 * fresh word for such a release. Time alone does not: the release ends no later than what was signed.
 */
async function standingEnded(
  { store }: Deps,
  workspace: Id,
  { terms }: ReleaseState,
): Promise<string | null> {
  if (terms.basis !== 'standing') return null;
  const candidate = (await store.aggregate(workspace, 'candidate', terms.candidate))?.state;
  const decision = candidate === undefined ? null : decisionOf(candidate);
  const made =
    decision === null ? undefined : await store.aggregate(workspace, 'standing-decision', decision);
  if (made === undefined) return 'without its decision';
  if (made.state.reviewed?.verdict === 'concern') return 'met with a concern';
  const template = (await store.aggregate(workspace, 'template', made.state.template))?.state;
  return template?.state === 'revoked' ? 'under a standing approval that was revoked' : null;
}

async function sign(
  deps: Deps,
  workspace: Id,
  { terms }: ReleaseState,
  span: { readonly issuedAt: string; readonly expiresAt: string },
): Promise<{ readonly ok: true; readonly value: Envelope } | Refused> {
  const signer = (await deps.keys.open(workspace))?.freshness;
  if (signer === undefined) return refuse('NO_FRESHNESS_KEY', 'this server holds no freshness key');
  const { environment, policy, number, to } = terms;
  const predicate = { workspace, environment, policy, number, to, ...span };
  const subject = { name: 'policy.json', digest: to };
  const signed = await signStatement(signer, 'urn:countersign:freshness:v1', subject, predicate);
  return { ok: true, value: signed.envelope };
}
