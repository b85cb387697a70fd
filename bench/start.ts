import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  accepted,
  append,
  founded,
  grow,
  registered,
} from '../packages/server/src/store/sample.ts';
import { openStorage, type Storage } from '../packages/server/src/store/storage.ts';

export const description =
  'time from nothing to a store that takes commands: the first start, then with 1,000 and 100,000 log entries';

const SIZES = [1_000, 100_000];
const ROUNDS = 7;

/** Lock, embedded PostgreSQL, migrations, keys and the comparison with the anchor; then the first command. */
export async function run(_options: { readonly json: boolean }): Promise<Record<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'));
  chmodSync(folder, 0o711); // root lends the database another account
  const env = {
    ...process.env,
    DATABASE_URL: '',
    COUNTERSIGN_DATA: join(folder, 'data'),
    COUNTERSIGN_STATE: join(folder, 'state'),
  };
  const open = (): Promise<Storage> => openStorage({ root: folder, env });
  try {
    const first = await timed(open);
    const workspace = await founded(first.value.store);
    await first.value.keys.create(workspace);
    await first.value.close();
    const at: Record<string, { readonly openMs: number; readonly firstCommandMs: number }> = {};
    for (const size of SIZES) {
      const storage = await open();
      await grow(storage.store, workspace, size);
      await storage.publisher.published(workspace, size);
      await storage.close();
      at[size] = await starts(open, workspace);
    }
    const [small, large] = SIZES.map((size) => at[size]?.openMs ?? 0);
    const growth = Math.round(((large ?? 0) / Math.max(small ?? 0, 1)) * 100) / 100;
    return { firstStartMs: Math.round(first.ms), entries: at, rounds: ROUNDS, growth };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Medians over clean starts. */
async function starts(
  open: () => Promise<Storage>,
  workspace: string,
): Promise<{ openMs: number; firstCommandMs: number }> {
  const opened: number[] = [];
  const commanded: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const { value: storage, ms } = await timed(open);
    opened.push(ms);
    const id = `01900000-0000-7000-8000-${String(Date.now() % 1e12).padStart(12, '0')}`;
    const first = await timed(() => append(storage.store, workspace, [registered(id)]));
    accepted(first.value);
    commanded.push(first.ms);
    await storage.close();
  }
  return { openMs: median(opened), firstCommandMs: median(commanded) };
}

async function timed<T>(
  act: () => Promise<T>,
): Promise<{ readonly value: T; readonly ms: number }> {
  const from = performance.now();
  const value = await act();
  return { value, ms: performance.now() - from };
}

const median = (values: readonly number[]): number =>
  Math.round(values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0);
