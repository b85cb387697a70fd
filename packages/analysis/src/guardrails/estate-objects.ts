import { digestText } from '../canonical/digest.ts';
import { canonicalJson, type Json } from '../canonical/jcs.ts';
import { sortedList } from '../canonical/sorted-list.ts';
import type { GrantsPolicy } from '../grants/model.ts';
import { parseGrants } from '../grants/parse/parse-grants.ts';
import type { RbacPolicy, Rule } from '../kubernetes-rbac/model.ts';
import { isRole } from '../kubernetes-rbac/model.ts';
import { readRbacPolicy } from '../kubernetes-rbac/parse/read-policy.ts';
import type { Digest, Parsed } from '../refusal.ts';
import type { Asker } from './asker.ts';
import type { Estate, EstateEntry, ObjectPolicies } from './estate.ts';
import { grantsAsker } from './grants-asker.ts';
import { grantsTogether } from './grants-together.ts';
import type { Guardrail, Pattern } from './guardrail.ts';
import type { GuardrailContext } from './guardrail-context.ts';
import { patternsOf } from './guardrail-faults.ts';
import type { Together } from './judge-obligation.ts';
import { isSelfContained, rbacAsker } from './rbac-asker.ts';
import { rbacTogether } from './rbac-together.ts';
import type { EstateLanguage, EstateQuestion, KeptProof } from './standing.ts';
import { standingOf } from './standing-of.ts';

/** Entries of Kubernetes clusters and of grants: sets of objects that name their subjects themselves. */
export class EstateObjects implements EstateLanguage {
  private readonly estate: Estate;

  constructor(estate: Estate) {
    this.estate = estate;
  }

  mayMatter({ policies, complete }: EstateEntry, { obligation }: Guardrail): boolean {
    if (policies.language !== 'kubernetes-rbac' || !complete) return true;
    if (obligation.type === 'must-allow' || obligation.type === 'keeps') return true;
    // Whoever acts as another comes by a half without a rule of its own.
    if (obligation.type === 'never-together') return true;
    const subject = rbacOf(this.membersOf(policies));
    if (!subject.ok || !isSelfContained(subject.value)) return true;
    const rules = subject.value.objects.filter(isRole).flatMap((role) => role.rules);
    return patternsOf(obligation).some(([, pattern]) =>
      rules.some((rule) => sharesRequests(rule, pattern)),
    );
  }

  /** Objects name their subjects themselves: whom they concern is a part of the question. */
  concerns(): boolean {
    return true;
  }

  questionOf(entry: EstateEntry, guardrail: Guardrail): EstateQuestion {
    const { policies, complete } = entry;
    if (policies.language === 'aws-iam') throw new Error('these are not objects');
    const { language, members } = policies;
    const { obligation, scope } = guardrail;
    const about = { language, members: sortedList(members), complete };
    return {
      type: 'one',
      key: () =>
        digestText(
          canonicalJson({
            ...about,
            obligation,
            identities: [...scope.identities],
          } as unknown as Json),
        ),
      prove: (steps) => this.proved(entry, policies, guardrail, steps),
      own: (witness) => witness,
      exact: null,
    };
  }

  private proved(
    entry: EstateEntry,
    policies: ObjectPolicies,
    guardrail: Guardrail,
    steps: number | undefined,
  ): KeptProof {
    const members = this.membersOf(policies);
    return policies.language === 'grants'
      ? standing(grantsAsker, grantsTogether, grantsOf(members), entry, guardrail, steps)
      : standing(rbacAsker, rbacTogether, rbacOf(members), entry, guardrail, steps);
  }

  /** What the canonical texts hold; null where one is missing. */
  private membersOf({ members }: ObjectPolicies): readonly Json[] | null {
    const texts = members.map((digest: Digest) => this.estate.texts.get(digest));
    return texts.includes(undefined)
      ? null
      : texts.flatMap((text) => (JSON.parse(text ?? '{}') as { policy: readonly Json[] }).policy);
  }
}

const MISSING = {
  ok: false,
  refusals: [{ code: 'NO_TEXT', message: 'the text of a policy is missing' }],
} as const;

function rbacOf(members: readonly Json[] | null): Parsed<RbacPolicy> {
  return members === null ? MISSING : readRbacPolicy([...members]);
}

function grantsOf(members: readonly Json[] | null): Parsed<GrantsPolicy> {
  return members === null ? MISSING : parseGrants(JSON.stringify(members));
}

function standing<S>(
  asker: Asker<S>,
  together: Together<S>,
  read: Parsed<S>,
  { complete, environment, dataClass }: EstateEntry,
  guardrail: Guardrail,
  steps: number | undefined,
): KeptProof {
  if (!read.ok) return undecided(read.refusals.map(({ message }) => message).join('; '));
  const subject = read.value;
  const { obligation, scope } = guardrail;
  const context: GuardrailContext = { ...NO_CONTEXT, environment, dataClass };
  const placed = { before: subject, after: subject, isComplete: complete, assumptions: [] };
  if (obligation.type === 'never-together') {
    const scene = { asker, placed, context, ...(steps === undefined ? {} : { steps }) };
    const { outcome, witness, detail } = together(guardrail, obligation, scene);
    if (outcome === 'broken') return { outcome, witness, detail: `${detail}; shown by` };
    return outcome === 'kept' ? { outcome, witness, detail } : undecided(detail);
  }
  const narrowed = asker.narrowed(obligation.request, scope.identities, placed, context);
  if (narrowed === 'nobody')
    return { outcome: 'kept', witness: null, detail: 'nobody is in scope' };
  const asked = { ...obligation, request: narrowed.pattern };
  const proof = standingOf(asker, subject, complete, asked, steps);
  if (proof.witness === null || narrowed.isInScope(proof.witness)) return proof;
  return undecided('the scope names identities that the language cannot be asked about');
}

function undecided(reason: string): KeptProof {
  return { outcome: 'undetermined', witness: null, detail: `not decided: ${reason}` };
}

const NO_CONTEXT = {
  at: '',
  surroundings: null,
  guardrails: [],
  identity: null,
  estate: [],
} as const;

/** Whether a rule can be about a request of the pattern, by verbs and by resources or paths; errs towards yes. */
function sharesRequests(rule: Rule, pattern: Pattern): boolean {
  const wanted = (one: string, other: string): readonly string[] =>
    [pattern[one] ?? pattern[other] ?? '*'].flat().map(String);
  const base = (text: string): string => text.split('/')[0] ?? '';
  const isVerb = meets(rule.verbs, wanted('verbs', 'verb'));
  const isResource = meets(rule.resources.map(base), wanted('resources', 'resource').map(base));
  return isVerb && (isResource || rule.nonResourceURLs.length > 0);
}

/** Whether two lists share a text; a `*` at the end is all with that beginning. */
function meets(left: readonly string[], right: readonly string[]): boolean {
  return left.some((one) => right.some((other) => isMet(one, other) || isMet(other, one)));
}

function isMet(pattern: string, text: string): boolean {
  return pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : pattern === text;
}
