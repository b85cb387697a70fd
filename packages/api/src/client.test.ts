import { describe, expect, test } from 'vitest';
import { createClient } from './client.ts';

interface Sent {
  readonly url: string;
  readonly init: RequestInit & { readonly headers: Record<string, string> };
}

function answering(...responses: Response[]): { sent: Sent[]; fetch: typeof fetch } {
  const sent: Sent[] = [];
  const answer = async (url: unknown, init: unknown): Promise<Response> => {
    sent.push({ url: String(url), init: init as Sent['init'] });
    const next = responses.shift();
    if (next === undefined)
      throw new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') });
    return next;
  };
  return { sent, fetch: answer as typeof fetch };
}

const ID = '01990000-0000-7000-8000-000000000001';

describe('the client', () => {
  test('sends token, body, If-Match and parameters where the route has them', async () => {
    const { sent, fetch } = answering(Response.json({}));
    const client = createClient({ baseUrl: 'http://localhost:7390/', token: 'cs_x', fetch });
    await client.reviseCandidate({
      params: { id: ID },
      body: { text: '{}' },
      ifMatch: 'sha256:ab',
    });
    expect(sent[0]?.url).toBe(`http://localhost:7390/v1/candidates/${ID}/revision`);
    expect(sent[0]?.init).toMatchObject({
      method: 'PUT',
      body: '{"text":"{}"}',
      headers: {
        authorization: 'Bearer cs_x',
        'if-match': '"sha256:ab"',
        'content-type': 'application/json',
      },
    });
  });

  test('puts a fresh idempotency key on every POST, and the given one when a call is repeated', async () => {
    const { sent, fetch } = answering(Response.json({}), Response.json({}), Response.json({}));
    const client = createClient({ baseUrl: '', fetch });
    const call = { params: { id: ID } };
    await client.releaseCandidate(call);
    await client.releaseCandidate(call);
    await client.releaseCandidate(call, { idempotencyKey: 'again' });
    const keys = sent.map(({ init }) => init.headers['idempotency-key']);
    expect(new Set(keys).size).toBe(3);
    expect(keys[2]).toBe('again');
  });

  test('leaves the slashes of a tile path', async () => {
    const { sent, fetch } = answering(new Response('x'));
    await createClient({ baseUrl: '', fetch }).getTile({
      params: { workspace: ID, '*': '0/x001/234' },
    });
    expect(sent[0]?.url).toBe(`/log/${ID}/tile/0/x001/234`);
  });

  test('hands over a problem as it came', async () => {
    const problem = {
      type: 'urn:countersign:problem:SELF_APPROVAL',
      title: 'x',
      status: 403,
      code: 'SELF_APPROVAL',
      detail: 'an author approves',
      refusals: [{ code: 'SELF_APPROVAL', message: 'an author approves' }],
      instance: 'i',
    };
    const { fetch } = answering(Response.json(problem, { status: 403 }));
    expect(await createClient({ baseUrl: '', fetch }).whoami()).toEqual({ ok: false, problem });
  });

  test('says in a problem of its own that a server is away or another one', async () => {
    const { fetch } = answering(new Response('<html>', { status: 502 }));
    const client = createClient({ baseUrl: 'http://x', fetch });
    const other = await client.whoami();
    const away = await client.whoami();
    expect(
      [other, away].map((answer) => answer.ok || [answer.problem.code, answer.problem.detail]),
    ).toEqual([
      ['NOT_A_COUNTERSIGN_SERVER', 'the answer with status 502 is not one of Countersign'],
      ['SERVER_UNREACHABLE', 'cannot reach `http://x`: connect ECONNREFUSED'],
    ]);
  });
});
