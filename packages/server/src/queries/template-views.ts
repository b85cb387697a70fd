import type { Page, TemplateItem, TemplateView } from '@countersign/api';
import {
  type Digest,
  evaluateRule,
  type Id,
  type StandingRecord,
  standingRecordOf,
  type TemplateState,
} from '@countersign/domain';
import { PREDICATES } from '@countersign/evidence';
import { signedPredicate } from '../commands/signed-words.ts';
import { envelopeJobFor, storedTemplate, storedText } from '../commands/verify-template.ts';
import { checkpointView } from './checkpoint-view.ts';
import { checksOfEnvelope } from './checks-of.ts';
import { classOf, lawInForce } from './law.ts';
import { type PageQuery, pageOfRows } from './page.ts';
import { eachWithPeople, type QueryDeps, withPeople } from './people.ts';
import { treeView } from './rule-tree-of.ts';
import { documentJson, textOf } from './texts.ts';

/** Everything one screen needs about a template; the texts are canonical, so whoever signs recomputes digests. */
export async function templateView(
  deps: QueryDeps,
  workspace: Id,
  id: Id,
): Promise<TemplateView | undefined> {
  const found = (await deps.store.aggregate(workspace, 'template', id))?.state;
  if (found === undefined) return undefined;
  return withPeople(deps, workspace, {
    ...(await whatAndWhere(deps, workspace, found)),
    ...(await evidenceOf(deps, workspace, found)),
    ...(await standingOf(deps, workspace, standingRecordOf(found))),
    live: await liveCount(deps, workspace, id),
    checkpoint: await checkpointView(deps, workspace),
  });
}

async function whatAndWhere(deps: QueryDeps, workspace: Id, template: TemplateState) {
  const { id, environment, state, revision, templateDigest, authors } = template;
  const document = await storedTemplate(deps, workspace, templateDigest);
  return {
    id,
    name: document.name,
    environment,
    environmentClass: classOf(await lawInForce(deps, workspace), environment),
    language: document.need.language,
    state,
    revision,
    digest: templateDigest,
    document: { ...document, kind: 'template' as const },
    purpose: await textOf(deps, workspace, document.purpose),
    envelopeText: await storedText(deps, workspace, document.envelope),
    ceilingText: await storedText(deps, workspace, document.ceiling),
    authors: authors.map(({ human }) => human),
  };
}

async function evidenceOf(deps: QueryDeps, workspace: Id, template: TemplateState) {
  if (!('verification' in template)) {
    return {
      verification: null,
      summary: null,
      presented: null,
      verdict: null,
      tier: null,
      reasons: [],
    };
  }
  const { verification, outcome, presented, verdict, tier, reasons } = template.verification;
  const job = await envelopeJobFor(deps, workspace, template);
  const summary = await documentJson(deps, workspace, presented);
  return {
    verification: {
      digest: verification,
      outcome,
      checks: await checksOfEnvelope(deps, workspace, job, verification),
    },
    summary: summary as unknown as NonNullable<TemplateView['summary']>,
    presented,
    verdict,
    tier,
    reasons: [...reasons],
  };
}

async function standingOf(deps: QueryDeps, workspace: Id, standing: StandingRecord | null) {
  if (standing === null) {
    return {
      submission: null,
      ruleTree: null,
      signatures: [],
      approvedAt: null,
      ended: null,
      delegations: [],
    };
  }
  const { submission, approvals, approvedAt, delegations, ended } = standing;
  const { name, resolved } = submission.rule;
  const { disqualified } = submission.inputs;
  return {
    submission: submission as TemplateView['submission'],
    ruleTree: treeView(evaluateRule({ name, resolved, disqualified, approvals, rejects: [] })),
    signatures: await Promise.all(
      approvals.map(async ({ approval, human, role, assurance, at }) => ({
        approval,
        human,
        role,
        assurance,
        at,
        reason: await signedReason(deps, workspace, approval),
      })),
    ),
    approvedAt,
    ended: ended === null ? null : { ...ended, reason: await words(deps, workspace, ended.reason) },
    delegations: delegations.map(
      ({ delegation, delegator, delegate, envelope, cap, until, revokedAt }) => ({
        id: delegation,
        delegator,
        delegate,
        envelope,
        cap,
        until,
        revokedAt,
      }),
    ),
  };
}

async function signedReason(
  deps: QueryDeps,
  workspace: Id,
  approval: Digest,
): Promise<string | null> {
  const bytes = await deps.store.document(workspace, approval);
  const signed =
    bytes === undefined ? undefined : signedPredicate(bytes, PREDICATES.standingApproval);
  const reason = signed?.ok === true ? signed.value['reason'] : undefined;
  return typeof reason === 'string' ? textOf(deps, workspace, reason as Digest) : null;
}

function words(deps: QueryDeps, workspace: Id, digest: Digest | null): Promise<string | null> {
  return digest === null ? Promise.resolve(null) : textOf(deps, workspace, digest);
}

/** Live by record; which of them time has ended, the next decision looks at. */
async function liveCount({ store }: QueryDeps, workspace: Id, template: Id): Promise<number> {
  let count = 0;
  let cursor: string | null = null;
  do {
    const from: { cursor?: string } = cursor === null ? {} : { cursor };
    const filter = { state: 'live', template };
    const page = await store.aggregates(workspace, 'standing-decision', {
      filter,
      limit: 100,
      ...from,
    });
    count += page.items.length;
    cursor = page.next;
  } while (cursor !== null);
  return count;
}

/** Templates, newest first. */
export function listTemplates(
  deps: QueryDeps,
  workspace: Id,
  {
    state,
    environment,
    ...page
  }: PageQuery & { readonly state?: string; readonly environment?: string },
): Promise<Page<TemplateItem>> {
  const query = { ...page, filter: { state, environment } };
  return pageOfRows(deps, workspace, 'template', query, async (templates) =>
    eachWithPeople(
      deps,
      workspace,
      await Promise.all(templates.map((one) => itemOf(deps, workspace, one))),
    ),
  );
}

async function itemOf(deps: QueryDeps, workspace: Id, template: TemplateState) {
  const { id, environment, state, revision, templateDigest } = template;
  const { name, owner, need } = await storedTemplate(deps, workspace, templateDigest);
  const submission = standingRecordOf(template)?.submission;
  return {
    id,
    name,
    environment,
    language: need.language,
    state,
    revision,
    tier: 'verification' in template ? template.verification.tier : null,
    validUntil: submission?.validUntil ?? null,
    owner,
  };
}
