import { foldKey } from '../../engine/fold.ts';
import type { Origin } from '../../questions/answer.ts';
import type { AwsProof, AwsRequest, ConditionElement } from '../model.ts';
import { evaluate } from '../questions/evaluate.ts';
import { exampleResource, isKnownAction } from '../service-table/service-table.ts';
import { candidateRequests } from './candidates.ts';
import { quoted } from './finding.ts';
import { conditionsIn, type PartialContext, reduceCondition } from './partial-context.ts';
import { mayMeet, resourcesOf, type Step, wanted, without } from './step.ts';
import { type Entry, policiesOf, type Subject } from './subject.ts';

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
    if (!entries.some((entry) => isAllow(entry) && mayMeet(entry, step))) return NEVER_REACHED;
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
    const { action, resources = resourcesOf(action), context = {} } = step;
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
    if (step.resources !== undefined || step.except !== undefined || !isKnownAction(step.action))
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
  const { resources = resourcesOf(step.action), except = [] } = step;
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
