import { spawn } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';

/** What this measures. */
export const description =
  'a batch of diffs through the program: lines a second and peak memory at three sizes';

const PROGRAM = fileURLToPath(new URL('../packages/cli/src/main.ts', import.meta.url));
const VECTORS = new URL('../vectors/analysis/aws-managed-pairs.jsonl', import.meta.url);
const SIZES = [1_000, 10_000, 100_000];
const SAMPLE_MILLISECONDS = 20;

interface Pair {
  readonly from: { readonly document: { readonly Statement: unknown } };
  readonly to: { readonly document: { readonly Statement: unknown } };
}

interface Figures {
  readonly lines: number;
  readonly inputBytes: number;
  readonly seconds: number;
  readonly linesPerSecond: number;
  readonly peakMegabytes: number | null;
  readonly verdicts: Readonly<Record<string, number>>;
}

/** Streams real changes, each made different so that no answer is reused, and the same with answers reused. */
export async function run(_options: { readonly json: boolean }): Promise<Record<string, unknown>> {
  const pairs = readFileSync(VECTORS, 'utf8')
    .trim()
    .split('\n')
    .map((line): Pair => JSON.parse(line))
    .sort((left, right) => JSON.stringify(left).length - JSON.stringify(right).length)
    .slice(0, 30);
  const folder = mkdtempSync(join(tmpdir(), 'countersign-batch-'));
  try {
    const distinct: Figures[] = [];
    for (const size of SIZES) distinct.push(await measure(pairs, size, folder, true));
    return { distinct, repeated: await measure(pairs, SIZES.at(-1) ?? 0, folder, false) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(
  pairs: readonly Pair[],
  size: number,
  folder: string,
  isDistinct: boolean,
): Promise<Figures> {
  const file = join(folder, `${size}-${isDistinct}.jsonl`);
  const inputBytes = await writeLines(pairs, size, file, isDistinct);
  const started = performance.now();
  const { verdicts, peakMegabytes } = await answered(file);
  const seconds = (performance.now() - started) / 1000;
  const lines = Object.values(verdicts).reduce((sum, count) => sum + count, 0);
  if (lines !== size) throw new Error(`${lines} rows for ${size} lines`);
  rmSync(file);
  return {
    lines,
    inputBytes,
    seconds: Math.round(seconds * 100) / 100,
    linesPerSecond: Math.round(lines / seconds),
    peakMegabytes,
    verdicts,
  };
}

async function writeLines(
  pairs: readonly Pair[],
  size: number,
  file: string,
  isDistinct: boolean,
): Promise<number> {
  const out = createWriteStream(file);
  let bytes = 0;
  for (let id = 0; id < size; id += 1) {
    const pair = pairs[id % pairs.length];
    if (pair === undefined) throw new Error('no pairs');
    const sides = [pair.from.document, pair.to.document].map((document) => ({
      ...document,
      ...(isDistinct ? { Id: `line-${id}` } : {}),
    }));
    const line = `${JSON.stringify({ id, language: 'aws-iam', from: sides[0], to: sides[1] })}\n`;
    bytes += line.length;
    if (!out.write(line)) await new Promise<void>((resolve) => void out.once('drain', resolve));
  }
  out.end();
  await finished(out);
  return bytes;
}

/** Runs the program and counts its rows; peak memory where the system tells it. */
async function answered(file: string): Promise<Pick<Figures, 'verdicts' | 'peakMegabytes'>> {
  const child = spawn(process.execPath, [PROGRAM, 'diff', '--batch', file, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let peakMegabytes: number | null = null;
  const timer = setInterval(() => {
    peakMegabytes = peakOf(child.pid) ?? peakMegabytes;
  }, SAMPLE_MILLISECONDS);
  const verdicts: Record<string, number> = {};
  const exited = new Promise((resolve) => void child.on('exit', resolve));
  for await (const row of createInterface({ input: child.stdout })) {
    const { verdict = 'error' }: { verdict?: string } = JSON.parse(row);
    verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
  }
  await exited;
  clearInterval(timer);
  return { verdicts, peakMegabytes };
}

/** Linux keeps the highest resident size of a process, worker threads included. */
function peakOf(pid: number | undefined): number | null {
  try {
    const kilobytes = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? null : Math.round(Number(kilobytes) / 1024);
  } catch {
    return null;
  }
}
