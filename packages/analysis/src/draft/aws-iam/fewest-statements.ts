import type { Statement } from '../../aws-iam/model.ts';
import { actionEntry } from '../../aws-iam/service-table/service-table.ts';
import { byUtf8Bytes, canonicalJson, type Json } from '../../canonical/jcs.ts';
import { coversAction, coversResource, uncovered } from './covers.ts';

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
    actions: uncovered(Action.map(spelled), coversAction),
    resources: Resource === undefined ? null : uncovered(Resource, coversResource),
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
        coversAction,
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
              coversResource,
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
  let left = sorted(blocks);
  for (const block of sorted(blocks)) {
    const others = left.filter((one) => one !== block);
    const actions = block.actions.filter(
      (action) => !others.some((other) => covers(other, { ...block, actions: [action] })),
    );
    const resources =
      block.resources?.filter(
        (resource) =>
          !others.some((other) => covers(other, { ...block, actions, resources: [resource] })),
      ) ?? null;
    const isEmpty = actions.length === 0 || resources?.length === 0;
    left = left.flatMap((one) =>
      one === block ? (isEmpty ? [] : [{ ...block, actions, resources }]) : [one],
    );
  }
  return sorted(left);
}

/** Errs towards false. */
function covers(outer: Block, inner: Block): boolean {
  if (outer.effect !== inner.effect || outer.who !== inner.who) return false;
  if (outer.when !== '' && outer.when !== inner.when) return false;
  const hasActions = inner.actions.every((action) =>
    outer.actions.some((one) => coversAction(one, action)),
  );
  if (!hasActions || outer.resources === null || inner.resources === null)
    return hasActions && outer.resources === inner.resources;
  const resources = outer.resources;
  return inner.resources.every((resource) =>
    resources.some((one) => coversResource(one, resource)),
  );
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
