import type { Digest, Facts } from '@countersign/domain';
import { describe, expect, test } from 'vitest';
import { factsCache } from './facts-cache.ts';

const WORKSPACE = '01990000-0000-7000-8000-000000000001';
const OTHER = '01990000-0000-7000-8000-000000000002';
const DIGEST: Digest = `sha256:${'a'.repeat(64)}`;

/** Facts that prove these digests, and note each time they are asked. */
function proving(...digests: Digest[]) {
  const asked: Digest[] = [];
  const find = (digest: Digest) => {
    asked.push(digest);
    return digests.includes(digest) ? ['arn:aws:s3:::invoices/*'] : undefined;
  };
  const nothing = () => undefined;
  const facts: Facts = {
    roster: nothing,
    ruleSet: nothing,
    requirement: nothing,
    policy: nothing,
    verification: nothing,
    approval: nothing,
    governanceEnvelope: nothing,
    releaseStatement: nothing,
    resourcePatterns: find,
    snapshot: nothing,
    provenance: nothing,
    template: nothing,
    instance: nothing,
    standingApproval: nothing,
    proof: nothing,
    policySet: nothing,
  };
  return { facts, asked };
}

describe('what was proved of a document', () => {
  test('is proved once, when it was kept', () => {
    const cache = factsCache();
    const first = cache.begin(WORKSPACE);
    const { facts, asked } = proving(DIGEST);
    first.over(facts).resourcePatterns(DIGEST);
    first.keep();
    const again = cache.begin(WORKSPACE).over(facts).resourcePatterns(DIGEST);
    expect(again).toEqual(['arn:aws:s3:::invoices/*']);
    expect(asked).toEqual([DIGEST]);
  });

  test('is forgotten with the command that was refused', () => {
    const cache = factsCache();
    cache.begin(WORKSPACE).over(proving(DIGEST).facts).resourcePatterns(DIGEST);
    const later = cache.begin(WORKSPACE).over(proving().facts);
    expect(later.resourcePatterns(DIGEST)).toBeUndefined();
  });

  test('never answers for another workspace, nor as another kind of document', () => {
    const cache = factsCache();
    const first = cache.begin(WORKSPACE);
    first.over(proving(DIGEST).facts).resourcePatterns(DIGEST);
    first.keep();
    expect(cache.begin(OTHER).over(proving().facts).resourcePatterns(DIGEST)).toBeUndefined();
    expect(cache.begin(WORKSPACE).over(proving().facts).approval(DIGEST)).toBeUndefined();
  });

  test('that could not be proved is asked for again', () => {
    const cache = factsCache();
    const first = cache.begin(WORKSPACE);
    expect(first.over(proving().facts).resourcePatterns(DIGEST)).toBeUndefined();
    first.keep();
    const later = cache.begin(WORKSPACE).over(proving(DIGEST).facts);
    expect(later.resourcePatterns(DIGEST)).toBeDefined();
  });
});
