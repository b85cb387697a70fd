import type { RuleSetView } from '@countersign/api';
import { named, type People } from '../client/people.ts';
import { inert, table } from './layout.ts';
import type { Style } from './style.ts';

/** RuleSet v2, which carries tiers, appetite, guardrails and exceptions. */
export type RiskRules = Extract<RuleSetView['document'], { v: 2 }>;
type TierRule = RiskRules['tierRules'][number];
type Appetite = RiskRules['appetite'][number];
type Exception = RiskRules['exceptions'][number];
type Guardrail = RiskRules['guardrails'][number];
type InputRule = RiskRules['inputs'][number];

/** Tier rules, the gravest first: a change is of the highest that holds. */
export function tierRulesTable(rules: readonly TierRule[], style: Style): string {
  const rows = rules
    .toSorted((left, right) => (left.tier < right.tier ? 1 : left.tier > right.tier ? -1 : 0))
    .map((rule) => [rule.tier, inert(rule.code), whenWords(rule.when), inert(rule.because)]);
  return table(['tier', 'reason', 'when', 'because'], rows, style);
}

/** How much risk is accepted where, by whom. */
export function appetiteTable(
  appetite: readonly Appetite[],
  { people, style }: { readonly people: People; readonly style: Style },
): string {
  const rows = appetite.map((one) => [
    inert(one.environment),
    one.dataClass === null ? 'any data' : inert(one.dataClass),
    `up to ${one.upTo}`,
    named(one.acceptedBy, people),
    spanWords(one.since, one.until),
  ]);
  return table(['environment', 'data', 'accepted', 'by', 'in force'], rows, style);
}

/** Standing obligations. */
export function guardrailsTable(
  guardrails: readonly Guardrail[],
  { people, style }: { readonly people: People; readonly style: Style },
): string {
  const rows = guardrails.map((one) => [
    inert(one.name),
    `${one.kind}, ${one.severity === 'block' ? 'blocks' : 'escalates'}`,
    guardrailWords(one),
    named(one.owner, people),
    one.until === null ? 'no end' : `until ${one.until}`,
  ]);
  return table(['guardrail', 'kind', 'what', 'owner', 'in force'], rows, style);
}

/** Dated deviations; one that ended at `at` is marked, since it has no effect any more. */
export function exceptionsTable(
  exceptions: readonly Exception[],
  { people, style, at }: { readonly people: People; readonly style: Style; readonly at: string },
): string {
  const rows = exceptions.map((one) => [
    inert(one.name),
    coversWords(one),
    named(one.owner, people),
    one.until <= at ? style.red(`expired ${one.until}`) : spanWords(one.since, one.until),
  ]);
  return table(['exception', 'covers', 'owner', 'in force'], rows, style);
}

/** When a tier rule holds, in words. */
export function whenWords(when: TierRule['when']): string {
  const parts = [
    ...(when.effects === null ? [] : [orWords(when.effects)]),
    ...(when.verdict === null ? [] : [orWords(when.verdict)]),
    ...(when.environmentClass === null ? [] : [`class ${orWords(when.environmentClass)}`]),
    ...(when.dataClass === null ? [] : [`data ${orWords(when.dataClass)} or not stated`]),
    ...(when.author === null ? [] : [`written by ${orWords(when.author)}`]),
    ...(when.facts === null ? [] : [orWords(when.facts)]),
  ];
  return parts.join(', ') || 'always';
}

/** What a guardrail asks for and where, in words; the patterns as they are written. */
export function guardrailWords({ language, scope, obligation }: Guardrail): string {
  const { type, ...words } = obligation;
  const patterns = Object.entries(words).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  const where = [
    `environments ${orWords(scope.environments)}`,
    ...(scope.environmentClasses === null ? [] : [`class ${orWords(scope.environmentClasses)}`]),
    ...(scope.dataClasses === null ? [] : [`data ${orWords(scope.dataClasses)}`]),
    `identities ${orWords(scope.identities)}`,
  ];
  return inert(`${type} ${patterns.join(', ')} in ${language}; ${where.join(', ')}`);
}

/** What an exception lets pass, in words. */
export function coversWords({ environment, policy, covers }: Exception): string {
  const what = [
    ...(covers.appetite === null ? [] : [`risk up to ${covers.appetite}`]),
    ...(covers.undetermined.length === 0 ? [] : [`undetermined ${orWords(covers.undetermined)}`]),
  ];
  const where = policy === null ? inert(environment) : `policy ${policy} in ${inert(environment)}`;
  return `${what.join(' and ')} for ${where}`;
}

/** How old an input may be, in words. */
export function inputWords({ environmentClass, maxAgeSeconds, whenStale }: InputRule): string {
  const where = environmentClass === null ? '' : ` in class ${orWords(environmentClass)}`;
  const then = whenStale === 'block' ? 'blocks' : 'raises the tier';
  return `at most ${secondsWords(maxAgeSeconds)} old${where}, else it ${then}`;
}

/** `since A until B`. */
export function spanWords(since: string, until: string | null): string {
  return `since ${since}${until === null ? '' : ` until ${until}`}`;
}

function secondsWords(count: number): string {
  return count % DAY_SECONDS === 0 ? `${count / DAY_SECONDS} days` : `${count} seconds`;
}

const DAY_SECONDS = 86_400;

function orWords(texts: readonly string[]): string {
  return texts.map(inert).join(' or ');
}
