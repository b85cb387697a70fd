import { expect, test } from 'vitest';
import { digestText } from '../canonical/digest.ts';
import type { Json } from '../canonical/jcs.ts';
import type { Digest } from '../refusal.ts';
import type { Estate, EstateEntry } from './estate.ts';
import type { Guardrail, Obligation } from './guardrail.ts';
import { type ReverifyInput, reverify } from './reverify.ts';
import type { KeptProof, ProofCache } from './standing.ts';
import {
  ACCOUNT,
  allow,
  aws,
  canonical,
  deny,
  guardrail,
  roleArn,
  trusting,
} from './testing/scenes.ts';

const AT = '2026-11-28T12:00:00.000Z';

class Texts {
  readonly known = new Map<Digest, string>();

  add(text: string): Digest {
    const digest = digestText(text);
    this.known.set(digest, text);
    return digest;
  }
}

const texts = new Texts();
const put = (...statements: readonly Json[]): Digest => texts.add(aws(...statements));

/** An identity of AWS with these policies. */
function role(name: string, identity: readonly Digest[], more: object = {}): EstateEntry {
  return {
    id: name,
    identity: roleArn(name),
    environment: { name: 'prod/aws', class: 'production' },
    dataClass: null,
    complete: true,
    policies: { language: 'aws-iam', subject: 'identity', identity, ...more },
  };
}

const estateOf = (...entries: readonly EstateEntry[]): Estate => ({ entries, texts: texts.known });

const denying = (...actions: readonly string[]): Guardrail =>
  guardrail({ type: 'must-deny', request: { actions, resources: ['*'] } });

function run(input: Omit<ReverifyInput, 'at' | 'cache'> & { readonly cache?: ProofCache }) {
  const done = reverify({ at: AT, cache: new Map<string, KeptProof>(), ...input });
  if (!done.ok) throw new Error(JSON.stringify(done.refusals));
  return done.value;
}

const READ = put(allow('s3:Get*'));
const TRAIL = put(allow('cloudtrail:StopLogging'));
const ALL = put(allow('*'));
const GUARD = put(allow('*'), deny('cloudtrail:*'));

test('a changed guardrail lists what it newly catches and what it no longer does, each with its request', () => {
  const estate = estateOf(
    role('reader', [READ]),
    role('auditor', [READ, TRAIL]),
    role('admin', [ALL]),
    role('guarded', [ALL], { scp: [[GUARD]] }),
  );
  const { found } = run({
    estate,
    before: denying('s3:GetObject'),
    after: denying('cloudtrail:StopLogging'),
  });
  expect(found.caught).toEqual([]);
  expect(found.mended.map(({ id }) => id)).toEqual(['reader', 'guarded']);
  expect(found.stillBroken).toBe(2);
  const fresh = run({ estate, before: null, after: denying('cloudtrail:StopLogging') }).found;
  expect(fresh.caught).toMatchObject([
    {
      id: 'auditor',
      before: 'not-applicable',
      witness: { principal: roleArn('auditor'), action: 'cloudtrail:StopLogging' },
    },
    { id: 'admin', detail: expect.stringContaining(roleArn('admin')) },
  ]);
  expect(fresh.counts).toMatchObject({ entries: 8, inScope: 4, filtered: 1 });
});

test('policies that say the same about the actions are proved once, whatever else they say', () => {
  const more = put(allow('cloudtrail:StopLogging', { Sid: 'Other' }), allow('ec2:*'));
  const estate = estateOf(
    ...Array.from({ length: 20 }, (_, index) => role(`a-${index}`, [TRAIL, READ])),
    ...Array.from({ length: 20 }, (_, index) => role(`b-${index}`, [more])),
  );
  const cache = new Map<string, KeptProof>();
  const after = denying('cloudtrail:StopLogging');
  const { found } = run({ estate, before: null, after, cache });
  expect(found.caught).toHaveLength(40);
  expect(found.counts).toMatchObject({ proofs: 1, cached: 39, replayed: 40 });
  expect(run({ estate, before: null, after, cache }).found.counts).toMatchObject({
    proofs: 0,
    cached: 40,
  });
});

test('policies that tell callers apart are asked about for each', () => {
  const own = put(
    allow('cloudtrail:StopLogging', { Resource: `arn:aws:cloudtrail:*:${ACCOUNT}:trail/*` }),
  );
  const named = put(
    allow('cloudtrail:StopLogging', {
      Condition: { ArnLike: { 'aws:PrincipalArn': roleArn('a') } },
    }),
  );
  const estate = estateOf(role('a', [named]), role('b', [named]), role('c', [own]));
  const { found } = run({ estate, before: null, after: denying('cloudtrail:StopLogging') });
  expect(found.caught.map(({ id }) => id)).toEqual(['a', 'c']);
  expect(found.counts.proofs).toBe(3);
});

test('what is not known is undetermined, never kept', () => {
  const estate = estateOf(
    { ...role('partly', [READ]), complete: false },
    role('missing', [`sha256:${'0'.repeat(64)}`]),
    {
      ...role('nameless', [
        put(allow('cloudtrail:*', { Condition: { StringLike: { 'aws:PrincipalArn': '*x' } } })),
      ]),
      identity: null,
    },
  );
  const { found } = run({ estate, before: null, after: denying('cloudtrail:StopLogging') });
  expect(found.undetermined.map(({ id }) => id)).toEqual(['partly', 'missing', 'nameless']);
  const wrong = guardrail({ type: 'must-deny', request: { verbs: 'get' } });
  expect(run({ estate, before: null, after: wrong }).found.undetermined).toHaveLength(3);
});

test('the work goes on where it stopped, and a checkpoint of other work is refused', () => {
  const estate = estateOf(
    ...Array.from({ length: 10 }, (_, index) =>
      role(`r-${index}`, [index % 2 === 0 ? TRAIL : READ]),
    ),
  );
  const after = denying('cloudtrail:StopLogging');
  const cache = new Map<string, KeptProof>();
  const told: number[] = [];
  const onProgress = ({ done }: { readonly done: number }): void => void told.push(done);
  const half = run({ estate, before: null, after, cache, atMost: 5, onProgress });
  expect([half.next, half.found.caught.length]).toEqual([5, 3]);
  const start = JSON.parse(JSON.stringify(half)) as typeof half;
  const whole = run({ estate, before: null, after, cache, start, onProgress });
  const { counts, ...found } = run({ estate, before: null, after }).found;
  expect(whole.found).toMatchObject(found);
  expect(whole.found.counts.entries).toBe(counts.entries);
  expect(told).toEqual([5, 10]);
  expect(
    reverify({ estate, before: null, after: denying('s3:*'), at: AT, cache, start }),
  ).toMatchObject({
    ok: false,
    refusals: [{ code: 'WRONG_CHECKPOINT' }],
  });
});

test('a policy of a resource is asked about for whoever meets it', () => {
  const open = put({
    Effect: 'Allow',
    Principal: '*',
    Action: 's3:GetObject',
    Resource: 'arn:aws:s3:::b/*',
  });
  const closed = put({
    Effect: 'Allow',
    Principal: { AWS: roleArn('a') },
    Action: 's3:GetObject',
    Resource: 'arn:aws:s3:::b/*',
  });
  const bucket = (id: string, digest: Digest): EstateEntry => ({
    ...role(id, []),
    identity: `arn:aws:s3:::${id}`,
    policies: { language: 'aws-iam', subject: 'resource', identity: [], resource: [digest] },
  });
  const estate = estateOf(bucket('open', open), bucket('closed', closed));
  const only = guardrail({
    type: 'only',
    request: { actions: ['s3:GetObject'], resources: ['*'] },
    identities: [roleArn('a')],
  });
  expect(run({ estate, before: null, after: only }).found.caught.map(({ id }) => id)).toEqual([
    'open',
  ]);
});

test('clusters and grants are in force too', () => {
  const rule = { apiGroups: [''], resources: ['secrets'], verbs: ['get'] };
  const objects = [
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'r' },
      rules: [rule],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'r' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'r' },
      subjects: [{ kind: 'ServiceAccount', name: 'bot', namespace: 'ci' }],
    },
  ];
  const member = texts.add(canonical('kubernetes-rbac', objects));
  const app = {
    kind: 'github-app',
    app: 'bot',
    account: 'acme',
    permissions: { contents: 'write' },
    repositories: 'all',
  };
  const grant = texts.add(canonical('grants', [app]));
  const entry = (language: 'kubernetes-rbac' | 'grants', digest: Digest): EstateEntry => ({
    ...role(language, []),
    policies: { language, members: [digest] },
  });
  const estate = estateOf(entry('kubernetes-rbac', member), entry('grants', grant));
  const catches = (language: 'kubernetes-rbac' | 'grants', request: Guardrail['obligation']) =>
    run({ estate, before: null, after: { ...guardrail(request), language } }).found;
  const secrets = (verb: string): Obligation => ({
    type: 'must-deny',
    request: { verbs: verb, resources: 'secrets' },
  });
  expect(catches('kubernetes-rbac', secrets('get')).caught).toMatchObject([
    { id: 'kubernetes-rbac' },
  ]);
  expect(catches('kubernetes-rbac', secrets('list')).counts.filtered).toBe(1);
  expect(
    catches('grants', { type: 'must-deny', request: { permission: 'contents', level: 'write' } })
      .caught,
  ).toMatchObject([{ id: 'grants', detail: expect.stringContaining('contents') }]);
});

test('a pair is found in one entry, and across identities that can act as each other', () => {
  const pair = guardrail(
    {
      type: 'never-together',
      first: { actions: ['codepipeline:PutApprovalResult'], resources: ['*'] },
      second: { actions: ['codedeploy:CreateDeployment'], resources: ['*'] },
    },
    { kind: 'separation-of-duty' },
  );
  const approve = put(allow('codepipeline:PutApprovalResult'));
  const deploy = put(allow('codedeploy:CreateDeployment'));
  const assume = put(allow('sts:AssumeRole', { Resource: roleArn('deploy*') }));
  const trust = texts.add(trusting({ AWS: ACCOUNT }));
  const naming = texts.add(trusting({ AWS: roleArn('named') }));
  const trusted = (name: string, digest: Digest): EstateEntry => ({
    ...role(`trust of ${name}`, []),
    identity: roleArn(name),
    policies: { language: 'aws-iam', subject: 'resource', identity: [], resource: [digest] },
  });
  const estate = estateOf(
    role('both', [approve, deploy]),
    role('approver', [approve]),
    role('deployer', [deploy]),
    trusted('deployer', trust),
    role('other', [deploy]),
    trusted('other', naming),
    role('chief', [approve, assume]),
    role('idle', [assume]),
    role('named', [approve]),
    role('stranger', [approve, put(allow('sts:AssumeRole', { Resource: roleArn('x') }))]),
  );
  const { found } = run({ estate, before: null, after: pair });
  expect(found.caught.map(({ id }) => id)).toEqual(['both', 'chief', 'named']);
  expect(found.caught[1]?.detail).toContain(
    `\`${roleArn('chief')}\` can act as \`${roleArn('deployer')}\``,
  );
  expect(found.undetermined).toEqual([]);
  expect(run({ estate, before: pair, after: null }).found.mended.map(({ id }) => id)).toEqual([
    'both',
    'chief',
    'named',
  ]);
});
