import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { DomainEvent } from '../packages/domain/src/index.ts';
import {
  appendLeaf,
  EMPTY_FRONTIER,
  equalBytes,
  frontierRoot,
  leafHash,
  openCheckpoint,
  rawPublicKey,
  verifierKey,
  verifyConsistency,
} from '../packages/evidence/src/index.ts';
import { logOrigin } from '../packages/server/src/anchor/anchored-publisher.ts';
import type { LogEntry } from '../packages/server/src/log/log.ts';
import { livingProcess } from '../packages/server/src/postgres/process-facts.ts';
import {
  append,
  founded,
  input,
  ownerChanged,
  registered,
} from '../packages/server/src/store/sample.ts';
import { openStorage, type Storage } from '../packages/server/src/store/storage.ts';

/**
 * kill -9 of the server or of its database at random points under load (`node scripts/crash.ts [POINTS]`): no
 * acknowledged event may be lost, none may be there twice, and the log must stay one log.
 */
const POINTS = Number(process.argv[2] ?? 200);
const CLIENTS = 8;
/** A point lies this long after the first new acknowledgement, at random; a batch takes some 5 ms. */
const POINT_MS_MAX = 120;
/** The database is killed this often within one life of the server before the server is. */
const DATABASE_KILLS_A_LIFE = 2;
const SILENCE_MS_MAX = 60_000;
/** Keys are an actor's own, and this one outlives every server. */
const ACTOR = { kind: 'human', id: '01900000-0000-7000-8000-000000000002' } as const;
const NHI = '01900000-0000-7000-8000-000000000001';

const storageAt = (folder: string): Promise<Storage> =>
  openStorage({
    root: folder,
    env: {
      ...process.env,
      DATABASE_URL: '',
      COUNTERSIGN_DATA: join(folder, 'data'),
      COUNTERSIGN_STATE: join(folder, 'state'),
    },
  });

/** The server under fire: asks what was pending again under the same keys, then goes on with new commands. */
async function write(folder: string, workspace: string, pending: string[]): Promise<void> {
  process.stdout.on('error', () => process.exit(1)); // nobody listens any more
  const say = (...words: unknown[]): void => console.log(words.join(' '));
  const { store, publisher } = await storageAt(folder);
  say('open', await store.log.size(workspace), publisher.status(workspace).state);
  const client = async (): Promise<void> => {
    for (;;) {
      const key = pending.pop() ?? randomUUID();
      say('ask', key);
      const done = await store.command(
        {
          ...input(workspace),
          actor: ACTOR,
          idempotency: { key, request: `sha256:${'0'.repeat(64)}` },
        },
        async () => ({
          append: [{ ...ownerChanged(NHI), payload: { owner: key, backupOwner: key } } as never],
          answer: key,
        }),
      );
      if (!done.ok) throw new Error(JSON.stringify(done.refusals));
      say('ack', key, done.events[0]?.seq, done.logSize);
    }
  };
  const publish = async (): Promise<void> => {
    for (;;) {
      const size = await store.log.size(workspace).catch(() => 0);
      const published = await publisher.published(workspace, size).catch(() => undefined);
      if (published?.ok) say('signed', published.checkpoint.size);
      await wait(5);
    }
  };
  await Promise.all([publish(), ...Array.from({ length: CLIENTS }, client)]);
}

/** What the world outside has been told; it outlives every crash. */
class Witness {
  readonly asked = new Set<string>();
  readonly acked = new Map<string, number>();
  logSize = 0;
  signed = 0;
  lastWord = performance.now();
  openedAt: { size: number; state: string } | undefined;
  #heard: (() => void)[] = [];

  hear(line: string): void {
    this.lastWord = performance.now();
    const [what, first = '', second = '', third = ''] = line.split(' ');
    if (what === 'open') this.openedAt = { size: Number(first), state: second };
    if (what === 'ask') this.asked.add(first);
    if (what === 'signed') this.signed = Math.max(this.signed, Number(first));
    if (what !== 'ack') return;
    this.acked.set(first, Number(second));
    this.logSize = Math.max(this.logSize, Number(third));
    for (const tell of this.#heard.splice(0)) tell();
  }

  async nextAck(alive: Promise<unknown>): Promise<void> {
    const heard = new Promise<void>((tell) => this.#heard.push(tell));
    const silent = wait(SILENCE_MS_MAX, undefined, { ref: false }).then(() =>
      Promise.reject(new Error('no command was acknowledged for a minute')),
    );
    const ended = alive.then(() => Promise.reject(new Error('the server ended by itself')));
    await Promise.race([heard, silent, ended]);
  }

  pending(): string[] {
    return [...this.asked].filter((key) => !this.acked.has(key));
  }
}

class Score {
  passed = 0;
  failed = 0;
  check(name: string, holds: boolean): void {
    if (holds) this.passed += 1;
    else {
      this.failed += 1;
      console.log(`FAILED ${name}`);
    }
  }
}

interface Figures {
  lives: number;
  serverKills: number;
  databaseKills: number;
  recoveryMs: number[];
}

function spawnWriter(
  folder: string,
  workspace: string,
  witness: Witness,
): { child: ChildProcess; ended: Promise<unknown> } {
  const child = spawn(
    process.execPath,
    [fileURLToPath(import.meta.url), 'write', folder, workspace],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  child.stdin?.end(JSON.stringify(witness.pending()));
  if (child.stdout)
    createInterface({ input: child.stdout }).on('line', (line) => witness.hear(line));
  return { child, ended: new Promise((resolve) => child.once('close', resolve)) };
}

/** One life of the server: the database dies under it some times, then it dies itself. */
async function life(
  at: { folder: string; workspace: string },
  witness: Witness,
  run: { score: Score; figures: Figures; kills: number },
): Promise<void> {
  witness.openedAt = undefined;
  const known = { logSize: witness.logSize, signed: witness.signed };
  const started = performance.now();
  const { child, ended } = spawnWriter(at.folder, at.workspace, witness);
  let postmaster: number | undefined;
  for (let kill = 1; kill <= run.kills; kill += 1) {
    await witness.nextAck(ended);
    if (kill === 1) {
      run.figures.recoveryMs.push(performance.now() - started);
      checkOpening(witness, known, run.score);
    }
    const isLast = kill === run.kills;
    if (!isLast) postmaster = await postmasterOf(at.folder, postmaster);
    await wait(Math.random() * POINT_MS_MAX);
    const isHit = killHard(isLast ? child.pid : postmaster);
    if (isLast) run.figures.serverKills += 1;
    else run.figures.databaseKills += 1;
    run.score.check(
      `point ${run.figures.serverKills + run.figures.databaseKills}: it was hit`,
      isHit,
    );
  }
  await ended;
  run.figures.lives += 1;
}

function killHard(pid: number | undefined): boolean {
  try {
    return pid !== undefined && process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}

function checkOpening(
  witness: Witness,
  known: { logSize: number; signed: number },
  score: Score,
): void {
  const opened = witness.openedAt;
  score.check(
    `reopened with every acknowledged entry (${opened?.size} of ${known.logSize})`,
    (opened?.size ?? -1) >= known.logSize,
  );
  score.check(
    `reopened with every signed entry (${opened?.size} of ${known.signed})`,
    (opened?.size ?? -1) >= known.signed,
  );
  score.check(`reopened for writes (${opened?.state})`, opened?.state === 'open');
}

/** The living postmaster, once the one killed before has been replaced. */
async function postmasterOf(folder: string, before: number | undefined): Promise<number> {
  const pidFile = join(folder, 'data', 'postgres', 'postmaster.pid');
  for (const until = performance.now() + SILENCE_MS_MAX; performance.now() < until; await wait(5)) {
    const lines = existsSync(pidFile) ? readFileSync(pidFile, 'utf8').split('\n') : [];
    const pid = Number(lines[0]);
    const isReady = lines[7]?.trim() === 'ready';
    if (isReady && pid !== before && livingProcess(pid) !== undefined) return pid;
  }
  throw new Error('the database did not come back within a minute');
}

/** Reads everything back and recomputes it: events, leaves, every checkpoint's root, checkpoint to checkpoint. */
async function verify(
  storage: Storage,
  workspace: string,
  witness: Witness,
  score: Score,
): Promise<number> {
  const { store } = storage;
  const entries: LogEntry[] = [];
  for (
    let page = await store.log.entries(workspace, 0, 5000);
    page.length > 0;
    page = await store.log.entries(workspace, entries.length, 5000)
  ) {
    entries.push(...page);
  }
  verifyEvents(entries, witness, score);
  const roots = rootsOf(entries);
  const signers = await storage.keys.open(workspace);
  const vkey = verifierKey(
    logOrigin(workspace),
    rawPublicKey('ed25519', signers?.log.publicKey ?? '') ?? new Uint8Array(32),
  );
  let old = { size: 0, root: new Uint8Array() };
  for (const checkpoint of await store.log.checkpoints(workspace)) {
    const opened = openCheckpoint(checkpoint.text, vkey);
    const root = roots[checkpoint.size];
    score.check(
      `checkpoint ${checkpoint.size}: signature and root`,
      opened.ok && root !== undefined && equalBytes(opened.value.root, root),
    );
    if (old.size > 0 && opened.ok) {
      const proof = [...(await store.log.consistency(workspace, old.size, checkpoint.size))];
      const claim = {
        oldSize: old.size,
        oldRoot: old.root,
        newSize: checkpoint.size,
        newRoot: opened.value.root,
        proof,
      };
      score.check(
        `checkpoint ${old.size} → ${checkpoint.size}: consistency`,
        verifyConsistency(claim),
      );
    }
    if (opened.ok) old = { size: checkpoint.size, root: new Uint8Array(opened.value.root) };
  }
  const root = await store.log.root(workspace, entries.length);
  score.check(
    'the stored nodes give the recomputed root',
    equalBytes(root, roots[entries.length] ?? new Uint8Array()),
  );
  return entries.length;
}

function verifyEvents(entries: readonly LogEntry[], witness: Witness, score: Score): void {
  const events = entries.map(
    ({ bytes }) => JSON.parse(new TextDecoder().decode(bytes)) as DomainEvent,
  );
  const bySeq = new Map<string, number[]>();
  for (const event of events) {
    if (event.type !== 'NhiOwnerChanged') continue;
    bySeq.set(event.payload.owner, [...(bySeq.get(event.payload.owner) ?? []), event.seq]);
  }
  const lost = [...witness.acked].filter(([key, seq]) => !bySeq.get(key)?.includes(seq));
  const twice = [...bySeq.values()].filter((seqs) => seqs.length > 1);
  const unasked = [...bySeq.keys()].filter((key) => !witness.asked.has(key));
  score.check(
    `no acknowledged event is lost (${lost.length} of ${witness.acked.size})`,
    lost.length === 0,
  );
  score.check(`no idempotency key is there twice (${twice.length})`, twice.length === 0);
  score.check(`nothing is there that nobody asked for (${unasked.length})`, unasked.length === 0);
  score.check(
    'events have one total order',
    events.every(({ seq }, at) => seq === at),
  );
}

/** Root at every size, by appending leaf after leaf from nothing. */
function rootsOf(entries: readonly LogEntry[]): Uint8Array[] {
  let frontier = EMPTY_FRONTIER;
  return [
    frontierRoot(frontier),
    ...entries.map(({ bytes }) => {
      frontier = appendLeaf(frontier, leafHash(bytes)).frontier;
      return frontierRoot(frontier);
    }),
  ];
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-crash-'));
  chmodSync(folder, 0o711); // root lends the database another account
  const score = new Score();
  const witness = new Witness();
  const figures: Figures = { lives: 0, serverKills: 0, databaseKills: 0, recoveryMs: [] };
  try {
    const first = await storageAt(folder);
    const workspace = await founded(first.store);
    await first.keys.create(workspace);
    await append(first.store, workspace, [registered(NHI)]);
    await first.close();
    for (let left = POINTS; left > 0; ) {
      const kills = Math.min(left, DATABASE_KILLS_A_LIFE + 1);
      await life({ folder, workspace }, witness, { score, figures, kills });
      left -= kills;
    }
    const last = await storageAt(folder);
    try {
      const entries = await verify(last, workspace, witness, score);
      report(figures, witness, entries);
    } finally {
      await last.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(`${score.passed} passed, ${score.failed} failed`);
  process.exitCode = score.failed === 0 ? 0 : 1;
}

function report(figures: Figures, witness: Witness, entries: number): void {
  const { serverKills, databaseKills } = figures;
  const sorted = figures.recoveryMs.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? 0);
  console.log(
    `kill -9 at ${serverKills + databaseKills} random points: server ${serverKills}, database ${databaseKills}`,
  );
  console.log(
    `commands acknowledged ${witness.acked.size}, never answered ${witness.pending().length}, log entries ${entries}`,
  );
  console.log(
    `from start of a killed server to its first acknowledged command: median ${at(0.5)} ms, worst ${at(1)} ms`,
  );
}

if (process.argv[2] === 'write') {
  let text = '';
  for await (const chunk of process.stdin) text += chunk;
  await write(process.argv[3] ?? '', process.argv[4] ?? '', JSON.parse(text) as string[]);
} else {
  await main();
}
