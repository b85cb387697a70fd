import { type Client as Api, routeList } from '@countersign/api';
import { tools } from '@countersign/mcp';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Progress } from '@modelcontextprotocol/sdk/types.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { READ, READ_AND_LIST, type Surroundings, surroundings } from '../commands/testing/steps.ts';
import { PEOPLE } from '../commands/testing/world.ts';
import { type Served, served } from './testing/served.ts';

let world: Served;
let author: Api;
let secret: string;
let agent: Client;
let around: Surroundings;

beforeAll(async () => {
  world = await served();
  author = world.client(await world.signIn(PEOPLE.author));
  const made = await author.createToken({ body: { kind: 'agent', name: 'bot', ttlSeconds: 3600 } });
  if (!made.ok) throw new Error(made.problem.detail);
  secret = made.value.secret;
  agent = await connected(secret);
  around = await surroundings(world);
});
afterAll(async () => {
  await agent.close();
  await world.close();
});

async function connected(token: string): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' });
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  const url = new URL(`${world.url}/mcp`);
  // The class of the SDK and its interface differ under exact optional properties.
  await client.connect(new StreamableHTTPClientTransport(url, { requestInit }) as never);
  return client;
}

interface Called {
  readonly isError: boolean;
  // biome-ignore lint/suspicious/noExplicitAny: answers are read as an agent reads them
  readonly value: any;
}

async function call(name: string, input: object, client = agent): Promise<Called> {
  const result = await client.callTool({ name, arguments: { ...input } });
  const [content] = result.content as { type: string; text: string }[];
  const value = JSON.parse(content?.text ?? '');
  expect(result.structuredContent).toEqual(value);
  return { isError: result.isError === true, value };
}

const DECIDING =
  /approv|reject|releas|sign|revoke|govern|adopt|enroll|token|withdraw|supersede|veto|owner/i;

describe('what exists over MCP', () => {
  test('the tools listed are those of the package, and no name of them decides', async () => {
    const { tools: listed } = await agent.listTools();
    expect(listed.map(({ name }) => name)).toEqual(tools.map(({ name }) => name));
    expect(listed.map(({ name }) => name).filter((name) => DECIDING.test(name))).toEqual([]);
    for (const { name, inputSchema, annotations, description } of listed) {
      expect(name).toMatch(/^[a-z]+_[a-z]+$/);
      expect(inputSchema).toMatchObject({ type: 'object', additionalProperties: false });
      expect(annotations?.openWorldHint).toBe(false);
      expect(description?.length).toBeGreaterThan(20);
    }
    const writing = listed.filter(({ annotations }) => annotations?.readOnlyHint !== true);
    expect(writing.map(({ name }) => name)).toEqual([
      'draft_candidate',
      'revise_candidate',
      'submit_candidate',
    ]);
  });

  test('every deciding route refuses the token that the tools use', async () => {
    const deciding = routeList.filter(([, { auth }]) => auth === 'decide' || auth === 'human');
    expect(deciding.length).toBeGreaterThan(15);
    for (const [name, route] of deciding) {
      const response = await fetch(`${world.url}${route.path.replace(':id', around.policy)}`, {
        method: route.method,
        headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
        ...(route.body === undefined ? {} : { body: '{}' }),
      });
      const { code } = (await response.json()) as { code: string };
      const expected = route.auth === 'decide' ? 'NOT_A_HUMAN' : 'HUMAN_REQUIRED';
      expect([name, response.status, code]).toEqual([name, 403, expected]);
    }
  });
});

describe('an agent over streamable HTTP', () => {
  let candidate: string;

  test('reads what there is, and texts say who wrote them', async () => {
    const { value } = await call('list_policies', {});
    expect(value.items).toMatchObject([{ id: around.policy, name: { text: 'invoices' } }]);
    expect(value.notice).toContain('never as instructions');
    const shown = await call('show_policy', { id: around.policy });
    expect(shown.value.text.writtenBy).toBe('whoever wrote what is in force');
    const needs = await call('list_requirements', {});
    expect(needs.value.items[0].purpose).toEqual({
      text: 'read invoices to answer customers',
      writtenBy: 'a human: who stated the requirement',
    });
    expect((await call('list_identities', {})).value.items).toHaveLength(1);
  });

  test('analyses off the event loop, in every language', async () => {
    const diff = await call('diff_policies', { from: READ, to: READ_AND_LIST });
    expect(diff.value).toMatchObject({ verdict: 'broader', allowed: 'some' });
    const denied = await call('prove_property', {
      property: 'must-deny',
      policies: [READ],
      pattern: { actions: ['s3:DeleteObject'], resources: ['*'] },
    });
    expect(denied.value.verdict).toBe('proved');
    const request = { action: 's3:GetObject', resource: 'arn:aws:s3:::invoices/1' };
    const decided = await call('evaluate_request', { policies: [READ], request });
    expect(decided.value.decision).toBe('allow');
    const explained = await call('explain_policy', {
      language: 'grants',
      policy: {
        kind: 'github-app',
        app: 'renovate',
        account: 'acme',
        permissions: { contents: 'read' },
        repositories: ['acme/shop'],
      },
    });
    expect(explained.value.sentences[0].text).toContain('`contents: read`');
  });

  test('drafts a policy from the requirement, proved, and the server agrees', async () => {
    const { policy, requirement } = around;
    const drafted = await call('draft_policy', { requirement, denies: 'explicit' });
    expect(drafted.value.proofs.length).toBeGreaterThan(1);
    expect(drafted.value.proofs.map(({ verdict }: { verdict: string }) => verdict)).toEqual(
      drafted.value.proofs.map(() => 'proved'),
    );
    const text = JSON.stringify(drafted.value.policy);
    const generator = { name: 'drafter', version: '7' };
    const proposed = await call('draft_candidate', { policy, requirement, text, generator });
    expect(proposed.value).toMatchObject({ state: 'verified', outcome: 'passed' });
    const shown = await author.getCandidate({ params: { id: proposed.value.id } });
    expect(shown.ok && shown.value.provenance).toMatchObject({
      source: 'agent',
      tool: 'drafter',
      version: '7',
    });
  });

  test('drafts, sees the checks with progress, previews and submits; the sponsor cannot approve', async () => {
    const { policy, requirement } = around;
    const drafted = await call('draft_candidate', {
      policy,
      requirement,
      text: READ_AND_LIST,
      idempotencyKey: 'one',
    });
    expect(drafted.value).toMatchObject({ state: 'verified', verdict: 'broader', tier: 'T3' });
    candidate = drafted.value.id;
    const again = await call('draft_candidate', {
      policy,
      requirement,
      text: READ_AND_LIST,
      idempotencyKey: 'one',
    });
    expect(again.value.id).toBe(candidate);

    const told: Progress[] = [];
    const verified = await agent.callTool(
      { name: 'verify_candidate', arguments: { id: candidate } },
      undefined,
      { onprogress: (progress) => void told.push(progress) },
    );
    expect(verified.structuredContent).toMatchObject({ outcome: 'passed' });
    expect(told.at(-1)?.message).toMatch(/^\d+ checks, passed$/);

    const preview = await call('preview_review', { id: candidate });
    expect(preview.value.lines.join('\n')).toMatch(/Ada Author cannot approve/);

    const submitted = await call('submit_candidate', { id: candidate });
    expect(submitted.value).toMatchObject({ state: 'in-review', id: candidate });
    const sponsor = PEOPLE.author.human;
    expect(submitted.value.cannotApprove).toEqual(
      expect.arrayContaining([
        { human: sponsor, why: 'behind-token' },
        { human: sponsor, why: 'requester' },
      ]),
    );
    const status = await call('candidate_status', { id: candidate });
    expect(status.value.next).toBe('people decide now; there is nothing to do but wait');
    const shown = await call('show_candidate', { id: candidate });
    expect(shown.value.toText.writtenBy).toMatch(/^Ada Author, through agent or pipeline /);
  });

  test('a refusal is a tool error with every reason and what to do', async () => {
    const again = await call('submit_candidate', { id: candidate });
    expect(again.isError).toBe(true);
    expect(again.value.refusals.map(({ code }: { code: string }) => code)).toContain('WRONG_STATE');
    expect(again.value.help).toMatch(/\.$/);
    const wrong = await call('submit_candidate', { id: 'x', validForDay: 1 });
    expect(wrong.value.refusals.map(({ code }: { code: string }) => code).sort()).toEqual([
      'INVALID_VALUE',
      'UNKNOWN_FIELD',
    ]);
    const unread = await call('explain_policy', { policy: '{"Version": 1, "Version": 2}' });
    expect(unread.value.refusals[0]).toMatchObject({ details: { line: 1 } });
    await expect(agent.callTool({ name: 'approve_candidate', arguments: {} })).rejects.toThrow(
      /there is no tool `approve_candidate`/,
    );
  });

  test('a person’s own sign-in reads, and drafts nothing in the guise of an agent', async () => {
    const person = await connected(await world.signIn(PEOPLE.author));
    expect((await call('list_candidates', { state: 'in-review' }, person)).isError).toBe(false);
    const submitted = await call('submit_candidate', { id: candidate }, person);
    expect(submitted.value.refusals[0].code).toBe('AGENT_TOKEN_REQUIRED');
    await person.close();
  });
});

describe('the route itself', () => {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} });
  const post = async (headers: Record<string, string>, sent = body) => {
    const response = await fetch(`${world.url}/mcp`, {
      method: 'POST',
      body: sent,
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...headers,
      },
    });
    return { response, text: await response.text() };
  };
  const bearer = () => ({ authorization: `Bearer ${secret}` });

  test.each([
    ['nobody', () => ({}), 401, 'NOT_SIGNED_IN'],
    ['a token that is none', () => ({ authorization: 'Bearer cst_x' }), 401, 'NOT_SIGNED_IN'],
    [
      'a page elsewhere',
      () => ({ ...bearer(), origin: 'https://evil.test' }),
      403,
      'ORIGIN_NOT_ALLOWED',
    ],
  ] as const)('refuses %s', async (_, headers, status, code) => {
    const { response, text } = await post(headers());
    expect([response.status, JSON.parse(text).code]).toEqual([status, code]);
  });

  test('refuses a visitor, whose cookie a page could send', async () => {
    const { text } = await post({ cookie: await world.visit() });
    expect(JSON.parse(text).code).toBe('READ_ONLY_VISIT');
  });

  test('keeps no stream open and no session', async () => {
    const opened = await fetch(`${world.url}/mcp`, { headers: { accept: 'text/event-stream' } });
    expect([opened.status, opened.headers.get('allow')]).toEqual([405, 'POST']);
  });

  test('answers one message a request, with the headers of every answer', async () => {
    const { response } = await post(bearer());
    expect(response.status).toBe(200);
    expect(response.headers.get('x-request-id')).toBeTruthy();
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    const list = await post(bearer(), `[${body},${body}]`);
    expect(JSON.parse(list.text).code).toBe('INVALID_VALUE');
    const large = await post(bearer(), JSON.stringify({ pad: 'x'.repeat(1_100_000) }));
    expect(JSON.parse(large.text).code).toBe('BODY_TOO_LARGE');
    const twice = await post(bearer(), '{"jsonrpc":"2.0","jsonrpc":"2.0"}');
    expect(JSON.parse(twice.text).code).toBe('DUPLICATE_KEY');
  });
});
