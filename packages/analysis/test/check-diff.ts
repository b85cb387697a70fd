import { expect } from 'vitest';
import type { AwsClass, AwsPolicy, AwsRequest } from '../src/aws-iam/model.ts';
import { parsePolicyText } from '../src/aws-iam/parse/parse-policy.ts';
import { diff } from '../src/aws-iam/questions/diff.ts';
import { allows, type Bare, type BareRequest, type Terms } from './third-evaluator.ts';

type Version = '2012-10-17' | '2008-10-17';

/** Statements as the prover takes them. */
export function parsed(statements: readonly Bare[], version: Version = '2012-10-17'): AwsPolicy {
  const result = parsePolicyText(JSON.stringify({ Version: version, Statement: statements }));
  if (!result.ok) throw new Error(JSON.stringify(result.refusals));
  return result.value;
}

/** Two policies, the requests brute force tries, and how it reads a witness. */
export interface Comparison {
  readonly before: readonly Bare[];
  readonly after: readonly Bare[];
  readonly requests: readonly BareRequest[];
  readonly read?: (witness: AwsRequest) => BareRequest;
  /** The prover may leave the answer open. */
  readonly mayBeOpen?: boolean;
  readonly version?: Version;
}

/** The prover's answer is brute force's, and its witnesses are real. */
export function checkDiff(comparison: Comparison): void {
  const { before, after, mayBeOpen = false, version = '2012-10-17' } = comparison;
  const result = diff(parsed(before, version), parsed(after, version));
  expect(result.findings).toEqual([]);
  if (!mayBeOpen) expect(result).toMatchObject({ possible: [] });
  expect(result.undetermined).toBeUndefined();
  checkWay({ ...comparison, word: result.allowed, classes: result.newlyAllowed });
  const turned = { ...comparison, before: after, after: before };
  checkWay({ ...turned, word: result.denied, classes: result.newlyDenied });
}

interface Way extends Comparison {
  readonly word: 'none' | 'some' | 'undetermined';
  readonly classes: readonly AwsClass[];
}

/** What `after` allows and `before` does not. */
function checkWay(way: Way): void {
  const { word, classes, requests, mayBeOpen = false } = way;
  const isMissed = word === 'none' || (word === 'undetermined' && !mayBeOpen);
  const hit = isMissed ? requests.find((request) => isGained(request, way)) : undefined;
  if (hit !== undefined) throw new Error(`${word}, but ${JSON.stringify(hit)}`);
  for (const { witness } of classes) {
    if (witness !== null && !isReal(witness, way))
      throw new Error(`no witness: ${JSON.stringify(witness)}`);
  }
}

/** Whichever way plain operators take several values. */
function isGained(request: BareRequest, { before, after, version }: Comparison): boolean {
  return termsOf(version, request).some(
    (terms) => allows(after, request, terms) && !allows(before, request, terms),
  );
}

function isReal(witness: AwsRequest, way: Comparison): boolean {
  // Wildcards of a resource stop at a colon in some readings; brute force has one of them.
  return witness.resource.includes(':') || isGained((way.read ?? bareOf)(witness), way);
}

function termsOf(version: Version | undefined, { context }: BareRequest): Terms[] {
  const isOld = version === '2008-10-17';
  const hasSeveral = Object.values(context).some((values) => values.length > 1);
  return hasSeveral ? SEVERAL.map((several) => ({ isOld, several })) : [{ isOld }];
}

const SEVERAL = ['some', 'all'] as const;

/** A witness as the third evaluator takes it. */
export function bareOf({ action, resource, context }: AwsRequest): BareRequest {
  const lists = Object.entries(context).map(([key, value]) => [key, [value].flat()]);
  return { action, resource, context: Object.fromEntries(lists) };
}
