import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { RbacPolicy } from '../model.ts';
import { readRbacPolicy } from '../parse/read-policy.ts';
import { canonicalRbac, parseCanonicalRbac } from './canonical-rbac.ts';

interface Golden {
  readonly pairs: readonly {
    readonly name: string;
    readonly same: boolean;
    readonly left: unknown;
    readonly right: unknown;
    readonly leftDigest: string;
    readonly rightDigest: string;
  }[];
  readonly bytes: readonly {
    readonly input: unknown;
    readonly text: string;
    readonly digest: string;
  }[];
}

const GOLDEN: Golden = JSON.parse(
  readFileSync(
    new URL('../../../../../vectors/analysis/canonical-rbac.json', import.meta.url),
    'utf8',
  ),
);

function read(member: unknown): RbacPolicy {
  const policy = readRbacPolicy(member);
  if (!policy.ok) throw new Error(JSON.stringify(policy.refusals));
  return policy.value;
}

test.each(GOLDEN.bytes)('the bytes and the digest of golden input %# never change', (golden) => {
  expect(canonicalRbac(read(golden.input))).toEqual({ text: golden.text, digest: golden.digest });
});

test.each(GOLDEN.pairs)('$name: the digests never change, and differ where they must', (pair) => {
  const digests = [pair.left, pair.right].map((side) => canonicalRbac(read(side)).digest);
  expect(digests).toEqual([pair.leftDigest, pair.rightDigest]);
  expect(pair.leftDigest === pair.rightDigest).toBe(pair.same);
});

test.each(GOLDEN.bytes)(
  'canonical bytes %# read back to themselves, and nothing else is canonical',
  ({ text }) => {
    const back = parseCanonicalRbac(text);
    expect(back.ok && canonicalRbac(back.value).text).toBe(text);
    for (const other of [` ${text}`, text.replace('"get"', '"\\u0067et"'), '{"policy":[]}', '[]']) {
      expect(parseCanonicalRbac(other)).toMatchObject({
        ok: false,
        refusals: [{ code: 'NOT_CANONICAL' }],
      });
    }
  },
);
