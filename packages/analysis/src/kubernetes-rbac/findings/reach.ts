import type { Budget } from '../../engine/budget.ts';
import type { Finding } from '../../questions/answer.ts';
import { accountOf, type Holder, holderKey, leastIdentity } from '../access/identity.ts';
import { grantsIn, type Held, heldBy, heldByRole, placeOf, type World } from '../access/world.ts';
import type { Asked } from '../decide/request.ts';
import { commonRequest, EVERY_REQUEST } from '../decide/request-set.ts';
import { coversNamespace, type ScopedRule, scopedRules } from '../decide/scoped-rule.ts';
import { ALL } from '../decide/sets.ts';
import { whoOf } from '../questions/ask.ts';
import { originsOf, rulesInWords } from '../questions/origins.ts';
import { holderInWords, holdersInWords, list, placeInWords } from '../questions/words.ts';
import type { Ability } from './abilities.ts';
import { type EscalationPath, PATHS } from './paths.ts';

type Severity = NonNullable<Finding['severity']>;

/** Holders with the same roles, and what they have. */
interface Group {
  readonly held: Held[];
  readonly rules: readonly ScopedRule[];
  /** Places the holders have by themselves, not only through a group of everyone. */
  readonly own: ReadonlySet<string>;
}

/** Where a way is open, with the rules that open it and one request of its first ability. */
interface Opening {
  readonly namespace: string | null;
  readonly rules: readonly ScopedRule[];
  readonly request: Asked;
}

/**
 * Escalation paths that holders have, on the whole of what each holds: one finding a path and group of holders, in the
 * widest place. `isAsked` limits the holders looked at.
 */
export function reachFindings(
  world: World,
  budget: Budget,
  isAsked: (holder: Holder) => boolean = () => true,
): Finding[] {
  const accounts = accountsOf(world);
  return groupsOf(world, budget, isAsked).flatMap((group) => findingsOf(group, accounts, budget));
}

function groupsOf(world: World, budget: Budget, isAsked: (holder: Holder) => boolean): Group[] {
  const groups = new Map<string, Group>();
  const isTaken = (user: string): boolean => world.held.has(`user:${user}`);
  for (const held of world.held.values()) {
    if (!isAsked(held.holder)) continue;
    const all = allOf(world, held.holder, isTaken);
    const key = JSON.stringify([held.alike, all.map(({ alike }) => alike)]);
    budget.charge(1);
    const known = groups.get(key);
    if (known !== undefined) {
      known.held.push(held);
      continue;
    }
    const grants = grantsIn(all);
    budget.charge(grants.length);
    const own = new Set(held.grants.map(placeOf));
    groups.set(key, { held: [held], rules: scopedRules(world, grants), own });
  }
  return [...groups.values()];
}

function allOf(world: World, holder: Holder, isTaken: (user: string) => boolean): Held[] {
  return holder.kind === 'role' || holder.kind === 'anyone'
    ? heldByRole(world, holder)
    : heldBy(world, leastIdentity(holder, isTaken));
}

/** Service accounts that have something, by namespace. */
function accountsOf(world: World): { namespace: string; held: Held }[] {
  return [...world.held.values()].flatMap((held) => {
    const account = held.holder.kind === 'user' ? accountOf(held.holder.name) : null;
    return account === null ? [] : [{ namespace: account.namespace, held }];
  });
}

function findingsOf(
  group: Group,
  accounts: readonly { namespace: string; held: Held }[],
  budget: Budget,
): Finding[] {
  const full = fullPlaces(group);
  const findings = full.map((rule) => everything(rule, group));
  if (full.some(({ namespace }) => namespace === null)) return findings;
  const isFull = (namespace: string | null): boolean =>
    full.some((rule) => rule.namespace === namespace);
  const seen = new Set<string>();
  for (const path of PATHS) {
    if (path.unless?.some((code) => seen.has(code))) continue;
    const opening = path.ways.map((way) => open(way, group, budget)).find((one) => one !== null);
    if (!opening || isFull(opening.namespace)) continue;
    if (!opening.rules.some((rule) => rule.grants.some((grant) => group.own.has(placeOf(grant)))))
      continue;
    seen.add(path.code);
    findings.push(finding(path, opening, group, accounts));
  }
  return findings;
}

/** Whether the holders have the rule by themselves. */
function isOwn({ grants }: ScopedRule, { own }: Group): boolean {
  return grants.some((grant) => own.has(placeOf(grant)));
}

/** Rules that allow every verb on every resource. */
function fullPlaces(group: Group): ScopedRule[] {
  const found = group.rules.filter((scoped) => {
    const { rule } = scoped.owned;
    const lists = [rule.verbs, rule.apiGroups, rule.resources];
    const isFull = rule.resourceNames.length === 0 && lists.every((one) => one.includes(ALL));
    return isFull && isOwn(scoped, group);
  });
  return [...new Map(found.map((rule) => [rule.namespace, rule])).values()];
}

function everything(rule: ScopedRule, group: Group): Finding {
  const { namespace } = rule;
  const request = commonRequest(rule, EVERY_REQUEST);
  const what =
    namespace === null
      ? 'may do everything in the cluster'
      : `may do everything ${placeInWords(namespace)}`;
  return {
    code: 'EVERYTHING',
    message: `${subjectOf(group)} ${what} ${rulesInWords([rule])}`,
    severity: namespace === null ? 'high' : 'medium',
    origins: originsOf([rule]),
    ...(request === null ? {} : { witness: witnessFor(group, request) }),
  };
}

/** The widest place where all abilities of a way are there. */
function open(way: readonly Ability[], { rules }: Group, budget: Budget): Opening | null {
  budget.charge(1 + rules.length * way.length);
  const steps = way.map((ability) => rules.filter((rule) => gives(rule, ability)));
  if (steps.some((found) => found.length === 0)) return null;
  const places = new Set(steps.flat().map(({ namespace }) => namespace));
  for (const namespace of [null, ...places]) {
    const chosen = steps.flatMap(
      (found) => found.find((rule) => coversNamespace(rule.namespace, namespace)) ?? [],
    );
    const [first] = chosen;
    const [ability] = way;
    if (chosen.length < way.length || first === undefined || ability === undefined) continue;
    const request = commonRequest(first, ability.requests);
    if (request !== null) return { namespace, rules: [...new Set(chosen)], request };
  }
  return null;
}

function gives(scoped: ScopedRule, { requests, isClustered, apiGroup, verbs }: Ability): boolean {
  const { rule } = scoped.owned;
  if (isClustered && scoped.namespace !== null) return false;
  // Cheap tests first: most rules are about something else.
  if (!(rule.apiGroups.includes(apiGroup) || rule.apiGroups.includes(ALL))) return false;
  if (!(rule.verbs.includes(ALL) || verbs.some((verb) => rule.verbs.includes(verb)))) return false;
  return commonRequest(scoped, requests) !== null;
}

function finding(
  path: EscalationPath,
  { namespace, rules, request }: Opening,
  group: Group,
  accounts: readonly { namespace: string; held: Held }[],
): Finding {
  const [wide, narrow] = path.severity;
  const names = [...new Set(rules.flatMap(({ owned }) => owned.rule.resourceNames))];
  const severity: Severity = names.length > 0 ? 'low' : namespace === null ? wide : narrow;
  const isOfCluster = path.ways.flat().every(saysWhere);
  const where = isOfCluster ? '' : ` ${placeInWords(namespace)}`;
  const named = names.length > 0 ? ` (only named ${list(names, 'names')})` : '';
  const reached = path.reachesAccounts ? reachedInWords(namespace, group, accounts) : '';
  const start = `${subjectOf(group)} may ${path.what}${named}${where}`;
  return {
    code: path.code,
    message: `${start}, so it ${path.so}${reached} ${rulesInWords(rules)}`,
    severity,
    origins: originsOf(rules),
    witness: witnessFor(group, request),
  };
}

/** Whether what is done is in one place whatever the rule says. */
function saysWhere({ isClustered, requests }: Ability): boolean {
  return isClustered || requests.namespaces.every(({ kind }) => kind === 'one');
}

function subjectOf({ held }: Group): string {
  const holders = held.map(({ holder }) => holder);
  const text = holdersInWords(holders);
  return text === '' ? 'whoever holds the role' : text;
}

/** Service accounts of the place that hold something the group does not hold by itself. */
function reachedInWords(
  namespace: string | null,
  { held, own }: Group,
  accounts: readonly { namespace: string; held: Held }[],
): string {
  const self = new Set(held.map(({ holder }) => holderKey(holder)));
  const reached = accounts.filter(
    (one) =>
      coversNamespace(namespace, one.namespace) &&
      !self.has(holderKey(one.held.holder)) &&
      one.held.grants.some((grant) => !own.has(placeOf(grant))),
  );
  if (reached.length === 0) return '';
  const shown = reached.slice(0, 3).map(({ held: { holder, grants } }) => {
    const roles = [...new Set(grants.map(({ role }) => `\`${role}\``))].slice(0, 2).join(', ');
    return `${holderInWords(holder)} with ${roles}`;
  });
  const rest = reached.length - shown.length;
  return `, among them ${shown.join('; ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function witnessFor({ held }: Group, request: Asked): NonNullable<Finding['witness']> {
  const [first] = held;
  if (first === undefined) return { ...request };
  const { holder } = first;
  const isRole = holder.kind === 'role' || holder.kind === 'anyone';
  const identity = isRole ? null : leastIdentity(holder, () => false);
  return { ...whoOf({ holder, identity }), ...request };
}
