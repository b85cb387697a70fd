import { randomBytes, randomUUID } from 'node:crypto';
import {
  appendLeaf,
  digest,
  EMPTY_FRONTIER,
  equalBytes,
  frontierRoot,
  leafHash,
  openCheckpoint,
  rawPublicKey,
  verifierKey,
} from '../../packages/evidence/src/index.ts';
import { logOrigin } from '../../packages/server/src/anchor/anchored-publisher.ts';
import type { LogEntry } from '../../packages/server/src/log/log.ts';
import {
  append,
  founded,
  input,
  ownerChanged,
  registered,
} from '../../packages/server/src/store/sample.ts';
import type { Storage } from '../../packages/server/src/store/storage.ts';
import { StoreUnavailable } from '../../packages/server/src/store/store.ts';
import { refusedWords, type Score, type Words, wordsOf } from './score.ts';

const ACTOR = { kind: 'human', id: '01900000-0000-7000-8000-000000000002' } as const;
const NHI = '01900000-0000-7000-8000-000000000001';
const DOCUMENT_BYTES = 48 * 1024;
const PAGE = 2000;

interface Asked {
  readonly document: string;
  state: 'asked' | 'acknowledged' | 'refused' | 'unknown';
  seq: number;
}

/**
 * One workspace and what the world was told of it. Every command keeps a document and appends one event that names
 * the command's key, so that one without the other would show.
 */
export class Ledger {
  readonly workspace: string;
  readonly #asked = new Map<string, Asked>();

  constructor(workspace: string) {
    this.workspace = workspace;
  }

  static async found(storage: Storage): Promise<Ledger> {
    const workspace = await founded(storage.store);
    await storage.keys.create(workspace);
    await append(storage.store, workspace, [registered(NHI)]);
    return new Ledger(workspace);
  }

  get acknowledged(): number {
    return [...this.#asked.values()].filter(({ state }) => state === 'acknowledged').length;
  }

  get unknown(): number {
    return [...this.#asked.values()].filter(({ state }) => state === 'unknown').length;
  }

  /** Runs one command; `undefined` when it was acknowledged, else what its caller was told. */
  async write(storage: Storage, bytes = DOCUMENT_BYTES): Promise<Words | undefined> {
    const key = randomUUID();
    const document = randomBytes(bytes);
    const asked: Asked = { document: digest(document), state: 'asked', seq: -1 };
    this.#asked.set(key, asked);
    try {
      const idempotency = { key, request: digest(document) };
      const done = await storage.store.command(
        { ...input(this.workspace), actor: ACTOR, idempotency },
        async (log) => {
          await log.putDocument(document);
          const event = { ...ownerChanged(NHI), payload: { owner: key, backupOwner: key } };
          return { append: [event as never], answer: key };
        },
      );
      asked.state = done.ok ? 'acknowledged' : 'refused';
      asked.seq = done.ok ? (done.events[0]?.seq ?? -1) : -1;
      return done.ok ? undefined : refusedWords(done);
    } catch (error) {
      const isUnknown = error instanceof StoreUnavailable && error.outcomeUnknown;
      asked.state = isUnknown ? 'unknown' : 'refused';
      return wordsOf(error);
    }
  }

  /** Writes with several clients until each was told something else than "done", or `until` says so. */
  async writeUntil(storage: Storage, until: () => boolean, clients = 8): Promise<Words[]> {
    const told: Words[] = [];
    const client = async (): Promise<void> => {
      while (!until()) {
        const words = await this.write(storage);
        if (words === undefined) continue;
        told.push(words);
        return;
      }
    };
    await Promise.all(Array.from({ length: clients }, client));
    return told;
  }

  /** Recomputes everything from what is stored, and holds it against what was told. */
  async verify(storage: Storage, score: Score, when: string): Promise<void> {
    const entries = await this.#entries(storage);
    const events = entries.map(({ bytes }) => JSON.parse(new TextDecoder().decode(bytes)));
    score.check(
      `${when}: events have one total order`,
      events.every(({ seq }, at) => seq === at),
    );
    const kept = new Map<string, number>(
      events
        .filter(({ type }) => type === 'NhiOwnerChanged')
        .map(({ payload, seq }) => [payload.owner, seq]),
    );
    this.#compare(kept, score, when);
    await this.#compareDocuments(storage, kept, score, when);
    await this.#roots(storage, entries, score, when);
  }

  #compare(kept: ReadonlyMap<string, number>, score: Score, when: string): void {
    const all = [...this.#asked];
    const lost = all.filter(
      ([key, { state, seq }]) => state === 'acknowledged' && kept.get(key) !== seq,
    );
    const refused = all.filter(([key, { state }]) => state === 'refused' && kept.has(key));
    score.check(
      `${when}: ${this.acknowledged} acknowledged events, none lost`,
      lost.length === 0,
      `${lost.length} lost`,
    );
    score.check(
      `${when}: nothing is kept of what was refused`,
      refused.length === 0,
      `${refused.length} kept`,
    );
  }

  /** An event and its document are there together or not at all. */
  async #compareDocuments(
    storage: Storage,
    kept: ReadonlyMap<string, number>,
    score: Score,
    when: string,
  ): Promise<void> {
    const documents = new Set<string>(await storage.store.documentDigests(this.workspace));
    const half = [...this.#asked].filter(
      ([key, { document }]) => kept.has(key) !== documents.has(document),
    );
    score.check(
      `${when}: no event without its document, no document without its event`,
      half.length === 0,
      `${half.length} half written`,
    );
  }

  async #roots(
    storage: Storage,
    entries: readonly LogEntry[],
    score: Score,
    when: string,
  ): Promise<void> {
    let frontier = EMPTY_FRONTIER;
    const roots = [frontierRoot(frontier)];
    for (const { bytes } of entries) {
      frontier = appendLeaf(frontier, leafHash(bytes)).frontier;
      roots.push(frontierRoot(frontier));
    }
    const { log } = storage.store;
    const isSame = async (size: number, root: Uint8Array): Promise<boolean> => {
      const recomputed = roots[size];
      return recomputed !== undefined && equalBytes(recomputed, root);
    };
    const stored = await log.root(this.workspace, entries.length);
    score.check(
      `${when}: the stored tree has the recomputed root`,
      await isSame(entries.length, stored),
    );
    const key = (await storage.keys.open(this.workspace))?.log.publicKey ?? '';
    const vkey = verifierKey(
      logOrigin(this.workspace),
      rawPublicKey('ed25519', key) ?? new Uint8Array(32),
    );
    const checkpoints = await log.checkpoints(this.workspace);
    const good = await Promise.all(
      checkpoints.map(async ({ size, text }) => {
        const opened = openCheckpoint(text, vkey);
        return opened.ok && isSame(size, new Uint8Array(opened.value.root));
      }),
    );
    score.check(
      `${when}: ${checkpoints.length} checkpoints, each signed over the recomputed root`,
      good.every(Boolean),
    );
  }

  async #entries(storage: Storage): Promise<LogEntry[]> {
    const entries: LogEntry[] = [];
    for (;;) {
      const page = await storage.store.log.entries(this.workspace, entries.length, PAGE);
      if (page.length === 0) return entries;
      entries.push(...page);
    }
  }
}
