import type { CandidateItem, CandidateView, EntryView, RuleSetView } from '@countersign/api';
import { decodeUtf8, fromBase64 } from '@countersign/evidence';

/** A refusal of the server as the screens show it: the code, one sentence, and what helps. */
export class ReadProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly help: string | null;

  constructor(status: number, code: string, message: string, help: string | null) {
    super(message);
    this.status = status;
    this.code = code;
    this.help = help;
  }
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** A log entry as the screens show it: the event its bytes say, or `null` for a release's signature record. */
export interface EntryItem {
  readonly index: number;
  readonly kind: string;
  readonly event: {
    readonly type: string;
    readonly stream: string;
    readonly at: string;
    readonly actor: { readonly kind: string; readonly id: string };
  } | null;
}

/** Who the visitor is to the server. */
export interface WhoAmI {
  readonly workspace: string;
  readonly mode: string;
  readonly actor: { readonly kind: string; readonly id: string };
  readonly name: string | null;
}

export const readWhoAmI = (): Promise<WhoAmI> => read('/v1/whoami');
export const readRuleSet = (): Promise<RuleSetView> => read('/v1/rule-set');
export const readCandidate = (id: string): Promise<CandidateView> =>
  read(`/v1/candidates/${encodeURIComponent(id)}`);
export const readCandidates = (state: string | undefined): Promise<Page<CandidateItem>> =>
  read(
    `/v1/candidates?limit=100${state === undefined ? '' : `&state=${encodeURIComponent(state)}`}`,
  );
export const readEntries = async (after: number, limit: number): Promise<Page<EntryItem>> =>
  entryPage(await read(`/v1/entries?limit=${limit}${after < 0 ? '' : `&after=${after}`}`));
export const readStream = async (stream: string): Promise<Page<EntryItem>> =>
  entryPage(await read(`/v1/entries?limit=200&stream=${encodeURIComponent(stream)}`));

const entryPage = (page: Page<EntryView>): Page<EntryItem> => ({
  items: page.items.map(entryItem),
  next: page.next,
});

function entryItem({ index, kind, bytes }: EntryView): EntryItem {
  const text = decodeUtf8(fromBase64(bytes) ?? new Uint8Array());
  return { index, kind, event: kind === 'event' && text !== undefined ? JSON.parse(text) : null };
}

async function read<T>(path: string): Promise<T> {
  const response = await fetch(path, {
    headers: { accept: 'application/json' },
    credentials: 'same-origin',
  });
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) return body as T;
  const problem = (body ?? {}) as Record<string, unknown>;
  throw new ReadProblem(
    response.status,
    text(problem['code']) ?? `HTTP_${response.status}`,
    text(problem['detail']) ??
      text(problem['title']) ??
      'the server did not answer in a form this page understands',
    text(problem['help']),
  );
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
