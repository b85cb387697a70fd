import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import {
  ANALYSIS_VERSION,
  draftFromRequirement,
  LANGUAGES,
  type LanguageName,
  requirementFromPolicy,
} from '../packages/analysis/src/index.ts';
import { quantiles, round } from './peers/quantiles.ts';

/** What this measures. */
export const description =
  'drafts: requirement from policy, policy from requirement, over real policies; none may come back wider';

interface Given {
  readonly name: string;
  readonly language: LanguageName;
  readonly text: string;
}

interface Measured {
  readonly name: string;
  readonly language: LanguageName;
  /** What the draft is to the policy; `empty`: no case at all could be said. */
  readonly came:
    | 'equivalent'
    | 'narrower'
    | 'broader'
    | 'incomparable'
    | 'undetermined'
    | 'empty'
    | 'refused';
  /** Codes of what cases could not say, or of what the draft was refused for. */
  readonly why: readonly string[];
  /** Whether it is proved that the draft allows nothing that the policy does not. */
  readonly isNotWider: boolean;
  readonly openProofs: number;
  readonly milliseconds: number;
  readonly statements: readonly [number, number];
}

const VECTORS = [
  'aws-managed-pairs-2023-2026.jsonl.gz',
  'kubernetes-rbac-pairs.jsonl',
  'kubernetes-rbac-sets.jsonl',
].map((name) => new URL(`../vectors/analysis/${name}`, import.meta.url).pathname);

/**
 * Policies come from the files in `COUNTERSIGN_BENCH_POLICIES` (`:` between them), else from the vectors: JSON Lines with a
 * `document` (AWS), an `object` or `objects` (Kubernetes), or `from` and `to` with one of these. Figures, by language: how
 * many came back equivalent, narrower (by reason), wider, undecided; time of the whole way; statements before and after.
 */
export async function run(_options: { readonly json: boolean }): Promise<Record<string, unknown>> {
  const files = process.env['COUNTERSIGN_BENCH_POLICIES']?.split(':') ?? VECTORS;
  const given = distinct(files.flatMap(readPolicies));
  const measured = given.map(measure);
  return {
    analysis: ANALYSIS_VERSION,
    ...figuresOf(measured, 'aws-iam', 'aws'),
    ...figuresOf(measured, 'kubernetes-rbac', 'rbac'),
    broaderNames: measured
      .filter(({ came }) => came === 'broader' || came === 'incomparable')
      .map(({ name }) => name)
      .join(' '),
  };
}

interface Line {
  readonly name?: string;
  readonly path?: string;
  readonly document?: unknown;
  readonly object?: unknown;
  readonly objects?: unknown;
  readonly from?: Line;
  readonly to?: Line;
}

function readPolicies(file: string): Given[] {
  const bytes = readFileSync(file);
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  return text
    .trim()
    .split('\n')
    .flatMap((line) => policiesIn(JSON.parse(line) as Line));
}

function policiesIn(line: Line, name = ''): Given[] {
  const own = line.name ?? line.path ?? name;
  const sides = [line.from, line.to].flatMap((one) =>
    one === undefined ? [] : policiesIn(one, own),
  );
  if (sides.length > 0) return sides;
  if (line.document !== undefined)
    return [{ name: own, language: 'aws-iam', text: JSON.stringify(line.document) }];
  const objects = line.objects ?? line.object;
  if (objects === undefined) return [];
  const list = Array.isArray(objects) ? objects.map(unwrapped) : [objects];
  return [{ name: own, language: 'kubernetes-rbac', text: JSON.stringify(list) }];
}

/** Objects of a release stand beside their paths. */
function unwrapped(one: { readonly object?: unknown }): unknown {
  return one.object ?? one;
}

function distinct(given: readonly Given[]): Given[] {
  return [...new Map(given.map((one) => [one.text, one])).values()];
}

function measure({ name, language, text }: Given): Measured {
  const start = performance.now();
  const stated = requirementFromPolicy(language, text);
  const base = { name, language, isNotWider: false, openProofs: 0, statements: [0, 0] as const };
  const since = (): number => performance.now() - start;
  if (!stated.ok)
    return { ...base, came: 'refused', why: codesOf(stated.refusals), milliseconds: since() };
  const { cases, unsaid, proof } = stated.value;
  const why = codesOf(unsaid);
  if (cases.allow.length === 0) {
    const came = why.length === 0 ? compared(language, text, null) : NOTHING;
    return { ...base, ...came, why, milliseconds: since() };
  }
  const draft = draftFromRequirement(language, { allow: cases.allow, deny: cases.deny });
  if (!draft.ok)
    return { ...base, came: 'refused', why: codesOf(draft.refusals), milliseconds: since() };
  const milliseconds = since();
  const open = [proof, ...draft.value.proofs].filter(({ verdict }) => verdict !== 'proved');
  return {
    ...base,
    ...compared(language, text, draft.value.policy),
    why,
    openProofs: open.length,
    milliseconds,
    statements: [sizeOf(JSON.parse(text)), sizeOf(draft.value.policy)],
  };
}

function codesOf(list: readonly { readonly code: string }[]): string[] {
  return [...new Set(list.map(({ code }) => code))];
}

/** Nothing could be said, so that there is no draft. */
const NOTHING = { came: 'empty', isNotWider: true } as const;

function compared(
  language: LanguageName,
  text: string,
  draft: unknown,
): Pick<Measured, 'came' | 'isNotWider'> {
  const judge = LANGUAGES.get(language);
  if (judge === undefined) throw new Error(`no language \`${language}\``);
  const before = judge.read(text);
  const after = draft === null ? null : judge.read(draft);
  if (!before.ok || after?.ok === false) throw new Error('what was read before is refused');
  const { verdict, allowed } = judge.diff(before.value, after?.value ?? null);
  return { came: verdict, isNotWider: allowed === 'none' };
}

/** Statements of a document, or rules of all objects. */
function sizeOf(policy: unknown): number {
  if (Array.isArray(policy))
    return policy.reduce((sum: number, one: { readonly rules?: readonly unknown[] }) => {
      return sum + (one.rules?.length ?? 0);
    }, 0);
  const { Statement } = policy as { readonly Statement?: unknown };
  return Array.isArray(Statement) ? Statement.length : 1;
}

function figuresOf(
  all: readonly Measured[],
  language: LanguageName,
  prefix: string,
): Record<string, unknown> {
  const measured = all.filter((one) => one.language === language);
  if (measured.length === 0) return {};
  const count = (came: Measured['came']): number =>
    measured.filter((one) => one.came === came).length;
  const share = (came: Measured['came']): number => round(count(came) / measured.length);
  const times = measured.map(({ milliseconds }) => milliseconds);
  const sum = (at: 0 | 1): number => measured.reduce((all, one) => all + one.statements[at], 0);
  return {
    [`${prefix}Policies`]: measured.length,
    [`${prefix}Equivalent`]: count('equivalent'),
    [`${prefix}ShareEquivalent`]: share('equivalent'),
    [`${prefix}Narrower`]: count('narrower'),
    [`${prefix}NothingSaid`]: count('empty'),
    [`${prefix}NarrowerReasons`]: reasonsOf(
      measured.filter(({ came }) => came === 'narrower' || came === 'empty'),
    ),
    [`${prefix}ProvedNotWider`]: measured.filter(({ isNotWider }) => isNotWider).length,
    [`${prefix}Broader`]: count('broader') + count('incomparable'),
    [`${prefix}Undetermined`]: count('undetermined'),
    [`${prefix}UndeterminedReasons`]: reasonsOf(
      measured.filter(({ came }) => came === 'undetermined'),
    ),
    [`${prefix}Refused`]: count('refused'),
    [`${prefix}RefusedReasons`]: reasonsOf(measured.filter(({ came }) => came === 'refused')),
    [`${prefix}OpenProofs`]: measured.filter(({ openProofs }) => openProofs > 0).length,
    [`${prefix}StatementsBefore`]: sum(0),
    [`${prefix}StatementsAfter`]: sum(1),
    ...prefixed(prefix, quantiles('', times)),
  };
}

function prefixed(prefix: string, figures: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [
      `${prefix}${name.slice(0, 1).toUpperCase()}${name.slice(1)}`,
      value,
    ]),
  );
}

/** How many hang on what, the most frequent first, in one line. */
function reasonsOf(measured: readonly Measured[]): string {
  const counts = new Map<string, number>();
  for (const { why } of measured)
    for (const one of why) counts.set(one, (counts.get(one) ?? 0) + 1);
  return [...counts]
    .sort(([, left], [, right]) => right - left)
    .map(([one, count]) => `${count} ${one}`)
    .join('; ');
}
