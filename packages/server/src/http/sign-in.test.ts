import { canonicalBytes, SSH_NAMESPACES, signSsh } from '@countersign/evidence';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { person } from '../commands/testing/people.ts';
import { PEOPLE } from '../commands/testing/world.ts';
import { ORIGIN, type Served, served } from './testing/served.ts';

let world: Served;
beforeAll(async () => {
  world = await served();
});
afterAll(() => world.close());

async function challenge() {
  const issued = await world
    .client()
    .createLoginChallenge({ params: { workspace: world.workspace } });
  if (!issued.ok) throw new Error(issued.problem.detail);
  return issued.value.challenge;
}

type Challenge = Awaited<ReturnType<typeof challenge>>;

async function open(given: Challenge, options: { seed?: Uint8Array; namespace?: string } = {}) {
  const { seed = PEOPLE.author.seed, namespace = SSH_NAMESPACES.login } = options;
  const signature = signSsh({ message: canonicalBytes(given), namespace, seed });
  const opened = await world.client().createSession({
    params: { workspace: world.workspace },
    body: { challenge: given, signature },
  });
  return opened.ok ? 'signed in' : opened.problem.code;
}

describe('signing in', () => {
  test('takes a signature over the challenge by a key of the Roster', async () => {
    const token = await world.signIn(PEOPLE.security);
    const me = await world.client(token).whoami();
    expect(me.ok && [me.value.actor, me.value.name, me.value.roles]).toEqual([
      { kind: 'human', id: PEOPLE.security.human },
      'Sam Security',
      ['security'],
    ]);
  });

  test('is bound to the origin of the installation', async () => {
    expect((await challenge()).origin).toBe(ORIGIN);
    expect(await open({ ...(await challenge()), origin: 'http://localhost:1' })).toBe(
      'CHALLENGE_MISMATCH',
    );
  });

  test('uses a challenge once, even when the signature was wrong', async () => {
    const given = await challenge();
    expect(await open(given, { seed: person(9, 'Eve', []).seed })).toBe('CREDENTIAL_NOT_IN_FORCE');
    expect(await open(given)).toBe('CHALLENGE_UNKNOWN');
    const other = await challenge();
    expect(await open(other)).toBe('signed in');
    expect(await open(other)).toBe('CHALLENGE_UNKNOWN');
  });

  test('ends with the challenge after two minutes', async () => {
    const given = await challenge();
    world.advance(121);
    expect(await open(given)).toBe('CHALLENGE_UNKNOWN');
  });

  test('refuses a signature of another namespace', async () => {
    expect(await open(await challenge(), { namespace: SSH_NAMESPACES.approval })).toBe(
      'SSH_NAMESPACE',
    );
  });

  test('refuses a challenge whose times were changed', async () => {
    const given = await challenge();
    const longer = { ...given, expiresAt: '2030-01-01T00:00:00.000Z' };
    const signature = signSsh({
      message: canonicalBytes(given),
      namespace: SSH_NAMESPACES.login,
      seed: PEOPLE.author.seed,
    });
    const opened = await world.client().createSession({
      params: { workspace: world.workspace },
      body: { challenge: longer, signature },
    });
    expect(opened.ok || opened.problem.code).toBe('SSH_SIGNATURE_INVALID');
  });

  test('in a workspace that is none is refused by name', async () => {
    const workspace = '00000000-0000-7000-8000-000000000000';
    const issued = await world.client().createLoginChallenge({ params: { workspace } });
    expect(issued.ok || [issued.problem.status, issued.problem.code]).toEqual([
      404,
      'UNKNOWN_WORKSPACE',
    ]);
  });
});

describe('a session', () => {
  test('is over after signing out', async () => {
    const token = await world.signIn(PEOPLE.author);
    expect((await world.client(token).deleteSession()).ok).toBe(true);
    const me = await world.client(token).whoami();
    expect(me.ok || me.problem.code).toBe('SESSION_EXPIRED');
  });

  test('is over after twelve hours', async () => {
    const token = await world.signIn(PEOPLE.author);
    world.advance(12 * 3600);
    const me = await world.client(token).whoami();
    expect(me.ok || me.problem.code).toBe('SESSION_EXPIRED');
  });
});

describe('an API token', () => {
  test('stops at once when it is revoked', async () => {
    const session = world.client(await world.signIn(PEOPLE.author));
    const made = await session.createToken({
      body: { kind: 'agent', name: 'bot', ttlSeconds: 600 },
    });
    if (!made.ok) throw new Error(made.problem.detail);
    const token = world.client(made.value.secret);
    expect((await token.whoami()).ok).toBe(true);
    expect((await session.revokeToken({ params: { id: made.value.id } })).ok).toBe(true);
    const after = await token.whoami();
    expect(after.ok || after.problem.code).toBe('TOKEN_NOT_LIVE');
  });
});

describe('a visit', () => {
  test('is not a bearer credential, and a session is no visit', async () => {
    const cookie = await world.visit();
    const asBearer = await world.client(cookie.split('=')[1]).whoami();
    expect(asBearer.ok || asBearer.problem.code).toBe('SESSION_EXPIRED');
    const token = await world.signIn(PEOPLE.author);
    const response = await fetch(`${world.url}/v1/whoami`, {
      headers: { cookie: `countersign_visit=${token}` },
    });
    expect(response.status).toBe(401);
  });

  test('by a link that is used or unknown shows a browser the page, and a program the problem', async () => {
    const follow = (accept: string) =>
      fetch(`${world.url}/visit?code=${'x'.repeat(43)}`, {
        headers: { accept },
        redirect: 'manual',
      });
    const seen = await follow('text/html,application/xhtml+xml;q=0.9,*/*;q=0.8');
    expect([seen.status, seen.headers.get('location')]).toEqual([302, '/']);
    expect(seen.headers.get('set-cookie')).toBeNull();
    const told = await follow('*/*');
    expect([told.status, await told.json()]).toMatchObject([401, { code: 'VISIT_CODE_UNKNOWN' }]);
  });
});

describe('guessing', () => {
  test('is slowed down per address', async () => {
    const slow = await served({ signInsPerMinute: 2 });
    try {
      const codes: string[] = [];
      for (let attempt = 0; attempt < 3; attempt += 1) {
        const issued = await slow
          .client()
          .createLoginChallenge({ params: { workspace: slow.workspace } });
        codes.push(issued.ok ? 'ok' : issued.problem.code);
      }
      expect(codes).toEqual(['ok', 'ok', 'TOO_MANY_REQUESTS']);
    } finally {
      await slow.close();
    }
  });
});
