import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_STEPS } from '../../engine/budget.ts';
import type { Assumed, Class } from '../../questions/answer.ts';
import type { AwsPolicy } from '../model.ts';
import { parsePolicyText } from '../parse/parse-policy.ts';
import { Session } from '../translate/session.ts';
import type { Item } from '../words/item.ts';
import { ask, type Found } from './ask.ts';
import { collapse, MOST_CLASSES } from './collapse.ts';
import { diff } from './diff.ts';
import { type Member, memberOf } from './member.ts';

interface Bare {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

interface Request {
  readonly action: string;
  readonly resource: string;
  readonly held: ReadonlySet<string>;
}

const KEYS = ['p', 'q', 'r'];
const HELD = [[], ['p'], ['q'], ['r'], ['p', 'q'], ['p', 'r'], ['q', 'r'], ['p', 'q', 'r']];
const GRID: readonly Request[] = ['a:b', 'a:ba', 'b:a', 'c:c'].flatMap((action) =>
  ['', 'a', 'b', 'ab', 'ba', 'aba'].flatMap((resource) =>
    HELD.map((keys) => ({ action, resource, held: new Set(keys) })),
  ),
);

const statement = fc.record({
  Effect: fc.constantFrom('Allow' as const, 'Allow' as const, 'Allow' as const, 'Deny' as const),
  Action: fc.subarray(['*', 'a:*', 'a:b', 'b:a', 'c:c', 'a:b*'], { minLength: 1, maxLength: 3 }),
  Resource: fc.subarray(['*', 'a*', '*b', 'a', 'ab', 'b*'], { minLength: 1, maxLength: 3 }),
  Condition: fc
    .subarray(KEYS)
    .map((keys) => ({ StringEquals: Object.fromEntries(keys.map((key) => [key, 'x'])) })),
});
const few = fc.array(statement, { maxLength: 3 });
const many = fc.array(statement, { minLength: 6, maxLength: 12 });

function parsed(statements: readonly Bare[]): AwsPolicy {
  const result = parsePolicyText(JSON.stringify({ Version: '2012-10-17', Statement: statements }));
  if (!result.ok) throw new Error(JSON.stringify(result.refusals));
  return result.value;
}

function gained(before: readonly Bare[], after: readonly Bare[]): readonly Found[] {
  const [from, to] = [parsed(before), parsed(after)];
  const session = new Session([[from], [to]], DEFAULT_STEPS);
  const { certain, possible } = ask({ inside: [[to]], outside: [[from]] }, session);
  expect(possible).toEqual([]);
  return certain;
}

function matches(pattern: string, text: string): boolean {
  const [head = '', rest] = [pattern[0], pattern.slice(1)];
  if (head === '') return text === '';
  if (head === '*') return matches(rest, text) || (text !== '' && matches(pattern, text.slice(1)));
  return head === text[0] && matches(rest, text.slice(1));
}

function isAllowed(policy: readonly Bare[], { action, resource, held }: Request): boolean {
  const met = policy.filter(
    (one) =>
      one.Action.some((text) => matches(text, action)) &&
      one.Resource.some((text) => matches(text, resource)) &&
      Object.keys(one.Condition['StringEquals'] ?? {}).every((key) => held.has(key)),
  );
  return met.length > 0 && met.every(({ Effect }) => Effect === 'Allow');
}

function describes(member: Member, { action, resource, held }: Request): boolean {
  const isIn = (items: readonly Item[], text: string): boolean =>
    items.some(
      ({ all, none }) =>
        all.every((one) => matches(one, text)) && !none.some((one) => matches(one, text)),
    );
  const isMet = ({ key, holds }: Assumed): boolean => held.has(key) === holds;
  return (
    isIn(member.actions, action) &&
    isIn(member.resources, resource) &&
    member.conditions.every(isMet) &&
    !member.unless.some((term) => term.every(isMet))
  );
}

function checkTruth(before: readonly Bare[], after: readonly Bare[]): void {
  const classes = collapse(gained(before, after).map((one) => memberOf(one)));
  for (const request of GRID) {
    const isGained = isAllowed(after, request) && !isAllowed(before, request);
    const around = classes.filter((one) => describes(one, request));
    if (isGained) expect(around).not.toEqual([]);
    else expect(around.filter((one) => !one.isPart)).toEqual([]);
  }
}

test('every newly allowed request is in some class, and a class that is not part of more is all true', () => {
  fc.assert(fc.property(few, few, checkTruth), { numRuns: 150 });
});

test('so it is when there are too many to tell one by one', () => {
  fc.assert(fc.property(few, many, checkTruth), { numRuns: 60 });
});

test('there is at most a handful of classes, each with a witness, and every region is a part of one', () => {
  fc.assert(
    fc.property(few, many, (before, after) => {
      const found = gained(before, after);
      const members = found.map((one) => memberOf(one));
      const classes = collapse(members);
      expect(classes.length).toBeLessThanOrEqual(MOST_CLASSES);
      for (const one of classes) expect(one.witness).not.toBeNull();
      const parts = classes.flatMap((one) => (one.parts.length === 0 ? [one] : one.parts));
      expect(new Set(parts)).toEqual(new Set(members));
      expect(parts).toHaveLength(members.length);
    }),
    { numRuns: 60 },
  );
});

/** A class without where its statements stand, which is all that reordering may change. */
function bare({ actions, resources, conditions }: Class): object {
  return { actions, resources, conditions };
}

const reversed = (list: readonly Bare[]): Bare[] =>
  list.toReversed().map((one) => ({
    ...one,
    Action: one.Action.toReversed(),
    Resource: one.Resource.toReversed(),
  }));

test('the order of statements and of their lists moves no class where statements do not overlap', () => {
  // Each statement has a service of its own; several actions, resources and conditions are left to be merged.
  const apart = fc
    .array(statement, { minLength: 1, maxLength: 10 })
    .map((list) =>
      list.map((one, at) => ({ ...one, Action: [`s${at}:x`, `s${at}:y`, `s${at}:z*`] })),
    );
  fc.assert(
    fc.property(apart, apart, (before, after) => {
      const one = diff(parsed(before), parsed(after));
      const other = diff(parsed(reversed(before)), parsed(reversed(after)));
      expect(other.newlyAllowed.map(bare)).toEqual(one.newlyAllowed.map(bare));
      expect(other.newlyDenied.map(bare)).toEqual(one.newlyDenied.map(bare));
    }),
    { numRuns: 60 },
  );
});

test('a diff turned round has the same classes turned round', () => {
  fc.assert(
    fc.property(few, many, (before, after) => {
      const there = diff(parsed(before), parsed(after));
      const back = diff(parsed(after), parsed(before));
      const swapped = ({ from, to, ...rest }: Class): object => ({
        ...bare({ from, to, ...rest }),
        from: to,
        to: from,
      });
      const straight = (one: Class): object => ({ ...bare(one), from: one.from, to: one.to });
      expect(back.newlyDenied.map(swapped)).toEqual(there.newlyAllowed.map(straight));
      expect(back.newlyAllowed.map(swapped)).toEqual(there.newlyDenied.map(straight));
    }),
    { numRuns: 60 },
  );
});

interface Pair {
  readonly name: string;
  readonly change: string;
  readonly from: { readonly document: unknown };
  readonly to: { readonly document: unknown };
}

const PAIRS = new URL('../../../../../vectors/analysis/aws-managed-pairs.jsonl', import.meta.url);

test('real changes are told in a handful of classes with witnesses, and cosmetic ones in none', () => {
  const lines = readFileSync(PAIRS, 'utf8').trim().split('\n');
  const pairs = lines.map((line): Pair => JSON.parse(line));
  const policyOf = ({ document }: Pair['from']): AwsPolicy => {
    const result = parsePolicyText(JSON.stringify(document));
    if (!result.ok) throw new Error(JSON.stringify(result.refusals));
    return result.value;
  };
  const isCosmetic = ({ change }: Pair): boolean => change === 'cosmetic';
  for (const pair of pairs) {
    const { newlyAllowed, newlyDenied } = diff(policyOf(pair.from), policyOf(pair.to));
    const most = isCosmetic(pair) ? 0 : MOST_CLASSES;
    expect(newlyAllowed.length, pair.name).toBeLessThanOrEqual(most);
    expect(newlyDenied.length, pair.name).toBeLessThanOrEqual(most);
    for (const one of [...newlyAllowed, ...newlyDenied]) expect(one.witness).not.toBeNull();
  }
});
