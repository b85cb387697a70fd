import { freeGlob, globMatches, withinFields } from './glob-smt.ts';
import { and, NotEncoded, not, or } from './smt-text.ts';
import type { Subjects } from './subjects.ts';

/** The one who asks: the kind of principal as a number, and its name as policies write it. */
const PRINCIPAL_KIND = 'principal_kind';
export const PRINCIPAL_NAME = 'principal_name';

const KINDS = ['AWS', 'Service', 'Federated', 'CanonicalUser', 'anonymous'];

/** A user or role of AWS, or an account. */
export const IS_AWS: string = isOfKind('AWS');

/** Declarations of what is no string. */
export const PRINCIPAL_DECLARATIONS: readonly string[] = [
  `(declare-const ${PRINCIPAL_KIND} Int)`,
  `(assert (<= 0 ${PRINCIPAL_KIND} ${KINDS.length - 1}))`,
];

/**
 * Who can ask: where policies name principals, anybody, else a user or role. Sessions stand behind their roles, so a
 * question that names one has no exact form here.
 */
export function isPossiblePrincipal(namesPrincipals: boolean, subjects: Subjects): string {
  const forms = ['role/?*', 'user/?*', ...(namesPrincipals ? ['root'] : [])];
  const hasForm = or(
    forms.map((form) => arnMatches(`arn:aws*:iam::?*:${form}`, PRINCIPAL_NAME, subjects)),
  );
  return namesPrincipals ? or([not(IS_AWS), hasForm]) : and([IS_AWS, hasForm]);
}

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

const ACCOUNT = /^(?:(\d+)|arn:[^:]*:iam::([^:*?]+):root)$/;

/** `*` of the kind AWS is everyone, with or without an account; an account stands for all of its principals. */
function nameMatches(kind: string, name: string, subjects: Subjects): string {
  if (kind !== 'AWS') {
    return and([isOfKind(kind), globMatches(freeGlob(name), PRINCIPAL_NAME, subjects)]);
  }
  if (name === '*') return 'true';
  const [, id, root] = ACCOUNT.exec(name) ?? [];
  const account = id ?? root;
  if (account === undefined && !/^arn:[^:]*:iam:/.test(name)) {
    throw new NotEncoded(`the principal \`${name}\``);
  }
  const arns =
    account === undefined
      ? [name]
      : ['role/?*', 'user/?*', 'root'].map((form) => `arn:aws*:iam::${account}:${form}`);
  return and([IS_AWS, or(arns.map((arn) => arnMatches(arn, PRINCIPAL_NAME, subjects)))]);
}

function isOfKind(kind: string): string {
  return `(= ${PRINCIPAL_KIND} ${KINDS.indexOf(kind)})`;
}

function arnMatches(arn: string, subject: string, subjects: Subjects): string {
  const parts = withinFields(freeGlob(arn));
  if (parts === null) throw new NotEncoded(`the principal \`${arn}\``);
  return globMatches(parts, subject, subjects);
}
