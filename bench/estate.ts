import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ANALYSIS_VERSION } from '../packages/analysis/src/index.ts';
import { estatePeers } from './peers/estate-peers.ts';
import type { SizeFigures } from './peers/estate-run.ts';

/** What this measures. */
export const description =
  'one changed guardrail against everything in force: time, proofs, filter and cache hits, memory, by size';

const SIZES = [1_000, 10_000, 100_000];
/** Entries that peers are asked about one by one. */
const SAMPLE = 40;
const RUN = new URL('./peers/estate-run.ts', import.meta.url).pathname;

/**
 * Each size in a process of its own, so that its peak of memory is its own; `COUNTERSIGN_BENCH_ESTATE_SIZES` names other
 * sizes. `seconds` is the median of three runs (of the largest size one), each with an empty cache; `again` is a further run with what was proved
 * before. Then what `estatePeers` says.
 */
export async function run(_options: { readonly json: boolean }): Promise<Record<string, unknown>> {
  const named = process.env['COUNTERSIGN_BENCH_ESTATE_SIZES']?.split(',').map(Number);
  const sizes: SizeFigures[] = [];
  for (const size of named ?? SIZES) sizes.push(await measured(size));
  return {
    analysis: ANALYSIS_VERSION,
    threads: 1,
    sizes,
    growth: growthOf(sizes),
    ...(await estatePeers(SAMPLE)),
  };
}

async function measured(size: number): Promise<SizeFigures> {
  const { stdout } = await promisify(execFile)(process.execPath, [RUN, String(size)]);
  return JSON.parse(stdout) as SizeFigures;
}

/** How many times the time of the size before, for each guardrail. */
function growthOf(sizes: readonly SizeFigures[]): Readonly<Record<string, readonly string[]>> {
  const names = Object.keys(sizes[0]?.changes ?? {});
  return Object.fromEntries(
    names.map((name) => [
      name,
      sizes.slice(1).map((one, index) => {
        const before = sizes[index];
        const seconds = (of: SizeFigures | undefined): number => of?.changes[name]?.seconds ?? 0;
        const times = (after: number, first: number): number =>
          Math.round((after / first) * 10) / 10;
        return `${times(one.figures['entries'] ?? 0, before?.figures['entries'] ?? 1)} times the entries, ${times(seconds(one), seconds(before))} times the time`;
      }),
    ]),
  );
}
