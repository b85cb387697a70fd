import { digestText } from '../canonical/digest.ts';
import type { Witness } from '../questions/answer.ts';
import type { Digest, Parsed } from '../refusal.ts';
import type { Estate } from './estate.ts';
import { type AcrossPair, pairsAcross } from './estate-pairs.ts';
import type { Guardrail, GuardrailOutcome } from './guardrail.ts';
import { hasExpired } from './scope.ts';
import {
  type Counts,
  type Fared,
  NOTHING_COUNTED,
  type ProofCache,
  Standing,
  settled,
} from './standing.ts';

/** A changed guardrail and everything it has to be held against. */
export interface ReverifyInput {
  readonly estate: Estate;
  /** Null: the guardrail is new, or goes. */
  readonly before: Guardrail | null;
  readonly after: Guardrail | null;
  /** The instant that expiry is computed against. */
  readonly at: string;
  /** Proofs by the digest of what is asked about and of what is asked; whoever keeps it saves them the next time. */
  readonly cache: ProofCache;
  readonly steps?: number;
  /** Told every thousand entries, and at the end. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
  /** Where an earlier call stopped. */
  readonly start?: ReverifyCheckpoint;
  /** Stop after so many entries; what is left goes on from the checkpoint. */
  readonly atMost?: number;
}

/** An entry that fares differently under the changed guardrail, or that is not decided. */
export interface Caught {
  readonly id: string;
  readonly before: GuardrailOutcome;
  readonly after: GuardrailOutcome;
  readonly witness: Witness | null;
  readonly detail: string;
}

/** What a changed guardrail comes to, over everything in force. */
export interface Reverified {
  /** Broken now, and not under the guardrail before. */
  readonly caught: readonly Caught[];
  /** Broken under the guardrail before, and no longer. */
  readonly mended: readonly Caught[];
  /** Not decided: none of these counts as kept. The id `*` is about all entries together. */
  readonly undetermined: readonly Caught[];
  /** Broken under both. */
  readonly stillBroken: number;
  readonly counts: Counts;
}

/** A part of the work, plain JSON; good only for the same estate, guardrails and instant. */
export interface ReverifyCheckpoint {
  readonly of: Digest;
  readonly next: number;
  readonly found: Reverified;
}

const EVERY = 1000;

/**
 * Holds everything in force against a changed guardrail. The same policies and the same obligation are proved once; what
 * grants no such action is kept without a proof, and counted apart. Refused: a checkpoint of another question.
 */
export function reverify(input: ReverifyInput): Parsed<ReverifyCheckpoint> {
  const { estate, start, atMost = Number.POSITIVE_INFINITY, onProgress } = input;
  const of = digestOf(input);
  if (start !== undefined && start.of !== of) return refusedCheckpoint(start.of, of);
  const total = estate.entries.length;
  const first = start?.next ?? 0;
  const end = Math.min(total, first + atMost);
  const found = new Findings(start?.found);
  const standing = new Standing(input);
  for (let index = first; index < end; index += 1) {
    const entry = estate.entries[index];
    if (entry === undefined) continue;
    const fared = [input.before, input.after].map((one) => standing.of(entry, one));
    found.add(entry.id, ...shownOf(fared));
    if ((index + 1) % EVERY === 0 || index + 1 === end) onProgress?.({ done: index + 1, total });
  }
  if (end === total) addAcross(input, standing, found);
  return { ok: true, value: { of, next: end, found: found.all(standing.counts) } };
}

/** What is broken under both is counted, not shown, and needs no request of its own. */
function shownOf([before, after]: readonly Fared[]): [before: Fared, after: Fared] {
  if (before === undefined || after === undefined) throw new Error('there are two guardrails');
  const isBoth = before.outcome === 'broken' && after.outcome === 'broken';
  return isBoth ? [before, after] : [settled(before), settled(after)];
}

/** Pairs that several identities complete together are a question about all entries, and put last. */
function addAcross(input: ReverifyInput, standing: Standing, found: Findings): void {
  const [before, after] = [input.before, input.after].map((guardrail) =>
    guardrail === null || hasExpired(guardrail, input.at)
      ? { pairs: [], open: [] }
      : pairsAcross(input.estate, guardrail, { standing, aws: standing.aws, steps: input.steps }),
  );
  if (before === undefined || after === undefined) return;
  const then = new Map(before.pairs.map((one) => [one.entry.id, one]));
  const now = new Map(after.pairs.map((one) => [one.entry.id, one]));
  for (const id of new Set([...then.keys(), ...now.keys()]))
    found.add(id, faredIn(then.get(id)), faredIn(now.get(id)));
  for (const reason of after.open) found.addOpen(reason);
}

function faredIn(pair: AcrossPair | undefined): Fared {
  if (pair === undefined) return { outcome: 'kept', witness: null, detail: 'no such pair' };
  return { outcome: 'broken', witness: pair.witness, detail: pair.detail };
}

/** What the work is about: another estate, guardrail or instant is other work. */
function digestOf({ estate, before, after, at }: ReverifyInput): Digest {
  const digests: Digest[] = [];
  // In parts, so that a long list is never one text.
  for (let start = 0; start < estate.entries.length; start += EVERY) {
    const part = estate.entries.slice(start, start + EVERY);
    digests.push(digestText(JSON.stringify(part)));
  }
  return digestText(JSON.stringify([digests, at, before, after]));
}

function refusedCheckpoint(of: Digest, wanted: Digest): Parsed<ReverifyCheckpoint> {
  const message = `the checkpoint is of other work: \`${of}\`, not \`${wanted}\``;
  return { ok: false, refusals: [{ code: 'WRONG_CHECKPOINT', message }] };
}

class Findings {
  private readonly caught: Caught[];
  private readonly mended: Caught[];
  private readonly undetermined: Caught[];
  private stillBroken: number;
  private readonly counts: Counts;

  constructor(start: Reverified | undefined) {
    this.caught = [...(start?.caught ?? [])];
    this.mended = [...(start?.mended ?? [])];
    this.undetermined = [...(start?.undetermined ?? [])];
    this.stillBroken = start?.stillBroken ?? 0;
    this.counts = start?.counts ?? NOTHING_COUNTED;
  }

  add(id: string, before: Fared, after: Fared): void {
    const wasBroken = before.outcome === 'broken';
    const { witness, detail } = wasBroken && after.outcome !== 'broken' ? before : after;
    const line = { id, before: before.outcome, after: after.outcome, witness, detail };
    if (after.outcome === 'undetermined') this.undetermined.push({ ...line, ...only(after) });
    else if (after.outcome === 'broken' && wasBroken) this.stillBroken += 1;
    else if (after.outcome === 'broken') this.caught.push(line);
    else if (wasBroken) this.mended.push(line);
  }

  /** Something about all entries together that was not decided. */
  addOpen(reason: string): void {
    const detail = `pairs across identities are not decided: ${reason}`;
    const both = { before: 'undetermined', after: 'undetermined' } as const;
    this.undetermined.push({ id: '*', ...both, witness: null, detail });
  }

  all(counts: Counts): Reverified {
    const { caught, mended, undetermined, stillBroken } = this;
    return { caught, mended, undetermined, stillBroken, counts: sum(this.counts, counts) };
  }
}

function only({ witness, detail }: Fared): Pick<Caught, 'witness' | 'detail'> {
  return { witness, detail };
}

function sum(left: Counts, right: Counts): Counts {
  return {
    entries: left.entries + right.entries,
    inScope: left.inScope + right.inScope,
    filtered: left.filtered + right.filtered,
    cached: left.cached + right.cached,
    proofs: left.proofs + right.proofs,
    replayed: left.replayed + right.replayed,
  };
}
