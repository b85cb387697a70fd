import type { TemplateView } from '@countersign/api';
import { addSeconds, type Id, type StandingApprovalStatement } from '@countersign/domain';
import {
  fromBase64,
  PREDICATES,
  SSH_NAMESPACES,
  saltedDigest,
  type TrustPolicy,
  verifierKey,
} from '@countersign/evidence';
import { templateView } from '../../queries/template-views.ts';
import { adoptPolicy } from '../adopt-policy.ts';
import { signStandingApproval, submitTemplate } from '../decide-template.ts';
import type { Answer } from '../deps.ts';
import { draftTemplate } from '../draft-template.ts';
import { registerNhi } from '../register-nhi.ts';
import { stateRequirement } from '../state-requirement.ts';
import type { TemplateInput } from '../template-document.ts';
import { signedStatement, type TestPerson } from './people.ts';
import { must, policyText, type Surroundings } from './steps.ts';
import { PEOPLE, STAGING, type World } from './world.ts';

const DAY = 86_400;
const REASON = 'every team reads its own prefix and nothing else';

/** Reads one team's prefix of the invoices. */
export function templateInput(world: World, more: Partial<TemplateInput> = {}): TemplateInput {
  return {
    environment: STAGING,
    language: 'aws-iam',
    name: 'read-one-team',
    owner: PEOPLE.author.human,
    backupOwner: PEOPLE.backup.human,
    purpose: 'each team reads its own invoices',
    parameters: [
      {
        name: 'team',
        kind: 'string',
        list: null,
        oneOf: null,
        pattern: 'team-*',
        maxLength: 40,
        characters: null,
        service: null,
        resourceType: null,
      },
    ],
    policy: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::invoices/<<team>>/*' },
      ],
    },
    allow: [{ id: 'read', actions: ['s3:GetObject'], resources: ['arn:aws:s3:::invoices/team-*'] }],
    deny: [{ id: 'no-delete', actions: ['s3:DeleteObject'], resources: ['*'] }],
    envelope: policyText(['s3:GetObject'], 'arn:aws:s3:::invoices/team-*'),
    ceiling: null,
    cap: { perNhi: 2, total: 10 },
    selector: { externalIds: null, nhis: null },
    instantiators: [PEOPLE.author.human],
    timeToLiveSeconds: 10 * DAY,
    onLapse: 'deny',
    release: 'automatic',
    sample: { perMille: 1000, dueSeconds: 7 * DAY },
    expires: addSeconds(world.deps.now(), 150 * DAY),
    ...more,
  };
}

/** A template that the resource owner and security approved for good. */
export async function standingTemplate(
  world: World,
  more: Partial<TemplateInput> = {},
): Promise<Id> {
  const { deps } = world;
  const author = world.caller(PEOPLE.author);
  const { id } = must(await draftTemplate(deps, author, templateInput(world, more)));
  const validUntil = addSeconds(deps.now(), 100 * DAY);
  must(await submitTemplate(deps, author, { template: id, validUntil }));
  must(await sign(world, id, PEOPLE.owner, 'resource-owner'));
  must(await sign(world, id, PEOPLE.security, 'security'));
  return id;
}

/** Signs a template as this person. */
export async function sign(
  world: World,
  template: Id,
  by: TestPerson,
  role: string,
): Promise<Answer<{ id: Id }>> {
  const view = await templateOf(world, template);
  const statement = standingStatement(world, view, by, role);
  return signStandingApproval(world.deps, world.caller(by), {
    template,
    envelope: signedStatement(
      {
        predicateType: PREDICATES.standingApproval,
        subject: { name: 'template.json', digest: statement.templateDigest },
        predicate: statement,
        namespace: SSH_NAMESPACES.approval,
      },
      by,
    ),
    reason: { text: REASON, salt: Buffer.from(by.salt).toString('hex') },
  });
}

/** The template as its reviewers see it. */
export async function templateOf(world: World, template: Id): Promise<TemplateView> {
  const view = await templateView(world.deps, world.workspace, template);
  if (view === undefined) throw new Error(`no template ${template}`);
  return view;
}

/** What a person signs who approves the template for good as it stands in the view. */
export function standingStatement(
  world: World,
  view: TemplateView,
  by: TestPerson,
  role: string,
): StandingApprovalStatement {
  const { submission, verification, presented } = view;
  if (submission === null || verification === null || presented === null)
    throw new Error('not submitted');
  const { revision: _revision, reasons, ...frozen } = submission;
  const { envelope, ceiling, cap, tier } = frozen;
  const document = view.document as unknown as {
    owner: Id;
    backupOwner: Id;
    need: { deny: { id: string }[] };
  };
  return {
    decision: 'approve',
    workspace: world.workspace,
    template: view.id,
    environment: view.environment,
    verification: verification.digest,
    presented,
    ...(frozen as unknown as Omit<typeof frozen, 'inputs'> &
      Pick<StandingApprovalStatement, 'inputs' | 'rule'>),
    approver: {
      human: by.human,
      credential: by.credential,
      assurance: 'ssh',
      role,
      onBehalfOf: null,
    },
    confirmations: {
      intent: { template: view.digest },
      risk: { tier, reasons },
      denial: { proved: document.need.deny.map(({ id }) => id) },
      ownership: { owner: document.owner, backup: document.backupOwner },
      scope: { presented, envelope, ceiling, cap },
      exceptions: { ids: [] },
    },
    reason: saltedDigest(by.salt, REASON),
    checkpoint: view.checkpoint,
    nonce: world.deps.newId().replaceAll('-', ''),
    issuedAt: world.deps.now(),
  };
}

let count = 0;

/** An identity with a need for one team's prefix and a policy to put it in. */
export async function teamSurroundings(
  world: World,
  options: { readonly team?: string; readonly externalId?: string } = {},
): Promise<Surroundings> {
  const { deps } = world;
  const author = world.caller(PEOPLE.author);
  count += 1;
  const { id: nhi } = must(
    await registerNhi(deps, author, {
      environment: STAGING,
      source: 'aws-iam',
      externalId: options.externalId ?? `invoice-job-${count}`,
      name: 'invoice job',
      owner: PEOPLE.author.human,
      backupOwner: PEOPLE.backup.human,
    }),
  );
  return teamNeed(world, nhi, options.team ?? 'team-blue');
}

/** Another need and policy of the same identity. */
export async function teamNeed(world: World, nhi: Id, team: string): Promise<Surroundings> {
  const { deps } = world;
  const author = world.caller(PEOPLE.author);
  count += 1;
  const { id: requirement } = must(
    await stateRequirement(deps, author, {
      nhi,
      environment: STAGING,
      language: 'aws-iam',
      purpose: 'read own invoices',
      dataClass: null,
      ticket: null,
      expires: addSeconds(deps.now(), 150 * DAY),
      allow: [
        {
          id: 'read',
          actions: ['s3:GetObject'],
          resources: [`arn:aws:s3:::invoices/${team}/*`],
        },
      ],
      deny: [{ id: 'no-delete', actions: ['s3:DeleteObject'], resources: ['*'] }],
    }),
  );
  const { id: policy } = must(
    await adoptPolicy(deps, author, {
      name: `team-invoices-${count}`,
      environment: STAGING,
      language: 'aws-iam',
      text: null,
      owner: PEOPLE.author.human,
    }),
  );
  return { nhi, requirement, policy };
}

/** What a gate pins that takes these bases. */
export async function trustPolicyOf(
  { deps, workspace }: World,
  bases: TrustPolicy['bases'],
): Promise<TrustPolicy> {
  const state = await deps.store.state(workspace, [`workspace/${workspace}`]);
  if (state.workspace === null) throw new Error('not founded');
  const { roster, ruleSet, logKey } = state.workspace;
  return {
    kind: 'trust-policy',
    v: 1,
    workspace,
    mode: 'founded',
    roster,
    ruleSet,
    logKey: verifierKey(`countersign/${workspace}`, fromBase64(logKey) ?? new Uint8Array()),
    bases,
    maxFreshnessSeconds: 86_400,
    witnesses: [],
  };
}
