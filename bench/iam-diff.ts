import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import {
  ANALYSIS_VERSION,
  type AwsDiff,
  type AwsPolicy,
  diff,
  type Found,
  parsePolicyText,
  prove,
} from '../packages/analysis/src/index.ts';
import { iamQuestion, isSensitive } from '../scripts/second-opinion/iam-smt.ts';
import { SERVICE_FACTS } from '../scripts/second-opinion/service-facts.ts';
import { growthFigures } from './peers/growth.ts';
import { quantiles, round } from './peers/quantiles.ts';
import { type PeerQuestion, solverFigures } from './peers/solver-figures.ts';

/** What this measures. */
export const description =
  'AWS IAM diff over real managed-policy changes: time, share decided, replays, and the same questions in Z3 and cvc5';

interface Pair {
  readonly name: string;
  readonly change: string;
  readonly from: { readonly version: string; readonly document: unknown };
  readonly to: { readonly version: string; readonly document: unknown };
}

interface Measured {
  readonly pair: Pair;
  readonly result: AwsDiff;
  readonly milliseconds: number;
}

/** Enough for the compiler of the runtime to settle. */
const WARM_UP = 300;
const SAMPLE = 100;
const VECTORS = new URL('../vectors/analysis/aws-managed-pairs-2023-2026.jsonl.gz', import.meta.url)
  .pathname;

/**
 * Pairs come from the files in `COUNTERSIGN_BENCH_PAIRS` (`:` between them), else from the vectors. Figures: `p50` … of
 * one diff, both directions, from JSON text to answer; what stayed undecided and why; replays; of a sample by a hash of the
 * names (`COUNTERSIGN_BENCH_SAMPLE` pairs), each direction alone, what `solverFigures` says; what `growthFigures` says.
 */
export async function run(_options: { readonly json: boolean }): Promise<Record<string, unknown>> {
  const files = process.env['COUNTERSIGN_BENCH_PAIRS']?.split(':') ?? [VECTORS];
  const pairs = files.flatMap(readPairs);
  for (const pair of pairs.slice(0, WARM_UP)) measure(pair);
  const figures = figuresOf(pairs.map(measure));
  const growth = await growthFigures();
  const size = Number(process.env['COUNTERSIGN_BENCH_SAMPLE'] ?? SAMPLE);
  // The first round is for the compiler of the runtime, as with the solvers.
  sampleOf(pairs, size);
  return { ...figures, ...growth, ...(await solverFigures(sampleOf(pairs, size))) };
}

function readPairs(file: string): Pair[] {
  const bytes = readFileSync(file);
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  return text
    .trim()
    .split('\n')
    .map((line): Pair => JSON.parse(line));
}

function measure(pair: Pair): Measured {
  const texts = [JSON.stringify(pair.from.document), JSON.stringify(pair.to.document)] as const;
  const start = performance.now();
  const result = diff(parsed(texts[0]), parsed(texts[1]));
  return { pair, result, milliseconds: performance.now() - start };
}

function parsed(text: string): AwsPolicy {
  const policy = parsePolicyText(text);
  if (!policy.ok) throw new Error(policy.refusals.map((refusal) => refusal.message).join('; '));
  return policy.value;
}

function figuresOf(measured: readonly Measured[]): Record<string, unknown> {
  const count = (is: (one: Measured) => boolean): number => measured.filter(is).length;
  const cosmetic = measured.filter(({ pair }) => pair.change === 'cosmetic');
  const undecided = count(({ result }) => result.verdict === 'undetermined');
  return {
    analysis: ANALYSIS_VERSION,
    pairs: measured.length,
    ...quantiles(
      '',
      measured.map(({ milliseconds }) => milliseconds),
    ),
    undecided,
    undecidedReasons: reasonsOf(measured),
    shareDecided: round(1 - undecided / measured.length),
    shareWithNewAccess: round(count(({ result }) => result.allowed === 'some') / measured.length),
    budgetSpent: count(({ result }) => result.undetermined !== undefined),
    cosmeticPairs: cosmetic.length,
    cosmeticEquivalent: cosmetic.filter(({ result }) => result.verdict === 'equivalent').length,
    replayFailures: measured.reduce((sum, { result }) => sum + result.findings.length, 0),
    witnesses: measured.reduce((sum, { result }) => sum + witnessesOf(result), 0),
  };
}

/** How many undecided pairs hang on what, the most frequent first, in one line. */
function reasonsOf(measured: readonly Measured[]): string {
  const counts = new Map<string, number>();
  for (const { result } of measured) {
    if (result.verdict !== 'undetermined') continue;
    const reasons = [
      ...(result.undetermined ?? []),
      ...result.possible.map(({ reason }) => reason.slice(0, 120)),
    ];
    for (const reason of new Set(reasons)) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts]
    .sort(([, left], [, right]) => right - left)
    .map(([reason, count]) => `${count} ${reason}`)
    .join('; ');
}

function witnessesOf({ newlyAllowed, newlyDenied, possible }: AwsDiff): number {
  return [...newlyAllowed, ...newlyDenied, ...possible].filter((one) => one.witness !== null)
    .length;
}

/** Both directions of the pairs whose names hash lowest. */
function sampleOf(pairs: readonly Pair[], size: number): PeerQuestion[] {
  const hashed = pairs.map((pair) => ({ pair, hash: sha256(idOf(pair)) }));
  return hashed
    .sort((left, right) => (left.hash < right.hash ? -1 : 1))
    .slice(0, size)
    .flatMap(({ pair: { name, from, to } }) => [
      questionOf(`${name} ${from.version} to ${to.version}`, from.document, to.document),
      questionOf(`${name} ${to.version} to ${from.version}`, to.document, from.document),
    ]);
}

const idOf = ({ name, from, to }: Pair): string => `${name} ${from.version} ${to.version}`;
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const WORDS = { proved: 'none', refuted: 'some', undetermined: 'undetermined' } as const;

/** What one document allows that the other does not; solvers get the widest reading of resource wildcards only. */
function questionOf(id: string, from: unknown, to: unknown): PeerQuestion {
  const texts = [JSON.stringify(to), JSON.stringify(from)] as const;
  const start = performance.now();
  const policies = [parsed(texts[0]), parsed(texts[1])] as const;
  const { verdict } = prove({ property: 'implies', policies });
  const engineMilliseconds = performance.now() - start;
  const engine: Found = WORDS[verdict];
  return {
    id,
    engine,
    engineMilliseconds,
    isSameQuestion: !isSensitive(from, to),
    encode: () => iamQuestion(from, to, 'wide', { facts: SERVICE_FACTS }),
  };
}
