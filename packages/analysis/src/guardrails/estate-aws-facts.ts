import { CANONICAL_FORM } from '../aws-iam/canonical/canonical-policy.ts';
import type { Statement } from '../aws-iam/model.ts';
import { digestText } from '../canonical/digest.ts';
import { sortedList } from '../canonical/sorted-list.ts';
import { isAbout, sharesAction, withSharedActions } from './aws-controls.ts';

/** What a policy says about some actions, from its canonical text alone. */
export interface AwsDigestFacts {
  /** The statements that can be about them, as one digest; empty: there are none. Equal digests mean equal statements. */
  readonly about: string;
  /** Whether an Allow statement is among them. */
  readonly isGranting: boolean;
  /** The resources of the Allow statements among them, as patterns; `*` where a statement does not list any. */
  readonly resources: readonly string[];
  /** Whether they can tell callers of one kind apart, by name, account or tag; errs towards yes. */
  readonly isPersonal: boolean;
}

/** Reads the facts of a canonical text; of one that cannot be read nothing is known, so that it may grant anything. */
export function factsOf(
  digest: string,
  text: string | undefined,
  actions: readonly string[],
): AwsDigestFacts {
  const statements = text === undefined ? null : statementsOf(text);
  if (statements === null) return unreadable(digest);
  const about = aboutOf(statements, actions);
  if (about.length === 0) return NOTHING;
  const texts = about.map(({ Sid, ...rest }) => JSON.stringify(rest));
  const version = /"Version":"[^"]*"/.exec(text ?? '')?.[0] ?? '';
  return {
    about: digestText([version, ...sortedList(texts)].join('\n')),
    isGranting: about.some(({ Effect }) => Effect !== 'Deny'),
    resources: about
      .filter(({ Effect }) => Effect !== 'Deny')
      // A variable can be anything.
      .flatMap(({ Resource = ['*'] }) => Resource.map((one) => one.replaceAll(VARIABLE, '*'))),
    isPersonal: about.some(tellsCallersApart),
  };
}

const VARIABLE = /\$\{[^}]*\}/g;

const NOTHING: AwsDigestFacts = {
  about: '',
  isGranting: false,
  resources: [],
  isPersonal: false,
};

function unreadable(digest: string): AwsDigestFacts {
  return { about: digest, isGranting: true, resources: ['*'], isPersonal: true };
}

/** A policy taken apart: one canonical text a statement about the actions. */
export interface SplitPolicy {
  readonly allows: readonly SplitStatement[];
  readonly denies: readonly string[];
}

/** An Allow statement as a policy of its own, and those of the actions it can be about. */
export interface SplitStatement {
  readonly text: string;
  readonly actions: readonly string[];
}

/**
 * The statements about some actions, each as a policy of its own, without its name, so that the same statement of
 * several policies is one text; null: the text cannot be read.
 */
export function splitByStatement(
  text: string | undefined,
  asked: readonly string[],
): SplitPolicy | null {
  const statements = text === undefined ? null : statementsOf(text);
  const [, version] = /"Version":"([^"]*)"/.exec(text ?? '') ?? [];
  if (statements === null || version === undefined) return null;
  const actions = asked.map((one) => one.toLowerCase());
  const about = aboutOf(statements, actions);
  const alone = ({ Sid, ...statement }: Statement): string =>
    // Members of a canonical text keep their order, so that what is made of them is canonical.
    JSON.stringify({
      canonical: CANONICAL_FORM,
      policy: { Statement: [statement], Version: version },
    });
  const isDeny = ({ Effect }: Statement): boolean => Effect === 'Deny';
  const allows = about.filter((one) => !isDeny(one));
  return {
    allows: allows.map((one) => ({
      text: alone(one),
      actions: asked.filter((_, index) => isAbout(one, actions[index] ?? '')),
    })),
    denies: about.filter(isDeny).map(alone),
  };
}

function aboutOf(statements: readonly Statement[], actions: readonly string[]): Statement[] {
  return statements
    .filter((one) => sharesAction(one, actions))
    .map((one) => withSharedActions(one, actions));
}

function statementsOf(text: string): readonly Statement[] | null {
  try {
    const { policy } = JSON.parse(text) as {
      readonly policy?: { readonly Statement?: readonly Statement[] };
    };
    return Array.isArray(policy?.Statement) ? policy.Statement : null;
  } catch {
    return null;
  }
}

/**
 * Keys of AWS itself that are not derived from who asks or whose the resource is, so that they are as free for one
 * caller as for another; those of services all are. A key of AWS that is not in this list makes a statement personal.
 */
const IMPERSONAL =
  /^(?!aws:)|^aws:(?:currenttime|epochtime|securetransport|sourceip|requestedregion|multifactorauth(?:present|age)|(?:principal|request|resource)tag\/.*|tagkeys|useragent|calledvia.*|viaawsservice)$/i;

/** Policy variables that are tags are as free; all others can name the caller. */
const TAG_VARIABLE = /\$\{aws:(?:Principal|Request|Resource)Tag\/[^}]*\}/gi;

function namesCaller(text: string): boolean {
  return text.replaceAll(TAG_VARIABLE, '').includes('${');
}

function tellsCallersApart(statement: Statement): boolean {
  const { Principal, NotPrincipal, Condition = {}, Resource = [], NotResource = [] } = statement;
  if ((Principal ?? NotPrincipal) !== undefined) return true;
  const keys = Object.values(Condition).flatMap((entries) => Object.entries(entries));
  if (keys.some(([key, values]) => !isImpersonal(key, values))) return true;
  return [...Resource, ...NotResource].some((one) => namesCaller(one) || namesAccount(one));
}

/** The account of whoever asks, as policies write it. */
export const OWN_ACCOUNT: string = '$' + '{aws:PrincipalAccount}';

/** That the resource is of the caller's own account is the same condition for every caller. */
function isImpersonal(key: string, values: readonly string[]): boolean {
  const isOwn = values.every((one) => one === OWN_ACCOUNT);
  if (key.toLowerCase() === 'aws:resourceaccount' && isOwn) return true;
  return IMPERSONAL.test(key) && !values.some(namesCaller);
}

/** Whether a resource pattern is about some accounts only: its fifth segment is neither empty nor a `*`. */
export function namesAccount(resource: string): boolean {
  if (resource === '*') return false;
  const segments = resource.split(':');
  const account = segments[4];
  if (segments.length < 6 || account === undefined) return true;
  return account !== '' && account !== '*';
}
