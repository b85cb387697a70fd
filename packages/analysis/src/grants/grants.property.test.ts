import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Class, ProofResult, Witness } from '../questions/answer.ts';
import { grants } from './language.ts';
import type { GrantsPolicy } from './model.ts';
import { isGranted, readSource } from './replay/judge.ts';

const PERMISSIONS = ['contents', 'metadata', 'workflows', 'single_file', 'members', 'emails'];
const LEVELS_OF: Record<string, string[]> = { workflows: ['write'] };
const REPOSITORIES = ['org/a', 'Org/b', 'other/x'];
const levelOf = (name: string) => fc.constantFrom(...(LEVELS_OF[name] ?? ['read', 'write']));

const permissions = fc
  .subarray(PERMISSIONS, { minLength: 1 })
  .chain((names) =>
    fc.record(Object.fromEntries(names.map((name) => [name, levelOf(name)] as const))),
  );
const app = fc.oneof(
  fc.record({
    kind: fc.constant('github-app'),
    app: fc.constantFrom('bot', 'ci'),
    permissions,
    repositories: fc.oneof(fc.constant('all'), fc.subarray(REPOSITORIES)),
    singleFiles: fc.subarray(['f', 'g']),
  }),
  fc.record({
    kind: fc.constant('github-app'),
    app: fc.constantFrom('bot', 'ci'),
    account: fc.constantFrom('org', 'ORG'),
    permissions,
    repositories: fc.oneof(fc.constant('all'), fc.subarray(['org/a', 'Org/b'])),
    singleFiles: fc.subarray(['f', 'g']),
  }),
);
const SCOPES = ['read', 'write', 'manage'];
const oauth = fc.record(
  {
    kind: fc.constant('oauth'),
    client: fc.constant('web'),
    provider: fc.constant('acme'),
    scopes: fc.subarray(SCOPES),
    audience: fc.subarray(['api', 'admin']),
    implies: fc.constant({ manage: ['write'], write: ['read'] }),
  },
  { requiredKeys: ['kind', 'client', 'provider', 'scopes', 'implies'] },
);
const GITHUB = ['repo', 'public_repo', 'repo:status', 'admin:repo_hook', 'read:repo_hook', 'gist'];
const github = fc.record({
  kind: fc.constant('oauth'),
  client: fc.constant('gh'),
  provider: fc.constant('github'),
  scopes: fc.subarray(GITHUB, { maxLength: 2 }),
});
const key = fc.record(
  {
    kind: fc.constant('api-key'),
    key: fc.constant('k'),
    scopes: fc.subarray(SCOPES),
    resources: fc.oneof(fc.constant('all'), fc.subarray(['r1', 'r2'])),
  },
  { requiredKeys: ['kind', 'key', 'scopes'] },
);
const set = fc.array(fc.oneof(app, app, oauth, key, github), { maxLength: 3 });

/** Every request over the alphabet, with one name of each sort that no policy has. */
function requests(): Witness[] {
  const apps = ['bot', 'ci'].flatMap((name) =>
    PERMISSIONS.flatMap((permission) =>
      (LEVELS_OF[permission] ?? ['read', 'write']).flatMap((level) =>
        placesOf(permission).map((place) => ({ app: name, permission, level, ...place })),
      ),
    ),
  );
  const scoped = [...SCOPES, 'zzz'].flatMap((scope) => [
    ...[{}, { audience: 'api' }, { audience: 'admin' }, { audience: 'zzz' }].map((at) => ({
      client: 'web',
      provider: 'acme',
      scope,
      ...at,
    })),
    ...[{}, { resource: 'r1' }, { resource: 'r2' }, { resource: 'zzz' }].map((at) => ({
      key: 'k',
      scope,
      ...at,
    })),
  ]);
  return [
    ...apps,
    ...scoped,
    ...GITHUB.map((scope) => ({ client: 'gh', provider: 'github', scope })),
  ];
}

function placesOf(permission: string): Record<string, string>[] {
  if (permission === 'emails') return [{}];
  if (permission === 'members') return [{ organization: 'org' }, { organization: 'zzz' }];
  const repositories = [...REPOSITORIES, 'org/zzz', 'other/zzz', 'zzz/zzz'];
  const paths = permission === 'single_file' ? [{ path: 'f' }, { path: 'g' }] : [{}];
  return repositories.flatMap((repository) => paths.map((path) => ({ repository, ...path })));
}

const ALL = requests();

function read(value: unknown): GrantsPolicy {
  const parsed = grants.read(value);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.refusals));
  return parsed.value;
}

function differing(inside: GrantsPolicy, outside: GrantsPolicy): Witness[] {
  const [left, right] = [readSource(inside.source), readSource(outside.source)];
  return ALL.filter((request) => isGranted(left, request) && !isGranted(right, request));
}

/** Whether a class says that a request is in it, read from its texts alone. */
function isIn({ actions, resources, summary }: Class, request: Witness): boolean {
  const { permission, level, path, scope, app: who, client, key: holder } = request;
  const subject = who ?? client ?? holder;
  if (!summary.includes(`\`${String(subject)}\``)) return false;
  const base = scope ?? `${String(permission)}:${String(level)}`;
  const action = path === undefined ? String(base) : `${String(base)} (${String(path)})`;
  const resource =
    request['repository'] ?? request['organization'] ?? request['audience'] ?? request['resource'];
  if (!actions.includes(action)) return false;
  return resources.length === 0 || resources.some((text) => isAt(text, String(resource ?? 'zzz')));
}

function isAt(text: string, resource: string): boolean {
  const [base = '', left = ''] = text.split(' except ');
  const matches = (one: string): boolean =>
    one === '*' ||
    one.toLowerCase() === resource.toLowerCase() ||
    (one.endsWith('/*') && resource.toLowerCase().startsWith(one.slice(0, -1).toLowerCase()));
  return matches(base) && !(left !== '' && left.split(', ').some(matches));
}

test('a diff finds exactly the requests that an evaluation of all of them finds', () => {
  fc.assert(
    fc.property(set, set, (from, to) => {
      const [before, after] = [read(from), read(to)];
      const result = grants.diff(before, after);
      expect(result.findings.filter(({ code }) => code === 'WITNESS_MISMATCH')).toEqual([]);
      for (const [inside, outside, classes, word] of [
        [after, before, result.newlyAllowed, result.allowed],
        [before, after, result.newlyDenied, result.denied],
      ] as const) {
        const expected = differing(inside, outside);
        const listed = ALL.filter((request) => classes.some((one) => isIn(one, request)));
        const open = result.possible.flatMap((one) => ALL.filter((request) => isIn(one, request)));
        expect(expected).toEqual(expect.arrayContaining(listed));
        expect([...listed, ...open]).toEqual(expect.arrayContaining(expected));
        if (word === 'none') expect(expected).toEqual([]);
        if (word === 'some') expect(classes.length).toBeGreaterThan(0);
      }
    }),
    { numRuns: 1500 },
  );
});

test('every policy implies itself, and a diff mirrors the diff back', () => {
  const word = { narrower: 'broader', broader: 'narrower' } as Record<string, string>;
  fc.assert(
    fc.property(set, set, (left, right) => {
      const [a, b] = [read(left), read(right)];
      expect(grants.prove({ property: 'implies', policies: [a, a] })).toMatchObject({
        ok: true,
        value: { verdict: 'proved' },
      });
      const [there, back] = [grants.diff(a, b), grants.diff(b, a)];
      expect(back.verdict).toBe(word[there.verdict] ?? there.verdict);
      expect([back.allowed, back.denied]).toEqual([there.denied, there.allowed]);
      expect(back.newlyAllowed.map(({ actions, resources }) => [actions, resources])).toEqual(
        there.newlyDenied.map(({ actions, resources }) => [actions, resources]),
      );
    }),
    { numRuns: 500 },
  );
});

test('a proof of a property agrees with an evaluation of all requests', () => {
  fc.assert(
    fc.property(set, set, (left, right) => {
      const [a, b] = [read(left), read(right)];
      const both = ALL.filter((one) =>
        [a, b].every(({ source }) => isGranted(readSource(source), one)),
      );
      const some = ALL.filter((one) => isGranted(readSource(a.source), one));
      const asked = [
        ['implies', [a, b], differing(a, b)],
        ['equivalent', [a, b], [...differing(a, b), ...differing(b, a)]],
        ['disjoint', [a, b], both],
        ['always-denies', [a], some],
      ] as const;
      for (const [property, policies, against] of asked) {
        const answer = grants.prove({ property, policies });
        if (!answer.ok) throw new Error(property);
        agree(answer.value, against);
      }
    }),
    { numRuns: 1000 },
  );
});

function agree({ verdict, reason }: ProofResult, against: readonly Witness[]): void {
  if (verdict === 'proved') expect(against).toEqual([]);
  if (verdict === 'refuted') expect(against.length).toBeGreaterThan(0);
  if (verdict === 'undetermined') expect(reason).toBeTruthy();
}

/** As a pattern, a request that leaves its resource out is about every resource. */
const WHOLE = ALL.filter(
  ({ client, permission, ...rest }) =>
    client === 'gh' ||
    permission === 'emails' ||
    ['repository', 'organization', 'audience', 'resource'].some((name) => name in rest),
);

test('must-deny and must-allow of one request say what its evaluation says', () => {
  fc.assert(
    fc.property(set, fc.constantFrom(...WHOLE), (grantsObject, request) => {
      const policy = read(grantsObject);
      const verdict = (property: string): string => {
        const answer = grants.prove({ property, policies: [policy], pattern: request });
        if (!answer.ok) throw new Error(JSON.stringify(answer.refusals));
        return answer.value.verdict;
      };
      const said = [verdict('must-deny'), verdict('must-allow')];
      if (isGranted(readSource(policy.source), request))
        expect(said).toEqual(['refuted', 'proved']);
      else
        expect([
          ['proved', 'refuted'],
          ['undetermined', 'undetermined'],
        ]).toContainEqual(said);
    }),
    { numRuns: 1500 },
  );
});

const exceptions = fc.oneof(
  fc.record({
    app: fc.constantFrom('bot', 'ci'),
    permission: fc.constantFrom('contents', 'metadata'),
    level: fc.constantFrom('read', 'write'),
    notRepository: fc.subarray(['org/a', 'ORG/b', 'other/x'], { minLength: 1 }),
  }),
  fc.record({
    client: fc.constant('web'),
    provider: fc.constant('acme'),
    scope: fc.constantFrom(...SCOPES),
    notResource: fc.subarray(['api', 'admin'], { minLength: 1 }),
  }),
  fc.record({
    client: fc.constant('web'),
    provider: fc.constant('acme'),
    audience: fc.constantFrom('api', 'admin'),
    notActions: fc.subarray(SCOPES, { minLength: 1 }),
  }),
  fc.record({
    key: fc.constant('k'),
    resource: fc.constantFrom('r1', 'r2'),
    notActions: fc.subarray(SCOPES, { minLength: 1 }),
  }),
);

/** Whether a request is one of a pattern with exceptions. */
function isOther(request: Witness, pattern: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(pattern).every(([word, value]) => {
    if (word === 'notActions') return !(value as string[]).includes(String(request['scope']));
    if (!word.startsWith('not')) return request[word] === value;
    const own = request['repository'] ?? request['audience'] ?? request['resource'];
    const isFolded = 'repository' in request;
    const left = (value as string[]).map((one) => (isFolded ? one.toLowerCase() : one));
    return own !== undefined && !left.includes(isFolded ? String(own).toLowerCase() : String(own));
  });
}

test('a pattern that leaves something out is about everything else', () => {
  fc.assert(
    fc.property(set, exceptions, (grantsObject, pattern) => {
      const policy = read(grantsObject);
      const source = readSource(policy.source);
      const asked = ALL.filter((request) => isOther(request, pattern));
      const verdict = (property: string): string => {
        const answer = grants.prove({ property, policies: [policy], pattern });
        if (!answer.ok) throw new Error(JSON.stringify(answer.refusals));
        return answer.value.verdict;
      };
      expect(asked.length).toBeGreaterThan(0);
      const given = asked.filter((request) => isGranted(source, request));
      expect(verdict('must-deny')).toBe(given.length > 0 ? 'refuted' : 'proved');
      expect(verdict('must-allow')).toBe(given.length < asked.length ? 'refuted' : 'proved');
    }),
    { numRuns: 1500 },
  );
});

test('order, duplicates and one object for a list of one never move the digest', () => {
  fc.assert(
    fc.property(set, (policy) => {
      const { digest } = grants.canonical(read(policy));
      const turned = policy.map((one) =>
        Object.fromEntries(
          Object.entries(one)
            .reverse()
            .map(([name, value]) => [
              name,
              Array.isArray(value) ? [...value, ...value].reverse() : value,
            ]),
        ),
      );
      expect(grants.canonical(read([...turned, ...turned].reverse())).digest).toBe(digest);
      if (policy.length === 1) expect(grants.canonical(read(policy[0])).digest).toBe(digest);
    }),
    { numRuns: 300 },
  );
});
