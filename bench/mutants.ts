import { cpuUsage } from 'node:process';
import {
  ANALYSIS_VERSION,
  type Class,
  type Language,
  languageOf,
  type RequirementCase,
  type VerificationContext,
  type VerifiedCandidate,
  verifyCandidate,
  type Witness,
} from '../packages/analysis/src/index.ts';
import { awsChanges, type Change, rbacChanges, sampleOf } from './mutation/changes.ts';
import { type Widened, widenedOf } from './mutation/widen.ts';
import { quantiles, round } from './peers/quantiles.ts';

/** What this measures. */
export const description =
  'verification of real changes: widened mutants caught, noise on cosmetic ones, share decided in the whole stack, time';

const VECTORS = (name: string): string =>
  new URL(`../vectors/analysis/${name}`, import.meta.url).pathname;
const SAMPLE = 60;
const WARM_UP = 10;
const DIGEST = `sha256:${'0'.repeat(64)}` as const;

/**
 * Changes come from the files in `COUNTERSIGN_BENCH_PAIRS` (AWS) and `COUNTERSIGN_BENCH_RBAC_PAIRS` (`:` between them),
 * else from the vectors; of those that change access `COUNTERSIGN_BENCH_SAMPLE` a language and some cosmetic ones, by a hash of their names. Each
 * becomes a requirement: what its new version allows, as far as a case can say it, must be allowed, and the denials that are
 * suggested for it, from that version alone, must hold. Then one mutant a kind, made by this bench, is verified instead.
 */
export async function run(_options: { readonly json: boolean }): Promise<Record<string, unknown>> {
  const size = Number(process.env['COUNTERSIGN_BENCH_SAMPLE'] ?? SAMPLE);
  const aws = awsChanges(
    filesOf('COUNTERSIGN_BENCH_PAIRS', 'aws-managed-pairs-2023-2026.jsonl.gz'),
  );
  const rbac = rbacChanges(filesOf('COUNTERSIGN_BENCH_RBAC_PAIRS', 'kubernetes-rbac-pairs.jsonl'));
  const changes = [...sampleOf(aws, size), ...sampleOf(rbac, size)];
  for (const change of changes.slice(0, WARM_UP)) measure(change);
  const measured = changes.map(measure);
  return {
    analysis: ANALYSIS_VERSION,
    ...sharesOf(measured.filter(({ change }) => !change.isCosmetic)),
    ...noiseOf(measured.filter(({ change }) => change.isCosmetic)),
    ...timesOf(measured),
  };
}

function filesOf(variable: string, vectors: string): string[] {
  return process.env[variable]?.split(':') ?? [VECTORS(vectors)];
}

interface Measured {
  readonly change: Change;
  readonly verified: VerifiedCandidate;
  readonly cpuMilliseconds: number;
  readonly mutants: readonly Outcome[];
  /** Checks that fail, and did not when what is in force was verified in its own place. */
  readonly newlyFailed: readonly string[];
}

/** How a mutant was shown: by a denial that fails, by a class of the comparison, by a class beyond the need. */
interface Outcome {
  readonly kind: string;
  readonly byDenial: boolean;
  readonly byDiff: boolean;
  readonly byNeed: boolean;
}

function measure(change: Change): Measured {
  const language = languageOf(change.language);
  if (typeof language === 'string') throw new Error(language);
  const allow = needsOf(language, change);
  const context = contextOf(change);
  const deny = suggestionsIn(
    verifyCandidate({ ...inputOf(change, change.to, allow, []), context }),
  );
  const start = cpuUsage();
  const verified = verifyCandidate({ ...inputOf(change, change.to, allow, deny), context });
  const { user, system } = cpuUsage(start);
  const mutants = change.isCosmetic ? [] : outcomesOf(language, change, allow, deny);
  const newlyFailed = change.isCosmetic ? newlyFailedOf(change, verified, allow, deny) : [];
  return { change, verified, cpuMilliseconds: (user + system) / 1000, mutants, newlyFailed };
}

function newlyFailedOf(
  change: Change,
  { checks }: VerifiedCandidate,
  allow: readonly RequirementCase[],
  deny: readonly RequirementCase[],
): string[] {
  const same = inputOf(change, change.from, allow, deny);
  const before = verifyCandidate({ ...same, context: contextOf(change) }).checks;
  const passed = new Set(
    before.filter(({ outcome }) => outcome === 'passed').map(({ name }) => name),
  );
  return checks
    .filter(({ name, outcome }) => outcome !== 'passed' && passed.has(name))
    .map(({ name }) => name);
}

function inputOf(
  { language, from }: Change,
  to: string,
  allow: readonly RequirementCase[],
  deny: readonly RequirementCase[],
) {
  return { language, from, to, requirement: { allow, deny }, requirementDigest: DIGEST } as const;
}

/** A context in which everything is known, so that what is left open is the analysis's own doing. */
function contextOf({ surroundings }: Change): VerificationContext {
  return {
    at: '2026-11-28T12:00:00Z',
    environment: { name: 'bench/aws/111122223333', class: 'staging' },
    dataClass: null,
    surroundings,
    guardrails: [],
    identity: {
      externalId: 'arn:aws:iam::111122223333:role/app',
      ownerActive: true,
      backupOwnerActive: true,
      thirdParty: false,
      credentials: [],
      environments: ['bench/aws/111122223333'],
      usedBy: ['app'],
      lastUsedAt: '2026-11-28T00:00:00Z',
    },
    estate: [],
    use: null,
    inputs: [],
  };
}

type Plain = Readonly<Record<string, unknown>>;

/** What the new version allows, statement by statement and rule by rule, kept where that is proved. */
function needsOf(language: Language, { to }: Change): RequirementCase[] {
  const { policy }: { readonly policy: unknown } = JSON.parse(to);
  const whole = language.parseCanonical(to);
  if (!whole.ok) return [];
  const cases = Array.isArray(policy) ? rbacNeeds(policy) : awsNeeds(policy as Plain);
  return cases.filter((one) => {
    const { id: _, ...pattern } = one;
    const proof = language.prove({ property: 'must-allow', policies: [whole.value], pattern });
    return proof.ok && proof.value.verdict === 'proved';
  });
}

function awsNeeds({ Statement }: Plain): RequirementCase[] {
  return (Statement as readonly Plain[]).flatMap((one, index) => {
    const { Effect, Action, NotAction, Resource, NotResource, Condition } = one;
    if (Effect !== 'Allow') return [];
    const found = {
      id: `need-${index + 1}`,
      ...(NotAction === undefined ? { actions: Action } : { notActions: NotAction }),
      ...(NotResource === undefined
        ? { resources: Resource ?? ['*'] }
        : { notResources: NotResource }),
      ...(Condition === undefined ? {} : { context: byKey(Condition as Plain) }),
    };
    return [found as RequirementCase];
  });
}

/** Conditions by their keys, as a case has them. */
function byKey(condition: Plain): Plain {
  const keys: Record<string, Record<string, unknown>> = {};
  for (const [operator, named] of Object.entries(condition)) {
    for (const [key, values] of Object.entries(named as Plain))
      keys[key] = { ...keys[key], [operator]: values };
  }
  return keys;
}

function rbacNeeds(objects: readonly Plain[]): RequirementCase[] {
  return objects.flatMap(({ kind, rules, metadata }) => {
    const { namespace = 'default' } = metadata as Plain;
    const place = kind === 'Role' ? { namespaces: [namespace] } : {};
    return ((rules ?? []) as readonly Plain[]).map((rule, index) => {
      const { verbs, apiGroups, resources, resourceNames: names, nonResourceURLs: paths } = rule;
      const about =
        paths === undefined
          ? { apiGroups, resources, ...(names === undefined ? {} : { names }), ...place }
          : { paths };
      return { id: `need-${index + 1}`, verbs, ...about } as RequirementCase;
    });
  });
}

function suggestionsIn({ mutants }: VerifiedCandidate): RequirementCase[] {
  const found = mutants.flatMap(({ suggestion }) => suggestion ?? []);
  return [...new Map(found.map((one) => [one.id, one])).values()];
}

/** Every mutant that is proved broader than the new version, verified in its place. */
function outcomesOf(
  language: Language,
  change: Change,
  allow: readonly RequirementCase[],
  deny: readonly RequirementCase[],
): Outcome[] {
  const own = language.parseCanonical(change.to);
  if (!own.ok) return [];
  return widenedOf(change.name, change.language, change.to).flatMap((widened: Widened) => {
    const read = language.read(widened.member);
    if (!read.ok) return [];
    const more = language.prove({ property: 'implies', policies: [read.value, own.value] });
    if (!more.ok || more.value.verdict !== 'refuted') return [];
    const text = language.canonical(read.value).text;
    const { checks, diff } = verifyCandidate(inputOf(change, text, allow, deny));
    const patterns = allow.map(({ id: _, ...pattern }) => pattern);
    const { classes } = language.beyond(read.value, patterns);
    const isInside = (witness: Witness | null | undefined): boolean =>
      witness != null &&
      (JSON.stringify(witness) === JSON.stringify(more.value.witness) ||
        isOnlyAllowedBy(language, read.value, own.value, witness));
    return [
      {
        kind: `${change.language} ${widened.kind}`,
        byDenial: checks.some(
          ({ name, outcome, witness }) =>
            name.startsWith('denies/') && outcome === 'failed' && isInside(witness),
        ),
        byDiff: diff.newlyAllowed.some((one) => witnessesOf(one).some(isInside)),
        byNeed: classes.some((one) => witnessesOf(one).some(isInside)),
      },
    ];
  });
}

/**
 * Whether one policy allows the request and the other does not: by the evaluator, or, where that reads wildcards of
 * resources more narrowly than the witness needs, by proof of the request alone.
 */
function isOnlyAllowedBy(
  language: Language,
  inside: unknown,
  outside: unknown,
  witness: Witness,
): boolean {
  if (isAllowed(language, outside, witness)) return false;
  if (isAllowed(language, inside, witness)) return true;
  const { action, resource, principal, context } = witness;
  if (action === undefined || resource === undefined) return false;
  const keys = Object.entries((context ?? {}) as Plain).map(([key, value]) => [
    key,
    [value].flat(),
  ]);
  const pattern = {
    action,
    resource,
    ...(principal === undefined ? {} : { principal }),
    ...(keys.length === 0 ? {} : { context: Object.fromEntries(keys) }),
  };
  const verdictOf = (policy: unknown): string | null => {
    const proof = language.prove({ property: 'must-deny', policies: [policy], pattern });
    return proof.ok ? proof.value.verdict : null;
  };
  return verdictOf(outside) === 'proved' && verdictOf(inside) === 'refuted';
}

function isAllowed(language: Language, policy: unknown, witness: Witness): boolean {
  const evaluated = language.evaluate([policy], witness);
  return evaluated.ok && evaluated.value.decision === 'allow';
}

function witnessesOf(one: Class): readonly (Witness | null)[] {
  return [one.witness, ...(one.parts ?? []).flatMap(witnessesOf)];
}

function sharesOf(measured: readonly Measured[]): Record<string, unknown> {
  const mutants = measured.flatMap((one) => one.mutants);
  const kinds = [...new Set(mutants.map(({ kind }) => kind))].sort();
  const share = (list: readonly Outcome[], is: (one: Outcome) => boolean): number =>
    round(list.filter(is).length / Math.max(1, list.length));
  const rowOf = (list: readonly Outcome[]) => ({
    mutants: list.length,
    caught: share(list, ({ byDenial, byDiff, byNeed }) => byDenial || byDiff || byNeed),
    byDenial: share(list, ({ byDenial }) => byDenial),
    byDiff: share(list, ({ byDiff }) => byDiff),
    byNeed: share(list, ({ byNeed }) => byNeed),
  });
  const isDecided = (verdict: string | undefined): boolean =>
    verdict !== undefined && verdict !== 'undetermined';
  const decided = (is: (one: Measured) => boolean): number =>
    round(measured.filter(is).length / measured.length);
  return {
    changes: measured.length,
    decidedAlone: decided(({ verified }) => isDecided(verified.diff.verdict)),
    decidedInWholeStack: decided(({ verified }) => isDecided(verified.inForce?.verdict)),
    denialsDecidedInWholeStack: shareDecidedOf(measured, 'denies-in-force/'),
    denialsAChange: round(
      measured.reduce((sum, { verified }) => sum + verified.summary.denials.length, 0) /
        measured.length,
    ),
    ...rowOf(mutants),
    kinds: Object.fromEntries(
      kinds.map((kind) => [kind, rowOf(mutants.filter((one) => one.kind === kind))]),
    ),
  };
}

function shareDecidedOf(measured: readonly Measured[], prefix: string): number {
  const checks = measured.flatMap(({ verified }) =>
    verified.checks.filter(({ name }) => name.startsWith(prefix)),
  );
  return round(
    checks.filter(({ outcome }) => outcome !== 'undetermined').length / Math.max(1, checks.length),
  );
}

/** Anything a cosmetic change is said to do, and any check that fails because of it. */
function noiseOf(measured: readonly Measured[]): Record<string, unknown> {
  const noisy = measured.filter(({ verified: { diff } }) => {
    const { newlyAllowed, newlyDenied, possible } = diff;
    return newlyAllowed.length + newlyDenied.length + possible.length > 0;
  });
  const failed = measured.flatMap(({ newlyFailed }) => newlyFailed);
  return {
    cosmeticChanges: measured.length,
    cosmeticWithClasses: noisy.length,
    cosmeticChecksFailed: failed.length,
    cosmeticChecksFailedNames: [...new Set(failed)].join(', '),
  };
}

/** Processor time of one verification with everything in its context, and by the size of the candidate. */
function timesOf(measured: readonly Measured[]): Record<string, unknown> {
  const bySize = [...measured].sort(
    (left, right) => left.change.to.length - right.change.to.length,
  );
  const third = Math.ceil(bySize.length / 3);
  const part = (name: string, list: readonly Measured[]) => ({
    [`${name}Characters`]: list.at(Math.floor(list.length / 2))?.change.to.length ?? 0,
    ...quantiles(
      name,
      list.map(({ cpuMilliseconds }) => cpuMilliseconds),
    ),
  });
  return {
    ...quantiles(
      '',
      measured.map(({ cpuMilliseconds }) => cpuMilliseconds),
    ),
    ...part('small', bySize.slice(0, third)),
    ...part('middle', bySize.slice(third, 2 * third)),
    ...part('large', bySize.slice(2 * third)),
  };
}
