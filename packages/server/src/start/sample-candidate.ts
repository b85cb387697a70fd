import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addSeconds, type Id } from '@countersign/domain';
import { adoptPolicy } from '../commands/adopt-policy.ts';
import { assignResourceOwner } from '../commands/assign-resource-owner.ts';
import type { Answer, Caller, Deps } from '../commands/deps.ts';
import { draftCandidate } from '../commands/draft-candidate.ts';
import { registerNhi } from '../commands/register-nhi.ts';
import { stateRequirement } from '../commands/state-requirement.ts';
import { submitCandidate } from '../commands/submit-candidate.ts';
import type { Evaluation } from './evaluation.ts';

const ENVIRONMENT = 'staging';
const CACHES = 'arn:aws:elasticache:eu-west-1:111122223333';
const DAY_SECONDS = 86_400;

/**
 * Gives a new evaluation something to look at: a real change of an AWS managed policy, drafted, proved and in review,
 * by the same commands people use. Without the two files of the change there is no sample.
 */
export async function sampleCandidate(
  deps: Deps,
  evaluation: Evaluation,
  samples: string,
): Promise<void> {
  const [from, to] = ['autoscaling-v1.json', 'autoscaling-v2.json'].map((name) =>
    join(samples, name),
  );
  if (from === undefined || to === undefined || !existsSync(from) || !existsSync(to)) return;
  const { ana, ben, rita, sam } = partsOf(evaluation);
  const author = callerOf(evaluation.workspace, ana);
  const nhi = await made(
    registerNhi(deps, author, {
      environment: ENVIRONMENT,
      source: 'aws-iam',
      externalId: 'arn:aws:iam::111122223333:role/cache-autoscaling',
      name: 'cache-autoscaling',
      owner: ana,
      backupOwner: ben,
    }),
  );
  await made(
    assignResourceOwner(deps, callerOf(evaluation.workspace, sam), {
      environment: ENVIRONMENT,
      owner: rita,
      resources: ['arn:aws:elasticache:*', 'arn:aws:cloudwatch:*'],
    }),
  );
  const policy = await made(
    adoptPolicy(deps, author, {
      name: 'cache-autoscaling',
      environment: ENVIRONMENT,
      language: 'aws-iam',
      text: readFileSync(from, 'utf8'),
      owner: ana,
    }),
  );
  const requirement = await made(stateRequirement(deps, author, sampleRequirement(deps, nhi)));
  const text = readFileSync(to, 'utf8');
  const candidate = await made(draftCandidate(deps, author, { policy, requirement, text }));
  await made(
    submitCandidate(deps, author, {
      candidate,
      validUntil: addSeconds(deps.now(), 90 * DAY_SECONDS),
      recertifyBy: addSeconds(deps.now(), 60 * DAY_SECONDS),
      rollbackUntil: null,
      onLapse: null,
    }),
  );
}

function sampleRequirement(deps: Deps, nhi: Id): Parameters<typeof stateRequirement>[2] {
  return {
    nhi,
    environment: ENVIRONMENT,
    language: 'aws-iam',
    purpose:
      'Application Auto Scaling changes the node type of our caches, not only shards and replicas.',
    dataClass: 'internal',
    ticket: null,
    expires: addSeconds(deps.now(), 170 * DAY_SECONDS),
    allow: [
      {
        id: 'change-node-type',
        actions: ['elasticache:ModifyCacheCluster'],
        resources: [`${CACHES}:cluster:*`],
      },
    ],
    deny: [
      { id: 'no-cache-deletion', actions: ['elasticache:Delete*'], resources: ['*'] },
      { id: 'no-silenced-alarms', actions: ['cloudwatch:DisableAlarmActions'], resources: ['*'] },
    ],
  };
}

function partsOf({ people }: Evaluation): Readonly<Record<'ana' | 'ben' | 'rita' | 'sam', Id>> {
  const human = (name: string): Id => {
    const person = people.find((one) => one.name === name);
    if (person === undefined) throw new Error(`the evaluation has no \`${name}\``);
    return person.human;
  };
  return { ana: human('ana'), ben: human('ben'), rita: human('rita'), sam: human('sam') };
}

function callerOf(workspace: Id, human: Id): Caller {
  return { workspace, actor: { kind: 'human', id: human }, idempotency: null };
}

/** The id of what a command made. A sample that is refused is a fault of the program, not of who started it. */
async function made(command: Promise<Answer<{ id: Id }>>): Promise<Id> {
  const answer = await command;
  if (answer.ok) return answer.value.id;
  const why = answer.refusals.map(({ code, message }) => `${code}: ${message}`).join('; ');
  throw new Error(`the evaluation's sample was refused: ${why}`);
}
