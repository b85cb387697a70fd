import { foldKey } from '../../engine/fold.ts';
import type { Operator } from '../translate/operator.ts';
import { finding, type PolicyFinding } from './finding.ts';
import { type Known, type PartialContext, reduceCondition } from './partial-context.ts';
import { isAllow } from './reach.ts';
import { principalNames } from './strangers.ts';
import type { Entry, Subject } from './subject.ts';

/** Identity providers that a role trusts without asking whose token it is. */
export function federation(subject: Subject): PolicyFinding[] {
  return subject.opened.filter(isAllow).flatMap((entry) => {
    const names = entry.body.Principal === undefined ? [] : principalNames(entry.body.Principal);
    return names.flatMap(([kind, name]) => (kind === 'Federated' ? trusted(entry, name) : []));
  });
}

function trusted(entry: Entry, provider: string): PolicyFinding[] {
  if (provider.includes(':saml-provider/')) return samlProvider(entry, provider);
  const host = provider.replace(/^.*:oidc-provider\//, '');
  if (provider.includes('*')) return [withoutSubject(entry, provider, 'high')];
  const isShared = SHARED.test(host);
  if (isLet(entry, strangeSubject(host))) {
    return [withoutSubject(entry, provider, isShared ? 'high' : 'medium')];
  }
  return isLet(entry, strangeAudience(host)) ? [withoutAudience(entry, `${host}:aud`)] : [];
}

function isLet({ body }: Entry, context: PartialContext): boolean {
  return reduceCondition(body.Condition, context) !== false;
}

/** Providers whose tokens anybody can get. */
const SHARED =
  /^(token\.actions\.githubusercontent\.com|gitlab\.com|cognito-identity\.amazonaws\.com|accounts\.google\.com|graph\.facebook\.com|www\.amazon\.com|app\.terraform\.io|oidc\.circleci\.com|agent\.buildkite\.com|api\.bitbucket\.org|oidc\.vercel\.com)(\/|$)/;

/** Claims that say whose token it is; for the providers of apps the audience does. */
const SUBJECT_CLAIMS = [
  'sub',
  'repository',
  'repository_id',
  'repository_owner',
  'repository_owner_id',
  'enterprise',
  'enterprise_id',
  'job_workflow_ref',
  'project_path',
  'project_id',
  'namespace_path',
  'namespace_id',
  'organization_id',
  'organization_slug',
  'terraform_organization_id',
];
const APP_CLAIMS = ['aud', 'oaud', 'app_id', 'id', 'user_id'];
const APP_PROVIDERS =
  /^(cognito-identity\.amazonaws\.com|accounts\.google\.com|graph\.facebook\.com|www\.amazon\.com)$/;

function strangeSubject(host: string): PartialContext {
  const claims = APP_PROVIDERS.test(host) ? [...SUBJECT_CLAIMS, ...APP_CLAIMS] : SUBJECT_CLAIMS;
  return new Map(
    claims.map((claim): [string, Known] => [foldKey(`${host}:${claim}`), isAnySubject]),
  );
}

function strangeAudience(host: string): PartialContext {
  return new Map<string, Known>([[foldKey(`${host}:aud`), isAnySubject]]);
}

/** Whether a value takes subjects of strangers: a wildcard where the name of the owner starts or within it. */
function isAnySubject({ isLike }: Operator, value: string): boolean {
  if (!isLike) return false;
  const name = value.replace(/^(repo|project_path|organization|org|system:serviceaccount):/, '');
  const [owner = ''] = name.split(/[/:]/);
  return /[*?]/.test(owner);
}

function withoutSubject(
  entry: Entry,
  provider: string,
  severity: 'high' | 'medium',
): PolicyFinding {
  const message = `lets everybody with a token of \`${provider}\` assume the role: no condition holds it to a subject`;
  return finding('FEDERATED_WITHOUT_SUBJECT', severity, message, [entry.origin]);
}

function withoutAudience(entry: Entry, key: string): PolicyFinding {
  const message = `takes tokens made for somebody else: no condition on \`${key}\` holds it to an audience`;
  return finding('FEDERATED_WITHOUT_AUDIENCE', 'low', message, [entry.origin]);
}

function samlProvider(entry: Entry, provider: string): PolicyFinding[] {
  const isOpen = isLet(entry, new Map<string, Known>([['saml:aud', isAnySubject]]));
  return isOpen ? [withoutAudience(entry, `SAML:aud\` of \`${provider}`)] : [];
}
