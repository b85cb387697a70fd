import { type GlobPart, globMatches } from './glob-smt.ts';
import { and, NotEncoded, or } from './smt-text.ts';
import type { Subjects } from './subjects.ts';

/** The one who asks: the kind of principal as a number, and its name as policies write it. */
export const PRINCIPAL_KIND = 'principal_kind';
export const PRINCIPAL_NAME = 'principal_name';

const KINDS = ['AWS', 'Service', 'Federated', 'CanonicalUser', 'anonymous'];

/** Declarations of what is no string. */
export const PRINCIPAL_DECLARATIONS: readonly string[] = [
  `(declare-const ${PRINCIPAL_KIND} Int)`,
  `(assert (<= 0 ${PRINCIPAL_KIND} ${KINDS.length - 1}))`,
];

const ACCOUNT = /^(?:arn:[^:]*:iam::)?(\d{12})(?::root)?$/;

/** Whether the principal is one of an element `Principal`: `"*"`, or names by kind. */
export function principalMatches(element: unknown, subjects: Subjects): string {
  if (element === '*') return 'true';
  if (typeof element !== 'object' || element === null) throw new NotEncoded('a `Principal`');
  return or(
    Object.entries(element).flatMap(([kind, names]: [string, unknown]) =>
      (Array.isArray(names) ? names : [names]).map((name) =>
        nameMatches(kind, String(name), subjects),
      ),
    ),
  );
}

/** `*` of the kind AWS is everyone, with or without an account. */
function nameMatches(kind: string, name: string, subjects: Subjects): string {
  if (kind === 'AWS' && name === '*') return 'true';
  const isKind = `(= ${PRINCIPAL_KIND} ${KINDS.indexOf(kind)})`;
  if (name === '*') return isKind;
  const account = kind === 'AWS' ? ACCOUNT.exec(name)?.[1] : undefined;
  if (account !== undefined)
    return and([isKind, globMatches(inAccount(account), PRINCIPAL_NAME, subjects)]);
  if (/[*?]/.test(name)) throw new NotEncoded(`the principal \`${name}\``);
  return and([isKind, globMatches([{ kind: 'text', text: name }], PRINCIPAL_NAME, subjects)]);
}

/** An account stands for all of its principals. */
function inAccount(account: string): GlobPart[] {
  const field: GlobPart = { kind: 'many', isFree: false };
  const colon: GlobPart = { kind: 'text', text: ':' };
  const head: GlobPart[] = [{ kind: 'text', text: 'arn:' }, field, colon, field, colon, field];
  return [...head, { kind: 'text', text: `:${account}:` }, { kind: 'many', isFree: true }];
}
