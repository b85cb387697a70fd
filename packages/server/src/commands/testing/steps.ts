import type { CandidateView } from '@countersign/api';
import { type Assurance, addSeconds, type Id } from '@countersign/domain';
import { saltedDigest } from '@countersign/evidence';
import { candidateView } from '../../queries/candidate-view.ts';
import { adoptPolicy } from '../adopt-policy.ts';
import { approveCandidate } from '../approve-candidate.ts';
import { assignResourceOwner } from '../assign-resource-owner.ts';
import type { Answer } from '../deps.ts';
import { draftCandidate } from '../draft-candidate.ts';
import { registerNhi } from '../register-nhi.ts';
import { stateRequirement } from '../state-requirement.ts';
import { submitCandidate } from '../submit-candidate.ts';
import { approvalEnvelope, type TestPerson } from './people.ts';
import { PEOPLE, STAGING, type World } from './world.ts';

/** The value of an answer; a refusal fails the test with its words. */
export function must<T>(
  answer:
    | { readonly ok: true; readonly value: T }
    | { readonly ok: false; readonly refusals: unknown },
): T {
  if (!answer.ok) throw new Error(JSON.stringify(answer.refusals, null, 1));
  return answer.value;
}

/** The codes of a refusal, sorted; empty when there is none. */
export function codesOf(answer: Answer<unknown>): readonly string[] {
  return answer.ok ? [] : [...new Set(answer.refusals.map(({ code }) => code))].toSorted();
}

export const OTHER = policyText(
  ['s3:GetObject', 's3:GetObjectVersion', 's3:GetObjectAcl'],
  'arn:aws:s3:::invoices/*',
);
export const READ = policyText(['s3:GetObject'], 'arn:aws:s3:::invoices/*');
export const READ_AND_LIST = policyText(
  ['s3:GetObject', 's3:GetObjectVersion'],
  'arn:aws:s3:::invoices/*',
);
/** As {@link READ_AND_LIST} with other white space and order. */
export const COSMETIC = `\n${policyText(['s3:GetObjectVersion', 's3:GetObject'], 'arn:aws:s3:::invoices/*')}\n`;

export function policyText(actions: readonly string[], resource: string): string {
  const statement = { Effect: 'Allow', Action: actions, Resource: resource };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}

export interface Surroundings {
  readonly nhi: Id;
  readonly requirement: Id;
  readonly policy: Id;
}

/** An identity, who owns its resources, a need, and the policy as found live. */
export async function surroundings(world: World, environment = STAGING): Promise<Surroundings> {
  const { deps } = world;
  const author = world.caller(PEOPLE.author);
  const number = await numberOfNext(world);
  const { id: nhi } = must(
    await registerNhi(deps, author, {
      environment,
      source: 'aws-iam',
      externalId: `arn:aws:iam::123456789012:role/invoices${number}`,
      name: 'invoice reader',
      owner: PEOPLE.author.human,
      backupOwner: PEOPLE.backup.human,
    }),
  );
  must(
    await assignResourceOwner(deps, author, {
      environment,
      resources: ['arn:aws:s3:::invoices/*'],
      owner: PEOPLE.owner.human,
    }),
  );
  const { id: requirement } = must(
    await stateRequirement(deps, author, {
      nhi,
      environment,
      language: 'aws-iam',
      purpose: 'read invoices to answer customers',
      dataClass: null,
      ticket: null,
      expires: addSeconds(world.deps.now(), 151 * 86_400),
      allow: [
        {
          id: 'read',
          actions: ['s3:GetObject', 's3:GetObjectVersion'],
          resources: ['arn:aws:s3:::invoices/*'],
        },
      ],
      deny: [
        { id: 'no-delete', actions: ['s3:DeleteObject'], resources: ['arn:aws:s3:::invoices/*'] },
      ],
    }),
  );
  const { id: policy } = must(
    await adoptPolicy(deps, author, {
      name: `invoices${number}`,
      environment,
      language: 'aws-iam',
      text: READ,
      owner: PEOPLE.author.human,
    }),
  );
  return { nhi, requirement, policy };
}

/** What tells surroundings apart from those made before; nothing for the first. */
async function numberOfNext({ deps, workspace }: World): Promise<string> {
  const { items } = await deps.store.aggregates(workspace, 'nhi', { limit: 100 });
  return items.length === 0 ? '' : `-${items.length + 1}`;
}

/** A candidate that was drafted and verified. */
export async function drafted(
  world: World,
  around: Surroundings,
  text = READ_AND_LIST,
): Promise<Id> {
  const { policy, requirement } = around;
  const author = world.caller(PEOPLE.author);
  return must(await draftCandidate(world.deps, author, { policy, requirement, text })).id;
}

/** Puts a verified candidate before its approvers, valid for thirty days. */
export function submit(
  world: World,
  candidate: Id,
  by: TestPerson = PEOPLE.author,
): Promise<Answer<{ id: Id }>> {
  const now = world.deps.now();
  return submitCandidate(world.deps, world.caller(by), {
    candidate,
    validUntil: addSeconds(now, 30 * 86_400),
    recertifyBy: addSeconds(now, 30 * 86_400),
    rollbackUntil: null,
    onLapse: 'keep',
  });
}

/** The candidate as its reviewers see it. */
export async function viewOf(world: World, candidate: Id): Promise<CandidateView> {
  const view = await candidateView(world.deps, world.workspace, candidate);
  if (view === undefined) throw new Error(`no candidate ${candidate}`);
  return view;
}

const REASON = 'looks right';

/** What a person signs who approves the candidate as it stands in the view. */
export function approvalOf(
  world: World,
  view: CandidateView,
  by: TestPerson,
  role: string,
  assurance: Assurance = 'ssh',
) {
  const { submission } = view;
  if (submission === null || view.verification === null) throw new Error('not submitted');
  const { tier, reasons, rule, rosterNumber, inputs, exceptions } = submission;
  const { recertifyBy, validUntil, onLapse, rollbackUntil, notAfter } = submission;
  return {
    decision: 'approve' as const,
    workspace: world.workspace,
    candidate: view.id,
    policy: view.policy.id,
    environment: view.environment,
    from: view.from,
    to: view.to,
    requirement: view.requirement.digest,
    verification: view.verification.digest,
    presented: view.presented,
    tier,
    rule,
    rosterNumber,
    inputs,
    approver: { human: by.human, credential: by.credential, assurance, role, onBehalfOf: null },
    confirmations: {
      intent: { requirement: view.requirement.digest },
      risk: { tier, reasons },
      denial: { proved: view.requirement.document.deny.map(({ id }) => id) },
      ownership: { owner: view.nhi.owner, backup: view.nhi.backupOwner },
      scope: { presented: view.presented },
      exceptions: { ids: exceptions },
    },
    reason: saltedDigest(by.salt, REASON),
    recertifyBy,
    validUntil,
    onLapse,
    rollbackUntil,
    checkpoint: view.checkpoint,
    nonce: world.deps.newId().replaceAll('-', ''),
    issuedAt: world.deps.now(),
    notAfter,
  };
}

/** Signs and gives an approval as this person. */
export async function approve(
  world: World,
  candidate: Id,
  by: TestPerson,
  role: string,
): Promise<Answer<unknown>> {
  const approval = approvalOf(world, await viewOf(world, candidate), by, role);
  return approveCandidate(world.deps, world.caller(by), {
    candidate,
    envelope: approvalEnvelope(approval, by),
    reason: { text: REASON, salt: Buffer.from(by.salt).toString('hex') },
  });
}

/** A candidate approved by the resource owner and by security. */
export async function approved(world: World, around: Surroundings, text?: string): Promise<Id> {
  const candidate = await drafted(world, around, text);
  must(await submit(world, candidate));
  must(await approve(world, candidate, PEOPLE.owner, 'resource-owner'));
  must(await approve(world, candidate, PEOPLE.security, 'security'));
  return candidate;
}
