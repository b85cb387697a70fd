import type { Id, WorkspaceState } from '@countersign/domain';

/** Kinds of read model, and where the domain's state keeps them. */
export const AGGREGATES = {
  nhi: 'nhis',
  'resource-owner': 'resourceOwners',
  requirement: 'requirements',
  policy: 'policies',
  candidate: 'candidates',
  release: 'releases',
  token: 'tokens',
  governance: 'governance',
  inventory: 'inventories',
  template: 'templates',
  'standing-decision': 'standingDecisions',
} as const satisfies Readonly<Record<string, keyof WorkspaceState>>;

export type AggregateKind = keyof typeof AGGREGATES;

type ValueOf<M> = M extends { get(id: string): infer V } ? Exclude<V, undefined> : never;

/** One read model row: the domain's state of one aggregate. */
export interface Aggregate<K extends AggregateKind> {
  readonly id: Id;
  /** Version of its stream. */
  readonly version: number;
  /** Sequence number of the event that began it; lists are ordered by it, newest first. */
  readonly createdSeq: number;
  readonly state: ValueOf<WorkspaceState[(typeof AGGREGATES)[K]]>;
}

export interface AggregateQuery {
  /** `next` of the page before. */
  readonly cursor?: string;
  /** 1 to 100, default 50. */
  readonly limit?: number;
  /** Members of the state that must be equal, e.g. `{ environment: 'prod/aws/1' }`. */
  readonly filter?: Readonly<Record<string, string | number | boolean | null>>;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Cursor of the next page, `null` on the last. */
  readonly next: string | null;
}
