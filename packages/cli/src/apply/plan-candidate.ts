import { dirname, isAbsolute, join } from 'node:path';
import type { CandidateFileDocument } from '@countersign/api';
import { answered, everyPage } from '../client/server.ts';
import { type ApplyWorld, idempotent, policyOf, type Reference } from './apply-world.ts';
import { requirementKey } from './plan-requirement.ts';
import type { ApplyDocument } from './read-documents.ts';
import { type Step, still } from './step.ts';

/** States in which a candidate can still become something. */
const OPEN: readonly string[] = [
  'drafting',
  'verifying',
  'verified',
  'failed',
  'in-review',
  'approved',
  'changes-requested',
];

/** Candidates of one policy that are looked at, newest first: more than are ever open at once. */
const LOOKED_AT = 20;

/** Drafts a candidate; one that is open with the same content for the same need is known. */
export async function planCandidate(
  { file, line }: ApplyDocument,
  document: CandidateFileDocument,
  world: ApplyWorld,
): Promise<Step> {
  const { language = 'aws-iam' } = document;
  const of = { file, line, kind: 'Candidate', name: document.policy.name ?? 'candidate' };
  const policy = policyReference(document, world);
  const requirement = requirementReference(document, file, world);
  const to = await policyOf(document.policy.to, file, language);
  const faults = [policy, requirement, to].flatMap((one) => ('why' in one ? [one.why] : []));
  if (faults.length > 0 || 'why' in to) return still(of, 'refused', { why: faults.join('; ') });
  const known = await openCandidate(policy, requirement, to.digest, world);
  if (known !== undefined) return still(of, 'known', { id: known });
  return {
    ...of,
    action: 'create',
    why: null,
    id: null,
    run: async () => {
      const ids = { policy: world.idOf(policy), requirement: world.idOf(requirement) };
      const body = { ...ids, text: to.text };
      const answer = await world.server.api.draftCandidate({ body }, idempotent('candidate', body));
      return answered(answer).id;
    },
  };
}

function policyReference(
  { submit, policy, environment }: CandidateFileDocument,
  world: ApplyWorld,
): Reference {
  if (submit !== undefined) return { id: submit.policy };
  if (policy.name === undefined || environment === undefined) {
    return {
      why: 'which policy it is for is missing: `policy.name` and `environment`, or `submit`',
    };
  }
  return world.policy(policy.name, environment);
}

function requirementReference(
  { submit, requirement }: CandidateFileDocument,
  file: string,
  world: ApplyWorld,
): Reference {
  if (submit !== undefined) return { id: submit.requirement };
  if (typeof requirement !== 'string') {
    return { why: 'its cases are no requirement of the workspace: name an AccessRequirement file' };
  }
  const path = isAbsolute(requirement) ? requirement : join(dirname(file), requirement);
  const key = requirementKey(path);
  return world.isAnnounced(key)
    ? { made: key }
    : { why: `the AccessRequirement \`${path}\` is not one of the files given` };
}

async function openCandidate(
  policy: Reference,
  requirement: Reference,
  digest: string,
  world: ApplyWorld,
): Promise<string | undefined> {
  if (!('id' in policy) || world.isMissing(requirement)) return undefined;
  const { api } = world.server;
  const items = await everyPage((query) =>
    api.listCandidates({ query: { ...query, policy: policy.id } }),
  );
  const open = items.filter(({ state }) => OPEN.includes(state)).slice(0, LOOKED_AT);
  for (const { id } of open) {
    const view = answered(await api.getCandidate({ params: { id } }));
    if (view.to === digest && view.requirement.id === world.idOf(requirement)) return id;
  }
  return undefined;
}
