import type { Command, Decided, Id, Instant, NewEvent, WorkspaceState } from '@countersign/domain';
import type { LockedLog } from '../store/store.ts';
import { decideWithDocuments } from './decide-with-documents.ts';
import type { Answer, Caller, Deps } from './deps.ts';
import type { Proved } from './facts-cache.ts';

/** What a command sees once the workspace's log head is locked. */
export interface Locked {
  readonly log: LockedLog;
  readonly state: WorkspaceState;
  readonly at: Instant;
}

/** One change: the streams it needs, the domain command it becomes under the lock, and what it answers. */
export interface Change<T> {
  /** Beside the workspace's own stream and the caller's token. */
  readonly streams: readonly string[] | ((log: LockedLog) => Promise<readonly string[]>);
  readonly command: (locked: Locked) => Promise<Decided<Command>> | Decided<Command>;
  /** Kept with the idempotency key, so without secrets. */
  readonly answer: (events: readonly NewEvent[], locked: Locked) => T;
  /** Rekor's entry for what was decided, the log's second entry of a release. */
  readonly hashedrekord?: Uint8Array;
}

/**
 * Locks the log head, loads, lets the domain authorize and decide, and appends what it decided: one transaction
 * (DESIGN section 3). What was read before the lock counts by digest only.
 */
export async function change<T>(deps: Deps, caller: Caller, wanted: Change<T>): Promise<Answer<T>> {
  let proved: Proved | undefined;
  const committed = await deps.store.command<T>({ ...caller, at: deps.now() }, async (log) => {
    const { at } = log;
    const locked = { log, state: await log.state(await streamsOf(log, caller, wanted)), at };
    const command = await wanted.command(locked);
    if (!command.ok) return { refuse: command.refusals };
    proved = deps.facts.begin(caller.workspace);
    const decided = await decideWithDocuments(
      { read: (digest) => log.document(digest), passkeys: deps.passkeys, proved },
      locked.state,
      command.value,
      { actor: caller.actor, at, newId: deps.newId },
    );
    if (!decided.ok) return { refuse: decided.refusals };
    const { events } = decided.value;
    const second = wanted.hashedrekord;
    const outcome = { append: events, answer: wanted.answer(events, locked) };
    return second === undefined ? outcome : { ...outcome, hashedrekord: second };
  });
  if (!committed.ok) return committed;
  proved?.keep();
  const { answer, logSize, replayed } = committed;
  return { ok: true, value: answer, logSize, replayed };
}

async function streamsOf(
  log: LockedLog,
  caller: Caller,
  wanted: Change<unknown>,
): Promise<readonly string[]> {
  const { streams } = wanted;
  const { kind, id } = caller.actor;
  const tokens = kind === 'agent' || kind === 'pipeline' ? [`token/${id}`] : [];
  const own = typeof streams === 'function' ? await streams(log) : streams;
  return [`workspace/${caller.workspace}`, ...tokens, ...own];
}

/** The id of what an event of this type began. Throws where the domain decided something else: a bug. */
export function createdId(events: readonly NewEvent[], type: NewEvent['type']): Id {
  const event = events.find((candidate) => candidate.type === type);
  const id = event?.stream.split('/')[1];
  if (id === undefined) throw new Error(`the domain answered without ${type}`);
  return id;
}

/** A domain command that needs nothing further to be known. */
export function given(command: Command): Decided<Command> {
  return { ok: true, value: command };
}
