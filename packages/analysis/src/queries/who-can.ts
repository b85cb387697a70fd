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
  if (holder.missing.length === 0 || isFinal) return access;
  const missing = holder.missing.map((one) => `${one} is attached and not in the input`);
  return { ...access, answer: 'undetermined', because: [...missing, ...access.because] };
}

function readAny(
  language: Language,
  { membersFor }: Holder,
  request: Readonly<Record<string, unknown>>,
): Parsed<unknown> {
  let last: Parsed<unknown> = { ok: false, refusals: [] };
  for (const member of membersFor(request)) {
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

/** Denied if nothing of it is ever allowed, allowed if all of it always is, else conditional. */
function proved(
  language: Language,
  holder: Holder,
  policy: unknown,
  pattern: Readonly<Record<string, unknown>>,
  limits: Limits | undefined,
): Access {
  const ask = (property: string): Parsed<ProofResult> =>
    language.prove({ property, policies: [policy], pattern }, limits);
  const denied = ask('must-deny');
  if (!denied.ok)
    return undetermined(
      holder,
      denied.refusals.map(({ message }) => message),
    );
  const { verdict, kind, reason, witness } = denied.value;
  if (verdict === 'undetermined') return undetermined(holder, [reason ?? 'no proof was found']);
  const statements = (request: unknown): readonly string[] => {
    const evaluation = language.evaluate([policy], request);
    return evaluation.ok ? placesOf(holder, evaluation.value) : [];
  };
  if (verdict === 'proved') {
    const explicit = kind === 'explicit';
    const by = explicit ? statements(pattern) : [];
    return { ...base(holder), answer: 'deny', explicit, statements: by };
  }
  const allowed = ask('must-allow');
  const isAllowed = allowed.ok && allowed.value.verdict === 'proved';
  return {
    ...base(holder),
    answer: isAllowed ? 'allow' : 'conditional',
    statements: statements(witness),
    ...(witness === undefined || isAllowed ? {} : { witness }),
  };
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
