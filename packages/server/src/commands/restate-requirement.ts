import type { Decided, Digest, Id, PolicyLanguage, WorkspaceState } from '@countersign/domain';
import { canonicalBytes, parseRequirement, type Requirement } from '@countersign/evidence';
import type { LockedLog } from '../store/store.ts';
import { change, given } from './change.ts';
import { type Answer, type Caller, type Deps, type Refused, refuse } from './deps.ts';
import { readCases } from './read-cases.ts';
import { settleCandidates } from './settle-candidates.ts';
import {
  type RequirementInput,
  requirementDocument,
  type Stated,
  withoutDenial,
} from './state-requirement.ts';

/** What is stated anew; identity and environment stay those of the requirement. */
export interface RestatementInput
  extends Omit<RequirementInput, 'nhi' | 'environment' | 'language'> {
  readonly requirement: Id;
}

/**
 * States a requirement anew, with the identity's owners of this moment. Approvals bind it by digest, so candidates
 * that stand on the former statement are verified again (INV-3).
 */
export async function restateRequirement(
  deps: Deps,
  caller: Caller,
  input: RestatementInput,
): Promise<Answer<{ id: Id }>> {
  const { requirement: id } = input;
  if (input.deny.length === 0) return withoutDenial();
  const said = await formerSaid(deps, caller.workspace, id);
  if (said === undefined) return unknown(id);
  const cases = await readCases(deps, said.language, input);
  if (!cases.ok) return cases;
  const restated = await change(deps, caller, {
    streams: async (log) => {
      const nhi = (await log.state([`requirement/${id}`])).requirements.get(id)?.nhi;
      return nhi === undefined ? [`requirement/${id}`] : [`requirement/${id}`, `nhi/${nhi}`];
    },
    command: async ({ log, state }) => {
      const former = await formerOf(log, state, id);
      if (!former.ok) return former;
      // The same words keep their digest, so that a restatement which says nothing new is found to be one.
      const isSame = said.digest === former.value.purpose && said.text === input.purpose;
      const purpose = isSame ? former.value.purpose : await log.putText(input.purpose);
      const stated = { ...input, purpose, cases: cases.value };
      const next = nextDocument(stated, former.value, state);
      if (!next.ok) return next;
      const document = await log.putDocument(canonicalBytes(next.value));
      return given({ type: 'stateRequirement', requirement: id, document });
    },
    answer: () => ({ id }),
  });
  if (restated.ok) await settleCandidates(deps, caller.workspace, { requirement: id });
  return restated;
}

interface Said {
  /** A requirement keeps its language. */
  readonly language: PolicyLanguage;
  readonly digest: Digest;
  readonly text: string | undefined;
}

/** The words behind the newest statement; read before the lock and used only where their digest still stands under it. */
async function formerSaid({ store }: Deps, workspace: Id, id: Id): Promise<Said | undefined> {
  const found = (await store.aggregate(workspace, 'requirement', id))?.state;
  const bytes = found && (await store.document(workspace, found.document));
  const parsed = bytes && parseRequirement(bytes);
  if (parsed?.ok !== true) return undefined;
  const { purpose: digest, language } = parsed.value;
  return { language, digest, text: (await store.texts(workspace, [digest])).get(digest) };
}

async function formerOf(
  log: LockedLog,
  { requirements }: WorkspaceState,
  id: Id,
): Promise<Decided<Requirement>> {
  const found = requirements.get(id);
  if (found === undefined) return unknown(id);
  const parsed = parseRequirement((await log.document(found.document)) ?? new Uint8Array());
  if (!parsed.ok) throw new Error(`document ${found.document} is no requirement`);
  return parsed;
}

const unknown = (id: Id): Refused =>
  refuse('UNKNOWN_REQUIREMENT', `there is no requirement \`${id}\``);

function nextDocument(
  stated: Omit<Stated, 'environment'>,
  { workspace, nhi: id, environment }: Requirement,
  { nhis }: WorkspaceState,
): Decided<Requirement> {
  const nhi = nhis.get(id);
  if (nhi === undefined) return refuse('UNKNOWN_NHI', `there is no identity \`${id}\``);
  const next = requirementDocument(workspace, { ...stated, environment }, nhi);
  return parseRequirement(canonicalBytes(next));
}
