/**
 * A third opinion for tests: the rules of the IAM user guide in the fewest words, one concrete request at a time. It
 * knows neither the prover nor the replay, and takes only values whose meaning nobody doubts.
 */
export interface Bare {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: readonly string[];
  readonly NotAction?: readonly string[];
  readonly Resource?: readonly string[];
  readonly NotResource?: readonly string[];
  readonly Principal?: BarePrincipal;
  readonly NotPrincipal?: BarePrincipal;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

export type BarePrincipal = '*' | Readonly<Record<string, readonly string[]>>;

/** Values by key as the policies spell it; a key that is absent has none. */
export type Context = Readonly<Record<string, readonly string[]>>;

export interface BareRequest {
  readonly action: string;
  readonly resource: string;
  readonly context: Context;
  /** `AWS:` and an ARN, `Service:` and a name, or `Anonymous:`; left out where no policy cares. */
  readonly who?: string;
}

/** What is chosen for all statements of a comparison. */
export interface Terms {
  /** `Version` 2008-10-17: `${` starts no variable. */
  readonly isOld?: boolean;
  /** A plain operator on several values asks for one of them or for all: AWS defines neither. */
  readonly several?: 'some' | 'all';
}

/** Whether the statements, attached together, allow the request. */
export function allows(
  statements: readonly Bare[],
  request: BareRequest,
  terms: Terms = {},
): boolean {
  const active = statements.filter((one) => matches(one, request, terms));
  return (
    active.some(({ Effect }) => Effect === 'Allow') &&
    !active.some(({ Effect }) => Effect === 'Deny')
  );
}

function matches(one: Bare, request: BareRequest, { isOld, several }: Terms): boolean {
  const fill = (text: string): string | undefined =>
    isOld === true ? text : filled(text, request.context);
  const meets = (texts: readonly string[] | undefined, value: string): boolean =>
    (texts ?? []).some((text) => like(fill(text), value));
  const action = request.action.toLowerCase();
  const isAction = (texts: readonly string[] | undefined): boolean =>
    (texts ?? []).some((text) => like(text.toLowerCase(), action));
  return (
    (one.NotAction === undefined ? isAction(one.Action) : !isAction(one.NotAction)) &&
    (one.NotResource === undefined
      ? meets(one.Resource, request.resource)
      : !meets(one.NotResource, request.resource)) &&
    meetsPrincipal(one, request.who ?? '') &&
    Object.entries(one.Condition ?? {}).every(([operator, keys]) =>
      Object.entries(keys).every(([key, values]) =>
        holds(operator, values.map(fill), request.context[key] ?? [], several),
      ),
    )
  );
}

/** Marks before a character that is itself, no wildcard: a text with them is `filled`. */
const SELF = '\u0001';

/** Variables and escapes replaced; undefined where one has no value. */
export function filled(text: string, context: Context): string | undefined {
  let isNothing = false;
  const literally = (value: string): string => Array.from(value, (char) => SELF + char).join('');
  const result = text.replace(/\$\{([^{}]*)\}/g, (_, body: string) => {
    if (['*', '?', '$'].includes(body)) return SELF + body;
    const [key = '', fallback] = body.split(/,\s*/);
    const value = context[key]?.[0] ?? fallback?.replace(/^'(.*)'$/, '$1');
    if (value === undefined) isNothing = true;
    return literally(value ?? '');
  });
  return isNothing ? undefined : result;
}

/** Glob by recursion on the text of filled(). */
function like(pattern: string | undefined, text: string): boolean {
  if (pattern === undefined) return false;
  if (pattern === '') return text === '';
  const [head, rest] = [pattern[0], pattern.slice(1)];
  if (head === SELF)
    return text !== '' && rest[0] === text[0] && like(rest.slice(1), text.slice(1));
  if (head === '*') return like(rest, text) || (text !== '' && like(pattern, text.slice(1)));
  return text !== '' && (head === '?' || head === text[0]) && like(rest, text.slice(1));
}

const plain = (pattern: string): string => pattern.replaceAll(SELF, '');

/** Whether one operator holds for the values of a key, none if it is absent. */
export function holds(
  operator: string,
  wanted: readonly (string | undefined)[],
  actual: readonly string[],
  several: 'some' | 'all' = 'some',
): boolean {
  const [, set = '', base = '', ifExists = ''] =
    /^(ForAllValues:|ForAnyValue:)?(.*?)(IfExists)?$/.exec(operator) ?? [];
  const values = wanted.filter((value) => value !== undefined);
  if (base === 'Null') return values.some((value) => (value === 'true') === (actual.length === 0));
  const isNegated = base.includes('Not');
  if (actual.length === 0)
    return ifExists !== '' || set === 'ForAllValues:' || (set === '' && isNegated);
  const compare = COMPARISONS[base.replace('Not', '')] ?? never(operator);
  const one = (value: string): boolean => values.some((each) => compare(each, value));
  if (set === '') return (several === 'all' ? actual.every(one) : actual.some(one)) !== isNegated;
  const each = (value: string): boolean => one(value) !== isNegated;
  return set === 'ForAllValues:' ? actual.every(each) : actual.some(each);
}

function never(what: string): never {
  throw new Error(`no such thing here: ${what}`);
}

const order =
  (read: (text: string) => number, test: (difference: number) => boolean) =>
  (wanted: string, value: string): boolean =>
    test(read(value) - read(plain(wanted)));

const BASE64 = /^(?:[\w+/]{4})*(?:[\w+/]{2}==|[\w+/]{3}=)?$/;

const COMPARISONS: Readonly<Record<string, (wanted: string, value: string) => boolean>> = {
  StringEquals: (wanted, value) => plain(wanted) === value,
  StringEqualsIgnoreCase: (wanted, value) => plain(wanted).toLowerCase() === value.toLowerCase(),
  StringLike: like,
  ArnLike: arnLike,
  ArnEquals: arnLike,
  Bool: (wanted, value) => wanted.toLowerCase() === value.toLowerCase(),
  BinaryEquals: (wanted, value) => BASE64.test(value) && wanted === value,
  IpAddress: inBlock,
  NumericEquals: order(Number, (difference) => difference === 0),
  NumericLessThan: order(Number, (difference) => difference < 0),
  NumericLessThanEquals: order(Number, (difference) => difference <= 0),
  NumericGreaterThan: order(Number, (difference) => difference > 0),
  NumericGreaterThanEquals: order(Number, (difference) => difference >= 0),
  DateEquals: order(instant, (difference) => difference === 0),
  DateLessThan: order(instant, (difference) => difference < 0),
  DateLessThanEquals: order(instant, (difference) => difference <= 0),
  DateGreaterThan: order(instant, (difference) => difference > 0),
  DateGreaterThanEquals: order(instant, (difference) => difference >= 0),
};

/** Milliseconds since 1970; NaN, which no comparison holds for, if the text is no date. */
export function instant(text: string): number {
  if (/^-?\d+$/.test(text)) return Number(text) * 1000;
  return /^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d))?$/.test(text) ? Date.parse(text) : Number.NaN;
}

/** Six segments one by one; the last keeps its colons. */
function arnLike(wanted: string, value: string): boolean {
  const cut = (text: string): string[] => {
    const parts = text.split(':');
    return [...parts.slice(0, 5), parts.slice(5).join(':')];
  };
  if (value.split(':').length < 6) return false;
  // A colon that a variable brought in is no end of a segment; the values used here have none.
  const segments = cut(value);
  return cut(wanted).every((one, index) => like(one, segments[index] ?? ''));
}

function inBlock(block: string, address: string): boolean {
  if (!ADDRESS.test(block) || !ADDRESS.test(address) || address.includes('/')) return false;
  const [base = '', length] = block.split('/');
  const [one, other] = [bits(base), bits(address)];
  const size = length === undefined ? one.length : Number(length);
  return one.length === other.length && one.slice(0, size) === other.slice(0, size);
}

const ADDRESS = /^(?:\d+\.\d+\.\d+\.\d+|[0-9a-f:]*:[0-9a-f:]*)(?:\/\d+)?$/;

/** An address as text of zeros and ones. */
function bits(address: string): string {
  if (!address.includes(':'))
    return address
      .split('.')
      .map((part) => Number(part).toString(2).padStart(8, '0'))
      .join('');
  const [head = '', tail] = address.split('::');
  const groups = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const zeros = Array<string>(
    tail === undefined ? 0 : 8 - groups(head).length - groups(tail).length,
  ).fill('0');
  return [...groups(head), ...zeros, ...groups(tail ?? '')]
    .map((group) => Number.parseInt(group, 16).toString(2).padStart(16, '0'))
    .join('');
}

function meetsPrincipal({ Principal, NotPrincipal }: Bare, who: string): boolean {
  if (NotPrincipal !== undefined) return !isNamed(NotPrincipal, who);
  return Principal === undefined || isNamed(Principal, who);
}

/** Whether an element names somebody: by everybody, by the account or its root, by the own ARN or the role's. */
export function isNamed(element: BarePrincipal, who: string): boolean {
  if (element === '*') return true;
  const account = accountOf(who);
  return Object.entries(element).some(([kind, names]) =>
    names.some(
      (name) =>
        (kind === 'AWS' && name === '*') ||
        `${kind}:${name}` === who ||
        (kind === 'AWS' &&
          account !== undefined &&
          (name === account ||
            arnLike(name, who.slice('AWS:'.length)) ||
            name === `arn:aws:iam::${account}:root` ||
            arnLike(
              name,
              `${who.slice('AWS:'.length).split(':', 2).join(':')}:iam::${account}:root`,
            ))),
    ),
  );
}

/** The account of an AWS principal. */
export function accountOf(who: string): string | undefined {
  return who.startsWith('AWS:') ? who.split(':')[5] : undefined;
}
