import type { Statement } from '../model.ts';
import { patternsMeet } from '../service-table/patterns-meet.ts';
import type { StatementRef } from '../translate/statement-reader.ts';
import { conditionKey, type Written } from '../words/condition-words.ts';
import { type Item, isEverything } from '../words/item.ts';
import { joined } from '../words/quote.ts';
import { narrowed } from '../words/when-words.ts';
import { principalNames } from '../words/who-words.ts';
import type { Member } from './member.ts';
import type { OtherSide } from './other-layers.ts';
import type { Granting } from './other-side.ts';
import type { Sides } from './sides.ts';
import { placeWords, statementWords } from './statement-words.ts';

/** Which statement allows the requests of a class, and what keeps the other side from it, in words. */
export function whyNew(member: Member, sides: Sides, others: OtherSide): string {
  const { direction, allowing, against } = sides;
  const own = statementWords(member.allowing, allowing, direction === 'denied' ? 'old' : null);
  const allows = `${own} ${member.allowing.length > 1 ? 'allow' : 'allows'} it`;
  if (against === 'requirement') return allows;
  return direction === 'allowed'
    ? `${allows}; ${reasonWords(member, others, 'old')}`
    : `${own} allowed it; ${reasonWords(member, others, 'new')}`;
}

function reasonWords(member: Member, others: OtherSide, side: 'old' | 'new'): string {
  const isOld = side === 'old';
  if (others.isEmpty) return isOld ? 'there was no policy before' : 'there is no policy any more';
  if (others.isStack && member.denying.length === 0) return stackWords(member, others, side);
  const { kind, refs } = reasonOf(member, others);
  if (kind === 'nothing')
    return `the ${side} policy ${isOld ? 'allowed' : 'allows'} none of these actions`;
  const { before, one, many } = PHRASES[kind];
  const verb = isOld ? before : refs.length === 1 ? one : many;
  return `${statementWords(refs, others.subject, side)} ${verb}`;
}

/** In a stack one of each layer must allow a request, so the layer that does not is the reason. */
function stackWords(member: Member, others: OtherSide, side: 'old' | 'new'): string {
  const closed = others.closed(member.actions).map((place) => placeWords(place, side));
  const isOld = side === 'old';
  if (closed.length > 0)
    return `${joined(closed)} ${isOld ? 'allowed' : 'allow'} none of these actions`;
  return `the ${side} policies together ${isOld ? 'reached' : 'reach'} less far`;
}

const PHRASES = {
  denied: { before: 'denied it', one: 'denies it', many: 'deny it' },
  condition: { before: 'required that', one: 'requires that', many: 'require that' },
  value: {
    before: 'allowed it for other values only',
    one: 'allows it for other values only',
    many: 'allow it for other values only',
  },
  others: {
    before: 'allowed it for others only',
    one: 'allows it for others only',
    many: 'allow it for others only',
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
function reasonOf(member: Member, others: OtherSide): Reason {
  if (member.denying.length > 0) return { kind: 'denied', refs: member.denying };
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
  if (near.every(({ statement }) => isForOthers(member, statement)))
    return { kind: 'others', refs: refsOf(near) };
  const isElsewhere = near.every(({ statement }) => isApart(member.resources, statement));
  return { kind: isElsewhere ? 'elsewhere' : 'less', refs: refsOf(near) };
}

/** Whether a statement names principals, and none of these; the class has the rest of a group that it leaves. */
function isForOthers({ who }: Member, { Principal }: Statement): boolean {
  if (who === null || Principal === undefined) return false;
  const names = new Set(principalNames(Principal));
  if (names.has('*')) return false;
  return who.every(({ all, none }) =>
    all.includes('*')
      ? [...names].every((name) => none.includes(name))
      : !all.some((name) => names.has(name)),
  );
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
