import { type Commented, upsertComment } from './comment.ts';
import { type Forge, ForgeFault } from './github.ts';

/** What became of telling a forge. */
export interface Told {
  readonly comment: Commented | null;
  readonly uploaded: boolean | null;
  readonly notes: readonly string[];
  /** Whether it could not be told although it may: worth another run. */
  readonly failed: boolean;
}

/** Comment and alerts, each where it is not null. A verdict stands whether or not a forge can be told: a fault is a note here. */
export async function tell(
  forge: Forge | null,
  { comment, sarif }: { readonly comment: string | null; readonly sarif: string | null },
): Promise<Told> {
  const commented = await told(forge, comment, 'no comment', upsertComment);
  const uploaded = await told(forge, sarif, 'no SARIF', (to, log) => to.uploadSarif(log));
  const notes = [
    ...commented.notes,
    ...uploaded.notes,
    ...(commented.value === 'not-allowed'
      ? ['no comment: the token may not write one, as for a pull request from a fork']
      : []),
    ...(uploaded.value === false
      ? ['no SARIF: code scanning is off here, or the token may not write to it']
      : []),
  ];
  const failed = commented.notes.length + uploaded.notes.length > 0;
  return { comment: commented.value, uploaded: uploaded.value, notes, failed };
}

async function told<T>(
  forge: Forge | null,
  text: string | null,
  without: string,
  ask: (to: Forge, text: string) => Promise<T>,
): Promise<{ readonly value: T | null; readonly notes: readonly string[] }> {
  if (forge === null || text === null) return { value: null, notes: [] };
  try {
    return { value: await ask(forge, text), notes: [] };
  } catch (error) {
    if (!(error instanceof ForgeFault)) throw error;
    return { value: null, notes: [`${without}: ${error.message}`] };
  }
}
