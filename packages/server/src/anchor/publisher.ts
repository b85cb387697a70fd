import type { Id, Refusal } from '@countersign/domain';
import type { SignedCheckpoint } from '../log/log.ts';

/** Publishes checkpoints: compare-and-swap at the anchor, then sign exactly that, then publish (DESIGN section 4). */
export interface Publisher {
  /**
   * Resolves once an anchored, signed checkpoint covers `size` entries. Refuses with `ANCHOR_UNREACHABLE`,
   * `WORKSPACE_READ_ONLY` or `NO_LOG_KEY`; events go on where only the anchor is away.
   */
  published(
    workspace: Id,
    size: number,
  ): Promise<
    | { readonly ok: true; readonly checkpoint: SignedCheckpoint }
    | { readonly ok: false; readonly refusals: readonly Refusal[] }
  >;
  /** Whether the workspace signs and takes writes, and why not. */
  status(workspace: Id): PublisherStatus;
  /** Compares database and anchor; at start and after each reconnect. */
  check(workspace: Id): Promise<PublisherStatus>;
}

export type PublisherStatus =
  | { readonly state: 'open' }
  | { readonly state: 'anchor-unreachable'; readonly refusal: Refusal }
  | { readonly state: 'read-only'; readonly refusal: Refusal };
