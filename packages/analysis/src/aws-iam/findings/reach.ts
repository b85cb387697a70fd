import { foldKey } from '../../engine/fold.ts';
import type { Origin } from '../../questions/answer.ts';
import type { AwsPolicy, AwsProof, AwsRequest, ConditionElement, Statement } from '../model.ts';
import { evaluate } from '../questions/evaluate.ts';
import { exampleResource, resourcePatternsOf } from '../service-table/service-table.ts';
import { candidateRequests } from './candidates.ts';
import { quoted } from './finding.ts';
import { conditionsIn, type PartialContext, reduceCondition } from './partial-context.ts';
import { type Entry, policiesOf, policyOf, type Subject } from './subject.ts';

/** One thing to be allowed: an action on resources it accepts, in a context of which something is known. */
export interface Step {
  readonly action: string;
  /** Patterns; left out, the ARNs the service table has for the action. */
  readonly resources?: readonly string[];
  /** Keys every such request carries, each with its one value. */
  readonly context?: Readonly<Record<string, string>>;
  /** Requests that do not count: those on resources these patterns match. */
  readonly except?: readonly string[];
}

/**
 * How far a step is allowed: `always` whatever conditions say, `if` under conditions, `possible` where the proof was
 * not finished, `never` proved.
 */
export type Reached = { readonly how: 'never' } | Allowed;

/** A step that is allowed, or may be. */
export interface Allowed {
  readonly how: 'always' | 'if' | 'possible';
  readonly step: Step;
  readonly witness: AwsRequest | null;
  /** Why it is only possible. */
  readonly reason: string | null;
  /** The statements that match the action, as they stand towards it. */
  readonly entries: readonly Entry[];
  /** Who grants it; worked out when asked for. */
  readonly grants: () => Grants;
}

/** By which statements a step is allowed. */
export interface Grants {
  /** The Allow statements that grant it, each by itself. */
  readonly granting: readonly Entry[];
  readonly origins: readonly Origin[];
  /** What conditions it hangs on, in words; none where it is allowed always. */
  readonly conditions: readonly string[];
}

type Verdict = { how: 'never' } | Pick<Allowed, 'how' | 'witness' | 'reason'>;

const NEVER: Verdict = { how: 'never' };

/** Answers what identity policies allow, by proof on their statements as they stand towards one action. */
export class Reach {
  private readonly subject: Subject;
  private readonly verdicts = new Map<string, Verdict>();
  private readonly granted = new Map<string, Grants>();
  private readonly replayed = new Set<string>();

  constructor(subject: Subject) {
    this.subject = subject;
  }

  /** Whether the set allows a request of the step, and by which statements. */
  ask(step: Step): Reached {
    const entries = reduced(this.subject.towards(step.action), contextOf(step));
    if (!entries.some(isAllow)) return NEVER_REACHED;
    const shape = shapeOf(step, entries);
    const verdict = this.verdicts.get(shape) ?? this.find(step, entries);
    this.verdicts.set(shape, verdict);
    if (verdict.how === 'never') return NEVER_REACHED;
    const grants = (): Grants => this.grants(step, entries, shape, verdict.how);
    return { ...verdict, step, entries, grants, witness: forStep(verdict.witness, step) };
  }

  /** Whether the set allows the step on every resource it can be asked for, whatever conditions say. */
  isEverywhere(step: Step): boolean {
    const entries = reduced(this.subject.towards(step.action), contextOf(step));
    const certain = policiesOf(certainly(entries));
    return this.subject.allowance.implies([wanted(step)], certain).verdict === 'proved';
  }

  private find(step: Step, entries: readonly Entry[]): Verdict {
    if (!entries.some(hasCondition)) return this.decide(step, entries, 'always');
    const certain = certainly(entries);
    const sure = certain.some(isAllow) ? this.decide(step, certain, 'always') : NEVER;
    return sure.how === 'always' ? sure : this.decide(step, entries, 'if');
  }

  private decide(step: Step, entries: readonly Entry[], how: 'always' | 'if'): Verdict {
    const quick = how === 'always' ? this.exampleOf(step, entries) : undefined;
    const guess = quick ?? this.guess(step, entries);
    if (guess !== undefined) return { how, witness: guess, reason: null };
    const { verdict, witness = null, reason = null } = this.prove(step, entries);
    if (verdict === 'proved') return NEVER;
    if (verdict !== 'refuted' || witness === null) return { how: 'possible', witness, reason };
    const [doubt] = evaluate(policiesOf(entries), witness).errors;
    return { how: doubt === undefined ? how : 'possible', witness, reason: doubt ?? null };
  }

  /** A request made from one of the Allow statements that the set allows for certain. */
  private guess(step: Step, entries: readonly Entry[]): AwsRequest | undefined {
    const { action, resources = resourcePatternsOf(action), context = {} } = step;
    const policies = policiesOf(without(step, entries));
    const tried = entries
      .filter(isAllow)
      .flatMap((entry) => candidateRequests(entry, action, resources, context));
    return tried.slice(0, MOST_GUESSES).find((request) => {
      this.subject.allowance.charge(20);
      const { decision, errors } = evaluate(policies, request);
      return decision === 'allow' && errors.length === 0;
    });
  }

  private prove(step: Step, entries: readonly Entry[]): AwsProof {
    return this.subject.allowance.disjoint([wanted(step)], policiesOf(without(step, entries)));
  }

  /** A plain request for the step that statements without conditions allow under every reading of their wildcards. */
  private exampleOf(step: Step, entries: readonly Entry[]): AwsRequest | undefined {
    const resource = exampleResource(step.action);
    if (step.resources !== undefined || step.except !== undefined || resource === '*')
      return undefined;
    const request = { action: step.action, resource, context: {} };
    const isClear = entries.every(isOpenAllow);
    const place = isClear ? JSON.stringify(entries.map(placeOf)) : '';
    // Statements that allow every resource allow the next action that they match just as they did the one before.
    if (isClear && this.replayed.has(place)) return request;
    const { decision, errors } = evaluate(policiesOf(entries), request);
    this.subject.allowance.charge(20);
    if (decision !== 'allow' || errors.length > 0) return undefined;
    if (isClear) this.replayed.add(place);
    return request;
  }

  private grants(
    step: Step,
    entries: readonly Entry[],
    shape: string,
    how: Allowed['how'],
  ): Grants {
    const known = this.granted.get(shape);
    if (known !== undefined) return known;
    const granting = this.grantingOf(step, entries);
    const origins = granting.map(({ origin }) => origin);
    const conditions = how === 'always' ? [] : conditionsOf(granting, entries);
    const grants = { granting, origins, conditions };
    this.granted.set(shape, grants);
    return grants;
  }

  /** The Allow statements that grant the step under the same Denies without any other Allow. */
  private grantingOf(step: Step, entries: readonly Entry[]): Entry[] {
    const allows = entries.filter(isAllow);
    const denies = entries.filter((entry) => !isAllow(entry));
    if (allows.length === 1 || allows.length > MOST_GRANTS) return allows;
    const granting = allows.filter((entry) => {
      const alone = [entry, ...denies];
      const isGuessed = this.guess(step, alone) !== undefined;
      return isGuessed || this.prove(step, alone).verdict !== 'proved';
    });
    return granting.length === 0 ? allows : granting;
  }
}

const NEVER_REACHED: Reached = { how: 'never' };

/** Requests evaluated before the prover is asked. */
const MOST_GUESSES = 12;

/** With more Allow statements for one action, all that match it are named and none is proved. */
const MOST_GRANTS = 8;

/** What an answer depends on; the name of the action is not part of it, since every statement names just that one. */
function shapeOf(step: Step, entries: readonly Entry[]): string {
  const { resources = resourcePatternsOf(step.action), except = [] } = step;
  return JSON.stringify([
    resources,
    except,
    entries.map((entry) => [placeOf(entry), entry.body.Condition]),
  ]);
}

function placeOf({ origin }: Entry): string {
  return `${origin.policy}.${origin.statement}`;
}

export const isAllow = ({ body }: Entry): boolean => body.Effect === 'Allow';

function hasCondition({ body }: Entry): boolean {
  return Object.keys(body.Condition ?? {}).length > 0;
}

/** Statements for requests of this context: those that cannot match left out, conditions that hold dropped. */
export function reduced(entries: readonly Entry[], context: PartialContext): Entry[] {
  if (context.size === 0) return [...entries];
  return entries.flatMap((entry) => {
    const left = reduceCondition(entry.body.Condition, context);
    return left === false ? [] : [withCondition(entry, left)];
  });
}

function withCondition(entry: Entry, condition: ConditionElement): Entry {
  const { Condition: _, ...body } = entry.body;
  const isLeft = Object.keys(condition).length > 0;
  return { ...entry, body: isLeft ? { ...body, Condition: condition } : body };
}

/** What is allowed whatever conditions say: no conditional Allow, every Deny whole. */
export function certainly(entries: readonly Entry[]): Entry[] {
  return entries
    .filter((entry) => !(isAllow(entry) && hasCondition(entry)))
    .map((entry) => withCondition(entry, {}));
}

function contextOf({ context = {} }: Step): PartialContext {
  return new Map(Object.entries(context).map(([key, value]) => [foldKey(key), [value]]));
}

/** Requests of the step. Without the Deny wildcards that cross colons would make ARNs that no service has. */
function wanted({ action, resources = resourcePatternsOf(action) }: Step): AwsPolicy {
  const asked: Statement = { Effect: 'Allow', Action: [action], Resource: resources.map(whole) };
  const colons = Math.max(...resources.map(colonsOf));
  const isName = colons <= ARN_COLONS && !action.startsWith('s3:');
  const most = isName ? colons : colons + 2;
  const tooLong: Statement = {
    Effect: 'Deny',
    Action: [action],
    Resource: [`*${':*'.repeat(most + 1)}`],
  };
  return policyOf(resources.includes('*') ? [asked] : [asked, tooLong]);
}

/** No field between two colons of an ARN that AWS fills is empty. */
function whole(arn: string): string {
  return arn.replaceAll(':*:', ':?*:').replaceAll(':*:', ':?*:');
}

/** Between the six fields of an ARN; a name in the sixth has none, a qualified one (`function:x:alias`) up to two more. */
const ARN_COLONS = 5;

function colonsOf(text: string): number {
  return text.split(':').length - 1;
}

/** What is left of a set for the requests that count. */
function without({ action, except }: Step, entries: readonly Entry[]): readonly Entry[] {
  const [first] = entries;
  if (except === undefined || first === undefined) return entries;
  const body: Statement = { Effect: 'Deny', Action: [action], Resource: except };
  return [...entries, { ...first, version: '2012-10-17', body }];
}

function isOpenAllow(entry: Entry): boolean {
  return isAllow(entry) && entry.body.Resource?.some((text) => /^\*+$/.test(text)) === true;
}

/** What was found for statements, told of this step. */
function forStep(witness: AwsRequest | null, { action, context = {} }: Step): AwsRequest | null {
  return witness && { ...witness, action, context: { ...witness.context, ...context } };
}

/** What the grant of a set hangs on, in words: the conditions of the first of its Allows and of every Deny. */
export function conditionsOf(granting: readonly Entry[], entries: readonly Entry[]): string[] {
  const first = granting[0]?.body.Condition;
  const denies = entries.filter((entry) => !isAllow(entry) && hasCondition(entry));
  return [
    ...describeCondition(first).map((text) => `${text} holds`),
    ...denies.flatMap(({ body }) =>
      describeCondition(body.Condition).map((text) => `${text} does not hold`),
    ),
  ];
}

/** A `Condition` element in words, one text a key. */
export function describeCondition(condition: ConditionElement | undefined): string[] {
  return conditionsIn(condition).map(
    ({ operator, key, values }) => `${operator} \`${key}\` ${quoted(values)}`,
  );
}
