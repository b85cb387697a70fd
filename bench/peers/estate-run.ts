// One size of the bench `estate`, in a process of its own: `node estate-run.ts SIZE` prints its figures.
import { type Counts, type KeptProof, reverify } from '../../packages/analysis/src/index.ts';
import { CHANGES, type Change } from './estate-changes.ts';
import { type Made, makeEstate, readSources } from './estate-shapes.ts';
import { quantile, round } from './quantiles.ts';

/** Figures of one changed guardrail over one estate. */
export interface ChangeFigures {
  readonly seconds: number;
  /** Of the processor, which other programs on the machine do not lengthen as much. */
  readonly cpuSeconds: number;
  readonly againSeconds: number;
  readonly counts: Counts;
  readonly caught: number;
  readonly undetermined: number;
  readonly stillBroken: number;
}

export interface SizeFigures {
  readonly figures: Made['figures'];
  readonly changes: Readonly<Record<string, ChangeFigures>>;
  /** Of the whole process, the estate and its making included. */
  readonly peakMegabytes: number;
}

/** One run of the largest sizes is long enough to be measured. */
const TRIES = 3;
const LARGE = 50_000;
const AT = '2026-11-28T12:00:00.000Z';

const size = Number(process.argv[2]);
const { estate, figures } = makeEstate(size, readSources());
const changes = Object.fromEntries(
  Object.entries(CHANGES).map(([name, change]) => [name, figuresOf(change)]),
);
const peakMegabytes = Math.round(process.resourceUsage().maxRSS / 1000);
console.log(JSON.stringify({ figures, changes, peakMegabytes } satisfies SizeFigures));

function figuresOf(change: Change): ChangeFigures {
  const before = size >= LARGE ? 0 : TRIES - 1;
  const tries = Array.from({ length: before }, () => measure(change, new Map()));
  const cache = new Map<string, KeptProof>();
  const first = measure(change, cache);
  const again = measure(change, cache);
  const { counts, caught, undetermined, stillBroken } = first.found;
  return {
    cpuSeconds: round(
      quantile(
        [...tries, first].map((one) => one.cpuSeconds),
        0.5,
      ),
    ),
    seconds: round(
      quantile(
        [...tries, first].map((one) => one.seconds),
        0.5,
      ),
    ),
    againSeconds: round(again.seconds),
    counts,
    caught: caught.length,
    undetermined: undetermined.length,
    stillBroken,
  };
}

function measure({ before, after }: Change, cache: Map<string, KeptProof>) {
  const start = performance.now();
  const used = process.cpuUsage();
  const done = reverify({ estate, before, after, at: AT, cache });
  if (!done.ok) throw new Error(done.refusals.map(({ message }) => message).join('; '));
  const { user, system } = process.cpuUsage(used);
  const seconds = (performance.now() - start) / 1000;
  return { found: done.value.found, seconds, cpuSeconds: (user + system) / 1_000_000 };
}
