import type { Json } from '../../canonical/jcs.ts';
import { canonicalJson } from '../../canonical/jcs.ts';
import { sortedList } from '../../canonical/sorted-list.ts';
import { Budget, DEFAULT_STEPS } from '../../engine/budget.ts';
import { canonicalGrants } from '../../grants/canonical.ts';
import type { GrantsPolicy } from '../../grants/model.ts';
import { parseGrants } from '../../grants/parse/parse-grants.ts';
import { prove } from '../../grants/questions/prove.ts';
import type { ProofResult } from '../../questions/answer.ts';
import type { Parsed, Refusal } from '../../refusal.ts';
import {
  patternOf,
  type RequirementCase,
  type RequirementCases,
} from '../../requirement/requirement-case.ts';
import type { Draft, DraftNote, DraftOptions } from '../drafter.ts';
import { namedProof, unlessRefuted, withPolicy } from '../proofs.ts';
import { beyondCases } from './beyond-cases.ts';
import { fewestGrants } from './fewest-grants.ts';
import { grantsOfCase } from './grants-of-case.ts';

/** Grants that give the allow cases and nothing that is not included in them; see `draftFromRequirement`. */
export function draftGrants(cases: RequirementCases, options: DraftOptions): Parsed<Draft> {
  const read = cases.allow.map((one) => ({ one, made: grantsOfCase(one, options.grantee) }));
  const faults = read.flatMap(({ one, made }) => ('why' in made ? [unsayable(one, made.why)] : []));
  if (faults.length > 0) return { ok: false, refusals: faults };
  const each = read.flatMap(({ one, made }) => ('why' in made ? [] : [{ one, made: made.grants }]));
  const policy = fewestGrants(each.flatMap(({ made }) => made));
  const parsed = parseGrants(canonicalJson(policy));
  if (!parsed.ok) return parsed;
  const denied = cases.deny.map((one) => ({ one, proof: ask('must-deny', parsed.value, one) }));
  const contradictions = denied.flatMap(({ one, proof }) =>
    proof.verdict === 'refuted' ? [contradiction(one, proof, each)] : [],
  );
  if (contradictions.length > 0) return { ok: false, refusals: contradictions };
  const steps = options.steps ?? DEFAULT_STEPS;
  const beyond = beyondCases(parsed.value, cases.allow, new Budget(steps));
  return unlessRefuted({
    language: 'grants',
    ...withPolicy(canonicalGrants(parsed.value)),
    proofs: [
      ...each.map(({ one }) =>
        namedProof(`allows/${one.id}`, ask('must-allow', parsed.value, one)),
      ),
      beyond.proof,
      ...denied.map(({ one, proof }) => namedProof(`denies/${one.id}`, proof)),
    ],
    notes: [...beyond.notes, ...installations(policy)],
  });
}

function unsayable({ id }: RequirementCase, why: string): Refusal {
  const message = `case \`${id}\` cannot be a policy: ${why}`;
  return { code: 'CASE_UNSAYABLE', message, details: { case: id } };
}

function ask(property: string, policy: GrantsPolicy, one: RequirementCase): ProofResult {
  const proof = prove({ property, policies: [policy], pattern: patternOf(one) });
  if (proof.ok) return proof.value;
  const reason = proof.refusals.map(({ message }) => message).join('; ');
  return { verdict: 'undetermined', reason, assumptions: [], findings: [], steps: 0 };
}

function contradiction(
  denial: RequirementCase,
  { witness }: ProofResult,
  each: readonly { readonly one: RequirementCase; readonly made: readonly Json[] }[],
): Refusal {
  const meeting = each.filter(({ made }) => {
    const alone = parseGrants(canonicalJson(made));
    return alone.ok && ask('must-deny', alone.value, denial).verdict !== 'proved';
  });
  const allow = meeting.map(({ one }) => one.id);
  return {
    code: 'CASES_CONTRADICT',
    message: `\`${allow.join('`, `')}\` gives what \`${denial.id}\` denies: ${JSON.stringify(witness)}; grants have no denials that could win`,
    details: { allow: allow[0], deny: denial.id, witness },
  };
}

/** An installation has one set of permissions for all its repositories. */
function installations(policy: readonly Json[]): DraftNote[] {
  const keys = policy.flatMap((grant) => {
    const { kind, app, account } = grant as Readonly<Record<string, Json>>;
    return kind === 'github-app' ? [canonicalJson([app ?? null, account ?? null])] : [];
  });
  const isMany = sortedList(keys).length < keys.length;
  const message =
    'one installation of a GitHub App has one set of permissions for all its repositories: these grants need an app each';
  return isMany ? [{ code: 'SEVERAL_INSTALLATIONS', message }] : [];
}
