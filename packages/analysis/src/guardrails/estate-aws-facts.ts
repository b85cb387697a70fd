import type { Statement } from '../aws-iam/model.ts';
import { digestText } from '../canonical/digest.ts';
import { sortedList } from '../canonical/sorted-list.ts';
import { sharesAction } from './aws-controls.ts';

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
  const about = statements.filter((one) => sharesAction(one, actions));
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
    isPersonal: texts.some((one) => one.includes('${')) || about.some(tellsCallersApart),
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
 * Keys whose value has nothing to do with who asks or whose the resource is. Whatever is not in this list makes the
 * policy personal: a key that nobody thought of must not make two callers one.
 */
const IMPERSONAL =
  /^(?:aws:(?:currenttime|epochtime|securetransport|sourceip|requestedregion|multifactorauthpresent|multifactorauthage|requesttag\/.*|resourcetag\/.*|tagkeys|useragent|calledvia.*|viaawsservice)|(?:ec2|s3|rds|iam|kms|lambda|dynamodb|sns|sqs|elasticloadbalancing|autoscaling|cloudformation|ecs|eks|ssm|secretsmanager|logs):(?!.*(?:arn|account|org|caller|principal|user|role|owner)).*)$/i;

function tellsCallersApart(statement: Statement): boolean {
  const { Principal, NotPrincipal, Condition = {}, Resource = [], NotResource = [] } = statement;
  if ((Principal ?? NotPrincipal) !== undefined) return true;
  const keys = Object.values(Condition).flatMap((entries) => Object.keys(entries));
  if (keys.some((key) => !IMPERSONAL.test(key))) return true;
  return [...Resource, ...NotResource].some(namesAccount);
}

/** Whether a resource pattern is about some accounts only: its fifth segment is neither empty nor a `*`. */
export function namesAccount(resource: string): boolean {
  if (resource === '*') return false;
  const segments = resource.split(':');
  const account = segments[4];
  if (segments.length < 6 || account === undefined) return true;
  return account !== '' && account !== '*';
}
