import type { Statement } from '../../aws-iam/model.ts';
import { actionEntry } from '../../aws-iam/service-table/service-table.ts';
import { byUtf8Bytes, canonicalJson, type Json } from '../../canonical/jcs.ts';
import { Covering, uncovered } from './covers.ts';

/** An Allow or Deny by lists; `who` and `when` are canonical texts of its other elements, empty where it has none. */
interface Block {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  /** Null: the statement names no resource, as in a trust policy. */
  readonly resources: readonly string[] | null;
  readonly who: string;
  readonly when: string;
}

/**
 * The same requests in few statements: those with the same resources, principals and conditions become one with all the
 * actions, those with the same actions one with all the resources; patterns and statements that another one covers go.
 * What comes out depends on the set of statements only, not on their order. Statements have lists, no `Not…` element.
 */
export function fewestStatements(statements: readonly Statement[]): Statement[] {
  let blocks = statements.map(blockOf);
  for (;;) {
    const next = withoutCovered(merged(blocks));
    if (isSame(next, blocks)) return next.map(statementOf);
    blocks = next;
  }
}

function blockOf(statement: Statement): Block {
  const { Effect, Action = [], Resource, Principal, Condition } = statement;
  return {
    effect: Effect,
    actions: uncovered(Action.map(spelled), 'action'),
    resources: Resource === undefined ? null : uncovered(Resource, 'resource'),
    who: Principal === undefined ? '' : canonicalJson(Principal),
    when: Condition === undefined ? '' : canonicalJson(Condition),
  };
}

/** As AWS spells it; what AWS does not document stays as it is. */
function spelled(action: string): string {
  return /[*?]/.test(action) ? action : (actionEntry(action)?.action ?? action);
}

function statementOf({ effect, actions, resources, who, when }: Block): Statement {
  return {
    Effect: effect,
    Action: actions,
    ...(resources === null ? {} : { Resource: resources }),
    ...(who === '' ? {} : { Principal: JSON.parse(who) as NonNullable<Statement['Principal']> }),
    ...(when === '' ? {} : { Condition: JSON.parse(when) as NonNullable<Statement['Condition']> }),
  };
}

/** Both ways of merging, each by the whole set, so that no order counts. */
function merged(blocks: readonly Block[]): Block[] {
  const byResources = grouped(
    blocks,
    ({ effect, resources, who, when }) => [effect, resources, who, when],
    (group, one) => ({
      ...one,
      actions: uncovered(
        group.flatMap(({ actions }) => actions),
        'action',
      ),
    }),
  );
  return grouped(
    byResources,
    ({ effect, actions, resources, who, when }) => [effect, actions, resources === null, who, when],
    (group, one) =>
      one.resources === null
        ? one
        : {
            ...one,
            resources: uncovered(
              group.flatMap(({ resources }) => resources ?? []),
              'resource',
            ),
          },
  );
}

function grouped(
  blocks: readonly Block[],
  keyOf: (block: Block) => Json,
  join: (group: readonly Block[], one: Block) => Block,
): Block[] {
  const groups = new Map<string, Block[]>();
  for (const block of blocks) {
    const key = canonicalJson(keyOf(block));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [block]);
    else group.push(block);
  }
  return [...groups.values()].flatMap((group) =>
    group[0] === undefined ? [] : [join(group, group[0])],
  );
}

/** Takes away, one after the other in the order of their texts, actions and resources that another block gives too. */
function withoutCovered(blocks: readonly Block[]): Block[] {
  let left = sorted(blocks).map((block) => new Cover(block));
  for (const cover of left) {
    const { block } = cover;
    const others = left.filter((one) => one !== cover && one.mayCover(block));
    const wide = others.filter((one) => one.hasResources(block.resources));
    const actions = block.actions.filter((action) => !wide.some((one) => one.hasActions([action])));
    const full = others.filter((one) => one.hasActions(actions));
    const resources =
      block.resources?.filter((resource) => !full.some((one) => one.hasResources([resource]))) ??
      null;
    const isEmpty = actions.length === 0 || resources?.length === 0;
    const next = isEmpty ? [] : [new Cover({ ...block, actions, resources })];
    left = left.flatMap((one) => (one === cover ? next : [one]));
  }
  return sorted(left.map(({ block }) => block));
}

/** A block with what its patterns cover; every answer errs towards false. */
class Cover {
  readonly block: Block;
  readonly #actions: Covering;
  readonly #resources: Covering | null;

  constructor(block: Block) {
    this.block = block;
    this.#actions = new Covering(block.actions, 'action');
    this.#resources = block.resources === null ? null : new Covering(block.resources, 'resource');
  }

  /** Whether effect, principals and conditions let it cover anything of the other. */
  mayCover({ effect, who, when }: Block): boolean {
    const { block } = this;
    return (
      block.effect === effect && block.who === who && (block.when === '' || block.when === when)
    );
  }

  hasActions(actions: readonly string[]): boolean {
    return actions.every((action) => this.#actions.covers(action));
  }

  hasResources(resources: readonly string[] | null): boolean {
    if (this.#resources === null || resources === null) return this.#resources === resources;
    const own = this.#resources;
    return resources.every((resource) => own.covers(resource));
  }
}

function sorted(blocks: readonly Block[]): Block[] {
  return [...blocks].sort((left, right) => byUtf8Bytes(textOf(left), textOf(right)));
}

function isSame(one: readonly Block[], other: readonly Block[]): boolean {
  return sorted(one).map(textOf).join() === sorted(other).map(textOf).join();
}

function textOf({ effect, actions, resources, who, when }: Block): string {
  return canonicalJson([effect, actions, resources, who, when]);
}
