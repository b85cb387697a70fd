import { suggest } from '../parse/suggest.ts';
import type { ProofResult } from '../questions/answer.ts';
import type { Language } from '../questions/language.ts';
import type { Parsed, Refusal } from '../refusal.ts';
import { canonicalPolicy, parseCanonicalPolicy } from './canonical/canonical-policy.ts';
import { findingsOf } from './findings/findings-of.ts';
import type { AwsPolicy, AwsSubject } from './model.ts';
import { parsePolicyText } from './parse/parse-policy.ts';
import { isStackMember, parseStack } from './parse/parse-stack.ts';
import { beyond } from './questions/beyond.ts';
import { diff } from './questions/diff.ts';
import { evaluate } from './questions/evaluate.ts';
import { explain } from './questions/explain.ts';
import { type PropertyQuestion, prove } from './questions/prove.ts';
import { parseRequestPattern } from './questions/request-pattern.ts';
import { isStack } from './subject.ts';

const OF_TWO = ['implies', 'within', 'equivalent', 'disjoint'] as const;
const OF_ONE = ['always-allows', 'always-denies'] as const;
const WITH_PATTERN = ['must-deny', 'must-allow'] as const;
const PROPERTIES: readonly string[] = [...OF_TWO, ...OF_ONE, ...WITH_PATTERN];

/** AWS IAM policies; a list is a set that is attached together, an object with layers is a whole stack. */
export const awsIam: Language<AwsSubject> = {
  name: 'aws-iam',
  properties: PROPERTIES,
  read: readMember,
  diff: (from, to, limits) => diff(from, to, limits?.steps),
  prove: (question, limits) => {
    const asked = questionOf(question);
    return asked.ok ? { ok: true, value: prove(asked.value, limits?.steps) as ProofResult } : asked;
  },
  evaluate: (policies, request) => {
    const { action, resource } = (request ?? {}) as Readonly<Record<string, unknown>>;
    if (typeof action !== 'string' || typeof resource !== 'string') {
      return refuse('BAD_REQUEST', 'a request has an `action` and a `resource`');
    }
    return {
      ok: true,
      value: evaluate(together(policies), request as Parameters<typeof evaluate>[1]),
    };
  },
  explain: (policies, limits) => explain(policies, limits?.steps),
  canonical: (policies) => {
    const [policy, ...more] = isStack(policies) ? [] : policies;
    if (policy === undefined || more.length > 0) throw new Error('one document has a digest');
    return canonicalPolicy(policy);
  },
  beyond: (policies, patterns, limits) => beyond(policies, patterns, limits?.steps),
  findings: (policies, limits) => findingsOf(policies, limits ?? {}),
  parseCanonical: (input) => {
    const parsed = parseCanonicalPolicy(input);
    return parsed.ok ? { ok: true, value: [parsed.value] } : parsed;
  },
  canonicalIndex: (_, { statement }) => statement,
};

/** Sets are attached together; a stack stands alone. */
function together(subjects: readonly AwsSubject[]): AwsSubject {
  const stack = subjects.find(isStack);
  return stack ?? subjects.flatMap((one) => (isStack(one) ? [] : one));
}

function readMember(member: unknown): Parsed<AwsSubject> {
  if (isStackMember(member)) return parseStack(member);
  const members: readonly unknown[] = Array.isArray(member) ? member : [member];
  const read = members.map(readOne);
  const refusals = read.flatMap((one) => (one.ok ? [] : one.refusals));
  if (refusals.length > 0) return { ok: false, refusals };
  return { ok: true, value: read.flatMap((one) => (one.ok ? [one.value] : [])) };
}

function readOne(member: unknown): Parsed<AwsPolicy> {
  if (typeof member === 'string') return parsePolicyText(member);
  if (typeof member !== 'object' || member === null || Array.isArray(member)) {
    return refuse('WRONG_TYPE', 'a policy is a JSON object or its text');
  }
  return parsePolicyText(JSON.stringify(member));
}

function questionOf({
  property,
  policies,
  pattern,
}: Parameters<Language<AwsSubject>['prove']>[0]): Parsed<PropertyQuestion> {
  const two = OF_TWO.find((name) => name === property);
  const one = OF_ONE.find((name) => name === property);
  const patterned = WITH_PATTERN.find((name) => name === property);
  if (two === undefined && one === undefined && patterned === undefined) {
    return unknownProperty(property);
  }
  const wanted = two === undefined ? 1 : 2;
  const [first, second = []] = policies;
  if (policies.length !== wanted || first === undefined) {
    const message = `\`${property}\` is asked of ${wanted} policies, not of ${policies.length}`;
    return refuse('WRONG_NUMBER', message);
  }
  if (two !== undefined) return { ok: true, value: { property: two, policies: [first, second] } };
  if (one !== undefined) return { ok: true, value: { property: one, policies: [first] } };
  const parsed = parseRequestPattern(pattern);
  if (!parsed.ok || patterned === undefined) return parsed.ok ? unknownProperty(property) : parsed;
  return { ok: true, value: { property: patterned, policies: [first], pattern: parsed.value } };
}

function unknownProperty(property: string): { ok: false; refusals: Refusal[] } {
  const meant = suggest(property, PROPERTIES);
  const help =
    meant === undefined ? `one of ${PROPERTIES.join(', ')}` : `did you mean \`${meant}\``;
  return refuse(
    'UNKNOWN_PROPERTY',
    `\`${property}\` is not a property of aws-iam policies; ${help}`,
  );
}

function refuse(code: string, message: string): { ok: false; refusals: Refusal[] } {
  return { ok: false, refusals: [{ code, message }] };
}
