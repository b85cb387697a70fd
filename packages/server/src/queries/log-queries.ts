import type { EntryView, Page } from '@countersign/api';
import type { Id } from '@countersign/domain';
import { canonicalBytes, tlogProof, toBase64 } from '@countersign/evidence';
import { type Deps, type Refused, refuse } from '../commands/deps.ts';
import type { LogReader } from '../log/log.ts';

/** Entries in log order after `after`, the index of the last one known. */
export async function listEntries(
  { store }: Pick<Deps, 'store'>,
  workspace: Id,
  query: { readonly after?: number; readonly limit: number; readonly stream?: string },
): Promise<Page<EntryView>> {
  if (query.stream !== undefined) return streamEntries(store, workspace, query.stream);
  const from = query.after === undefined ? 0 : query.after + 1;
  const entries = await store.log.entries(workspace, from, query.limit);
  const items = entries.map(({ index, kind, bytes }) => ({ index, kind, bytes: toBase64(bytes) }));
  const last = entries.at(-1)?.index;
  const hasMore = last !== undefined && last + 1 < (await store.log.size(workspace));
  return { items, next: hasMore ? String(last) : null };
}

/** The events of one stream as entries: a stream is short, so it comes in one page. */
async function streamEntries(
  store: Deps['store'],
  workspace: Id,
  stream: string,
): Promise<Page<EntryView>> {
  const events = await store.events(workspace, { stream });
  const items: EntryView[] = [];
  for (const event of events) {
    const index = await indexOfEvent(store.log, workspace, event.seq);
    items.push({ index, kind: 'event', bytes: toBase64(canonicalBytes(event)) });
  }
  return { items, next: null };
}

/** That an entry is in the log, under the newest anchored checkpoint, as a `.tlog-proof` file. */
export async function entryProof(
  { store, publisher }: Pick<Deps, 'store' | 'publisher'>,
  workspace: Id,
  index: number,
): Promise<{ readonly ok: true; readonly value: string } | Refused> {
  if (index >= (await store.log.size(workspace))) {
    return refuse('UNKNOWN_ENTRY', `the log has no entry \`${index}\``);
  }
  const published = await publisher.published(workspace, index + 1);
  if (!published.ok) return published;
  const { size, text } = published.checkpoint;
  const proof = await store.log.inclusion(workspace, index, size);
  return { ok: true, value: tlogProof({ index, proof, checkpoint: text }) };
}

/** Log index of the event with this seq: entries are in order of seq, so a binary search finds it. */
export async function indexOfEvent(log: LogReader, workspace: Id, seq: number): Promise<number> {
  // A release puts a second entry in between, so the index is never lower than the seq.
  let low = seq;
  let high = (await log.size(workspace)) - 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const [entry] = await log.entries(workspace, middle, 1);
    if ((entry?.seq ?? Number.POSITIVE_INFINITY) < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}
