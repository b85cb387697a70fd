import { createHash, randomBytes } from 'node:crypto';
import { addSeconds, type Id, type Instant, isExpired } from '@countersign/domain';
import { newSecret } from '../store/secrets.ts';
import type { Store } from '../store/store.ts';

/** Name of the cookie a visit sets. */
export const VISIT_COOKIE = 'countersign_visit';

const VISIT_SECONDS = 12 * 3600;
const CODE_BYTES = 32;

export interface VisitDeps {
  readonly store: Store;
  readonly now: () => Instant;
}

/** Makes a code that lets one browser look around an evaluation, once, within twelve hours. */
export async function createVisitCode(deps: VisitDeps, workspace: Id): Promise<string> {
  const code = randomBytes(CODE_BYTES).toString('base64url');
  const expiresAt = addSeconds(deps.now(), VISIT_SECONDS);
  await deps.store.setup.put(nameOf(code), { workspace, expiresAt });
  return code;
}

export interface Visit {
  /** The cookie's value. */
  readonly secret: string;
  readonly seconds: number;
}

/** Trades a code for a read-only session; `undefined` for a code that is unknown, used or too old. */
export async function useVisitCode(deps: VisitDeps, code: string): Promise<Visit | undefined> {
  const name = nameOf(code);
  const kept = (await deps.store.setup.get(name)) as VisitCode | undefined | null;
  if (kept === undefined || kept === null) return undefined;
  // Only one caller takes it; the others come too late.
  if (!(await deps.store.setup.take(name)) || isExpired(kept.expiresAt, deps.now()))
    return undefined;
  const { secret, secretDigest } = newSecret('session', kept.workspace);
  await deps.store.access.openSession({
    workspace: kept.workspace,
    kind: 'visitor',
    human: null,
    credential: null,
    expiresAt: addSeconds(deps.now(), VISIT_SECONDS),
    secretDigest,
  });
  return { secret, seconds: VISIT_SECONDS };
}

interface VisitCode {
  readonly workspace: Id;
  readonly expiresAt: Instant;
}

/** The database holds the hash of the code alone. */
function nameOf(code: string): string {
  return `visit/${createHash('sha256').update(code).digest('hex')}`;
}
