import { readFileSync } from 'node:fs';
import { awsIam } from '@countersign/analysis';
import { type Person, signIn } from './person.ts';
import type { Server } from './server.ts';

/** What is in the evaluation once people have worked in it. */
export interface WorkingWorld {
  /** Approved a revision that was then rewritten without changing what it allows. */
  readonly rita: Person;
  readonly reworded: string;
  /** Approved a revision that then allowed less. */
  readonly narrowed: string;
  readonly template: string;
  readonly decision: string;
  readonly requirement: string;
}

const ENVIRONMENT = 'staging';
const JOB = 'arn:aws:iam::111122223333:role/scaling-blue';
const CACHES = 'arn:aws:elasticache:eu-west-1:111122223333:cluster';

/** Two approvals made void, a template in force with one decision, and snapshots, by the routes people use. */
export async function workingWorld(server: Server): Promise<WorkingWorld> {
  const [ana, ben, rita] = await Promise.all(
    ['ana', 'ben', 'rita'].map((name) => signIn(server, name)),
  );
  if (!ana || !ben || !rita) throw new Error('three parts sign in');
  const { items } = await ana.call<{ items: { id: string }[] }>('GET', '/v1/requirements');
  const requirement = items[0]?.id ?? '';
  const parts = { ana, rita, requirement };
  const reworded = await approvedThenRevised(parts, 'reworded', ([first]) => {
    if (first !== undefined) first.Sid = 'Reworded';
  });
  const narrowed = await approvedThenRevised(parts, 'narrowed', (statements) => {
    for (const one of statements) {
      one.Action = one.Action.filter((action) => action !== 'cloudwatch:DeleteAlarms');
    }
  });
  const { template, decision } = await decidedByTemplate({ ana, ben, rita });
  await recordSnapshots(ana);
  return { rita, reworded, narrowed, template, decision, requirement };
}

interface Statement {
  Sid?: string;
  Action: string[];
}

interface Parts {
  readonly ana: Person;
  readonly rita: Person;
  readonly requirement: string;
}

const sample = (name: string): string =>
  readFileSync(new URL(`../../../examples/first-approval/${name}`, import.meta.url), 'utf8');

async function approvedThenRevised(
  { ana, rita, requirement }: Parts,
  name: string,
  revise: (statements: Statement[]) => void,
): Promise<string> {
  const [from, to] = [sample('autoscaling-v1.json'), sample('autoscaling-v2.json')];
  const policy = await ana.call('POST', '/v1/policies', {
    name: `cache-${name}`,
    environment: ENVIRONMENT,
    language: 'aws-iam',
    text: from,
    owner: ana.human,
  });
  const draft = { policy: policy.id, requirement, text: to };
  const { id } = await ana.call('POST', '/v1/candidates', draft);
  await submit(ana, id);
  await rita.approve('review', id);
  const revised = JSON.parse(to) as { Statement: Statement[] };
  revise(revised.Statement);
  await ana.call('PUT', `/v1/candidates/${id}/revision`, { text: JSON.stringify(revised) });
  await submit(ana, id);
  return id;
}

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

async function submit(ana: Person, id: string): Promise<void> {
  const dates = { validUntil: inDays(90), recertifyBy: inDays(60) };
  await ana.call('POST', `/v1/candidates/${id}/submit`, dates);
}

async function decidedByTemplate(
  people: {
    readonly [P in 'ana' | 'ben' | 'rita']: Person;
  },
): Promise<{ readonly template: string; readonly decision: string }> {
  const { ana, ben, rita } = people;
  const { id: template } = await ana.call('POST', '/v1/templates', templateOf(ana, ben));
  await ana.call('POST', `/v1/templates/${template}/submit`, { validUntil: inDays(60) });
  await rita.approve('template', template);
  const owners = { owner: ana.human, backupOwner: ben.human };
  const nhi = await ana.call('POST', '/v1/nhis', {
    environment: ENVIRONMENT,
    source: 'aws-iam',
    externalId: JOB,
    name: 'scaling blue',
    ...owners,
  });
  const need = await ana.call('POST', '/v1/requirements', {
    nhi: nhi.id,
    environment: ENVIRONMENT,
    purpose: 'resize the caches of team blue',
    dataClass: 'internal',
    expires: inDays(100),
    ...cases('team-blue'),
  });
  const policy = await ana.call('POST', '/v1/policies', {
    name: 'scaling-blue',
    environment: ENVIRONMENT,
    language: 'aws-iam',
    text: null,
    owner: ana.human,
  });
  const made = await ana.call<{ decision: string | null; reasons: unknown }>(
    'POST',
    `/v1/templates/${template}/instances`,
    { policy: policy.id, requirement: need.id, values: { team: 'team-blue' } },
  );
  if (made.decision === null) throw new Error(JSON.stringify(made.reasons));
  return { template, decision: made.decision };
}

const cases = (team: string) => ({
  allow: [
    {
      id: 'change-node-type',
      actions: ['elasticache:ModifyCacheCluster'],
      resources: [`${CACHES}:${team}-*`],
    },
  ],
  deny: [{ id: 'no-cache-deletion', actions: ['elasticache:Delete*'], resources: ['*'] }],
});

const allowing = (resource: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'elasticache:ModifyCacheCluster', Resource: resource }],
});

const templateOf = (ana: Person, ben: Person) => ({
  environment: ENVIRONMENT,
  name: 'resize-team-caches',
  owner: ana.human,
  backupOwner: ben.human,
  purpose: "Each team's job changes the node type of the team's own caches, and of no other's.",
  parameters: [{ name: 'team', kind: 'string', pattern: 'team-*', maxLength: 30 }],
  policy: allowing(`${CACHES}:<<team>>-*`),
  ...cases('team'),
  envelope: JSON.stringify(allowing(`${CACHES}:team-*`)),
  cap: { perNhi: 1, total: 20 },
  selector: { externalIds: ['arn:aws:iam::111122223333:role/scaling-*'] },
  instantiators: [ana.human],
  timeToLiveSeconds: 30 * 86_400,
  release: 'automatic',
  sample: { perMille: 1000, dueSeconds: 7 * 86_400 },
  expires: inDays(400),
});

async function recordSnapshots(ana: Person): Promise<void> {
  const parsed = awsIam.read(allowing(`${CACHES}:team-blue-*`));
  if (!parsed.ok) throw new Error('the live policy reads');
  const { text, digest } = awsIam.canonical(parsed.value);
  const read = { tool: 'countersign', toolVersion: '0.1.0', environment: ENVIRONMENT };
  const identity = {
    externalId: JOB,
    type: 'role',
    policies: [{ name: 'caches', layer: 'identity', digest }],
    boundary: null,
    groups: [],
    thirdParty: false,
    credentials: null,
    usedBy: null,
    lastUsedAt: null,
    missing: ['AWSQuickSetupDeploymentRolePolicy'],
  };
  const document = {
    ...{ kind: 'inventory', v: 1, language: 'aws-iam', source: 'aws-authorization-details' },
    ...{ ...read, takenAt: inDays(-2), identities: [identity], organization: null, objects: null },
    policies: { [digest]: text },
  };
  await ana.call('POST', '/v1/inventories', { document });
  const to = inDays(-1);
  const request = { action: 'elasticache:ModifyCacheCluster', resource: `${CACHES}:team-blue-1` };
  const use = {
    ...{ kind: 'use', v: 1, language: 'aws-iam', source: 'cloudtrail', ...read, takenAt: to },
    ...{ subject: JOB, from: inDays(-31), to, unread: [{ what: 'no resource', count: 3 }] },
    requests: [{ request, count: 7, last: to, refused: false }],
  };
  await ana.call('POST', '/v1/inventories', { document: use });
}
