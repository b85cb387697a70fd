import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import {
  ANALYSIS_VERSION,
  type AwsPolicy,
  type DiffResult,
  diff,
  parsePolicyText,
} from '../packages/analysis/src/index.ts';

/** What this measures. */
export const description =
  'AWS IAM diff over real managed-policy changes: time, share decided, replayed witnesses';

interface Pair {
  readonly name: string;
  readonly change: string;
  readonly from: { readonly document: unknown };
  readonly to: { readonly document: unknown };
}

interface Measured {
  readonly pair: Pair;
  readonly result: DiffResult;
  readonly milliseconds: number;
}

/** Enough for the compiler of the runtime to settle. */
const WARM_UP = 300;
const VECTORS = new URL('../vectors/analysis/aws-managed-pairs.jsonl', import.meta.url).pathname;

/** Warms up on the first pairs, then times every pair from JSON text to answer. */
export function run(_options: { readonly json: boolean }): Promise<Record<string, unknown>> {
  const files = process.env['COUNTERSIGN_BENCH_PAIRS']?.split(':') ?? [VECTORS];
  const pairs = files.flatMap(readPairs);
  for (const pair of pairs.slice(0, WARM_UP)) measure(pair);
  return Promise.resolve(figuresOf(pairs.map(measure)));
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
  const times = measured.map((one) => one.milliseconds).sort((left, right) => left - right);
  const at = (share: number): number => round(times[Math.floor(share * (times.length - 1))] ?? 0);
  const count = (is: (one: Measured) => boolean): number => measured.filter(is).length;
  const cosmetic = measured.filter(({ pair }) => pair.change === 'cosmetic');
  return {
    analysis: ANALYSIS_VERSION,
    pairs: measured.length,
    p50Milliseconds: at(0.5),
    p95Milliseconds: at(0.95),
    p99Milliseconds: at(0.99),
    maxMilliseconds: at(1),
    shareDecided: round(count(({ result }) => result.verdict !== 'undetermined') / measured.length),
    shareWithNewAccess: round(count(({ result }) => result.allowed === 'some') / measured.length),
    budgetSpent: count(({ result }) => result.undetermined !== undefined),
    cosmeticPairs: cosmetic.length,
    cosmeticEquivalent: cosmetic.filter(({ result }) => result.verdict === 'equivalent').length,
    replayFailures: measured.reduce((sum, { result }) => sum + result.findings.length, 0),
    witnesses: measured.reduce((sum, { result }) => sum + witnessesOf(result), 0),
  };
}

function witnessesOf({ newlyAllowed, newlyDenied, possible }: DiffResult): number {
  return [...newlyAllowed, ...newlyDenied, ...possible].filter((one) => one.witness !== null)
    .length;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
