import { expect, test } from 'vitest';
import { endedRow, lineAnswerer } from './answer-line.ts';

const allow = (Action: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
});
const bot = (repositories: readonly string[]) => ({
  kind: 'github-app',
  app: 'bot',
  permissions: { contents: 'write' },
  repositories,
});

function rowOf(command: Parameters<typeof endedRow>[0], line: unknown): Record<string, unknown> {
  const answer = lineAnswerer({ command, language: 'aws-iam' });
  return JSON.parse(answer(typeof line === 'string' ? line : JSON.stringify(line)).text);
}

test('a row has what the contract says, its id first', () => {
  const diff = rowOf('diff', { id: { any: 1 }, from: null, to: allow('s3:GetObject') });
  expect(Object.keys(diff)[0]).toBe('id');
  expect(Object.keys(diff)).toEqual(
    expect.arrayContaining([
      ...['id', 'verdict', 'allowed', 'denied', 'newlyAllowed', 'newlyDenied'],
      ...['possible', 'assumptions', 'elapsedMs'],
    ]),
  );
  expect(diff['id']).toEqual({ any: 1 });
  const prove = rowOf('prove', { property: 'always-denies', policies: [null], language: 'grants' });
  expect(prove).toMatchObject({ id: null, verdict: 'proved', elapsedMs: expect.any(Number) });
  const request = { app: 'bot', permission: 'contents', level: 'write', repository: 'a/b' };
  const policies = [bot(['a/b'])];
  expect(rowOf('evaluate', { id: 'e', language: 'grants', policies, request })).toEqual({
    id: 'e',
    decision: 'allow',
    explicit: false,
    reasons: [{ policy: 0, statement: 0, sid: null, line: 1, column: 1 }],
    errors: [],
  });
});

test('every fault of every member is in one row, with the member it is of', () => {
  const row = rowOf('diff', {
    id: 1,
    from: '{"Statement": [],\n "Statement": []}',
    to: { Statement: [{ Effect: 'Maybe', Action: 's3:*', Resource: '*' }] },
  });
  expect(row).toEqual({
    id: 1,
    error: {
      code: 'JSON_DUPLICATE_KEY',
      message: 'the name `Statement` stands twice in one object',
      details: expect.objectContaining({ member: 'from', line: 2, column: 2 }),
      more: [
        {
          code: 'WRONG_VALUE',
          message: '`Effect` must be `Allow` or `Deny`, not `Maybe`',
          details: expect.objectContaining({ member: 'to' }),
        },
      ],
    },
  });
});

test.each([
  ['diff', 'nonsense', 'NOT_JSON'],
  ['diff', '[]', 'NOT_AN_OBJECT'],
  ['diff', { from: null }, 'MISSING_FIELD'],
  ['diff', { from: null, to: null, language: 'latin' }, 'UNKNOWN_LANGUAGE'],
  ['diff', { from: null, to: null, language: 'cedar' }, 'LANGUAGE_NOT_DECIDED'],
  ['diff', { from: null, to: null, language: 7 }, 'UNKNOWN_LANGUAGE'],
  ['prove', { policies: [] }, 'MISSING_FIELD'],
  ['prove', { property: 'implies', policies: {} }, 'MISSING_FIELD'],
  ['prove', { property: 'must-fly', policies: [allow('s3:*')] }, 'UNKNOWN_PROPERTY'],
  ['prove', { property: 'implies', policies: [allow('s3:*')] }, 'WRONG_NUMBER'],
  ['prove', { property: 'must-deny', policies: [allow('s3:*')] }, 'WRONG_PATTERN'],
  ['evaluate', { policies: [allow('s3:*')], request: { action: 's3:*' } }, 'BAD_REQUEST'],
  ['explain', {}, 'MISSING_FIELD'],
  ['diff', `{"from":null,"to":${'['.repeat(50_000)}${']'.repeat(50_000)}}`, 'JSON_TOO_DEEP'],
] as const)('%s of %j is an error row', (command, line, code) => {
  expect(rowOf(command, line)).toMatchObject({ error: { code, message: expect.any(String) } });
});

test('the same question under another id is answered from what is kept', () => {
  const answer = lineAnswerer({ command: 'diff', language: 'grants' });
  const many = Array.from({ length: 4_000 }, (_, index) => `org/r${index}`);
  const rows = ['a', 'b'].map((id) =>
    JSON.parse(answer(JSON.stringify({ id, from: null, to: bot(many) })).text),
  );
  const [first, second] = rows.map(({ id, elapsedMs, ...rest }) => rest);
  expect(rows.map(({ id }) => id)).toEqual(['a', 'b']);
  expect(second).toEqual(first);
});

test('an ended line is undetermined whatever it asks, and never a yes', () => {
  const why = { message: 'the analysis was ended by its wall time', elapsedMs: 20_000 };
  const row = (command: Parameters<typeof endedRow>[0]) =>
    JSON.parse(endedRow(command, '{"id":"x"}', why).text);
  expect(row('diff')).toMatchObject({
    id: 'x',
    verdict: 'undetermined',
    allowed: 'undetermined',
    denied: 'undetermined',
    newlyAllowed: [],
    undetermined: [why.message],
    elapsedMs: 20_000,
  });
  expect(row('prove')).toMatchObject({ verdict: 'undetermined', reason: why.message });
  expect(row('evaluate')).toMatchObject({ decision: 'no-opinion', errors: [why.message] });
});
