import type { AwsSubject } from '../aws-iam/model.ts';
import { matchesText } from '../aws-iam/service-table/matches-text.ts';
import type { Witness } from '../questions/answer.ts';
import type { Answer } from './asker.ts';
import { type Actor, canActAs, mayDo, otherActors, ownActor } from './aws-actors.ts';
import { awsAsker } from './aws-asker.ts';
import type { PairHalf, Pattern } from './guardrail.ts';
import { undecided } from './judge.ts';
import type { Scene, Together } from './judge-obligation.ts';
import { type Completed, judgePair } from './judge-pair.ts';

type Pair = Parameters<Together<AwsSubject>>[1];

/**
 * A toxic pair across the policies of an identity and of those it can act as. Looked at: everybody who can act as the
 * identity whose candidate it is, and whatever those can act as in turn, as far as the trust policies of the estate show
 * it.
 */
export const awsTogether: Together<AwsSubject> = ({ scope }, pair, scene) => {
  const [before, after] = [worldOf(scene, 'before', pair), worldOf(scene, 'after', pair)];
  const inScope = ({ id }: Actor): boolean =>
    id === null || scope.identities.some((one) => matchesText(one, id));
  const actors = after.actingAs(after.own).filter(inScope);
  const completed = actors.flatMap((actor): Completed[] => {
    const found = after.pairOf(actor);
    if (found === null) return [];
    const then = actor === after.own ? before.own : actor;
    const isWider = found.some(
      ({ half, holder }) => holder === after.own && isWidened(scene, before, after, pair[half]),
    );
    return [
      {
        actor: nameOf(actor),
        halves: found.map((one) => shown(one, before, after)),
        wasBefore: before.pairOf(then) !== null,
        through: found.flatMap(({ path }) => pathInWords(path)),
        isWider,
      },
    ];
  });
  const open = [...new Set([...before.open, ...after.open])];
  if (completed.length === 0 && open.length > 0) return undecided(open.join('; '));
  return judgePair(completed, scene.placed.isComplete);
};

function worldOf(
  { placed, context, steps }: Scene<AwsSubject>,
  when: 'before' | 'after',
  pair: Pair,
): World {
  const own = ownActor(placed[when], context);
  const { actors, unread } = otherActors(own, context);
  return new World(own, actors, pair, unread, steps);
}

/** A half with who holds it, and how the actor comes to act as the holder. */
interface FoundHalf {
  readonly half: PairHalf['half'];
  readonly holder: Actor;
  readonly witness: Witness;
  readonly path: readonly Actor[];
}

/** Questions about all identities at one time, before or after; each is put once. */
class World {
  readonly own: Actor;
  /** What was not decided. */
  readonly open: string[];
  private readonly actors: readonly Actor[];
  private readonly pair: Pair;
  private readonly steps: number | undefined;
  private readonly acts = new Map<string, boolean>();
  private readonly holds = new Map<string, Witness | null>();

  constructor(
    own: Actor,
    others: readonly Actor[],
    pair: Pair,
    unread: readonly string[],
    steps: number | undefined,
  ) {
    this.own = own;
    this.actors = [own, ...others];
    this.pair = pair;
    this.open = [...unread];
    this.steps = steps;
  }

  /** The actor and everybody who can act as it, through others too. */
  actingAs(target: Actor): readonly Actor[] {
    return this.closure(target, (one, other) => this.canAct(other, one)).map(({ actor }) => actor);
  }

  /** Both halves within the reach of an actor, or null. */
  pairOf(actor: Actor): readonly FoundHalf[] | null {
    const reach = this.closure(actor, (one, other) => this.canAct(one, other));
    const found = (['first', 'second'] as const).flatMap((half): FoundHalf[] => {
      for (const { actor: holder, path } of reach) {
        const witness = this.holding(holder, half);
        if (witness !== null) return [{ half, holder, witness, path }];
      }
      return [];
    });
    return found.length === 2 ? found : null;
  }

  private closure(
    start: Actor,
    isNext: (one: Actor, other: Actor) => boolean,
  ): { readonly actor: Actor; readonly path: readonly Actor[] }[] {
    const found = new Map([[start, { actor: start, path: [start] }]]);
    // Whoever is added while walking is walked as well.
    for (const { actor, path } of found.values()) {
      for (const other of this.actors) {
        if (found.has(other) || !isNext(actor, other)) continue;
        found.set(other, { actor: other, path: [...path, other] });
      }
    }
    return [...found.values()];
  }

  private canAct(actor: Actor, other: Actor): boolean {
    const key = `${this.actors.indexOf(actor)} ${this.actors.indexOf(other)}`;
    const known = this.acts.get(key);
    if (known !== undefined) return known;
    const can = this.isRefuted(canActAs(actor, other, this.steps)) !== null;
    this.acts.set(key, can);
    return can;
  }

  private holding(actor: Actor, half: PairHalf['half']): Witness | null {
    const key = `${this.actors.indexOf(actor)} ${half}`;
    const known = this.holds.get(key);
    if (known !== undefined) return known;
    const witness = this.isRefuted(mayDo(actor, this.pair[half], this.steps));
    this.holds.set(key, witness);
    return witness;
  }

  private isRefuted(answer: Answer): Witness | null {
    if (answer.verdict === 'undetermined') this.open.push(answer.reason);
    return answer.verdict === 'refuted' ? answer.witness : null;
  }
}

function shown({ half, holder, witness }: FoundHalf, before: World, after: World): PairHalf {
  const isOwn = holder === after.own;
  const where = awsAsker.whereOf(holder.powers, witness);
  const wasAllowed = !isOwn || awsAsker.whereOf(before.own.powers, witness).length > 0;
  return { half, identity: nameOf(holder), witness, where, added: !wasAllowed };
}

function isWidened(scene: Scene<AwsSubject>, before: World, after: World, half: Pattern): boolean {
  const answer = awsAsker.addsNone(before.own.powers, after.own.powers, half, scene.steps);
  return answer.verdict !== 'proved';
}

function nameOf({ id }: Actor): string {
  return id ?? 'the identity of the candidate';
}

function pathInWords(path: readonly Actor[]): string[] {
  if (path.length < 2) return [];
  return [`${path.map((one) => `\`${nameOf(one)}\``).join(' can act as ')}`];
}
