import { parseCanonicalPolicy } from '../../aws-iam/canonical/canonical-policy.ts';
import type { AwsPolicy, Statement } from '../../aws-iam/model.ts';
import { parsePolicyText } from '../../aws-iam/parse/parse-policy.ts';
import { prove } from '../../aws-iam/questions/prove.ts';
import {
  parseRequestPattern,
  patternPolicy,
  plainOperatorOf,
} from '../../aws-iam/questions/request-pattern.ts';
import { patternsMeet } from '../../aws-iam/service-table/patterns-meet.ts';
import type { Json } from '../../canonical/jcs.ts';
import { foldCase } from '../../engine/fold.ts';
import type { Origin } from '../../questions/answer.ts';
import type { Parsed } from '../../refusal.ts';
import { MAX_TEXTS } from '../../requirement/case-words.ts';
import { patternOf, type RequirementCase } from '../../requirement/requirement-case.ts';
import { CaseIds } from '../case-id.ts';
import type { StatedPolicy, Unsaid } from '../drafter.ts';
import { named, policyOf } from './from-cases.ts';

/**
 * What an AWS policy allows, as cases: one for each Allow that a case can say and no Deny takes a part of. Deny statements
 * become denials. Whatever a case cannot say is in `unsaid`, so that the cases are never wider than the policy.
 */
export function casesOfAws(text: string): Parsed<StatedPolicy> {
  const canonical = parseCanonicalPolicy(text);
  const policy = canonical.ok ? canonical : parsePolicyText(text);
  if (!policy.ok) return policy;
  const statements = policy.value.document.Statement.map((statement, at) =>
    told(statement, at, policy.value),
  );
  const denying = statements.filter(({ statement }) => statement.Effect === 'Deny');
  const ids = new CaseIds();
  const said: RequirementCase[] = [];
  const unsaid: Unsaid[] = [];
  const proofs = { left: MOST_PROOFS };
  for (const one of statements) {
    if (one.statement.Effect === 'Deny') continue;
    if (one.words === null) unsaid.push(...one.unsaid);
    else
      for (const part of withoutDenied(one.words, one, denying, { unsaid, proofs }).flatMap(
        inParts,
      ))
        said.push({ id: ids.next(nameOf(one)), ...part });
  }
  const deny = denying.flatMap((one) =>
    one.words === null
      ? []
      : inParts(one.words).map((part) => ({ id: ids.next(`deny-${nameOf(one)}`), ...part })),
  );
  unsaid.push(...denying.flatMap((one) => one.unsaid));
  const proof = named(
    'within-policy',
    prove({ property: 'implies', policies: [said.flatMap(policyOfCase), policy.value] }),
  );
  return { ok: true, value: { cases: { allow: said, deny }, unsaid, proof } };
}

type Words = Readonly<Record<string, Json>>;

/** A statement with the words of its case; null: there is none, for what is in `unsaid`. */
interface Told {
  readonly statement: Statement;
  readonly origin: Partial<Origin>;
  readonly words: Words | null;
  readonly unsaid: readonly Unsaid[];
}

function nameOf({ statement, origin }: Told): string {
  return statement.Sid ?? `statement-${(origin.statement ?? 0) + 1}`;
}

function told(statement: Statement, at: number, policy: AwsPolicy): Told {
  const place = policy.positions[at];
  const origin = {
    policy: 0,
    statement: at,
    sid: statement.Sid ?? null,
    ...(place === undefined ? {} : { line: place.line, column: place.column }),
  };
  const unsaid = whyUnsaid(statement, policy).map(([code, reason]) => ({ code, reason, origin }));
  const words = unsaid.length > 0 ? null : wordsOf(statement);
  return { statement, origin, words, unsaid };
}

function whyUnsaid(statement: Statement, { document }: AwsPolicy): [string, string][] {
  const not = (['NotAction', 'NotResource', 'NotPrincipal'] as const).filter(
    (element) => statement[element] !== undefined,
  );
  const isOld = document.Version === '2008-10-17' && JSON.stringify(statement).includes('${');
  const lists = Object.values(statement.Condition ?? {}).flatMap((keys) => Object.values(keys));
  return [
    ...not.map((element): [string, string] => [
      NOT_CODES[element],
      `\`${element}\` names what is left out, and a case names what is meant`,
    ]),
    ...(isOld
      ? [
          ['OLD_VARIABLES', 'in version `2008-10-17` there are no policy variables'] as [
            string,
            string,
          ],
        ]
      : []),
    ...(lists.some((list) => list.length === 0)
      ? [['EMPTY_CONDITION', 'a condition without values is never met'] as [string, string]]
      : []),
  ];
}

const NOT_CODES = {
  NotAction: 'NOT_ACTION',
  NotResource: 'NOT_RESOURCE',
  NotPrincipal: 'NOT_PRINCIPAL',
} as const;

function wordsOf({ Action = [], Resource, Principal, Condition }: Statement): Words {
  return {
    actions: Action,
    ...(Resource === undefined ? {} : { resources: Resource }),
    ...(Principal === undefined ? {} : { principals: Principal as Json }),
    ...(Condition === undefined ? {} : { context: contextOf(Condition) }),
  };
}

/** By key; values under the operator that plain values stand for are plain. */
function contextOf(condition: NonNullable<Statement['Condition']>): Json {
  const keys = new Map<string, Record<string, readonly string[]>>();
  for (const [operator, own] of Object.entries(condition))
    for (const [key, values] of Object.entries(own))
      keys.set(key, { ...keys.get(key), [operator]: values });
  return Object.fromEntries(
    [...keys].map(([key, operators]): [string, Json] => {
      const plain = operators[plainOperatorOf(key)];
      return [key, plain !== undefined && Object.keys(operators).length === 1 ? plain : operators];
    }),
  );
}

/** The parts of a case that no Deny takes anything of: all of it, or action by action, or pair by pair. */
function withoutDenied(
  words: Words,
  one: Told,
  denying: readonly Told[],
  { unsaid, proofs }: { readonly unsaid: Unsaid[]; readonly proofs: { left: number } },
): Words[] {
  const denials = denying.flatMap(({ statement }) => {
    const policy = policyOf([{ ...statement, Effect: 'Allow' }]);
    return policy.ok ? [{ statement, policy: policy.value }] : [];
  });
  const isApart = (part: Words): boolean => {
    const own = policyOfCase({ id: 'x', ...part });
    return denials.every(({ statement, policy }) => {
      if (!mayShareAction(part, statement)) return true;
      proofs.left -= 1;
      if (proofs.left < 0) return false;
      return prove({ property: 'disjoint', policies: [own, policy] }).verdict === 'proved';
    });
  };
  if (denials.length === 0 || isApart(words)) return [words];
  const actions = words['actions'] as readonly string[];
  const resources = (words['resources'] ?? ['*']) as readonly string[];
  const apart = actions.filter((action) => isApart({ ...words, actions: [action] }));
  const met = actions.filter((action) => !apart.includes(action));
  const isFew = met.length * resources.length <= MOST_PAIRS && resources.length > 1;
  const pairs = met.flatMap((action): Words[] => {
    const own = { ...words, actions: [action] };
    const free = isFew
      ? resources.filter((resource) => isApart({ ...own, resources: [resource] }))
      : [];
    if (free.length < resources.length)
      unsaid.push({
        code: 'DENIED_IN_PART',
        reason: `a Deny takes a part of \`${action}\`, and a case has no exceptions`,
        origin: one.origin,
      });
    return free.length === 0 ? [] : [{ ...own, resources: free }];
  });
  return [...(apart.length === 0 ? [] : [{ ...words, actions: apart }]), ...pairs];
}

/** Errs towards true. */
function mayShareAction(part: Words, { Action }: Statement): boolean {
  const actions = part['actions'] as readonly string[];
  if (Action === undefined) return true;
  return Action.some((one) =>
    actions.some((action) => patternsMeet(foldCase(one), foldCase(action))),
  );
}

/** No word of a case has more texts than a requirement holds. */
function inParts(words: Words): Words[] {
  return ['actions', 'resources'].reduce<Words[]>(
    (parts, word) =>
      parts.flatMap((part) => {
        const texts = part[word] as readonly string[] | undefined;
        if (texts === undefined || texts.length <= MAX_TEXTS) return [part];
        const count = Math.ceil(texts.length / MAX_TEXTS);
        return Array.from({ length: count }, (_, at) => ({
          ...part,
          [word]: texts.slice(at * MAX_TEXTS, (at + 1) * MAX_TEXTS),
        }));
      }),
    [words],
  );
}

/**
 * So many proofs tell a whole policy apart from its Denies: seconds for the longest ones there are. What is left then counts as
 * denied in part, so that the cases are narrower.
 */
const MOST_PROOFS = 300;

/** A proof for each pair; more would take longer than a draft is waited for. */
const MOST_PAIRS = 200;

function policyOfCase(one: RequirementCase): AwsPolicy[] {
  const pattern = parseRequestPattern(patternOf(one));
  const policy = pattern.ok ? patternPolicy(pattern.value) : pattern;
  if (!policy.ok) throw new Error(policy.refusals.map(({ message }) => message).join('; '));
  return [policy.value];
}
