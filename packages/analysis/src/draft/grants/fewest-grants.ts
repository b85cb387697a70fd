import { byUtf8Bytes, canonicalJson, type Json } from '../../canonical/jcs.ts';
import { sortedList } from '../../canonical/sorted-list.ts';
import type { GrantJson } from './grants-of-case.ts';

/** A grant by parts: whose, which rights at which rank, where. */
interface Block {
  readonly head: string;
  readonly rights: ReadonlyMap<string, number>;
  readonly reach: readonly string[] | 'all';
}

const LEVELS: readonly string[] = ['read', 'write', 'admin'];
const PLACES: readonly string[] = [
  'permissions',
  'repositoryPermissions',
  'organizationPermissions',
];
const REACHES: readonly string[] = ['repositories', 'audience', 'resources'];

/**
 * The same rights in few grants: grants of one holder on the same resources become one with all rights, those with the
 * same rights one with all resources; what another grant covers goes. What comes out depends on the set of grants only.
 */
export function fewestGrants(grants: readonly GrantJson[]): Json[] {
  let blocks = grants.map(blockOf);
  for (;;) {
    const next = withoutCovered(merged(blocks));
    if (textOf(next) === textOf(blocks)) return next.map(grantOf);
    blocks = next;
  }
}

function blockOf(grant: GrantJson): Block {
  const { scopes } = grant;
  const head = Object.entries(grant).filter(
    ([name]) => ![...PLACES, ...REACHES, 'scopes'].includes(name),
  );
  const permissions = PLACES.flatMap((place) =>
    Object.entries((grant[place] ?? {}) as Readonly<Record<string, string>>).map(
      ([name, level]): [string, number] => [`${place} ${name}`, LEVELS.indexOf(level)],
    ),
  );
  const ofScopes = textsIn(scopes).map((name): [string, number] => [`scopes ${name}`, 0]);
  const place = REACHES.find((name) => grant[name] !== undefined);
  const given = place === undefined ? undefined : grant[place];
  const isNowhere = grant['kind'] === 'github-app';
  const reach = given === undefined ? (isNowhere ? [] : 'all') : given;
  return {
    head: canonicalJson(Object.fromEntries(head)),
    rights: new Map([...permissions, ...ofScopes]),
    reach: reach === 'all' ? reach : sortedList(textsIn(reach)),
  };
}

function textsIn(value: Json | undefined): string[] {
  return value === undefined ? [] : [value].flat().map(String);
}

function grantOf({ head, rights, reach }: Block): Json {
  const grant = JSON.parse(head) as GrantJson;
  const kind = String(grant['kind']);
  const places = Object.fromEntries(
    PLACES.flatMap((place) => {
      const own = [...rights].filter(([right]) => right.startsWith(`${place} `));
      const levels = own.map(([right, rank]) => [
        right.slice(place.length + 1),
        LEVELS[rank] ?? '',
      ]);
      return own.length === 0 ? [] : [[place, Object.fromEntries(levels)]];
    }),
  );
  const scopes = [...rights.keys()]
    .filter((right) => right.startsWith('scopes '))
    .map((right) => right.slice('scopes '.length));
  if (kind === 'github-app')
    return { ...grant, ...places, ...(reach.length === 0 ? {} : { repositories: reach }) };
  const where = kind === 'oauth' ? 'audience' : 'resources';
  return { ...grant, scopes: sortedList(scopes), ...(reach === 'all' ? {} : { [where]: reach }) };
}

function merged(blocks: readonly Block[]): Block[] {
  const byReach = grouped(
    blocks,
    ({ head, reach }) => [head, reach],
    (group, one) => ({ ...one, rights: highest(group) }),
  );
  const byRights = grouped(
    byReach,
    ({ head, rights, reach }) => [head, [...rights].sort().flat(), reach.length === 0],
    (group, one) => ({ ...one, reach: together(group) }),
  );
  return withRightsOfAccounts(byRights);
}

function highest(group: readonly Block[]): Map<string, number> {
  const rights = new Map<string, number>();
  for (const [right, rank] of group.flatMap((one) => [...one.rights]))
    rights.set(right, Math.max(rank, rights.get(right) ?? 0));
  return new Map([...rights].sort(([left], [right]) => byUtf8Bytes(left, right)));
}

function together(group: readonly Block[]): Block['reach'] {
  const lists = group.map(({ reach }) => reach);
  return lists.includes('all') ? 'all' : sortedList(lists.flatMap((one) => [...one]));
}

/** Rights of an organization or account are on no repository: they go along with whatever else the app has there. */
function withRightsOfAccounts(blocks: readonly Block[]): Block[] {
  const isNowhere = ({ reach }: Block): boolean => reach.length === 0;
  return blocks.flatMap((block) => {
    const same = sorted(blocks).filter(({ head }) => head === block.head);
    const first = same.find((one) => !isNowhere(one));
    const nowhere = same.filter(isNowhere);
    if (first === undefined || nowhere.length === 0) return [block];
    if (isNowhere(block)) return [];
    return block === first ? [{ ...block, rights: highest([block, ...nowhere]) }] : [block];
  });
}

function grouped(
  blocks: readonly Block[],
  keyOf: (block: Block) => Json,
  join: (group: readonly Block[], one: Block) => Block,
): Block[] {
  const groups = new Map<string, Block[]>();
  for (const block of sorted(blocks)) {
    const key = canonicalJson(keyOf(block));
    groups.set(key, [...(groups.get(key) ?? []), block]);
  }
  return [...groups.values()].flatMap((group) =>
    group[0] === undefined ? [] : [join(group, group[0])],
  );
}

/** One after the other in the order of their texts, rights that another grant gives there too. */
function withoutCovered(blocks: readonly Block[]): Block[] {
  let left = sorted(blocks);
  for (const block of sorted(blocks)) {
    const others = left.filter((one) => one !== block && one.head === block.head);
    const rights = [...block.rights].filter(
      ([right, rank]) =>
        !others.some(
          (other) => (other.rights.get(right) ?? -1) >= rank && isWithin(block.reach, other.reach),
        ),
    );
    left = left.flatMap((one) => {
      if (one !== block) return [one];
      return rights.length === 0 ? [] : [{ ...block, rights: new Map(rights) }];
    });
  }
  return sorted(left);
}

function isWithin(inner: Block['reach'], outer: Block['reach']): boolean {
  if (outer === 'all') return true;
  return inner !== 'all' && inner.every((one) => outer.includes(one));
}

function sorted(blocks: readonly Block[]): Block[] {
  return [...blocks].sort((left, right) => byUtf8Bytes(keyOfBlock(left), keyOfBlock(right)));
}

function keyOfBlock({ head, rights, reach }: Block): string {
  return canonicalJson([head, [...rights].sort().flat(), reach]);
}

function textOf(blocks: readonly Block[]): string {
  return sorted(blocks).map(keyOfBlock).join('\n');
}
