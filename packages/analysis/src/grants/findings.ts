import { Budget } from '../engine/budget.ts';
import { suggest } from '../parse/suggest.ts';
import type { Finding } from '../questions/answer.ts';
import { GITHUB_SCOPE_NAMES } from './facts/github-scopes.ts';
import { PERMISSION_RISKS, type Risk, SCOPE_RISKS } from './facts/risks.ts';
import type { GitHubAppGrant, Grant, GrantsPolicy, ScopedGrant } from './model.ts';
import { originOf } from './questions/classes.ts';
import { ask } from './sets/ask.ts';

/** A set of more grants is not searched for those that add nothing: every one is compared with all others. */
const COMPARED_MAX = 50;

const STRENGTH = ['read', 'write', 'admin'];

/**
 * What a reader should know about a set of grants: rights that give more than they say, reach over all repositories,
 * permissions and scopes nobody documents, grants that add nothing to the others. The worst first.
 */
export function findingsOf(policy: GrantsPolicy): Finding[] {
  const found = policy.grants.flatMap((grant, index) =>
    (grant.kind === 'github-app' ? ofApp(grant) : ofScopes(grant)).map((finding) => ({
      ...finding,
      origins: [originOf(index, policy)],
    })),
  );
  const order = ['error', 'high', 'medium', 'low'];
  return [...found, ...redundant(policy)].sort(
    (left, right) => order.indexOf(left.severity ?? 'low') - order.indexOf(right.severity ?? 'low'),
  );
}

/** Findings of `after` that `before` does not have. */
export function newFindings(before: GrantsPolicy, after: GrantsPolicy): Finding[] {
  const known = new Set(findingsOf(before).map(({ code, message }) => `${code} ${message}`));
  return findingsOf(after).filter(({ code, message }) => !known.has(`${code} ${message}`));
}

function ofApp(grant: GitHubAppGrant): Finding[] {
  const who = `the app \`${grant.subject}\``;
  const risky = grant.permissions.flatMap(({ name, level }) => {
    const risk = PERMISSION_RISKS.get(name);
    const isHeld = STRENGTH.indexOf(level) >= STRENGTH.indexOf(risk?.from ?? 'read');
    return risk === undefined || !isHeld ? [] : [riskFinding(who, `${name}: ${level}`, risk)];
  });
  const unknown = grant.permissions
    .filter(({ known }) => !known)
    .map(({ name, of }) => {
      const message = `${who} has the permission \`${name}\`, which is not known here; it is taken as one of the ${of}`;
      return { code: 'UNKNOWN_PERMISSION', message, severity: 'medium' as const };
    });
  return [...risky, ...unknown, ...allRepositories(grant, who)];
}

function allRepositories(grant: GitHubAppGrant, who: string): Finding[] {
  const own = grant.permissions.filter(({ of }) => of === 'repository');
  if (grant.repositories !== 'all' || own.length === 0) return [];
  const owner =
    grant.account === null ? 'every account it is installed on' : `\`${grant.account}\``;
  const writes = own.some(({ level }) => level !== 'read');
  const message = `${who} ${writes ? 'writes to' : 'reads'} all repositories of ${owner}, those made later too`;
  return [{ code: 'ALL_REPOSITORIES', message, severity: writes ? 'high' : 'medium' }];
}

function ofScopes(grant: ScopedGrant): Finding[] {
  const who = `the ${grant.kind === 'oauth' ? 'client' : 'key'} \`${grant.subject}\``;
  const isGitHub = grant.provider === 'github';
  return grant.scopes.flatMap((scope): Finding[] => {
    const risk = isGitHub ? SCOPE_RISKS.get(scope) : undefined;
    if (risk !== undefined) return [riskFinding(who, scope, risk)];
    if (!isGitHub || GITHUB_SCOPE_NAMES.includes(scope)) return [];
    const meant = suggest(scope, GITHUB_SCOPE_NAMES);
    const help = meant === undefined ? '' : `; did you mean \`${meant}\``;
    const message = `${who} has the scope \`${scope}\`, which GitHub does not document${help}`;
    return [{ code: 'UNKNOWN_SCOPE', message, severity: 'medium' }];
  });
}

function riskFinding(who: string, right: string, { severity, because }: Risk): Finding {
  return { code: 'POWERFUL_RIGHT', message: `${who} has \`${right}\`: ${because}`, severity };
}

/** Grants that the others already give; of two equal ones the later. */
function redundant(policy: GrantsPolicy): Finding[] {
  if (policy.grants.length > COMPARED_MAX) return [];
  let kept = policy.grants;
  return [...policy.grants.entries()].reverse().flatMap(([index, grant]): Finding[] => {
    const others = kept.filter((one) => one !== grant);
    if (!isCovered(grant, others)) return [];
    kept = others;
    const message = `grant ${index + 1} gives nothing that the others do not give`;
    return [{ code: 'ADDS_NOTHING', message, severity: 'low', origins: [originOf(index, policy)] }];
  });
}

function isCovered(grant: Grant, others: readonly Grant[]): boolean {
  const rivals = others.filter(
    ({ kind, subject }) => kind === grant.kind && subject === grant.subject,
  );
  if (rivals.length === 0) return false;
  const policy = (grants: readonly Grant[]): GrantsPolicy => ({ grants, source: '[]' });
  const question = {
    inside: [{ policy: policy([grant]) }],
    outside: [{ policy: policy(rivals) }],
  };
  const { certain, possible, stopped } = ask(question, new Budget(20_000));
  return certain.length + possible.length + stopped.length === 0;
}
