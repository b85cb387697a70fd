import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { tools } from '@countersign/mcp';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tempFolder } from './run-program.ts';
import { ok, type StandingWorld, standingWorld } from './standing-world.ts';
import { loadTour } from './tour.ts';

const { words, file } = await loadTour();
const PROGRAM = fileURLToPath(new URL('../../../bin/countersign.js', import.meta.url));

async function overStdio(env: Record<string, string>): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' });
  const home = { PATH: process.env['PATH'] ?? '', HOME: tempFolder() };
  const args = [PROGRAM, 'mcp'];
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args, env: { ...home, ...env } }),
  );
  return client;
}

async function overHttp(url: string, token: string): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' });
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  const transport = new StreamableHTTPClientTransport(new URL(`${url}/mcp`), { requestInit });
  await client.connect(transport as never);
  return client;
}

// biome-ignore lint/suspicious/noExplicitAny: answers are read as an agent reads them
async function call(client: Client, name: string, input: object): Promise<any> {
  const result = await client.callTool({ name, arguments: { ...input } });
  return result.structuredContent;
}

describe('without a server', () => {
  test('the tools that need none answer, the others say what to do', async () => {
    const client = await overStdio({});
    const policy = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 's3:Get*', Resource: '*' }],
    };
    expect(await call(client, 'diff_policies', { from: policy, to: null })).toMatchObject({
      verdict: 'narrower',
      allowed: 'none',
    });
    const question = {
      property: 'must-deny',
      policies: [policy],
      pattern: { actions: ['s3:PutObject'] },
    };
    expect((await call(client, 'prove_property', question)).verdict).toBe('proved');
    expect(await call(client, 'prove_property', { ...question, property: 'must' })).toMatchObject({
      ok: false,
      refusals: [{ code: 'UNKNOWN_PROPERTY' }],
    });
    expect(await call(client, 'list_policies', {})).toMatchObject({
      ok: false,
      refusals: [{ code: 'NOT_SIGNED_IN' }],
      help: expect.stringMatching(/\.$/),
    });
    await client.close();
  });
});

describe('an agent drafts, verifies and submits a candidate', () => {
  let world: StandingWorld;
  let token: string;

  beforeAll(async () => {
    world = await standingWorld();
    const made = await ok(world.people.ana, words`token create --kind agent --name bot --ttl 1h`);
    token = made.secret;
  });
  afterAll(() => world.server.stop());

  test.each(['stdio', 'http'])('over %s, and it ends in review without its human', async (kind) => {
    const env = { COUNTERSIGN_SERVER: world.server.url, COUNTERSIGN_TOKEN: token };
    const client =
      kind === 'stdio' ? await overStdio(env) : await overHttp(world.server.url, token);
    const { tools: listed } = await client.listTools();
    expect(listed.map(({ name }) => name)).toEqual(tools.map(({ name }) => name));
    const { policy, requirement } = world.things;
    const text = readFileSync(file('autoscaling-v2.json'), 'utf8');
    const drafted = await call(client, 'draft_candidate', { policy, requirement, text });
    expect(drafted).toMatchObject({ state: 'verified' });
    const { id } = drafted;
    expect((await call(client, 'verify_candidate', { id })).outcome).toBe('passed');
    const submitted = await call(client, 'submit_candidate', { id });
    expect(submitted).toMatchObject({ id, state: 'in-review' });
    const shown = await call(client, 'show_candidate', { id });
    const ana = Object.entries<string>(shown.people).find(([, name]) => name === 'ana')?.[0];
    expect(shown.cannotApprove).toEqual(
      expect.arrayContaining([
        { human: ana, why: 'behind-token' },
        { human: ana, why: 'requester' },
      ]),
    );
    await client.close();
    const { ana: author } = world.people;
    const tried = await author.run(words`review approve ${id} --key ${author.key}`);
    expect([tried.exit, tried.codes]).toEqual([1, ['DISQUALIFIED']]);
  });

  test('and nothing more: what decides is refused to its token by the program too', async () => {
    const env = { COUNTERSIGN_TOKEN: token };
    const { ana } = world.people;
    for (const args of [
      words`review reject ${world.candidate} --reason ${'no'}`,
      words`release create ${world.candidate}`,
      words`candidate withdraw ${world.candidate} --reason ${'no'}`,
      words`token create --kind agent --name more --ttl 1h`,
    ]) {
      const ran = await ana.run(args, [], env);
      expect([args[1], ran.exit, ran.codes]).toEqual([
        args[1],
        1,
        [expect.stringMatching(/^(NOT_A_HUMAN|HUMAN_REQUIRED)$/)],
      ]);
    }
  });
});
