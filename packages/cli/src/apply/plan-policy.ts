import type { PolicyFileDocument } from '@countersign/api';
import { answered } from '../client/server.ts';
import { type ApplyWorld, idempotent, keyOf, policyOf } from './apply-world.ts';
import type { ApplyDocument } from './read-documents.ts';
import { type Step, still } from './step.ts';

/** Takes up a policy as it is found; one that has the same content is known, whatever came of it since is left alone. */
export async function planPolicy(
  { file, line }: ApplyDocument,
  document: PolicyFileDocument,
  world: ApplyWorld,
): Promise<Step> {
  const { name, environment, language = 'aws-iam' } = document;
  const of = { file, line, kind: 'Policy', name };
  const owner = await world.human(document.owner);
  if (typeof owner !== 'string') return still(of, 'refused', owner);
  const found = document.policy === null ? null : await policyOf(document.policy, file, language);
  if (found !== null && 'why' in found) return still(of, 'refused', found);
  const known = world.policies.find((one) => one.environment === environment && one.name === name);
  if (known !== undefined) {
    const isSame = known.digest === (found?.digest ?? null);
    const why = 'it was taken up or released with another content; a Candidate changes it';
    return isSame ? still(of, 'known', { id: known.id }) : still(of, 'refused', { why });
  }
  const keys = [keyOf('Policy', environment, name)];
  world.announce(keys);
  const body = { name, environment, language, text: found?.text ?? null, owner };
  return {
    ...of,
    action: 'create',
    why: null,
    id: null,
    run: async () => {
      const made = answered(
        await world.server.api.adoptPolicy({ body }, idempotent('policy', body)),
      );
      world.tell(keys, made.id);
      return made.id;
    },
  };
}
