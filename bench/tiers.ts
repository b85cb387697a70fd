import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { effectsOf, languageOf } from '../packages/analysis/src/index.ts';
import {
  assessTier,
  DEFAULT_TIER_RULES,
  factsOf,
  NO_TIER_RULE,
  type Tier,
} from '../packages/domain/src/index.ts';
import { allowedActions, type Kind, kindOfChange } from './peers/action-kinds.ts';
import { quantiles } from './peers/quantiles.ts';

export const description =
  'tiers of real policy changes under the shipped profile, beside what the reference measured on their actions alone';

/** Changes of AWS managed policies that may be shipped; others by `COUNTERSIGN_BENCH_PAIRS`, files divided by `:`. */
const VECTORS = ['vectors/analysis/aws-managed-pairs-2023-2026.jsonl.gz'];

/** Shares that the reference measured on 2,412 changes of 2019 to 2025, by the actions an Allow names alone. */
const REFERENCE: Readonly<Record<Kind, number>> = {
  'no action added': 6.2,
  'scope or condition only': 11.9,
  'read or list': 47.3,
  tagging: 2.9,
  write: 24.2,
  secrets: 1.7,
  'permissions management': 3.4,
  escalation: 1.3,
  unknown: 1.1,
};

interface Pair {
  readonly name: string;
  readonly from: { readonly document: unknown };
  readonly to: { readonly document: unknown };
}

interface Rated {
  readonly kind: Kind;
  readonly tiers: Readonly<Record<string, Tier>>;
  readonly reasons: readonly string[];
  readonly effects: readonly string[];
  readonly ms: number;
}

const TIERS: readonly Tier[] = ['T0', 'T1', 'T2', 'T3', 'T4'];
const PLACES = ['staging', 'production'];

/** Every pair compared, its effects found, and the tier of each as if it came in staging and in production. */
export async function run(_options: { readonly json: boolean }): Promise<Record<string, unknown>> {
  const named = process.env['COUNTERSIGN_BENCH_PAIRS'];
  const sources = named === undefined ? VECTORS : named.split(':');
  const pairs = sources.flatMap(readPairs);
  const rated = pairs.flatMap((pair) => rate(pair) ?? []);
  const of = (key: (one: Rated) => string): Record<string, number> => {
    const counts: Record<string, number> = {};
    for (const one of rated) counts[key(one)] = (counts[key(one)] ?? 0) + 1;
    return counts;
  };
  return {
    changes: rated.length,
    unread: pairs.length - rated.length,
    source: named === undefined ? 'vectors' : 'COUNTERSIGN_BENCH_PAIRS',
    tiers: Object.fromEntries(
      PLACES.map((place) => [
        place,
        inOrder(
          of(({ tiers }) => tiers[place] ?? ''),
          rated.length,
        ),
      ]),
    ),
    byActionsAlone: byActions(
      of(({ kind }) => kind),
      rated.length,
    ),
    tierOfKind: crossed(rated),
    paths: pathFigures(rated),
    effects: counted(
      rated.flatMap(({ effects }) => effects),
      rated.length,
    ),
    reasonsInProduction: counted(
      rated.flatMap(({ reasons }) => reasons),
      rated.length,
    ),
    uncovered: rated.filter(({ reasons }) => reasons.includes(NO_TIER_RULE)).length,
    ...quantiles(
      'effects',
      rated.map(({ ms }) => ms),
    ),
  };
}

function readPairs(path: string): readonly Pair[] {
  const bytes = readFileSync(path);
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Pair);
}

function rate({ from, to }: Pair): Rated | undefined {
  const aws = languageOf('aws-iam');
  if (typeof aws === 'string') throw new Error('AWS IAM is decided here');
  const [before, after] = [aws.read(from.document), aws.read(to.document)];
  if (!before.ok || !after.ok) return undefined;
  const diff = aws.diff(before.value, after.value);
  const begun = performance.now();
  const found = effectsOf({ language: 'aws-iam', from: from.document, to: to.document, diff });
  const ms = performance.now() - begun;
  const effects = [...new Set(found.map(({ code }) => code))];
  const assessed = PLACES.map((environmentClass) =>
    assessTier(
      {
        effects,
        verdict: diff.verdict,
        environmentClass,
        // What the documents cannot tell: data that is stated and not sensitive, a human author.
        dataClass: 'internal',
        authors: ['human'],
        facts: factsOf(effects),
      },
      DEFAULT_TIER_RULES,
    ),
  );
  return {
    kind: kindOfChange(allowedActions(from.document), allowedActions(to.document)),
    tiers: Object.fromEntries(assessed.map(({ tier }, at) => [PLACES[at] ?? '', tier])),
    reasons: assessed.at(-1)?.reasons ?? [],
    effects,
    ms,
  };
}

/** A primitive that is named completes a path only where the other steps are there; and harmless steps complete some. */
function pathFigures(rated: readonly Rated[]): Record<string, number> {
  const completed = rated.filter(({ effects }) => effects.includes('ADDS_ESCALATION'));
  const named = rated.filter(({ kind }) => kind === 'escalation');
  return {
    primitiveNamed: named.length,
    primitiveNamedAndPath: completed.filter(({ kind }) => kind === 'escalation').length,
    pathWithoutPrimitiveNamed: completed.filter(({ kind }) => kind !== 'escalation').length,
  };
}

interface Share {
  readonly changes: number;
  readonly percent: number;
}

function shareOf(changes: number, of: number): Share {
  return { changes, percent: Math.round((1000 * changes) / of) / 10 };
}

function inOrder(counts: Readonly<Record<string, number>>, of: number): Record<string, Share> {
  return Object.fromEntries(TIERS.map((tier) => [tier, shareOf(counts[tier] ?? 0, of)]));
}

function byActions(counts: Readonly<Record<string, number>>, of: number): Record<string, unknown> {
  const kinds = Object.keys(REFERENCE) as Kind[];
  return Object.fromEntries(
    kinds.map((kind) => [
      kind,
      { ...shareOf(counts[kind] ?? 0, of), referencePercent: REFERENCE[kind] },
    ]),
  );
}

/** How many changes of each kind are of which tier in production: where a look at actions alone would be wrong. */
function crossed(rated: readonly Rated[]): Record<string, Record<string, number>> {
  const kinds = Object.keys(REFERENCE) as Kind[];
  return Object.fromEntries(
    kinds.map((kind) => {
      const own = rated.filter((one) => one.kind === kind);
      const counts = TIERS.map(
        (tier) => own.filter((one) => one.tiers['production'] === tier).length,
      );
      return [kind, Object.fromEntries(TIERS.map((tier, at) => [tier, counts[at] ?? 0]))];
    }),
  );
}

function counted(codes: readonly string[], of: number): Record<string, Share> {
  const counts = new Map<string, number>();
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1);
  const sorted = [...counts].toSorted((left, right) => right[1] - left[1]);
  return Object.fromEntries(sorted.map(([code, count]) => [code, shareOf(count, of)]));
}
