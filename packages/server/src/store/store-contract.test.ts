import { createHash, randomUUID } from 'node:crypto';
import type { Actor, Digest, NewEvent } from '@countersign/domain';
import {
  canonicalBytes,
  digest,
  leafHash,
  openCheckpoint,
  rawPublicKey,
  verifierKey,
  verifyConsistency,
  verifyInclusion,
} from '@countersign/evidence';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { logOrigin } from '../anchor/anchored-publisher.ts';
import {
  externalTestDatabase,
  type TestDatabase,
  type TestStorage,
  testDatabase,
  testStorage,
} from '../postgres/testing.ts';
import {
  AT,
  accepted,
  append,
  founded,
  human,
  input,
  merkleRoot,
  ownerChanged,
  refusalOf,
  registered,
  SOME,
} from './sample.ts';
import { newSecret } from './secrets.ts';
import type { CommandInput, Committed, Outcome, Store } from './store.ts';

const LATER = '2026-11-23T13:00:00.000Z';

/** What every store keeps; run it against each database the product supports. */
function storeContract(name: string, open: () => Promise<TestDatabase>): void {
  describe(`the store on ${name}`, () => {
    let storage: TestStorage;
    let store: Store;
    beforeAll(async () => {
      storage = await testStorage({ database: await open() });
      store = storage.store;
    });
    afterAll(() => storage.close());

    appending(() => store);
    idempotency(() => store);
    logging(() => storage);
    isolation(() => storage);
    records(() => store);
  });
}

function appending(store: () => Store): void {
  it('gives events one total order and each stream its own versions', async () => {
    const workspace = await founded(store());
    const nhi = randomUUID();
    const first = await append(store(), workspace, [registered(nhi), registered(randomUUID())]);
    const second = await append(store(), workspace, [ownerChanged(nhi)]);
    expect(accepted(first).events.map(({ seq, version }) => [seq, version])).toEqual([
      [1, 1],
      [2, 1],
    ]);
    expect(accepted(second).events.map(({ seq, version }) => [seq, version])).toEqual([[3, 2]]);
    expect((await store().events(workspace, { after: 0 })).map(({ seq }) => seq)).toEqual([
      1, 2, 3,
    ]);
    expect(await store().events(workspace, { stream: `nhi/${nhi}` })).toHaveLength(2);
  });

  it('leaves nothing behind when a command refuses or throws', async () => {
    const workspace = await founded(store());
    const refused = await store().command(input(workspace), async (log) => {
      await log.putDocument(new Uint8Array([1]));
      return { refuse: [{ code: 'WRONG_STATE', message: 'no' }] };
    });
    expect(refused).toEqual({ ok: false, refusals: [{ code: 'WRONG_STATE', message: 'no' }] });
    const thrown = store().command(input(workspace), async (log) => {
      await log.putText('lost');
      throw new Error('a bug');
    });
    await expect(thrown).rejects.toThrow('a bug');
    expect(await store().documentDigests(workspace)).toEqual([]);
    expect(await store().allTexts(workspace)).toEqual([]);
    expect(await store().log.size(workspace)).toBe(1);
  });

  it('refuses a decision that stands on a version that moved', async () => {
    const workspace = await founded(store());
    const nhi = randomUUID();
    await append(store(), workspace, [registered(nhi)]);
    const stale = await store().command(input(workspace), async () => ({
      append: [ownerChanged(nhi)],
      expected: { [`nhi/${nhi}`]: 0 },
      answer: null,
    }));
    expect(refusalOf(stale)).toEqual([
      'VERSION_CONFLICT',
      `\`nhi/${nhi}\` is at version 1, not 0: it moved meanwhile`,
    ]);
  });

  it('shows each of many commands at once what those before it did', async () => {
    const workspace = await founded(store());
    const claims = await Promise.all(
      Array.from({ length: 60 }, () =>
        store().command(input(workspace), async (log): Promise<Outcome<number>> => {
          const { nhis } = await log.state(['nhi/*']);
          return nhis.size < 25
            ? { append: [registered(randomUUID())], answer: nhis.size }
            : { refuse: [{ code: 'WRONG_STATE', message: 'full' }] };
        }),
      ),
    );
    const answers = claims.flatMap((claim) => (claim.ok ? [claim.answer] : []));
    expect(answers).toEqual(Array.from({ length: 25 }, (_, at) => at));
    expect((await store().state(workspace, 'all')).nhis.size).toBe(25);
  });

  it('refuses an event no log tile can hold and appends none of its command', async () => {
    const workspace = await founded(store());
    const long: NewEvent = { ...registered(randomUUID()) };
    const tooLong = {
      ...long,
      payload: { ...long.payload, source: 'x'.repeat(70_000) },
    } as NewEvent;
    const refused = await append(store(), workspace, [registered(randomUUID()), tooLong]);
    expect(refusalOf(refused)[0]).toBe('ENTRY_TOO_LARGE');
    expect(refusalOf(refused)[1]).toMatch(
      /^a log entry would be 70\d\d\d bytes; at most 65535 fit$/,
    );
    expect(await store().log.size(workspace)).toBe(1);
  });

  it('refuses a workspace that does not exist', async () => {
    const workspace = randomUUID();
    expect(refusalOf(await append(store(), workspace, []))).toEqual([
      'UNKNOWN_WORKSPACE',
      `there is no workspace \`${workspace}\``,
    ]);
    expect(refusalOf(await append(store(), `x'; drop table events`, []))[0]).toBe(
      'UNKNOWN_WORKSPACE',
    );
  });

  it('moves read models with the events, newest first and in pages', async () => {
    const workspace = await founded(store());
    const ids = Array.from({ length: 5 }, () => randomUUID());
    for (const id of ids) await append(store(), workspace, [registered(id)]);
    await append(store(), workspace, [ownerChanged(ids[0] ?? '')]);
    const first = await store().aggregates(workspace, 'nhi', { limit: 3 });
    const rest = await store().aggregates(workspace, 'nhi', { limit: 3, cursor: first.next ?? '' });
    expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(ids.toReversed());
    expect(rest.next).toBeNull();
    const state = await store().state(workspace, [`nhi/${ids[0]}`]);
    const row = await store().aggregate(workspace, 'nhi', ids[0] ?? '');
    expect(row?.version).toBe(2);
    expect(row?.state).toEqual(state.nhis.get(ids[0] ?? ''));
    const other = { filter: { environment: 'elsewhere' } };
    expect((await store().aggregates(workspace, 'nhi', other)).items).toEqual([]);
    expect(
      (await store().aggregates(workspace, 'nhi', { filter: { source: 'aws' } })).items,
    ).toHaveLength(5);
  });
}

function idempotency(store: () => Store): void {
  const key = (request: Digest = SOME): CommandInput['idempotency'] => ({ key: 'k', request });

  it('answers a repeated key from the first time, also within one batch', async () => {
    const workspace = await founded(store());
    const ask = (): Promise<Committed<string>> =>
      store().command({ ...input(workspace), idempotency: key() }, async () => ({
        append: [registered(randomUUID())],
        answer: randomUUID(),
      }));
    const together = (await Promise.all([ask(), ask()])).map(accepted);
    const after = accepted(await ask());
    expect(new Set([...together, after].map(({ answer }) => answer)).size).toBe(1);
    expect([...together, after].map(({ replayed }) => replayed)).toEqual([false, true, true]);
    expect(after.events).toEqual(together[0]?.events);
    expect([after.entries, after.logSize]).toEqual([[1], 2]);
    expect(await store().log.size(workspace)).toBe(2);
  });

  it('refuses a key that was used for another request', async () => {
    const workspace = await founded(store());
    const ask = (request: Digest): Promise<Committed<null>> =>
      store().command({ ...input(workspace), idempotency: key(request) }, async () => ({
        append: [registered(randomUUID())],
        answer: null,
      }));
    await ask(SOME);
    expect(refusalOf(await ask(`sha256:${'1'.repeat(64)}`))).toEqual([
      'IDEMPOTENCY_MISMATCH',
      'the idempotency key `k` was used for another request',
    ]);
  });

  it('keeps the keys of two actors apart', async () => {
    const workspace = await founded(store());
    const ask = (actor: Actor): Promise<Committed<string>> =>
      store().command({ ...input(workspace), actor, idempotency: key() }, async () => ({
        append: [],
        answer: actor.id,
      }));
    const [a, b] = [human(), human()];
    expect(accepted(await ask(a)).answer).toBe(a.id);
    expect(accepted(await ask(b)).answer).toBe(b.id);
  });
}

function logging(storage: () => TestStorage): void {
  it('makes every event a leaf whose bytes, proofs and root anybody can recompute', async () => {
    const { store } = storage();
    const workspace = await founded(store);
    const sizes = [1, 3, 4, 9, 22];
    for (const size of sizes.slice(1)) {
      const due = size - (await store.log.size(workspace));
      await append(
        store,
        workspace,
        Array.from({ length: due }, () => registered(randomUUID())),
      );
    }
    const entries = await store.log.entries(workspace, 0, 100);
    const leaves = entries.map(({ bytes }) => leafHash(bytes));
    expect((await store.events(workspace)).map((event) => canonicalBytes(event))).toEqual(
      entries.map(({ bytes }) => bytes),
    );
    const root = merkleRoot(leaves);
    expect(await store.log.root(workspace, 22)).toEqual(root);
    for (const [index, leaf] of leaves.entries()) {
      const proof = [...(await store.log.inclusion(workspace, index, 22))];
      expect(verifyInclusion({ leafHash: leaf, index, size: 22, proof, root })).toBe(true);
    }
    for (const oldSize of sizes) {
      const proof = [...(await store.log.consistency(workspace, oldSize, 22))];
      const oldRoot = merkleRoot(leaves.slice(0, oldSize));
      expect(verifyConsistency({ oldSize, oldRoot, newSize: 22, newRoot: root, proof })).toBe(true);
    }
    expect(await store.log.tile(workspace, 0, 0, 22)).toHaveLength(22 * 32);
    expect(await store.log.tile(workspace, 0, 0, 23)).toBeUndefined();
  });

  it('puts a hashedrekord right behind its event', async () => {
    const { store } = storage();
    const workspace = await founded(store);
    const rekord = canonicalBytes({ kind: 'hashedrekord' });
    const committed = accepted(
      await store.command(input(workspace), async () => ({
        append: [registered(randomUUID())],
        hashedrekord: rekord,
        answer: null,
      })),
    );
    expect(committed).toMatchObject({ entries: [1], hashedrekordEntry: 2, logSize: 3 });
    const [entry] = await store.log.entries(workspace, 2, 1);
    expect(entry).toEqual({ index: 2, kind: 'hashedrekord', seq: 1, bytes: rekord });
  });

  it('publishes a checkpoint that the log key signed and that covers what was asked', async () => {
    const { store, publisher, keys } = storage();
    const workspace = await founded(store);
    const signers = await keys.create(workspace);
    const { logSize } = accepted(await append(store, workspace, [registered(randomUUID())]));
    const published = await publisher.published(workspace, logSize);
    if (!published.ok) throw new Error(JSON.stringify(published.refusals));
    const key = rawPublicKey('ed25519', signers.log.publicKey) ?? new Uint8Array();
    const opened = openCheckpoint(
      published.checkpoint.text,
      verifierKey(logOrigin(workspace), key),
    );
    expect(opened).toEqual({
      ok: true,
      value: { origin: logOrigin(workspace), size: 2, root: await store.log.root(workspace, 2) },
    });
    expect(await store.log.checkpoint(workspace)).toEqual(published.checkpoint);
  });
}

function isolation(storage: () => TestStorage): void {
  it('shows nothing of one workspace to another', async () => {
    const { store } = storage();
    const [mine, other] = [await founded(store), await founded(store)];
    const kept = await store.command(input(mine), async (log) => ({
      append: [],
      answer: await log.putDocument(new Uint8Array([7])),
    }));
    const wanted = accepted(kept).answer;
    expect(wanted).toBe(digest(new Uint8Array([7])));
    expect(await store.document(mine, wanted)).toEqual(new Uint8Array([7]));
    expect(await store.document(other, wanted)).toBeUndefined();
    expect(await store.events('not-a-workspace')).toEqual([]);
  });
}

function records(store: () => Store): void {
  it('keeps texts under the digest of salt and text', async () => {
    const workspace = await founded(store());
    const kept = await store().command(input(workspace), async (log) => ({
      append: [],
      answer: await log.putText('because'),
    }));
    const { answer } = accepted(kept);
    const [text] = await store().allTexts(workspace);
    const salted = createHash('sha256')
      .update(Buffer.from(text?.salt ?? '', 'hex'))
      .update('because');
    expect(answer).toBe(`sha256:${salted.digest('hex')}`);
    expect(await store().texts(workspace, [answer])).toEqual(new Map([[answer, 'because']]));
  });

  it('knows a session by its secret until it expires or is closed', async () => {
    const workspace = await founded(store());
    const { secret, secretDigest } = newSecret('session', workspace);
    const session = {
      workspace,
      kind: 'human',
      human: randomUUID(),
      credential: 'c',
      expiresAt: LATER,
    } as const;
    await store().access.openSession({ ...session, secretDigest });
    expect(await store().access.session(secret, AT)).toEqual(session);
    expect(await store().access.session(secret, LATER)).toBeUndefined();
    expect(
      await store().access.session(newSecret('session', workspace).secret, AT),
    ).toBeUndefined();
    await store().access.closeSession(secret);
    expect(await store().access.session(secret, AT)).toBeUndefined();
  });

  it('takes a sign-in challenge once and only while it lasts', async () => {
    const workspace = await founded(store());
    await store().access.putChallenge(workspace, 'fresh', LATER);
    await store().access.putChallenge(workspace, 'old', AT);
    expect(await store().access.takeChallenge(workspace, 'fresh', AT)).toBe(true);
    expect(await store().access.takeChallenge(workspace, 'fresh', AT)).toBe(false);
    expect(await store().access.takeChallenge(workspace, 'old', AT)).toBe(false);
  });

  it('gives a one-time setup value to one caller alone', async () => {
    await store().setup.put('link', { code: 1 });
    expect(await store().setup.get('link')).toEqual({ code: 1 });
    const taken = await Promise.all([store().setup.take('link'), store().setup.take('link')]);
    expect(taken.toSorted()).toEqual([false, true]);
  });

  it('keeps names apart from the log and corrects them', async () => {
    const workspace = await founded(store());
    const person = { human: randomUUID(), name: 'Ada', salt: 'ab'.repeat(16) };
    await store().persons.put(workspace, [person]);
    await store().persons.put(workspace, [{ ...person, name: 'Ada L.' }]);
    expect(await store().persons.names(workspace)).toEqual(new Map([[person.human, 'Ada L.']]));
    expect(await store().persons.names(workspace, [])).toEqual(new Map());
  });
}

storeContract('embedded PostgreSQL', testDatabase);

// The same suite on an operator's own database, where one is given.
const external = await externalTestDatabase();
if (external !== undefined) storeContract('DATABASE_URL', () => Promise.resolve(external));
