import { describe, expect, test } from 'vitest';
import { runProgram } from './run-program.ts';

const allow = (Action: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
});

async function batch(
  command: string,
  lines: readonly unknown[],
): Promise<Record<string, unknown>[]> {
  const input = lines
    .map((line) => (typeof line === 'string' ? line : JSON.stringify(line)))
    .join('\n');
  const ran = await runProgram([command, '--batch', '-', '--json'], { input });
  expect(ran.exit).toBe(0);
  return ran.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('batches', () => {
  test('a diff batch answers every line in order, bad lines with an error', async () => {
    const rows = await batch('diff', [
      { id: 'a', language: 'aws-iam', from: allow('s3:GetObject'), to: allow('s3:*') },
      'not json',
      { id: 'c', language: 'cedar', from: '', to: '' },
      { id: 'd', language: 'latin', from: '', to: '' },
      {
        id: 'e',
        language: 'aws-iam',
        from: JSON.stringify(allow('s3:*')),
        to: [allow('s3:GetObject'), allow('s3:PutObject')],
      },
      { id: 'f', language: 'aws-iam', from: { identity: [allow('*')] }, to: allow('*') },
      { id: 'g', language: 'aws-iam', from: null, to: allow('s3:GetObject') },
    ]);
    expect(rows.map(({ id }) => id)).toEqual(['a', null, 'c', 'd', 'e', 'f', 'g']);
    expect(rows[0]).toMatchObject({
      verdict: 'broader',
      allowed: 'some',
      denied: 'none',
      elapsedMs: expect.any(Number),
    });
    expect(rows[1]).toMatchObject({ error: { code: 'NOT_JSON', message: 'the line is not JSON' } });
    expect(rows[2]).toMatchObject({
      error: { code: 'LANGUAGE_NOT_DECIDED', message: 'this version does not decide `cedar`' },
    });
    expect(rows[3]).toMatchObject({
      error: { code: 'UNKNOWN_LANGUAGE', message: '`latin` is not a policy language' },
    });
    expect(rows[4]).toMatchObject({ verdict: 'narrower', allowed: 'none' });
    expect(rows[5]).toMatchObject({ id: 'f', verdict: expect.any(String) });
    expect(rows[6]).toMatchObject({ verdict: 'broader' });
  });

  test('`--language` is the language of lines that name none; blank lines get no row', async () => {
    const line = { id: 1, from: allow('s3:*'), to: allow('s3:GetObject') };
    const rows = await batch('diff', [line, '', '  ', { ...line, id: 2 }]);
    expect(rows).toMatchObject([
      { id: 1, verdict: 'narrower' },
      { id: 2, verdict: 'narrower' },
    ]);
    const input = JSON.stringify(line);
    const other = await runProgram(['diff', '--batch', '-', '--language', 'cedar'], { input });
    expect([other.exit, JSON.parse(other.stdout).error.code]).toEqual([0, 'LANGUAGE_NOT_DECIDED']);
  });

  test('a prove batch takes patterns and refuses properties the language lacks', async () => {
    const rows = await batch('prove', [
      {
        id: 1,
        language: 'aws-iam',
        property: 'must-deny',
        policies: [allow('s3:GetObject')],
        pattern: { action: 's3:Delete*' },
      },
      {
        id: 2,
        language: 'aws-iam',
        property: 'implies',
        policies: [allow('s3:GetObject'), allow('s3:*')],
      },
      {
        id: 3,
        language: 'aws-iam',
        property: 'implies',
        policies: [allow('s3:*'), allow('s3:GetObject')],
      },
      { id: 4, language: 'aws-iam', property: 'never-errors', policies: [allow('s3:*')] },
      { id: 5, language: 'aws-iam', property: 'equivalent', policies: [allow('s3:*')] },
    ]);
    expect(rows[0]).toMatchObject({ verdict: 'proved', kind: 'implicit' });
    expect(rows[1]).toMatchObject({ verdict: 'proved' });
    expect(rows[2]).toMatchObject({ verdict: 'refuted', witness: { action: expect.any(String) } });
    expect(rows[3]).toMatchObject({
      error: {
        code: 'UNKNOWN_PROPERTY',
        message: expect.stringContaining('`never-errors` is not a property of'),
      },
    });
    expect(rows[4]).toMatchObject({
      error: { code: 'WRONG_NUMBER', message: '`equivalent` is asked of 2 policies, not of 1' },
    });
  });

  test('an evaluate batch names the statement that decided', async () => {
    const request = { action: 's3:GetObject', resource: 'arn:aws:s3:::b/k', context: {} };
    const rows = await batch('evaluate', [
      { id: 1, language: 'aws-iam', policies: [allow('s3:Get*')], request },
      { id: 2, language: 'aws-iam', policies: [allow('s3:Put*')], request },
      { id: 3, language: 'aws-iam', policies: [allow('s3:Put*')], request: {} },
    ]);
    expect(rows[0]).toMatchObject({ decision: 'allow', reasons: [{ policy: 0, statement: 0 }] });
    expect(rows[1]).toMatchObject({ decision: 'no-opinion', reasons: [] });
    expect(rows[2]).toMatchObject({
      error: { code: 'BAD_REQUEST', message: 'a request has an `action` and a `resource`' },
    });
  });
});
