import { type Holder, holdersOf, type Language, type LanguageName } from '@countersign/analysis';
import { answered, everyPage, type SignedIn, signedIn } from '../client/server.ts';
import { policyFile } from '../files/policy-files.ts';
import { accepted, badInput, EXIT } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';

/** Who holds what: in the files of `--policies`, or else in the workspace that one is signed in to. */
export async function givenHolders(
  language: Language,
  given: Given,
  io: Io,
): Promise<readonly Holder[]> {
  const files = given.list('policies');
  if (files.length === 0) return workspaceHolders(language.name, given.maybe('environment'), io);
  const values: unknown[] = [];
  for (const file of files) values.push(await inventoryIn(file, language));
  return accepted(holdersOf(language.name, values), EXIT.usage);
}

async function inventoryIn(path: string, language: Language): Promise<unknown> {
  const { text } = await policyFile(path, language);
  try {
    return JSON.parse(text);
  } catch {
    throw badInput('NOT_JSON', `\`${path}\` is not JSON`);
  }
}

/** Policies of the workspace that are in force or adopted as found live; each is looked at by itself. */
async function workspaceHolders(
  language: LanguageName,
  environment: string | undefined,
  io: Io,
): Promise<readonly Holder[]> {
  const server = await signedIn(io);
  const filter = environment === undefined ? {} : { environment };
  const policies = await everyPage((query) =>
    server.api.listPolicies({ query: { ...query, ...filter } }),
  );
  const held = policies.filter(
    (policy) =>
      policy.language === language &&
      policy.text !== null &&
      (policy.state === 'in-force' || policy.state === 'unmanaged'),
  );
  const holders: Holder[] = [];
  for (const { id, name, environment: where, text } of held) {
    const { policy }: { policy: unknown } = JSON.parse(text ?? '{}');
    holders.push({
      id: name ?? id,
      kind: `policy in ${where}`,
      names: [id, ...(await identitiesOf(id, server))],
      formsFor: () => [{ member: policy, isWhole: true }],
      words: {},
      missingFor: () => [],
      placeOf: ({ statement = 0, sid }) => sid ?? `statement ${statement + 1}`,
    });
  }
  return holders;
}

/** The identity a policy was last released for, by its names; a policy adopted as found has none yet. */
async function identitiesOf(policy: string, { api }: SignedIn): Promise<string[]> {
  const query = { policy, state: 'released', limit: 1 } as const;
  const [candidate] = answered(await api.listCandidates({ query })).items;
  if (candidate === undefined) return [];
  const { nhi } = answered(await api.getCandidate({ params: { id: candidate.id } }));
  return [nhi.id, ...(nhi.name === null ? [] : [nhi.name])];
}
