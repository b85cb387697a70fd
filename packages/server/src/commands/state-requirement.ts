import type { Digest, Id, Instant } from '@countersign/domain';
import { canonicalBytes } from '@countersign/evidence';
import type { RequirementCase } from '../analysis-pool/job.ts';
import { change, createdId, given, type Locked } from './change.ts';
import type { Answer, Caller, Deps } from './deps.ts';

export interface RequirementInput {
  readonly nhi: Id;
  readonly environment: string;
  readonly language: 'aws-iam';
  readonly purpose: string;
  readonly dataClass: string | null;
  readonly ticket: string | null;
  readonly expires: Instant;
  readonly allow: readonly RequirementCase[];
  readonly deny: readonly RequirementCase[];
}

/** States a business need with at least one intended denial; the document is what approvals bind by digest. */
export function stateRequirement(
  deps: Deps,
  caller: Caller,
  input: RequirementInput,
): Promise<Answer<{ id: Id }>> {
  return change(deps, caller, {
    streams: [`nhi/${input.nhi}`],
    command: async (locked) =>
      given({
        type: 'stateRequirement',
        requirement: null,
        document: await putRequirement(caller.workspace, input, locked),
      }),
    answer: (events) => ({ id: createdId(events, 'RequirementStated') }),
  });
}

/** Owner and backup owner are the Nhi's of this moment; when those move the requirement is stated again. */
async function putRequirement(
  workspace: Id,
  input: RequirementInput,
  { log, state }: Locked,
): Promise<Digest> {
  const nhi = state.nhis.get(input.nhi);
  const document = {
    kind: 'requirement',
    v: 1,
    workspace,
    nhi: input.nhi,
    owner: nhi?.owner ?? null,
    backupOwner: nhi?.backupOwner ?? null,
    environment: input.environment,
    language: input.language,
    purpose: await log.putText(input.purpose),
    dataClass: input.dataClass,
    ticket: input.ticket,
    expires: input.expires,
    allow: input.allow.map(canonicalCase),
    deny: input.deny.map(canonicalCase),
  };
  return log.putDocument(canonicalBytes(document));
}

function canonicalCase({ id, actions, resources }: RequirementCase): RequirementCase {
  return { id, actions: [...new Set(actions)].sort(), resources: [...new Set(resources)].sort() };
}
