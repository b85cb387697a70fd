import { and, NotEncoded, or, quoted } from './smt-text.ts';

/** Constants of the one who asks: the kind of principal, and its name as policies write it. */
export const PRINCIPAL_KIND = 'principal_kind';
export const PRINCIPAL_NAME = 'principal_name';

const KINDS = ['AWS', 'Service', 'Federated', 'CanonicalUser', 'anonymous'];

/** Declarations of the constants. */
export const PRINCIPAL_DECLARATIONS: readonly string[] = [
  `(declare-const ${PRINCIPAL_KIND} String)`,
  `(declare-const ${PRINCIPAL_NAME} String)`,
  `(assert ${or(KINDS.map((kind) => `(= ${PRINCIPAL_KIND} ${quoted(kind)})`))})`,
];

const ACCOUNT = /^(?:arn:[^:]*:iam::)?(\d{12})(?::root)?$/;

/** Whether the principal is one of an element `Principal`: `"*"`, or names by kind. */
export function principalMatches(element: unknown): string {
  if (element === '*') return 'true';
  if (typeof element !== 'object' || element === null) throw new NotEncoded('a `Principal`');
  return or(
    Object.entries(element).flatMap(([kind, names]: [string, unknown]) =>
      (Array.isArray(names) ? names : [names]).map((name) => nameMatches(kind, String(name))),
    ),
  );
}

/** `*` of the kind AWS is everyone, with or without an account. */
function nameMatches(kind: string, name: string): string {
  if (kind === 'AWS' && name === '*') return 'true';
  const isKind = `(= ${PRINCIPAL_KIND} ${quoted(kind)})`;
  if (name === '*') return isKind;
  const account = kind === 'AWS' ? ACCOUNT.exec(name)?.[1] : undefined;
  if (account !== undefined) return and([isKind, inAccount(account)]);
  if (/[*?]/.test(name)) throw new NotEncoded(`the principal \`${name}\``);
  return and([isKind, `(= ${PRINCIPAL_NAME} ${quoted(name)})`]);
}

/** An account stands for all of its principals. */
function inAccount(account: string): string {
  const field = '(re.* (re.diff re.allchar (str.to_re ":")))';
  const parts = ['(str.to_re "arn:")', field, '(str.to_re ":")', field, '(str.to_re ":")', field];
  const rest = [`(str.to_re ${quoted(`:${account}:`)})`, '(re.* re.allchar)'];
  return `(str.in_re ${PRINCIPAL_NAME} (re.++ ${[...parts, ...rest].join(' ')}))`;
}
