// `npm run check:outside`: other people's verifiers judge what we make. Each judge must accept it and refuse it changed;
// one that is not on PATH is named and judges nothing. Ends with `N passed, N failed`.
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  appendLeaf,
  EMPTY_FRONTIER,
  entryBundle,
  envelope,
  type Frontier,
  fromHex,
  frontierRoot,
  hashedrekordBody,
  hashTile,
  inclusionProof,
  leafHash,
  pae,
  type ReadNode,
  releaseBundle,
  sha256,
  signedCheckpoint,
  sigstoreTrustedRoot,
  statement,
  TILE_WIDTH,
  tilePath,
  tlogProof,
  toHex,
  utf8,
  verifierKey,
  verifySshSignature,
} from '../packages/evidence/src/index.ts';
import { conclude, type StageResult } from './stage.ts';

const ORIGIN = 'countersign/0193b3a4-0000-7000-8000-000000000001';
const PREDICATE = 'urn:countersign:release:v1';
const ENTRIES = 700;

/** One question to a judge and whether its answer is the right one. */
interface Check {
  readonly name: string;
  readonly holds: () => boolean;
}

/** A verifier that is not ours. */
interface Judge {
  readonly tool: string;
  /** Where it comes from, said when it is not on PATH. */
  readonly from: string;
  /** Whether its absence is a failure: `ssh-keygen` is the one tool a user is told to have. */
  readonly isRequired: boolean;
  readonly checks: (folder: string) => Promise<readonly Check[]>;
}

const JUDGES: readonly Judge[] = [
  { tool: 'ssh-keygen', from: 'openssh-client', isRequired: true, checks: sshKeygenChecks },
  { tool: 'cosign', from: 'sigstore/cosign 3', isRequired: false, checks: cosignChecks },
  {
    tool: 'tessera-fsck',
    from: 'transparency-dev/tessera cmd/fsck, installed under this name',
    isRequired: false,
    checks: fsckChecks,
  },
  {
    tool: 'spicy-torchwood',
    from: 'FiloSottile/torchwood cmd/spicy',
    isRequired: false,
    checks: spicyChecks,
  },
];

async function runJudge(judge: Judge): Promise<StageResult> {
  process.stdout.write(`\n== ${judge.tool}\n`);
  const started = performance.now();
  const seconds = (): number => (performance.now() - started) / 1000;
  if (!isOnPath(judge.tool)) {
    process.stdout.write(
      `could not find ${judge.tool} on PATH (${judge.from}): it judged nothing\n`,
    );
    return { name: judge.tool, passed: 0, failed: judge.isRequired ? 1 : 0, seconds: seconds() };
  }
  const folder = mkdtempSync(join(tmpdir(), 'countersign-outside-'));
  try {
    const results = (await judge.checks(folder)).map(runCheck);
    const passed = results.filter(Boolean).length;
    return { name: judge.tool, passed, failed: results.length - passed, seconds: seconds() };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function runCheck({ name, holds }: Check): boolean {
  const isHeld = holds();
  process.stdout.write(`${isHeld ? 'ok  ' : 'FAIL'} ${name}\n`);
  return isHeld;
}

function isOnPath(tool: string): boolean {
  return spawnSync(tool, ['--help'], { stdio: 'ignore' }).error === undefined;
}

/** Runs a tool; its words are shown when `expected` is not what it answered. */
function answers(
  expected: 'accepts' | 'refuses',
  command: readonly string[],
  options: { readonly cwd: string; readonly input?: Uint8Array; readonly failure?: RegExp },
): boolean {
  const [tool = '', ...args] = command;
  const { cwd, input = new Uint8Array() } = options;
  const ran = spawnSync(tool, args, { cwd, input, encoding: 'utf8', timeout: 60_000 });
  const words = `${ran.stdout}${ran.stderr}`;
  const isAccepted = ran.status === 0 && !(options.failure?.test(words) ?? false);
  const isRight = isAccepted === (expected === 'accepts');
  if (!isRight) process.stdout.write(`     ${command.join(' ')}\n     ${words.trim()}\n`);
  return isRight;
}

/** The golden signatures of every key type, and a signature of its own that we judge. */
async function sshKeygenChecks(folder: string): Promise<readonly Check[]> {
  const file = new URL('../vectors/evidence/sshsig.json', import.meta.url);
  const golden = JSON.parse(readFileSync(file, 'utf8')) as {
    message: string;
    namespace: string;
    signatures: { publicKey: string; assurance: string; armored: string }[];
  };
  const message = fromHex(golden.message) ?? new Uint8Array();
  const stored = golden.signatures.flatMap(({ publicKey, assurance, armored }) => {
    const verify = (
      expected: 'accepts' | 'refuses',
      input: Uint8Array,
      namespace: string,
    ): boolean => {
      writeFileSync(join(folder, 'allowed'), `alice namespaces="${namespace}" ${publicKey}\n`);
      writeFileSync(join(folder, 'a.sig'), armored);
      const args = ['-Y', 'verify', '-f', 'allowed', '-I', 'alice', '-n', namespace, '-s', 'a.sig'];
      return answers(expected, ['ssh-keygen', ...args], { cwd: folder, input });
    };
    const name = `${publicKey.split(' ')[0]} (${assurance})`;
    return [
      { name: `accepts our ${name}`, holds: () => verify('accepts', message, golden.namespace) },
      {
        name: `refuses ${name} over another message`,
        holds: () => verify('refuses', utf8('x'), golden.namespace),
      },
      {
        name: `refuses ${name} in another namespace`,
        holds: () => verify('refuses', message, 'countersign-login'),
      },
    ];
  });
  const own = ['ed25519', 'ecdsa'].map((type) => ({
    name: `we accept what ssh-keygen signs with ${type}`,
    holds: () => acceptsSshKeygen(folder, type, message),
  }));
  return [...stored, ...own];
}

function acceptsSshKeygen(folder: string, type: string, message: Uint8Array): boolean {
  const namespace = 'countersign-approval';
  writeFileSync(join(folder, `${type}.message`), message);
  const make = ['ssh-keygen', '-q', '-t', type, '-N', '', '-f', type];
  const use = ['ssh-keygen', '-Y', 'sign', '-f', type, '-n', namespace, `${type}.message`];
  if (![make, use].every((command) => answers('accepts', command, { cwd: folder }))) return false;
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  const publicKey = read(`${type}.pub`);
  return verifySshSignature({ message, namespace, armored: read(`${type}.message.sig`), publicKey })
    .ok;
}

/** A log in memory, as large as to have full and partial tiles on two levels. */
interface Log {
  readonly entries: readonly Uint8Array[];
  readonly checkpoint: string;
  readonly publicKey: Uint8Array;
  readonly read: ReadNode;
}

async function makeLog(last: Uint8Array): Promise<Log> {
  const { publicKey: key, privateKey } = generateKeyPairSync('ed25519');
  const publicKey = new Uint8Array(key.export({ format: 'der', type: 'spki' }).subarray(-32));
  const entries = [...Array.from({ length: ENTRIES - 1 }, (_, at) => utf8(`entry ${at}`)), last];
  const nodes = new Map<string, Uint8Array>();
  let frontier: Frontier = EMPTY_FRONTIER;
  for (const entry of entries) {
    const appended = appendLeaf(frontier, leafHash(entry));
    for (const { level, index, hash } of appended.completed) nodes.set(`${level}/${index}`, hash);
    frontier = appended.frontier;
  }
  const checkpoint = await signedCheckpoint(
    { origin: ORIGIN, size: frontier.size, root: frontierRoot(frontier) },
    async (message) => new Uint8Array(sign(null, message, privateKey)),
    publicKey,
  );
  return { entries, checkpoint, publicKey, read: (level, index) => nodes.get(`${level}/${index}`) };
}

/** A release in that log, judged as a Sigstore bundle. */
async function cosignChecks(folder: string): Promise<readonly Check[]> {
  const blob = utf8('{"canonical":"aws-iam/1","policy":{}}');
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const subject = [{ name: 'policy.json', digest: { sha256: toHex(sha256(blob)) } }];
  const payload = statement(PREDICATE, subject, { number: 1 });
  const signature = new Uint8Array(sign('sha256', pae(payload), privateKey));
  const spki = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  const log = await makeLog(hashedrekordBody(sha256(pae(payload)), signature, spki));
  const bundle = releaseBundle({
    envelope: envelope(payload, [{ keyid: 'release-key', sig: signature }]),
    publicKey: spki,
    index: ENTRIES - 1,
    proof: inclusionProof(ENTRIES - 1, ENTRIES, log.read),
    checkpoint: log.checkpoint,
    logPublicKey: log.publicKey,
  });
  const since = '2026-01-01T00:00:00.000Z';
  writeAll(folder, {
    'policy.json': blob,
    'other.json': utf8('{}'),
    'release.pub': utf8(publicKey.export({ format: 'pem', type: 'spki' }).toString()),
    'bundle.json': bundle,
    'root.json': sigstoreTrustedRoot({ origin: ORIGIN, publicKey: log.publicKey, since }),
  });
  const files = ['--key', 'release.pub', '--trusted-root', 'root.json', '--bundle', 'bundle.json'];
  const verify = ['cosign', 'verify-blob-attestation', ...files, '--type', PREDICATE];
  return [
    {
      name: 'accepts our release bundle',
      holds: () => answers('accepts', [...verify, 'policy.json'], { cwd: folder }),
    },
    {
      name: 'refuses it for another policy',
      holds: () => answers('refuses', [...verify, 'other.json'], { cwd: folder }),
    },
  ];
}

/** The whole log as files in tlog-tiles layout, read and recomputed by Tessera. */
async function fsckChecks(folder: string): Promise<readonly Check[]> {
  const log = await makeLog(utf8('last'));
  writeAll(folder, {
    checkpoint: utf8(log.checkpoint),
    vkey: utf8(verifierKey(ORIGIN, log.publicKey)),
  });
  writeAll(folder, tilesOf(log));
  const command = [
    'tessera-fsck',
    `--storage_url=file://${folder}`,
    '--public_key=vkey',
    '--ui=false',
  ];
  // It exits 0 whatever it found; the finding is in its words.
  const options = { cwd: folder, failure: /fsck failed/ };
  const spoil = (): void => {
    const path = join(folder, tilePath('entries', 0, TILE_WIDTH));
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.with(9, (bytes[9] ?? 0) ^ 1));
  };
  return [
    {
      name: `accepts our log of ${ENTRIES} entries`,
      holds: () => answers('accepts', command, options),
    },
    {
      name: 'refuses it with one bit of an entry changed',
      holds: () => {
        spoil();
        return answers('refuses', command, options);
      },
    },
  ];
}

/** Every tile and entry bundle of a log, full and partial. */
function tilesOf({ entries, read }: Log): Record<string, Uint8Array> {
  const tiles: Record<string, Uint8Array> = {};
  for (let at = 0; at < entries.length; at += TILE_WIDTH) {
    const bundle = entries.slice(at, at + TILE_WIDTH);
    tiles[tilePath('entries', at / TILE_WIDTH, bundle.length)] = entryBundle(bundle);
  }
  for (let level = 0, count = entries.length; count > 0; level += 1) {
    for (let index = 0; index * TILE_WIDTH < count; index += 1) {
      const width = Math.min(TILE_WIDTH, count - index * TILE_WIDTH);
      tiles[tilePath(level, index, width)] = hashTile({ level, index, width }, read);
    }
    count = Math.floor(count / TILE_WIDTH);
  }
  return tiles;
}

/** One inclusion proof; the tool takes it without its first line. */
async function spicyChecks(folder: string): Promise<readonly Check[]> {
  const entry = utf8('the entry');
  const log = await makeLog(entry);
  const proof = inclusionProof(ENTRIES - 1, ENTRIES, log.read);
  const text = tlogProof({ index: ENTRIES - 1, proof, checkpoint: log.checkpoint });
  const spicy = utf8(text.slice(text.indexOf('\n') + 1));
  writeAll(folder, { entry, 'entry.spicy': spicy, other: utf8('another'), 'other.spicy': spicy });
  const command = ['spicy-torchwood', '-verify', verifierKey(ORIGIN, log.publicKey)];
  return [
    {
      name: 'accepts our inclusion proof',
      holds: () => answers('accepts', [...command, 'entry'], { cwd: folder }),
    },
    {
      name: 'refuses it for another entry',
      holds: () => answers('refuses', [...command, 'other'], { cwd: folder }),
    },
  ];
}

function writeAll(folder: string, files: Readonly<Record<string, Uint8Array>>): void {
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
}

const results: StageResult[] = [];
for (const judge of JUDGES) results.push(await runJudge(judge));
process.exitCode = conclude(results);
