import type { AwsStack, AwsSubject } from '../aws-iam/model.ts';
import { isStack } from '../aws-iam/subject.ts';
import { controlsBehind } from '../guardrails/askers.ts';
import type { DiffResult, Evaluation, Finding, ProofResult, Witness } from '../questions/answer.ts';
import type { Language } from '../questions/language.ts';
import type { Parsed } from '../refusal.ts';
import { patternOf, type RequirementCase } from '../requirement/requirement-case.ts';
import { askedInForce } from './askers.ts';
import { type Check, outcomeOf } from './checks.ts';
import { describeWitness } from './describe-witness.ts';
import { explicitLayers } from './explicit-layers.ts';
import { proofOf } from './fit.ts';
import { type Placement, placementOf } from './placement.ts';
import type { VerificationContext } from './verification-context.ts';

/** The candidate with everything else in force, or why that is not known. */
export type InForce =
  | {
      readonly known: true;
      readonly placement: Placement;
      readonly from: unknown;
      readonly to: unknown;
    }
  | { readonly known: false; readonly why: string };

/** Places both sides in the surroundings. */
export function inForceOf(
  language: Language,
  { from, to }: { readonly from: unknown; readonly to: unknown },
  { surroundings, identity }: VerificationContext,
): InForce {
  if (surroundings === null)
    return { known: false, why: 'what else is in force is not known: no inventory was given' };
  const placement = placementOf(language.name, surroundings, identity);
  if (!placement.ok) return { known: false, why: unreadable(placement) };
  const before = placement.value.place(from);
  const after = placement.value.place(to);
  const bad = [before, after].find((one) => !one.ok);
  if (!before.ok || !after.ok) return { known: false, why: unreadable(bad ?? before) };
  return { known: true, placement: placement.value, from: before.value, to: after.value };
}

function unreadable(parsed: Parsed<unknown>): string {
  const messages = parsed.ok ? [] : parsed.refusals.map(({ message }) => message);
  return `what else is in force cannot be read: ${messages.slice(0, 3).join('; ')}`;
}

/** What a check of the stack came to, with what it cost. */
export interface Checked {
  readonly check: Check;
  readonly findings: readonly Finding[];
  readonly steps: number;
}

/** What checks about everything in force need. */
export interface InForceInput {
  readonly language: Language;
  readonly to: unknown;
  /** Its canonical text. */
  readonly toText: string;
  readonly inForce: InForce;
  readonly context: VerificationContext;
  readonly steps: number;
}

const OTHERS_MISSING =
  'what an inventory that is not complete leaves out: other policies of the identity could allow it';

/** An intended denial with everything else in force; undetermined never passes (INV-5). */
export function deniesInForce(input: InForceInput, one: RequirementCase): Checked {
  const { language, to, inForce, context, steps } = input;
  const base = {
    name: `denies-in-force/${one.id}`,
    group: 'stack' as const,
    blocking: true,
    proves: `no request of the intended denial \`${one.id}\` is allowed to the identity by anything in force, this policy included`,
  };
  if (!inForce.known) return open(base, inForce.why);
  const asked = askedInForce(language, { own: to, all: inForce.to }, one, context.identity);
  if (asked === null)
    return open(base, 'the policy gives something to more holders than are asked about');
  const proofs = asked.map(({ subject, one: about }) => ({
    subject,
    proof: denialIn(input, inForce.placement, subject, about),
  }));
  const worst =
    proofs.find(({ proof }) => proof.verdict === 'refuted') ??
    proofs.find(({ proof }) => proof.verdict === 'undetermined') ??
    proofs[0];
  const proof = worst?.proof ?? NOTHING_GIVEN;
  const explicit =
    proof.verdict === 'proved' ? explicitLayers(language, inForce.to, one, steps) : [];
  const isLimited =
    language.name === 'aws-iam' &&
    proof.verdict === 'proved' &&
    proofs.some((each) => each.proof.isLimited);
  const check: Check = {
    ...base,
    outcome: outcomeOf(proof.verdict),
    doesNotProve: notProved(inForce.placement.isComplete, explicit.length > 0),
    detail: `${detailOf(proof, explicit, input, inForce.to)}${isLimited ? onlyBecause(input, one) : ''}${incomplete(inForce.placement)}`,
    ...(proof.witness === undefined ? {} : { witness: proof.witness }),
  };
  return {
    check,
    findings: proofs.flatMap((each) => each.proof.findings),
    steps: proofs.reduce((sum, each) => sum + each.proof.steps, 0),
  };
}

/** A denial, and whether something that limits had to be looked at: where nothing grants, nothing needs to deny. */
type Denial = ProofResult & { readonly isLimited: boolean };

function denialIn(
  { language, to, steps }: InForceInput,
  placement: Placement,
  subject: unknown,
  one: RequirementCase,
): Denial {
  const bound = placement.bound(to);
  const granted = bound === null ? null : proofOf(language, 'must-deny', bound, one, steps);
  if (granted?.verdict === 'proved') return { ...granted, isLimited: false };
  return { ...proofOf(language, 'must-deny', subject, one, steps), isLimited: true };
}

/** "Safe only because control X exists", where it is so: taking X away would let some such request through. */
function onlyBecause({ toText: to, context, steps }: InForceInput, one: RequirementCase): string {
  const controls = controlsBehind({ from: null, to, context, steps }, patternOf(one));
  return controls.length === 0 ? '' : `; safe only because of ${controls.join('; ')}`;
}

const NOTHING_GIVEN: ProofResult = {
  verdict: 'proved',
  kind: 'implicit',
  assumptions: [],
  findings: [],
  steps: 0,
};

function open(base: Omit<Check, 'outcome' | 'doesNotProve' | 'detail'>, why: string): Checked {
  const check: Check = {
    ...base,
    outcome: 'undetermined',
    doesNotProve: 'anything, since the question could not be asked',
    detail: why,
  };
  return { check, findings: [], steps: 0 };
}

function notProved(isComplete: boolean, isExplicit: boolean): string {
  if (!isComplete) return OTHERS_MISSING;
  return isExplicit
    ? 'that the Deny stays in force'
    : 'that nothing that is attached later allows it';
}

function incomplete({ isComplete }: Placement): string {
  return isComplete ? '' : '; taken for granted: the inventory names everything that is in force';
}

function detailOf(
  { verdict, witness, reason }: ProofResult,
  explicit: readonly string[],
  input: InForceInput,
  stack: unknown,
): string {
  if (verdict === 'proved') {
    return explicit.length > 0
      ? `denied by an explicit Deny in force (${explicit.join(', ')}), which no grant undoes`
      : 'denied because nothing in force allows it';
  }
  if (verdict === 'undetermined' || witness === undefined)
    return `not decided: ${reason ?? 'no reason'}`;
  return `allows ${describeWitness(witness)}: ${whoAllows(input, stack, witness)}`;
}

/** The statements that decide the request, each with where it stands. */
function whoAllows(
  { language, to, inForce }: InForceInput,
  stack: unknown,
  witness: Witness,
): string {
  const evaluated = language.evaluate([stack], witness);
  if (!evaluated.ok || !inForce.known) return 'by which policy could not be told';
  const wheres = placesOf(evaluated.value, inForce.placement, to);
  return wheres.length === 0 ? 'by which policy could not be told' : `by ${wheres.join(' and ')}`;
}

/** Most places one sentence names. */
const PLACES_NAMED = 4;

function placesOf({ reasons }: Evaluation, placement: Placement, to: unknown): string[] {
  const all = [...new Set(reasons.map((origin) => placement.whereOf(origin, to)))];
  const rest = all.length - PLACES_NAMED;
  return rest > 0 ? [...all.slice(0, PLACES_NAMED), `${rest} more`] : all;
}

/** A required request with everything else in force: a boundary, a session or an organization may take it away. */
export function allowsInForce(
  input: InForceInput,
  one: RequirementCase,
  isAllowedAlone: boolean,
): Checked {
  const { language, inForce } = input;
  const base = {
    name: `allows-in-force/${one.id}`,
    group: 'stack' as const,
    blocking: false,
    proves: provesRequired(one, ''),
  };
  if (!inForce.known) return open(base, inForce.why);
  if (language.name !== 'aws-iam') {
    if (!isAllowedAlone) return open(base, 'this policy alone does not allow it; another could');
    const check: Check = {
      ...base,
      outcome: 'passed',
      doesNotProve: 'that authorizers outside of this language let it through',
      detail:
        'rights of this language only add up: what this policy alone allows nothing takes away',
    };
    return { check, findings: [], steps: 0 };
  }
  const { proof, isOwn, steps: spent } = requiredIn(input, inForce.to, one);
  const limits = isOwn ? 'that a resource of another account lets it in, or ' : '';
  const proves = provesRequired(one, isOwn ? OWN_ACCOUNT : '');
  const where = isOwn && proof.verdict === 'proved' ? OWN_ACCOUNT : '';
  const check: Check = {
    ...base,
    outcome: outcomeOf(proof.verdict),
    proves,
    doesNotProve: `${limits}that endpoint policies or rules of the service let it through`,
    detail: `${missingWords(proof)}${where}${incomplete(inForce.placement)}`,
    ...(proof.witness === undefined ? {} : { witness: proof.witness }),
  };
  return { check, findings: proof.findings, steps: spent };
}

/** A resource of another account has a say of its own, for which what is in force here cannot answer. */
function requiredIn(
  { language, context, steps }: InForceInput,
  subject: unknown,
  one: RequirementCase,
): { readonly proof: ProofResult; readonly isOwn: boolean; readonly steps: number } {
  const anywhere = proofOf(language, 'must-allow', subject, one, steps);
  const stack = anywhere.verdict === 'refuted' ? inOwnAccount(subject, context) : null;
  if (stack === null) return { proof: anywhere, isOwn: false, steps: anywhere.steps };
  const own = proofOf(language, 'must-allow', stack, one, steps);
  const isOwn = own.verdict !== 'undetermined';
  return { proof: isOwn ? own : anywhere, isOwn, steps: anywhere.steps + own.steps };
}

function provesRequired({ id }: RequirementCase, where: string): string {
  return `every request of the required case \`${id}\`${where} is allowed with everything else in force`;
}

const OWN_ACCOUNT = ' about resources of its own account';

/** The stack as it meets resources of the identity's account; null where it says whose they are, or nobody knows. */
function inOwnAccount(subject: unknown, { identity }: VerificationContext): AwsStack | null {
  const stack = subject as AwsSubject;
  const [, account] = /^arn:[^:]*:(?:iam|sts)::(\d{12}):/.exec(identity?.externalId ?? '') ?? [];
  if (!isStack(stack) || account === undefined) return null;
  if (stack.resource !== undefined || stack.resourceAccount !== undefined) return null;
  return { ...stack, resourceAccount: account };
}

function missingWords({ verdict, witness, reason }: ProofResult): string {
  if (verdict === 'proved') return 'allowed for all requests';
  if (verdict === 'refuted' && witness !== undefined)
    return `another layer in force does not let through ${describeWitness(witness)}`;
  return `not decided: ${reason ?? 'no reason'}`;
}

/** The comparison of everything in force before with everything in force after. */
export function diffInForce(
  { language, inForce, steps }: InForceInput,
  alone: DiffResult,
): Checked & { readonly diff: DiffResult | null } {
  const base = {
    name: 'diff-in-force-decided',
    group: 'stack' as const,
    blocking: false,
    proves:
      'with everything else in force, every request that becomes allowed or stops being allowed is in the list',
  };
  if (!inForce.known) return { ...open(base, inForce.why), diff: null };
  // What is the same by itself is the same among others.
  const isSame = language.name === 'aws-iam' && alone.verdict === 'equivalent';
  const diff = isSame ? alone : language.diff(inForce.from, inForce.to, { steps });
  const reasons = [...(diff.undetermined ?? []), ...diff.possible.map(({ reason }) => reason)];
  const effects = diff.findings.filter(({ code }) => STACK_CODES.includes(code));
  const check: Check = {
    ...base,
    outcome: reasons.length === 0 ? 'passed' : 'undetermined',
    doesNotProve: inForce.placement.isComplete
      ? 'that the change is wanted: a reviewer judges that'
      : 'what policies change that an inventory that is not complete leaves out',
    detail:
      reasons.length === 0
        ? [`in force the change is ${diff.verdict}`, ...effects.map(({ message }) => message)].join(
            '; ',
          )
        : `not decided: ${[...new Set(reasons)].join('; ')}`,
  };
  return { check, findings: diff.findings, steps: diff.steps, diff };
}

const STACK_CODES: readonly string[] = ['INERT_IN_STACK', 'STILL_ALLOWED'];
