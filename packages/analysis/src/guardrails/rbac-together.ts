import { matchesText } from '../aws-iam/service-table/matches-text.ts';
import { ownGroups } from '../kubernetes-rbac/access/identity.ts';
import type { RbacPolicy } from '../kubernetes-rbac/model.ts';
import { type RbacHolder, rbacWhoCan } from '../kubernetes-rbac/questions/who-can.ts';
import type { Witness } from '../questions/answer.ts';
import type { PairHalf, Pattern } from './guardrail.ts';
import { undecided } from './judge.ts';
import type { Scene, Together } from './judge-obligation.ts';
import { type Completed, judgePair } from './judge-pair.ts';
import { actingOn, rolesGiving } from './rbac-acting.ts';
import { rbacAsker } from './rbac-asker.ts';

type Pair = Parameters<Together<RbacPolicy>>[1];

/**
 * A toxic pair among the subjects of a cluster: what each is bound to, what its own groups are bound to, and what those
 * hold whom it can act as (impersonation, tokens, pods, binding a role to itself). Memberships of other groups are not
 * in RBAC objects; such a group is looked at by itself.
 */
export const rbacTogether: Together<RbacPolicy> = ({ scope }, pair, scene) => {
  const { placed } = scene;
  const [before, after] = [reachOf(placed.before, pair, scene), reachOf(placed.after, pair, scene)];
  const open = [...new Set([...before.open, ...after.open])];
  const actors = [...after.first.keys(), ...after.second.keys()];
  const inScope = (key: string): boolean =>
    scope.identities.some((one) => matchesText(one, nameIn(key)));
  const isWider = (['first', 'second'] as const).some(
    (half) =>
      rbacAsker.addsNone(placed.before, placed.after, pair[half], scene.steps).verdict !== 'proved',
  );
  const completed = [...new Set(actors)].filter(inScope).flatMap((actor): Completed[] => {
    const found = halvesOf(actor, after);
    if (found === null) return [];
    const halves = found.map(({ half, way }) => shown(half, way, placed));
    const through = found.flatMap(({ way }) => way.through);
    return [
      {
        actor: nameIn(actor),
        halves,
        wasBefore: halvesOf(actor, before) !== null,
        through,
        isWider,
      },
    ];
  });
  if (completed.length === 0 && open.length > 0) return undecided(open.join('; '));
  return judgePair(completed, placed.isComplete);
};

/** How somebody comes by a half: who holds it, by which request, through whom. */
interface Way {
  readonly holder: string;
  readonly witness: Witness;
  readonly through: readonly string[];
}

interface Reach {
  readonly first: ReadonlyMap<string, Way>;
  readonly second: ReadonlyMap<string, Way>;
  readonly open: readonly string[];
}

function reachOf(policy: RbacPolicy, pair: Pair, { steps }: Scene<RbacPolicy>): Reach {
  const open: string[] = [];
  const first = waysTo(policy, pair.first, open, steps);
  const second = waysTo(policy, pair.second, open, steps);
  return { first, second, open };
}

// Whoever can act as somebody is one question a kind of acting; more than this and the answer is left open.
const MAX_TARGETS = 300;

/** Everybody who comes by some request of the pattern, walked backwards from those who hold it. */
function waysTo(
  policy: RbacPolicy,
  pattern: Pattern,
  open: string[],
  steps: number | undefined,
): ReadonlyMap<string, Way> {
  const found = new Map<string, Way>();
  const add = (holders: readonly RbacHolder[], way: (one: RbacHolder) => Way): void => {
    for (const one of holders) {
      if (one.kind === 'role' || found.has(keyOf(one))) continue;
      found.set(keyOf(one), way(one));
    }
  };
  const ask = (question: Pattern): readonly RbacHolder[] => {
    const answer = rbacWhoCan(policy, question, steps);
    if (!answer.ok) {
      open.push(...answer.refusals.map(({ message }) => message));
      return [];
    }
    const { holders, undetermined, stopped } = answer.value;
    open.push(...undetermined.map(({ reason }) => reason), ...(stopped === null ? [] : [stopped]));
    return holders;
  };
  add(ask(pattern), ({ name, witness }) => ({ holder: name, witness, through: [] }));
  for (const { role, witness, binding } of rolesGiving(policy, pattern, steps)) {
    const way = (): Way => ({ holder: role, witness, through: [`can bind itself to \`${role}\``] });
    add(ask(binding), way);
  }
  let targets = 0;
  for (const [target, { holder, witness, through }] of found) {
    targets += 1;
    if (targets > MAX_TARGETS) {
      open.push(`more than ${MAX_TARGETS} subjects come by a half`);
      break;
    }
    for (const { question, how } of actingOn(target)) {
      const step = `${how} \`${nameIn(target)}\``;
      add(ask(question), () => ({ holder, witness, through: [step, ...through] }));
    }
  }
  return found;
}

function keyOf({ kind, name }: Pick<RbacHolder, 'kind' | 'name'>): string {
  return `${kind}:${name}`;
}

function nameIn(key: string): string {
  return key.slice(key.indexOf(':') + 1);
}

interface FoundHalf {
  readonly half: PairHalf['half'];
  readonly way: Way;
}

/** Both halves of an actor: its own, those of the groups it always carries, and of bare rules, which are anybody's. */
function halvesOf(actor: string, reach: Reach): readonly FoundHalf[] | null {
  const groups = actor.startsWith('user:') ? ownGroups(nameIn(actor)) : [];
  const keys = [actor, ...groups.map((name) => `group:${name}`), 'anyone:rules'];
  const found = (['first', 'second'] as const).flatMap((half): FoundHalf[] => {
    const way = keys.map((key) => reach[half].get(key)).find((one) => one !== undefined);
    return way === undefined ? [] : [{ half, way }];
  });
  return found.length === 2 ? found : null;
}

function shown(
  half: PairHalf['half'],
  { holder, witness }: Way,
  { before, after }: Scene<RbacPolicy>['placed'],
): PairHalf {
  const where = rbacAsker.whereOf(after, witness);
  const added = rbacAsker.whereOf(before, witness).length === 0;
  return { half, identity: holder, witness, where, added };
}
