import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runProgram, tempFolder } from './run-program.ts';

const folder = tempFolder();
const narrow = file('narrow.json', policy('s3:GetObject'));
const wide = file('wide.json', policy('s3:*'));

function policy(action: string, more: object = {}): string {
  const statement = { Effect: 'Allow', Action: action, Resource: '*', ...more };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('exit codes', () => {
  test('0 when nothing new is allowed', async () => {
    const ran = await runProgram(['diff', wide, narrow, '--json']);
    expect(ran.exit).toBe(0);
    expect(ran.json()).toMatchObject({ verdict: 'narrower', allowed: 'none', newlyAllowed: [] });
    expect(ran.stderr).toBe('');
  });

  test('1 when something new is allowed, with a witness', async () => {
    const ran = await runProgram(['diff', narrow, wide, '--json']);
    expect(ran.exit).toBe(1);
    expect(ran.json()).toMatchObject({
      verdict: 'broader',
      newlyAllowed: [{ witness: { action: expect.any(String) } }],
    });
  });

  test('2 when the answer hangs on what is left open', async () => {
    const client = (scopes: readonly string[]) =>
      JSON.stringify({ kind: 'oauth', client: 'web', provider: 'github', scopes });
    const before = file('public.json', client(['public_repo']));
    const after = file('status.json', client(['public_repo', 'repo:status']));
    const ran = await runProgram(['diff', before, after, '--language', 'grants', '--json']);
    expect(ran.exit).toBe(2);
    expect(ran.json()).toMatchObject({ verdict: 'undetermined', allowed: 'undetermined' });
  });

  test.each([
    [['difff']],
    [[]],
    [['diff', narrow]],
    [['diff', narrow, wide, '--colour', 'red']],
    [['token', 'create', '--kind', 'human', '--name', 'x']],
    [['nhi', 'register']],
    [['release', 'freshness', 'x', '--out', 'y', '--ttl', 'soon']],
    [['policy', 'show', '../../etc']],
    [['diff', '/nowhere/a.json', wide]],
  ])('3 for usage: %j', async (args) => {
    const ran = await runProgram(args);
    expect(ran.exit).toBe(3);
    expect(ran.stderr).not.toBe('');
    expect(ran.stdout).toBe('');
  });

  test('4 when the server does not answer, and it says what to do', async () => {
    const env = { COUNTERSIGN_SERVER: 'http://localhost:9', COUNTERSIGN_TOKEN: 'x' };
    const ran = await runProgram(['whoami'], { env });
    expect(ran.exit).toBe(4);
    expect(ran.stderr).toContain('error SERVER_UNREACHABLE: cannot reach `http://localhost:9`');
    expect(ran.stderr).toContain('help: start it with `countersign start`');
  });

  test('3 when `start` is configured badly, with the variable named', async () => {
    const ran = await runProgram(['start', '--no-web'], { env: { COUNTERSIGN_PORT: 'abc' } });
    expect(ran.exit).toBe(3);
    expect(ran.stderr).toContain('error CONFIG_INVALID: `COUNTERSIGN_PORT` is `abc`');
  });

  test('1 when nobody is signed in', async () => {
    const ran = await runProgram(['whoami', '--json']);
    expect(ran.exit).toBe(1);
    expect(ran.json()).toMatchObject({
      ok: false,
      refusals: [{ code: 'NOT_SIGNED_IN', message: 'nobody is signed in here' }],
    });
  });

  test('0 for help and version', async () => {
    expect(await runProgram(['--version'])).toMatchObject({ exit: 0, stdout: '0.1.0\n' });
    const help = await runProgram(['review', 'approve', '--help']);
    expect(help.exit).toBe(0);
    expect(help.stdout).not.toContain('--yes');
  });
});

describe('output', () => {
  test('under --json an error is one document on standard output as well', async () => {
    const ran = await runProgram(['diff', narrow, '--json']);
    expect(ran.json()).toEqual({
      ok: false,
      refusals: [{ code: 'MISSING_ARGUMENT', message: '`diff` compares two files' }],
      help: 'give FROM and TO, or --batch FILE',
    });
  });

  test('without a terminal there is no colour', async () => {
    const ran = await runProgram(['diff', narrow, wide]);
    expect(ran.stdout).toContain('Newly allowed (1)');
    expect(ran.stdout).not.toContain('\u001b[');
  });

  test('a suggestion comes with a misspelt command', async () => {
    expect((await runProgram(['candidat'])).stderr).toContain('Did you mean candidate?');
  });
});

describe('bad input', () => {
  test('every fault of a policy has file, line and column', async () => {
    const path = file(
      'twice.json',
      '{\n "Version": "2012-10-17",\n "Version": "2012-10-17",\n "Statement": []\n}',
    );
    const ran = await runProgram(['diff', path, wide]);
    expect(ran.exit).toBe(3);
    expect(ran.stderr).toContain(
      `error JSON_DUPLICATE_KEY: the name \`Version\` stands twice in one object (at ${path}:3:2)`,
    );
  });

  test.each([
    ['oversized', Buffer.alloc(262_145, 0x20)],
    ['deep', '['.repeat(5000)],
    ['not UTF-8', Buffer.from([0x7b, 0xff, 0x7d])],
    [
      'bidirectional',
      '{"Version":"2012-10-17","Statement":[{"Sid":"a\u202eb","Effect":"Allow","Action":"*","Resource":"*"}]}',
    ],
    ['empty', ''],
  ])('a policy that is %s is refused with exit 3 and a code', async (_what, content) => {
    const ran = await runProgram(['diff', file('bad.json', content), wide, '--json']);
    expect(ran.exit).toBe(3);
    const { refusals } = ran.json() as { refusals: { code: string }[] };
    expect(refusals.length).toBeGreaterThan(0);
    for (const { code } of refusals) expect(code).toMatch(/^[A-Z0-9_]+$/);
  });

  test('unknown fields of our own files are refused by name with a suggestion, all at once', async () => {
    const path = file(
      'need.yaml',
      'apiVersion: countersign/v1\nkind: AccessRequirement\nenvironmnt: x\npurpose: 3\nallow: []\ndeny: []\n',
    );
    const ran = await runProgram(['requirement', 'create', path, '--json']);
    expect(ran.exit).toBe(3);
    const place = { file: path, line: 3, column: 13, pointer: '/environmnt' };
    expect(ran.json()).toMatchObject({
      refusals: expect.arrayContaining([
        expect.objectContaining({
          code: 'UNKNOWN_FIELD',
          message: 'unknown field `environmnt`; did you mean `environment`',
          details: expect.objectContaining(place),
        }),
        expect.objectContaining({
          code: 'MISSING_FIELD',
          message: 'missing field `environment`',
        }),
        expect.objectContaining({ code: 'WRONG_TYPE', message: '`purpose` must be a string' }),
      ]),
    });
  });

  test('bad YAML says where', async () => {
    const path = file('bad.yaml', 'a: [1, 2\nb: 3\n');
    const ran = await runProgram(['requirement', 'create', path]);
    expect(ran.exit).toBe(3);
    expect(ran.stderr).toMatch(new RegExp(`error NOT_YAML: .* \\(at ${path}:\\d+:\\d+\\)`));
  });

  test('a public key that is none is refused', async () => {
    const key = file('x.pub', 'hello\n');
    const token = file('token', 'csi_x');
    const ran = await runProgram([
      'init',
      '--founder',
      `ana=${key}`,
      '--server',
      'http://localhost:9',
      '--setup-token',
      token,
      '--out',
      folder,
    ]);
    expect(ran.exit).toBe(3);
    expect(ran.stderr).toContain('error NOT_A_PUBLIC_KEY');
  });

  test('a file that holds no setup token is named, and what it holds is never shown', async () => {
    const founder = file(
      'ana.pub',
      'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f\n',
    );
    const secret =
      '-----BEGIN OPENSSH PRIVATE KEY-----\nc2VjcmV0\n-----END OPENSSH PRIVATE KEY-----\n';
    const wrong = file('id_ed25519', secret);
    const ran = await runProgram([
      ...['init', '--founder', `ana=${founder}`, '--server', 'http://localhost:9'],
      ...['--setup-token', wrong, '--out', folder, '--json'],
    ]);
    expect([ran.exit, ran.json()['refusals']]).toEqual([
      3,
      [{ code: 'BAD_TOKEN_FILE', message: `\`${wrong}\` does not hold a setup token` }],
    ]);
    expect(ran.stdout + ran.stderr).not.toMatch(/OPENSSH|c2VjcmV0|Bearer/);
  });

  test('a token that cannot be sent is refused without a word of it', async () => {
    const token = '-----BEGIN KEY-----\nc2VjcmV0';
    const env = { COUNTERSIGN_SERVER: 'http://localhost:9', COUNTERSIGN_TOKEN: token };
    const ran = await runProgram(['whoami', '--json'], { env });
    expect(ran.exit).toBe(3);
    expect(ran.json()).toMatchObject({ refusals: [{ code: 'BAD_CONFIG' }] });
    expect(ran.stdout + ran.stderr).not.toMatch(/BEGIN|c2VjcmV0|Bearer/);
  });

  test('a known checkpoint that is none is bad input', async () => {
    const known = file('known', 'hello\n');
    const ran = await runProgram(['audit', 'verify', folder, '--known', known, '--json']);
    expect([ran.exit, ran.json()['refusals']]).toEqual([
      3,
      [{ code: 'KNOWN_CHECKPOINT_FORMAT', message: `\`${known}\` does not hold a checkpoint` }],
    ]);
  });
});
