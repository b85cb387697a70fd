import { canonicalRbac } from '../../kubernetes-rbac/canonical/canonical-rbac.ts';
import type { RbacPolicy } from '../../kubernetes-rbac/model.ts';
import { readRbacPolicy } from '../../kubernetes-rbac/parse/read-policy.ts';
import { proveRbac } from '../../kubernetes-rbac/questions/prove.ts';
import type { ProofResult } from '../../questions/answer.ts';
import type { Parsed, Refusal } from '../../refusal.ts';
import {
  patternOf,
  type RequirementCase,
  type RequirementCases,
} from '../../requirement/requirement-case.ts';
import type { Draft, DraftOptions, DraftProof, DraftSubject } from '../drafter.ts';
import { namedProof, unlessRefuted, withPolicy } from '../proofs.ts';
import { type Held, type Holding, objectsOf, subjectOf, userOf } from './objects.ts';
import { rulesOfCase } from './rule-of-case.ts';
import { areWithinCase } from './within-pattern.ts';

/** A case as rules with a holder, and as the pattern it is proved by. */
interface Stated {
  readonly one: RequirementCase;
  readonly held: Held;
}

/** Roles, bindings and accounts that allow the allow cases and nothing else; see `draftFromRequirement`. */
export function draftRbac(cases: RequirementCases, options: DraftOptions): Parsed<Draft> {
  const read = cases.allow.map((one) => stated(one, options.subject));
  const faults = read.flatMap((one) => ('code' in one ? [one] : []));
  const allow = read.flatMap((one) => ('code' in one ? [] : [one]));
  if (faults.length > 0) return { ok: false, refusals: faults };
  const name = options.name ?? 'drafted';
  const policy = objectsOf(
    allow.map(({ held }) => held),
    name,
  );
  const parsed = readRbacPolicy(policy);
  if (!parsed.ok) return parsed;
  const denied = cases.deny.map((one) => ({ one, proof: ask('must-deny', parsed.value, one) }));
  const contradictions = denied.flatMap(({ one, proof }) =>
    proof.verdict === 'refuted' ? contradictionsOf(one, proof, allow) : [],
  );
  if (contradictions.length > 0) return { ok: false, refusals: contradictions };
  return unlessRefuted({
    language: 'kubernetes-rbac',
    ...withPolicy(canonicalRbac(parsed.value)),
    proofs: [
      ...allow.map(({ one, held }) =>
        namedProof(`allows/${one.id}`, ask('must-allow', parsed.value, about(one, held.holding))),
      ),
      nothingBeyond(parsed.value, allow, name, options.steps),
      ...denied.map(({ one, proof }) => namedProof(`denies/${one.id}`, proof)),
    ],
    notes:
      options.denies === 'explicit' && cases.deny.length > 0
        ? [{ code: 'NO_DENIALS', message: 'RBAC has no denials: what is not allowed is denied' }]
        : [],
  });
}

function stated(one: RequirementCase, subject: DraftSubject | undefined): Stated | Refusal {
  const placed = rulesOfCase(one);
  if ('why' in placed) return unsayable(one, placed.why);
  const holding = holdingOf(one, subject);
  if ('why' in holding) return unsayable(one, holding.why);
  const held = { ...placed, holding };
  const why = wrongPlace(held);
  return why === null ? { one, held } : unsayable(one, why);
}

function unsayable({ id }: RequirementCase, why: string): Refusal {
  const message = `case \`${id}\` cannot be a policy: ${why}`;
  return { code: 'CASE_UNSAYABLE', message, details: { case: id } };
}

function holdingOf(
  one: RequirementCase,
  subject: DraftSubject | undefined,
): Holding | { readonly why: string } {
  const [users, groups, roles] = [
    textsIn(one, 'users'),
    textsIn(one, 'groups'),
    textsIn(one, 'roles'),
  ];
  if (roles.length > 1) return { why: 'it names several roles; write a case for each' };
  if (roles[0] !== undefined) return { kind: 'role', ref: roles[0] };
  if (users.length + groups.length > 0) return subjectsOf(users, groups);
  return subject === undefined ? { kind: 'nobody' } : { kind: 'subjects', subjects: [subject] };
}

function textsIn(one: RequirementCase, word: string): string[] {
  return [one[word] ?? []].flat().map(String);
}

function subjectsOf(
  users: readonly string[],
  groups: readonly string[],
): Holding | { readonly why: string } {
  if ([...users, ...groups].some((text) => text.includes('*')))
    return { why: 'RBAC binds named users and groups only' };
  if (groups.length > 1 || users.length * groups.length > 0)
    return { why: 'RBAC cannot ask for a group and for another group or user at once' };
  const ofGroups = groups.map((name): DraftSubject => ({ kind: 'Group', name }));
  return { kind: 'subjects', subjects: [...users.map(subjectOf), ...ofGroups] };
}

/** A Role holds in its own namespace and nowhere else, a ClusterRole everywhere. */
function wrongPlace({ holding, namespaces, rules }: Held): string | null {
  if (holding.kind !== 'role') return pathsInNamespace(namespaces, rules);
  const parts = holding.ref.split('/');
  const own = parts.length === 3 ? [parts[1] ?? ''] : null;
  return JSON.stringify(own) === JSON.stringify(namespaces)
    ? null
    : `\`${holding.ref}\` holds ${own === null ? 'everywhere' : `in \`${own[0]}\``}`;
}

function pathsInNamespace(
  namespaces: readonly string[] | null,
  rules: Held['rules'],
): string | null {
  const hasPaths = rules.some(({ nonResourceURLs }) => nonResourceURLs !== undefined);
  return hasPaths && namespaces !== null ? 'paths are in no namespace' : null;
}

/** The case about those who hold its rules. */
function about(one: RequirementCase, holding: Holding): RequirementCase {
  if (holding.kind !== 'subjects' || one['users'] !== undefined || one['groups'] !== undefined)
    return one;
  const users = holding.subjects.filter(({ kind }) => kind !== 'Group').map(userOf);
  const groups = holding.subjects.filter(({ kind }) => kind === 'Group').map(userOf);
  return {
    ...one,
    ...(users.length > 0 ? { users } : {}),
    ...(groups.length > 0 ? { groups } : {}),
  };
}

function ask(property: string, policy: RbacPolicy, one: RequirementCase): ProofResult {
  const proof = proveRbac({ property, policies: [policy], pattern: patternOf(one) });
  if (proof.ok) return proof.value;
  const reason = proof.refusals.map(({ message }) => message).join('; ');
  return { verdict: 'undetermined', reason, assumptions: [], findings: [], steps: 0 };
}

function contradictionsOf(
  denial: RequirementCase,
  { witness }: ProofResult,
  allow: readonly Stated[],
): Refusal[] {
  const meeting = allow.filter(({ held }) => {
    const alone = readRbacPolicy(objectsOf([held], 'drafted'));
    return alone.ok && ask('must-deny', alone.value, denial).verdict !== 'proved';
  });
  return meeting.map(({ one }) => ({
    code: 'CASES_CONTRADICT',
    message: `\`${one.id}\` allows what \`${denial.id}\` denies: ${JSON.stringify(witness)}; RBAC has no denials that could win`,
    details: { allow: one.id, deny: denial.id, witness },
  }));
}

/** The draft is what the cases give one by one, and each of these is within its case. */
function nothingBeyond(
  policy: RbacPolicy,
  allow: readonly Stated[],
  name: string,
  steps: number | undefined,
): DraftProof {
  const wide = allow.find(({ one, held }) => !areWithinCase(held, one));
  const asTheyAre = objectsOf(
    allow.map(({ held }) => held),
    name,
    (rules) => [...rules],
  );
  const each = readRbacPolicy(asTheyAre);
  const proof = each.ok
    ? proveRbac({ property: 'implies', policies: [policy, each.value] }, steps)
    : each;
  if (wide === undefined && proof.ok) return namedProof('nothing-beyond', proof.value);
  const reason =
    wide === undefined ? 'the cases make no policy' : `the rules of \`${wide.one.id}\` are wider`;
  return { name: 'nothing-beyond', verdict: 'undetermined', reason, witness: null };
}
