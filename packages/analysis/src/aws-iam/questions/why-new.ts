import type { AwsSubject, Statement } from '../model.ts';
import { patternsMeet } from '../service-table/patterns-meet.ts';
import { isStack, policiesOf, policyOf } from '../subject.ts';
import type { StatementRef } from '../translate/statement-reader.ts';
import { conditionKey, type Written } from '../words/condition-words.ts';
import { type Item, isEverything } from '../words/item.ts';
import { joined } from '../words/quote.ts';
import { narrowed } from '../words/when-words.ts';
import type { Member } from './member.ts';
import type { Granting, GrantingStatements } from './other-side.ts';
import type { Sides } from './sides.ts';

/** Which statement allows the requests of a class, and what keeps the other side from it, in words. */
export function whyNew(member: Member, sides: Sides, others: GrantingStatements): string {
  const { direction, allowing, other } = sides;
  const own = refWords(member.allowing, allowing);
  const isMany = member.allowing.length > 1;
  if (sides.against === 'requirement') return `${own} ${isMany ? 'allow' : 'allows'} it`;
  return direction === 'allowed'
    ? `${own} ${isMany ? 'allow' : 'allows'} it; ${oldReason(member, other, others)}`
    : `${own} allowed it; ${newReason(member, other, others)}`;
}

/** Statements in words: which, and on what line where the text has several. */
export function refWords(refs: readonly StatementRef[], policies: AwsSubject): string {
  const isOne = isStack(policies) || policies.length < 2;
  const names = refs.slice(0, MOST_NAMED).map((ref) => {
    const number = isOne ? `${ref.statement + 1}` : `${ref.policy + 1}.${ref.statement + 1}`;
    return number + lineWords(ref, policies) + placeWords(ref);
  });
  const rest = refs.length - names.length;
  const all = rest > 0 ? [...names, `${rest} more`] : names;
  return `${refs.length === 1 ? 'statement' : 'statements'} ${joined(all)}`;
}

const MOST_NAMED = 3;

/** A text in one line, as canonical texts are, has no lines to speak of. */
function lineWords(ref: StatementRef, policies: AwsSubject): string {
  const positions = policyOf(ref, policies)?.positions ?? [];
  const line = positions[ref.statement]?.line ?? 1;
  return (positions.at(-1)?.line ?? 1) > 1 ? ` (line ${line})` : '';
}

/** Of which layer of a stack. */
function placeWords({ policy, place }: StatementRef): string {
  if (place === undefined) return '';
  const level = place.level === undefined ? '' : ` at level ${place.level + 1}`;
  const which = policy === 0 ? '' : ` ${policy + 1}`;
  return ` of the ${LAYER_WORDS[place.layer]}${which}${level}`;
}

const LAYER_WORDS: Readonly<Record<NonNullable<StatementRef['place']>['layer'], string>> = {
  identity: 'identity policy',
  resource: 'resource policy',
  boundary: 'boundary',
  session: 'session policy',
  scp: 'service control policy',
  rcp: 'resource control policy',
};

function oldReason(member: Member, policies: AwsSubject, others: GrantingStatements): string {
  if (policiesOf(policies).length === 0) return 'there was no policy before';
  const denying = member.denying.length > 0;
  // Any layer may have kept it out.
  if (isStack(policies) && !denying) return 'the old stack as a whole did not allow it';
  const { kind, refs } = denying
    ? { kind: 'denied' as const, refs: member.denying }
    : reasonOf(member, others);
  if (kind === 'nothing') return 'the old policy allowed none of these actions';
  return `${refWords(refs, policies)} of the old policy ${PHRASES[kind].before}`;
}

function newReason(member: Member, policies: AwsSubject, others: GrantingStatements): string {
  if (policiesOf(policies).length === 0) return 'there is no policy any more';
  const denying = member.denying.length > 0;
  if (isStack(policies) && !denying) return 'the new stack as a whole does not allow it';
  const { kind, refs } = denying
    ? { kind: 'denied' as const, refs: member.denying }
    : reasonOf(member, others);
  if (kind === 'nothing') return 'the new policy allows none of these actions';
  const { one, many } = PHRASES[kind];
  return `${refWords(refs, policies)} of the new policy ${refs.length === 1 ? one : many}`;
}

const PHRASES = {
  denied: { before: 'denied it', one: 'denies it', many: 'deny it' },
  condition: { before: 'required that', one: 'requires that', many: 'require that' },
  value: {
    before: 'allowed it for other values only',
    one: 'allows it for other values only',
    many: 'allow it for other values only',
  },
  elsewhere: {
    before: 'allowed it on other resources only',
    one: 'allows it on other resources only',
    many: 'allow it on other resources only',
  },
  less: { before: 'reached less far', one: 'reaches less far', many: 'reach less far' },
} as const;

interface Reason {
  readonly kind: 'nothing' | keyof typeof PHRASES;
  readonly refs: readonly StatementRef[];
}

/** What keeps the Allow statements of the other side from the requests, where it is one thing. */
function reasonOf(member: Member, others: GrantingStatements): Reason {
  const near = others.sharing(member.actions);
  const refsOf = (list: readonly Granting[]): StatementRef[] => list.map(({ ref }) => ref);
  if (near.length === 0) return { kind: 'nothing', refs: [] };
  const asked = [
    { kind: 'condition', missing: missingIn(member) },
    { kind: 'value', missing: member.conditions.filter(({ holds }) => !holds) },
  ] as const;
  for (const { kind, missing } of member.isPart ? [] : asked) {
    const keys = new Set(missing.map(conditionKey));
    const asking = near.filter(({ statement }) => asksFor(statement, keys));
    if (asking.length > 0) return { kind, refs: refsOf(asking) };
  }
  const isElsewhere = near.every(({ statement }) => isApart(member.resources, statement));
  return { kind: isElsewhere ? 'elsewhere' : 'less', refs: refsOf(near) };
}

/** The conditions that the sentence says do not hold. */
function missingIn({ conditions, unless }: Member): readonly Written[] {
  return [...narrowed(conditions).not, ...unless.flat()];
}

function asksFor({ Condition }: Statement, missing: ReadonlySet<string>): boolean {
  if (Condition === undefined || missing.size === 0) return false;
  return Object.entries(Condition).some(([operator, keys]) =>
    Object.entries(keys).some(([key, values]) =>
      missing.has(conditionKey({ operator, key, values })),
    ),
  );
}

const MOST_COMPARED = 400;

/** Whether a statement is for other resources, certainly and as one reads ARNs, whose wildcards stay in their part. */
function isApart(resources: readonly Item[], { Resource }: Statement): boolean {
  if (Resource === undefined || resources.length * Resource.length > MOST_COMPARED) return false;
  return Resource.every((text) => resources.every((item) => isTextApart(item, text)));
}

function isTextApart(item: Item, text: string): boolean {
  if (item.none.includes(text)) return true;
  if (text.includes('${') || text === '*' || isEverything(item)) return false;
  return item.all.some((own) => !own.includes('${') && areArnsApart(own, text));
}

function areArnsApart(one: string, other: string): boolean {
  const left = one.split(':');
  const right = other.split(':');
  if (left.length < 6 || right.length < 6) return false;
  const isHeadApart = left.slice(0, 5).some((part, at) => !patternsMeet(part, right[at] ?? ''));
  return isHeadApart || !patternsMeet(left.slice(5).join(':'), right.slice(5).join(':'));
}
