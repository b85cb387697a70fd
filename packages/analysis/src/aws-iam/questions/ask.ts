import { Budget } from '../../engine/budget.ts';
import type { Assumed, Finding } from '../../questions/answer.ts';
import type { AwsPolicy, AwsWitness } from '../model.ts';
import { readDocument } from '../replay/evaluate-document.ts';
import type { ColonRule } from '../replay/glob.ts';
import { type Claim, type Documents, replay } from '../replay/replay.ts';
import { starred } from '../translate/compile.ts';
import { exampleValue } from '../translate/examples.ts';
import { type Exploration, explore } from '../translate/explore.ts';
import { type Focus, focusOf, type Question } from '../translate/focus.ts';
import { type Reading, variableKeys } from '../translate/reading.ts';
import { type Region, regionKey, requestOf } from '../translate/regions.ts';
import { Session } from '../translate/session.ts';
import type { Unknown } from '../translate/unknowns.ts';

/** A region with its witness, replayed; a witness is null where none could be made or the replay disagreed. */
export interface Found {
  readonly region: Region;
  readonly unknowns: readonly Unknown[];
  readonly reading: Reading;
  readonly witness: AwsWitness | null;
}

/** What a question came to. No region at all and nothing in `stopped`: proved that there is no such request. */
export interface Answer {
  readonly certain: readonly Found[];
  readonly possible: readonly Found[];
  readonly stopped: readonly string[];
  readonly findings: readonly Finding[];
  readonly readings: readonly Reading[];
  readonly steps: number;
}

const COLON_RULES: Readonly<Record<Reading, ColonRule>> = {
  wide: 'crosses',
  'segment-end': 'crosses-at-segment-end',
  segments: 'stays',
};

/** Asks under every reading and, with policy variables, for unknown and for example values; replays each witness. */
export function ask(
  question: Question,
  steps: number,
  session: Session = new Session(new Budget(steps)),
): Answer {
  session.budget.restart();
  const focus = focusOf(question, session);
  const gathered = new Gathering(question, focus);
  for (const reading of focus.isSettled ? [] : focus.readings) {
    const symbolic = explore(question, reading, 'unknown', focus, session);
    if (gathered.hasVariables) gathered.withVariables(symbolic, session);
    else gathered.add(symbolic);
  }
  return { ...gathered.answer(), readings: focus.readings, steps: session.budget.spent };
}

class Gathering {
  readonly hasVariables: boolean;
  private readonly question: Question;
  private readonly focus: Focus;
  private readonly context: Readonly<Record<string, readonly string[]>>;
  private readonly certain = new Map<string, Found>();
  private readonly possible = new Map<string, Found>();
  private readonly stopped = new Set<string>();
  private readonly findings: Finding[] = [];
  private documents: Pick<Claim, 'inside' | 'outside'> | undefined;

  constructor(question: Question, focus: Focus) {
    this.question = question;
    this.focus = focus;
    this.context = exampleContext([...question.inside, ...question.outside].flat(), focus);
    this.hasVariables = Object.keys(this.context).length > 0;
  }

  add(exploration: Exploration): void {
    for (const region of exploration.certain) this.keep(this.certain, region, exploration, true);
    for (const region of exploration.possible) this.keep(this.possible, region, exploration, false);
    if (exploration.stopped !== null) this.stopped.add(exploration.stopped);
  }

  /**
   * The exploration with unknown variables proves; the one with example values finds witnesses. A region of the first
   * that the second does not show with the same patterns stays, without a witness.
   */
  withVariables(symbolic: Exploration, session: Session): void {
    const read = (key: string): string => this.context[key]?.[0] ?? '';
    const isDifferent = symbolic.possible.some((region) =>
      touchesVariable(region, symbolic.unknowns),
    );
    if (!isDifferent) {
      this.add(symbolic);
      return;
    }
    const concrete = explore(this.question, symbolic.reading, read, this.focus, session);
    this.add(concrete);
    const shown = new Set([...concrete.certain, ...concrete.possible].map(starredKey));
    const rest = symbolic.possible.filter((region) => !shown.has(starredKey(region)));
    this.add({ ...symbolic, possible: rest });
  }

  answer(): Pick<Answer, 'certain' | 'possible' | 'stopped' | 'findings'> {
    return {
      certain: [...this.certain.values()],
      possible: [...this.possible]
        .filter(([key]) => !this.certain.has(key))
        .map(([, found]) => found),
      stopped: [...this.stopped],
      findings: this.findings,
    };
  }

  private keep(
    into: Map<string, Found>,
    region: Region,
    exploration: Exploration,
    isCertain: boolean,
  ): void {
    const { unknowns, reading } = exploration;
    const key = `${regionKey(region)}${describeFlags(region, unknowns)}`;
    if (into.has(key)) return;
    const witness = this.witness(region, unknowns, isCertain);
    const isTrue = witness === null || this.replays(witness, reading, isCertain);
    if (isTrue) {
      into.set(key, { region, unknowns, reading, witness });
      return;
    }
    this.findings.push(mismatch(witness));
    this.stopped.add('a witness did not replay');
    this.possible.set(key, { region, unknowns, reading, witness: null });
  }

  /** Null where the region depends on whether a pattern with unknown variables matches. */
  private witness(
    region: Region,
    unknowns: readonly Unknown[],
    isCertain: boolean,
  ): AwsWitness | null {
    if (touchesVariable(region, unknowns)) return null;
    const assuming = isCertain ? [] : assumedOf(region, unknowns);
    return { ...requestOf(region.cube), context: this.context, assuming };
  }

  private replays(witness: AwsWitness, reading: Reading, isCertain: boolean): boolean {
    this.documents ??= {
      inside: documentsOf(this.question.inside),
      outside: documentsOf(this.question.outside),
    };
    return replay({
      ...this.documents,
      request: witness,
      rule: COLON_RULES[reading],
      assuming: isCertain ? null : witness.assuming,
    });
  }
}

function documentsOf(sets: Question['inside']): Documents[] {
  return sets.map((set) => set.map((policy) => readDocument(policy.source)));
}

/** Unknowns of a region in words of the policy. */
export function assumedOf(region: Region, unknowns: readonly Unknown[]): Assumed[] {
  return region.flags.flatMap(([field, holds]) => {
    const unknown = unknowns.find((one) => one.field === field);
    if (unknown === undefined) return [];
    const { operator, key, values } = unknown;
    return [{ operator, key, values, holds }];
  });
}

function describeFlags(region: Region, unknowns: readonly Unknown[]): string {
  return JSON.stringify(assumedOf(region, unknowns));
}

function touchesVariable(region: Region, unknowns: readonly Unknown[]): boolean {
  return region.flags.some(
    ([field]) => unknowns.find((one) => one.field === field)?.kind === 'variable',
  );
}

function starredKey(region: Region): string {
  return JSON.stringify([region.actions, region.resources.map(starred), region.allowing]);
}

function mismatch(witness: AwsWitness): Finding {
  const message = `the witness \`${witness.action}\` on \`${witness.resource}\` did not replay`;
  return { code: 'WITNESS_MISMATCH', message };
}

/** One value for every policy variable of the resources, one that no policy mentions. */
function exampleContext(policies: readonly AwsPolicy[], focus: Focus): Record<string, string[]> {
  const keys = new Set(policies.flatMap((policy) => variablesOf(policy, focus)));
  if (keys.size === 0) return {};
  let mentioned = policies.map((policy) => policy.source).join('\n');
  const context = new Map<string, string[]>();
  for (const key of keys) {
    const value = exampleValue(key, mentioned);
    mentioned += value;
    context.set(key, [value]);
  }
  // fromEntries makes own properties even of `__proto__`.
  return Object.fromEntries(context);
}

function variablesOf({ document, source }: AwsPolicy, { isSettled, apart }: Focus): string[] {
  if (isSettled || document.Version !== '2012-10-17' || !source.includes('${')) return [];
  const near = document.Statement.filter((statement) => !apart.has(statement));
  return near.flatMap(({ Resource, NotResource }) =>
    [...(Resource ?? []), ...(NotResource ?? [])].flatMap((text) => variableKeys(text, true)),
  );
}
