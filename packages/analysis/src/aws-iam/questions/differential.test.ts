import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AwsPolicy } from '../model.ts';
import { parsePolicyText } from '../parse/parse-policy.ts';
import { diff } from './diff.ts';
import { prove } from './prove.ts';

/** Brute force knows nothing of the engine: requests over a small alphabet, globs by recursion, every value of keys. */
interface Bare {
  Effect: 'Allow' | 'Deny';
  Action?: string[];
  NotAction?: string[];
  Resource?: string[];
  NotResource?: string[];
  Condition?: Record<string, Record<string, string>>;
}

const ACTIONS = ['a:b', 'a:ba', 'a:a', 'b:a', 'b:bb', 'a:ab'];
const RESOURCES = words('ab', 4);
const FLAGS = ['p', 'q'];

function words(alphabet: string, length: number): string[] {
  if (length === 0) return [];
  const shorter = words(alphabet, length - 1);
  const longest =
    shorter.length === 0 ? [''] : shorter.filter((word) => word.length === length - 1);
  return [...shorter, ...longest.flatMap((word) => [...alphabet].map((char) => word + char))];
}

function glob(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  const [head, rest] = [pattern[0], pattern.slice(1)];
  if (head === '*') return glob(rest, text) || (text !== '' && glob(pattern, text.slice(1)));
  return text !== '' && (head === '?' || head === text[0]) && glob(rest, text.slice(1));
}

function allows(
  policy: readonly Bare[],
  action: string,
  resource: string,
  flags: ReadonlySet<string>,
): boolean {
  const any = (patterns: string[] | undefined, text: string): boolean =>
    (patterns ?? []).some((one) => glob(one, text));
  const active = policy.filter(
    (one) =>
      (one.NotAction === undefined
        ? any(fold(one.Action), action)
        : !any(fold(one.NotAction), action)) &&
      (one.NotResource === undefined
        ? any(one.Resource, resource)
        : !any(one.NotResource, resource)) &&
      Object.keys(one.Condition?.['StringEquals'] ?? {}).every((flag) => flags.has(flag)),
  );
  return (
    active.some((one) => one.Effect === 'Allow') && !active.some((one) => one.Effect === 'Deny')
  );
}

const fold = (list: string[] | undefined): string[] | undefined =>
  list?.map((text) => text.toLowerCase());

const ASSIGNMENTS = [[], ['p'], ['q'], ['p', 'q']].map((flags) => new Set(flags));

/** Whether one policy allows a request that the other does not. */
function gains(from: readonly Bare[], to: readonly Bare[]): boolean {
  return ACTIONS.some((action) =>
    RESOURCES.some((resource) =>
      ASSIGNMENTS.some(
        (flags) => allows(to, action, resource, flags) && !allows(from, action, resource, flags),
      ),
    ),
  );
}

const actionPattern = fc.constantFrom(
  '*',
  'a:*',
  'a:b',
  'a:b*',
  '*:a',
  'A:?',
  'b:*',
  'a:*b',
  '?:?a',
);
const resourcePattern = fc.oneof(
  fc.constantFrom('*', 'a*', '*b', 'a', 'ab?'),
  fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), minLength: 1, maxLength: 4 }),
);
const statement: fc.Arbitrary<Bare> = fc
  .record({
    Effect: fc.constantFrom('Allow' as const, 'Allow' as const, 'Deny' as const),
    actions: fc.array(actionPattern, { minLength: 1, maxLength: 3 }),
    isNotAction: fc.boolean(),
    resources: fc.array(resourcePattern, { minLength: 1, maxLength: 3 }),
    isNotResource: fc.boolean(),
    flags: fc.subarray(FLAGS),
    isConditional: fc.boolean(),
  })
  .map((one) => ({
    Effect: one.Effect,
    [one.isNotAction ? 'NotAction' : 'Action']: one.actions,
    [one.isNotResource ? 'NotResource' : 'Resource']: one.resources,
    ...(one.isConditional
      ? { Condition: { StringEquals: Object.fromEntries(one.flags.map((flag) => [flag, 'x'])) } }
      : {}),
  }));
const policy = fc.array(statement, { minLength: 0, maxLength: 4 });

function parsed(statements: readonly Bare[]): AwsPolicy {
  const result = parsePolicyText(JSON.stringify({ Version: '2012-10-17', Statement: statements }));
  if (!result.ok) throw new Error(JSON.stringify(result.refusals));
  return result.value;
}

test('the prover never misses a difference that brute force finds, and its witnesses are real', () => {
  fc.assert(
    fc.property(policy, policy, (before, after) => {
      const result = diff(parsed(before), parsed(after));
      expect(result.findings).toEqual([]);
      expect(result).toMatchObject({ possible: [] });
      expect(result.undetermined ?? []).toEqual([]);
      // Brute force sees short strings only, so it may miss what the engine shows; never the reverse.
      if (gains(before, after)) expect(result.allowed).toBe('some');
      if (gains(after, before)) expect(result.denied).toBe('some');
      for (const { witness } of result.newlyAllowed) {
        const { action = '', resource = '', context = {} } = witness ?? {};
        // Brute force reads wildcards one way only; texts without a colon mean the same in all of them.
        if (resource.includes(':')) continue;
        const flags = new Set(FLAGS.filter((flag) => context[flag] === 'x'));
        expect(allows(after, action.toLowerCase(), resource, flags)).toBe(true);
        expect(allows(before, action.toLowerCase(), resource, flags)).toBe(false);
      }
    }),
    { numRuns: 1200 },
  );
});

test('a difference turned round is the same difference', () => {
  fc.assert(
    fc.property(policy, policy, (before, after) => {
      const there = diff(parsed(before), parsed(after));
      const back = diff(parsed(after), parsed(before));
      expect([back.allowed, back.denied]).toEqual([there.denied, there.allowed]);
      expect(back.newlyDenied.map((one) => one.witness)).toEqual(
        there.newlyAllowed.map((one) => one.witness),
      );
    }),
    { numRuns: 500 },
  );
});

test('every policy implies itself, and order, duplicates and case of actions change nothing', () => {
  fc.assert(
    fc.property(policy, (statements) => {
      const shuffled = [...statements, ...statements].reverse().map((one) => ({
        ...one,
        ...(one.Action
          ? { Action: [...one.Action].reverse().map((text) => text.toUpperCase()) }
          : {}),
      }));
      expect(
        prove({ property: 'implies', policies: [parsed(statements), parsed(statements)] }).verdict,
      ).toBe('proved');
      expect(diff(parsed(statements), parsed(shuffled)).verdict).toBe('equivalent');
    }),
    { numRuns: 1000 },
  );
});

test('must-deny and must-allow agree with brute force', () => {
  fc.assert(
    fc.property(policy, actionPattern, resourcePattern, (statements, action, resource) => {
      const pattern = { actions: [action], resources: [resource] };
      const wanted: Bare[] = [
        { Effect: 'Allow', Action: [action.toLowerCase()], Resource: [resource] },
      ];
      const denied = prove({ property: 'must-deny', policies: [parsed(statements)], pattern });
      const allowed = prove({ property: 'must-allow', policies: [parsed(statements)], pattern });
      const overlap = ACTIONS.some((one) =>
        RESOURCES.some((two) =>
          ASSIGNMENTS.some(
            (flags) => allows(statements, one, two, flags) && allows(wanted, one, two, flags),
          ),
        ),
      );
      if (overlap) expect(denied.verdict).toBe('refuted');
      if (gains(statements, wanted)) expect(allowed.verdict).toBe('refuted');
      expect([denied.verdict, allowed.verdict]).not.toContain('undetermined');
      expect([...denied.findings, ...allowed.findings]).toEqual([]);
    }),
    { numRuns: 800 },
  );
});

const COLON_RESOURCES = words('a:', 6);
const colonPattern = fc.string({
  unit: fc.constantFrom('a', ':', '*', '?'),
  minLength: 1,
  maxLength: 5,
});
const colonStatement = fc
  .record({
    Effect: statementEffect(),
    Resource: fc.array(colonPattern, { minLength: 1, maxLength: 2 }),
  })
  .map((one): Bare => ({ ...one, Action: ['a:b'] }));

function statementEffect(): fc.Arbitrary<'Allow' | 'Deny'> {
  return fc.constantFrom('Allow', 'Allow', 'Deny');
}

test('colons in resources never hide access, whichever way wildcards treat them', () => {
  const colonPolicy = fc.array(colonStatement, { maxLength: 3 });
  fc.assert(
    fc.property(colonPolicy, colonPolicy, (before, after) => {
      const result = diff(parsed(before), parsed(after));
      const none = new Set<string>();
      const differs = COLON_RESOURCES.some(
        (one) => allows(after, 'a:b', one, none) && !allows(before, 'a:b', one, none),
      );
      expect(result.findings).toEqual([]);
      if (differs) expect(result.allowed).toBe('some');
    }),
    { numRuns: 1000 },
  );
});

const NAME = '$' + '{aws:username}';
const USER_ID = '$' + '{aws:userid}';
const variablePattern = fc
  .array(fc.constantFrom('a', 'b', '*', '?', NAME, USER_ID), {
    minLength: 1,
    maxLength: 3,
  })
  .map((parts) => parts.join(''));
const variableStatement = fc
  .record({
    Effect: statementEffect(),
    patterns: fc.array(variablePattern, { minLength: 1, maxLength: 2 }),
    isNotResource: fc.boolean(),
  })
  .map(
    (one): Bare => ({
      Effect: one.Effect,
      Action: ['a:b'],
      [one.isNotResource ? 'NotResource' : 'Resource']: one.patterns,
    }),
  );

test('policy variables never hide access, whatever their values are', () => {
  const variablePolicy = fc.array(variableStatement, { maxLength: 3 });
  fc.assert(
    fc.property(variablePolicy, variablePolicy, (before, after) => {
      const result = diff(parsed(before), parsed(after));
      expect(result.findings).toEqual([]);
      if (result.allowed !== 'none') return;
      for (const name of ['', 'a', 'b', 'ab']) {
        for (const id of ['', 'a', 'bb']) {
          const bind = (policy: readonly Bare[]): Bare[] =>
            policy.map((one) => bound(one, name, id));
          expect(gains(bind(before), bind(after))).toBe(false);
        }
      }
    }),
    { numRuns: 1000 },
  );
});

function bound(one: Bare, name: string, id: string): Bare {
  const bind = (list: string[]): string[] =>
    list.map((text) => text.replaceAll(NAME, name).replaceAll(USER_ID, id));
  const changed = { ...one };
  if (one.Resource) changed.Resource = bind(one.Resource);
  if (one.NotResource) changed.NotResource = bind(one.NotResource);
  return changed;
}
