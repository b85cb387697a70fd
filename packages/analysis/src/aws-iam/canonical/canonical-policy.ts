import { digestText } from '../../canonical/digest.ts';
import { byUtf8Bytes, canonicalJson, type Json } from '../../canonical/jcs.ts';
import { sortedList } from '../../canonical/sorted-list.ts';
import { type JsonNode, readJson } from '../../parse/json.ts';
import { MAX_POLICY_BYTES, readPolicyText } from '../../parse/text.ts';
import type { Digest, Parsed, Refusal } from '../../refusal.ts';
import type {
  AwsPolicy,
  ConditionElement,
  PolicyDocument,
  PrincipalElement,
  Statement,
} from '../model.ts';
import { readDocument } from '../parse/document.ts';

/** Name of this canonical form; a change is a new name beside it. */
export const CANONICAL_FORM = 'aws-iam/1';

/** The canonical bytes as text, and their digest. */
export interface CanonicalPolicy {
  readonly text: string;
  readonly digest: Digest;
}

/** FORMATS section 1: scalars to lists, string lists sorted and deduplicated, statements too, `Version` explicit. */
export function canonicalPolicy(policy: AwsPolicy): CanonicalPolicy {
  const text = canonicalJson({
    canonical: CANONICAL_FORM,
    policy: canonicalDocument(policy.document),
  });
  return { text, digest: digestText(text) };
}

/** Reads canonical bytes; anything that is not byte for byte its own canonical form is refused. */
export function parseCanonicalPolicy(input: string | Uint8Array): Parsed<AwsPolicy> {
  // The wrapper and explicit lists add little; twice the cap of a written policy is ample.
  const text = readPolicyText(input, 2 * MAX_POLICY_BYTES);
  if (!text.ok) return text;
  const json = readJson(text.value);
  if (json.node === null) return { ok: false, refusals: json.refusals };
  const inner = unwrap(json.node);
  if (inner === undefined) return refused([...json.refusals, notCanonical('has another envelope')]);
  const reading = readDocument(inner, '/policy');
  const refusals = [...json.refusals, ...reading.faults.refusals];
  if (refusals.length > 0) return refused(refusals);
  const source = canonicalJson(canonicalDocument(reading.policy.document));
  const policy: AwsPolicy = { ...reading.policy, source };
  const isCanonical = canonicalPolicy(policy).text === text.value;
  return isCanonical
    ? { ok: true, value: policy }
    : refused([notCanonical('is spelled differently')]);
}

function refused(refusals: readonly Refusal[]): Parsed<AwsPolicy> {
  return { ok: false, refusals };
}

function notCanonical(why: string): Refusal {
  const message = `the text is not the canonical form \`${CANONICAL_FORM}\`: it ${why}`;
  return { code: 'NOT_CANONICAL', message, details: { line: 1, column: 1, pointer: '' } };
}

function unwrap(node: JsonNode): JsonNode | undefined {
  if (node.kind !== 'object' || node.members.length !== 2) return undefined;
  const form = node.members.find((member) => member.name === 'canonical')?.value;
  if (form?.kind !== 'string' || form.value !== CANONICAL_FORM) return undefined;
  return node.members.find((member) => member.name === 'policy')?.value;
}

function canonicalDocument(document: PolicyDocument): Json {
  const statements = new Map(
    document.Statement.map(canonicalStatement).map((statement) => [
      canonicalJson(statement),
      statement,
    ]),
  );
  const Statement = [...statements]
    .sort(([left], [right]) => byUtf8Bytes(left, right))
    .map(([, json]) => json);
  return {
    ...(document.Id === undefined ? {} : { Id: document.Id }),
    Version: document.Version,
    Statement,
  };
}

function canonicalStatement(statement: Statement): Json {
  const { Principal, NotPrincipal, Condition, Action, NotAction, Resource, NotResource, ...rest } =
    statement;
  return {
    ...rest,
    ...(Principal === undefined ? {} : { Principal: canonicalPrincipal(Principal) }),
    ...(NotPrincipal === undefined ? {} : { NotPrincipal: canonicalPrincipal(NotPrincipal) }),
    ...(Action === undefined ? {} : { Action: sortedList(Action) }),
    ...(NotAction === undefined ? {} : { NotAction: sortedList(NotAction) }),
    ...(Resource === undefined ? {} : { Resource: sortedList(Resource) }),
    ...(NotResource === undefined ? {} : { NotResource: sortedList(NotResource) }),
    ...(Condition === undefined ? {} : { Condition: canonicalCondition(Condition) }),
  };
}

function canonicalPrincipal(principal: PrincipalElement): Json {
  return principal === '*' ? '*' : mapValues(principal, sortedList);
}

function canonicalCondition(condition: ConditionElement): Json {
  return mapValues(condition, (keys) => mapValues(keys, sortedList));
}

function mapValues<T>(record: Readonly<Record<string, T>>, change: (value: T) => Json): Json {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}
