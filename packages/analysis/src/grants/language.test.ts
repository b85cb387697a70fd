import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { grants } from './language.ts';
import type { GrantsPolicy } from './model.ts';

function read(value: unknown): GrantsPolicy {
  const parsed = grants.read(value);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.refusals));
  return parsed.value;
}

function prove(property: string, policies: readonly unknown[], pattern?: unknown) {
  const answer = grants.prove({ property, policies: policies.map(read), pattern });
  return answer.ok ? answer.value : { verdict: 'refused', refusals: answer.refusals };
}

const bot = (permissions: object, repositories: unknown, more: object = {}) => ({
  kind: 'github-app',
  app: 'bot',
  permissions,
  repositories,
  ...more,
});
const client = (scopes: readonly string[], more: object = {}) => ({
  kind: 'oauth',
  client: 'web',
  scopes,
  ...more,
});

test('this bot, one repository: a grant of it is within, one of two is not, with the other as witness', () => {
  const one = bot({ contents: 'write' }, ['acme/web']);
  expect(prove('within', [bot({ contents: 'read' }, 'acme/Web'), one])).toMatchObject({
    verdict: 'proved',
  });
  expect(prove('within', [bot({ contents: 'read' }, ['acme/web', 'acme/api']), one])).toMatchObject(
    {
      verdict: 'refuted',
      witness: { app: 'bot', permission: 'contents', level: 'read', repository: 'acme/api' },
    },
  );
});

test('this client, one API scope: whatever else it holds is a witness', () => {
  const one = client(['orders:read'], { audience: 'https://api.example' });
  expect(prove('within', [one, one])).toMatchObject({ verdict: 'proved' });
  expect(prove('within', [client(['orders:read']), one])).toMatchObject({
    verdict: 'refuted',
    witness: { client: 'web', scope: 'orders:read', audience: 'another-audience' },
  });
  expect(
    prove('within', [client(['orders:read', 'x'], { audience: 'https://api.example' }), one]),
  ).toMatchObject({ verdict: 'refuted', witness: { scope: 'x' } });
});

test('all repositories reach one that nobody names, under a name nobody has', () => {
  const listed = bot({ contents: 'read' }, ['acme/web', 'acme/another-repository']);
  const all = bot({ contents: 'read' }, 'all', { account: 'acme' });
  const diff = grants.diff(read(listed), read(all));
  expect(diff).toMatchObject({ verdict: 'broader', allowed: 'some', denied: 'none' });
  expect(diff.newlyAllowed).toHaveLength(1);
  expect(diff.newlyAllowed[0]).toMatchObject({
    summary:
      'newly allows the app `bot` `contents:read`, `metadata:read` on `acme/*` except `acme/web`, `acme/another-repository`',
    witness: { repository: 'acme/another-repository-2' },
  });
});

test('a level includes those below it, and `metadata: read` comes with any permission of a repository', () => {
  const at = ['acme/web'];
  expect(
    prove('implies', [bot({ contents: 'read' }, at), bot({ contents: 'write' }, at)]),
  ).toMatchObject({ verdict: 'proved' });
  expect(
    prove('equivalent', [
      bot({ issues: 'read', metadata: 'read' }, at),
      bot({ issues: 'read' }, at),
    ]),
  ).toMatchObject({ verdict: 'proved' });
  expect(
    prove('must-deny', [bot({ members: 'read' }, [])], { permission: 'metadata' }),
  ).toMatchObject({ verdict: 'proved', kind: 'implicit' });
});

test('a scope includes what is declared or documented, through any number of steps and circles', () => {
  const implies = { admin: ['write'], write: ['read', 'admin'] };
  expect(prove('must-deny', [client(['admin'], { implies })], { scope: 'read' })).toMatchObject({
    verdict: 'refuted',
    witness: { client: 'web', scope: 'read' },
  });
  const gh = client(['admin:org'], { provider: 'github' });
  expect(prove('must-deny', [gh], { scope: 'read:org' })).toMatchObject({ verdict: 'refuted' });
  expect(prove('must-deny', [gh], { scope: 'repo' })).toMatchObject({ verdict: 'proved' });
});

test('what GitHub leaves open, and hierarchies that two sides declare differently, are undetermined', () => {
  const gh = client(['public_repo'], { provider: 'github' });
  expect(prove('must-deny', [gh], { scope: 'admin:repo_hook' })).toMatchObject({
    verdict: 'undetermined',
    reason:
      'whether `admin:repo_hook` is included depends on what the policies or GitHub leave open',
  });
  const diff = grants.diff(
    read(client(['admin'], { implies: { admin: ['read'] } })),
    read(client(['admin', 'read'])),
  );
  expect(diff).toMatchObject({
    verdict: 'undetermined',
    allowed: 'undetermined',
    denied: 'none',
    possible: [{ direction: 'allowed', actions: ['read'], witness: null }],
  });
  expect(
    grants.evaluate([read(gh)], { client: 'web', provider: 'github', scope: 'repo:status' }),
  ).toMatchObject({
    ok: true,
    value: {
      decision: 'no-opinion',
      errors: ['GitHub leaves open whether a scope that is held includes the one asked for'],
    },
  });
});

test('the same scope of two providers is two things', () => {
  const left = client(['read'], { provider: 'a' });
  const right = client(['read'], { provider: 'b' });
  expect(prove('disjoint', [left, right])).toMatchObject({ verdict: 'proved' });
  expect(prove('implies', [left, right])).toMatchObject({
    verdict: 'refuted',
    witness: { client: 'web', provider: 'a', scope: 'read' },
  });
});

test('every fault is named at once, with line, column and pointer', () => {
  const parsed =
    grants.read(`[{"kind": "github-app", "app": "x", "permissions": {"content": "write"}},
{"kind": "github-app", "app": "", "permissions": {"workflows": "read"}, "repositories": ["a"]},
{"kind": "github-app", "app": "y", "organizationPermissions": {"contents": "read"}, "repositories": []},
{"kind": "oauth", "client": "c", "scopes": ["a b"], "audiences": []},
{"kind": "token"}, 7, {"kind": "api-key", "key": "k", "key": "l", "scopes": "s"}]`);
  if (parsed.ok) throw new Error('must be refused');
  expect(parsed.refusals.map(({ code, details }) => [code, details?.['line']])).toEqual([
    ['JSON_DUPLICATE_KEY', 5],
    ['UNKNOWN_PERMISSION', 1],
    ['WRONG_LEVEL', 2],
    ['WRONG_VALUE', 2],
    ['WRONG_REPOSITORY', 2],
    ['WRONG_PLACE', 3],
    ['UNKNOWN_ELEMENT', 4],
    ['WRONG_SCOPE', 4],
    ['WRONG_VALUE', 5],
    ['WRONG_TYPE', 5],
  ]);
  expect(parsed.refusals[1]).toEqual({
    code: 'UNKNOWN_PERMISSION',
    message: 'the permission `content` is not known; did you mean `contents`',
    details: { line: 1, column: 53, pointer: '/0/permissions/content' },
  });
});

test('a permission nobody documents is kept, as what its place says, and named', () => {
  const newer = { ...bot({}, ['acme/web']), repositoryPermissions: { quantum_builds: 'write' } };
  expect(grants.explain(read(newer)).findings).toMatchObject([
    { code: 'UNKNOWN_PERMISSION', severity: 'medium', origins: [{ statement: 0, line: 1 }] },
  ]);
  expect(prove('must-deny', [newer], { permission: 'quantum_builds' })).toMatchObject({
    verdict: 'refuted',
    witness: { permission: 'quantum_builds', level: 'write', repository: 'acme/web' },
  });
});

test('a pattern that names no permission there is, or a wildcard names do not have, is refused', () => {
  const policy = bot({ contents: 'read' }, ['acme/web']);
  expect(prove('must-deny', [policy], { permission: 'content' })).toMatchObject({
    refusals: [
      {
        code: 'UNKNOWN_PERMISSION',
        message:
          '`content` is not a permission of GitHub Apps that is known here; did you mean `contents`',
      },
    ],
  });
  expect(prove('must-deny', [policy], { action: 'cont*', resource: 'acme/w*' })).toMatchObject({
    refusals: [{ code: 'WRONG_PATTERN' }, { code: 'WRONG_PATTERN' }],
  });
  expect(
    prove('must-deny', [policy], { permission: 'contents', scope: 'x', key: 'k' }),
  ).toMatchObject({
    verdict: 'refused',
  });
});

test('must-allow over every repository of an owner needs all of them, present and future', () => {
  const pattern = { action: 'contents:read', resource: 'acme/*' };
  const all = bot({ contents: 'read' }, 'all');
  expect(prove('must-allow', [all], pattern)).toMatchObject({ verdict: 'proved' });
  expect(prove('must-allow', [bot({ contents: 'read' }, ['acme/web'])], pattern)).toMatchObject({
    verdict: 'refuted',
    witness: { permission: 'contents', level: 'read', repository: 'acme/another-repository' },
  });
  expect(prove('must-allow', [[]], pattern)).toMatchObject({
    verdict: 'refuted',
    witness: { action: 'contents:read', resource: 'acme/*' },
  });
});

test('a budget that ends is undetermined, and what was found stays', () => {
  const many = Array.from({ length: 500 }, (_, index) => `acme/r${index}`);
  const result = grants.diff(null, read(bot({ contents: 'write' }, many)), { steps: 100 });
  expect(result).toMatchObject({ verdict: 'undetermined', allowed: 'undetermined' });
  expect(result.undetermined).toEqual(['the budget of steps is spent: more than 100 steps']);
});

test('a risk is a finding only where the level gives it, and a grant that adds nothing is one', () => {
  const codes = (policy: unknown) =>
    grants.explain(read(policy)).findings.map(({ code, severity }) => [code, severity]);
  expect(codes(bot({ administration: 'read' }, ['a/b']))).toEqual([]);
  expect(codes(bot({ administration: 'write' }, 'all'))).toEqual([
    ['POWERFUL_RIGHT', 'high'],
    ['ALL_REPOSITORIES', 'high'],
  ]);
  const small = bot({ issues: 'read' }, ['a/b']);
  expect(
    grants.explain(read([small, bot({ issues: 'read' }, ['a/b', 'a/c'])])).findings,
  ).toMatchObject([{ code: 'ADDS_NOTHING', origins: [{ statement: 0 }] }]);
  expect(grants.explain(read([small, small])).findings).toMatchObject([
    { code: 'ADDS_NOTHING', origins: [{ statement: 1 }] },
  ]);
});

test('an evaluation says of each grant why it grants or does not', () => {
  const set = [bot({ contents: 'read' }, ['a/b']), bot({ contents: 'write' }, ['a/c'])];
  const request = { app: 'bot', permission: 'contents', level: 'write', repository: 'A/B' };
  expect(grants.evaluate([read(set)], request)).toMatchObject({
    ok: true,
    value: {
      decision: 'no-opinion',
      explicit: false,
      reasons: [],
      errors: [],
      trace: [
        { matches: false, because: 'it gives read of `contents`' },
        { matches: false, because: 'it does not reach the repository `a/b`' },
      ],
    },
  });
  expect(grants.evaluate([read(set)], { permission: 'contents', repository: ['a/b'] })).toEqual({
    ok: false,
    refusals: [
      { code: 'BAD_REQUEST', message: '`repository` of a request is one name' },
      { code: 'BAD_REQUEST', message: 'a request for a `permission` has a `level`' },
    ],
  });
});

interface Golden {
  readonly pairs: readonly { name: string; same: boolean; left: unknown; right: unknown }[];
  readonly bytes: readonly { name: string; policy: unknown; text: string; digest: string }[];
}
const VECTORS = new URL('../../../../vectors/analysis/canonical-grants.json', import.meta.url);
const golden: Golden = JSON.parse(readFileSync(VECTORS, 'utf8'));

test.each(golden.pairs)('golden pair: $name', ({ same, left, right }) => {
  const [one, other] = [left, right].map((value) => grants.canonical(read(value)).digest);
  expect(one === other).toBe(same);
});

test.each(golden.bytes)('golden bytes: $name', ({ policy, text, digest }) => {
  expect(grants.canonical(read(policy))).toEqual({ text, digest });
});
