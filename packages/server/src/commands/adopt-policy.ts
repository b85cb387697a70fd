import type { Id, PolicyLanguage, WorkspaceState } from '@countersign/domain';
import { utf8 } from '@countersign/evidence';
import { type Known, refuseDouble } from './already-there.ts';
import { canonicalise } from './canonicalise.ts';
import { change, createdId, given } from './change.ts';
import type { Answer, Caller, Deps } from './deps.ts';

export interface PolicyInput {
  readonly name: string;
  readonly environment: string;
  readonly language: PolicyLanguage;
  /** What is live now; `null` when nothing is. */
  readonly text: string | null;
  readonly owner: Id;
}

/**
 * Takes what is found live as a base for diffs. It is `unmanaged`: no gate ever passes it (INV-1). A name stands for
 * one policy of an environment, so that two cannot be taken for one another.
 */
export async function adoptPolicy(
  deps: Deps,
  caller: Caller,
  input: PolicyInput,
): Promise<Answer<{ id: Id }>> {
  const canonical =
    input.text === null ? null : await canonicalise(deps, input.text, input.language);
  if (canonical !== null && !canonical.ok) return canonical;
  return change(deps, caller, {
    streams: ['policy/*'],
    command: async ({ log, state }) => {
      const single = await refuseDouble(log, sameEnvironment(state, input), {
        text: input.name,
        what: `the policy \`${input.name}\` in \`${input.environment}\``,
      });
      if (!single.ok) return single;
      return given({
        type: 'adoptPolicy',
        environment: input.environment,
        language: input.language,
        name: await log.putText(input.name),
        digest: canonical === null ? null : await log.putDocument(utf8(canonical.value.text)),
        owner: input.owner,
      });
    },
    answer: (events) => ({ id: createdId(events, 'PolicyAdopted') }),
  });
}

function sameEnvironment({ policies }: WorkspaceState, input: PolicyInput): readonly Known[] {
  return [...policies.values()]
    .filter(({ environment }) => environment === input.environment)
    .map(({ id, name }) => ({ id, text: name }));
}
