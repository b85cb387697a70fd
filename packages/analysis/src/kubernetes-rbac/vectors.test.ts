import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Class, DiffResult } from '../questions/answer.ts';
import { canonicalRbac, parseCanonicalRbac } from './canonical/canonical-rbac.ts';
import type { RbacPolicy } from './model.ts';
import { readRbacPolicy } from './parse/read-policy.ts';
import { diffRbac } from './questions/diff.ts';
import { proveRbac } from './questions/prove.ts';
import { evaluateRbac } from './questions/who-can.ts';
import type { BareRule } from './testing/brute-force.ts';
import { uncoveredParts } from './testing/covers.ts';

interface RoleObject {
  readonly kind: string;
  readonly rules?: BareRule[] | null;
  readonly aggregationRule?: unknown;
}

interface Change {
  readonly name: string;
  readonly from: unknown;
  readonly to: unknown;
}

function lines(file: string): { readonly [name: string]: unknown }[] {
  const url = new URL(`../../../../vectors/analysis/${file}`, import.meta.url);
  return readFileSync(url, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

function membersAt(side: unknown): unknown {
  const { object, objects } = side as { object?: unknown; objects?: unknown };
  return objects ?? [object];
}

const PAIRS: Change[] = lines('kubernetes-rbac-pairs.jsonl').map((line) => ({
  name: `${line['project']} ${line['kind']} ${line['name']}`,
  from: membersAt(line['from']),
  to: membersAt(line['to']),
}));
const SETS: Change[] = lines('kubernetes-rbac-sets.jsonl').map((line) => ({
  name: `${line['project']}`,
  from: membersAt(line['from']),
  to: membersAt(line['to']),
}));

function read(member: unknown): RbacPolicy {
  const policy = readRbacPolicy(member);
  if (!policy.ok) throw new Error(JSON.stringify(policy.refusals));
  return policy.value;
}

const diff = (from: unknown, to: unknown): DiffResult => diffRbac(read(from), read(to));
const witnessesOf = (classes: readonly Class[]): unknown[] => classes.map(({ witness }) => witness);

test.each([...PAIRS, ...SETS])('$name: every witness is allowed by one side only', (change) => {
  const { newlyAllowed, newlyDenied, findings } = diff(change.from, change.to);
  const decide = (side: unknown, witness: unknown): string => {
    const found = evaluateRbac([read(side)], witness);
    return found.ok ? found.value.decision : JSON.stringify(found.refusals);
  };
  for (const witness of witnessesOf(newlyAllowed)) {
    expect(decide(change.to, witness)).toBe('allow');
    expect(decide(change.from, witness)).toBe('no-opinion');
  }
  for (const witness of witnessesOf(newlyDenied)) {
    expect(decide(change.from, witness)).toBe('allow');
    expect(decide(change.to, witness)).toBe('no-opinion');
  }
  expect(findings.filter(({ code }) => code === 'WITNESS_MISMATCH')).toEqual([]);
});

test.each([...PAIRS, ...SETS])('$name: the diff back mirrors the diff', ({ from, to }) => {
  const [there, back] = [diff(from, to), diff(to, from)];
  expect([back.allowed, back.denied]).toEqual([there.denied, there.allowed]);
  expect(witnessesOf(back.newlyAllowed)).toEqual(witnessesOf(there.newlyDenied));
  expect(witnessesOf(back.newlyDenied)).toEqual(witnessesOf(there.newlyAllowed));
});

test.each([...PAIRS, ...SETS])(
  '$name: each side implies itself, and its canonical form',
  (change) => {
    for (const side of [change.from, change.to].map(read)) {
      const canonical = parseCanonicalRbac(canonicalRbac(side).text);
      if (!canonical.ok) throw new Error(JSON.stringify(canonical.refusals));
      for (const policies of [
        [side, side],
        [side, canonical.value],
        [canonical.value, side],
      ]) {
        const proof = proveRbac({ property: 'implies', policies });
        expect(proof.ok && proof.value.verdict).toBe('proved');
      }
    }
  },
);

test.each(PAIRS)('$name: is decided, but for a role that is not in the input', ({ from, to }) => {
  const { verdict, possible, undetermined } = diff(from, to);
  expect(undetermined).toBe(undefined);
  if (verdict === 'undetermined') expect(possible.length).toBeGreaterThan(0);
  for (const { reason } of possible) expect(reason).toContain('not in the input');
});

const ROLES = PAIRS.filter(({ from, to }) =>
  [from, to].flat().every((object) => {
    const { kind, aggregationRule } = object as RoleObject;
    return kind.endsWith('Role') && !aggregationRule;
  }),
);

test.each(ROLES)("$name: the API server's own escalation check agrees", ({ from, to }) => {
  const rulesOf = (side: unknown): BareRule[] =>
    [side].flat().flatMap((object) => (object as RoleObject).rules ?? []);
  const uncovered = uncoveredParts(rulesOf(from), rulesOf(to));
  const granting = uncovered.filter((part) => {
    const proof = proveRbac({ property: 'always-denies', policies: [read({ rules: [part] })] });
    return !(proof.ok && proof.value.verdict === 'proved');
  });
  expect(diff(from, to).allowed === 'some').toBe(granting.length > 0);
});
