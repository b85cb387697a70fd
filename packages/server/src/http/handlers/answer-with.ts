import type { Id } from '@countersign/domain';
import type { Answer } from '../../commands/deps.ts';
import type { Handled } from '../handler.ts';

/** What a command did, shown as it stands now. */
export async function answerWith<T, A extends { readonly id: Id }>(
  answer: Answer<A>,
  view: (id: Id) => Promise<T | undefined>,
  etag?: (value: T) => string | null,
): Promise<Handled<T>> {
  if (!answer.ok) return answer;
  const value = await view(answer.value.id);
  if (value === undefined)
    throw new Error(`what was just changed, \`${answer.value.id}\`, is not there`);
  const held = { ok: true, value, replayed: answer.replayed } as const;
  return etag === undefined ? held : { ...held, etag: etag(value) };
}
