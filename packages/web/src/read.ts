import type {
  CandidateItem,
  CandidateView,
  DecisionView,
  EntryView,
  InventoryView,
  OutputOf,
  RuleSetView,
  SinceApproval,
  TemplateItem,
  TemplateView,
} from '@countersign/api';
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
/** For a signed-in human alone: the server refuses it to visitors. */
export const readSinceApproval = (id: string): Promise<SinceApproval> =>
  read(`/v1/candidates/${encodeURIComponent(id)}/since-approval`);
export const readTemplate = (id: string): Promise<TemplateView> =>
  read(`/v1/templates/${encodeURIComponent(id)}`);
export const readNhi = (id: string): Promise<NhiView> => read(`/v1/nhis/${encodeURIComponent(id)}`);
export const readRequirement = (id: string): Promise<RequirementView> =>
  read(`/v1/requirements/${encodeURIComponent(id)}`);
export type RequirementView = OutputOf<'getRequirement'>;
export type NhiView = OutputOf<'getNhi'>;

/** What narrows a list; what is not given asks for nothing. */
type Filter = Readonly<Record<string, string | undefined>>;

export const readCandidates: ReadPage<CandidateItem> = (filter) => readPage('candidates', filter);
export const readRequirements: ReadPage<RequirementView> = (filter) =>
  readPage('requirements', filter);
export const readTemplates: ReadPage<TemplateItem> = (filter) => readPage('templates', filter);
export const readDecisions: ReadPage<DecisionView> = (filter) => readPage('decisions', filter);
export const readInventories: ReadPage<InventoryView> = (filter) => readPage('inventories', filter);

/** One page of a list, newest first; `cursor` in the filter is the `next` of the page before. */
export type ReadPage<T> = (filter: Filter) => Promise<Page<T>>;

const PAGE = 50;

function readPage<T>(list: string, filter: Filter): Promise<Page<T>> {
  const given = Object.entries(filter).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  return read(`/v1/${list}?${new URLSearchParams([['limit', String(PAGE)], ...given])}`);
}

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
