import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  canonicalBytes,
  type GateState,
  isJsonObject,
  type Json,
  type Parsed,
  parseCanonical,
  parseGateState,
  type Refusal,
} from '@countersign/evidence';
import { type GateCode, gateRefusal } from '../gate/gate-refusal.ts';
import type { GateVerdict } from '../gate/verify-bundle.ts';

// One file for all workspaces: if it is gone everything seen is gone, and that shows as GATE_STATE_MISSING instead
// of passing for a gate that has seen nothing of one workspace yet.
const FILE = 'gate-state.json';
const LOCK = 'gate-state.lock';
/** Tries for the lock, 20 ms apart: a verification takes a few milliseconds. */
const LOCK_TRIES = 100;
const LOCK_WAIT_MS = 20;

/** Makes the state of a gate that has seen nothing. Refuses GATE_STATE_EXISTS: starting anew forgets releases. */
export async function gateInit(folder: string): Promise<Parsed<{ readonly path: string }>> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, FILE);
  const found = await readFile(path).catch(ifMissing);
  if (found !== undefined) {
    return refused(
      'GATE_STATE_EXISTS',
      `\`${path}\` is there already; a gate that starts anew forgets what it has seen`,
    );
  }
  await writeWhole(folder, []);
  return { ok: true, value: { path } };
}

/**
 * Reads the state, lets `decide` judge, and writes what it answers, all under a lock: two runs at one time cannot
 * take back what the other saw. Refuses GATE_STATE_MISSING, GATE_STATE_UNREADABLE, GATE_STATE_BUSY.
 */
export async function withGateState(
  folder: string,
  workspace: string,
  decide: (state: GateState | null) => GateVerdict,
): Promise<GateVerdict> {
  const before = await readStates(folder);
  if (!before.ok) return before;
  const unlock = await lock(folder);
  if (unlock === undefined) {
    const path = join(folder, LOCK);
    return refused('GATE_STATE_BUSY', `another gate holds \`${path}\`; remove it if none runs`);
  }
  try {
    const states = await readStates(folder);
    if (!states.ok) return states;
    const verdict = decide(states.value.find((one) => one.workspace === workspace) ?? null);
    if (verdict.ok) {
      const others = states.value.filter((one) => one.workspace !== workspace);
      await writeWhole(folder, [...others, verdict.state]);
    }
    return verdict;
  } finally {
    await unlock();
  }
}

async function readStates(folder: string): Promise<Parsed<readonly GateState[]>> {
  const path = join(folder, FILE);
  const bytes = await readFile(path).catch(ifMissing);
  if (bytes === undefined) {
    return refused(
      'GATE_STATE_MISSING',
      `there is no \`${path}\`; run \`countersign gate init\` once, and never to make a refusal go away`,
    );
  }
  const parsed = parseCanonical(new Uint8Array(bytes));
  const states = parsed.ok ? listed(parsed.value) : undefined;
  const read = states?.map((state) => parseGateState(state));
  const known = read?.flatMap((state) => (state.ok ? [state.value] : []));
  if (read === undefined || known === undefined || known.length < read.length) {
    return refused(
      'GATE_STATE_UNREADABLE',
      `\`${path}\` is damaged; restore it, or start anew knowing what that forgets`,
    );
  }
  return { ok: true, value: known };
}

function listed(value: Json): readonly Json[] | undefined {
  if (!isJsonObject(value) || value['kind'] !== 'gate-states' || value['v'] !== 1) return undefined;
  const { states } = value;
  return Array.isArray(states) ? (states as readonly Json[]) : undefined;
}

/** Written beside, flushed, renamed, and the folder flushed: a crash leaves the old state or the new one. */
async function writeWhole(folder: string, states: readonly GateState[]): Promise<void> {
  const beside = join(folder, `${FILE}.${randomUUID()}`);
  const file = await open(beside, 'wx', 0o600);
  try {
    await file.writeFile(canonicalBytes({ kind: 'gate-states', v: 1, states }));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(beside, join(folder, FILE));
  const opened = await open(folder, 'r');
  await opened.sync().finally(() => opened.close());
}

async function lock(folder: string): Promise<(() => Promise<void>) | undefined> {
  const path = join(folder, LOCK);
  for (let tries = 0; tries < LOCK_TRIES; tries += 1) {
    const file = await open(path, 'wx', 0o600).catch(ifTaken);
    if (file !== undefined) {
      await file.writeFile(String(process.pid));
      await file.close();
      return () => rm(path, { force: true });
    }
    if (await isOrphaned(path)) await rm(path, { force: true });
    else await new Promise((resolve) => setTimeout(resolve, LOCK_WAIT_MS));
  }
  return undefined;
}

/** Whether the process that took the lock has ended; one on another host is taken to live. */
async function isOrphaned(path: string): Promise<boolean> {
  const text = await readFile(path, 'utf8').catch(ifMissing);
  if (text === undefined || !/^[1-9][0-9]*$/.test(text)) return false;
  try {
    process.kill(Number(text), 0);
    return false;
  } catch (error) {
    return hasCode(error, 'ESRCH');
  }
}

function ifMissing(error: unknown): undefined {
  if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return undefined;
  throw error;
}

function ifTaken(error: unknown): undefined {
  if (hasCode(error, 'EEXIST')) return undefined;
  throw error;
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function refused(code: GateCode, message: string): { ok: false; refusals: readonly Refusal[] } {
  return { ok: false, refusals: [gateRefusal(code, message)] };
}
