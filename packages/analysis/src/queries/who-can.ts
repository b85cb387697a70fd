import type { RbacPolicy } from '../kubernetes-rbac/model.ts';
import type { Evaluation, ProofResult, Witness } from '../questions/answer.ts';
import type { Language, Limits } from '../questions/language.ts';
import type { Parsed } from '../refusal.ts';
import type { Holder } from './holder.ts';
import { rbacAccess } from './rbac-access.ts';

/** What is asked of every holder, in words its language understands. */
export interface AccessQuestion {
  /** The request without who makes it; action and resource may be patterns. */
  readonly request: Readonly<Record<string, unknown>>;
  /**
   * Whether the request is one concrete request. If not, every circumstance counts that it leaves open, and with a
   * pattern every action and resource of it.
   */
  readonly isConcrete: boolean;
}

/** What a holder may do, and by which statements. */
export interface Access {
  readonly holder: string;
  readonly kind: string;
  /** `conditional`: some of what was asked is allowed, such as `witness`, and some is not. */
  readonly answer: 'allow' | 'deny' | 'conditional' | 'undetermined';
  /** Whether a Deny decided. */
  readonly explicit: boolean;
  /** Where the statements stand that decide. */
  readonly statements: readonly string[];
  readonly because: readonly string[];
  readonly witness?: Witness;
}

/** Answers of all holders of one inventory, in their order. */
export function whoCan(
  language: Language,
  holders: readonly Holder[],
  question: AccessQuestion,
  limits?: Limits,
): Access[] {
  const [first] = holders;
  if (language.name === 'kubernetes-rbac' && first !== undefined) {
    const policy = readAny(language, first, question.request);
    // What the language read goes back to the language.
    if (policy.ok) {
      return rbacAccess(policy.value as RbacPolicy, holders, question.request, limits);
    }
  }
  return holders.map((holder) => oneAccess(language, holder, question, limits));
}

/** What one holder may do. */
export function accessOf(
  language: Language,
  holder: Holder,
  question: AccessQuestion,
  limits?: Limits,
): Access {
  const [access] = whoCan(language, [holder], question, limits);
  if (access === undefined) throw new Error('one holder has one answer');
  return access;
}

/**
 * Undetermined where its policies cannot be read, a proof ends without an answer, or something attached to it is not
 * in the input: that could deny, or grant.
 */
function oneAccess(
  language: Language,
  holder: Holder,
  question: AccessQuestion,
  limits?: Limits,
): Access {
  const policy = readAny(language, holder, question.request);
  if (!policy.ok) {
    return undetermined(
      holder,
      policy.refusals.map(({ message }) => message),
    );
  }
  const asked = { ...holder.words, ...question.request };
  const access = question.isConcrete
    ? evaluated(language, holder, policy.value, asked)
    : proved(language, holder, policy.value, asked, limits);
  const isFinal = access.answer === 'undetermined' || (access.answer === 'deny' && access.explicit);
  const missing = holder.missingFor(question.request);
  if (missing.length === 0 || isFinal) return access;
  return { ...access, answer: 'undetermined', because: [...missing, ...access.because] };
}

function readAny(
  language: Language,
  { formsFor }: Holder,
  request: Readonly<Record<string, unknown>>,
): Parsed<unknown> {
  let last: Parsed<unknown> = { ok: false, refusals: [] };
  for (const { member } of formsFor(request)) {
    last = language.read(member);
    if (last.ok) return last;
  }
  return last;
}

function evaluated(
  language: Language,
  holder: Holder,
  policy: unknown,
  request: Readonly<Record<string, unknown>>,
): Access {
  const evaluation = language.evaluate([policy], request);
  if (!evaluation.ok) {
    return undetermined(
      holder,
      evaluation.refusals.map(({ message }) => message),
    );
  }
  const { decision, explicit, errors } = evaluation.value;
  const isOpen = errors.length > 0 && !explicit;
  return {
    ...base(holder),
    answer: isOpen ? 'undetermined' : decision === 'allow' ? 'allow' : 'deny',
    explicit,
    statements: placesOf(holder, evaluation.value),
    because: errors,
  };
}

/** Denied if nothing of it is ever allowed, allowed if all of it always is, conditional if some of it is not. */
function proved(
  language: Language,
  holder: Holder,
  policy: unknown,
  pattern: Readonly<Record<string, unknown>>,
  limits: Limits | undefined,
): Access {
  const question = { property: 'must-deny', policies: [policy], pattern };
  const denied = language.prove(question, limits);
  if (!denied.ok) {
    return undetermined(
      holder,
      denied.refusals.map(({ message }) => message),
    );
  }
  const { verdict, reason, witness } = denied.value;
  if (verdict === 'undetermined') return undetermined(holder, [reason ?? 'no proof was found']);
  const statements = (request: unknown): readonly string[] => {
    const evaluation = language.evaluate([policy], request);
    return evaluation.ok ? placesOf(holder, evaluation.value) : [];
  };
  const all = (property: string, isWhole: boolean): readonly ProofResult[] =>
    proofsOf(language, holder, { property, pattern, isWhole }, limits);
  if (verdict === 'proved') {
    const explicit = all('must-deny', false).some(({ kind }) => kind === 'explicit');
    const by = explicit ? statements(pattern) : [];
    return { ...base(holder), answer: 'deny', explicit, statements: by };
  }
  const answer = wordOf(all('must-allow', true));
  return {
    ...base(holder),
    answer,
    statements: statements(witness),
    because: answer === 'undetermined' ? [SOMETIMES] : [],
    ...(witness === undefined || answer === 'allow' ? {} : { witness }),
  };
}

const SOMETIMES = 'some of it is allowed; whether all of it is was not decided';

function wordOf(proofs: readonly ProofResult[]): Access['answer'] {
  if (proofs.some(({ verdict }) => verdict === 'proved')) return 'allow';
  return proofs.some(({ verdict }) => verdict === 'refuted') ? 'conditional' : 'undetermined';
}

/** Proofs about the forms a holder has, or about those that are whole. */
function proofsOf(
  language: Language,
  { formsFor }: Holder,
  { property, pattern, isWhole }: Asked,
  limits: Limits | undefined,
): ProofResult[] {
  return formsFor(pattern)
    .filter((form) => form.isWhole || !isWhole)
    .flatMap(({ member }) => {
      const policy = language.read(member);
      if (!policy.ok) return [];
      const proof = language.prove({ property, policies: [policy.value], pattern }, limits);
      return proof.ok ? [proof.value] : [];
    });
}

interface Asked {
  readonly property: string;
  readonly pattern: Readonly<Record<string, unknown>>;
  /** Whether forms that leave something out are left aside. */
  readonly isWhole: boolean;
}

function base({ id, kind }: Holder): Access {
  return {
    holder: id,
    kind,
    answer: 'undetermined',
    explicit: false,
    statements: [],
    because: [],
  };
}

function undetermined(holder: Holder, because: readonly string[]): Access {
  return { ...base(holder), because };
}

function placesOf(holder: Holder, { reasons }: Evaluation): string[] {
  return [...new Set(reasons.map(holder.placeOf))];
}
