import type { DecisionView, Page } from '@countersign/api';
import type { Digest, Id, StandingDecisionState } from '@countersign/domain';
import { type Instance, isJsonObject, PREDICATES, parseInstance } from '@countersign/evidence';
import { signedPredicate } from '../commands/signed-words.ts';
import { storedTemplate } from '../commands/verify-template.ts';
import type { PageQuery } from './page.ts';
import { eachWithPeople, type QueryDeps, withPeople } from './people.ts';
import { textOf } from './texts.ts';

/** One automatic decision. */
export async function decisionView(
  deps: QueryDeps,
  workspace: Id,
  id: Id,
): Promise<DecisionView | undefined> {
  const found = (await deps.store.aggregate(workspace, 'standing-decision', id))?.state;
  if (found === undefined) return undefined;
  return withPeople(deps, workspace, await viewOf(deps, workspace, found));
}

export interface DecisionQuery extends PageQuery {
  readonly template?: Id;
  readonly nhi?: Id;
  readonly state?: string;
  readonly inNameOf?: Id;
  readonly toReview?: 'true';
}

/** Rows looked at for one page where the store cannot filter: beyond this the cursor goes on with the next page. */
const ROWS_MAX = 1_000;

/**
 * Automatic decisions, newest first. In whose name one was made stands in its signatures, so that filter is applied
 * here, over whole pages: a page may then have fewer items than asked for, and a cursor all the same.
 */
export async function listDecisions(
  deps: QueryDeps,
  workspace: Id,
  { inNameOf, toReview, cursor, limit, template, nhi, state }: DecisionQuery,
): Promise<Page<DecisionView>> {
  const filter = Object.fromEntries(
    Object.entries({ template, nhi, state }).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
  const isWanted = (one: Shown): boolean =>
    (inNameOf === undefined || one.inNameOf.includes(inNameOf)) &&
    (toReview === undefined || (one.reviewBy !== null && one.reviewed === null));
  const items: Shown[] = [];
  let from = cursor;
  let next: string | null = null;
  for (let looked = 0; looked < ROWS_MAX; ) {
    const page = await deps.store.aggregates(workspace, 'standing-decision', {
      filter,
      limit,
      ...(from === undefined ? {} : { cursor: from }),
    });
    looked += page.items.length;
    next = page.next;
    const views = await Promise.all(page.items.map((row) => viewOf(deps, workspace, row.state)));
    items.push(...views.filter(isWanted));
    if (next === null || items.length > 0) break;
    from = next;
  }
  return { items: await eachWithPeople(deps, workspace, items), next };
}

type Shown = Omit<DecisionView, 'people'>;

async function viewOf(
  deps: QueryDeps,
  workspace: Id,
  decision: StandingDecisionState,
): Promise<Shown> {
  const { id, template, templateDigest, candidate, policy, nhi, environment, to } = decision;
  const { proof, delegation, decidedAt, validUntil, onLapse, state, ended, reviewBy } = decision;
  const { name } = await storedTemplate(deps, workspace, templateDigest);
  const instance = await storedInstance(deps, workspace, decision.instance);
  const { reviewed } = decision;
  return {
    id,
    template: { id: template, name, digest: templateDigest },
    candidate,
    policy,
    nhi,
    environment,
    to,
    instance: decision.instance,
    proof,
    values: Object.fromEntries(instance.values.map((one) => [one.name, [...one.values]])),
    inNameOf: await signersOf(deps, workspace, decision.approvals),
    authors: [...instance.authors],
    delegation,
    decidedAt,
    validUntil,
    onLapse,
    state,
    ended: ended === null ? null : { ...ended },
    reviewBy,
    reviewed:
      reviewed === null
        ? null
        : { ...reviewed, note: await textOf(deps, workspace, reviewed.note) },
  };
}

async function storedInstance(
  { store }: QueryDeps,
  workspace: Id,
  wanted: Digest,
): Promise<Instance> {
  const parsed = parseInstance((await store.document(workspace, wanted)) ?? new Uint8Array());
  if (!parsed.ok) throw new Error(`document ${wanted} is no instance`);
  return parsed.value;
}

/** Who signed: the domain counted each under their own key, so the statement's word is theirs. */
async function signersOf(
  { store }: QueryDeps,
  workspace: Id,
  approvals: readonly Digest[],
): Promise<Id[]> {
  const found = await store.documents(workspace, approvals);
  return approvals.flatMap((approval) => {
    const bytes = found.get(approval);
    const signed =
      bytes === undefined ? undefined : signedPredicate(bytes, PREDICATES.standingApproval);
    const approver = signed?.ok === true ? signed.value['approver'] : undefined;
    const human = isJsonObject(approver as never) ? (approver as { human?: unknown }).human : null;
    return typeof human === 'string' ? [human] : [];
  });
}
