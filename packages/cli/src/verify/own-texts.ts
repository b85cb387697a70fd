import type { Digest } from '@countersign/analysis';
import type { CandidateFile } from './candidate-file.ts';

/** What identifies a candidate's own policy among everything that is live. */
export interface OwnTexts {
  readonly versions: ReadonlySet<Digest>;
  readonly texts: readonly string[];
  readonly hasBase: boolean;
}

/** The candidate's own policy, so that what is live of it is not taken for something else. */
export function ownTexts({ language, from, to }: CandidateFile): OwnTexts {
  const canonical = [from, to]
    .filter((one) => one !== null)
    .map(({ policy }) => language.canonical(policy));
  return {
    versions: new Set(canonical.map(({ digest }) => digest)),
    texts: canonical.map(({ text }) => text),
    hasBase: from !== null,
  };
}
