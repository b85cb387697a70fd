import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import {
  ANALYSIS_VERSION,
  type DiffResult,
  kubernetesRbac,
  type RbacPolicy,
} from '../packages/analysis/src/index.ts';
import { roleQuestions } from './peers/role-questions.ts';
import { solverFigures } from './peers/solver-figures.ts';

/** What this measures. */
export const description =
  'Kubernetes RBAC diff over real changes: time, share decided, replayed witnesses, cost by rules';

interface Side {
  readonly object?: unknown;
  readonly objects?: readonly unknown[];
}

/** A change; or a whole release, which is a change from the line before it of the same project. */
interface Line extends Side {
  readonly project: string;
  readonly from?: Side;
  readonly to?: Side;
}

/** JSON text of both sides. */
type Pair = readonly [string, string];

interface Measured {
  readonly result: DiffResult;
  readonly milliseconds: number;
}

const WARM_UP = 300;
/** The best of so many runs counts: what else the machine does is not what is measured. */
const TRIES = 3;
/** Changed roles that solvers are asked about, in both directions. */
const SAMPLE = 100;
const RULES = [1, 10, 100, 1_000, 10_000];
const FOLDER = new URL('../vectors/analysis/', import.meta.url).pathname;
const VECTORS = ['kubernetes-rbac-pairs.jsonl', 'kubernetes-rbac-sets.jsonl'].map(
  (file) => FOLDER + file,
);

/**
 * Warms up on the first pairs, then times every pair, in both directions, from JSON text to answer; puts a sample of the
 * changed roles, as bare rules, to solvers (`solverFigures`).
 */
export async function run(_options: { readonly json: boolean }): Promise<Record<string, unknown>> {
  const files = process.env['COUNTERSIGN_BENCH_RBAC_PAIRS']?.split(':') ?? VECTORS;
  const pairs = files.flatMap(readPairs);
  for (const pair of pairs.slice(0, WARM_UP)) measure(pair);
  const there = pairs.map(measure);
  const back = pairs.map(([from, to]) => measure([to, from]));
  const questions = roleQuestions(files.flatMap(readLines), SAMPLE);
  return {
    analysis: ANALYSIS_VERSION,
    pairs: pairs.length,
    ...figuresOf([...there, ...back]),
    notMirrored: there.filter(({ result }, index) => !mirrors(result, back[index]?.result)).length,
    millisecondsByRules: Object.fromEntries(RULES.map((count) => [count, costOf(count)])),
    ...(await solverFigures(questions)),
  };
}

function readLines(file: string): Line[] {
  const bytes = readFileSync(file);
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  return text
    .trim()
    .split('\n')
    .map((line): Line => JSON.parse(line));
}

function readPairs(file: string): Pair[] {
  const lines = readLines(file);
  return lines.flatMap((line, index): Pair[] => {
    const before = lines[index - 1];
    if (line.from && line.to) return [[textOf(line.from), textOf(line.to)]];
    return before?.project === line.project ? [[textOf(before), textOf(line)]] : [];
  });
}

function textOf({ object, objects }: Side): string {
  const members = objects ?? [object];
  return JSON.stringify(members.map((one) => (isWrapped(one) ? one.object : one)));
}

/** Objects of a release come with the path of their file. */
function isWrapped(member: unknown): member is { readonly object: unknown } {
  return typeof member === 'object' && member !== null && 'path' in member && 'object' in member;
}

function measure(pair: Pair): Measured {
  const tries = Array.from({ length: TRIES }, () => measureOnce(pair));
  return tries.reduce((best, one) => (one.milliseconds < best.milliseconds ? one : best));
}

function measureOnce([from, to]: Pair): Measured {
  const start = performance.now();
  const result = kubernetesRbac.diff(parsed(from), parsed(to));
  return { result, milliseconds: performance.now() - start };
}

function parsed(text: string): RbacPolicy {
  const policy = kubernetesRbac.read(text);
  if (!policy.ok) throw new Error(policy.refusals.map((refusal) => refusal.message).join('; '));
  return policy.value;
}

function figuresOf(measured: readonly Measured[]): Record<string, unknown> {
  const times = measured.map((one) => one.milliseconds).sort((left, right) => left - right);
  const at = (share: number): number => round(times[Math.floor(share * (times.length - 1))] ?? 0);
  const results = measured.map(({ result }) => result);
  const sum = (count: (result: DiffResult) => number): number =>
    results.reduce((total, result) => total + count(result), 0);
  return {
    p50Milliseconds: at(0.5),
    p95Milliseconds: at(0.95),
    p99Milliseconds: at(0.99),
    maxMilliseconds: at(1),
    undecided: results.filter(({ verdict }) => verdict === 'undetermined').length,
    undecidedButForMissingRoles: results.filter(isOpen).length,
    budgetSpent: results.filter(({ undetermined }) => undetermined !== undefined).length,
    witnesses: sum(({ newlyAllowed, newlyDenied }) => newlyAllowed.length + newlyDenied.length),
    replayFailures: sum(
      ({ findings }) => findings.filter(({ code }) => code === 'WITNESS_MISMATCH').length,
    ),
  };
}

/** Undecided for another reason than that a role is not in the input. */
function isOpen({ verdict, possible }: DiffResult): boolean {
  const isMissing =
    possible.length > 0 && possible.every(({ reason }) => /not in the input/.test(reason));
  return verdict === 'undetermined' && !isMissing;
}

function mirrors(there: DiffResult, back: DiffResult | undefined): boolean {
  const text = (classes: DiffResult['newlyAllowed']): string =>
    JSON.stringify(classes.map(({ witness }) => witness));
  return (
    text(there.newlyAllowed) === text(back?.newlyDenied ?? []) &&
    text(there.newlyDenied) === text(back?.newlyAllowed ?? [])
  );
}

/** A role of so many rules, each on a group of its own, of which one is widened and the order turned round. */
function costOf(rules: number): number {
  const roleOf = (verbs: readonly string[], isTurned: boolean): string => {
    const list = Array.from({ length: rules }, (_, index) => ({
      apiGroups: [`g${index % 50}.example.org`],
      resources: [`r${index}`, `r${index}/status`],
      verbs: index === rules - 1 ? verbs : ['get', 'list', 'watch'],
    }));
    return JSON.stringify({ rules: isTurned ? list.reverse() : list });
  };
  const pair: Pair = [roleOf(['get'], false), roleOf(['get', 'update'], true)];
  return round(measure(pair).milliseconds);
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
