import type { Actor } from '@countersign/domain';
import {
  type Json,
  type Parsed,
  type Provenance,
  type ProvenanceInput,
  type ProvenanceSource,
  parseProvenance,
} from '@countersign/evidence';
import { VERSION } from '../version.ts';

/** What whoever drafts says of where the text comes from. */
export interface SaidProvenance {
  /** Left out: whoever acts wrote it. */
  readonly source?: ProvenanceSource;
  readonly tool: string | null;
  readonly version: string | null;
  readonly inputs: readonly ProvenanceInput[];
}

/** The provenance that a drafter states; its kind of author is that of the principal unless a generator made it. */
export function statedProvenance(said: SaidProvenance, { kind }: Actor): Parsed<Provenance> {
  const own: ProvenanceSource = kind === 'system' ? 'template' : kind;
  const { source = own, tool, version, inputs } = said;
  const document = { kind: 'provenance', v: 1, source, tool, version, inputs };
  return parseProvenance(JSON.parse(JSON.stringify(document)) as Json);
}

/** The provenance of a text that this server made from inputs it knows by digest. */
export function madeHere(
  source: 'requirement' | 'use' | 'template',
  inputs: readonly ProvenanceInput[],
): Provenance {
  return { kind: 'provenance', v: 1, source, tool: 'countersign', version: VERSION, inputs };
}
