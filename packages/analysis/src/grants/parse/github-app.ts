import { type Faults, step } from '../../parse/faults.ts';
import type { JsonMember, JsonNode } from '../../parse/json.ts';
import { suggest } from '../../parse/suggest.ts';
import { readString } from '../../parse/values.ts';
import { GITHUB_PERMISSIONS, levelsOf } from '../facts/github-permissions.ts';
import type { GitHubAppGrant, Level, Of, Permission } from '../model.ts';
import { Elements } from './elements.ts';

/** Where permissions may stand: GitHub's own object, or one that says what they are about. */
const PLACES: readonly (readonly [string, Of | null])[] = [
  ['permissions', null],
  ['repositoryPermissions', 'repository'],
  ['organizationPermissions', 'organization'],
  ['accountPermissions', 'account'],
];
const KNOWN: readonly string[] = [
  'kind',
  'app',
  'account',
  ...PLACES.map(([name]) => name),
  'repositories',
  'singleFiles',
];
// Names GitHub lets accounts and repositories have; `_` is of managed users.
const ACCOUNT = /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98})$/;
const REPOSITORY = /^[A-Za-z0-9][A-Za-z0-9_-]{0,98}\/[A-Za-z0-9._-]{1,100}$/;

/** One `github-app` object with every fault in it; what it returns is only used when there was none. */
export function readGitHubApp(
  node: Extract<JsonNode, { kind: 'object' }>,
  pointer: string,
  faults: Faults,
): GitHubAppGrant {
  const elements = new Elements(node, pointer, faults, 'github-app grant');
  elements.only(KNOWN);
  const permissions = PLACES.flatMap(([name, of]) => readPermissions(name, of, elements));
  checkTwice(permissions, elements);
  if (!PLACES.some(([name]) => elements.find(name) !== undefined)) elements.missing('permissions');
  const account = readAccount(elements);
  return {
    kind: 'github-app',
    subject: elements.text('app', true) ?? '',
    account,
    permissions,
    repositories: readRepositories(permissions, account, elements),
    singleFiles: readSingleFiles(permissions, elements),
    at: node.at,
  };
}

function readPermissions(place: string, of: Of | null, elements: Elements): Permission[] {
  const member = elements.find(place);
  if (member === undefined) return [];
  const at = step(elements.pointer, place);
  if (member.value.kind !== 'object') {
    elements.faults.wrongType(`\`${place}\``, 'an object', member.value, at);
    return [];
  }
  return member.value.members.flatMap((one) => {
    const permission = readPermission(one, of, step(at, one.name), elements.faults);
    return permission === undefined ? [] : [permission];
  });
}

function readPermission(
  member: JsonMember,
  place: Of | null,
  pointer: string,
  faults: Faults,
): Permission | undefined {
  const known = GITHUB_PERMISSIONS.get(member.name);
  const of = known?.of ?? place;
  if (of === null) {
    const meant = suggest(member.name, [...GITHUB_PERMISSIONS.keys()]);
    const help =
      meant === undefined
        ? 'a new one goes under `repositoryPermissions`, `organizationPermissions` or `accountPermissions`'
        : `did you mean \`${meant}\``;
    const message = `the permission \`${member.name}\` is not known; ${help}`;
    faults.add('UNKNOWN_PERMISSION', message, member.at, pointer);
    return undefined;
  }
  if (place !== null && place !== of) {
    const message = `\`${member.name}\` is a permission of the ${of}, not of the ${place}`;
    faults.add('WRONG_PLACE', message, member.at, pointer);
  }
  const level = readLevel(member, pointer, faults);
  return level === undefined
    ? undefined
    : { name: member.name, level, of, known: known !== undefined };
}

function readLevel(member: JsonMember, pointer: string, faults: Faults): Level | undefined {
  const value = readString(member.value, `\`${member.name}\``, pointer, faults);
  const levels = levelsOf(member.name);
  const level = levels.find((one) => one === value);
  if (level === undefined && value !== undefined) {
    const may = levels.map((one) => `\`${one}\``).join(' or ');
    const message = `the level of \`${member.name}\` must be ${may}, not \`${value}\``;
    faults.add('WRONG_LEVEL', message, member.value.at, pointer);
  }
  return level;
}

/** One permission in two places would leave open which level counts. */
function checkTwice(permissions: readonly Permission[], elements: Elements): void {
  const names = permissions.map(({ name }) => name);
  for (const name of new Set(names.filter((one, index) => names.indexOf(one) !== index))) {
    const message = `the permission \`${name}\` stands in two places`;
    elements.faults.add('PERMISSION_TWICE', message, elements.node.at, elements.pointer);
  }
}

function readAccount(elements: Elements): string | null {
  const account = elements.text('account', false);
  const member = elements.find('account');
  if (account !== null && account !== '' && member !== undefined && !ACCOUNT.test(account)) {
    elements.fault('WRONG_VALUE', `\`${account}\` cannot be the name of an account`, member);
  }
  return account;
}

function readRepositories(
  permissions: readonly Permission[],
  account: string | null,
  elements: Elements,
): readonly string[] | 'all' {
  const repositories = elements.names('repositories');
  const member = elements.find('repositories');
  if (repositories === null || member === undefined) {
    if (permissions.some(({ of }) => of === 'repository')) elements.missing('repositories');
    return [];
  }
  if (repositories === 'all') return 'all';
  for (const name of repositories) {
    const owner = name.split('/')[0] ?? '';
    if (!REPOSITORY.test(name)) {
      elements.fault('WRONG_REPOSITORY', `\`${name}\` is not \`owner/name\``, member);
    } else if (account !== null && owner.toLowerCase() !== account.toLowerCase()) {
      const message = `\`${name}\` does not belong to the account \`${account}\``;
      elements.fault('WRONG_REPOSITORY', message, member);
    }
  }
  return repositories;
}

function readSingleFiles(permissions: readonly Permission[], elements: Elements): string[] {
  const paths = elements.names('singleFiles');
  const member = elements.find('singleFiles');
  const isNeeded = permissions.some(({ name }) => name === 'single_file');
  if (paths === null || member === undefined) {
    if (isNeeded) elements.missing('singleFiles');
    return [];
  }
  if (paths === 'all') {
    elements.fault('WRONG_VALUE', '`singleFiles` must be a list of paths', member);
    return [];
  }
  return [...paths];
}
