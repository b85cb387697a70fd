import type { Decided, Digest, Id } from '@countersign/domain';
import type { LockedLog } from '../store/store.ts';
import { refuse } from './deps.ts';

/** What has the same place already, and the text that would tell it apart. */
export interface Known {
  readonly id: Id;
  readonly text: Digest;
}

/**
 * ALREADY_EXISTS naming the id of what has this very text. Texts are salted, so that equal ones have different
 * digests: they are compared themselves, under the lock. Costs one read of as many texts as there are candidates
 * for a double, which grows with the inventory of one environment, not with the log. An erased text equals none.
 */
export async function refuseDouble(
  log: LockedLog,
  known: readonly Known[],
  wanted: { readonly text: string; readonly what: string },
): Promise<Decided<null>> {
  if (known.length === 0) return { ok: true, value: null };
  const texts = await log.texts(known.map(({ text }) => text));
  const double = known.find(({ text }) => texts.get(text) === wanted.text);
  if (double === undefined) return { ok: true, value: null };
  const message = `${wanted.what} is here already, as \`${double.id}\``;
  return refuse('ALREADY_EXISTS', message, { id: double.id });
}
