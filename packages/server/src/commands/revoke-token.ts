import type { Id } from '@countersign/domain';
import { change, given } from './change.ts';
import type { Answer, Caller, Deps } from './deps.ts';

/** Ends an API token at once. */
export function revokeToken(
  deps: Deps,
  caller: Caller,
  input: { readonly token: Id },
): Promise<Answer<{ id: Id }>> {
  return change(deps, caller, {
    streams: [`token/${input.token}`],
    command: () => given({ type: 'revokeToken', token: input.token }),
    answer: () => ({ id: input.token }),
  });
}
