import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { verifyBundle } from '../packages/assurance/src/index.ts';
import {
  fromBase64,
  type GateState,
  PREDICATES,
  pae,
  parseEnvelope,
  parseRoster,
  parseStatement,
  type Roster,
  SSH_NAMESPACES,
  type TrustPolicy,
  verifierKey,
} from '../packages/evidence/src/index.ts';
import { releaseCandidate } from '../packages/server/src/commands/release-candidate.ts';
import { readTar } from '../packages/server/src/commands/testing/read-tar.ts';
import { approved, must, surroundings } from '../packages/server/src/commands/testing/steps.ts';
import {
  foundedWorld,
  PEOPLE,
  STAGING,
  type World,
} from '../packages/server/src/commands/testing/world.ts';
import { releaseBundle } from '../packages/server/src/queries/release-bundle.ts';

export const description =
  'gate verify of one bundle, whole process and in-process, beside ssh-keygen -Y verify of one of its approvals';

const RUNS = 15;
const IN_PROCESS_RUNS = 60;

/** Milliseconds; `ratio` is the gate's median over `ssh-keygen`'s in the same run, taken in turn. */
export async function run(_options: { readonly json: boolean }): Promise<Record<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-gate-'));
  const world = await foundedWorld();
  try {
    const bundle = await makeBundle(world);
    const trust = await trustPolicy(world);
    return measure(folder, bundle, trust);
  } finally {
    await world.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function makeBundle(world: World): Promise<Map<string, Uint8Array>> {
  // The gate goes by the system's clock, so the bundle is made at its time.
  world.advance(Math.floor((Date.now() - Date.parse(world.deps.now())) / 1000));
  const candidate = await approved(world, await surroundings(world));
  const released = await releaseCandidate(world.deps, world.caller(PEOPLE.author), { candidate });
  return readTar(must(await releaseBundle(world.deps, world.workspace, must(released).id)));
}

function measure(
  folder: string,
  bundle: Map<string, Uint8Array>,
  trust: TrustPolicy,
): Record<string, unknown> {
  write(join(folder, 'bundle'), bundle);
  writeFileSync(join(folder, 'trust.json'), JSON.stringify(trust));
  const key = sshFiles(folder, bundle);
  program(['gate', 'init', '--state', join(folder, 'state')]);
  const dist = join(import.meta.dirname, '..', 'scripts', 'dist.ts');
  ran(process.execPath, [dist, folder, '--only', 'gate']);
  const gate: number[] = [];
  const file: number[] = [];
  const judge: number[] = [];
  const bare: number[] = [];
  for (let at = 0; at < RUNS; at += 1) {
    gate.push(timed(() => gateProcess(folder)));
    file.push(timed(() => gateFile(folder)));
    judge.push(timed(() => sshKeygen(folder, key)));
    bare.push(timed(() => ran(process.execPath, ['-e', '0'])));
  }
  const inProcess = Array.from({ length: IN_PROCESS_RUNS }, () =>
    timed(() => inProcessVerify(bundle, trust)),
  );
  return {
    bundle: {
      files: bundle.size,
      bytes: [...bundle.values()].reduce((sum, one) => sum + one.length, 0),
      approvals: 2,
    },
    gateProcessMs: spread(gate),
    gateFileProcessMs: spread(file),
    gateInProcessMs: spread(inProcess.slice(5)),
    sshKeygenProcessMs: spread(judge),
    bareNodeProcessMs: spread(bare),
    ratio: {
      gateProcessToSshKeygen: rounded(median(gate) / median(judge)),
      gateFileToSshKeygen: rounded(median(file) / median(judge)),
      gateInProcessToSshKeygen: rounded(median(inProcess) / median(judge)),
      gateProcessToBareNode: rounded(median(gate) / median(bare)),
    },
  };
}

function gateProcess(folder: string): void {
  program(['gate', ...verifyWords(folder)]);
}

function verifyWords(folder: string): string[] {
  return [
    'verify',
    join(folder, 'bundle'),
    '--environment',
    STAGING,
    '--trust',
    join(folder, 'trust.json'),
    '--state',
    join(folder, 'state'),
  ];
}

function gateFile(folder: string): void {
  ran(process.execPath, [join(folder, 'gate.mjs'), ...verifyWords(folder)]);
}

function program(args: readonly string[]): void {
  ran(process.execPath, [join(import.meta.dirname, '..', 'bin', 'countersign.js'), ...args]);
}

function inProcessVerify(files: Map<string, Uint8Array>, trust: TrustPolicy): void {
  const verdict = verifyBundle(files, {
    environment: STAGING,
    trust,
    state: freshState(trust),
    now: new Date().toISOString(),
  });
  if (!verdict.ok) throw new Error(JSON.stringify(verdict.refusals));
}

function sshKeygen(folder: string, message: Uint8Array): void {
  const args = [
    '-Y',
    'verify',
    '-f',
    join(folder, 'allowed'),
    '-I',
    'approver',
    '-n',
    SSH_NAMESPACES.approval,
    '-s',
    join(folder, 'approval.sig'),
  ];
  ran('ssh-keygen', args, message);
}

/** The files `ssh-keygen` takes, made from the bundle's first approval; returns the message that was signed. */
function sshFiles(folder: string, bundle: Map<string, Uint8Array>): Uint8Array {
  const opened = must(parseEnvelope(bundle.get('approvals/000001.dsse') ?? new Uint8Array()));
  const signature = opened.envelope.signatures[0];
  writeFileSync(join(folder, 'approval.sig'), fromBase64(signature?.sig ?? '') ?? '');
  const credential = rosterOf(bundle)
    .humans.flatMap(({ credentials }) => credentials)
    .find(({ id }) => id === signature?.keyid);
  writeFileSync(
    join(folder, 'allowed'),
    `approver namespaces="${SSH_NAMESPACES.approval}" ${credential?.publicKey ?? ''}\n`,
  );
  return pae(opened.payload);
}

function rosterOf(bundle: Map<string, Uint8Array>): Roster {
  const opened = must(parseEnvelope(bundle.get('rosters/000001.dsse') ?? new Uint8Array()));
  return must(parseRoster(must(parseStatement(opened.payload, PREDICATES.roster)).predicate));
}

function freshState({ workspace }: TrustPolicy): GateState {
  return {
    kind: 'gate-state',
    v: 1,
    workspace,
    entries: [],
    checkpoint: null,
    rosterNumber: 1,
    ruleSetNumber: 1,
    latestTime: '2025-01-01T00:00:00.000Z',
  };
}

async function trustPolicy({ deps, workspace }: World): Promise<TrustPolicy> {
  const { workspace: founded } = await deps.store.state(workspace, [`workspace/${workspace}`]);
  if (founded === null) throw new Error('the workspace is not founded');
  return {
    kind: 'trust-policy',
    v: 1,
    workspace,
    mode: 'founded',
    roster: founded.roster,
    ruleSet: founded.ruleSet,
    logKey: verifierKey(`countersign/${workspace}`, fromBase64(founded.logKey) ?? new Uint8Array()),
    bases: ['approvals'],
    maxFreshnessSeconds: 86_400,
    witnesses: [],
  };
}

function write(folder: string, files: Map<string, Uint8Array>): void {
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
}

function ran(command: string, args: readonly string[], input: Uint8Array = new Uint8Array()): void {
  const { status, stderr, stdout } = spawnSync(command, args, { input });
  if (status !== 0) throw new Error(`${command} ended with ${status}: ${stderr}${stdout}`);
}

function timed(work: () => void): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
const rounded = (value: number): number => Math.round(value * 100) / 100;
const spread = (values: readonly number[]): Record<string, number> => ({
  min: rounded(Math.min(...values)),
  median: rounded(median(values)),
  max: rounded(Math.max(...values)),
});
