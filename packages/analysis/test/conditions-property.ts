import fc from 'fast-check';
import { expect } from 'vitest';
import { diff } from '../src/aws-iam/questions/diff.ts';
import { prove } from '../src/aws-iam/questions/prove.ts';
import { bareOf, checkDiff, parsed } from './check-diff.ts';
import {
  conditionOf,
  contextsOf,
  type KeyWorld,
  MIXED_KEY,
  TIME_KEYS,
  WORLDS,
} from './condition-worlds.ts';
import { allows, type Bare, type BareRequest, type Context, instant } from './third-evaluator.ts';

export const effect = fc.constantFrom('Allow' as const, 'Allow' as const, 'Deny' as const);

/** Two policies about the same few keys. */
export interface Pair {
  readonly worlds: readonly KeyWorld[];
  readonly before: readonly Bare[];
  readonly after: readonly Bare[];
}

export function policyOf(worlds: readonly KeyWorld[]): fc.Arbitrary<Bare[]> {
  const statement = fc
    .record({
      Effect: effect,
      Resource: fc.constantFrom(['*'], ['*'], ['a'], ['a', 'b']),
      Condition: conditionOf(worlds),
    })
    .map((one): Bare => ({ ...one, Action: ['s:a'] }));
  return fc.array(statement, { minLength: 1, maxLength: 4 });
}

const pairOf = (worlds: readonly KeyWorld[]): fc.Arbitrary<Pair> =>
  fc.record({
    worlds: fc.constant(worlds),
    before: policyOf(worlds),
    after: policyOf(worlds),
  });

export const pair: fc.Arbitrary<Pair> = fc
  .oneof(
    { weight: 3, arbitrary: fc.constantFrom(...WORLDS).map((world) => [world]) },
    {
      weight: 2,
      arbitrary: fc.uniqueArray(fc.constantFrom(...WORLDS), { minLength: 2, maxLength: 2 }),
    },
  )
  .chain(pairOf);

export const timePair: fc.Arbitrary<Pair> = pairOf(TIME_KEYS);

export const mixedPair: fc.Arbitrary<Pair> = pairOf([MIXED_KEY]);

const over = (contexts: readonly Context[]): BareRequest[] =>
  contexts.flatMap((context) =>
    ['a', 'b', 'c'].map((resource): BareRequest => ({ action: 's:a', resource, context })),
  );

export function checkPair({ worlds, before, after }: Pair): void {
  checkDiff({ before, after, requests: over(contextsOf(worlds)) });
}

/** A statement that never matches keeps the key a text, so that values of every form can come. */
const KEEP: Bare = {
  Effect: 'Deny',
  Action: ['s:a'],
  Resource: ['*'],
  Condition: { StringEquals: { 'x:any': ['never'] }, NumericEquals: { 'x:any': ['1234567'] } },
};

export function checkMixed({ worlds, before, after }: Pair): void {
  // A key that no set operator asks about and the service table does not know has one value.
  const isMany = JSON.stringify([before, after]).includes('"ForA');
  const requests = over(contextsOf(worlds)).filter(
    ({ context }) => isMany || (context['x:any']?.length ?? 0) < 2,
  );
  checkDiff({ before: [...before, KEEP], after, requests, mayBeOpen: true });
}

/** Both keys of one instant. */
const now = (seconds: number): Context => ({
  'aws:CurrentTime': [
    seconds < 253_402_300_800 ? new Date(seconds * 1000).toISOString() : String(seconds),
  ],
  'aws:EpochTime': [String(Math.floor(seconds))],
});

export function checkTime({ before, after }: Pair): void {
  const seconds = [
    0, -10, 1735689600, 1735689599, 1735689601, 1735689600.5, -9.75, -9.5, 1740000000, 1748736000,
    1748755800, 1748755801, 1748750000, 1890000000,
  ];
  checkDiff({
    before,
    after,
    requests: over([{}, ...seconds.map(now)]),
    read: (witness) => {
      const request = bareOf(witness);
      const [time] = request.context['aws:CurrentTime'] ?? [];
      return { ...request, context: time === undefined ? {} : now(instant(time) / 1000) };
    },
  });
}

export function checkMirror({ before, after }: Pair): void {
  const there = diff(parsed(before), parsed(after));
  const back = diff(parsed(after), parsed(before));
  expect([back.allowed, back.denied]).toEqual([there.denied, there.allowed]);
  expect(back.newlyDenied.map((one) => one.witness)).toEqual(
    there.newlyAllowed.map((one) => one.witness),
  );
}

const SEVERAL = ['some', 'all'] as const;

export function checkObligations({ worlds, before }: Pair): void {
  const policies = [parsed(before)] as const;
  const requests = over(contextsOf(worlds));
  for (const resources of [['*'], ['a'], ['a*', 'b']]) {
    const pattern = { actions: ['s:a'], resources };
    const wanted: Bare[] = [{ Effect: 'Allow', Action: ['s:a'], Resource: resources }];
    const asked = requests.filter((request) => allows(wanted, request));
    const denied = prove({ property: 'must-deny', policies, pattern });
    const allowed = prove({ property: 'must-allow', policies, pattern });
    const isAllowed = (request: BareRequest): boolean[] =>
      SEVERAL.map((several) => allows(before, request, { several }));
    const isSomeAllowed = asked.some((request) => isAllowed(request).includes(true));
    const isAllAllowed = asked.every((request) => !isAllowed(request).includes(false));
    if (isSomeAllowed) expect(denied.verdict).toBe('refuted');
    if (!isAllAllowed) expect(allowed.verdict).toBe('refuted');
    for (const { verdict, findings } of [denied, allowed])
      expect([verdict === 'undetermined', findings]).toEqual([false, []]);
    if (denied.witness) expect(isAllowed(bareOf(denied.witness))).toContain(true);
    if (allowed.witness) expect(isAllowed(bareOf(allowed.witness))).toContain(false);
  }
}
