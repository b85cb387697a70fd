import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runInside } from './run-inside.ts';
import { CANDIDATE, folderWith } from './verified.ts';

const OWNER = '01990000-0000-7000-8000-000000000001';

function denying(action: string, more: object = {}): Record<string, unknown> {
  return {
    name: 'alarms-stay',
    kind: 'regulatory',
    severity: 'block',
    language: 'aws-iam',
    scope: { environments: ['*'], environmentClasses: null, dataClasses: null, identities: ['*'] },
    owner: OWNER,
    frameworks: [{ framework: 'PCI DSS 4.0.1', id: '10.2.1' }],
    until: null,
    why: 'nobody silences alarms',
    obligation: { type: 'must-deny', request: { actions: [action], resources: ['*'] } },
    ...more,
  };
}

function folder(guardrails: readonly unknown[]): string {
  return folderWith({ 'c.json': CANDIDATE, 'rules.json': { kind: 'ruleset', v: 2, guardrails } });
}

async function checked(guardrails: readonly unknown[], args: readonly string[] = []) {
  const at = folder(guardrails);
  const more = args.map((one) => (one.endsWith('.json') ? join(at, one) : one));
  const ran = await runInside(['guardrail', 'check', join(at, 'rules.json'), '--json', ...more]);
  return {
    exit: ran.exit,
    json: ran.json() as {
      items?: { outcome: string; worsened: boolean }[];
      refusals?: { code: string }[];
    },
  };
}

describe('countersign guardrail', () => {
  test('lists those of files and those that are shipped', async () => {
    const listed = await runInside([
      'guardrail',
      'list',
      join(folder([denying('s3:GetObject')]), 'rules.json'),
    ]);
    expect([listed.exit, listed.stdout]).toEqual([0, expect.stringContaining('alarms-stay')]);
    const library = await runInside(['guardrail', 'list', '--library', '--json']);
    expect((library.json()['items'] as unknown[]).length).toBeGreaterThan(5);
  });

  test('says what is wrong with one before anybody signs it', async () => {
    expect(await checked([denying('s3:GetObject')])).toMatchObject({ exit: 0 });
    const wrong = { type: 'must-deny', request: { actons: ['s3:GetObject'] } };
    const faulty = await checked([denying('x', { obligation: wrong })]);
    expect([faulty.exit, faulty.json.refusals?.length]).toEqual([3, expect.any(Number)]);
    expect((await checked([denying('x', { severity: 'warn' })])).exit).toBe(3);
  });

  test('is broken by a change that newly allows what it denies, and fails the candidate', async () => {
    const guardrail = denying('elasticache:ModifyCacheCluster');
    const broken = await checked([guardrail], ['--candidate', 'c.json']);
    expect([broken.exit, broken.json.items?.[0]?.outcome]).toEqual([1, 'broken']);
    const candidate = { ...CANDIDATE, guardrails: ['rules.json'] };
    const again = folderWith({
      'c.json': candidate,
      'rules.json': { kind: 'ruleset', v: 2, guardrails: [guardrail] },
    });
    const verified = await runInside(['verify', join(again, 'c.json'), '--json']);
    expect(verified.exit).toBe(1);
    const { checks, guardrails } = verified.json() as {
      checks: { name: string; group: string; outcome: string }[];
      guardrails: { outcome: string }[];
    };
    expect(guardrails.map(({ outcome }) => outcome)).toEqual(['broken']);
    expect(checks.filter(({ group }) => group === 'guardrail')).toMatchObject([
      { outcome: 'failed' },
    ]);
  });

  test('is undetermined where what else is in force is not known, and not asked once it has ended', async () => {
    const kept = denying('iam:PassRole');
    const ended = denying('elasticache:ModifyCacheCluster', {
      name: 'ended',
      until: '2026-01-01T00:00:00.000Z',
    });
    const { exit, json } = await checked([kept, ended], ['--candidate', 'c.json']);
    expect(json.items?.map(({ outcome }) => outcome)).toEqual(['undetermined', 'expired']);
    // Proved to add nothing, whatever else is in force: not kept, and not held against it.
    expect([exit, json.items?.[0]?.worsened]).toEqual([0, false]);
    const request = { actions: ['iam:PassRole'], resources: ['*'] };
    const path = denying('iam:PassRole', {
      kind: 'break-glass-path',
      obligation: { type: 'must-allow', request },
    });
    expect((await checked([path], ['--candidate', 'c.json'])).exit).toBe(2);
  });
});
