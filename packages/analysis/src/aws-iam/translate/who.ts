import type { Patterns, Piece } from '../../engine/glob-set.ts';
import {
  ANY,
  matches,
  NAME_ANY,
  normalise,
  type Pattern,
  pointsOf,
  SEGMENT_ANY,
  SEGMENT_STAR,
  STAR,
} from '../../engine/pattern.ts';
import { PatternList } from '../../engine/pattern-list.ts';
import { type TextField, TextLiteral } from '../../engine/text-literal.ts';
import type { AwsPolicy, AwsPrincipal } from '../model.ts';
import { EXAMPLE_ACCOUNTS } from './examples.ts';

/**
 * Who makes the request, as one string: `AWS:` and an ARN, `Service:`, `Federated:` or `CanonicalUser:` and a name, or
 * `Anonymous:`. What AWS derives from it (`aws:PrincipalArn`, the account, the type) are views of this one field, so
 * they can never contradict each other. A session stands for its role, unless a policy names sessions.
 */
export interface Who {
  readonly of: TextField;
  /** Nobody with an ARN: the keys that come from it are absent. */
  readonly withoutArn: readonly Pattern[];
  readonly hasSessions: boolean;
  readonly hasFederatedUsers: boolean;
}

/** What the policies of a question say about principals. */
export interface Naming {
  /** Some statement has a `Principal` or `NotPrincipal`: others than users and roles can ask. */
  readonly principals: boolean;
  /** Some statement names sessions, so a session no longer stands for its role. */
  readonly sessions: boolean;
  /** Something could tell the sessions of federated users from the users who made them. */
  readonly federatedUsers: boolean;
}

/** The field; without principals in the policies only users and roles can ask. */
export function whoOf(field: number, patterns: Patterns, naming: Naming): Who {
  const forms = AWS_FORMS.filter(
    ({ isSession, isFederated, isIdentity }) =>
      (isIdentity || naming.principals) &&
      (!isSession || naming.sessions) &&
      (!isFederated || naming.federatedUsers),
  );
  const aws = forms.map(({ text, tokens, sample }) => piece(patterns.intern(text, tokens), sample));
  const others = OTHERS.map(([kind, name]) =>
    piece(patterns.intern(`${kind}:*`, [...pointsOf(`${kind}:`), ANY, STAR]), `${kind}:${name}`),
  );
  others.push(piece(patterns.literal(ANONYMOUS), ANONYMOUS));
  const pieces = naming.principals ? [...aws, ...others] : aws;
  return {
    of: { field, patterns, universe: { absent: false, pieces } },
    withoutArn: others.flatMap(({ all }) => all),
    hasSessions: naming.sessions,
    hasFederatedUsers: naming.federatedUsers,
  };
}

function piece(pattern: Pattern, sample: string): Piece {
  return { all: [pattern], none: [], sample };
}

/** What the field holds for a request nobody signed. */
export const ANONYMOUS = 'Anonymous:';

interface ArnForm {
  readonly text: string;
  readonly tokens: readonly number[];
  readonly sample: string;
  readonly isIdentity: boolean;
  readonly isSession: boolean;
  readonly isFederated: boolean;
}

/** `arn:PARTITION:SERVICE::ACCOUNT:` and what comes after it. */
function arnForm(service: 'iam' | 'sts', rest: string, name: string): ArnForm {
  const tokens = [
    ...pointsOf('AWS:arn:aws'),
    SEGMENT_STAR,
    ...pointsOf(`:${service}::`),
    SEGMENT_ANY,
    SEGMENT_STAR,
    ...pointsOf(`:${rest}`),
    ...(name === '' ? [] : [SEGMENT_STAR, NAME_ANY]),
  ];
  return {
    text: `AWS:arn:aws*:${service}::*:${rest}${name === '' ? '' : '*'}`,
    tokens: normalise(tokens),
    sample: `AWS:arn:aws:${service}::123456789012:${rest}${name}`,
    isIdentity: name !== '',
    isSession: rest === 'assumed-role/',
    isFederated: rest === 'federated-user/',
  };
}

const AWS_FORMS: readonly ArnForm[] = [
  arnForm('iam', 'role/', 'example'),
  arnForm('iam', 'user/', 'example'),
  arnForm('iam', 'root', ''),
  arnForm('sts', 'assumed-role/', 'example/session'),
  arnForm('sts', 'federated-user/', 'example'),
];

const OTHERS: readonly (readonly [string, string])[] = [
  ['Service', 'example.amazonaws.com'],
  ['Federated', 'example.com'],
  ['CanonicalUser', '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be'],
];

/** The principals that have this ARN as `aws:PrincipalArn`; tokens are those of the ARN. */
export function arnTokens(tokens: readonly number[]): readonly number[] {
  return normalise([...pointsOf('AWS:'), ...tokens]);
}

/** The principals of the accounts a pattern matches. */
export function accountTokens(tokens: readonly number[]): readonly number[] {
  const account = tokens.map((token) =>
    token === STAR ? SEGMENT_STAR : token === ANY ? SEGMENT_ANY : token,
  );
  const head = [...pointsOf('AWS:arn:'), SEGMENT_STAR, 58, SEGMENT_STAR, 58, 58];
  return normalise([...head, ...account, 58, STAR]);
}

/** The principals that one name of a `Principal` element stands for. */
export function principalPatterns(kind: string, name: string, patterns: Patterns): Pattern[] {
  const of = (tokens: readonly number[]): Pattern => patterns.intern(`${kind}:${name}`, tokens);
  if (kind !== 'AWS') return [of(normalise(glob(`${kind}:${name}`)))];
  const account = accountNamed(name);
  if (account !== undefined) return [of(accountTokens(pointsOf(account)))];
  const role = ROLE.exec(name);
  const own = of(arnTokens(segmentGlob(name)));
  if (role === null) return [own, ...accountsNamed(name).map(of)];
  const [, partition = '', id = '', roleName = ''] = role;
  const session = `arn:${partition}:sts::${id}:assumed-role/${roleName}/*`;
  return [own, of(arnTokens(segmentGlob(session)))];
}

/** The federated users whom a user that is named may have made; their sessions do not say which user did. */
export function federatedPatterns(kind: string, name: string, patterns: Patterns): Pattern[] {
  const [, partition = '', service, , account = '', resource = ''] = name.split(':');
  if (kind !== 'AWS' || service !== 'iam' || !resource.startsWith('user/')) return [];
  const arn = `arn:${partition}:sts::${account}:federated-user/?*`;
  return [patterns.intern(`AWS:${arn}`, arnTokens(segmentGlob(arn)))];
}

/** A name with wildcards that stands for root accounts, too, names all of their principals. */
function accountsNamed(name: string): readonly (readonly number[])[] {
  const [, partition = '', service = '', , account = '', ...rest] = name.split(':');
  const isRoot = (pattern: string, text: string): boolean =>
    matches(normalise(glob(pattern)), pointsOf(text));
  if (!/[*?]/.test(name) || !isRoot(service, 'iam') || !isRoot(rest.join(':'), 'root')) return [];
  return [arnTokens(segmentGlob(`arn:${partition}:*::${account}:*`))];
}

const ROLE = /^arn:([^:]*):iam::([^:]*):role\/(?:.*\/)?([^/]+)$/;
const ROOT = /^(?:(\d+)|arn:[^:]+:iam::([^:*?]+):root)$/;

/** The account of an element that names a whole account, by its id or its root. */
export function accountNamed(name: string): string | undefined {
  const found = ROOT.exec(name);
  return found?.[1] ?? found?.[2];
}

function glob(text: string): number[] {
  return pointsOf(text).map((point) => (point === 42 ? STAR : point === 63 ? ANY : point));
}

/** Wildcards stay within their segment of the ARN, but for the last. */
function segmentGlob(text: string): number[] {
  let colons = 0;
  return glob(text).map((token) => {
    if (token === 58) colons += 1;
    if (colons >= 5) return token;
    return token === STAR ? SEGMENT_STAR : token === ANY ? SEGMENT_ANY : token;
  });
}

/** Nobody, or only these, as a literal. */
export function whoLiteral(who: Who, list: readonly Pattern[], isNegated = false): TextLiteral {
  return new TextLiteral(who.of, { list: new PatternList(list), isNegated });
}

/** The principal of a request in AWS's words. */
export function principalOf(who: string): AwsPrincipal {
  const colon = who.indexOf(':');
  const [kind, name] = [who.slice(0, colon), who.slice(colon + 1)];
  if (who === ANONYMOUS) return '*';
  if (kind === 'Service') return { Service: name };
  if (kind === 'Federated') return { Federated: name };
  return kind === 'CanonicalUser' ? { CanonicalUser: name } : name;
}

/** Principals a reader takes for real ones; accounts that no policy mentions come first. */
export function readablePrincipals(policies: readonly AwsPolicy[]): readonly string[] {
  const isMentioned = (text: string): boolean =>
    policies.some(({ source }) => source.includes(text));
  const accounts = [
    ...EXAMPLE_ACCOUNTS.filter((account) => !isMentioned(account)),
    ...EXAMPLE_ACCOUNTS.filter(isMentioned),
  ];
  return [
    ...accounts.flatMap((account) =>
      ['role/example', 'user/example', 'role/other'].map(
        (rest) => `AWS:arn:aws:iam::${account}:${rest}`,
      ),
    ),
    ...OTHERS.map(([kind, name]) => `${kind}:${name}`),
  ];
}
