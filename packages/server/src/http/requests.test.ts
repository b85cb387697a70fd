import { errorTable, type Problem } from '@countersign/api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PEOPLE, STAGING } from '../commands/testing/world.ts';
import { type Served, served } from './testing/served.ts';

let world: Served;
let session: string;
const UUID = /^[0-9a-f-]{36}$/;

beforeAll(async () => {
  world = await served();
  session = await world.signIn(PEOPLE.author);
});
afterAll(() => world.close());

const nhi = {
  environment: STAGING,
  source: 'aws-iam',
  externalId: 'arn:aws:iam::123456789012:role/invoices',
  name: 'invoice reader',
  owner: PEOPLE.author.human,
  backupOwner: PEOPLE.backup.human,
};

let drafts = 0;

/** As {@link nhi}, an identity of its own. */
const anotherNhi = (role: string) => ({ ...nhi, externalId: `${nhi.externalId}-${role}` });

async function send(
  method: string,
  path: string,
  options: { body?: string; headers?: Record<string, string> } = {},
) {
  const response = await fetch(`${world.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${session}`,
      ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...options.headers,
    },
    ...(options.body === undefined ? {} : { body: options.body }),
  });
  const text = await response.text();
  return { response, problem: JSON.parse(text) as Problem };
}

describe('a refusal', () => {
  test('is a problem with code, status, help, every reason and the request id', async () => {
    const { response, problem } = await send(
      'GET',
      '/v1/nhis/00000000-0000-7000-8000-000000000000',
    );
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(problem).toEqual({
      type: 'urn:countersign:problem:UNKNOWN_NHI',
      title: errorTable.UNKNOWN_NHI.help,
      status: 404,
      code: 'UNKNOWN_NHI',
      detail: 'there is no identity `00000000-0000-7000-8000-000000000000` in this workspace',
      refusals: [
        {
          code: 'UNKNOWN_NHI',
          message: 'there is no identity `00000000-0000-7000-8000-000000000000` in this workspace',
          details: { id: '00000000-0000-7000-8000-000000000000' },
        },
      ],
      instance: expect.stringMatching(UUID),
    });
    expect(response.status).toBe(404);
    expect(response.headers.get('x-request-id')).toBe(problem.instance);
  });

  test('names an unknown field and the one that was meant, together with all other faults', async () => {
    const { owner, ...rest } = nhi;
    const { problem } = await send('POST', '/v1/nhis', {
      body: JSON.stringify({ ...rest, onwer: owner }),
    });
    expect(problem.status).toBe(400);
    expect(problem.refusals.map(({ code, message }) => [code, message])).toEqual([
      ['MISSING_FIELD', 'missing field `owner`'],
      ['UNKNOWN_FIELD', 'unknown field `onwer`; did you mean `owner`'],
    ]);
  });

  test.each([
    ['a duplicate key', '{"name":"a","name":"b"}', 400, 'DUPLICATE_KEY'],
    ['text that is no JSON', '{"name":', 400, 'NOT_JSON'],
    ['a body over the limit', JSON.stringify({ name: 'x'.repeat(300_000) }), 413, 'BODY_TOO_LARGE'],
  ])('of %s says so before anything else is looked at', async (_, body, status, code) => {
    const { problem } = await send('POST', '/v1/nhis', { body });
    expect([problem.status, problem.code]).toEqual([status, code]);
  });

  test('of another media type says which one is read', async () => {
    const { problem } = await send('POST', '/v1/nhis', {
      body: 'x',
      headers: { 'content-type': 'text/plain' },
    });
    expect([problem.status, problem.code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
  });

  test('of a path that is none is a problem too', async () => {
    const { problem } = await send('GET', '/v1/nothing');
    expect([problem.code, problem.detail]).toEqual([
      'ROUTE_UNKNOWN',
      'there is nothing at `GET /v1/nothing`',
    ]);
  });

  test('of a credential that is none of ours says so', async () => {
    const { problem } = await send('GET', '/v1/whoami', {
      headers: { authorization: 'Bearer cs_x' },
    });
    expect([problem.status, problem.code]).toEqual([401, 'NOT_SIGNED_IN']);
  });
});

describe('a policy', () => {
  const adopt = (text: string) =>
    world.client(session).adoptPolicy({
      body: {
        name: 'x',
        environment: STAGING,
        language: 'aws-iam',
        text,
        owner: PEOPLE.author.human,
      },
    });

  test.each([
    ['unparseable', '{"Version":\n  oops}', 422],
    ['with a key twice', '{"Version":"2012-10-17",\n"Version":"2012-10-17","Statement":[]}', 422],
    [
      'with an invisible character',
      '{"Version":"2012-10-17","Statement":[{"Sid":"a\u202eb"}]}',
      422,
    ],
  ])('%s is refused with code, line and column', async (_, text, status) => {
    const answer = await adopt(text);
    const problem = answer.ok ? undefined : answer.problem;
    expect(problem?.status).toBe(status);
    expect(problem?.refusals[0]?.details).toMatchObject({
      line: expect.any(Number),
      column: expect.any(Number),
    });
  });

  test('over 256 KB is refused by size', async () => {
    const answer = await adopt(`{"Version":"${'x'.repeat(262_144)}"}`);
    expect(answer.ok || [answer.problem.status, answer.problem.code]).toEqual([
      413,
      'POLICY_TOO_LARGE',
    ]);
  });
});

describe('a freshness statement', () => {
  test('holds for a day at most: a revocation stays unseen no longer', async () => {
    const answer = await world.client(session).issueFreshness({
      params: { id: '00000000-0000-7000-8000-000000000000' },
      body: { ttlSeconds: 86_401 },
    });
    expect(answer.ok || [answer.problem.code, answer.problem.refusals[0]?.details]).toEqual([
      'INVALID_VALUE',
      { in: 'body', pointer: '/ttlSeconds' },
    ]);
  });
});

describe('an idempotency key', () => {
  test('gives the first answer again and changes nothing', async () => {
    const client = world.client(session);
    const first = await client.registerNhi({ body: nhi }, { idempotencyKey: 'once' });
    const size = await world.deps.store.log.size(world.workspace);
    const again = await client.registerNhi({ body: nhi }, { idempotencyKey: 'once' });
    expect(first.ok && again.ok && first.value.id === again.value.id).toBe(true);
    expect(again.ok && again.headers.get('idempotency-replayed')).toBe('true');
    expect(await world.deps.store.log.size(world.workspace)).toBe(size);
  });

  test('is refused for another request', async () => {
    const client = world.client(session);
    const asked = anotherNhi('taken');
    await client.registerNhi({ body: asked }, { idempotencyKey: 'taken' });
    const other = await client.registerNhi(
      { body: { ...asked, name: 'other' } },
      { idempotencyKey: 'taken' },
    );
    expect(other.ok || [other.problem.status, other.problem.code]).toEqual([
      409,
      'IDEMPOTENCY_MISMATCH',
    ]);
  });

  test('of another person is another key', async () => {
    const other = world.client(await world.signIn(PEOPLE.backup));
    const made = await other.registerNhi(
      { body: { ...anotherNhi('mine'), name: 'mine' } },
      { idempotencyKey: 'once' },
    );
    expect(made.ok && made.value.name).toBe('mine');
  });
});

describe('a workspace', () => {
  test('is closed to people of another one', async () => {
    const made = await world.client(session).registerNhi({ body: anotherNhi('closed') });
    if (!made.ok) throw new Error(made.problem.detail);
    const another = await world.foundAnother();
    const stranger = world.client(await world.signIn(PEOPLE.author, another));
    const roster = await world.client(session).getRoster();
    if (!roster.ok) throw new Error(roster.problem.detail);
    const answers = [
      await stranger.getNhi({ params: { id: made.value.id } }),
      await stranger.getDocument({ params: { digest: roster.value.digest } }),
      await stranger.getTile({ params: { workspace: world.workspace, '*': '0/000.p/1' } }),
    ];
    expect(answers.map((answer) => answer.ok || answer.problem.code)).toEqual([
      'UNKNOWN_NHI',
      'UNKNOWN_DOCUMENT',
      'OTHER_WORKSPACE',
    ]);
    const listed = await stranger.listNhis();
    expect(listed.ok && listed.value.items).toEqual([]);
  });
});

describe('a revision', () => {
  test('without If-Match is refused, and with a stale one told the current digest', async () => {
    const client = world.client(session);
    const candidate = await draft();
    const bare = await send('PUT', `/v1/candidates/${candidate.id}/revision`, {
      body: '{"text":"{}"}',
    });
    expect([bare.problem.status, bare.problem.code]).toEqual([428, 'IF_MATCH_REQUIRED']);
    const stale = await client.reviseCandidate({
      params: { id: candidate.id },
      body: { text: policy('s3:GetObjectVersion') },
      ifMatch: `sha256:${'0'.repeat(64)}`,
    });
    expect(stale.ok || [stale.problem.status, stale.problem.code]).toEqual([409, 'CURRENT_DIGEST']);
    expect(JSON.stringify(stale.ok || stale.problem.refusals[0]?.details)).toContain(candidate.to);
  });

  test('with the digest that the ETag gave goes through', async () => {
    const client = world.client(session);
    const candidate = await draft();
    const shown = await client.getCandidate({ params: { id: candidate.id } });
    expect(shown.ok && shown.headers.get('etag')).toBe(`"${candidate.to}"`);
    const revised = await client.reviseCandidate({
      params: { id: candidate.id },
      body: { text: policy('s3:GetObjectVersion') },
      ifMatch: candidate.to,
    });
    expect(revised.ok && revised.value.revision).toBe(2);
  });
});

async function draft() {
  const client = world.client(session);
  drafts += 1;
  const identity = orThrow(await client.registerNhi({ body: anotherNhi(`draft-${drafts}`) }));
  const requirement = orThrow(
    await client.stateRequirement({
      body: {
        nhi: identity.id,
        environment: STAGING,
        purpose: 'reads invoices for the monthly report',
        expires: '2026-06-01T00:00:00.000Z',
        allow: [{ id: 'read', actions: ['s3:GetObject'], resources: ['arn:aws:s3:::invoices/*'] }],
        deny: [{ id: 'no-delete', actions: ['s3:DeleteObject'], resources: ['*'] }],
      },
    }),
  );
  const adopted = orThrow(
    await client.adoptPolicy({
      body: {
        name: `invoices-${drafts}`,
        environment: STAGING,
        language: 'aws-iam',
        text: policy('s3:GetObject'),
        owner: PEOPLE.author.human,
      },
    }),
  );
  const body = {
    policy: adopted.id,
    requirement: requirement.id,
    text: policy('s3:GetObject', 's3:GetObjectTagging'),
  };
  return orThrow(await client.draftCandidate({ body }));
}

function policy(...actions: string[]): string {
  const statement = { Effect: 'Allow', Action: actions, Resource: 'arn:aws:s3:::invoices/*' };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}

function orThrow<T>(answer: { ok: true; value: T } | { ok: false; problem: Problem }): T {
  if (!answer.ok) throw new Error(JSON.stringify(answer.problem, null, 1));
  return answer.value;
}
