import type { CandidateView } from '@countersign/api';
import type { CandidateState, Id } from '@countersign/domain';
import type { Json } from '@countersign/evidence';
import type { QueryDeps } from './people.ts';
import { documentJson } from './texts.ts';

/** What a verification knew beside the policy, in short: ages, and whether all that is in force was seen. */
export function knownOf(
  context: Readonly<Record<string, Json>> | null,
): NonNullable<CandidateView['known']> | null {
  if (context === null) return null;
  const { at, surroundings, inputs } = context as unknown as {
    readonly at: string;
    readonly surroundings: { readonly complete: boolean } | null;
    readonly inputs: NonNullable<CandidateView['known']>['inputs'];
  };
  return { at, complete: surroundings?.complete ?? false, inputs };
}

/** Where the content comes from and who wrote it; null where nobody said. */
export async function provenanceOf(
  deps: QueryDeps,
  workspace: Id,
  candidate: CandidateState,
): Promise<NonNullable<CandidateView['provenance']> | null> {
  // Rows that were written before there was such a field do not have it.
  const digest = (candidate as Partial<CandidateState>).provenance ?? null;
  if (digest === null) return null;
  const said = (await documentJson(deps, workspace, digest)) as unknown as Omit<
    NonNullable<CandidateView['provenance']>,
    'digest'
  >;
  const { source, tool, version, inputs } = said;
  return { digest, source, tool, version, inputs };
}
