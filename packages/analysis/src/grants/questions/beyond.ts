import { Budget, DEFAULT_STEPS } from '../../engine/budget.ts';
import type { Beyond } from '../../questions/language.ts';
import { GITHUB_PERMISSIONS, levelsOf } from '../facts/github-permissions.ts';
import type {
  GitHubAppGrant,
  Grant,
  GrantsPolicy,
  Level,
  Permission,
  ScopedGrant,
} from '../model.ts';
import { ask } from '../sets/ask.ts';
import { ownerOf } from '../sets/cell.ts';
import { classesOf } from './classes.ts';
import { parseRequestPattern, type RequestPattern } from './pattern.ts';
import { Replay } from './replayed.ts';
import { Names } from './witness.ts';

/**
 * What grants allow beyond the least grants of the same subjects that allow the patterns: a level brings the ones below
 * it, a repository permission reads metadata, a scope has what it includes.
 */
export function beyond(
  policy: GrantsPolicy,
  patterns: readonly unknown[],
  steps: number = DEFAULT_STEPS,
): Beyond {
  const budget = new Budget(steps);
  const read = patterns.map(parseRequestPattern).flatMap((one) => (one.ok ? [one.value] : []));
  const need: GrantsPolicy = {
    grants: policy.grants.flatMap((grant) => read.flatMap((one) => needOf(grant, one))),
    source: '[]',
  };
  const question = { inside: [{ policy }], outside: [{ policy: need }] };
  const answer = ask(question, budget);
  const names = new Names([...question.inside, ...question.outside]);
  const sides = { direction: 'allowed' as const, allowing: policy, other: need, names };
  const replay = new Replay([policy], []);
  const { held, failed } = replay.sort(classesOf(answer.certain, sides));
  const open = [...failed, ...classesOf(answer.possible, sides)];
  return {
    classes: [...held, ...open.map((one) => ({ ...one, witness: null }))].map((one) => ({
      ...one,
      summary: one.summary.replace(/^newly allows/, 'allows beyond the requirement'),
      from: [],
    })),
    stopped: answer.stopped,
    findings: replay.findings,
    steps: budget.spent,
  };
}

/** The least grant of the same subject that allows what the pattern asks of it. */
function needOf(grant: Grant, pattern: RequestPattern): Grant[] {
  const { kind, provider, subjects } = pattern;
  if (kind !== null && kind !== grant.kind) return [];
  if (subjects !== null && !subjects.includes(grant.subject)) return [];
  if (grant.kind === 'github-app') return [needOfApp(grant, pattern)];
  return provider !== null && provider !== grant.provider ? [] : [needOfScopes(grant, pattern)];
}

function needOfScopes(grant: ScopedGrant, { actions, resources }: RequestPattern): ScopedGrant {
  return { ...grant, scopes: actions ?? grant.scopes, resources: resources ?? 'all' };
}

function needOfApp(grant: GitHubAppGrant, pattern: RequestPattern): GitHubAppGrant {
  const { actions, resources, path } = pattern;
  const [owner, ...others] = [
    ...new Set(resources?.filter((one) => one.endsWith('/*')).map(ownerOf)),
  ];
  // One grant names repositories or all of one account, not both.
  const isOwner = owner !== undefined && others.length === 0 && resources?.length === 1;
  const names = resources?.filter((one) => one.includes('/') && !one.endsWith('/*'));
  return {
    ...grant,
    account: isOwner ? owner : grant.account,
    permissions: (actions ?? grant.permissions.map(({ name }) => name)).flatMap((action) =>
      permissionOf(action, pattern, grant),
    ),
    repositories: isOwner ? 'all' : (names ?? 'all'),
    singleFiles: path === null ? grant.singleFiles : [path],
  };
}

const LEVELS: readonly Level[] = ['read', 'write', 'admin'];

function permissionOf(
  action: string,
  { level, of }: RequestPattern,
  grant: GitHubAppGrant,
): Permission[] {
  const [, name = action, written] = /^(.*):(read|write|admin|\*)$/.exec(action) ?? [];
  const own = grant.permissions.find((one) => one.name === name);
  const about = GITHUB_PERMISSIONS.get(name)?.of ?? own?.of ?? of;
  const wanted = LEVELS.find((one) => one === (level ?? written)) ?? levelsOf(name).at(-1);
  // A permission of something else than the resource asked about is not asked for.
  if (about === null || wanted === undefined || (of !== null && of !== about)) return [];
  return [{ name, level: wanted, of: about, known: GITHUB_PERMISSIONS.has(name) }];
}
