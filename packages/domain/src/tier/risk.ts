import type { Verdict } from '../event.ts';
import { isExpired, isInForce } from '../instant.ts';
import { covers, isUnder } from '../pattern.ts';
import { refusal } from '../refusal.ts';
import type { Appetite, Exception, RuleSet, RuleSetV2 } from '../roster.ts';
import type { Id, Instant, Refusal, Tier } from '../values.ts';

/** A change as it is held against appetite and exceptions. */
export interface Risk {
  readonly environment: string;
  readonly policy: Id;
  /** null: not stated; then every entry for a class of data counts. */
  readonly dataClass: string | null;
  readonly tier: Tier;
  readonly verdict: Verdict;
  /** Names of checks that were not decided. */
  readonly undetermined: readonly string[];
  /** What kept the comparison open. */
  readonly constructs: readonly string[];
  readonly at: Instant;
  /** Ids of the exceptions that may be used; null: all of the rule set. */
  readonly among: readonly Id[] | null;
}

/** Which exceptions a change needs and has, and what it lacks. */
export interface JudgedRisk {
  readonly used: readonly Id[];
  readonly refusals: readonly Refusal[];
}

/** Exceptions that an approval can name (FORMATS section 6). */
const NAMED_MAX = 100;

/**
 * Holds a change against the RiskAppetite and what must be decided (INV-5, R11, R13): ABOVE_APPETITE where nobody
 * accepts that much there, EXCEPTION_REQUIRED where something is undetermined, unless an Exception in force covers it.
 * An intended denial or a blocking guardrail that is undetermined no exception covers.
 */
export function judgeRisk(ruleSet: RuleSet, risk: Risk): JudgedRisk {
  if (ruleSet.v === 1) return { used: [], refusals: undecided(risk) };
  const usable = exceptionsFor(ruleSet, risk).filter(
    ({ id }) => risk.among === null || risk.among.includes(id),
  );
  const appetite = judgeAppetite(ruleSet, risk, usable);
  const open = judgeOpen(ruleSet, risk, usable);
  const used = new Set([...appetite.used, ...open.used]);
  return {
    used: usable
      .map(({ id }) => id)
      .filter((id) => used.has(id))
      .slice(0, NAMED_MAX),
    refusals: [...appetite.refusals, ...open.refusals],
  };
}

/** The appetite there: the lowest of all entries in force that fit; null where nobody accepts anything. */
export function appetiteFor(
  { appetite }: Pick<RuleSetV2, 'appetite'>,
  where: Pick<Risk, 'environment' | 'dataClass' | 'at'>,
): Appetite | null {
  const fitting = appetite
    .filter((one) => isUnder(where.environment, one.environment) && isInForce(one, where.at))
    .filter(
      ({ dataClass }) =>
        dataClass === null || where.dataClass === null || dataClass === where.dataClass,
    );
  return fitting.toSorted((left, right) => (left.upTo < right.upTo ? -1 : 1))[0] ?? null;
}

/** The exceptions of a rule set that are in force for a policy in an environment. */
export function exceptionsFor(
  { exceptions }: Pick<RuleSetV2, 'exceptions'>,
  where: Pick<Risk, 'environment' | 'policy' | 'at'>,
): readonly Exception[] {
  return matching(exceptions, where).filter((one) => isInForce(one, where.at));
}

function matching(
  exceptions: readonly Exception[],
  { environment, policy }: Pick<Risk, 'environment' | 'policy'>,
): readonly Exception[] {
  return exceptions.filter(
    (one) =>
      isUnder(environment, one.environment) && (one.policy === null || one.policy === policy),
  );
}

function judgeAppetite(ruleSet: RuleSetV2, risk: Risk, usable: readonly Exception[]): JudgedRisk {
  const accepted = appetiteFor(ruleSet, risk);
  // What adds no access adds no risk: a restriction is never above an appetite (INV-7).
  if (risk.tier === 'T0' || (accepted !== null && risk.tier <= accepted.upTo)) return NONE;
  const covering = usable.filter(
    ({ covers: { appetite } }) => appetite !== null && appetite >= risk.tier,
  );
  if (covering.length > 0) return { used: covering.map(({ id }) => id), refusals: [] };
  const upTo = accepted?.upTo ?? null;
  const limit = upTo === null ? 'nobody accepts any risk' : `the risk accepted ends at ${upTo}`;
  const message = `${risk.tier} in \`${risk.environment}\`, where ${limit}; no exception covers it${endedInWords(ruleSet, risk)}`;
  const details = { tier: risk.tier, upTo, acceptedBy: accepted?.acceptedBy ?? null };
  return { used: [], refusals: [refusal('ABOVE_APPETITE', message, details)] };
}

function judgeOpen(ruleSet: RuleSetV2, risk: Risk, usable: readonly Exception[]): JudgedRisk {
  const needed = openNames(risk);
  if (needed.length === 0) return NONE;
  const lacking: string[] = [];
  const used: Id[] = [];
  for (const name of needed) {
    const covering = usable.filter((one) => coversName(one, name));
    if (isNeverOpen(ruleSet, name) || risk.tier < 'T3' || covering.length === 0) lacking.push(name);
    else used.push(...covering.map(({ id }) => id));
  }
  if (lacking.length === 0) return { used, refusals: [] };
  const message = `not decided: ${lacking.map((name) => `\`${name}\``).join(', ')}; it needs an exception that names it${endedInWords(ruleSet, risk)}`;
  return { used, refusals: [refusal('EXCEPTION_REQUIRED', message, { undetermined: lacking })] };
}

const NONE: JudgedRisk = { used: [], refusals: [] };

/** The check that says whether the comparison was decided; what it hangs on is named construct by construct. */
const DIFF_CHECK = 'diff-decided';

function openNames({ undetermined, constructs, verdict }: Risk): readonly string[] {
  const isOpen = verdict === 'undetermined' || undetermined.includes(DIFF_CHECK);
  const named = constructs.length > 0 ? constructs : [DIFF_CHECK];
  return [...undetermined.filter((name) => name !== DIFF_CHECK), ...(isOpen ? named : [])];
}

/** INV-5: no exception lets these pass. */
function isNeverOpen({ guardrails }: RuleSetV2, name: string): boolean {
  if (name.startsWith('denies/')) return true;
  if (!name.startsWith('guardrail/')) return false;
  const guardrail = guardrails.find((one) => name === `guardrail/${one.name}`);
  return guardrail?.severity !== 'escalate';
}

function coversName({ covers: { undetermined } }: Exception, name: string): boolean {
  return undetermined.some((pattern) => pattern === name || covers(pattern, name));
}

/** R13: an expired exception has no effect, and is shown as such. */
function endedInWords({ exceptions }: RuleSetV2, risk: Risk): string {
  const ended = matching(exceptions, risk).filter(({ until }) => isExpired(until, risk.at));
  if (ended.length === 0) return '';
  const named = ended.map(({ name, until }) => `\`${name}\` (ended at \`${until}\`)`);
  return `; expired: ${named.join(', ')}`;
}

/** Of RuleSet v1, which has no exceptions. */
function undecided({ undetermined, verdict }: Risk): readonly Refusal[] {
  if (undetermined.length === 0 && verdict !== 'undetermined') return [];
  const message =
    'something about this revision is undetermined; it needs an exception that names it';
  return [refusal('EXCEPTION_REQUIRED', message)];
}
