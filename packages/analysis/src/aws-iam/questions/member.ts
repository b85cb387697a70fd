import { byCodeUnit } from '../../canonical/jcs.ts';
import type { Assumed } from '../../questions/answer.ts';
import type { AwsRequest } from '../model.ts';
import type { Reading } from '../translate/reading.ts';
import type { StatementRef } from '../translate/statement-reader.ts';
import { type ActionFacts, actionFacts } from '../words/action-facts.ts';
import { conditionKey } from '../words/condition-words.ts';
import type { Item } from '../words/item.ts';
import { matchesAction, matchesResource, simplified } from '../words/item-within.ts';
import type { Found } from './ask.ts';

/** A class in the making: what its requests have in common, and what it was put together from. */
export interface Member {
  readonly actions: readonly Item[];
  readonly resources: readonly Item[];
  /** Who asks, by `KIND:NAME`; null where no policy says who. */
  readonly who: readonly Item[] | null;
  /** What holds for every request. */
  readonly conditions: readonly Assumed[];
  /** No request meets all conditions of any of these. */
  readonly unless: readonly (readonly Assumed[])[];
  /** Some requests ask for more conditions than the class states. */
  readonly hasMore: boolean;
  /** The description contains the requests but reaches beyond them. */
  readonly isPart: boolean;
  /** The readings of resource wildcards under which the description holds. */
  readonly readings: readonly Reading[];
  /** Where wildcards cross colons there is more, on other texts of the same resources, under other conditions. */
  readonly hasStrays: boolean;
  readonly allowing: readonly StatementRef[];
  readonly denying: readonly StatementRef[];
  readonly witness: AwsRequest | null;
  readonly facts: ActionFacts;
  /** Empty where it is one region as it was found. */
  readonly parts: readonly Member[];
}

/** A region as a class of its own. */
export function memberOf({ region, readings, witness }: Found): Member {
  const { resources, who, conditions, isPart, allowing, denying } = region;
  const actions = simplified(region.actions, matchesAction);
  return {
    actions,
    resources: simplified(resources, matchesResource),
    who: who === null ? null : simplified(who, matchesResource),
    conditions: sortedConditions(conditions),
    unless: [],
    // In a stack, that is who owns the resource and who asks.
    hasMore: isPart && allowing.every(({ place }) => place === undefined),
    isPart,
    readings,
    hasStrays: false,
    allowing,
    denying,
    witness,
    facts: actionFacts(actions),
    parts: [],
  };
}

/** Whether a Deny of the other side stands against the requests. */
export function isExplicit({ denying }: Member): boolean {
  return denying.length > 0;
}

/** The texts of a list as one key. */
export function textsKey(items: readonly Item[] | null): string {
  return items === null ? '' : items.map(({ text }) => text).join('\n');
}

/** Equal keys mean equal conditions and exceptions. */
export function conditionsKey({ conditions, unless }: Member): string {
  if (conditions.length + unless.length === 0) return '';
  const keyOf = (one: Assumed): string => `${one.holds}${conditionKey(one)}`;
  return JSON.stringify([conditions.map(keyOf), unless.map((term) => term.map(keyOf))]);
}

/** Those that hold first, then by key; the same conditions always stand in the same order. */
export function sortedConditions(conditions: readonly Assumed[]): readonly Assumed[] {
  if (conditions.length < 2) return conditions;
  return conditions
    .map((one) => ({ one, key: `${one.holds ? 0 : 1}${one.key}\n${conditionKey(one)}` }))
    .sort((left, right) => byCodeUnit(left.key, right.key))
    .map(({ one }) => one);
}

/** Statements, each once, in order. */
export function sortedRefs(refs: readonly StatementRef[]): readonly StatementRef[] {
  const keyOf = ({ place, policy, statement }: StatementRef): string =>
    JSON.stringify([place ?? null, policy, statement]);
  const byPlace = new Map(refs.map((ref) => [keyOf(ref), ref]));
  return [...byPlace.values()].sort(
    (left, right) =>
      byCodeUnit(JSON.stringify(left.place ?? null), JSON.stringify(right.place ?? null)) ||
      left.policy - right.policy ||
      left.statement - right.statement,
  );
}
