import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { addSeconds } from '@countersign/domain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gateInit, gateVerify, readBundleFiles, readTar } from '../src/node/index.ts';
import { bundle } from './gate-world.ts';
import { TRUST } from './law.ts';
import { ENVIRONMENT, KEYS, publicKey } from './people.ts';

const root = mkdtempSync(join(tmpdir(), 'cs-gate-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const at = (...names: string[]): string => join(root, ...names);
const trust = at('trust.json');
// The node part reads the real clock, so these worlds are fresh around it.
const now = new Date().toISOString();
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

function write(folder: string): string {
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  return folder;
}

beforeAll(() => {
  write(at('bundle'));
  execFileSync('tar', ['--format=ustar', '-cf', at('bundle.tar'), '-C', at('bundle'), '.']);
  writeFileSync(trust, JSON.stringify({ ...TRUST, logKey: publicKey(KEYS.log) }, null, 2));
});

const ask = (more: Partial<Parameters<typeof gateVerify>[0]> = {}) =>
  gateVerify({
    bundle: at('bundle'),
    environment: ENVIRONMENT,
    trust,
    state: at('state'),
    ...more,
  });
const codes = (outcome: Awaited<ReturnType<typeof gateVerify>>): string[] =>
  outcome.outcome === 'passed' ? [] : outcome.refusals.map(({ code }) => code);

describe('the gate on files', () => {
  it('refuses without a state, and says how to make one', async () => {
    const outcome = await ask({ state: at('nowhere') });
    expect(codes(outcome)).toEqual(['GATE_STATE_MISSING']);
    expect(outcome).toMatchObject({
      refusals: [{ message: expect.stringContaining('gate init') }],
    });
  });

  it('makes a state once and never forgets by being made anew', async () => {
    expect(await gateInit(at('state'))).toMatchObject({ ok: true });
    expect(await gateInit(at('state'))).toMatchObject({
      refusals: [{ code: 'GATE_STATE_EXISTS' }],
    });
  });

  it('passes a folder and a tar of the same files, and remembers', async () => {
    expect(await ask()).toMatchObject({ outcome: 'passed', release: { number: 3 } });
    expect(await ask({ bundle: at('bundle.tar') })).toMatchObject({ outcome: 'passed' });
    expect(readFileSync(at('state', 'gate-state.json'), 'utf8')).toContain('"number":3');
    expect(readdirSync(at('state'))).toEqual(['gate-state.json']);
  });

  it('takes several runs at once without losing what any of them saw', async () => {
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => ask()));
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(
      Array.from({ length: 8 }, () => 'passed'),
    );
  });

  it('takes over a lock whose process has ended', async () => {
    writeFileSync(at('state', 'gate-state.lock'), '4194303');
    expect(await ask()).toMatchObject({ outcome: 'passed' });
  });

  it('refuses a damaged state instead of starting anew', async () => {
    mkdirSync(at('damaged'));
    writeFileSync(at('damaged', 'gate-state.json'), '{}');
    expect(codes(await ask({ state: at('damaged') }))).toEqual(['GATE_STATE_UNREADABLE']);
  });

  it('calls a bad trust policy bad input, whatever the bundle is', async () => {
    writeFileSync(at('bad.json'), JSON.stringify({ ...TRUST, logkey: 1 }));
    const outcome = await ask({ trust: at('bad.json') });
    expect(outcome).toMatchObject({ outcome: 'bad-input', refusals: [{ code: 'UNKNOWN_FIELD' }] });
    expect(await ask({ trust: at('none.json') })).toMatchObject({ outcome: 'bad-input' });
  });
});

describe('the files of a bundle', () => {
  it('are refused where there is none', async () => {
    expect(codes(await ask({ bundle: at('none') }))).toEqual(['BUNDLE_UNREADABLE']);
  });

  it('are refused behind a link, in a folder and in a tar', async () => {
    write(at('linked'));
    rmSync(at('linked', 'summary.json'));
    symlinkSync('/etc/hostname', at('linked', 'summary.json'));
    execFileSync('tar', ['--format=ustar', '-cf', at('linked.tar'), '-C', at('linked'), '.']);
    for (const path of [at('linked'), at('linked.tar')]) {
      expect(await readBundleFiles(path)).toMatchObject({
        refusals: [{ code: 'BUNDLE_UNREADABLE' }],
      });
    }
  });

  it('are refused from a tar that is cut off, damaged or holds a path twice', () => {
    const tar = new Uint8Array(readFileSync(at('bundle.tar')));
    const damaged = Uint8Array.from(tar);
    damaged[2] = (damaged[2] ?? 0) ^ 1;
    const twice = new Uint8Array([...entry('a'), ...entry('a'), ...new Uint8Array(1024)]);
    for (const bytes of [tar.slice(0, 700), damaged, twice, new Uint8Array()]) {
      expect(readTar(bytes)).toMatchObject({ refusals: [{ code: 'BUNDLE_UNREADABLE' }] });
    }
  });
});

/** An empty file's header. */
function entry(name: string): Uint8Array {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write('00000000000 ', 124);
  header.write('        ', 148);
  header.write('0', 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return new Uint8Array(header);
}
