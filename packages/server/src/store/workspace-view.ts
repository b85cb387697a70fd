import {
  type DomainEvent,
  emptyState,
  evolve,
  type Id,
  type Versioned,
  type WorkspaceState,
} from '@countersign/domain';
import { AGGREGATES, type AggregateKind } from './aggregate.ts';

/** Reads events of one workspace inside a transaction, in total order. */
export interface EventSource {
  after(seq: number, limit: number): Promise<readonly DomainEvent[]>;
  /** Every event of these streams. */
  ofStreams(streams: readonly string[]): Promise<readonly DomainEvent[]>;
  /** Every event of this kind of stream, but for these ids. */
  ofKind(kind: string, except: readonly Id[]): Promise<readonly DomainEvent[]>;
}

/**
 * The part of a workspace this process has folded so far, right up to `seq`. An event changes the aggregate of its
 * own stream alone (domain, `WorkspaceState`), so a view of some streams is right about those.
 */
export interface View {
  /** Everything up to this seq that concerns a loaded stream is folded in; -1 is before genesis. */
  readonly seq: number;
  /** Kinds of which every stream is loaded. */
  readonly kinds: ReadonlySet<string>;
  readonly state: WorkspaceState;
}

/** Events behind which a view is dropped rather than caught up. */
const CATCH_UP_MAX = 2_000;
const PAGE = 5_000;
/** Aggregates in one view before it starts over; about 1 KB each. */
const AGGREGATES_MAX = 200_000;

export const KINDS: readonly string[] = ['workspace', ...Object.keys(AGGREGATES)];

/** A view of nothing that is right up to `seq`. */
export function emptyView(seq: number): View {
  return { seq, kinds: new Set(), state: emptyState() };
}

/** Brings a cached view up to `seq`, the last committed event; starts over when it is too far off. */
export async function catchUp(view: View, seq: number, source: EventSource): Promise<View> {
  const isUsable =
    view.seq <= seq && seq - view.seq <= CATCH_UP_MAX && sizeOf(view) < AGGREGATES_MAX;
  if (!isUsable) return emptyView(seq);
  if (view.seq === seq) return view;
  return fold(view, await source.after(view.seq, CATCH_UP_MAX));
}

/** Folds new committed events: those of loaded streams, and of streams that begin here. */
export function fold(view: View, events: readonly DomainEvent[]): View {
  const concern = (state: WorkspaceState, event: DomainEvent): boolean =>
    event.version === 1 ||
    view.kinds.has(kindOf(event.stream)) ||
    find(state, event.stream) !== undefined;
  const state = events.reduce((s, event) => (concern(s, event) ? evolve(s, event) : s), view.state);
  const seq = events.at(-1)?.seq ?? view.seq;
  return { ...view, seq, state: { ...state, seq } };
}

/** Loads what is missing of the streams named: `kind/id`, `kind/*`, or all. */
export async function load(
  view: View,
  streams: readonly string[] | 'all',
  source: EventSource,
): Promise<View> {
  if (streams === 'all') return isWhole(view) ? view : loadAll(view, source);
  const kinds = streams.filter((stream) => stream.endsWith('/*')).map(kindOf);
  const missingKinds = kinds.filter((kind) => !view.kinds.has(kind));
  const missing = streams.filter(
    (stream) =>
      !stream.endsWith('/*') &&
      !view.kinds.has(kindOf(stream)) &&
      find(view.state, stream) === undefined &&
      !missingKinds.includes(kindOf(stream)),
  );
  const events: DomainEvent[] = [];
  if (missing.length > 0) events.push(...(await source.ofStreams([...new Set(missing)])));
  for (const kind of new Set(missingKinds)) {
    events.push(...(await source.ofKind(kind, idsOf(view.state, kind))));
  }
  if (events.length === 0 && missingKinds.length === 0) return view;
  return {
    seq: view.seq,
    kinds: new Set([...view.kinds, ...missingKinds]),
    state: { ...events.reduce(evolve, view.state), seq: view.seq },
  };
}

const isWhole = (view: View): boolean => KINDS.every((kind) => view.kinds.has(kind));

async function loadAll(view: View, source: EventSource): Promise<View> {
  let state = emptyState();
  for (let at = -1; at < view.seq; ) {
    const page = await source.after(at, Math.min(PAGE, view.seq - at));
    state = page.reduce(evolve, state);
    at = page.at(-1)?.seq ?? view.seq;
  }
  return { seq: view.seq, kinds: new Set(KINDS), state };
}

/** The aggregate of a stream, where it is loaded and exists. */
export function find(state: WorkspaceState, stream: string): Versioned | undefined {
  const kind = kindOf(stream);
  if (kind === 'workspace') return state.workspace ?? undefined;
  return isAggregateKind(kind) ? state[AGGREGATES[kind]].get(idOf(stream)) : undefined;
}

const idsOf = (state: WorkspaceState, kind: string): Id[] =>
  isAggregateKind(kind) ? [...state[AGGREGATES[kind]].keys()] : [];

export const kindOf = (stream: string): string => stream.slice(0, stream.indexOf('/'));
export const idOf = (stream: string): Id => stream.slice(stream.indexOf('/') + 1);

export const isAggregateKind = (kind: string): kind is AggregateKind =>
  Object.hasOwn(AGGREGATES, kind);

const sizeOf = ({ state }: View): number =>
  Object.values(AGGREGATES).reduce((sum, member) => sum + state[member].size, 0);
