import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { addSeconds } from '@countersign/domain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from './gate-world.ts';
import { TRUST } from './law.ts';
import { ENVIRONMENT, KEYS, publicKey } from './people.ts';

const DIST = join(import.meta.dirname, '..', '..', '..', 'scripts', 'dist.ts');
const now = new Date().toISOString();
let folder: string;

/** Runs the one file in a folder that has nothing but it, so that it can lean on no package. */
function gate(...args: string[]) {
  const ran = spawnSync(process.execPath, ['gate.mjs', ...args, '--json'], {
    cwd: folder,
    encoding: 'utf8',
  });
  const answer = JSON.parse(ran.stdout) as { ok: boolean; refusals?: { code: string }[] };
  return {
    exit: ran.status,
    ok: answer.ok,
    codes: (answer.refusals ?? []).map(({ code }) => code),
  };
}

const verify = (name: string, environment = ENVIRONMENT, trust = 'trust.json') =>
  gate('verify', name, '--environment', environment, '--trust', trust, '--state', 'state');

function write(name: string, files: ReadonlyMap<string, Uint8Array>): void {
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(folder, name, path)), { recursive: true });
    writeFileSync(join(folder, name, path), bytes);
  }
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cs-gate-file-'));
  const built = spawnSync(process.execPath, [DIST, folder, '--only', 'gate'], { encoding: 'utf8' });
  expect(built.stderr).toBe('');
  const files = await bundle({
    approval: (value) => ({
      ...value,
      issuedAt: addSeconds(now, -60),
      notAfter: addSeconds(now, 600),
    }),
    release: (value) => ({ ...value, issuedAt: addSeconds(now, -30) }),
    freshness: (value) => ({
      ...value,
      issuedAt: addSeconds(now, -10),
      expiresAt: addSeconds(now, 3600),
    }),
  });
  write('bundle', files);
  const policy = Uint8Array.from(files.get('policy.json') ?? []);
  policy[10] = (policy[10] ?? 0) ^ 1;
  write('changed', new Map([...files, ['policy.json', policy]]));
  writeFileSync(
    join(folder, 'trust.json'),
    JSON.stringify({ ...TRUST, logKey: publicKey(KEYS.log) }),
  );
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the gate as one file, in a folder with nothing else', () => {
  it('is one file', () => {
    expect(readdirSync(folder).filter((name) => name.endsWith('.mjs'))).toEqual(['gate.mjs']);
  });

  it('refuses before it has a state, passes a release after, and exits 0', () => {
    expect(verify('bundle')).toEqual({ exit: 1, ok: false, codes: ['GATE_STATE_MISSING'] });
    expect(gate('init', '--state', 'state')).toEqual({ exit: 0, ok: true, codes: [] });
    expect(verify('bundle')).toEqual({ exit: 0, ok: true, codes: [] });
  });

  it('exits 1 for a changed byte and for another environment, with the codes', () => {
    expect(verify('changed')).toMatchObject({ exit: 1, ok: false });
    expect(verify('changed').codes).toContain('POLICY_DIGEST');
    expect(verify('bundle', 'prod/aws/999999999999').codes).toContain('ENVIRONMENT_MISMATCH');
  });

  it('exits 3 for words that are not its own and for a trust file that is not there', () => {
    expect(gate('verify', 'bundle')).toEqual({ exit: 3, ok: false, codes: ['USAGE'] });
    expect(gate('pass')).toEqual({ exit: 3, ok: false, codes: ['USAGE'] });
    expect(verify('bundle', ENVIRONMENT, 'nowhere.json')).toEqual({
      exit: 3,
      ok: false,
      codes: ['TRUST_POLICY'],
    });
  });
});
