import type { Id, Refusal } from '@countersign/domain';
import {
  EMPTY_ROOT,
  equalBytes,
  fromBase64,
  signedCheckpoint,
  verifyConsistency,
} from '@countersign/evidence';
import type { Pool } from 'pg';
import type { KeyRing } from '../keys/signer.ts';
import type { SignedCheckpoint } from '../log/log.ts';
import { checkpoints, consistencyAt, logSize, rootAt } from '../log/postgres-log.ts';
import { reading, type Transaction, writing } from '../store/transaction.ts';
import type { Anchor, AnchoredHead } from './anchor.ts';
import type { Publisher, PublisherStatus } from './publisher.ts';

/** Commits wait this long for company before a checkpoint nobody asked for is published. */
const BACKGROUND_PAUSE_MS = 250;
/** Another process may swap first; it cannot do so for ever while the log stands still. */
const SWAPS_MAX = 20;

export interface PublisherOptions {
  readonly pool: Pool;
  readonly anchor: Anchor;
  readonly keys: KeyRing;
}

/** What the database says of a log, in one snapshot. */
interface LogFacts {
  readonly size: number;
  readonly root: Uint8Array;
  readonly newest: SignedCheckpoint | undefined;
  /** Whether the anchored head is a prefix of this log, recomputed. */
  readonly extendsAnchor: boolean;
}

type Published = Awaited<ReturnType<Publisher['published']>>;

interface Lane {
  status: PublisherStatus | undefined;
  newest: SignedCheckpoint | undefined;
  running: Promise<void> | undefined;
  timer: NodeJS.Timeout | undefined;
}

/** Log origin of a workspace (FORMATS): independent of host and port. */
export const logOrigin = (workspace: Id): string => `countersign/${workspace}`;

/**
 * Publishes checkpoints in the order compare-and-swap → sign → publish (DESIGN section 4). A crash between any two
 * steps is finished by the next run: what is anchored is signed, what is signed is published, nothing else is.
 */
export class AnchoredPublisher implements Publisher {
  readonly #options: PublisherOptions;
  readonly #lanes = new Map<Id, Lane>();
  #isClosed = false;

  constructor(options: PublisherOptions) {
    this.#options = options;
  }

  async published(workspace: Id, size: number): Promise<Published> {
    const lane = this.#lane(workspace);
    if (!covers(lane.newest, size)) {
      // A run that is under way may have read the log before `size` was committed.
      await lane.running?.catch(() => undefined);
      if (!covers(lane.newest, size)) await this.#run(workspace, lane);
    }
    if (lane.newest !== undefined && covers(lane.newest, size))
      return { ok: true, checkpoint: lane.newest };
    return { ok: false, refusals: [whyNot(lane.status, size)] };
  }

  /** Publishes soon, without anybody waiting. */
  nudge(workspace: Id): void {
    const lane = this.#lane(workspace);
    if (lane.timer !== undefined || this.#isClosed) return;
    lane.timer = setTimeout(() => {
      lane.timer = undefined;
      this.#run(workspace, lane).catch(() => undefined); // whoever waits for a checkpoint runs it again and is told
    }, BACKGROUND_PAUSE_MS);
    lane.timer.unref();
  }

  status(workspace: Id): PublisherStatus {
    return this.#lane(workspace).status ?? UNCHECKED;
  }

  /** Whether the workspace takes writes: checked once, after a fault, and each time while it does not. */
  async refusals(workspace: Id): Promise<readonly Refusal[]> {
    const known = this.#lane(workspace).status;
    const isKnown = known !== undefined && known.state !== 'read-only';
    const status = isKnown ? known : await this.check(workspace);
    return status.state === 'read-only' ? [status.refusal] : [];
  }

  /** What is known may not hold after a reconnect. */
  forget(workspace: Id): void {
    this.#lane(workspace).status = undefined;
  }

  async check(workspace: Id): Promise<PublisherStatus> {
    const lane = this.#lane(workspace);
    lane.status = (await this.#compare(workspace)).status;
    return lane.status;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const lane of this.#lanes.values()) {
      clearTimeout(lane.timer);
      await lane.running?.catch(() => undefined);
    }
  }

  #lane(workspace: Id): Lane {
    const known = this.#lanes.get(workspace);
    if (known !== undefined) return known;
    const lane = { status: undefined, newest: undefined, running: undefined, timer: undefined };
    this.#lanes.set(workspace, lane);
    return lane;
  }

  #run(workspace: Id, lane: Lane): Promise<void> {
    lane.running ??= this.#publish(workspace, lane).finally(() => {
      lane.running = undefined;
    });
    return lane.running;
  }

  async #publish(workspace: Id, lane: Lane): Promise<void> {
    for (let swaps = 0; swaps < SWAPS_MAX; swaps += 1) {
      const { status, anchored, facts } = await this.#compare(workspace);
      lane.status = status;
      if (status.state !== 'open' || facts === undefined || facts.size === 0) return;
      const head = { size: facts.size, root: facts.root };
      const swapped = await this.#advance(workspace, anchored, head).catch(unreachable);
      if (typeof swapped !== 'boolean') {
        lane.status = swapped;
        return;
      }
      if (!swapped) continue;
      lane.newest = covers(facts.newest, head.size)
        ? facts.newest
        : await this.#sign(workspace, head, lane);
      return;
    }
  }

  /** The anchor goes first: a checkpoint that it does not hold is never signed (INV-6). */
  #advance(
    workspace: Id,
    anchored: AnchoredHead | undefined,
    head: AnchoredHead,
  ): Promise<boolean> {
    if (anchored?.size === head.size) return Promise.resolve(true);
    return this.#options.anchor.swap(workspace, anchored, head);
  }

  async #sign(
    workspace: Id,
    head: AnchoredHead,
    lane: Lane,
  ): Promise<SignedCheckpoint | undefined> {
    // Why a key cannot be read is for `countersign doctor`; who asks for a checkpoint learns that there is none.
    const signers = await this.#options.keys.open(workspace).catch(() => undefined);
    const publicKey = fromBase64(signers?.log.publicKey ?? '');
    if (signers === undefined || publicKey === undefined) {
      lane.status = { state: 'anchor-unreachable', refusal: noLogKey(workspace) };
      return lane.newest;
    }
    const text = await signedCheckpoint(
      { origin: logOrigin(workspace), ...head },
      signers.log.sign,
      publicKey,
    );
    await writing(this.#options.pool, workspace, (tx) =>
      tx.rows(
        'insert into checkpoints (workspace_id, size, root, note) values ($1, $2, $3, $4) on conflict do nothing',
        [workspace, head.size, Buffer.from(head.root), text],
      ),
    );
    return { ...head, text };
  }

  /** Compares database and anchor; makes the anchor of a log that has no entries yet. */
  async #compare(
    workspace: Id,
  ): Promise<{ status: PublisherStatus; anchored?: AnchoredHead | undefined; facts?: LogFacts }> {
    let anchored: AnchoredHead | undefined;
    try {
      anchored = await this.#options.anchor.read(workspace);
    } catch (error) {
      return { status: unreachable(error) };
    }
    const facts = await reading(this.#options.pool, workspace, (tx) => logFacts(tx, anchored));
    if (anchored !== undefined || facts.size > 0) {
      const status = verdict(anchored, facts);
      // Another process may have anchored and published between the two reads; only a still anchor is judged.
      const isStale = status.state === 'read-only' && (await this.#hasMoved(workspace, anchored));
      return isStale ? this.#compare(workspace) : { status, anchored, facts };
    }
    try {
      await this.#options.anchor.swap(workspace, undefined, { size: 0, root: EMPTY_ROOT });
      return { status: { state: 'open' }, anchored: { size: 0, root: EMPTY_ROOT }, facts };
    } catch (error) {
      return { status: unreachable(error) };
    }
  }

  async #hasMoved(workspace: Id, anchored: AnchoredHead | undefined): Promise<boolean> {
    const now = await this.#options.anchor.read(workspace).catch(() => anchored);
    return now?.size !== anchored?.size;
  }
}

async function logFacts(tx: Transaction, anchored: AnchoredHead | undefined): Promise<LogFacts> {
  const size = await logSize(tx);
  const root = await rootAt(tx, size);
  const newest = (await checkpoints(tx, 'desc limit 1'))[0];
  return { size, root, newest, extendsAnchor: await isPrefix(tx, anchored, { size, root }) };
}

async function isPrefix(
  tx: Transaction,
  old: AnchoredHead | undefined,
  now: AnchoredHead,
): Promise<boolean> {
  if (old === undefined || old.size > now.size) return false;
  if (old.size === 0) return equalBytes(old.root, EMPTY_ROOT);
  const proof = await consistencyAt(tx, old.size, now.size);
  return verifyConsistency({
    oldSize: old.size,
    oldRoot: old.root,
    newSize: now.size,
    newRoot: now.root,
    proof,
  });
}

/** DESIGN section 4: a database behind its anchor, beside it, or without one takes no more writes. */
function verdict(anchored: AnchoredHead | undefined, facts: LogFacts): PublisherStatus {
  if (anchored === undefined) {
    const message = `the anchor is missing while the log has ${facts.size} entries; the workspace is read-only`;
    return readOnly('ANCHOR_MISSING', message, { size: facts.size });
  }
  const sizes = { database: facts.size, anchor: anchored.size };
  if (anchored.size > facts.size) {
    const message = `the database has ${facts.size} log entries and the anchor ${anchored.size}: it was rolled back, and is read-only`;
    return readOnly('DATABASE_BEHIND_ANCHOR', message, sizes);
  }
  if (!facts.extendsAnchor) {
    const message = `the log does not contain the ${anchored.size} entries that the anchor holds: it was forked, and is read-only`;
    return readOnly('LOG_FORKED', message, sizes);
  }
  if (facts.newest !== undefined && facts.newest.size > anchored.size) {
    const message = `a checkpoint of ${facts.newest.size} entries was signed and the anchor holds ${anchored.size}: the anchor was rolled back`;
    return readOnly('ANCHOR_BEHIND_CHECKPOINT', message, {
      ...sizes,
      checkpoint: facts.newest.size,
    });
  }
  return { state: 'open' };
}

/** `details.reason` names why; the code is one, since all of them stop writes alike. */
function readOnly(
  reason: string,
  message: string,
  details: Record<string, unknown>,
): PublisherStatus {
  return {
    state: 'read-only',
    refusal: { code: 'WORKSPACE_READ_ONLY', message, details: { reason, ...details } },
  };
}

function unreachable(error: unknown): PublisherStatus {
  const why = error instanceof Error ? error.message : String(error);
  const message = `the anchor cannot be reached (\`${why}\`): events go on, signing and releases wait`;
  return { state: 'anchor-unreachable', refusal: { code: 'ANCHOR_UNREACHABLE', message } };
}

const noLogKey = (workspace: Id): Refusal => ({
  code: 'NO_LOG_KEY',
  message: `this host does not hold the log key of workspace \`${workspace}\``,
});

const covers = (checkpoint: SignedCheckpoint | undefined, size: number): boolean =>
  checkpoint !== undefined && checkpoint.size >= size;

const UNCHECKED: PublisherStatus = {
  state: 'anchor-unreachable',
  refusal: {
    code: 'ANCHOR_UNREACHABLE',
    message: 'the workspace has not been compared with its anchor yet',
  },
};

function whyNot(status: PublisherStatus | undefined, size: number): Refusal {
  if (status !== undefined && status.state !== 'open') return status.refusal;
  return { code: 'ANCHOR_UNREACHABLE', message: `no signed checkpoint covers ${size} entries yet` };
}
