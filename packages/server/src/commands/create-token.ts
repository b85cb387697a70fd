import type { Id, Instant } from '@countersign/domain';
import { addSeconds } from '@countersign/domain';
import { newSecret } from '../store/secrets.ts';
import { change, createdId, given } from './change.ts';
import { type Answer, type Caller, type Deps, refuse } from './deps.ts';

export interface TokenInput {
  readonly kind: 'agent' | 'pipeline';
  readonly name: string;
  readonly ttlSeconds: number;
}

export interface TokenMade {
  readonly id: Id;
  /** Shown once; the database holds its hash alone. */
  readonly secret: string;
  readonly expiresAt: Instant;
}

/** An API token of a human: it reads, drafts and submits in their name and decides nothing (INV-12). */
export async function createToken(
  deps: Deps,
  caller: Caller,
  input: TokenInput,
): Promise<Answer<TokenMade>> {
  const { secret, secretDigest } = newSecret('api-token', caller.workspace);
  const made = await change(deps, caller, {
    streams: [],
    command: async ({ log, at }) =>
      given({
        type: 'createToken',
        kind: input.kind,
        name: await log.putText(input.name),
        expiresAt: addSeconds(at, input.ttlSeconds),
      }),
    answer: (events, { log, at }) => {
      const id = createdId(events, 'TokenCreated');
      const expiresAt = addSeconds(at, input.ttlSeconds);
      log.putApiToken({ id, secretDigest, expiresAt });
      return { id, expiresAt };
    },
  });
  if (!made.ok) return made;
  if (made.replayed) {
    return refuse('SECRET_SHOWN_ONCE', 'this token was made before and its secret is shown once');
  }
  return { ...made, value: { ...made.value, secret } };
}
