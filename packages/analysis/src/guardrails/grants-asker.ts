import { matchesText } from '../aws-iam/service-table/matches-text.ts';
import type { Json } from '../canonical/jcs.ts';
import { canonicalGrants } from '../grants/canonical.ts';
import { grants } from '../grants/language.ts';
import type { GrantsPolicy } from '../grants/model.ts';
import { parseGrants } from '../grants/parse/parse-grants.ts';
import type { Parsed } from '../refusal.ts';
import { type Answer, type Asker, answerOf, type Placed } from './asker.ts';
import type { Pattern } from './guardrail.ts';
import type { GuardrailContext } from './guardrail-context.ts';

/** Guardrails over finite grants. They only add up: nothing is kept by a control, only by what is absent. */
export const grantsAsker: Asker<GrantsPolicy> = {
  place,
  narrowed: (pattern, identities, { before, after }) => {
    const isSaid = SAYS_WHO.some((word) => word in pattern);
    if (identities.includes('*') || isSaid) return { pattern, isInScope: () => true };
    const names = [...new Set([...before.grants, ...after.grants].map(({ subject }) => subject))];
    const inScope = names.filter((name) => identities.some((one) => matchesText(one, name)));
    if (inScope.length === 0) return 'nobody';
    return { pattern: { ...pattern, subject: inScope }, isInScope: () => true };
  },
  allowsNone: (subject, pattern, steps) =>
    answerOf(grants.prove({ property: 'must-deny', policies: [subject], pattern }, limits(steps))),
  allowsAll: (subject, pattern, steps) =>
    answerOf(grants.prove({ property: 'must-allow', policies: [subject], pattern }, limits(steps))),
  addsNone,
  denialsOnly: () => null,
  opened: () => null,
  except: (subject, identities) =>
    filtered(subject, ({ name }) => !identities.some((one) => matchesText(one, name))),
  controls: () => [],
  whereOf: (subject, witness) => {
    const found = grants.evaluate([subject], witness);
    if (!found.ok || found.value.decision !== 'allow') return [];
    return [...new Set(found.value.reasons.map(({ statement = 0 }) => `grant ${statement + 1}`))];
  },
};

const SAYS_WHO: readonly string[] = ['app', 'client', 'key', 'subject'];

function limits(steps: number | undefined): { steps?: number } {
  return steps === undefined ? {} : { steps };
}

function place(
  from: string | null,
  to: string,
  { surroundings }: GuardrailContext,
): Parsed<Placed<GrantsPolicy>> {
  const others = surroundings?.language === 'grants' ? surroundings.grants : [];
  const before = parseGrants(JSON.stringify([...others, ...ownGrants(from, 'from')]));
  const after = parseGrants(JSON.stringify([...others, ...ownGrants(to, 'to')]));
  if (!before.ok) return before;
  if (!after.ok) return after;
  const isComplete = surroundings?.language === 'grants' && surroundings.complete;
  return {
    ok: true,
    value: { before: before.value, after: after.value, isComplete, assumptions: [] },
  };
}

/** The grants of a canonical text. */
function ownGrants(text: string | null, name: string): readonly Json[] {
  if (text === null) return [];
  const inner: { readonly policy?: readonly Json[] } = JSON.parse(text);
  const list = inner.policy ?? [];
  const read = parseGrants(JSON.stringify(list));
  if (read.ok && canonicalGrants(read.value).text === text) return list;
  throw new RangeError(`\`${name}\`: the text is not canonical`);
}

/**
 * The grants of `right` that can be about the pattern add nothing to `left`. Those left out allow no request of the
 * pattern, so this errs towards adding.
 */
function addsNone(
  left: GrantsPolicy,
  right: GrantsPolicy,
  pattern: Pattern,
  steps?: number,
): Answer {
  const reduced = filtered(right, ({ grant }) => {
    const alone = parseGrants(JSON.stringify([grant]));
    return !alone.ok || grantsAsker.allowsNone(alone.value, pattern, steps).verdict !== 'proved';
  });
  const answer = answerOf(
    grants.prove({ property: 'implies', policies: [reduced, left] }, limits(steps)),
  );
  if (answer.verdict !== 'refuted') return answer;
  return { verdict: 'undetermined', reason: 'what is added may be beside the pattern' };
}

interface Named {
  readonly name: string;
  readonly grant: Json;
}

/** The grants that are kept, each with the name of who has it. */
function filtered(subject: GrantsPolicy, isKept: (one: Named) => boolean): GrantsPolicy {
  const read: Json = JSON.parse(subject.source);
  const list = Array.isArray(read) ? (read as readonly Json[]) : [read];
  const kept = list.filter((grant, at) =>
    isKept({ grant, name: subject.grants[at]?.subject ?? '' }),
  );
  const parsed = parseGrants(JSON.stringify(kept));
  if (!parsed.ok) throw new Error(parsed.refusals.map(({ message }) => message).join('; '));
  return parsed.value;
}
