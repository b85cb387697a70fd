import type { AwsPrincipal, AwsRequest, PrincipalElement, Statement } from '../model.ts';
import type { Operator } from '../translate/operator.ts';
import type { Known, PartialContext } from './partial-context.ts';

/** Somebody that no policy means: what such a request carries, and which `Principal` elements mean it. */
export interface Stranger {
  /** Who it is, after `allows`. */
  readonly who: string;
  /** As the witness names it. */
  readonly principal: AwsPrincipal;
  readonly context: PartialContext;
  readonly isMeantBy: (body: Statement) => boolean;
}

const ORGANIZATION = 'o-exampleoutside';

/** Anonymous callers, and an identity of an account that no policy mentions. */
export function strangers(account: string): Stranger[] {
  const arn = `arn:aws:iam::${account}:user/example`;
  return [
    {
      who: 'anybody, without credentials',
      principal: '*',
      context: new Map([...OUTSIDE, ...absent(PRINCIPAL_KEYS), ...ANONYMOUS]),
      isMeantBy: (body) => isMeant(body, (name, kind) => kind === 'AWS' && name === '*'),
    },
    {
      who: 'every AWS account',
      principal: arn,
      context: new Map([...OUTSIDE, ...principalKeys(account, arn)]),
      isMeantBy: (body) => isMeant(body, (name, kind) => kind === 'AWS' && name === '*'),
    },
  ];
}

/** An AWS service that acts for an account no policy mentions; without a name, any service. */
export function strangeService(account: string, service?: string): Stranger {
  const name = service ?? ANY_SERVICE;
  return {
    who:
      service === undefined ? 'AWS services for every account' : `\`${service}\` for every account`,
    principal: { Service: name },
    context: new Map<string, Known>([
      ...OWNED,
      ...absent([...PRINCIPAL_KEYS, ...NETWORK_KEYS, 'aws:sourceip']),
      ['aws:principalisawsservice', ['true']],
      ['aws:principalservicename', [name]],
      ['aws:sourceaccount', [account]],
      ['aws:sourceowner', [account]],
      ['aws:sourceorgid', [ORGANIZATION]],
      ['aws:sourceorgpaths', [`${ORGANIZATION}/r-exmp/`]],
      ['aws:sourcearn', isAnySource],
    ]),
    isMeantBy: (body) =>
      isMeant(body, (name, kind) => name === '*' || (kind === 'Service' && name === service)),
  };
}

/** Stands for all of them in a request. */
const ANY_SERVICE = 's3.amazonaws.com';

const ANONYMOUS: readonly [string, Known][] = [
  ['aws:principalaccount', ['anonymous']],
  ['aws:principaltype', ['Anonymous']],
];

const PRINCIPAL_KEYS = [
  'aws:principalisawsservice',
  'aws:principalarn',
  'aws:principalaccount',
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:principalservicename',
  'aws:principalservicenameslist',
  'aws:userid',
  'aws:username',
  'kms:calleraccount',
];

/** Ways in that lead through a network somebody else owns. */
const NETWORK_KEYS = [
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:sourcevpcarn',
  'aws:vpceaccount',
  'aws:vpceorgid',
  'aws:vpceorgpaths',
  'aws:vpcsourceip',
];

const SOURCE_KEYS = [
  'aws:sourcearn',
  'aws:sourceaccount',
  'aws:sourceowner',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
];

/** Ways in and machines that belong to somebody. */
const OWNED: readonly [string, Known][] = [
  ...absent([
    's3:dataaccesspointaccount',
    's3:dataaccesspointarn',
    'ec2:sourceinstancearn',
    'lambda:sourcefunctionarn',
    'aws:ec2instancesourcevpc',
  ]),
  ['elasticfilesystem:accessedviamounttarget', ['false']],
];

function absent(keys: readonly string[]): [string, Known][] {
  return keys.map((key) => [key, null]);
}

/** What every direct request from outside carries. */
const OUTSIDE: readonly [string, Known][] = [
  ...OWNED,
  ...absent([...NETWORK_KEYS, ...SOURCE_KEYS]),
  ['aws:sourceip', isWideRange],
  ['aws:securetransport', ['true']],
];

function principalKeys(account: string, arn: string): [string, Known][] {
  return [
    ['aws:principalisawsservice', ['false']],
    ['aws:principaltype', ['User']],
    ['aws:principalarn', [arn]],
    ['aws:principalaccount', [account]],
    ['aws:principalorgid', [ORGANIZATION]],
    ['aws:principalorgpaths', [`${ORGANIZATION}/r-exmp/`]],
    ['aws:principalservicename', null],
    ['aws:principalservicenameslist', null],
    ['aws:userid', ['AIDAEXAMPLEOUTSIDE']],
    ['aws:username', ['example']],
    ['kms:calleraccount', [account]],
  ];
}

/** Ranges wider than any network has are no restriction: somebody is always in them. */
function isWideRange({ family, isLike }: Operator, value: string): boolean {
  if (isLike) return /^\*+$/.test(value);
  const [address = '', bits] = value.split('/');
  if (family !== 'address' || bits === undefined) return false;
  return Number(bits) < (address.includes(':') ? 16 : 8);
}

/** Whether resources of every account fit: nothing but wildcards for the account and at the start of the resource. */
function isAnySource({ isLike }: Operator, value: string): boolean {
  if (!isLike) return false;
  if (/^[*?]+$/.test(value)) return true;
  const [, , , , owner = '', ...resource] = value.split(':');
  return /^\*+$/.test(owner) && /^[*?]/.test(resource.join(':'));
}

function isMeant(
  { Principal, NotPrincipal }: Statement,
  test: (name: string, kind: string) => boolean,
): boolean {
  if (Principal !== undefined)
    return principalNames(Principal).some(([kind, name]) => test(name, kind));
  return (
    NotPrincipal !== undefined &&
    !principalNames(NotPrincipal).some(([kind, name]) => test(name, kind))
  );
}

/** Requests as the stranger could make this one, for an address and a source of its own. */
export function requestsOf(
  { principal, context }: Stranger,
  request: AwsRequest,
  sources: readonly string[],
): AwsRequest[] {
  const known = Object.fromEntries([...context].flatMap(knownValue));
  const own = (key: string, values: readonly string[]): (readonly [string, string])[][] =>
    typeof context.get(key) === 'function' ? values.map((value) => [[key, value]]) : [[]];
  return own('aws:sourceip', ADDRESSES).flatMap((address) =>
    own('aws:sourcearn', sources).map((source) => ({
      ...request,
      principal,
      context: { ...known, ...Object.fromEntries([...address, ...source]), ...request.context },
    })),
  );
}

/** Of networks that nobody has, and one in each half of all addresses. */
const ADDRESSES = [
  '203.0.113.7',
  '198.51.100.7',
  '192.0.2.7',
  '100.64.0.7',
  '2001:db8::7',
  'fe80::7',
];

function knownValue([key, values]: [string, Known]): [string, string | readonly string[]][] {
  if (typeof values === 'function' || values === null) return [];
  const [only] = values;
  return [[key, values.length === 1 && only !== undefined ? only : values]];
}

/** Kind and name of every principal of an element; the bare star is everybody. */
export function principalNames(element: PrincipalElement): [string, string][] {
  if (element === '*') return [['AWS', '*']];
  return Object.entries(element).flatMap(([kind, names]) =>
    names.map((name): [string, string] => [kind, name]),
  );
}
