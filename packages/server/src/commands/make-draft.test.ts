import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Served, served } from '../http/testing/served.ts';
import { PEOPLE, STAGING } from './testing/world.ts';

let world: Served;
beforeAll(async () => {
  world = await served();
});
afterAll(() => world.close());

const SUBJECT = 'arn:aws:iam::123456789012:role/reports';
const REPORTS = 'arn:aws:s3:::reports/*';

/** An author who is signed in, a token of theirs, and an identity with a need and an adopted policy. */
async function prepared() {
  const api = world.client(await world.signIn(PEOPLE.author));
  const value = <T>(answer: { ok: true; value: T } | { ok: false; problem: unknown }): T => {
    if (!answer.ok) throw new Error(JSON.stringify(answer.problem));
    return answer.value;
  };
  const nhi = value(
    await api.registerNhi({
      body: {
        environment: STAGING,
        source: 'aws-iam',
        externalId: SUBJECT,
        name: 'reports',
        owner: PEOPLE.author.human,
        backupOwner: PEOPLE.backup.human,
      },
    }),
  );
  const requirement = value(
    await api.stateRequirement({
      body: {
        nhi: nhi.id,
        environment: STAGING,
        purpose: 'read reports',
        expires: '2026-06-30T00:00:00.000Z',
        allow: [{ id: 'read', actions: ['s3:GetObject'], resources: [REPORTS] }],
        deny: [{ id: 'no-delete', actions: ['s3:DeleteObject'], resources: ['*'] }],
      },
    }),
  );
  const statement = { Effect: 'Allow', Action: ['s3:Get*', 's3:PutObject'], Resource: REPORTS };
  const policy = value(
    await api.adoptPolicy({
      body: {
        name: 'reports',
        environment: STAGING,
        language: 'aws-iam',
        text: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
        owner: PEOPLE.author.human,
      },
    }),
  );
  const token = async (kind: 'agent' | 'pipeline') => {
    const body = { kind, name: kind, ttlSeconds: 3600 };
    return world.client(value(await api.createToken({ body })).secret);
  };
  return { api, value, token, nhi, requirement, policy };
}

describe('a draft that the server makes', () => {
  let given: Awaited<ReturnType<typeof prepared>>;
  beforeAll(async () => {
    given = await prepared();
  });
  const ids = () => ({ policy: given.policy.id, requirement: given.requirement.id });

  test('from the requirement is proved, stores nothing, and with `create` is a candidate with its provenance', async () => {
    const { api, value } = given;
    const made = value(await api.makeDraft({ body: { source: 'requirement', ...ids() } }));
    expect(made.candidate).toBeNull();
    expect(made.proofs.map(({ name, verdict }) => [name, verdict])).toContainEqual([
      'nothing-beyond',
      'proved',
    ]);
    const agent = await given.token('agent');
    const created = value(
      await agent.makeDraft({ body: { source: 'requirement', create: true, ...ids() } }),
    );
    expect(created.candidate).toMatchObject({
      state: 'verified',
      to: made.digest,
      verdict: 'narrower',
      authors: [PEOPLE.author.human],
      provenance: {
        source: 'requirement',
        tool: 'countersign',
        inputs: [{ name: 'requirement', digest: given.requirement.digest, takenAt: null }],
      },
    });
  });

  test('from use needs a recorded use, and is never wider than what is granted', async () => {
    const { api, value } = given;
    const make = () => api.makeDraft({ body: { source: 'use', create: true, ...ids() } });
    expect(await make()).toMatchObject({ ok: false, problem: { code: 'NO_USE_RECORDED' } });
    const request = (action: string, refused: boolean) => ({
      request: { action, resource: 'arn:aws:s3:::reports/a', context: {} },
      count: 3,
      last: '2025-12-30T00:00:00.000Z',
      refused,
    });
    const document = {
      kind: 'use',
      v: 1,
      environment: STAGING,
      language: 'aws-iam',
      source: 'cloudtrail',
      tool: 'test',
      toolVersion: '1',
      takenAt: '2025-12-31T00:00:00.000Z',
      subject: SUBJECT,
      from: '2025-12-01T00:00:00.000Z',
      to: '2025-12-31T00:00:00.000Z',
      requests: [request('s3:GetObject', false), request('s3:DeleteObject', true)],
      unread: [],
    };
    const agent = await given.token('agent');
    expect(await agent.recordInventory({ body: { document } })).toMatchObject({
      problem: { code: 'NOT_A_HUMAN' },
    });
    const pipeline = await given.token('pipeline');
    const snapshot = value(await pipeline.recordInventory({ body: { document } }));
    expect(snapshot).toMatchObject({ nhi: given.nhi.id, holds: { requests: 2 } });
    const made = value(await make());
    expect(made.text).not.toContain('PutObject');
    expect(made.refused).toHaveLength(1);
    expect(made.provenance.inputs.map(({ name }) => name)).toEqual(['requirement', 'use', 'base']);
    expect(made.candidate?.provenance?.inputs[1]).toEqual({
      name: 'use',
      digest: snapshot.digest,
      takenAt: document.takenAt,
    });
  });

  test('by a program of the drafter says so itself, and not in the name of another kind of author', async () => {
    const agent = await given.token('agent');
    const { value } = given;
    const inputs = [{ name: 'prompt', digest: `sha256:${'a'.repeat(64)}` as const }];
    const draft = (source?: 'human') =>
      agent.draftCandidate({
        body: {
          ...ids(),
          text: JSON.stringify({
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: REPORTS }],
          }),
          provenance: {
            tool: 'policy-writer',
            version: '3',
            inputs,
            ...(source === undefined ? {} : { source }),
          },
        },
      });
    expect(await draft('human')).toMatchObject({ problem: { code: 'EVENT_MALFORMED' } });
    expect(value(await draft()).provenance).toMatchObject({
      source: 'agent',
      tool: 'policy-writer',
      version: '3',
      inputs: [{ name: 'prompt', takenAt: null }],
    });
  });
});
