import { type AuthLevel, type Route, routeList } from '@countersign/api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PEOPLE } from '../commands/testing/world.ts';
import { type Served, served } from './testing/served.ts';

/** What each kind of caller is told on a route of each level; `null` is let through. Written apart from `authorize`. */
const EXPECTED: Record<AuthLevel, Record<Caller, string | null>> = {
  public: {
    anonymous: null,
    visitor: null,
    agent: null,
    pipeline: null,
    human: null,
    installer: null,
  },
  setup: {
    anonymous: 'SETUP_TOKEN_REQUIRED',
    visitor: 'SETUP_TOKEN_REQUIRED',
    agent: 'SETUP_TOKEN_REQUIRED',
    pipeline: 'SETUP_TOKEN_REQUIRED',
    human: 'SETUP_TOKEN_REQUIRED',
    installer: null,
  },
  read: {
    anonymous: 'NOT_SIGNED_IN',
    visitor: null,
    agent: null,
    pipeline: null,
    human: null,
    installer: 'NOT_SIGNED_IN',
  },
  draft: {
    anonymous: 'NOT_SIGNED_IN',
    visitor: 'READ_ONLY_VISIT',
    agent: null,
    pipeline: null,
    human: null,
    installer: 'NOT_SIGNED_IN',
  },
  human: {
    anonymous: 'NOT_SIGNED_IN',
    visitor: 'READ_ONLY_VISIT',
    agent: 'HUMAN_REQUIRED',
    pipeline: 'HUMAN_REQUIRED',
    human: null,
    installer: 'NOT_SIGNED_IN',
  },
  decide: {
    anonymous: 'NOT_SIGNED_IN',
    visitor: 'READ_ONLY_VISIT',
    agent: 'NOT_A_HUMAN',
    pipeline: 'NOT_A_HUMAN',
    human: null,
    installer: 'NOT_SIGNED_IN',
  },
};

type Caller = (typeof CALLERS)[number];
const CALLERS = ['anonymous', 'visitor', 'agent', 'pipeline', 'human', 'installer'] as const;

/** Codes of the level check; whoever is let through meets other ones at most. */
const LEVEL_CODES = new Set(
  Object.values(EXPECTED)
    .flatMap((row) => Object.values(row))
    .filter((code) => code !== null),
);

let world: Served;
let credentials: Record<Caller, Record<string, string>>;

beforeAll(async () => {
  world = await served();
  const session = await world.signIn(PEOPLE.author);
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const token = async (kind: 'agent' | 'pipeline') => {
    const made = await world
      .client(session)
      .createToken({ body: { kind, name: kind, ttlSeconds: 3600 } });
    if (!made.ok) throw new Error(made.problem.detail);
    return bearer(made.value.secret);
  };
  credentials = {
    anonymous: {},
    visitor: { cookie: await world.visit() },
    agent: await token('agent'),
    pipeline: await token('pipeline'),
    human: bearer(session),
    installer: bearer(world.setupToken),
  };
});
afterAll(() => world.close());

const matrix = routeList
  .flatMap(([name, route]) => CALLERS.map((caller) => ({ name, route, caller })))
  // Signing out ends the session that the rest needs.
  .sort((a, b) => Number(a.name === 'deleteSession') - Number(b.name === 'deleteSession'));

describe('every route, called by every kind of caller', () => {
  test.each(matrix)('$name by $caller', async ({ route, caller }) => {
    const code = await codeOf(route, credentials[caller]);
    const expected = EXPECTED[route.auth][caller];
    if (expected === null) expect(LEVEL_CODES).not.toContain(code);
    else expect(code).toBe(expected);
    expect(code).not.toBe('INTERNAL');
  });

  test('decisions are the only routes of level `decide`, and all of them are', () => {
    const decisions = routeList
      .filter(([, route]) => route.auth === 'decide')
      .map(([name]) => name);
    expect(decisions.sort()).toEqual([
      'approveCandidate',
      'rejectTemplate',
      'releaseCandidate',
      'reviewCandidate',
      'reviewDecision',
      'revokeApproval',
      'revokeRelease',
      'revokeStandingApproval',
      'signGovernance',
      'signStandingApproval',
      'withdrawReject',
    ]);
  });
});

const ABSENT_ID = '00000000-0000-7000-8000-000000000000';

/** The problem's code, `null` when the call went through. */
async function codeOf(route: Route, headers: Record<string, string>): Promise<string | null> {
  const path = route.path
    .replace(':workspace', world.workspace)
    .replace(':id', ABSENT_ID)
    .replace(':digest', `sha256:${'0'.repeat(64)}`)
    .replace(':index', '0')
    .replace('*', '0/000');
  const response = await fetch(`${world.url}${path}`, {
    method: route.method,
    redirect: 'manual',
    headers: {
      ...headers,
      ...(route.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(route.body === undefined ? {} : { body: '{}' }),
  });
  if (response.status < 400) return null;
  return ((await response.json()) as { code: string }).code;
}
