import { canonicalPolicy } from '../../aws-iam/canonical/canonical-policy.ts';
import type { AwsPolicy, AwsProof, Statement } from '../../aws-iam/model.ts';
import { parsePolicyText } from '../../aws-iam/parse/parse-policy.ts';
import { prove } from '../../aws-iam/questions/prove.ts';
import { parseRequestPattern, patternPolicy } from '../../aws-iam/questions/request-pattern.ts';
import { canonicalJson, type Json } from '../../canonical/jcs.ts';
import { DEFAULT_STEPS } from '../../engine/budget.ts';
import type { ProofResult } from '../../questions/answer.ts';
import type { Parsed, Refusal } from '../../refusal.ts';
import {
  patternOf,
  type RequirementCase,
  type RequirementCases,
} from '../../requirement/requirement-case.ts';
import type { Draft, DraftNote, DraftOptions, DraftProof } from '../drafter.ts';
import { namedProof, unlessRefuted, withPolicy } from '../proofs.ts';
import { fewestStatements } from './fewest-statements.ts';

/** A case with the policy that allows exactly its requests. */
interface Stated {
  readonly one: RequirementCase;
  readonly policy: AwsPolicy;
}

/** The fewest statements that allow the allow cases and nothing else; see `draftFromRequirement`. */
export function draftAws(cases: RequirementCases, options: DraftOptions): Parsed<Draft> {
  const allow = stated(cases.allow);
  const deny = stated(cases.deny);
  const faults = [...allow.refusals, ...deny.refusals, ...mixedPrincipals(allow.stated)];
  if (faults.length > 0) return { ok: false, refusals: faults };
  const steps = options.steps ?? DEFAULT_STEPS;
  const met = deny.stated.map((one) => ({ ...one, meets: meetingOf(one, allow.stated, steps) }));
  const isWon = options.overlap === 'deny-wins';
  const contradictions = isWon ? [] : met.flatMap(({ one, meets }) => contradictionsOf(one, meets));
  if (contradictions.length > 0) return { ok: false, refusals: contradictions };
  const denials = met
    .filter(({ meets }) => options.denies === 'explicit' || (isWon && meets.length > 0))
    .flatMap(({ policy }) => denialsOf(policy, hasPrincipals(allow.stated)));
  const policy = policyOf([
    ...fewestStatements(allow.stated.flatMap(statementsOf)),
    ...fewestStatements(denials),
  ]);
  if (!policy.ok) return policy;
  const proofs = proofsOf(policy.value, { allow: allow.stated, deny: deny.stated, denials }, steps);
  return unlessRefuted({
    language: 'aws-iam',
    ...withPolicy(canonicalPolicy(policy.value)),
    proofs,
    notes: notesOf(met, isWon),
  });
}

function stated(cases: readonly RequirementCase[]): { stated: Stated[]; refusals: Refusal[] } {
  const read = cases.map((one) => {
    const pattern = parseRequestPattern(patternOf(one));
    return { one, policy: pattern.ok ? patternPolicy(pattern.value) : pattern };
  });
  return {
    stated: read.flatMap(({ one, policy }) => (policy.ok ? [{ one, policy: policy.value }] : [])),
    refusals: read.flatMap(({ one, policy }) =>
      policy.ok
        ? []
        : policy.refusals.map(({ code, message }) => ({
            code,
            message: `case \`${one.id}\`: ${message}`,
            details: { case: one.id },
          })),
    ),
  };
}

/** A policy of a resource says in every statement who; one of an identity in none. */
function mixedPrincipals(allow: readonly Stated[]): Refusal[] {
  const named = allow.filter(({ one }) => one['principals'] !== undefined);
  const other = allow.find(({ one }) => one['principals'] === undefined);
  if (named.length === 0 || other === undefined) return [];
  const message = `case \`${other.one.id}\` names no principals, and \`${named[0]?.one.id}\` does: one policy is attached to an identity or to a resource, not both`;
  return [{ code: 'CASES_CONTRADICT', message, details: { allow: other.one.id } }];
}

function hasPrincipals(allow: readonly Stated[]): boolean {
  return allow.some(({ one }) => one['principals'] !== undefined);
}

interface Meeting {
  readonly allow: string;
  readonly proof: AwsProof;
}

/** Allow cases that a denial is not proved to be apart from. */
function meetingOf(denial: Stated, allow: readonly Stated[], steps: number): Meeting[] {
  return allow.flatMap(({ one, policy }) => {
    const policies = [policy, denial.policy] as const;
    const proof = prove({ property: 'disjoint', policies }, steps);
    return proof.verdict === 'proved' ? [] : [{ allow: one.id, proof }];
  });
}

function contradictionsOf(denial: RequirementCase, meets: readonly Meeting[]): Refusal[] {
  return meets
    .filter(({ proof }) => proof.verdict === 'refuted')
    .map(({ allow, proof: { witness } }) => ({
      code: 'CASES_CONTRADICT',
      message: `\`${allow}\` allows what \`${denial.id}\` denies: ${JSON.stringify(witness)}`,
      details: { allow, deny: denial.id, witness },
    }));
}

function statementsOf({ one, policy }: Stated): Statement[] {
  // The trust policy of a role is about the role itself and must not name a resource.
  const isTrust =
    one['principals'] !== undefined &&
    one['resources'] === undefined &&
    one['resource'] === undefined &&
    [one['actions'] ?? one['action'] ?? []].flat().every((action) => /^sts:/i.test(String(action)));
  return policy.document.Statement.map((statement) => {
    if (!isTrust) return statement;
    const { Resource: _, ...rest } = statement;
    return rest;
  });
}

function denialsOf(policy: AwsPolicy, isOfResource: boolean): Statement[] {
  return policy.document.Statement.map((statement) => ({
    ...statement,
    Effect: 'Deny' as const,
    ...(isOfResource && statement.Principal === undefined ? { Principal: '*' as const } : {}),
  }));
}

/** Statements as a policy, parsed as any other. */
export function policyOf(statements: readonly Statement[]): Parsed<AwsPolicy> {
  const document = { Version: '2012-10-17', Statement: statements as unknown as Json };
  return parsePolicyText(canonicalJson(document));
}

interface Meant {
  readonly allow: readonly Stated[];
  readonly deny: readonly Stated[];
  readonly denials: readonly Statement[];
}

/** Each allow case is allowed, but for what a Deny takes; nothing else is; every denial holds. */
function proofsOf(policy: AwsPolicy, { allow, deny, denials }: Meant, steps: number): DraftProof[] {
  const against = policyOf(denials);
  const taken = against.ok && denials.length > 0 ? [against.value] : [];
  const meant = allow.map((one) => one.policy);
  const beyond = prove({ property: 'implies', policies: [policy, [...meant, ...taken]] }, steps);
  const allows = (wanted: readonly AwsPolicy[]): AwsProof =>
    prove({ property: 'implies', policies: [[...wanted, ...taken], policy] }, steps);
  // All at once is one proof; one by one only says which of them is open.
  const all = allows(meant);
  return [
    ...allow.map(({ one, policy: wanted }) =>
      named(`allows/${one.id}`, all.verdict === 'proved' ? all : allows([wanted])),
    ),
    named('nothing-beyond', beyond),
    ...deny.map(({ one }) => {
      const pattern = parseRequestPattern(patternOf(one));
      if (!pattern.ok) throw new Error(`the case \`${one.id}\` was read before`);
      const question = {
        property: 'must-deny',
        policies: [policy],
        pattern: pattern.value,
      } as const;
      return named(`denies/${one.id}`, prove(question, steps));
    }),
  ];
}

/** A proof about AWS policies under its name. */
export function named(name: string, proof: AwsProof): DraftProof {
  return namedProof(name, proof as ProofResult);
}

function notesOf(
  met: readonly { readonly one: RequirementCase; readonly meets: readonly Meeting[] }[],
  isWon: boolean,
): DraftNote[] {
  return met.flatMap(({ one, meets }) =>
    meets.map(({ allow, proof }) => ({
      code: isWon ? 'DENIAL_WON' : 'OVERLAP_UNDETERMINED',
      message: isWon
        ? `\`${one.id}\` takes a part of \`${allow}\` away by a Deny`
        : `whether \`${allow}\` and \`${one.id}\` have a request in common is not decided: ${proof.reason ?? ''}`,
    })),
  );
}
