import type { Digest, Id, Instant, NhiState, PolicyLanguage } from '@countersign/domain';
import {
  type CasesPart,
  canonicalBytes,
  type FlatCase,
  parseRequirement,
  type Requirement,
} from '@countersign/evidence';
import { change, createdId, given } from './change.ts';
import { type Answer, type Caller, type Deps, type Refused, refuse } from './deps.ts';
import { readCases } from './read-cases.ts';

export interface RequirementInput {
  readonly nhi: Id;
  readonly environment: string;
  readonly language: PolicyLanguage;
  readonly purpose: string;
  readonly dataClass: string | null;
  readonly ticket: string | null;
  readonly expires: Instant;
  readonly allow: readonly FlatCase[];
  readonly deny: readonly FlatCase[];
}

/** States a business need with at least one intended denial; the document is what approvals bind by digest. */
export async function stateRequirement(
  deps: Deps,
  caller: Caller,
  input: RequirementInput,
): Promise<Answer<{ id: Id }>> {
  if (input.deny.length === 0) return withoutDenial();
  const cases = await readCases(deps, input.language, input);
  if (!cases.ok) return cases;
  return change(deps, caller, {
    streams: [`nhi/${input.nhi}`],
    command: async ({ log, state }) => {
      const nhi = state.nhis.get(input.nhi);
      if (nhi === undefined) return refuse('UNKNOWN_NHI', `there is no identity \`${input.nhi}\``);
      const purpose = await log.putText(input.purpose);
      const bytes = canonicalBytes(
        requirementDocument(caller.workspace, { ...input, purpose, cases: cases.value }, nhi),
      );
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

/** What a Requirement document says beside whose it is; the purpose as a salted digest, the cases in canonical form. */
export interface Stated {
  readonly environment: string;
  readonly dataClass: string | null;
  readonly ticket: string | null;
  readonly expires: Instant;
  readonly purpose: Digest;
  readonly cases: CasesPart;
}

/** Owner and backup owner are the Nhi's of this moment; when those move the requirement is stated again. */
export function requirementDocument(
  workspace: Id,
  { environment, purpose, dataClass, ticket, expires, cases }: Stated,
  { id: nhi, owner, backupOwner }: NhiState,
): Requirement {
  const whole = {
    kind: 'requirement',
    workspace,
    nhi,
    owner,
    backupOwner,
    environment,
    purpose,
    dataClass,
    ticket,
    expires,
    ...cases,
  };
  // Version, language and cases come from one reading, so they are of one version; the parser holds them to it.
  return whole as Requirement;
}
