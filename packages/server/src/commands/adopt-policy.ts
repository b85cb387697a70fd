import type { Id } from '@countersign/domain';
import { utf8 } from '@countersign/evidence';
import { canonicalise } from './canonicalise.ts';
import { change, createdId, given } from './change.ts';
import type { Answer, Caller, Deps } from './deps.ts';

export interface PolicyInput {
  readonly name: string;
  readonly environment: string;
  readonly language: 'aws-iam';
  /** What is live now; `null` when nothing is. */
  readonly text: string | null;
  readonly owner: Id;
}

/** Takes what is found live as a base for diffs. It is `unmanaged`: no gate ever passes it (INV-1). */
export async function adoptPolicy(
  deps: Deps,
  caller: Caller,
  input: PolicyInput,
): Promise<Answer<{ id: Id }>> {
  const canonical = input.text === null ? null : await canonicalise(deps, input.text);
  if (canonical !== null && !canonical.ok) return canonical;
  return change(deps, caller, {
    streams: [],
    command: async ({ log }) =>
      given({
        type: 'adoptPolicy',
        environment: input.environment,
        language: input.language,
        name: await log.putText(input.name),
        digest: canonical === null ? null : await log.putDocument(utf8(canonical.value.text)),
        owner: input.owner,
      }),
    answer: (events) => ({ id: createdId(events, 'PolicyAdopted') }),
  });
}
