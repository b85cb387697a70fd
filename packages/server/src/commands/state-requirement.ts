import type { Digest, Id, Instant, NhiState } from '@countersign/domain';
import {
  canonicalBytes,
  parseRequirement,
  type Requirement,
  type RequirementCase,
} from '@countersign/evidence';
import { change, createdId, given } from './change.ts';
import { type Answer, type Caller, type Deps, type Refused, refuse } from './deps.ts';

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
  if (input.deny.length === 0) return Promise.resolve(withoutDenial());
  return change(deps, caller, {
    streams: [`nhi/${input.nhi}`],
    command: async ({ log, state }) => {
      const nhi = state.nhis.get(input.nhi);
      if (nhi === undefined) return refuse('UNKNOWN_NHI', `there is no identity \`${input.nhi}\``);
      const purpose = await log.putText(input.purpose);
      const bytes = canonicalBytes(requirementDocument(caller.workspace, input, nhi, purpose));
      const parsed = parseRequirement(bytes);
      if (!parsed.ok) return parsed;
      const document = await log.putDocument(bytes);
      return given({ type: 'stateRequirement', requirement: null, document });
    },
    answer: (events) => ({ id: createdId(events, 'RequirementStated') }),
  });
}

/** NO_INTENDED_DENIAL: what must stay denied is half of a need. */
export function withoutDenial(): Refused {
  return refuse(
    'NO_INTENDED_DENIAL',
    'a requirement names at least one thing that must stay denied',
  );
}

/** Owner and backup owner are the Nhi's of this moment; when those move the requirement is stated again. */
export function requirementDocument(
  workspace: Id,
  input: RequirementInput,
  { owner, backupOwner }: NhiState,
  purpose: Digest,
): Requirement {
  const { nhi, environment, language, dataClass, ticket, expires } = input;
  return {
    kind: 'requirement',
    v: 1,
    workspace,
    nhi,
    owner,
    backupOwner,
    environment,
    language,
    purpose,
    dataClass,
    ticket,
    expires,
    allow: input.allow.map(canonicalCase),
    deny: input.deny.map(canonicalCase),
  };
}

function canonicalCase({ id, actions, resources }: RequirementCase): RequirementCase {
  return { id, actions: [...new Set(actions)].sort(), resources: [...new Set(resources)].sort() };
}
